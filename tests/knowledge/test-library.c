/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static const char listing[] =
  "{\"format\":1,\"entries\":[{\"path\":\"vae.md\",\"key\":\"vae\",\"title\":\"Virgo autoencoder\","
  "\"comment\":\"Finds chirps\",\"technology\":[\"autoencoder\",\"cnn\"],\"field\":[\"gw\"],"
  "\"tool\":[\"keras\"],\"contacts\":[{\"name\":\"Ada\",\"role\":\"author\",\"email\":"
  "\"ada@example.org\"}],\"examples\":[{\"kind\":\"git\",\"url\":\"https://example.org/r.git\"}],"
  "\"updated\":\"2026-01-02T03:04:05Z\"}]}";
static const char dimensions[] = "[technology]\nautoencoder=Autoencoder\ncnn=CNN\n[field]\n"
                                 "gw=Gravitational waves\n[tool]\nkeras=Keras\n";
static const char notebook[] =
  "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[{\"cell_type\":\"markdown\","
  "\"metadata\":{},\"source\":[\"# Log groups\\n\",\"Clusters of *messages*.\"]},{\"cell_type\":"
  "\"code\",\"execution_count\":3,\"metadata\":{},\"source\":\"print(1)\",\"outputs\":["
  "{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":[\"one\\n\"]}]}]}";

static void
write_three (Fixture *fixture)
{
  fixture_write (fixture, "index.json", listing);
  fixture_write (fixture, "dimensions.ini", dimensions);
  fixture_write (fixture, "vae.md", "# Ignored title\n\nAn autoencoder learns $x^2$.\n");
  fixture_write (fixture, "deep/logs.ipynb", notebook);
  fixture_write (fixture, "page.xml",
                 "<h1>Explain a network</h1><p>Saliency &eacute; maps of a CNN"
                 " and an autoencoder.</p>");
}

static void
test_journey (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autoptr (BancoHit) hit = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  const BancoSyncReport *report;
  const BancoContact *contact;

  fixture_init (&fixture);
  write_three (&fixture);
  library = fixture_open (&fixture, NULL);
  g_assert_cmpint (banco_library_get_synced (library), ==, 0);
  report = fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->added, ==, 3);
  g_assert_cmpuint (report->entries, ==, 3);
  g_assert_cmpint (banco_library_get_synced (library), >, 0);
  g_assert_cmpuint (banco_library_count (library), ==, 3);

  hits = fixture_search (library, "autoenc");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 2);
  /* The one with the word in its title comes first. */
  g_assert_cmpstr (fixture_title (hits, 0), ==, "Virgo autoencoder");
  g_assert_cmpstr (fixture_title (hits, 1), ==, "Explain a network");
  hit = g_list_model_get_item (G_LIST_MODEL (hits), 1);
  g_assert_nonnull (strstr (banco_hit_get_snippet_markup (hit), "<b>autoencoder</b>"));

  entry = banco_library_read (library, "vae.md", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (banco_entry_get_facets (entry, BANCO_DIMENSION_FIELD)[0], ==,
                   "Gravitational waves");
  g_assert_cmpint (banco_entry_get_updated (entry), ==, banco_clock_parse ("2026-01-02T03:04:05Z"));
  contact = banco_entry_get_contacts (entry)->pdata[0];
  g_assert_cmpstr (contact->role, ==, "author");
  g_clear_object (&entry);

  entry = banco_library_read (library, "deep/logs.ipynb", &error);
  g_assert_no_error (error);
  g_assert_cmpint (banco_entry_get_kind (entry), ==, BANCO_ENTRY_NOTEBOOK);
  text = banco_document_to_text (banco_entry_get_document (entry), 80);
  g_assert_cmpstr (text, ==,
                   "Log groups\n==========\n\nClusters of messages.\n\nIn [3]:\n    print(1)\n\n"
                   "  one\n");
  html = banco_document_to_html (banco_entry_get_document (entry), "T");
  g_assert_nonnull (strstr (html, "<div class=\"prompt\">In [3]</div>"));
  fixture_clear (&fixture);
}

static void
test_changes (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHits) hits = NULL;
  const BancoSyncReport *report;

  fixture_init (&fixture);
  write_three (&fixture);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, &error);
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->unchanged, ==, 3);
  g_assert_cmpuint (report->added + report->changed + report->removed, ==, 0);

  /* The same words written again are no change; other words are. */
  write_three (&fixture);
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->changed, ==, 0);
  fixture_write (&fixture, "page.xml", "<p>A zebra.</p>");
  fixture_remove (&fixture, "deep/logs.ipynb");
  fixture_write (&fixture, "new.md", "# New\n");
  report = fixture_sync (library, FALSE, &error);
  g_assert_cmpuint (report->changed, ==, 1);
  g_assert_cmpuint (report->removed, ==, 1);
  g_assert_cmpuint (report->added, ==, 1);
  hits = fixture_search (library, "zebra");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
  g_clear_object (&hits);
  hits = fixture_search (library, "saliency");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 0);
  report = fixture_sync (library, TRUE, &error);
  g_assert_cmpuint (report->unchanged, ==, 3);
  fixture_clear (&fixture);
}

/* What the library took from a page is taken anew, though the page is the same: an older Banco may
 * have understood less of it. */
static void
test_full (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) before = NULL;
  g_autoptr (BancoEntry) after = NULL;
  g_autoptr (BancoHits) hits = NULL;
  g_autoptr (sqlite3) database = NULL;
  const BancoSyncReport *report;

  fixture_init (&fixture);
  write_three (&fixture);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  g_assert_cmpint (sqlite3_open (fixture.database, &database), ==, SQLITE_OK);
  g_assert_true (banco_database_execute (
    database, "UPDATE entry SET title = 'Stale'; DELETE FROM facet; UPDATE search SET words = ''",
    NULL));
  fixture_sync (library, FALSE, NULL);
  before = banco_library_read (library, "page.xml", NULL);
  g_assert_cmpstr (banco_entry_get_title (before), ==, "Stale");
  report = fixture_sync (library, TRUE, NULL);
  g_assert_cmpuint (report->unchanged, ==, 3);
  g_assert_cmpuint (report->added + report->changed + report->removed, ==, 0);
  after = banco_library_read (library, "page.xml", NULL);
  g_assert_cmpstr (banco_entry_get_title (after), ==, "Explain a network");
  hits = banco_library_search (
    library, &(BancoQuery){ .text = "learns", .facets = { (const char *const[]){ "cnn", NULL } } },
    NULL);
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 1);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/library/journey", test_journey);
  g_test_add_func ("/knowledge/library/changes", test_changes);
  g_test_add_func ("/knowledge/library/full", test_full);
  return g_test_run ();
}
