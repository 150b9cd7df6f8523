/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define ENTRY(more) "{\"format\":1,\"entries\":[{\"path\":\"a.md\"" more "}]}"

/* Whatever stands in index.json, its folder is read; "a.md" begins with the heading "Own". */
static const struct {
  const char *name;
  const char *index;
  const char *title;
  const char *comment;
  guint labels; /* of technology */
  guint contacts;
  guint examples;
  guint attachments;
} listings[] = {
  { "nothing of it", "{\"format\":1,\"entries\":[]}", "Own", "", 0, 0, 0, 0 },
  { "not JSON", "{\"entries\":", "Own", "", 0, 0, 0, 0 },
  { "a list", "[]", "Own", "", 0, 0, 0, 0 },
  { "entries by name", "{\"entries\":{\"a.md\":{\"title\":\"T\"}}}", "Own", "", 0, 0, 0, 0 },
  { "entries that are none", "{\"entries\":[1,null,\"a.md\",[],{}]}", "Own", "", 0, 0, 0, 0 },
  { "a path that is none", "{\"entries\":[{\"path\":7,\"title\":\"T\"}]}", "Own", "", 0, 0, 0, 0 },
  { "a path elsewhere", "{\"entries\":[{\"path\":\"../a.md\",\"title\":\"T\"}]}", "Own", "", 0, 0,
    0, 0 },
  { "title and comment", ENTRY (",\"title\":\"T\",\"comment\":\"c\""), "T", "c", 0, 0, 0, 0 },
  { "a title that is none", ENTRY (",\"title\":5,\"comment\":[]"), "Own", "", 0, 0, 0, 0 },
  { "labels", ENTRY (",\"technology\":[\"cnn\",\"new\",\"cnn\"]"), "Own", "", 2, 0, 0, 0 },
  { "labels that are none", ENTRY (",\"technology\":[1,null,{},[]]"), "Own", "", 0, 0, 0, 0 },
  { "a label alone", ENTRY (",\"technology\":\"cnn\""), "Own", "", 0, 0, 0, 0 },
  { "people", ENTRY (",\"contacts\":[{\"name\":\"A\"},{\"email\":\"b@c\"},\"D\",null]"), "Own", "",
    0, 1, 0, 0 },
  { "examples",
    ENTRY (",\"examples\":[{\"kind\":\"git\",\"url\":\"https://e.org/r\"},{\"url\":\"x\"},3]"),
    "Own", "", 0, 0, 1, 0 },
  { "files",
    ENTRY (",\"attachments\":[\"p.png\",\"none.png\",\"../secret\",\"/etc/passwd\",\"deep\",4]"),
    "Own", "", 0, 0, 0, 1 },
};

static guint
count_of (const char *const *names)
{
  return g_strv_length ((char **) names);
}

static void
test_listing (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;

  fixture_init (&fixture);
  secret = g_build_filename (fixture.top, "secret", NULL);
  g_assert_true (g_file_set_contents (secret, "secret", -1, NULL));
  fixture_write (&fixture, "index.json", listings[i].index);
  fixture_write (&fixture, "a.md", "# Own\n\nwords");
  fixture_write (&fixture, "p.png", "\x89PNG\r\n\x1a\nxxxx");
  fixture_write (&fixture, "deep/b.txt", "no entry");
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (banco_library_count (library), ==, 1);
  entry = banco_library_read (library, "a.md", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (banco_entry_get_title (entry), ==, listings[i].title);
  g_assert_cmpstr (banco_entry_get_comment (entry), ==, listings[i].comment);
  g_assert_cmpuint (count_of (banco_entry_get_facets (entry, BANCO_DIMENSION_TECHNOLOGY)), ==,
                    listings[i].labels);
  g_assert_cmpuint (banco_entry_get_contacts (entry)->len, ==, listings[i].contacts);
  g_assert_cmpuint (banco_entry_get_examples (entry)->len, ==, listings[i].examples);
  g_assert_cmpuint (banco_entry_get_attachments (entry)->len, ==, listings[i].attachments);
  fixture_clear (&fixture);
}

/* Which files are entries, and under which id. */
static void
test_files (void)
{
  static const struct {
    const char *name;
    gboolean is_entry;
  } files[] = {
    { "a.md", TRUE },           { "b.ipynb", TRUE },       { "c.xml", TRUE },
    { "d.html", TRUE },         { "e.xhtml", TRUE },       { "f.txt", FALSE },
    { "g.MD", FALSE },          { "md", FALSE },           { ".md", FALSE },
    { ".hidden.md", FALSE },    { ".hidden/h.md", FALSE }, { "deep/er/i.md", TRUE },
    { "a space/j k.md", TRUE }, { "é/ü.md", TRUE },        { "l.md.bak", FALSE },
    { "m#n?o%.md", TRUE },      { "index.json", FALSE },   { "dimensions.ini", FALSE },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  const BancoSyncReport *report;
  guint wanted = 0;

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    fixture_write (&fixture, files[i].name, "");
    wanted += files[i].is_entry;
  }
  fixture_write (&fixture, "not \xff utf-8.md", "");
  library = fixture_open (&fixture, NULL);
  report = fixture_sync (library, FALSE, NULL);
  g_assert_cmpuint (report->entries, ==, wanted);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (BancoEntry) entry = banco_library_read (library, files[i].name, NULL);

    g_test_message ("%s", files[i].name);
    g_assert_true ((entry != NULL) == files[i].is_entry);
  }
  fixture_clear (&fixture);
}

/* What changes beside an entry changes the entry, and nothing else does. */
static void
test_incremental (void)
{
  static const struct {
    const char *name;
    const char *text; /* NULL: removed */
    guint added, changed, removed;
  } steps[] = {
    { "c.md", "# C\n", 1, 0, 0 },
    { "a.md", "# A\n\nother words\n", 0, 1, 0 },
    { "note.txt", "nothing", 0, 0, 0 },
    { "index.json", ENTRY (",\"title\":\"Listed\""), 0, 1, 0 },
    { "index.json", ENTRY (",\"title\":\"Listed\",\"unknown\":1"), 0, 0, 0 },
    { "dimensions.ini", "[technology]\ncnn=CNN\n", 0, 0, 0 },
    { "index.json", ENTRY (",\"title\":\"Listed\",\"technology\":[\"cnn\"]"), 0, 1, 0 },
    { "dimensions.ini", "[technology]\ncnn=Convolution\n", 0, 1, 0 },
    { "index.json", NULL, 0, 1, 0 },
    { "b.md", NULL, 0, 0, 1 },
    { "a.md", NULL, 0, 0, 1 },
    { "a.md", "# A\n", 1, 0, 0 },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "a.md", "# A\n");
  fixture_write (&fixture, "b.md", "# B\n");
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    const BancoSyncReport *report;

    g_test_message ("step %u: %s", i, steps[i].name);
    if (steps[i].text != NULL)
      fixture_write (&fixture, steps[i].name, steps[i].text);
    else
      fixture_remove (&fixture, steps[i].name);
    report = fixture_sync (library, FALSE, NULL);
    g_assert_cmpuint (report->added, ==, steps[i].added);
    g_assert_cmpuint (report->changed, ==, steps[i].changed);
    g_assert_cmpuint (report->removed, ==, steps[i].removed);
    /* And once more: nothing is left to do. */
    report = fixture_sync (library, FALSE, NULL);
    g_assert_cmpuint (report->added + report->changed + report->removed, ==, 0);
  }
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (listings); i++) {
    g_autofree char *path = g_strdup_printf ("/knowledge/folder/listing/%s", listings[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_listing);
  }
  g_test_add_func ("/knowledge/folder/files", test_files);
  g_test_add_func ("/knowledge/folder/incremental", test_incremental);
  return g_test_run ();
}
