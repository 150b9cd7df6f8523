/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/cloud-inventory-private.h"
#include "demo/cloud-private.h"
#include "demo/http-server-private.h"
#include "demo/sandboxed-machine-private.h"

G_BEGIN_DECLS

/* What the services of the small OpenStack share; for cloud-services.c, keystone.c, nova*.c,
 * glance.c, neutron.c and instances.c alone. */

typedef struct {
  char *name;
  char *public_key;
  char *fingerprint;
  char *user_id;
} DemoKeyPair;

typedef struct {
  char *id;
  char *name;
  char *description;
  const DemoProject *project;
  JsonArray *rules;
} DemoSecurityGroup;

/* A Keystone token. */
typedef struct {
  const DemoUser *user;
  char *user_id;
  char **groups;
  const char *provider;
  const DemoProject *project; /* NULL: unscoped */
  char *audit_id;
  gint64 issued_at;
  gint64 expires_at;
} DemoKeystoneToken;

struct _DemoCloud {
  DemoState *state;
  DemoServer *keystone;
  DemoServer *nova;
  DemoServer *glance;
  DemoServer *neutron;
  char *url;
  GHashTable *passes;                 /* token to DemoKeystoneToken */
  GPtrArray *key_pairs;               /* of DemoKeyPair */
  GPtrArray *security_groups;         /* of DemoSecurityGroup */
  GPtrArray *instances;               /* of DemoInstance, oldest first */
  GArray *failures;                   /* of DemoFailure, the next one first */
  gint64 (*limits)[DEMO_N_RESOURCES]; /* by project */
  guint *capacity;                    /* by device */
};

/* The routes of each service. */
void demo_keystone_serve (DemoCloud *self);
void demo_nova_serve (DemoCloud *self);
void demo_nova_serve_keys (DemoCloud *self);
void demo_nova_serve_servers (DemoCloud *self);
void demo_nova_serve_create (DemoCloud *self);
void demo_glance_serve (DemoCloud *self);
void demo_neutron_serve (DemoCloud *self);
void demo_neutron_serve_security (DemoCloud *self);

/* NULL for none of that name or id. Every project has its "default". */
DemoSecurityGroup *
demo_security_group_find (DemoCloud *cloud, const DemoProject *project, const char *name);
void demo_security_group_free (DemoSecurityGroup *self);

void demo_keystone_token_free (DemoKeystoneToken *self);
/* NULL for none, and for one that is over. Borrowed. */
const DemoKeystoneToken *demo_keystone_token_find (DemoCloud *cloud, const char *token);
/* Takes @pass; returns the token that it is known by. Borrowed. */
const char *demo_keystone_token_keep (DemoCloud *cloud, DemoKeystoneToken *pass);
gboolean demo_keystone_token_may_use (const DemoKeystoneToken *self, const DemoProject *project);
void demo_keystone_token_reply (DemoCloud *cloud,
                                DemoRequest *request,
                                guint status,
                                const DemoKeystoneToken *pass,
                                const char *token);
JsonArray *demo_keystone_token_describe_catalog (DemoCloud *cloud);

void demo_keystone_add_headers (DemoRequest *request);
/* Who asks, by X-Auth-Token; NULL after a 401 was answered. */
const DemoKeystoneToken *
demo_keystone_check (DemoCloud *self, DemoRequest *request, gboolean needs_project);
/* {"error": {"code", "message", "title"}}, as Keystone and the token filter of all services. */
void demo_keystone_refuse (DemoRequest *request, guint status, const char *message);

/* Enters Nova: microversion (0 … 93 of 2.x), headers, token. NULL after it answered. */
const DemoKeystoneToken *demo_nova_enter (DemoCloud *self, DemoRequest *request, guint *minor);
void
demo_nova_refuse (DemoRequest *request, guint status, const char *kind, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
JsonArray *demo_nova_make_links (DemoCloud *self, const char *server_id);
DemoKeyPair *demo_nova_find_key (DemoCloud *self, const char *user_id, const char *name);
void demo_key_pair_free (DemoKeyPair *self);

/* The header by which every service of OpenStack names a request in its logs. */
/* The project of those who run the cloud: its images and its shared network. */
#define DEMO_OWNER_ID "b432ef211d404d9b8c30944619dc28cf"

void demo_cloud_add_request_id (DemoRequest *request);

/* [from, to) of a list, as ?limit= and ?marker= ask. */
typedef struct {
  guint from;
  guint to;
  gboolean more;
  gboolean lost; /* the marker is none of the list, or no longer */
} DemoListPage;
typedef const char *(*DemoGetId) (guint index, gpointer data);
DemoListPage demo_list_page (DemoRequest *request, guint length, DemoGetId get_id, gpointer data);
/* Nova's "…_links" to the next page, where there is one. */
void demo_list_page_link (DemoRequest *request,
                          const DemoListPage *page,
                          JsonObject *root,
                          const char *member,
                          DemoGetId get_id,
                          gpointer data);

/* One server of Nova's, from BUILD to gone; only instances.c writes. */
typedef struct {
  DemoCloud *cloud;
  char *id;
  char *name;
  char *hostname;
  char *user_id;
  char *description;
  char *key_name;
  char *public_key;
  char *mac;
  char *port_id;
  const DemoProject *project;
  const DemoFlavor *flavor;
  const DemoImage *image;
  JsonObject *metadata;
  JsonArray *tags;
  JsonArray *security_groups; /* [{"name"}] */
  DemoFailure failure;
  DemoMachine *machine;
  const char *status;
  const char *task; /* NULL: none */
  const char *state;
  char *fault; /* NULL: none */
  gint64 created;
  gint64 updated;
  gint64 launched; /* 0: not yet */
  guint timer;
  gboolean has_host;
  gboolean config_drive;
} DemoInstance;

typedef struct {
  const char *name;
  const DemoKeystoneToken *pass;
  const DemoFlavor *flavor;
  const DemoImage *image;
  const DemoKeyPair *key_pair; /* nullable */
  const char *description;     /* nullable */
  JsonObject *metadata;        /* nullable; strings only */
  JsonArray *tags;             /* nullable */
  JsonArray *security_groups;  /* [{"name"}], as asked; nullable: "default" */
  gboolean config_drive;
} DemoInstanceSetup;

/* Owned by the cloud until it is gone. */
DemoInstance *demo_instance_new (DemoCloud *cloud, const DemoInstanceSetup *setup);
void demo_instance_free (DemoInstance *self);
void demo_instance_delete (DemoInstance *self);
/* A sandbox that ended by itself is a guest that was shut down from inside: notices that. */
void demo_instance_refresh (DemoInstance *self);
/* Counts for quotas until it is deleted, for devices while it has a host. */
gboolean demo_instance_is_deleted (DemoInstance *self);
guint demo_instance_count_devices (DemoInstance *self, const char *device);
gboolean demo_instance_has_address (DemoInstance *self);
/* NULL when there is none. Borrowed. */
const char *demo_instance_get_console (DemoInstance *self);

DemoInstance *
demo_cloud_find_instance (DemoCloud *self, const DemoProject *project, const char *id);
/* Used by @project now, and the limit. */
gint64 demo_cloud_get_used (DemoCloud *self, const DemoProject *project, guint resource);
gint64 demo_cloud_get_limit (DemoCloud *self, const DemoProject *project, guint resource);
/* TRUE while as many of @flavor's devices are free as it needs. */
gboolean demo_cloud_has_room (DemoCloud *self, const DemoFlavor *flavor);

G_END_DECLS
