/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted-wiki.h"

#include <glib/gstdio.h>
#include <string.h>

/* Several sources in one library: each on its own, and in the order of the federation. */

/* Folders "one" and "two" beside that of the fixture, each with the page a.md. */
static void
write_two (Fixture *fixture, char *folders[2])
{
  static const char *const names[] = { "one", "two" };

  for (guint i = 0; i < 2; i++) {
    g_autofree char *text = g_strdup_printf ("# Title %s\n\ncommon only%s", names[i], names[i]);
    g_autofree char *file = NULL;

    folders[i] = g_build_filename (fixture->top, names[i], NULL);
    g_assert_cmpint (g_mkdir (folders[i], 0700), ==, 0);
    file = g_build_filename (folders[i], "a.md", NULL);
    g_assert_true (g_file_set_contents (file, text, -1, NULL));
  }
}

static BancoLibrary *
open_sources (Fixture *fixture, BancoHttp *http, const BancoSourceSetup *sources, guint count)
{
  g_autoptr (GError) error = NULL;
  BancoLibrary *library =
    banco_library_new (fixture->database, http, sources, count, NULL, NULL, &error);

  g_assert_no_error (error);
  return library;
}

static char *
title_of (BancoLibrary *library, const char *id)
{
  g_autoptr (BancoEntry) entry = banco_library_read (library, id, NULL);

  return entry != NULL ? g_strdup (banco_entry_get_title (entry)) : NULL;
}

/* The same id in two sources: the first of the federation answers, both are found. */
static void
test_order (void)
{
  Fixture fixture;
  char *folders[2];
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *alone = NULL;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;

  fixture_init (&fixture);
  write_two (&fixture, folders);
  {
    const BancoSourceSetup sources[] = { { .id = "x", .kind = "folder", .path = folders[0] },
                                         { .id = "y", .kind = "folder", .path = folders[1] } };
    const BancoSourceSetup turned[] = { sources[1], sources[0] };

    library = open_sources (&fixture, NULL, sources, 2);
    g_assert_cmpuint (fixture_sync (library, FALSE, NULL)->added, ==, 2);
    before = title_of (library, "a.md");
    g_assert_cmpstr (before, ==, "Title one");
    hits = fixture_search (library, "common");
    g_assert_cmpuint (banco_hits_get_total (hits), ==, 2);
    g_clear_object (&hits);
    g_clear_object (&library);
    /* Another order needs no sync. */
    library = open_sources (&fixture, NULL, turned, 2);
    after = title_of (library, "a.md");
    g_assert_cmpstr (after, ==, "Title two");
    g_clear_object (&library);
    library = open_sources (&fixture, NULL, sources, 1);
    alone = title_of (library, "a.md");
    g_assert_cmpstr (alone, ==, "Title one");
    hits = fixture_search (library, "onlytwo");
    g_assert_cmpuint (banco_hits_get_total (hits), ==, 0);
  }
  g_free (folders[0]);
  g_free (folders[1]);
  fixture_clear (&fixture);
}

static void
count_signal (BancoLibrary *library, gpointer data)
{
  ++*(guint *) data;
}

/* A wiki that is away keeps nobody else from being synced, and is told of. */
static void
test_one_fails (void)
{
  Wiki wiki;
  char *folders[2];
  guint changes = 0;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;

  wiki_init (&wiki);
  write_two (&wiki.fixture, folders);
  {
    const BancoSourceSetup sources[] = {
      { .id = "w", .kind = "confluence", .url = wiki.server->address, .space = "ML" },
      { .id = "x", .kind = "folder", .path = folders[0] },
      { .id = "gone", .kind = "folder", .path = "/nowhere/at/all" },
      { .id = "y", .kind = "folder", .path = folders[1] },
    };

    library = open_sources (&wiki.fixture, wiki.http, sources, G_N_ELEMENTS (sources));
  }
  g_signal_connect (library, "changed", G_CALLBACK (count_signal), &changes);
  wiki.faults[0] = (WikiFault){ "/", 403, NULL, NULL, NULL, 0 };
  /* The first failure is the one that is told. */
  wiki_fail (&wiki, library, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (banco_library_count (library), ==, 2);
  g_assert_cmpint (banco_library_get_synced (library), >, 0);
  wiki.faults[0].at = NULL;
  wiki_fail (&wiki, library, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpuint (banco_library_count (library), ==, 5);
  /* Nothing new, and still the folder is not there. */
  wiki_fail (&wiki, library, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  g_assert_cmpuint (changes, ==, 2);
  hits = fixture_search (library, "common");
  g_assert_cmpuint (banco_hits_get_total (hits), ==, 2);
  g_free (folders[0]);
  g_free (folders[1]);
  wiki_clear (&wiki);
}

/* What cannot be a source is left out, and what remains works. */
static void
test_left_out (void)
{
  static const BancoSourceSetup wrong[] = {
    { .id = "git", .kind = "git", .url = "https://example.org/r.git" },
    { .id = "no-space", .kind = "confluence", .url = "https://example.org" },
    { .id = "no-url", .kind = "confluence", .space = "ML" },
    { .id = "no-path", .kind = "folder" },
    { .id = "no-kind", .path = "/tmp" },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  library = open_sources (&fixture, NULL, wrong, G_N_ELEMENTS (wrong));
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  g_assert_cmpuint (banco_library_count (library), ==, 0);
  g_assert_cmpint (banco_library_get_synced (library), ==, 0);
  fixture_clear (&fixture);
}

/* A file of dimensions that is broken, empty or not there costs names, never entries. */
static void
test_dimensions (void)
{
  static const struct {
    const char *what;
    const char *text; /* NULL: there is no such file */
    const char *name; /* of the label cnn of index.json */
  } cases[] = {
    { "as it should be", "[technology]\ncnn=Convolutional network\n", "Convolutional network" },
    { "in another group", "[tool]\ncnn=Convolutional network\n", "Convolutional network" },
    { "of another case", "[technology]\nCNN = Rete\n", "Rete" },
    { "in Italian", "# nota\n[technology]\ncnn=Rete à\n[campo]\nx=y\n", "Rete à" },
    { "without the label", "[technology]\ngnn=x\n", "cnn" },
    { "no groups", "cnn=x\n", "cnn" },
    { "a line that is none", "[technology]\ncnn=Good\nnonsense\n", NULL },
    { "not text", "\xff\xfe[technology]", "cnn" },
    { "empty", "", "cnn" },
    { "not there", NULL, "cnn" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Fixture fixture;
    g_autoptr (BancoLibrary) library = NULL;
    g_autoptr (BancoEntry) entry = NULL;
    g_autofree char *path = NULL;

    g_test_message ("%s", cases[i].what);
    fixture_init (&fixture);
    path = g_build_filename (fixture.top, "names.ini", NULL);
    if (cases[i].text != NULL)
      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
    fixture_write (&fixture, "a.md", "# A");
    fixture_write (&fixture, "index.json",
                   "{\"format\":1,\"entries\":[{\"path\":\"a.md\",\"technology\":[\"cnn\"]}]}");
    {
      const BancoSourceSetup source = {
        .id = "docs", .kind = "folder", .path = fixture.folder, .dimensions = path
      };

      library = open_sources (&fixture, NULL, &source, 1);
    }
    g_assert_cmpuint (fixture_sync (library, FALSE, NULL)->added, ==, 1);
    entry = banco_library_read (library, "a.md", NULL);
    if (cases[i].name != NULL)
      g_assert_cmpstr (banco_entry_get_facets (entry, BANCO_DIMENSION_TECHNOLOGY)[0], ==,
                       cases[i].name);
    fixture_clear (&fixture);
  }
}

/* What stands in a page may name anything; only files of its entry are given out. */
static void
test_resources (void)
{
  static const struct {
    const char *address;
    const char *type; /* NULL: no such file */
  } cases[] = {
    { "kb:a.md/attachment/p.png", "image/png" },
    { "kb:a.md/attachment/deep/q.jpg", "image/jpeg" },
    { "kb:deep/b.md/attachment/q.jpg", "image/jpeg" },
    { "kb:deep/b.md/attachment/../p.png", "image/png" },
    { "kb:///a.md/attachment/p.png", "image/png" },
    { "kb:a.md/attachment/p.png#x", "image/png" },
    { "kb:a%2Emd/attachment/p%2Epng", "image/png" },
    /* Anything else is bytes, whatever it says of itself. */
    { "kb:a.md/attachment/page.html", "application/octet-stream" },
    { "kb:a.md/attachment/wrong.png", "application/octet-stream" },
    { "kb:a.md/attachment/drawing.svg", "application/octet-stream" },
    { "kb:a.md/attachment/none.png", NULL },
    { "kb:a.md/attachment/", NULL },
    { "kb:a.md/attachment/deep", NULL },
    { "kb:a.md", NULL },
    { "kb:none.md/attachment/p.png", NULL },
    { "kb:", NULL },
    { "", NULL },
    { "p.png", NULL },
    { "file:///etc/passwd", NULL },
    { "kb:a.md/attachment//etc/passwd", NULL },
    { "kb:a.md/attachment/../../../../etc/passwd", NULL },
    { "kb:%zz/attachment/p.png", NULL },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "a.md", "# A");
  fixture_write (&fixture, "deep/b.md", "# B");
  fixture_write (&fixture, "p.png", "\x89PNG\r\n\x1a\nxxxx");
  fixture_write (&fixture, "deep/q.jpg", "\xff\xd8\xffxxxx");
  fixture_write (&fixture, "page.html", "<script>alert (1)</script>");
  fixture_write (&fixture, "wrong.png", "<script>alert (1)</script>");
  fixture_write (&fixture, "drawing.svg", "<svg><script>alert (1)</script></svg>");
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *type = NULL;
    g_autoptr (GBytes) bytes =
      banco_library_read_resource (library, cases[i].address, &type, &error);

    g_test_message ("%s", cases[i].address);
    g_assert_cmpstr (type, ==, cases[i].type);
    g_assert_true ((bytes != NULL) == (cases[i].type != NULL));
    if (bytes == NULL)
      g_assert_error (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_FOUND);
  }
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/sources/order", test_order);
  g_test_add_func ("/knowledge/sources/one-fails", test_one_fails);
  g_test_add_func ("/knowledge/sources/left-out", test_left_out);
  g_test_add_func ("/knowledge/sources/dimensions", test_dimensions);
  g_test_add_func ("/knowledge/sources/resources", test_resources);
  return g_test_run ();
}
