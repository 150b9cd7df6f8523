/* SPDX-License-Identifier: Apache-2.0 */
#include "base/operation-private.h"

/* Lives from the start of the group to its end. */
typedef struct {
  BancoOperation *operation;
  GPtrArray *parts;
  BancoOperationPatience patience;
  GSource *grace; /* nullable */
  GSource *limit; /* nullable */
  gulong cancelled;
} OperationGroup;

static void
stop (GSource **timer)
{
  if (*timer != NULL)
    g_source_destroy (*timer);
  g_clear_pointer (timer, g_source_unref);
}

static void
end (OperationGroup *group, BancoOperationState state, GError *error)
{
  g_autoptr (BancoOperation) operation = group->operation;

  g_signal_handler_disconnect (banco_operation_get_cancellable (operation), group->cancelled);
  for (guint i = 0; i < group->parts->len; i++)
    g_signal_handlers_disconnect_by_data (group->parts->pdata[i], group);
  stop (&group->grace);
  stop (&group->limit);
  g_clear_error (&group->patience.late);
  g_ptr_array_unref (group->parts);
  g_free (group);
  banco_operation_end (operation, state, error);
}

static guint
count (OperationGroup *group, BancoOperationState state)
{
  guint n = 0;

  for (guint i = 0; i < group->parts->len; i++)
    if (banco_operation_get_state (group->parts->pdata[i]) == state)
      n++;
  return n;
}

/* With what there is now. */
static void
conclude (OperationGroup *group)
{
  if (g_cancellable_is_cancelled (banco_operation_get_cancellable (group->operation))) {
    end (group, BANCO_OPERATION_CANCELLED, NULL);
    return;
  }
  if (count (group, BANCO_OPERATION_DONE) > 0 || group->parts->len == 0) {
    end (group, BANCO_OPERATION_DONE, NULL);
    return;
  }
  /* What one part refused says nothing of those that have not answered. */
  if (group->patience.late != NULL && count (group, BANCO_OPERATION_RUNNING) > 0) {
    end (group, BANCO_OPERATION_FAILED, g_steal_pointer (&group->patience.late));
    return;
  }
  for (guint i = 0; i < group->parts->len; i++) {
    const GError *error = banco_operation_get_error (group->parts->pdata[i]);

    if (error != NULL) {
      end (group, BANCO_OPERATION_FAILED, g_error_copy (error));
      return;
    }
  }
  end (group, BANCO_OPERATION_CANCELLED, NULL);
}

static gboolean
time_passed (gpointer data)
{
  conclude (data);
  return G_SOURCE_REMOVE;
}

static GSource *
start_timer (guint milliseconds, OperationGroup *group)
{
  GSource *timer = g_timeout_source_new (milliseconds);

  g_source_set_callback (timer, time_passed, group, NULL);
  g_source_attach (timer, NULL);
  return timer;
}

static void
part_ended (BancoOperation *part, GParamSpec *pspec, OperationGroup *group)
{
  if (count (group, BANCO_OPERATION_RUNNING) == 0)
    conclude (group);
  else if (group->grace == NULL && group->patience.grace > 0 &&
           banco_operation_get_state (part) == BANCO_OPERATION_DONE)
    group->grace = start_timer (group->patience.grace, group);
}

static void
cancelled (GCancellable *cancellable, OperationGroup *group)
{
  for (guint i = 0; i < group->parts->len; i++)
    banco_operation_cancel (group->parts->pdata[i]);
}

BancoOperation *
banco_operation_new_group (BancoOperations *operations,
                           const char *title,
                           GPtrArray *parts,
                           const BancoOperationPatience *patience)
{
  BancoOperation *self = banco_operation_new (operations, title);
  OperationGroup *group = g_new0 (OperationGroup, 1);

  group->operation = g_object_ref (self);
  group->parts = g_ptr_array_ref (parts);
  group->patience = *patience;
  group->cancelled = g_signal_connect (banco_operation_get_cancellable (self), "cancelled",
                                       G_CALLBACK (cancelled), group);
  for (guint i = 0; i < parts->len; i++)
    g_signal_connect (parts->pdata[i], "notify::state", G_CALLBACK (part_ended), group);
  if (parts->len == 0)
    group->limit = start_timer (0, group);
  else if (patience->limit > 0)
    group->limit = start_timer (patience->limit, group);
  return self;
}
