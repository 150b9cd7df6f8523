/* SPDX-License-Identifier: Apache-2.0 */
#include "base/operation-private.h"

struct _BancoOperations {
  BancoKeyedList parent_instance;
  GError *error; /* of the one that ended last; NULL: it went well */
};

G_DEFINE_FINAL_TYPE (BancoOperations, banco_operations, BANCO_TYPE_KEYED_LIST)

typedef enum {
  PROP_ERROR = 1,
} Property;

static GParamSpec *properties[PROP_ERROR + 1];

static void
banco_operations_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boxed (value, BANCO_OPERATIONS (object)->error);
}

static void
banco_operations_finalize (GObject *object)
{
  g_clear_error (&BANCO_OPERATIONS (object)->error);
  G_OBJECT_CLASS (banco_operations_parent_class)->finalize (object);
}

static void
banco_operations_class_init (BancoOperationsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  static const BancoKeyedListKind kind = { banco_operation_get_type, NULL, NULL };

  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
  object_class->get_property = banco_operations_get_property;
  object_class->finalize = banco_operations_finalize;
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_operations_init (BancoOperations *self)
{
}

BancoOperations *
banco_operations_new (void)
{
  return g_object_new (BANCO_TYPE_OPERATIONS, NULL);
}

void
banco_operations_add (BancoOperations *self, BancoOperation *operation)
{
  banco_keyed_list_insert (BANCO_KEYED_LIST (self), NULL, G_MAXUINT, operation);
}

void
banco_operations_remove (BancoOperations *self, BancoOperation *operation)
{
  const GError *error = banco_operation_get_error (operation);
  gboolean changed = error != NULL || self->error != NULL;

  banco_keyed_list_remove (BANCO_KEYED_LIST (self), operation);
  /* One that was cancelled says nothing about how it would have gone. */
  if (!changed || banco_operation_get_state (operation) == BANCO_OPERATION_CANCELLED)
    return;
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

void
banco_operations_cancel_all (BancoOperations *self)
{
  BancoOperation *operation;

  g_return_if_fail (BANCO_IS_OPERATIONS (self));

  for (guint i = 0; (operation = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++)
    banco_operation_cancel (operation);
}
