/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (BancoMachines, banco_machines, BANCO_TYPE_KEYED_LIST)

typedef enum {
  PROP_REFRESHED = 1,
  PROP_FAILED,
} Property;

static GParamSpec *properties[PROP_FAILED + 1];

static const char *
get_key (gpointer machine)
{
  return banco_machine_get_key (machine);
}

/* Every cloud has been asked, and none has ever answered. */
static gboolean
has_failed (BancoMachines *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoRefreshSource) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);

    if (banco_refresh_source_get_refreshed (cloud) > 0 ||
        banco_refresh_source_get_error (cloud) == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
banco_machines_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoMachines *self = BANCO_MACHINES (object);

  switch ((Property) id) {
  case PROP_REFRESHED:
    g_value_set_int64 (value, banco_machines_get_refreshed (self));
    break;
  case PROP_FAILED:
    g_value_set_boolean (value, has_failed (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_machines_dispose (GObject *object)
{
  BancoMachines *self = BANCO_MACHINES (object);

  g_clear_object (&self->refresher);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->operations);
  G_OBJECT_CLASS (banco_machines_parent_class)->dispose (object);
}

static void
banco_machines_finalize (GObject *object)
{
  BancoMachines *self = BANCO_MACHINES (object);

  g_ptr_array_unref (self->providers);
  g_free (self->group);
  g_hash_table_unref (self->touched);
  g_object_unref (self->clouds);
  g_object_unref (self->catalogues);
  g_object_unref (self->offers);
  g_object_unref (self->images);
  g_object_unref (self->limits);
  G_OBJECT_CLASS (banco_machines_parent_class)->finalize (object);
}

static void
banco_machines_class_init (BancoMachinesClass *klass)
{
  static const BancoKeyedListKind kind = { banco_machine_get_type, get_key, NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = banco_machines_dispose;
  object_class->finalize = banco_machines_finalize;
  object_class->get_property = banco_machines_get_property;
  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
  properties[PROP_REFRESHED] =
    g_param_spec_int64 ("refreshed", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_FAILED] = g_param_spec_boolean ("failed", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_machines_init (BancoMachines *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
  self->touched = g_hash_table_new (NULL, NULL);
  self->clouds = g_list_store_new (BANCO_TYPE_CLOUD);
  self->catalogues = g_list_store_new (BANCO_TYPE_REFRESH_SOURCE);
  self->offers = banco_offers_new ();
  self->images = banco_images_new ();
  self->limits = banco_limits_new ();
}

GListModel *
banco_machines_get_clouds (BancoMachines *self)
{
  return G_LIST_MODEL (self->clouds);
}

GListModel *
banco_machines_get_catalogues (BancoMachines *self)
{
  return G_LIST_MODEL (self->catalogues);
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
  gint64 last = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoRefreshSource) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);

    last = MAX (last, banco_refresh_source_get_refreshed (cloud));
  }
  return last;
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

/* Whoever still holds one that is gone sees that it does not come back. */
static void
let_go (BancoMachines *self, GPtrArray *gone)
{
  for (guint i = 0; i < gone->len; i++) {
    g_hash_table_remove (self->touched, gone->pdata[i]);
    banco_machine_set_state (gone->pdata[i], BANCO_MACHINE_RELEASING);
  }
}

/* The object for what @record tells: the one that is listed, brought up to date. */
static BancoMachine *
take_record (BancoMachines *self, const char *cloud, const BancoMachineRecord *record, guint asked)
{
  g_autofree char *key = banco_machine_make_key (cloud, record->id);
  BancoMachine *machine = banco_keyed_list_find (BANCO_KEYED_LIST (self), key);

  if (machine == NULL)
    return banco_machine_new (cloud, record);
  if (!is_newer (self, machine, asked))
    banco_machine_apply (machine, record);
  return g_object_ref (machine);
}

void
banco_machines_merge (BancoMachines *self,
                      const char *cloud,
                      GPtrArray *records,
                      GHashTable *missing,
                      guint asked)
{
  BancoKeyedList *list = BANCO_KEYED_LIST (self);
  g_autoptr (GPtrArray) now = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) told = g_hash_table_new (NULL, NULL);
  BancoMachine *machine;

  for (guint i = 0; i < records->len; i++) {
    g_ptr_array_add (now, take_record (self, cloud, records->pdata[i], asked));
    g_hash_table_add (told, now->pdata[i]);
  }
  for (guint i = 0; (machine = banco_keyed_list_get (list, i)) != NULL; i++) {
    if (strcmp (banco_machine_get_cloud (machine), cloud) != 0 ||
        g_hash_table_contains (told, machine))
      continue;
    if (is_newer (self, machine, asked)) /* the cloud did not know of it yet */
      g_ptr_array_insert (now, 0, g_object_ref (machine));
    else if (missing != NULL && g_hash_table_contains (missing, banco_machine_get_group (machine)))
      g_ptr_array_add (now, g_object_ref (machine));
    else
      g_ptr_array_add (gone, g_object_ref (machine));
  }
  banco_keyed_list_take (list, cloud, now);
  let_go (self, gone);
}

/* A new machine of ours, which takes the place of what a look may have found first. Clouds list the
 * newest first. */
void
banco_machines_add (BancoMachines *self, BancoMachine *machine)
{
  BancoKeyedList *list = BANCO_KEYED_LIST (self);
  BancoMachine *found = banco_keyed_list_find (list, banco_machine_get_key (machine));

  banco_machines_touch (self, machine);
  if (found != NULL) {
    g_hash_table_remove (self->touched, found);
    banco_keyed_list_remove (list, found);
  }
  banco_keyed_list_insert (list, banco_machine_get_cloud (machine), 0, machine);
}

gboolean
banco_machines_has (BancoMachines *self, BancoMachine *machine)
{
  return banco_keyed_list_find (BANCO_KEYED_LIST (self), banco_machine_get_key (machine)) ==
         machine;
}

BancoProvider *
banco_machines_find_provider (BancoMachines *self, const char *cloud)
{
  for (guint i = 0; i < self->providers->len; i++)
    if (strcmp (banco_provider_get_cloud (self->providers->pdata[i]), cloud) == 0)
      return self->providers->pdata[i];
  return NULL;
}

/* Those that @name may mean, of which some are being given back or none is. */
static GPtrArray *
find_meant (BancoMachines *self, const char *name, const char *cloud, gboolean leaving)
{
  GPtrArray *meant = g_ptr_array_new ();
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++)
    if ((strcmp (banco_machine_get_id (machine), name) == 0 ||
         strcmp (banco_machine_get_name (machine), name) == 0) &&
        (cloud == NULL || strcmp (banco_machine_get_cloud (machine), cloud) == 0) &&
        leaving == (banco_machine_get_state (machine) == BANCO_MACHINE_RELEASING))
      g_ptr_array_add (meant, machine);
  return meant;
}

static void
set_ambiguous (GError **error, const char *name, GPtrArray *meant)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < meant->len; i++) {
    BancoMachine *machine = meant->pdata[i];
    g_autofree char *created = banco_clock_format (banco_machine_get_created (machine));

    g_string_append_printf (list, _ ("%s%s (%s, group %s, since %s)"), i > 0 ? ", " : "",
                            banco_machine_get_key (machine), banco_machine_get_name (machine),
                            banco_machine_get_group (machine), created != NULL ? created : "?");
  }
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_AMBIGUOUS,
               _ ("“%s” means several machines; say which by one of these ids: %s"), name,
               list->str);
}

BancoMachine *
banco_machines_find (BancoMachines *self, const char *name, const char *cloud, GError **error)
{
  g_autoptr (GPtrArray) meant = NULL;
  BancoMachine *machine;

  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);
  machine = banco_keyed_list_find (BANCO_KEYED_LIST (self), name);
  if (machine != NULL)
    return machine;
  meant = find_meant (self, name, cloud, FALSE);
  if (meant->len == 0) {
    g_ptr_array_unref (meant);
    meant = find_meant (self, name, cloud, TRUE);
  }
  if (meant->len == 1)
    return meant->pdata[0];
  if (meant->len > 1)
    set_ambiguous (error, name, meant);
  else
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("there is no machine called “%s”"), name);
  return NULL;
}

gboolean
banco_machines_has_name (BancoMachines *self, const char *name)
{
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++)
    if (strcmp (banco_machine_get_name (machine), name) == 0)
      return TRUE;
  return FALSE;
}

void
banco_machines_reset (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));

  self->epoch++;
  banco_refresher_reset (self->refresher);
  banco_refresher_reset (self->catalogue);
  for (guint i = 0; i < self->providers->len; i++)
    banco_provider_forget (self->providers->pdata[i]);
  g_hash_table_remove_all (self->touched);
  banco_keyed_list_clear (BANCO_KEYED_LIST (self));
  banco_keyed_list_clear (self->offers);
  banco_keyed_list_clear (self->images);
  banco_keyed_list_clear (self->limits);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);
    const char *const none[] = { NULL };

    banco_cloud_update (cloud, BANCO_CLOUD_UNKNOWN, none);
  }
}
