/* SPDX-License-Identifier: Apache-2.0 */
#include "base/operation-private.h"

struct _BancoOperation {
  GObject parent_instance;

  char *title;
  char *message;
  double fraction;
  BancoOperationState state;
  GError *error;
  GCancellable *cancellable;
  BancoOperations *operations;

  BancoOperationWork work;
  gpointer input;
  GDestroyNotify input_free;
  gpointer result;
  GDestroyNotify result_free;
  BancoOperationPublish publish;
  GObject *owner;

  /* What the worker said last; one idle at a time carries it over. */
  GMutex mutex;
  char *reported_message;
  double reported_fraction;
  guint report_source;
};

G_DEFINE_FINAL_TYPE (BancoOperation, banco_operation, G_TYPE_OBJECT)

typedef enum {
  PROP_TITLE = 1,
  PROP_MESSAGE,
  PROP_FRACTION,
  PROP_STATE,
} Property;

static GParamSpec *properties[PROP_STATE + 1];

static void
banco_operation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoOperation *self = BANCO_OPERATION (object);

  switch ((Property) id) {
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  case PROP_MESSAGE:
    g_value_set_string (value, self->message);
    break;
  case PROP_FRACTION:
    g_value_set_double (value, self->fraction);
    break;
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_operation_finalize (GObject *object)
{
  BancoOperation *self = BANCO_OPERATION (object);

  g_free (self->title);
  g_free (self->message);
  g_free (self->reported_message);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->operations);
  g_clear_object (&self->owner);
  if (self->input_free != NULL && self->input != NULL)
    self->input_free (self->input);
  if (self->result_free != NULL && self->result != NULL)
    self->result_free (self->result);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_operation_parent_class)->finalize (object);
}

static void
banco_operation_class_init (BancoOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_operation_get_property;
  object_class->finalize = banco_operation_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, 3, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_operation_init (BancoOperation *self)
{
  g_mutex_init (&self->mutex);
  self->fraction = -1;
  self->reported_fraction = -1;
  self->cancellable = g_cancellable_new ();
}

static void
apply_report (BancoOperation *self)
{
  g_autofree char *message = NULL;
  double fraction;

  g_mutex_lock (&self->mutex);
  message = g_steal_pointer (&self->reported_message);
  fraction = self->reported_fraction;
  self->report_source = 0;
  g_mutex_unlock (&self->mutex);

  if (message != NULL && g_strcmp0 (message, self->message) != 0) {
    g_free (self->message);
    self->message = g_steal_pointer (&message);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  }
  if (fraction != self->fraction) {
    self->fraction = fraction;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  }
}

static gboolean
report_idle (gpointer data)
{
  apply_report (data);
  return G_SOURCE_REMOVE;
}

void
banco_operation_report (BancoOperation *self, double fraction, const char *message)
{
  g_return_if_fail (BANCO_IS_OPERATION (self));

  g_mutex_lock (&self->mutex);
  self->reported_fraction = CLAMP (fraction, -1, 1);
  if (message != NULL) {
    g_free (self->reported_message);
    self->reported_message = g_strdup (message);
  }
  if (self->report_source == 0)
    self->report_source =
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, report_idle, g_object_ref (self), g_object_unref);
  g_mutex_unlock (&self->mutex);
}

static void
set_state (BancoOperation *self, BancoOperationState state)
{
  self->state = state;
  if (self->operations != NULL)
    banco_operations_remove (self->operations, self);
  g_clear_object (&self->operations);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
run_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  BancoOperation *self = data;
  GError *error = NULL;

  if (!g_cancellable_is_cancelled (cancellable))
    self->result = self->work (self, self->input, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BancoOperation) self = data;
  g_autoptr (GObject) owner = g_steal_pointer (&self->owner);
  gboolean cancelled = g_cancellable_is_cancelled (self->cancellable);

  g_task_propagate_boolean (G_TASK (result), &self->error);
  /* The last report comes before the end, whatever order idles would have. */
  apply_report (self);
  if (g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (&self->error);
    cancelled = TRUE;
  }
  if (cancelled) {
    g_clear_error (&self->error);
    set_state (self, BANCO_OPERATION_CANCELLED);
  } else if (self->error != NULL) {
    set_state (self, BANCO_OPERATION_FAILED);
  } else {
    if (self->publish != NULL)
      self->publish (self, self->result, owner);
    set_state (self, BANCO_OPERATION_DONE);
  }
}

BancoOperation *
banco_operation_new (BancoOperations *operations, const char *title)
{
  BancoOperation *self = g_object_new (BANCO_TYPE_OPERATION, NULL);

  self->title = g_strdup (title);
  g_set_object (&self->operations, operations);
  if (operations != NULL)
    banco_operations_add (operations, self);
  return self;
}

void
banco_operation_end (BancoOperation *self, BancoOperationState state, GError *error)
{
  self->error = error;
  set_state (self, state);
}

GCancellable *
banco_operation_get_cancellable (BancoOperation *self)
{
  return self->cancellable;
}

BancoOperation *
banco_operation_start (BancoOperations *operations, const BancoOperationPlan *plan)
{
  BancoOperation *self = banco_operation_new (operations, plan->title);
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (plan->work != NULL, self);

  self->work = plan->work;
  self->input = plan->input;
  self->input_free = plan->input_free;
  self->result_free = plan->result_free;
  self->publish = plan->publish;
  g_set_object (&self->owner, plan->owner);

  /* The task outlives its end in the worker for a moment. What it would hold could be finalised
   * there, so the running operation is held for finished(), which is on the main thread. */
  task = g_task_new (NULL, self->cancellable, finished, g_object_ref (self));
  g_task_set_task_data (task, self, NULL);
  g_task_set_source_tag (task, banco_operation_start);
  g_task_set_name (task, plan->title);
  /* A cancelled work may still hold its input: wait for it rather than race its end. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, run_in_worker);
  return self;
}

static gboolean
fail_idle (gpointer data)
{
  set_state (data, BANCO_OPERATION_FAILED);
  return G_SOURCE_REMOVE;
}

BancoOperation *
banco_operation_new_failed (const char *title, GError *error)
{
  BancoOperation *self = banco_operation_new (NULL, title);

  self->error = error;
  g_idle_add_full (G_PRIORITY_DEFAULT, fail_idle, g_object_ref (self), g_object_unref);
  return self;
}

void
banco_operation_cancel (BancoOperation *self)
{
  g_return_if_fail (BANCO_IS_OPERATION (self));

  g_cancellable_cancel (self->cancellable);
}

const char *
banco_operation_get_title (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), NULL);
  return self->title;
}

const char *
banco_operation_get_message (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), NULL);
  return self->message;
}

double
banco_operation_get_fraction (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), -1);
  return self->fraction;
}

BancoOperationState
banco_operation_get_state (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), BANCO_OPERATION_FAILED);
  return self->state;
}

const GError *
banco_operation_get_error (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), NULL);
  return self->state == BANCO_OPERATION_FAILED ? self->error : NULL;
}

gpointer
banco_operation_get_result (BancoOperation *self)
{
  g_return_val_if_fail (BANCO_IS_OPERATION (self), NULL);
  return self->state == BANCO_OPERATION_DONE ? self->result : NULL;
}
