/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

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
  banco_refresher_schedule (self->refresher);
}

static char **
list_names (BancoMachines *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++)
    g_strv_builder_add (names, banco_machine_get_name (machine));
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

  action->provider =
    g_object_ref (banco_machines_find_provider (self, banco_machine_get_cloud (machine)));
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
  if (banco_machines_has (self, result))
    banco_machines_touch (self, result);
  banco_refresher_schedule (self->refresher);
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

/* What may be said at one cloud. */
typedef struct {
  BancoProvider *provider;
  char *offer; /* nullable */
} InputsQuery;

static void
inputs_query_free (gpointer data)
{
  InputsQuery *query = data;

  g_object_unref (query->provider);
  g_free (query->offer);
  g_free (query);
}

static gpointer
inputs_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  InputsQuery *query = input;
  g_autoptr (BancoOffer) offer = NULL;

  if (query->offer != NULL) {
    const BancoRequest request = { .offer = query->offer };

    offer = banco_request_find_offer (query->provider, &request, cancellable, error);
    if (offer == NULL)
      return NULL;
  }
  return banco_provider_list_inputs (query->provider, offer, cancellable, error);
}

BancoOperation *
banco_machines_list_inputs (BancoMachines *self, const char *cloud, const char *offer)
{
  static const char title[] = "Asking what a request may say";
  BancoProvider *provider;
  InputsQuery *query;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);

  provider = banco_machines_find_provider (self, cloud);
  if (provider == NULL)
    return banco_operation_new_failed (
      title, g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                          _ ("there is no cloud “%s” in this federation"), cloud));
  query = g_new0 (InputsQuery, 1);
  query->provider = g_object_ref (provider);
  query->offer = g_strdup (offer);
  return banco_operation_start (
    self->operations, &(BancoOperationPlan){ .title = title,
                                             .work = inputs_work,
                                             .input = query,
                                             .input_free = inputs_query_free,
                                             .result_free = (GDestroyNotify) g_ptr_array_unref,
                                             .owner = G_OBJECT (self) });
}
