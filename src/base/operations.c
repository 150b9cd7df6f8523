/* SPDX-License-Identifier: Apache-2.0 */
#include "base/operation-private.h"

struct _BancoOperations {
  GObject parent_instance;
  GPtrArray *running;
};

static void banco_operations_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoOperations,
                               banco_operations,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      banco_operations_model_init))

static GType
get_item_type (GListModel *model)
{
  return BANCO_TYPE_OPERATION;
}

static guint
get_n_items (GListModel *model)
{
  return BANCO_OPERATIONS (model)->running->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BancoOperations *self = BANCO_OPERATIONS (model);

  return position < self->running->len ? g_object_ref (self->running->pdata[position]) : NULL;
}

static void
banco_operations_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
banco_operations_finalize (GObject *object)
{
  BancoOperations *self = BANCO_OPERATIONS (object);

  g_ptr_array_unref (self->running);
  G_OBJECT_CLASS (banco_operations_parent_class)->finalize (object);
}

static void
banco_operations_class_init (BancoOperationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_operations_finalize;
}

static void
banco_operations_init (BancoOperations *self)
{
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
}

BancoOperations *
banco_operations_new (void)
{
  return g_object_new (BANCO_TYPE_OPERATIONS, NULL);
}

void
banco_operations_add (BancoOperations *self, BancoOperation *operation)
{
  g_ptr_array_add (self->running, g_object_ref (operation));
  g_list_model_items_changed (G_LIST_MODEL (self), self->running->len - 1, 0, 1);
}

void
banco_operations_remove (BancoOperations *self, BancoOperation *operation)
{
  guint position;

  if (!g_ptr_array_find (self->running, operation, &position))
    return;
  g_ptr_array_remove_index (self->running, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
banco_operations_cancel_all (BancoOperations *self)
{
  g_return_if_fail (BANCO_IS_OPERATIONS (self));

  for (guint i = 0; i < self->running->len; i++)
    banco_operation_cancel (self->running->pdata[i]);
}
