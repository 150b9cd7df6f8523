/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture/server.h"
#include "machines/machines.h"

G_BEGIN_DECLS

/* Keystone, Nova, Glance and Neutron on a loopback port, in a thread of their own: as much as a
 * client sees, in the shapes that real ones answer with. */
typedef struct _FakeCloud FakeCloud;

FakeCloud *fake_cloud_new (void);
void fake_cloud_free (FakeCloud *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeCloud, fake_cloud_free)

/* From now on @what ("GET /compute/v2.1/limits") is answered so; status 0: as usual again, 1: never
 * answered. @type NULL: JSON. Behind @what " @beta" may stand: for that project only. */
void fake_cloud_answer (FakeCloud *self,
                        const char *what,
                        guint status,
                        const char *type,
                        const char *body);

/* How often @what was asked. */
guint fake_cloud_count (FakeCloud *self, const char *what);

/* The last body sent to @what, or NULL. */
char *fake_cloud_get_body (FakeCloud *self, const char *what);

/* Every token given so far is refused from now on. */
void fake_cloud_expire (FakeCloud *self);

/* What the exchange gives as a token, and what a project gives; NULL: as usual. */
void fake_cloud_set_token (FakeCloud *self, const char *unscoped, const char *scoped);

/* @services: more of them in the catalog, as JSON objects with a comma behind each; "" none. @bare:
 * the project that has none at all, nullable. */
void fake_cloud_set_services (FakeCloud *self, const char *services, const char *bare);

/* The person's projects: "alpha,beta", "" none. */
void fake_cloud_set_projects (FakeCloud *self, const char *projects);

typedef struct {
  const char *id;
  const char *name;
  const char *status;  /* NULL: it is gone */
  const char *task;    /* nullable */
  const char *address; /* nullable */
  guint port;          /* 0: not told */
  const char *fault;   /* nullable */
  const char *user;    /* NULL: the person's own */
  const char *log;     /* nullable: none can be had */
  const char *project; /* NULL: "alpha" */
  gint64 age;          /* seconds */
  gboolean just_now;   /* it changed a moment ago */
  const char *tag;     /* of the request that made it, nullable */
} FakeServer;
void fake_cloud_set_server (FakeCloud *self, const FakeServer *server);

/* A setup for it with @token as the person's bearer ("good" is accepted; nullable: nobody);
 * cleared by the caller. */
BancoCloudSetup fake_cloud_setup (FakeCloud *self, const char *id, const char *token);
void fake_cloud_setup_clear (BancoCloudSetup *setup);

/* Runs the main loop for @milliseconds. */
void wait_a_while (guint milliseconds);

G_END_DECLS
