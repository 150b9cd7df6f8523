/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/provider.h"

G_BEGIN_DECLS

/* One project of one cloud: puts its Keystone token on a message, and knows its addresses. Lives
 * as long as the session that gave it; used from any worker. */
#define BANCO_TYPE_OPENSTACK_SCOPE (banco_openstack_scope_get_type ())
G_DECLARE_FINAL_TYPE (BancoOpenstackScope, banco_openstack_scope, BANCO, OPENSTACK_SCOPE, GObject)

/* The exchange of the person's bearer for Keystone tokens: unscoped, then one per project. */
#define BANCO_TYPE_OPENSTACK_SESSION (banco_openstack_session_get_type ())
G_DECLARE_FINAL_TYPE (BancoOpenstackSession,
                      banco_openstack_session,
                      BANCO,
                      OPENSTACK_SESSION,
                      GObject)

/* Only openstack-session.c and openstack-projects.c look inside. */
struct _BancoOpenstackSession {
  GObject parent_instance;
  BancoHttp *http;
  char *url;
  char *cloud;
  char *identity_provider;
  char *protocol;
  char *region; /* nullable */
  BancoAuthorizer *bearer;

  GMutex mutex; /* for what follows; never held during an exchange */
  char *token;
  gint64 expires;
  GPtrArray *scopes;
  gint64 listed;
  char *refused_bearer; /* checksum of the one that was refused last; nullable */
  GError *refusal;      /* why */
  gint64 refused_at;    /* monotonic */
  guint generation;     /* grows when all is forgotten: what was asked for before is not kept */
};

BancoOpenstackSession *banco_openstack_session_new (BancoHttp *http, const BancoCloudSetup *setup)
  G_GNUC_WARN_UNUSED_RESULT;

/* The projects of this person, of BancoOpenstackScope; asked for once. */
GPtrArray *banco_openstack_session_list_scopes (BancoOpenstackSession *self,
                                                GCancellable *cancellable,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The answer of GET /auth/projects; a token that was taken back is renewed once. */
BancoHttpResponse *banco_openstack_session_get_projects (BancoOpenstackSession *self,
                                                         GCancellable *cancellable,
                                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_openstack_session_forget (BancoOpenstackSession *self);

/* For scopes: an unscoped token, another than @refused (nullable). Free with banco_secret_free().
 */
char *banco_openstack_session_sign_in (BancoOpenstackSession *self,
                                       const char *refused,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A project failed with @cause (taken) at @service: TRUE where the list goes on without it. One
 * without such a service has nothing of the kind; a list that is not found tells nothing. */
gboolean banco_openstack_leave_out (BancoOpenstackScope *scope,
                                    const char *service,
                                    GHashTable *missing,
                                    GError *cause,
                                    GError **error);
/* At the end of a list: FALSE and an error where none of @scopes answered; notes regions that are
 * not asked in @missing (nullable). */
gboolean banco_openstack_check_answers (GPtrArray *scopes, GHashTable *missing, GError **error);

BancoOpenstackScope *banco_openstack_scope_new (BancoOpenstackSession *session,
                                                BancoHttp *http,
                                                const char *url,
                                                const char *id,
                                                const char *name) G_GNUC_WARN_UNUSED_RESULT;
const char *banco_openstack_scope_get_id (BancoOpenstackScope *self);
const char *banco_openstack_scope_get_project (BancoOpenstackScope *self); /* its name */

/* Who is signed in, as Keystone numbers people. */
char *banco_openstack_scope_dup_user (BancoOpenstackScope *self,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The address of each service in @region (NULL: the first of the catalog); "" for one that has none
 * that may be talked to. NULL where there is no such region. @others: the regions besides. */
GHashTable *banco_openstack_read_catalog (BancoJson *json,
                                          JsonObject *token,
                                          const char *keystone,
                                          const char *region,
                                          char **others) G_GNUC_WARN_UNUSED_RESULT;

/* Regions that no one chose, and that are not asked; NULL: none. */
char *banco_openstack_scope_dup_other_regions (BancoOpenstackScope *self) G_GNUC_WARN_UNUSED_RESULT;

/* The address of @service in a catalog without a slash at its end, and without a version where
 * paths carry one. */
char *banco_openstack_plain_address (const char *service,
                                     const char *address) G_GNUC_WARN_UNUSED_RESULT;

/* GET (or POST with @json) of @path at the public address of @service ("compute", "image",
 * "network"). A @path with an id in it is banco_http_path()'s; NULL is NOT_UNDERSTOOD. @flags as of
 * BancoHttp; errors are BANCO_MACHINES_ERROR. */
BancoHttpResponse *banco_openstack_scope_send (BancoOpenstackScope *self,
                                               const char *service,
                                               const char *method,
                                               const char *path,
                                               JsonNode *json,
                                               BancoHttpFlags flags,
                                               GCancellable *cancellable,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE where the project is known to have no such service. */
gboolean banco_openstack_scope_has (BancoOpenstackScope *self, const char *service);

/* Every page of a listing, by the API's own "next": calls @read with each item. */
typedef void (*BancoOpenstackRead) (BancoJson *json, JsonObject *item, gpointer data);
gboolean banco_openstack_scope_list (BancoOpenstackScope *self,
                                     const char *service,
                                     const char *path,
                                     const char *member,
                                     BancoOpenstackRead read,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error);

/* Turns an error of BancoHttp into one of this room; others pass. Takes @cause. */
void banco_openstack_propagate (GError **error, GError *cause);

#define BANCO_TYPE_OPENSTACK (banco_openstack_get_type ())
G_DECLARE_FINAL_TYPE (BancoOpenstack, banco_openstack, BANCO, OPENSTACK, GObject)

BancoProvider *banco_openstack_new (BancoHttp *http,
                                    const BancoCloudSetup *setup) G_GNUC_WARN_UNUSED_RESULT;

/* Reading (openstack-read.c); the results are checked by banco_json_check(). */
typedef struct {
  char *id;
  char *name;
  guint vcpus;
  guint64 memory_mib;
  guint64 disk_gib;
  char *disk_kind;
  BancoAccelerator accelerator;
  char **projects; /* who may ask for it, by a label; NULL: whoever sees it */
} BancoOpenstackFlavor;
BancoOpenstackFlavor *banco_openstack_read_flavor (BancoJson *json,
                                                   JsonObject *flavor) G_GNUC_WARN_UNUSED_RESULT;
void banco_openstack_flavor_free (BancoOpenstackFlavor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoOpenstackFlavor, banco_openstack_flavor_free)

/* NULL for what cannot be booted (kernels, hidden or unfinished images). */
BancoImage *banco_openstack_read_image (BancoJson *json,
                                        JsonObject *image,
                                        const char *cloud) G_GNUC_WARN_UNUSED_RESULT;

/* NULL for a server that is gone. @image_id: to be looked up; borrowed from @json, nullable. */
BancoMachineRecord *banco_openstack_read_server (BancoJson *json,
                                                 JsonObject *server,
                                                 const char **image_id) G_GNUC_WARN_UNUSED_RESULT;

/* Why a FAILED one failed, from the server alone: listings leave the fault out. A failure of this
 * moment, whose reason is still to come, makes it BUILDING again. @server: nullable. */
void banco_openstack_read_failure (BancoJson *json, JsonObject *server, BancoMachineRecord *record);

/* What a project uses and may use (openstack-limits.c); -1: no limit. */
typedef struct {
  gint64 machines_used, machines_limit;
  gint64 vcpus_used, vcpus_limit;
  gint64 memory_used, memory_limit; /* MiB */
} BancoOpenstackUsage;
gboolean banco_openstack_get_usage (BancoOpenstackScope *scope,
                                    BancoOpenstackUsage *usage,
                                    GCancellable *cancellable,
                                    GError **error);
/* A sentence if @flavor is more than the whole of the limits, else NULL. */
char *banco_openstack_usage_forbids (const BancoOpenstackUsage *usage,
                                     const char *project,
                                     const BancoOpenstackFlavor *flavor) G_GNUC_WARN_UNUSED_RESULT;
gboolean banco_openstack_usage_has_room (const BancoOpenstackUsage *usage,
                                         const BancoOpenstackFlavor *flavor);
/* Appends BancoLimit to @limits. */
gboolean banco_openstack_list_limits (BancoOpenstackScope *scope,
                                      const char *cloud,
                                      GPtrArray *limits,
                                      GCancellable *cancellable,
                                      GError **error);

/* What the projects may ask for (openstack-offers.c): BancoProvider's list_offers, and its
 * choose_group: the first with room, else the first that would be allowed if it had. */
GPtrArray *banco_openstack_list_offers (GPtrArray *scopes,
                                        const char *cloud,
                                        const char *group,
                                        GHashTable *missing,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *banco_openstack_choose_group (GPtrArray *scopes,
                                    const char *cloud,
                                    BancoOffer *offer,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a refusal means for @group (openstack-refusals.c); the other returns FALSE without an error
 * where its words say nothing. */
void banco_openstack_set_refusal (GError **error, BancoHttpResponse *response, const char *group);
gboolean
banco_openstack_set_known_refusal (GError **error, BancoHttpResponse *response, const char *group);

/* Why a machine failed, by the words of its fault: fills reason and failed_for_room. */
void banco_openstack_explain_fault (const char *message, BancoMachineRecord *record);

/* A sentence if @group has no room for @offer now, else NULL. */
char *banco_openstack_usage_leaves_none (const BancoOpenstackUsage *usage,
                                         const char *group,
                                         BancoOffer *offer) G_GNUC_WARN_UNUSED_RESULT;

#define BANCO_OPENSTACK_MICROVERSION "2.61"
#define BANCO_OPENSTACK_UNTIL "banco:until"     /* metadata, as the next */
#define BANCO_OPENSTACK_REQUEST "banco:request" /* tells a request from all others */

/* Sees to it that the project has a security group of this name that lets ssh in; made once, then
 * shared by the machines of the project. NOT_ALLOWED and NO_ROOM: it cannot have one. */
#define BANCO_OPENSTACK_SSH_GROUP "banco-ssh"
gboolean
banco_openstack_open_ssh (BancoOpenstackScope *scope, GCancellable *cancellable, GError **error);

/* Which network a machine of the project is put on (openstack-networks.c): members of @server.
 * @wanted: by name or id, nullable. Errors: NOT_FOUND, USAGE where it has several of its own. */
gboolean banco_openstack_set_network (JsonObject *server,
                                      BancoOpenstackScope *scope,
                                      const char *wanted,
                                      GCancellable *cancellable,
                                      GError **error);
/* "a|b", when some project has to choose; else NULL. */
char *banco_openstack_list_network_choices (GPtrArray *scopes,
                                            GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

/* Requesting (openstack-request.c). */
JsonNode *banco_openstack_describe (BancoOpenstackScope *scope,
                                    const BancoResolvedRequest *order,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoMachineRecord *banco_openstack_request (BancoOpenstackScope *scope,
                                             const BancoResolvedRequest *order,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After a request with this @tag failed with @cause (taken): the machine that it made all the same.
 * Else an error that says what is known of it. */
BancoMachineRecord *banco_openstack_find_lost (BancoOpenstackScope *scope,
                                               const BancoResolvedRequest *order,
                                               const char *tag,
                                               GError *cause,
                                               GCancellable *cancellable,
                                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean banco_openstack_release (BancoOpenstackScope *scope,
                                  const char *id,
                                  GCancellable *cancellable,
                                  GError **error);
char *banco_openstack_read_log (BancoOpenstackScope *scope,
                                const char *id,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
