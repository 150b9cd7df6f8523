/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/passage.h"
#include "desktop/knowledge/reader.h"
#include "keyboard-stage.h"

#include <string.h>

/* What a page can hold. */
#define PAGE                                                                                       \
  "# The first part\n\nSome **bold** words and `code`, and [a **link** of several words that is "  \
  "longer than a line of the window can be, so that it is wrapped](https://example.org/one) and "  \
  "[another](https://example.net/two).\n\n## The second part\n\n- one\n- two\n\n  inside\n\n3. "   \
  "third\n4. fourth\n\n> quoted\n\n| name | value |\n| --- | --- |\n| alpha | "                    \
  "[beta](https://example.org/beta) |\n\n![A curve](nowhere.png)\n\n```python\nprint('hello')\n"   \
  "print('again')\n```\n\nThe end\n"

typedef struct {
  FixtureScene scene;
  BancoEntry *entry;
  BancoReader *reader;
  GtkWidget *window;
  char *followed;
} Fixture;

static void
on_link (Fixture *fixture, const char *target)
{
  g_free (fixture->followed);
  fixture->followed = g_strdup (target);
}

static void
read_page (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  fixture_scene_write (&fixture->scene, "page.md", text);
  fixture_scene_sync (&fixture->scene);
  g_clear_object (&fixture->entry);
  fixture->entry =
    banco_library_read (banco_workspace_get_library (fixture->scene.workspace), "page.md", &error);
  g_assert_no_error (error);
  banco_reader_set_document (fixture->reader, banco_entry_get_title (fixture->entry),
                             banco_entry_get_document (fixture->entry),
                             banco_workspace_get_library (fixture->scene.workspace));
  fixture_turn (100, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_scene_open (&fixture->scene);
  fixture->reader = g_object_new (BANCO_TYPE_READER, NULL);
  g_signal_connect_swapped (fixture->reader, "link", G_CALLBACK (on_link), fixture);
  fixture->window = fixture_window_new (GTK_WIDGET (fixture->reader), 360, 500);
  read_page (fixture, PAGE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture_turn (50, NULL);
  g_clear_object (&fixture->entry);
  g_clear_pointer (&fixture->followed, g_free);
  fixture_scene_close (&fixture->scene);
}

static const char *
words_of (gpointer passage)
{
  return gtk_label_get_label (banco_passage_get_label (passage));
}

/* The first text that begins so. */
static BancoPassage *
find_passage (Fixture *fixture, const char *begin)
{
  g_autoptr (GPtrArray) passages =
    fixture_find_all (GTK_WIDGET (fixture->reader), BANCO_TYPE_PASSAGE);

  for (guint i = 0; i < passages->len; i++)
    if (g_str_has_prefix (words_of (passages->pdata[i]), begin))
      return passages->pdata[i];
  g_error ("no text begins with “%s”", begin);
}

static GPtrArray *
find_links (Fixture *fixture)
{
  GPtrArray *links = fixture_find_all (GTK_WIDGET (fixture->reader), GTK_TYPE_BUTTON);

  for (guint i = links->len; i-- > 0;)
    if (gtk_accessible_get_accessible_role (links->pdata[i]) != GTK_ACCESSIBLE_ROLE_LINK)
      g_ptr_array_remove_index (links, i);
  return links;
}

/* In the order of the page; its title is said once, though the page begins with it. */
static void
test_text (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "The first part",
    "Some bold words and code, and a link of several words",
    "The second part",
    "one",
    "two",
    "inside",
    "third",
    "fourth",
    "quoted",
    "name",
    "value",
    "alpha",
    "beta",
    "A curve",
    "print('hello')\nprint('again')",
    "The end",
  };
  g_autoptr (GPtrArray) passages =
    fixture_find_all (GTK_WIDGET (fixture->reader), BANCO_TYPE_PASSAGE);

  g_assert_cmpuint (passages->len, ==, G_N_ELEMENTS (parts));
  for (guint i = 0; i < passages->len; i++) {
    g_test_message ("%s", parts[i]);
    g_assert_true (g_str_has_prefix (words_of (passages->pdata[i]), parts[i]));
  }
}

static guint
count_role (Fixture *fixture, GtkAccessibleRole role)
{
  g_autoptr (GPtrArray) widgets = fixture_find_all (GTK_WIDGET (fixture->reader), GTK_TYPE_WIDGET);
  guint n = 0;

  for (guint i = 0; i < widgets->len; i++)
    n += gtk_accessible_get_accessible_role (widgets->pdata[i]) == role;
  return n;
}

/* What a screen reader can jump to. */
static void
test_roles (Fixture *fixture, gconstpointer data)
{
  static const struct {
    GtkAccessibleRole role;
    guint n;
  } rows[] = {
    { GTK_ACCESSIBLE_ROLE_HEADING, 2 },       { GTK_ACCESSIBLE_ROLE_LIST, 2 },
    { GTK_ACCESSIBLE_ROLE_LIST_ITEM, 4 },     { GTK_ACCESSIBLE_ROLE_TABLE, 1 },
    { GTK_ACCESSIBLE_ROLE_COLUMN_HEADER, 2 }, { GTK_ACCESSIBLE_ROLE_CELL, 2 },
    { GTK_ACCESSIBLE_ROLE_LINK, 3 },
  };
  static const char *const names[] = {
    "a link of several words that is longer than a line of the window can be, so that it is "
    "wrapped",
    "another",
    "beta",
  };
  g_autoptr (GPtrArray) links = find_links (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_test_message ("role %d", rows[i].role);
    g_assert_cmpuint (count_role (fixture, rows[i].role), ==, rows[i].n);
  }
  for (guint i = 0; i < links->len; i++) {
    g_autofree char *name = keyboard_dup_name (links->pdata[i]);

    g_assert_cmpstr (name, ==, names[i]);
  }
  gtk_test_accessible_assert_property (
    banco_passage_get_label (find_passage (fixture, "The second part")),
    GTK_ACCESSIBLE_PROPERTY_LEVEL, 2);
}

/* Each line of a wrapped link is the link, and nothing beside them. */
static void
test_wrapped_link (Fixture *fixture, gconstpointer data)
{
  BancoPassage *passage = find_passage (fixture, "Some");
  g_autoptr (GPtrArray) links = find_links (fixture);
  const char *text = words_of (passage);
  PangoLayout *layout = gtk_label_get_layout (banco_passage_get_label (passage));
  static const struct {
    const char *at;
    int link; /* -1 none */
  } rows[] = {
    { "Some", -1 }, { "a link", 0 }, { "window", 0 }, { "wrapped", 0 }, { "another", 1 },
  };

  g_assert_cmpint (pango_layout_get_line_count (layout), >, 3);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    PangoRectangle box;
    GtkWidget *picked;

    pango_layout_index_to_pos (layout, (int) (strstr (text, rows[i].at) - text), &box);
    picked = gtk_widget_pick (GTK_WIDGET (passage), PANGO_PIXELS (box.x) + 2,
                              PANGO_PIXELS (box.y + box.height / 2), GTK_PICK_DEFAULT);
    g_test_message ("%s", rows[i].at);
    g_assert_true (picked == (rows[i].link >= 0 ? links->pdata[rows[i].link]
                                                : (gpointer) banco_passage_get_label (passage)));
  }
}

/* Tab leads to the text and from link to link, the arrows from text to text; Enter follows. */
static void
test_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) links = find_links (fixture);
  static const char *const targets[] = { "https://example.org/one", "https://example.net/two",
                                         "https://example.org/beta" };

  if (!keyboard_start ())
    return;
  keyboard_enter (fixture->window);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->reader));
  g_assert_true (keyboard_get_focus () ==
                 GTK_WIDGET (banco_passage_get_label (find_passage (fixture, "The first part"))));
  g_assert_false (gtk_label_get_selection_bounds (GTK_LABEL (keyboard_get_focus ()), NULL, NULL));
  for (guint i = 0; i < links->len; i++) {
    keyboard_press ("Tab");
    g_assert_true (keyboard_get_focus () == links->pdata[i]);
    g_assert_true (keyboard_is_seen (links->pdata[i]));
    keyboard_press ("Return");
    g_assert_cmpstr (fixture->followed, ==, targets[i]);
  }
  keyboard_press ("shift+Tab");
  g_assert_true (keyboard_get_focus () == links->pdata[1]);
  keyboard_press ("shift+Tab");
  keyboard_press ("shift+Tab");
  g_assert_true (keyboard_get_focus () ==
                 GTK_WIDGET (banco_passage_get_label (find_passage (fixture, "The first part"))));
  keyboard_press ("Down");
  g_assert_true (keyboard_get_focus () ==
                 GTK_WIDGET (banco_passage_get_label (find_passage (fixture, "Some"))));
  gtk_widget_grab_focus (keyboard_get_focus ());
  g_assert_false (gtk_label_get_selection_bounds (GTK_LABEL (keyboard_get_focus ()), NULL, NULL));
}

static char *
dup_selection (Fixture *fixture)
{
  g_autoptr (GPtrArray) passages =
    fixture_find_all (GTK_WIDGET (fixture->reader), BANCO_TYPE_PASSAGE);
  GString *selected = g_string_new (NULL);

  for (guint i = 0; i < passages->len; i++) {
    const char *text = words_of (passages->pdata[i]);
    int from, to;

    if (gtk_label_get_selection_bounds (banco_passage_get_label (passages->pdata[i]), &from, &to)) {
      g_autofree char *part = g_utf8_substring (text, from, to);

      g_string_append_printf (selected, "%u: %s at %d", i, part, from);
    }
  }
  return g_string_free (selected, FALSE);
}

/* From match to match, in whatever case, and around the end; each is shown. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *text;
    gboolean forward;
    guint matches;
    const char *selected;
  } rows[] = {
    { "PRINT", TRUE, 2, "14: print at 0" }, { "PRINT", TRUE, 2, "14: print at 15" },
    { "PRINT", TRUE, 2, "14: print at 0" }, { "PRINT", FALSE, 2, "14: print at 15" },
    { "(", TRUE, 2, "14: ( at 5" },         { "part", TRUE, 2, "0: part at 10" },
    { "part", TRUE, 2, "2: part at 11" },   { "alpha", TRUE, 1, "11: alpha at 0" },
    { "no such words", TRUE, 0, "" },       { "", TRUE, 0, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *selected = NULL;

    g_assert_cmpuint (banco_reader_find (fixture->reader, rows[i].text, rows[i].forward), ==,
                      rows[i].matches);
    selected = dup_selection (fixture);
    g_assert_cmpstr (selected, ==, rows[i].selected);
    fixture_turn (50, NULL);
    if (rows[i].matches > 0) {
      const char *number = rows[i].selected;
      g_autoptr (GPtrArray) passages =
        fixture_find_all (GTK_WIDGET (fixture->reader), BANCO_TYPE_PASSAGE);

      g_assert_true (keyboard_is_seen (passages->pdata[g_ascii_strtoull (number, NULL, 10)]));
    }
  }
}

/* A long text of a program comes in pieces that are drawn at once. */
static void
test_more (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) output = g_string_new (NULL);
  g_autofree char *notebook = NULL;
  g_autoptr (GError) error = NULL;
  static const struct {
    const char *press;
    const char *last; /* line that can be seen then */
  } rows[] = { { "Show 2490 Lines", "line 1009" },
               { "Show 1490 Lines", "line 2009" },
               { "Show 490 Lines", "line 2499" } };

  for (guint i = 0; i < 2500; i++)
    g_string_append_printf (output, "line %u\\n", i);
  notebook = g_strdup_printf (
    "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"cell_type\":\"code\","
    "\"metadata\":{},\"execution_count\":1,\"source\":\"x\",\"outputs\":[{\"output_type\":"
    "\"stream\",\"name\":\"stdout\",\"text\":\"%s\"}]}]}",
    output->str);
  fixture_scene_write (&fixture->scene, "long.ipynb", notebook);
  fixture_scene_sync (&fixture->scene);
  g_clear_object (&fixture->entry);
  fixture->entry = banco_library_read (banco_workspace_get_library (fixture->scene.workspace),
                                       "long.ipynb", &error);
  g_assert_no_error (error);
  banco_reader_set_document (fixture->reader, "Long", banco_entry_get_document (fixture->entry),
                             NULL);
  fixture_turn (50, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) passages = NULL;

    fixture_press (GTK_WIDGET (fixture->reader), rows[i].press);
    fixture_turn (50, NULL);
    passages = fixture_find_all (GTK_WIDGET (fixture->reader), BANCO_TYPE_PASSAGE);
    g_assert_true (g_str_has_suffix (words_of (passages->pdata[passages->len - 1]), rows[i].last));
    g_assert_nonnull (gtk_widget_get_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)),
                                               BANCO_TYPE_PASSAGE));
  }
  g_assert_null (fixture_find_button (GTK_WIDGET (fixture->reader), "Show 490 Lines"));
}

static double
get_scrolled (Fixture *fixture)
{
  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (fixture->reader)))));
}

/* Where it was left is found again, and the keyboard goes along; a new page is at its top. */
static void
test_place (Fixture *fixture, gconstpointer data)
{
  guint place;
  double left;

  banco_reader_find (fixture->reader, "hello", TRUE);
  fixture_turn (100, NULL);
  left = get_scrolled (fixture);
  g_assert_cmpfloat (left, >, 50);
  place = banco_reader_get_place (fixture->reader);
  read_page (fixture, PAGE);
  g_assert_cmpfloat (get_scrolled (fixture), ==, 0);
  banco_reader_set_place (fixture->reader, place);
  fixture_turn (100, NULL);
  g_assert_cmpfloat_with_epsilon (get_scrolled (fixture), left, 3);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->reader));
  fixture_turn (100, NULL);
  g_assert_cmpfloat (get_scrolled (fixture), <, 20);
  banco_reader_set_place (fixture->reader, place);
  fixture_turn (100, NULL);
  g_assert_cmpfloat_with_epsilon (get_scrolled (fixture), left, 3);
  g_assert_true (keyboard_is_seen (gtk_root_get_focus (GTK_ROOT (fixture->window))));
}

/* A link that opens another page is gone with its page: the keyboard is in the new one. */
static void
test_focus_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) links = find_links (fixture);

  gtk_widget_grab_focus (links->pdata[1]);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) == links->pdata[1]);
  read_page (fixture, "# New\n\nText\n");
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) ==
                 GTK_WIDGET (banco_passage_get_label (find_passage (fixture, "New"))));
}

/* Every entry of the starter library can be read as text. */
static void
test_starter (Fixture *fixture, gconstpointer data)
{
  BancoLibrary *library = banco_workspace_get_library (fixture->scene.workspace);
  BancoQuery query = { .limit = 200 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHits) hits = banco_library_search (library, &query, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (hits)), >=, 16);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (hits)); i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), i);
    g_autoptr (BancoEntry) entry = banco_library_read (library, banco_hit_get_id (hit), &error);

    g_assert_no_error (error);
    banco_reader_set_document (fixture->reader, banco_entry_get_title (entry),
                               banco_entry_get_document (entry), library);
    fixture_turn (20, NULL);
    /* Nothing is wider than the window, but within a scroller. */
    g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 360);
  }
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  ADD ("/reader/text", test_text);
  ADD ("/reader/roles", test_roles);
  ADD ("/reader/wrapped-link", test_wrapped_link);
  ADD ("/reader/keys", test_keys);
  ADD ("/reader/find", test_find);
  ADD ("/reader/more", test_more);
  ADD ("/reader/place", test_place);
  ADD ("/reader/focus-stays", test_focus_stays);
  ADD ("/reader/starter", test_starter);
  return g_test_run ();
}
