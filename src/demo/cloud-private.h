/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/control-private.h"
#include "demo/state-private.h"

G_BEGIN_DECLS

/* A small OpenStack: Keystone, Nova, Glance and Neutron as far as a client that wants a machine
 * asks, on four loopback ports, answering with the shapes and sentences of the real ones (Zed).
 * Its machines are sandboxes (sandboxed-machine-private.h). Both issuers open it: identity
 * providers "infn-iam" (official) and "hackathon", protocol "openid". Main thread only. */
typedef struct _DemoCloud DemoCloud;

/* @state is borrowed and outlives it. Errors: G_IO_ERROR when no port can be had. */
DemoCloud *demo_cloud_new (DemoState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends every machine; none is left running when it returns. */
void demo_cloud_free (DemoCloud *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoCloud, demo_cloud_free)

/* The Keystone address of a federation file, "http://127.0.0.1:PORT/v3". */
const char *demo_cloud_get_url (DemoCloud *self);

/* Writes the [Cloud …] groups of a federation file, one for each issuer. */
void demo_cloud_describe (DemoCloud *self, GKeyFile *keys);

/* What POST /cloud of the control port takes, every member optional:
 * "quota": {"ml-infn": {"instances": 1, "cores": 8, "ram": 1024}}, "capacity": {"T4": 0},
 * "fail_next": one of demo_failure_names (cloud-inventory-private.h), or a list of them.
 * All of it or nothing. Errors: BANCO_JSON_ERROR_SHAPE. */
gboolean demo_cloud_control (DemoCloud *self, JsonObject *order, GError **error);
/* Adds POST /cloud. The control port must not outlive the cloud. */
void demo_cloud_serve_control (DemoCloud *self, DemoControl *control);

G_END_DECLS
