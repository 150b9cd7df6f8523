/* SPDX-License-Identifier: Apache-2.0 */
#include "base/keyed-list.h"

#include <string.h>

typedef struct {
  char *name;
  guint length;
} Part;

/* A snapshot on its way into its part. */
typedef struct {
  guint start;         /* of the part */
  guint end;           /* of the part, as it was */
  guint new_end;       /* of the part, as it becomes */
  GPtrArray *items;    /* of the whole list, as it becomes */
  GHashTable *places;  /* item to its former place, from one on */
  GHashTable *present; /* the items of the part, as it becomes */
  gboolean in_order;   /* what stays has the order that it had */
  guint last;          /* the former place of the last that stays */
} Snapshot;

typedef struct {
  const BancoKeyedListKind *kind;
  GPtrArray *items;
  GHashTable *by_key; /* an item's key to it; without keys the item to itself */
  GArray *parts;      /* of Part; their items stand one after the other */

  /* While a change is reported range by range: the first @taken items are those of now, the
   * others the former ones from @passed on. */
  GPtrArray *former; /* nullable */
  guint taken;
  guint passed;
} BancoKeyedListPrivate;

typedef enum {
  PROP_N_ITEMS = 1,
} Property;

static GParamSpec *properties[PROP_N_ITEMS + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_TYPE_WITH_CODE (BancoKeyedList,
                         banco_keyed_list,
                         G_TYPE_OBJECT,
                         G_ADD_PRIVATE (BancoKeyedList)
                           G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static BancoKeyedListPrivate *
get_private (gpointer self)
{
  return banco_keyed_list_get_instance_private (BANCO_KEYED_LIST (self));
}

static GType
get_item_type (GListModel *model)
{
  return get_private (model)->kind->get_item_type ();
}

static guint
get_n_items (GListModel *model)
{
  return banco_keyed_list_get_length (BANCO_KEYED_LIST (model));
}

static gpointer
get_item (GListModel *model, guint position)
{
  gpointer item = banco_keyed_list_get (BANCO_KEYED_LIST (model), position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
items_changed (BancoKeyedList *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (removed != added)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
part_clear (gpointer data)
{
  g_free (((Part *) data)->name);
}

static void
banco_keyed_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_uint (value, banco_keyed_list_get_length (BANCO_KEYED_LIST (object)));
}

static void
banco_keyed_list_finalize (GObject *object)
{
  BancoKeyedListPrivate *priv = get_private (object);

  g_hash_table_unref (priv->by_key);
  g_ptr_array_unref (priv->items);
  g_array_unref (priv->parts);
  G_OBJECT_CLASS (banco_keyed_list_parent_class)->finalize (object);
}

static void
set_kind (BancoKeyedListPrivate *priv, const BancoKeyedListKind *kind)
{
  priv->kind = kind;
  priv->by_key = kind->get_key != NULL ? g_hash_table_new (g_str_hash, g_str_equal)
                                       : g_hash_table_new (NULL, NULL);
}

/* Not earlier: before, the class of a derived list is not known. */
static void
banco_keyed_list_constructed (GObject *object)
{
  const BancoKeyedListKind *kind = BANCO_KEYED_LIST_GET_CLASS (object)->kind;

  if (kind != NULL)
    set_kind (get_private (object), kind);
  G_OBJECT_CLASS (banco_keyed_list_parent_class)->constructed (object);
}

static void
banco_keyed_list_class_init (BancoKeyedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = banco_keyed_list_constructed;
  object_class->get_property = banco_keyed_list_get_property;
  object_class->finalize = banco_keyed_list_finalize;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_keyed_list_init (BancoKeyedList *self)
{
  BancoKeyedListPrivate *priv = get_private (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
  priv->parts = g_array_new (FALSE, TRUE, sizeof (Part));
  g_array_set_clear_func (priv->parts, part_clear);
}

BancoKeyedList *
banco_keyed_list_new (const BancoKeyedListKind *kind)
{
  BancoKeyedList *self = g_object_new (BANCO_TYPE_KEYED_LIST, NULL);

  set_kind (get_private (self), kind);
  return self;
}

guint
banco_keyed_list_get_length (BancoKeyedList *self)
{
  BancoKeyedListPrivate *priv = get_private (self);

  if (priv->former == NULL)
    return priv->items->len;
  return priv->taken + priv->former->len - priv->passed;
}

gpointer
banco_keyed_list_get (BancoKeyedList *self, guint position)
{
  BancoKeyedListPrivate *priv = get_private (self);

  if (position >= banco_keyed_list_get_length (self))
    return NULL;
  if (priv->former == NULL || position < priv->taken)
    return priv->items->pdata[position];
  return priv->former->pdata[position - priv->taken + priv->passed];
}

/* As the table of items has it. */
static gconstpointer
get_key (BancoKeyedListPrivate *priv, gpointer item)
{
  return priv->kind->get_key != NULL ? priv->kind->get_key (item) : item;
}

gpointer
banco_keyed_list_find (BancoKeyedList *self, const char *key)
{
  BancoKeyedListPrivate *priv = get_private (self);

  g_return_val_if_fail (priv->kind->get_key != NULL, NULL);
  return g_hash_table_lookup (priv->by_key, key);
}

/* @start: where it begins. */
static Part *
find_part (BancoKeyedListPrivate *priv, const char *name, guint *start)
{
  Part fresh = { g_strdup (name), 0 };

  *start = 0;
  for (guint i = 0; i < priv->parts->len; i++) {
    Part *part = &g_array_index (priv->parts, Part, i);

    if (g_strcmp0 (part->name, name) == 0) {
      g_free (fresh.name);
      return part;
    }
    *start += part->length;
  }
  g_array_append_val (priv->parts, fresh);
  return &g_array_index (priv->parts, Part, priv->parts->len - 1);
}

/* @passed former items and @taken present ones are dealt with after this range. */
static void
report (BancoKeyedList *self, guint passed, guint taken)
{
  BancoKeyedListPrivate *priv = get_private (self);
  guint position = priv->taken, removed = passed - priv->passed, added = taken - priv->taken;

  priv->passed = passed;
  priv->taken = taken;
  if (removed > 0 || added > 0)
    items_changed (self, position, removed, added);
}

/* Steps over the items that are the same object on both sides. */
static void
skip (BancoKeyedListPrivate *priv)
{
  while (priv->passed < priv->former->len && priv->taken < priv->items->len &&
         priv->former->pdata[priv->passed] == priv->items->pdata[priv->taken]) {
    priv->passed++;
    priv->taken++;
  }
}

/* Each range alone: nothing that stays is touched. */
static void
report_ranges (BancoKeyedList *self, Snapshot *snapshot)
{
  BancoKeyedListPrivate *priv = get_private (self);

  for (skip (priv); priv->passed < priv->former->len || priv->taken < priv->items->len;
       skip (priv)) {
    guint passed = priv->passed, taken = priv->taken;

    while (passed < snapshot->end &&
           !g_hash_table_contains (snapshot->present, priv->former->pdata[passed]))
      passed++;
    while (taken < snapshot->new_end &&
           !g_hash_table_contains (snapshot->places, priv->items->pdata[taken]))
      taken++;
    report (self, passed, taken);
  }
}

/* Items changed places: one range from the first to the last of them, in which a view finds the
 * objects that it knows. */
static void
report_whole (BancoKeyedList *self)
{
  BancoKeyedListPrivate *priv = get_private (self);
  guint passed = priv->former->len, taken = priv->items->len;

  skip (priv);
  while (passed > priv->passed && taken > priv->taken &&
         priv->former->pdata[passed - 1] == priv->items->pdata[taken - 1]) {
    passed--;
    taken--;
  }
  report (self, passed, taken);
}

/* What the list has of @item of a snapshot: the object that it had already, or this one. Nothing
 * where another item of the snapshot, or of another part, has its key. */
static void
take_item (BancoKeyedListPrivate *priv, Snapshot *snapshot, gpointer item)
{
  gpointer known = g_hash_table_lookup (priv->by_key, get_key (priv, item));
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (snapshot->places, known));

  if (known != NULL && (place <= snapshot->start || place > snapshot->end ||
                        g_hash_table_contains (snapshot->present, known)))
    return;
  if (known == NULL ||
      (known != item && priv->kind->update != NULL && !priv->kind->update (known, item))) {
    g_hash_table_replace (priv->by_key, (gpointer) get_key (priv, item), item);
  } else {
    item = known;
    snapshot->in_order = snapshot->in_order && place > snapshot->last;
    snapshot->last = place;
  }
  g_hash_table_add (snapshot->present, item);
  g_ptr_array_add (snapshot->items, g_object_ref (item));
}

static void
forget_keys (BancoKeyedListPrivate *priv, const Snapshot *snapshot)
{
  for (guint i = snapshot->start; i < snapshot->end; i++) {
    gpointer item = priv->items->pdata[i];

    if (g_hash_table_lookup (priv->by_key, get_key (priv, item)) == item &&
        !g_hash_table_contains (snapshot->present, item))
      g_hash_table_remove (priv->by_key, get_key (priv, item));
  }
}

static gboolean
is_unchanged (BancoKeyedListPrivate *priv, guint start, guint length, GPtrArray *items)
{
  return items->len == length && (length == 0 || memcmp (items->pdata, priv->items->pdata + start,
                                                         length * sizeof (gpointer)) == 0);
}

void
banco_keyed_list_take (BancoKeyedList *self, const char *part_name, GPtrArray *items)
{
  BancoKeyedListPrivate *priv = get_private (self);
  g_autoptr (GPtrArray) former = NULL;
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) present = g_hash_table_new (NULL, NULL);
  Snapshot snapshot = { .places = places, .present = present, .in_order = TRUE };
  Part *part;

  g_return_if_fail (BANCO_IS_KEYED_LIST (self) && priv->former == NULL);

  part = find_part (priv, part_name, &snapshot.start);
  snapshot.end = snapshot.start + part->length;
  if (is_unchanged (priv, snapshot.start, part->length, items))
    return;
  former = priv->items;
  snapshot.items = g_ptr_array_new_full (former->len, g_object_unref);
  for (guint i = 0; i < former->len; i++)
    g_hash_table_insert (places, former->pdata[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < snapshot.start; i++)
    g_ptr_array_add (snapshot.items, g_object_ref (former->pdata[i]));
  for (guint i = 0; i < items->len; i++)
    take_item (priv, &snapshot, items->pdata[i]);
  snapshot.new_end = snapshot.items->len;
  part->length = snapshot.new_end - snapshot.start;
  forget_keys (priv, &snapshot);
  for (guint i = snapshot.end; i < former->len; i++)
    g_ptr_array_add (snapshot.items, g_object_ref (former->pdata[i]));
  priv->items = snapshot.items;
  priv->former = former;
  priv->passed = priv->taken = 0;
  if (snapshot.in_order)
    report_ranges (self, &snapshot);
  else
    report_whole (self);
  priv->former = NULL;
}

void
banco_keyed_list_insert (BancoKeyedList *self, const char *part_name, guint position, gpointer item)
{
  BancoKeyedListPrivate *priv = get_private (self);
  gpointer key = (gpointer) get_key (priv, item);
  guint start;
  Part *part;

  g_return_if_fail (priv->former == NULL && !g_hash_table_contains (priv->by_key, key));

  part = find_part (priv, part_name, &start);
  start += MIN (position, part->length);
  part->length++;
  g_hash_table_insert (priv->by_key, key, item);
  g_ptr_array_insert (priv->items, (gint) start, g_object_ref (item));
  items_changed (self, start, 0, 1);
}

gboolean
banco_keyed_list_remove (BancoKeyedList *self, gpointer item)
{
  BancoKeyedListPrivate *priv = get_private (self);
  guint position, start = 0;

  g_return_val_if_fail (priv->former == NULL, FALSE);

  if (!g_ptr_array_find (priv->items, item, &position))
    return FALSE;
  for (guint i = 0; i < priv->parts->len; i++) {
    Part *part = &g_array_index (priv->parts, Part, i);

    if (position < start + part->length) {
      part->length--;
      break;
    }
    start += part->length;
  }
  g_hash_table_remove (priv->by_key, get_key (priv, item));
  g_ptr_array_remove_index (priv->items, position);
  items_changed (self, position, 1, 0);
  return TRUE;
}

void
banco_keyed_list_clear (BancoKeyedList *self)
{
  BancoKeyedListPrivate *priv = get_private (self);

  guint length = priv->items->len;

  g_return_if_fail (priv->former == NULL);

  g_hash_table_remove_all (priv->by_key);
  g_array_set_size (priv->parts, 0);
  g_ptr_array_set_size (priv->items, 0);
  if (length > 0)
    items_changed (self, 0, length, 0);
}
