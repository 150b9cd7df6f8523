/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* A look at all clouds: the question goes down with it, the answers come up in it. */
typedef struct {
  BancoMachines *machines; /* borrowed: the operation holds it while it runs */
  BancoRefreshInput *question;
  GPtrArray *answers;
  guint epoch;
  guint asked;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  banco_refresh_input_free (look->question);
  g_clear_pointer (&look->answers, g_ptr_array_unref);
  g_free (look);
}

/* Fails with the first cloud's error when no cloud has an answer. */
static gpointer
look_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  Look *look = input;
  BancoCloudReply *answer;

  look->answers = banco_refresh_input_run (look->question, cancellable, error);
  if (look->answers == NULL)
    return NULL;
  for (guint i = 0; i < look->answers->len; i++) {
    answer = look->answers->pdata[i];
    if (answer->error == NULL)
      return look;
  }
  if (look->answers->len == 0)
    return look;
  answer = look->answers->pdata[0];
  g_propagate_error (error, g_error_copy (answer->error));
  return NULL;
}

static void
take_answer (Look *look, BancoCloudReply *answer)
{
  BancoMachines *self = look->machines;

  banco_cloud_update (banco_machines_find_cloud (self, answer->cloud),
                      banco_cloud_reply_get_state (answer), (const char *const *) answer->groups);
  if (answer->machines != NULL)
    banco_machines_merge (self, answer->cloud, answer->machines, look->asked);
  if (answer->offers != NULL)
    banco_merge_offers (self->offers, answer->cloud, answer->offers);
  if (answer->images != NULL)
    banco_merge_images (self->images, answer->cloud, answer->images);
  if (answer->limits != NULL)
    banco_merge_limits (self->limits, answer->cloud, look->question->group, answer->limits);
}

static void
take_answers (Look *look)
{
  BancoMachines *self = look->machines;

  if (look->answers == NULL || look->epoch != self->epoch)
    return;
  for (guint i = 0; i < look->answers->len; i++)
    take_answer (look, look->answers->pdata[i]);
}

static void
look_publish (BancoOperation *operation, gpointer result, gpointer owner)
{
  BancoMachines *self = owner;

  take_answers (result);
  self->refreshed = banco_clock_now ();
  banco_machines_schedule (self);
}

/* A look that failed still tells how the clouds are. */
static void
look_ended (BancoOperation *operation, GParamSpec *pspec, Look *look)
{
  if (banco_operation_get_state (operation) == BANCO_OPERATION_FAILED)
    take_answers (look);
}

static GHashTable *
collect_reached (BancoMachines *self)
{
  GHashTable *clouds =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);

  for (guint i = 0; i < self->machines->len; i++) {
    BancoMachine *machine = self->machines->pdata[i];
    const char *cloud = banco_machine_get_cloud (machine);
    GHashTable *reached = g_hash_table_lookup (clouds, cloud);
    BancoReached *one;

    if (banco_machine_get_state (machine) != BANCO_MACHINE_READY)
      continue;
    if (reached == NULL) {
      reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) banco_reached_free);
      g_hash_table_insert (clouds, g_strdup (cloud), reached);
    }
    one = g_new0 (BancoReached, 1);
    one->address = g_strdup (banco_machine_get_address (machine));
    one->port = banco_machine_get_port (machine);
    one->host_key = banco_machine_get_host_key (machine);
    g_hash_table_insert (reached, g_strdup (banco_machine_get_id (machine)), one);
  }
  return clouds;
}

/* @providers: taken. */
static BancoOperation *
start_look (BancoMachines *self,
            BancoOperations *operations,
            const char *title,
            GPtrArray *providers,
            const char *group,
            gboolean catalogue)
{
  BancoRefreshInput *question = g_new0 (BancoRefreshInput, 1);
  Look *look = g_new0 (Look, 1);
  BancoOperation *operation;

  question->providers = providers;
  question->reached = catalogue ? NULL : collect_reached (self);
  question->group = g_strdup (group);
  question->catalogue = catalogue;
  question->moves = banco_machines_youngest_moving (self) >= 0;
  look->machines = self;
  look->question = question;
  look->epoch = self->epoch;
  look->asked = ++self->clock;
  operation = banco_operation_start (operations, &(BancoOperationPlan){ .title = title,
                                                                        .work = look_work,
                                                                        .input = look,
                                                                        .input_free = look_free,
                                                                        .publish = look_publish,
                                                                        .owner = G_OBJECT (self) });
  g_signal_connect (operation, "notify::state", G_CALLBACK (look_ended), look);
  return operation;
}

BancoOperation *
banco_machines_look (BancoMachines *self)
{
  return start_look (self, NULL, "Looking after machines", g_ptr_array_ref (self->providers), NULL,
                     FALSE);
}

BancoOperation *
banco_machines_refresh (BancoMachines *self)
{
  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  return start_look (self, self->operations, "Asking for machines",
                     g_ptr_array_ref (self->providers), NULL, FALSE);
}

BancoOperation *
banco_machines_refresh_offers (BancoMachines *self, const char *cloud, const char *group)
{
  static const char title[] = "Asking for offers";
  GPtrArray *providers;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  if (cloud == NULL)
    return start_look (self, self->operations, title, g_ptr_array_ref (self->providers), group,
                       TRUE);
  providers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->providers->len; i++)
    if (strcmp (banco_provider_get_cloud (self->providers->pdata[i]), cloud) == 0)
      g_ptr_array_add (providers, g_object_ref (self->providers->pdata[i]));
  if (providers->len > 0)
    return start_look (self, self->operations, title, providers, group, TRUE);
  g_ptr_array_unref (providers);
  return banco_operation_new_failed (
    title, g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                        _ ("there is no cloud “%s” in this federation"), cloud));
}

static gpointer
request_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  return banco_request_input_send (input, cancellable, error);
}

static gpointer
describe_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  return banco_request_input_describe (input, cancellable, error);
}

static void
request_publish (BancoOperation *operation, gpointer result, gpointer owner)
{
  BancoMachines *self = owner;

  banco_machines_add (self, result);
  banco_machines_schedule (self);
}

static char **
list_names (BancoMachines *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < self->machines->len; i++)
    g_strv_builder_add (names, banco_machine_get_name (self->machines->pdata[i]));
  return g_strv_builder_end (names);
}

BancoOperation *
banco_machines_request (BancoMachines *self, const BancoRequest *request)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  title = g_strdup_printf ("Requesting %s", request->name);
  return banco_operation_start (
    self->operations,
    &(BancoOperationPlan){
      .title = title,
      .work = request->dry_run ? describe_work : request_work,
      .input = banco_request_input_new (self->providers, request, list_names (self)),
      .input_free = (GDestroyNotify) banco_request_input_free,
      .result_free = request->dry_run ? (GDestroyNotify) json_node_unref : g_object_unref,
      .publish = request->dry_run ? NULL : request_publish,
      .owner = G_OBJECT (self) });
}

/* What is done to one machine. */
typedef struct {
  BancoProvider *provider;
  BancoMachine *machine; /* only handed back: a worker does not look into it */
  char *id;
  char *group;
} MachineAction;

static void
machine_action_free (gpointer data)
{
  MachineAction *action = data;

  g_object_unref (action->provider);
  g_object_unref (action->machine);
  g_free (action->id);
  g_free (action->group);
  g_free (action);
}

static MachineAction *
machine_action_new (BancoMachines *self, BancoMachine *machine)
{
  MachineAction *action = g_new0 (MachineAction, 1);

  for (guint i = 0; i < self->providers->len; i++)
    if (strcmp (banco_provider_get_cloud (self->providers->pdata[i]),
                banco_machine_get_cloud (machine)) == 0)
      action->provider = g_object_ref (self->providers->pdata[i]);
  action->machine = g_object_ref (machine);
  action->id = g_strdup (banco_machine_get_id (machine));
  action->group = g_strdup (banco_machine_get_group (machine));
  return action;
}

static gpointer
release_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  MachineAction *action = input;

  if (!banco_provider_release (action->provider, action->id, action->group, cancellable, error))
    return NULL;
  banco_pins_remove (banco_provider_get_cloud (action->provider), action->id);
  return g_object_ref (action->machine);
}

static void
release_publish (BancoOperation *operation, gpointer result, gpointer owner)
{
  BancoMachines *self = owner;

  banco_machine_set_state (result, BANCO_MACHINE_RELEASING);
  if (g_ptr_array_find (self->machines, result, NULL))
    banco_machines_touch (self, result);
  banco_machines_schedule (self);
}

BancoOperation *
banco_machines_release (BancoMachines *self, BancoMachine *machine)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  title = g_strdup_printf ("Giving back %s", banco_machine_get_name (machine));
  return banco_operation_start (self->operations,
                                &(BancoOperationPlan){ .title = title,
                                                       .work = release_work,
                                                       .input = machine_action_new (self, machine),
                                                       .input_free = machine_action_free,
                                                       .result_free = g_object_unref,
                                                       .publish = release_publish,
                                                       .owner = G_OBJECT (self) });
}

static gpointer
log_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  MachineAction *action = input;

  return banco_provider_read_log (action->provider, action->id, action->group, cancellable, error);
}

BancoOperation *
banco_machines_read_log (BancoMachines *self, BancoMachine *machine)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  title = g_strdup_printf ("Reading the log of %s", banco_machine_get_name (machine));
  return banco_operation_start (self->operations,
                                &(BancoOperationPlan){ .title = title,
                                                       .work = log_work,
                                                       .input = machine_action_new (self, machine),
                                                       .input_free = machine_action_free,
                                                       .result_free = g_free,
                                                       .owner = G_OBJECT (self) });
}
