/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"

G_BEGIN_DECLS

/* The port that tests steer the federation by. */
typedef struct _DemoControl DemoControl;

DemoControl *demo_control_new (DemoState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_control_free (DemoControl *self);
const char *demo_control_get_url (DemoControl *self);

/* A server of the federation takes POST @path; its handler answers with demo_control_reply(). */
void demo_control_route (DemoControl *self, const char *path, DemoHandler handler, gpointer data);

/* 200 {} or, with an error, 400 {"error":"…"}. */
void demo_control_reply (DemoRequest *request, const GError *error);

G_END_DECLS
