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
const char *banco_machine_get_key_pair (BancoMachine *self); /* its name there, nullable */
gboolean banco_machine_is_unsure (BancoMachine *self);       /* see BancoMachineRecord */

/* What a list finds a machine by. */
char *banco_machine_make_key (const char *cloud, const char *id) G_GNUC_WARN_UNUSED_RESULT;

BancoCloud *banco_cloud_new (const char *id, const char *kind) G_GNUC_WARN_UNUSED_RESULT;
/* @groups: nullable, unchanged. */
void banco_cloud_update (BancoCloud *self, BancoCloudState state, const char *const *groups);

struct _BancoMachines {
  BancoKeyedList parent_instance;
  GPtrArray *providers; /* one a cloud, in the order of @clouds */
  BancoOperations *operations;
  GListStore *clouds;
  GListStore *catalogues; /* of BancoRefreshSource, one a cloud */
  BancoKeyedList *offers;
  BancoKeyedList *images;
  BancoKeyedList *limits;
  BancoRefresher *refresher; /* of machines; its sources are the clouds */
  BancoRefresher *catalogue; /* of offers, images and limits; it is never watched */
  char *group;               /* that the catalogue is asked for, nullable */

  guint epoch;         /* grows when the account changes: what was asked before is dropped */
  guint clock;         /* grows with each question and each change of ours */
  GHashTable *touched; /* BancoMachine to the clock when we changed it */
};

/* machines.c */
void banco_machines_touch (BancoMachines *self, BancoMachine *machine);
/* What @cloud had when it was @asked. Machines of groups in @missing (nullable) stay as they are.
 */
void banco_machines_merge (BancoMachines *self,
                           const char *cloud,
                           GPtrArray *records,
                           GHashTable *missing,
                           guint asked);
gboolean banco_machines_has (BancoMachines *self, BancoMachine *machine);
void banco_machines_add (BancoMachines *self, BancoMachine *machine);
BancoProvider *banco_machines_find_provider (BancoMachines *self, const char *cloud); /* borrowed */

/* machines-clouds.c: of a provider that no federation file can name, for tests. */
BancoMachines *banco_machines_new_of (BancoProvider *provider,
                                      BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;

/* provider-kinds.c: NULL where the kind is not known, which it says in a warning. */
BancoProvider *banco_provider_new (BancoHttp *http,
                                   const BancoCloudSetup *setup) G_GNUC_WARN_UNUSED_RESULT;

/* machines-refresh.c */
BancoRefresher *banco_machines_new_refresher (BancoMachines *self,
                                              gboolean catalogue) G_GNUC_WARN_UNUSED_RESULT;

/* What a list finds a record by (records.c). */
const char *banco_offer_get_key (gpointer offer);
const char *banco_image_get_key (gpointer image);
const char *banco_limit_get_key (gpointer limit);

/* catalogue-lists.c */
BancoKeyedList *banco_offers_new (void) G_GNUC_WARN_UNUSED_RESULT;
BancoKeyedList *banco_images_new (void) G_GNUC_WARN_UNUSED_RESULT;
BancoKeyedList *banco_limits_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* inputs.c: the first of @type; NULL. */
const BancoInput *banco_inputs_find (GPtrArray *inputs, BancoInputType type);
gboolean banco_input_check (const BancoInput *self, const char *value, GError **error);
/* The value of every further input by its name, from @settings ("NAME=VALUE", nullable) and what
 * stands for one that was not set. Errors: USAGE. */
GHashTable *banco_inputs_resolve (GPtrArray *inputs,
                                  char *const *settings,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a worker is to request (machines-request.c); strings owned. */
typedef struct {
  GPtrArray *providers;
  BancoRequest request;
  char **taken; /* names that are in use as far as the list knows */
} BancoRequestInput;
BancoOffer *banco_request_find_offer (BancoProvider *provider,
                                      const BancoRequest *request,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
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

G_END_DECLS
