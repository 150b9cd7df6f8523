/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include "machines/openstack-private.h"

#include <string.h>

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoMachines,
                               banco_machines,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static GType
get_item_type (GListModel *model)
{
  return BANCO_TYPE_MACHINE;
}

static guint
get_n_items (GListModel *model)
{
  return BANCO_MACHINES (model)->machines->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *machines = BANCO_MACHINES (model)->machines;

  return position < machines->len ? g_object_ref (machines->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
banco_machines_dispose (GObject *object)
{
  BancoMachines *self = BANCO_MACHINES (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->look);
  g_clear_object (&self->operations);
  G_OBJECT_CLASS (banco_machines_parent_class)->dispose (object);
}

static void
banco_machines_finalize (GObject *object)
{
  BancoMachines *self = BANCO_MACHINES (object);

  g_ptr_array_unref (self->providers);
  g_ptr_array_unref (self->machines);
  g_hash_table_unref (self->touched);
  g_object_unref (self->clouds);
  g_object_unref (self->offers);
  g_object_unref (self->images);
  g_object_unref (self->limits);
  G_OBJECT_CLASS (banco_machines_parent_class)->finalize (object);
}

static void
banco_machines_class_init (BancoMachinesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = banco_machines_dispose;
  object_class->finalize = banco_machines_finalize;
}

static void
banco_machines_init (BancoMachines *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->touched = g_hash_table_new (NULL, NULL);
  self->clouds = g_list_store_new (BANCO_TYPE_CLOUD);
  self->offers = g_list_store_new (BANCO_TYPE_OFFER);
  self->images = g_list_store_new (BANCO_TYPE_IMAGE);
  self->limits = g_list_store_new (BANCO_TYPE_LIMIT);
}

BancoMachines *
banco_machines_new (BancoHttp *http,
                    const BancoCloudSetup *clouds,
                    guint n_clouds,
                    BancoOperations *operations)
{
  BancoMachines *self = g_object_new (BANCO_TYPE_MACHINES, NULL);

  g_set_object (&self->operations, operations);
  for (guint i = 0; i < n_clouds; i++) {
    g_autoptr (BancoCloud) cloud = NULL;
    g_autoptr (BancoHttp) own =
      clouds[i].ca_file != NULL ? banco_http_new (clouds[i].ca_file) : NULL;

    if (g_strcmp0 (clouds[i].kind, "openstack") != 0) {
      g_warning ("cloud %s is left out: kind %s is not known", clouds[i].id, clouds[i].kind);
      continue;
    }
    cloud = banco_cloud_new (clouds[i].id, clouds[i].kind);
    g_list_store_append (self->clouds, cloud);
    g_ptr_array_add (self->providers, banco_openstack_new (own != NULL ? own : http, &clouds[i]));
  }
  return self;
}

GListModel *
banco_machines_get_clouds (BancoMachines *self)
{
  return G_LIST_MODEL (self->clouds);
}

GListModel *
banco_machines_get_offers (BancoMachines *self)
{
  return G_LIST_MODEL (self->offers);
}

GListModel *
banco_machines_get_images (BancoMachines *self)
{
  return G_LIST_MODEL (self->images);
}

GListModel *
banco_machines_get_limits (BancoMachines *self)
{
  return G_LIST_MODEL (self->limits);
}

gint64
banco_machines_get_refreshed (BancoMachines *self)
{
  return self->refreshed;
}

void
banco_machines_touch (BancoMachines *self, BancoMachine *machine)
{
  g_hash_table_insert (self->touched, machine, GUINT_TO_POINTER (++self->clock));
}

/* We changed it after @asked: what a cloud said before that is old news. */
static gboolean
is_newer (BancoMachines *self, BancoMachine *machine, guint asked)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->touched, machine)) > asked;
}

static guint
find_position (BancoMachines *self, const char *cloud, const char *id)
{
  for (guint i = 0; i < self->machines->len; i++) {
    BancoMachine *machine = self->machines->pdata[i];

    if (strcmp (banco_machine_get_id (machine), id) == 0 &&
        strcmp (banco_machine_get_cloud (machine), cloud) == 0)
      return i;
  }
  return G_MAXUINT;
}

static BancoMachineRecord *
find_record (GPtrArray *records, const char *id)
{
  for (guint i = 0; i < records->len; i++) {
    BancoMachineRecord *record = records->pdata[i];

    if (strcmp (record->id, id) == 0)
      return record;
  }
  return NULL;
}

/* Whoever still holds it sees that it is not coming back, whoever gave it back. */
static void
remove_gone (BancoMachines *self, guint position)
{
  g_autoptr (BancoMachine) machine = g_object_ref (self->machines->pdata[position]);

  g_hash_table_remove (self->touched, machine);
  g_ptr_array_remove_index (self->machines, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  banco_machine_set_state (machine, BANCO_MACHINE_RELEASING);
}

void
banco_machines_merge (BancoMachines *self, const char *cloud, GPtrArray *records, guint asked)
{
  guint i = 0;

  while (i < self->machines->len) {
    BancoMachine *machine = self->machines->pdata[i];
    BancoMachineRecord *record = find_record (records, banco_machine_get_id (machine));

    if (strcmp (banco_machine_get_cloud (machine), cloud) != 0 || is_newer (self, machine, asked)) {
      i++;
    } else if (record == NULL) {
      remove_gone (self, i);
    } else {
      banco_machine_apply (machine, record);
      i++;
    }
  }
  for (i = 0; i < records->len; i++) {
    BancoMachineRecord *record = records->pdata[i];

    if (find_position (self, cloud, record->id) != G_MAXUINT)
      continue;
    g_ptr_array_add (self->machines, banco_machine_new (cloud, record));
    g_list_model_items_changed (G_LIST_MODEL (self), self->machines->len - 1, 0, 1);
  }
}

/* A new machine of ours; a look may have found it first. */
void
banco_machines_add (BancoMachines *self, BancoMachine *machine)
{
  guint position =
    find_position (self, banco_machine_get_cloud (machine), banco_machine_get_id (machine));

  banco_machines_touch (self, machine);
  if (position == G_MAXUINT) {
    g_ptr_array_add (self->machines, g_object_ref (machine));
    g_list_model_items_changed (G_LIST_MODEL (self), self->machines->len - 1, 0, 1);
    return;
  }
  g_hash_table_remove (self->touched, self->machines->pdata[position]);
  g_object_unref (self->machines->pdata[position]);
  self->machines->pdata[position] = g_object_ref (machine);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

BancoCloud *
banco_machines_find_cloud (BancoMachines *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);

    if (strcmp (banco_cloud_get_id (cloud), id) == 0)
      return cloud; /* the list holds it */
  }
  return NULL;
}

BancoMachine *
banco_machines_find (BancoMachines *self, const char *name)
{
  BancoMachine *found = NULL;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  for (guint i = 0; i < self->machines->len; i++) {
    BancoMachine *machine = self->machines->pdata[i];

    if (strcmp (banco_machine_get_id (machine), name) == 0)
      return machine;
    if (strcmp (banco_machine_get_name (machine), name) == 0 &&
        (found == NULL || banco_machine_get_created (machine) > banco_machine_get_created (found)))
      found = machine;
  }
  return found;
}

void
banco_machines_reset (BancoMachines *self)
{
  guint n_machines = self->machines->len;

  g_return_if_fail (BANCO_IS_MACHINES (self));
  self->epoch++;
  if (self->look != NULL)
    banco_operation_cancel (self->look);
  for (guint i = 0; i < self->providers->len; i++)
    banco_provider_forget (self->providers->pdata[i]);
  g_hash_table_remove_all (self->touched);
  g_ptr_array_set_size (self->machines, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_machines, 0);
  g_list_store_remove_all (self->offers);
  g_list_store_remove_all (self->images);
  g_list_store_remove_all (self->limits);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);
    const char *const none[] = { NULL };

    banco_cloud_update (cloud, BANCO_CLOUD_UNKNOWN, none);
  }
  self->refreshed = 0;
  banco_machines_schedule (self);
}
