/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/reader.h"
#include "fixture.h"

#include <string.h>

typedef struct {
  BancoWorkspace *workspace;
  BancoEntry *entry;
  BancoReader *reader;
  GtkWidget *window;
  GtkTextView *view;
} Fixture;

static void
synced (BancoOperation *operation, GParamSpec *pspec, gboolean *done)
{
  g_assert_no_error (banco_operation_get_error (operation));
  *done = TRUE;
}

static void
open_reader (Fixture *fixture, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoOperation) operation = NULL;
  g_autoptr (GPtrArray) views = NULL;
  BancoLibrary *library;
  gboolean done = FALSE;

  fixture->workspace = fixture_workspace_new ();
  library = banco_workspace_get_library (fixture->workspace);
  operation = banco_library_sync (library, FALSE);
  g_signal_connect (operation, "notify::state", G_CALLBACK (synced), &done);
  fixture_turn (10000, &done);
  fixture->entry = banco_library_read (library, id, &error);
  g_assert_no_error (error);
  fixture->reader = g_object_new (BANCO_TYPE_READER, NULL);
  banco_reader_set_document (fixture->reader, banco_entry_get_title (fixture->entry),
                             banco_entry_get_document (fixture->entry), library);
  fixture->window = fixture_window_new (GTK_WIDGET (fixture->reader), 500, 600);
  views = fixture_find_all (GTK_WIDGET (fixture->reader), GTK_TYPE_TEXT_VIEW);
  fixture->view = views->pdata[0];
}

static void
close_reader (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture_turn (50, NULL);
  g_object_unref (fixture->entry);
  g_object_unref (fixture->workspace);
}

static char *
get_text (Fixture *fixture)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (fixture->view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
test_text (void)
{
  Fixture fixture;
  static const char *const parts[] = { "A page about reading", "Some bold words and code",
                                       "The second part",      "•  one",
                                       "print('hello')",       "quoted" };
  g_autofree char *text = NULL;

  open_reader (&fixture, "reading.md");
  text = get_text (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_test_message ("%s", parts[i]);
    g_assert_nonnull (strstr (text, parts[i]));
  }
  /* The title is said once, though the page begins with it. */
  g_assert_null (strstr (strstr (text, "A page about reading") + 1, "A page about reading"));
  close_reader (&fixture);
}

static void
test_table (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) grids = NULL;

  open_reader (&fixture, "reading.md");
  grids = fixture_find_all (GTK_WIDGET (fixture.view), GTK_TYPE_GRID);
  g_assert_cmpuint (grids->len, ==, 1);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (gtk_grid_get_child_at (grids->pdata[0], 0, 1))),
                   ==, "alpha");
  close_reader (&fixture);
}

static void
test_find (void)
{
  Fixture fixture;
  GtkTextBuffer *buffer;
  GtkTextIter first, again;

  open_reader (&fixture, "reading.md");
  buffer = gtk_text_view_get_buffer (fixture.view);
  g_assert_cmpuint (banco_reader_find (fixture.reader, "PRINT", TRUE), ==, 2);
  gtk_text_buffer_get_selection_bounds (buffer, &first, NULL);
  g_assert_cmpuint (banco_reader_find (fixture.reader, "PRINT", TRUE), ==, 2);
  gtk_text_buffer_get_selection_bounds (buffer, &again, NULL);
  g_assert_cmpint (gtk_text_iter_compare (&first, &again), <, 0);
  /* Past the last one it begins again. */
  banco_reader_find (fixture.reader, "PRINT", TRUE);
  gtk_text_buffer_get_selection_bounds (buffer, &again, NULL);
  g_assert_true (gtk_text_iter_equal (&first, &again));
  banco_reader_find (fixture.reader, "PRINT", FALSE);
  gtk_text_buffer_get_selection_bounds (buffer, &again, NULL);
  g_assert_cmpint (gtk_text_iter_compare (&first, &again), <, 0);
  g_assert_cmpuint (banco_reader_find (fixture.reader, "no such words", TRUE), ==, 0);
  g_assert_cmpuint (banco_reader_find (fixture.reader, "", TRUE), ==, 0);
  close_reader (&fixture);
}

/* Every entry of the starter library can be read as text. */
static void
test_starter (void)
{
  g_autoptr (BancoWorkspace) workspace = fixture_workspace_new ();
  BancoLibrary *library = banco_workspace_get_library (workspace);
  BancoQuery query = { .limit = 200 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHits) hits = banco_library_search (library, &query, &error);
  BancoReader *reader = g_object_new (BANCO_TYPE_READER, NULL);
  GtkWidget *window = fixture_window_new (GTK_WIDGET (reader), 700, 600);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (hits)), >=, 16);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (hits)); i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), i);
    g_autoptr (BancoEntry) entry = banco_library_read (library, banco_hit_get_id (hit), &error);

    g_assert_no_error (error);
    banco_reader_set_document (reader, banco_entry_get_title (entry),
                               banco_entry_get_document (entry), library);
    fixture_turn (20, NULL);
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/reader/text", test_text);
  g_test_add_func ("/reader/table", test_table);
  g_test_add_func ("/reader/find", test_find);
  g_test_add_func ("/reader/starter", test_starter);
  return g_test_run ();
}
