/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/entry-view.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/knowledge/knowledge-page.h"
#include "desktop/page.h"
#include "fixture.h"
#include "workspace/federation.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define INDEX                                                                                      \
  "{\"format\":1,\"entries\":[{\"path\":\"odd.md\",\"title\":\"R&D <b>zebra</b>\","                \
  "\"technology\":[\"A&B <i>\"],\"field\":[\"Zoo\"],\"tool\":[\"Net\"]},"                          \
  "{\"path\":\"plain.md\",\"title\":\"A plain zebra\",\"technology\":[\"Plain\"]}]}"

typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
  char *visited; /* the last one */
} Fixture;

static void
page_visited (Fixture *fixture, const char *location)
{
  g_free (fixture->visited);
  fixture->visited = g_strdup (location);
}

static gboolean
is_drawn (gpointer window)
{
  return fixture_says (window, " entries");
}

static void
open_page (Fixture *fixture, int width)
{
  fixture->page = g_object_new (BANCO_TYPE_KNOWLEDGE_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, fixture->page);
  g_signal_connect_swapped (fixture->page, "visited", G_CALLBACK (page_visited), fixture);
  fixture->window = fixture_window_new (GTK_WIDGET (fixture->page), width, 640);
  fixture_wait ("entries", is_drawn, fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_scene_open (&fixture->scene);
  banco_settings_set_reader_view (fixture->scene.settings, TRUE);
  fixture_scene_write (&fixture->scene, "odd.md", "# R&D\n\nA zebra & a <b>horse</b>.\n");
  fixture_scene_write (&fixture->scene, "plain.md", "# Plain\n\nAnother zebra.\n");
  fixture_scene_write (&fixture->scene, "index.json", INDEX);
  fixture_scene_sync (&fixture->scene);
  open_page (fixture, data ? atoi (data) : 1000);
}

/* A federation whose folder is still empty, where the starter library is missing. */
static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  sqlite3 *database;

  fixture_scene_open (&fixture->scene);
  path = g_strdup_printf ("%s/banco/libraries/%s.db", g_get_user_data_dir (),
                          banco_workspace_get_federation (fixture->scene.workspace)->id);
  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (
    sqlite3_exec (database, "DELETE FROM entry; DELETE FROM facet;", NULL, NULL, NULL), ==,
    SQLITE_OK);
  sqlite3_close (database);
  fixture->page = g_object_new (BANCO_TYPE_KNOWLEDGE_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, fixture->page);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 360, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_scene_close (&fixture->scene);
  g_free (fixture->visited);
}

static GtkEditable *
find_search (Fixture *fixture)
{
  g_autoptr (GPtrArray) entries =
    fixture_find_all (GTK_WIDGET (fixture->page), GTK_TYPE_SEARCH_ENTRY);

  for (guint i = 0; i < entries->len; i++) {
    g_autofree char *placeholder = NULL;

    g_object_get (entries->pdata[i], "placeholder-text", &placeholder, NULL);
    if (g_strcmp0 (placeholder, "Search the library") == 0)
      return entries->pdata[i];
  }
  g_assert_not_reached ();
}

static void
search (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (find_search (fixture), text);
}

/* The chip of that name, whatever it counts. */
static GtkToggleButton *
find_chip (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) bars = fixture_find_all (fixture->window, BANCO_TYPE_FACET_BAR);

  for (guint i = 0; i < bars->len; i++) {
    g_autoptr (GPtrArray) chips = fixture_find_all (bars->pdata[i], GTK_TYPE_TOGGLE_BUTTON);

    for (guint j = 0; j < chips->len; j++) {
      GtkWidget *label = gtk_button_get_child (chips->pdata[j]);

      if (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (label)), name))
        return chips->pdata[j];
    }
  }
  return NULL;
}

static const char *
chip_says (Fixture *fixture, const char *name)
{
  return gtk_label_get_text (
    GTK_LABEL (gtk_button_get_child (GTK_BUTTON (find_chip (fixture, name)))));
}

/* While one types, and back again. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  search (fixture, "zebra");
  fixture_wait_says (fixture->window, "2 entries");
  search (fixture, "zebra horse");
  fixture_wait_says (fixture->window, "1 entry");
  fixture_wait_says (fixture->window, "R&D <b>zebra</b>");
  g_assert_false (fixture_says (fixture->window, "A plain zebra"));
  search (fixture, "");
  fixture_wait_says (fixture->window, "A plain zebra");
  g_assert_false (fixture_says (fixture->window, "1 entry"));
}

/* What a search language could trip over is only text. */
static void
test_odd_words (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "\"",      "zebra AND", "NEAR(", "*", "title:x",
                                       "zebra\"", "((((",      "^",     "-", "a OR b" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    search (fixture, words[i]);
    fixture_turn (100, NULL);
    g_assert_null (fixture->scene.trouble);
  }
}

/* Chips narrow the list and count what is left; names are not markup, on screen or aloud. */
static void
test_chips (Fixture *fixture, gconstpointer data)
{
  search (fixture, "zebra");
  fixture_wait_says (fixture->window, "2 entries");
  g_assert_cmpstr (chip_says (fixture, "A&B"), ==, "A&B <i> 1");
  gtk_toggle_button_set_active (find_chip (fixture, "A&B"), TRUE);
  fixture_wait_says (fixture->window, "1 entry");
  fixture_wait_says (fixture->window, "R&D <b>zebra</b>");
  gtk_toggle_button_set_active (find_chip (fixture, "A&B"), FALSE);
  fixture_wait_says (fixture->window, "2 entries");
}

/* Nothing found says what would change it, and does it. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  gtk_toggle_button_set_active (find_chip (fixture, "A&B"), TRUE);
  fixture_wait_says (fixture->window, "1 entry");
  search (fixture, "another");
  fixture_wait_says (fixture->window, "Nothing Found");
  fixture_wait_says (fixture->window, "without the filters");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (find_chip (fixture, "A&B"))));
  fixture_press (fixture->window, "Remove Filters");
  fixture_wait_says (fixture->window, "A plain zebra");
  search (fixture, "qqqqqq");
  fixture_wait_says (fixture->window, "Try fewer or other words");
  fixture_press (fixture->window, "Clear Search");
  fixture_wait_says (fixture->window, "R&D <b>zebra</b>");
  g_assert_cmpstr (gtk_editable_get_text (find_search (fixture)), ==, "");
}

/* Enter reads the first, with its title above and its place in the history. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  search (fixture, "horse");
  fixture_wait_says (fixture->window, "1 entry");
  g_signal_emit_by_name (find_search (fixture), "activate");
  g_assert_cmpstr (fixture->visited, ==, "odd.md");
  g_assert_cmpstr (banco_page_get_title (fixture->page), ==, "R&D <b>zebra</b>");
  g_assert_nonnull (banco_page_get_menu (fixture->page));
}

static gboolean
has_list (gpointer fixture)
{
  return gtk_widget_get_mapped (GTK_WIDGET (find_search (fixture)));
}

static gboolean
has_no_list (gpointer fixture)
{
  return !has_list (fixture);
}

/* On a telephone the list and the page are two levels; Escape climbs them one by one. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_assert_false (banco_page_back (fixture->page));
  banco_page_open (fixture->page, "odd.md");
  fixture_wait ("the page alone", has_no_list, fixture);
  banco_page_find (fixture->page);
  g_assert_true (banco_page_back (fixture->page));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (find_search (fixture))));
  g_assert_true (banco_page_back (fixture->page));
  fixture_wait ("the list", has_list, fixture);
  g_assert_null (banco_page_get_title (fixture->page));
  g_assert_false (banco_page_back (fixture->page));
}

static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  banco_page_open (fixture->page, "no-such-entry");
  g_assert_nonnull (strstr (fixture->scene.trouble, "no-such-entry"));
  g_assert_null (fixture->visited);
}

static void
sync_by_hand (Fixture *fixture, const char *toast)
{
  fixture_press (fixture->window, "Sync");
  g_assert_false (gtk_widget_get_sensitive (fixture_find_button (fixture->window, "Sync")));
  fixture_scene_wait_toast (&fixture->scene, toast);
  g_assert_true (gtk_widget_get_sensitive (fixture_find_button (fixture->window, "Sync")));
}

/* What came is counted; what is being read is the new one, and the search stays. */
static void
test_sync (Fixture *fixture, gconstpointer data)
{
  banco_page_open (fixture->page, "plain.md");
  search (fixture, "zebra");
  fixture_wait_says (fixture->window, "2 entries");
  sync_by_hand (fixture, "The library is up to date");
  fixture_scene_write (&fixture->scene, "third.md", "# Third\n\nA third zebra.\n");
  sync_by_hand (fixture, "1 entry is new or changed");
  fixture_wait_says (fixture->window, "3 entries");
  g_assert_cmpstr (gtk_editable_get_text (find_search (fixture)), ==, "zebra");
  g_assert_cmpstr (banco_page_get_title (fixture->page), ==, "A plain zebra");
}

static GtkSelectionModel *
get_selection (Fixture *fixture)
{
  return gtk_list_view_get_model (
    GTK_LIST_VIEW (fixture_find_one (fixture->window, GTK_TYPE_LIST_VIEW)));
}

/* What is read stays marked in the list, whatever comes above it. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoHit) hit = NULL;

  search (fixture, "zebra");
  fixture_wait_says (fixture->window, "2 entries");
  banco_page_open (fixture->page, "plain.md");
  fixture_scene_write (&fixture->scene, "aaa.md", "# A aaa zebra zebra zebra\n\nzebra\n");
  sync_by_hand (fixture, "1 entry is new or changed");
  fixture_wait_says (fixture->window, "3 entries");
  hit = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (get_selection (fixture)));
  g_assert_nonnull (hit);
  g_object_ref (hit);
  g_assert_cmpstr (banco_hit_get_id (hit), ==, "plain.md");
}

/* Nothing is here yet: it says what brings something, and that does. */
static void
test_empty (Fixture *fixture, gconstpointer data)
{
  fixture_wait_says (fixture->window, "Nothing to Read Yet");
  g_assert_true (fixture_says (fixture->window, "Sync brings what there is to read"));
  g_assert_true (fixture_says (fixture->window, "0 entries"));
  fixture_scene_write (&fixture->scene, "plain.md", "# A plain zebra\n\nA zebra.\n");
  fixture_press (fixture_find_one (fixture->window, ADW_TYPE_STATUS_PAGE), "Sync");
  fixture_wait_says (fixture->window, "A plain zebra");
  fixture_wait_silent (fixture->window, "Nothing to Read Yet");
}

/* The line of a row that has a match in it, in bold; NULL: none has. */
static PangoLayout *
find_match (Fixture *fixture)
{
  g_autoptr (GPtrArray) lines = fixture_find_all (fixture->window, GTK_TYPE_INSCRIPTION);

  for (guint i = 0; i < lines->len; i++) {
    PangoAttrList *attributes = gtk_inscription_get_attributes (lines->pdata[i]);

    if (gtk_widget_get_mapped (lines->pdata[i]) && attributes != NULL &&
        strstr (gtk_inscription_get_text (lines->pdata[i]), "platypus") != NULL) {
      PangoLayout *layout = gtk_widget_create_pango_layout (
        lines->pdata[i], gtk_inscription_get_text (lines->pdata[i]));

      pango_layout_set_attributes (layout, attributes);
      pango_layout_set_width (layout, gtk_widget_get_width (lines->pdata[i]) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      return layout;
    }
  }
  return NULL;
}

static gboolean
has_match (gpointer fixture)
{
  g_autoptr (PangoLayout) layout = find_match (fixture);

  return layout != NULL;
}

/* A match is before the end of its line, in the narrowest window too. */
static void
test_match_is_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PangoLayout) layout = NULL;
  const char *match;
  PangoRectangle end;
  int width;

  fixture_scene_write (&fixture->scene, "late.md",
                       "# Late\n\nMany & <many> words that go on for a long while stand before "
                       "the one platypus that is sought, and many more come after it.\n");
  fixture_scene_sync (&fixture->scene);
  search (fixture, "platypus");
  fixture_wait_says (fixture->window, "1 entry");
  fixture_wait ("a match", has_match, fixture);
  layout = find_match (fixture);
  match = strstr (pango_layout_get_text (layout), "platypus");
  pango_layout_index_to_pos (
    layout, (int) (match + strlen ("platypus") - 1 - pango_layout_get_text (layout)), &end);
  pango_layout_get_size (layout, &width, NULL);
  g_assert_cmpint (end.width, >, 0);
  g_assert_cmpint (end.x + end.width, <=, width);
  g_assert_cmpint (match - pango_layout_get_text (layout), <, 24);
}

/* Where nothing is found there are no names of rows without a chip. */
static void
test_no_empty_names (Fixture *fixture, gconstpointer data)
{
  search (fixture, "no such thing anywhere");
  fixture_wait_says (fixture->window, "0 entries");
  g_assert_false (fixture_says (fixture->window, "Technology"));
  search (fixture, "");
  fixture_wait_says (fixture->window, "Technology");
}

/* What is read is what is marked: by F1 in the whole list, and nothing else ever. */
static void
test_marked (Fixture *fixture, gconstpointer data)
{
  BancoHit *hit;

  search (fixture, "zebra");
  fixture_turn (300, NULL);
  banco_page_open (fixture->page, "plain.md");
  hit = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (get_selection (fixture)));
  g_assert_cmpstr (banco_hit_get_id (hit), ==, "plain.md");
  banco_page_open (fixture->page, "first-ten-minutes.xml");
  g_assert_null (
    gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (get_selection (fixture))));
  banco_page_open (fixture->page, "?");
  banco_page_open (fixture->page, "first-ten-minutes.xml");
  hit = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (get_selection (fixture)));
  g_assert_nonnull (hit);
  g_assert_cmpstr (banco_hit_get_id (hit), ==, "first-ten-minutes.xml");
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, width, function) g_test_add (path, Fixture, width, set_up, function, tear_down)
  ADD ("/knowledge/search", NULL, test_search);
  ADD ("/knowledge/odd-words", NULL, test_odd_words);
  ADD ("/knowledge/chips", NULL, test_chips);
  ADD ("/knowledge/nothing", NULL, test_nothing);
  g_test_add ("/knowledge/empty", Fixture, NULL, set_up_empty, test_empty, tear_down);
  ADD ("/knowledge/enter", NULL, test_enter);
  ADD ("/knowledge/narrow", "360", test_narrow);
  ADD ("/knowledge/unknown", NULL, test_unknown);
  ADD ("/knowledge/sync", NULL, test_sync);
  ADD ("/knowledge/selection", NULL, test_selection);
  ADD ("/knowledge/match-is-seen", NULL, test_match_is_seen);
  ADD ("/knowledge/match-is-seen/narrow", "360", test_match_is_seen);
  ADD ("/knowledge/no-empty-names", NULL, test_no_empty_names);
  ADD ("/knowledge/marked", NULL, test_marked);
  return g_test_run ();
}
