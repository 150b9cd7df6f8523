/* SPDX-License-Identifier: Apache-2.0 */
#include "base/operation-private.h"

struct _BancoOperations {
  BancoKeyedList parent_instance;
};

G_DEFINE_FINAL_TYPE (BancoOperations, banco_operations, BANCO_TYPE_KEYED_LIST)

static void
banco_operations_class_init (BancoOperationsClass *klass)
{
  static const BancoKeyedListKind kind = { banco_operation_get_type, NULL, NULL };

  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
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
  banco_keyed_list_remove (BANCO_KEYED_LIST (self), operation);
}

void
banco_operations_cancel_all (BancoOperations *self)
{
  BancoOperation *operation;

  g_return_if_fail (BANCO_IS_OPERATIONS (self));

  for (guint i = 0; (operation = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++)
    banco_operation_cancel (operation);
}
