/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GListModel that takes whole snapshots. An item that the list has already stays the same object
 * and takes over what is new, and only what changed is reported: selections, rows and scroll
 * positions survive. Property "n-items". Main thread only. Rooms derive their lists from it. */
#define BANCO_TYPE_KEYED_LIST (banco_keyed_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (BancoKeyedList, banco_keyed_list, BANCO, KEYED_LIST, GObject)

typedef struct {
  GType (*get_item_type) (void);
  /* What makes two items the same thing; the item's, and never changes. NULL: only the same object
   * is. */
  const char *(*get_key) (gpointer item);
  /* TRUE: @item says the same as @fresh, which has its key, or has taken it over. FALSE: @fresh
   * takes its place. NULL: nothing can change. */
  gboolean (*update) (gpointer item, gpointer fresh);
} BancoKeyedListKind;

struct _BancoKeyedListClass {
  GObjectClass parent_class;
  const BancoKeyedListKind *kind; /* of a derived list */
};

/* @kind: static. */
BancoKeyedList *banco_keyed_list_new (const BancoKeyedListKind *kind) G_GNUC_WARN_UNUSED_RESULT;

/* From now on the items of @part are these, in this order; of two with one key the first. A list
 * shows its parts one after the other, in the order of their first snapshots. O(items). */
void banco_keyed_list_take (BancoKeyedList *self, const char *part, GPtrArray *items);

/* One more item, at @position of its @part (at most at its end). Its key must be new. */
void
banco_keyed_list_insert (BancoKeyedList *self, const char *part, guint position, gpointer item);
/* FALSE: it was not there. */
gboolean banco_keyed_list_remove (BancoKeyedList *self, gpointer item);
void banco_keyed_list_clear (BancoKeyedList *self);

guint banco_keyed_list_get_length (BancoKeyedList *self);
/* Borrowed; NULL past the end, or where no item has that key. */
gpointer banco_keyed_list_get (BancoKeyedList *self, guint position);
gpointer banco_keyed_list_find (BancoKeyedList *self, const char *key);

G_END_DECLS
