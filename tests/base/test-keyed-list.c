/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <string.h>

/* An item is a file in a folder: the folder's name is its part, its own name the key, and what is
 * attached to it, under "value", what an update takes over. */

static const char *
get_key (gpointer item)
{
  return g_file_peek_path (item);
}

static gboolean
update (gpointer item, gpointer fresh)
{
  g_object_set_data (item, "value", g_object_get_data (fresh, "value"));
  return TRUE;
}

static gboolean
is_same_value (gpointer item, gpointer fresh)
{
  return g_object_get_data (item, "value") == g_object_get_data (fresh, "value");
}

static const BancoKeyedListKind by_path = { g_file_get_type, get_key, update };
static const BancoKeyedListKind unchanging = { g_file_get_type, get_key, is_same_value };
static const BancoKeyedListKind by_object = { g_file_get_type, NULL, NULL };

/* One item a letter. */
static GPtrArray *
make_items (const char *part, const char *letters)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (; *letters != '\0'; letters++) {
    g_autofree char *path = g_strdup_printf ("/%s/%c", part, *letters);

    g_ptr_array_add (items, g_file_new_for_path (path));
  }
  return items;
}

static void
take (BancoKeyedList *list, const char *part, const char *letters)
{
  g_autoptr (GPtrArray) items = make_items (part, letters);

  banco_keyed_list_take (list, part, items);
}

static char *
read_letters (GListModel *model)
{
  GString *letters = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GFile) item = g_list_model_get_item (model, i);
    g_autofree char *name = g_file_get_basename (item);

    g_string_append (letters, name);
  }
  g_assert_null (g_list_model_get_item (model, letters->len));
  return g_string_free (letters, FALSE);
}

/* What a view would do: it believes what is reported, and asks only for what is new. */
typedef struct {
  GString *ranges; /* "position-removed+added", one after the other */
  GPtrArray *rows;
} View;

static void
items_changed (GListModel *model, guint position, guint removed, guint added, View *view)
{
  g_string_append_printf (view->ranges, "%s%u-%u+%u", view->ranges->len > 0 ? " " : "", position,
                          removed, added);
  if (removed > 0)
    g_ptr_array_remove_range (view->rows, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (view->rows, (gint) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (view->rows->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < view->rows->len; i++) {
    g_autoptr (GFile) item = g_list_model_get_item (model, i);

    g_assert_true (item == view->rows->pdata[i]);
  }
}

static View *
view_new (BancoKeyedList *list)
{
  View *view = g_new0 (View, 1);

  view->ranges = g_string_new (NULL);
  view->rows = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < banco_keyed_list_get_length (list); i++)
    g_ptr_array_add (view->rows, g_list_model_get_item (G_LIST_MODEL (list), i));
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed), view);
  return view;
}

static void
view_free (View *view)
{
  g_string_free (view->ranges, TRUE);
  g_ptr_array_unref (view->rows);
  g_free (view);
}

typedef struct {
  const char *before;
  const char *now;
  const char *letters; /* nullable: as @now */
  const char *ranges;
} Case;

static const Case cases[] = {
  { "", "", NULL, "" },
  { "", "abc", NULL, "0-0+3" },
  { "abc", "", NULL, "0-3+0" },
  { "abc", "abc", NULL, "" },
  { "abc", "abcd", NULL, "3-0+1" },
  { "abc", "zabc", NULL, "0-0+1" },
  { "abc", "ac", NULL, "1-1+0" },
  { "abcdef", "acxf", NULL, "1-1+0 2-2+1" },
  { "abc", "xyz", NULL, "0-3+3" },
  /* Places changed: one range, and nothing around it. */
  { "abcde", "acbde", NULL, "1-2+2" },
  { "abc", "cab", NULL, "0-3+3" },
  { "abcd", "adxc", NULL, "1-3+3" },
  /* The same thing twice. */
  { "", "aba", "ab", "0-0+2" },
  { "ab", "bab", "ba", "0-2+2" },
};

static void
test_snapshot (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_path);
  g_autofree char *letters = NULL;
  View *view;

  take (list, "p", test->before);
  view = view_new (list);
  take (list, "p", test->now);
  letters = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (letters, ==, test->letters != NULL ? test->letters : test->now);
  g_assert_cmpstr (view->ranges->str, ==, test->ranges);
  g_object_unref (g_steal_pointer (&list));
  view_free (view);
}

/* Rows and selections hold objects, not keys. */
static void
test_objects_stay (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_path);
  g_autoptr (GPtrArray) fresh = make_items ("p", "cxa");
  GFile *a, *c;

  take (list, "p", "abc");
  a = banco_keyed_list_find (list, "/p/a");
  c = banco_keyed_list_find (list, "/p/c");
  g_assert_true (a == banco_keyed_list_get (list, 0));
  g_object_set_data (fresh->pdata[2], "value", (gpointer) "new");
  banco_keyed_list_take (list, "p", fresh);
  g_assert_true (banco_keyed_list_find (list, "/p/a") == a);
  g_assert_true (banco_keyed_list_get (list, 2) == a);
  g_assert_true (banco_keyed_list_get (list, 0) == c);
  g_assert_true (banco_keyed_list_get (list, 1) == fresh->pdata[1]);
  g_assert_cmpstr (g_object_get_data (G_OBJECT (a), "value"), ==, "new");
  g_assert_null (banco_keyed_list_find (list, "/p/b"));
  g_assert_null (banco_keyed_list_get (list, 3));
}

/* An item that cannot take over what is new gives its place up. */
static void
test_replaced (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&unchanging);
  g_autoptr (GPtrArray) fresh = make_items ("p", "abc");
  View *view;

  take (list, "p", "abc");
  view = view_new (list);
  g_object_set_data (fresh->pdata[1], "value", (gpointer) "new");
  banco_keyed_list_take (list, "p", fresh);
  g_assert_cmpstr (view->ranges->str, ==, "1-1+1");
  g_assert_true (banco_keyed_list_find (list, "/p/b") == fresh->pdata[1]);
  g_assert_true (banco_keyed_list_get (list, 0) != fresh->pdata[0]);
  g_object_unref (g_steal_pointer (&list));
  view_free (view);
}

/* What one source says leaves the others alone. */
static void
test_parts (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_path);
  g_autofree char *three = NULL, *two = NULL, *again = NULL;
  View *view;

  take (list, "p", "ab");
  take (list, "q", "xy");
  take (list, "r", "m");
  view = view_new (list);
  take (list, "q", "yz");
  three = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (three, ==, "abyzm");
  g_assert_cmpstr (view->ranges->str, ==, "2-1+0 3-0+1");
  take (list, "p", "");
  two = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (two, ==, "yzm");
  take (list, "p", "c");
  again = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (again, ==, "cyzm");
  g_object_unref (g_steal_pointer (&list));
  view_free (view);
}

static void
test_one_by_one (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_object);
  g_autoptr (GPtrArray) items = make_items ("p", "abcd");
  g_autofree char *letters = NULL, *fewer = NULL;
  View *view = view_new (list);

  banco_keyed_list_insert (list, "p", 0, items->pdata[1]);
  banco_keyed_list_insert (list, "p", 0, items->pdata[0]);
  banco_keyed_list_insert (list, "q", 7, items->pdata[3]);
  banco_keyed_list_insert (list, "p", 7, items->pdata[2]);
  letters = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (letters, ==, "abcd");
  g_assert_true (banco_keyed_list_remove (list, items->pdata[1]));
  g_assert_false (banco_keyed_list_remove (list, items->pdata[1]));
  banco_keyed_list_insert (list, "q", 0, items->pdata[1]);
  fewer = read_letters (G_LIST_MODEL (list));
  g_assert_cmpstr (fewer, ==, "acbd");
  g_assert_cmpstr (view->ranges->str, ==, "0-0+1 0-0+1 2-0+1 2-0+1 1-1+0 2-0+1");
  banco_keyed_list_clear (list);
  g_assert_cmpuint (banco_keyed_list_get_length (list), ==, 0);
  g_assert_cmpuint (view->rows->len, ==, 0);
  g_object_unref (g_steal_pointer (&list));
  view_free (view);
}

static void
count (guint *calls)
{
  (*calls)++;
}

/* What a widget binds to. */
static void
test_n_items (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_path);
  static const struct {
    const char *letters;
    guint n;
    guint notified; /* in all */
  } steps[] = { { "", 0, 0 },    { "abc", 3, 1 }, { "abc", 3, 1 },
                { "xyz", 3, 1 }, { "xy", 2, 2 },  { "xaby", 4, 3 } };
  guint notified = 0, n;

  g_signal_connect_swapped (list, "notify::n-items", G_CALLBACK (count), &notified);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    take (list, "p", steps[i].letters);
    g_object_get (list, "n-items", &n, NULL);
    g_assert_cmpuint (n, ==, steps[i].n);
    g_assert_cmpuint (notified, ==, steps[i].notified);
  }
  banco_keyed_list_clear (list);
  g_object_get (list, "n-items", &n, NULL);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (notified, ==, 4);
}

/* Any snapshot after any other; the view checks every report. */
static void
test_random (void)
{
  g_autoptr (BancoKeyedList) list = banco_keyed_list_new (&by_path);
  View *view = view_new (list);

  for (guint round = 0; round < 2000; round++) {
    const char *part = round % 3 == 0 ? "p" : "q";
    char letters[9] = { 0 };
    g_autofree char *now = NULL;

    for (int i = g_test_rand_int_range (0, 8); i > 0; i--) {
      char letter = (char) g_test_rand_int_range ('a', 'a' + 10);

      if (strchr (letters, letter) == NULL)
        letters[strlen (letters)] = letter;
    }
    take (list, part, letters);
    now = read_letters (G_LIST_MODEL (list));
    g_assert_true (part[0] == 'p' ? g_str_has_prefix (now, letters)
                                  : g_str_has_suffix (now, letters));
  }
  g_object_unref (g_steal_pointer (&list));
  view_free (view);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path =
      g_strdup_printf ("/keyed-list/snapshot/%s to %s", cases[i].before, cases[i].now);

    g_test_add_data_func (path, &cases[i], test_snapshot);
  }
  g_test_add_func ("/keyed-list/objects stay", test_objects_stay);
  g_test_add_func ("/keyed-list/replaced", test_replaced);
  g_test_add_func ("/keyed-list/parts", test_parts);
  g_test_add_func ("/keyed-list/one by one", test_one_by_one);
  g_test_add_func ("/keyed-list/n-items", test_n_items);
  g_test_add_func ("/keyed-list/random", test_random);
  return g_test_run ();
}
