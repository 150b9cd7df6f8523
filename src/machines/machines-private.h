/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/provider.h"
#include "machines/reach-private.h"

G_BEGIN_DECLS

/* Changing what others may only read; on the main thread, or before anyone else knows it. */
BancoMachine *banco_machine_new (const char *cloud,
                                 const BancoMachineRecord *record) G_GNUC_WARN_UNUSED_RESULT;
void banco_machine_apply (BancoMachine *self, const BancoMachineRecord *record);
void banco_machine_set_state (BancoMachine *self, BancoMachineState state);
const char *banco_machine_get_key (BancoMachine *self); /* nullable */

BancoCloud *banco_cloud_new (const char *id, const char *kind) G_GNUC_WARN_UNUSED_RESULT;
/* @groups: nullable, unchanged. */
void banco_cloud_update (BancoCloud *self, BancoCloudState state, const char *const *groups);

struct _BancoMachines {
  GObject parent_instance;
  GPtrArray *providers;
  BancoOperations *operations;
  GPtrArray *machines;
  GListStore *clouds;
  GListStore *offers;
  GListStore *images;
  GListStore *limits;
  gint64 refreshed;

  guint epoch;         /* grows when the account changes: what was asked before is dropped */
  guint clock;         /* grows with each question and each change of ours */
  GHashTable *touched; /* BancoMachine to the clock when we changed it */

  guint watchers;
  guint timer;
  BancoOperation *look; /* the one that the timer began, while it is under way */
};

/* machines.c */
void banco_machines_touch (BancoMachines *self, BancoMachine *machine);
void banco_machines_merge (BancoMachines *self, const char *cloud, GPtrArray *records, guint asked);
void banco_machines_add (BancoMachines *self, BancoMachine *machine);
BancoCloud *banco_machines_find_cloud (BancoMachines *self, const char *id); /* borrowed */

/* machines-watch.c: seconds since the youngest machine on its way was asked for, -1 when none is.
 */
gint64 banco_machines_youngest_moving (BancoMachines *self);

/* actions.c: as banco_machines_refresh(), but not listed among the operations. */
BancoOperation *banco_machines_look (BancoMachines *self) G_GNUC_WARN_UNUSED_RESULT;

/* machines-watch.c: sets the timer anew, if somebody watches. */
void banco_machines_schedule (BancoMachines *self);

/* What a cloud answered; @error instead of lists that could not be had. */
typedef struct {
  char *cloud;
  char **groups;
  GPtrArray *machines; /* of BancoMachineRecord */
  GPtrArray *offers;   /* of BancoOffer, and so on */
  GPtrArray *images;
  GPtrArray *limits;
  GError *error;
} BancoCloudReply;

/* What a worker is to ask of all clouds (machines-refresh.c). */
typedef struct {
  GPtrArray *providers;
  GHashTable *reached; /* "cloud/id" of every ready machine to BancoReached */
  char *group;
  gboolean catalogue; /* offers, images and limits rather than machines */
  gboolean moves;     /* machines come or go, and what is used of the limits with them */
} BancoRefreshInput;
void banco_refresh_input_free (BancoRefreshInput *self);
/* Of BancoCloudReply, in the order of the providers. Only cancellation is an error. */
GPtrArray *banco_refresh_input_run (BancoRefreshInput *self,
                                    GCancellable *cancellable,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoCloudState banco_cloud_reply_get_state (const BancoCloudReply *answer);

/* What a worker is to request (machines-request.c); strings owned. */
typedef struct {
  GPtrArray *providers;
  BancoRequest request;
  char **taken; /* names that are in use as far as the list knows */
} BancoRequestInput;
BancoRequestInput *banco_request_input_new (GPtrArray *providers,
                                            const BancoRequest *request,
                                            char **taken) G_GNUC_WARN_UNUSED_RESULT;
void banco_request_input_free (BancoRequestInput *self);
BancoMachine *banco_request_input_send (BancoRequestInput *self,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *banco_request_input_describe (BancoRequestInput *self,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Puts the records of @cloud (and @group, nullable) into @store: what is equal stays, what is new
 * or different comes in its place, what is gone goes. */
void banco_merge_offers (GListStore *store, const char *cloud, GPtrArray *offers);
void banco_merge_images (GListStore *store, const char *cloud, GPtrArray *images);
void
banco_merge_limits (GListStore *store, const char *cloud, const char *group, GPtrArray *limits);

G_END_DECLS
