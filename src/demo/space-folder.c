/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/space-folder-private.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/paths.h"

#include <string.h>

#define HOME_TITLE "Machine Learning Knowledge Base"

/* A folder while it is read. */
typedef struct {
  DemoSpace *space;
  char *folder;
  GKeyFile *names;    /* of labels; nullable */
  GString *rows;      /* of the table on the home page */
  GPtrArray *renamed; /* title in the index, title of the page, … */
  guint number;
  gint64 now;
} Filling;

static char *
read_text (Filling *filling, const char *name)
{
  g_autofree char *path = g_build_filename (filling->folder, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_message ("%s cannot be read, the wiki leaves it out", path);
  return text;
}

static void
attach_file (Filling *filling, DemoPage *page, const char *name)
{
  g_autofree char *path = g_build_filename (filling->folder, name, NULL);
  char *data = NULL;
  gsize size = 0;

  if (demo_page_find_attachment (page, name) == NULL &&
      g_file_get_contents (path, &data, &size, NULL)) {
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);

    demo_space_attach (filling->space, page, name, bytes, page->when);
  }
}

/* Whatever the page shows or offers of the files beside it. */
static void
attach_mentioned (Filling *filling, DemoPage *page)
{
  const char *at = page->body;

  while ((at = strstr (at, "ri:filename=\"")) != NULL) {
    const char *start = at + strlen ("ri:filename=\"");
    const char *end = strchr (start, '"');
    g_autofree char *name = end != NULL ? g_strndup (start, end - start) : NULL;

    if (name != NULL && strchr (name, '/') == NULL)
      attach_file (filling, page, name);
    at = start;
  }
}

static char *
wrap_macro (const char *name, const char *text)
{
  g_autoptr (GString) safe = g_string_new (text);

  g_string_replace (safe, "]]>", "]]]]><![CDATA[>", 0);
  return g_strdup_printf ("<ac:structured-macro ac:name=\"%s\"><ac:plain-text-body><![CDATA[%s]]>"
                          "</ac:plain-text-body></ac:structured-macro>",
                          name, safe->str);
}

/* The page of an entry: storage format as it is, Markdown in its macro, a notebook attached. */
static char *
make_body (Filling *filling, const char *path, const char *comment)
{
  g_autofree char *text = NULL;
  const char *body;

  if (g_str_has_suffix (path, ".ipynb"))
    return g_markup_printf_escaped (
      "<p>%s</p><p>The notebook is attached to this page; it needs NumPy and Matplotlib only.</p>"
      "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\">"
      "<ri:attachment ri:filename=\"%s\" /></ac:parameter></ac:structured-macro>",
      comment, path);
  text = read_text (filling, path);
  if (text == NULL)
    return NULL;
  if (g_str_has_suffix (path, ".md"))
    return wrap_macro ("markdown", text);
  /* A wiki keeps no comment in front of a page. */
  body = g_str_has_prefix (text, "<!--") ? strstr (text, "-->") : NULL;
  return g_strdup (body != NULL ? g_strchug ((char *) body + 3) : text);
}

static const char *const dimensions[] = { "technology", "field", "tool" };

static char **
read_labels (BancoJson *reader, JsonObject *entry)
{
  GPtrArray *labels = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (dimensions); i++) {
    JsonArray *each = banco_json_array_or_null (reader, entry, dimensions[i]);

    for (guint at = 0; at < banco_json_length (each); at++)
      g_ptr_array_add (labels, g_strdup (banco_json_element_string (reader, each, at)));
  }
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static char *
name_labels (Filling *filling, BancoJson *reader, JsonObject *entry, const char *dimension)
{
  JsonArray *each = banco_json_array_or_null (reader, entry, dimension);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < banco_json_length (each); i++) {
    const char *label = banco_json_element_string (reader, each, i);
    char *name = filling->names != NULL && label != NULL
                   ? g_key_file_get_string (filling->names, dimension, label, NULL)
                   : NULL;

    g_ptr_array_add (names, name != NULL ? name : g_strdup (label));
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static void
add_row (Filling *filling, BancoJson *reader, JsonObject *entry, const DemoPage *page)
{
  g_autofree char *link = g_markup_printf_escaped (
    "<tr><td><ac:link><ri:page ri:content-title=\"%s\" /></ac:link></td>", page->title);

  g_string_append (filling->rows, link);
  for (guint i = 0; i < G_N_ELEMENTS (dimensions); i++) {
    g_autofree char *names = name_labels (filling, reader, entry, dimensions[i]);
    g_autofree char *cell = g_markup_printf_escaped ("<td>%s</td>", names);

    g_string_append (filling->rows, cell);
  }
  {
    g_autofree char *cell = g_markup_printf_escaped (
      "<td>%s</td></tr>", banco_json_string_or (reader, entry, "comment", ""));

    g_string_append (filling->rows, cell);
  }
}

/* The entries of the first knowledge base are numbered there. */
static gboolean
is_numbered (BancoJson *reader, JsonObject *entry)
{
  JsonArray *contacts = banco_json_array_or_null (reader, entry, "contacts");

  for (guint i = 0; i < banco_json_length (contacts); i++) {
    JsonObject *contact = banco_json_element_object (reader, contacts, i);

    if (g_strcmp0 (banco_json_string_or (reader, contact, "role", NULL), "original entry") == 0)
      return TRUE;
  }
  return FALSE;
}

static void
attach_listed (Filling *filling, BancoJson *reader, JsonObject *entry, DemoPage *page)
{
  JsonArray *files = banco_json_array_or_null (reader, entry, "attachments");
  JsonArray *examples = banco_json_array_or_null (reader, entry, "examples");

  for (guint i = 0; i < banco_json_length (files); i++) {
    const char *name = banco_json_element_string (reader, files, i);

    if (name != NULL)
      attach_file (filling, page, name);
  }
  for (guint i = 0; i < banco_json_length (examples); i++) {
    JsonObject *example = banco_json_element_object (reader, examples, i);
    const char *kind = banco_json_string_or (reader, example, "kind", "");
    const char *path = banco_json_string_or (reader, example, "path", NULL);

    if (path != NULL && g_str_equal (kind, "notebook"))
      attach_file (filling, page, path);
  }
}

/* "2026-11-20", or a whole time. */
static gint64
read_updated (BancoJson *reader, JsonObject *entry, gint64 fallback)
{
  const char *text = banco_json_string_or (reader, entry, "updated", "");
  g_autofree char *noon = g_strconcat (text, strchr (text, 'T') == NULL ? "T12:00:00Z" : "", NULL);
  gint64 time = banco_clock_parse (noon);

  return time != 0 ? time : fallback;
}

static void
add_entry (Filling *filling, BancoJson *reader, JsonObject *entry, const char *home_id)
{
  const char *path = banco_json_string (reader, entry, "path");
  const char *title = banco_json_string_or (reader, entry, "title", path);
  const char *comment = banco_json_string_or (reader, entry, "comment", "");
  gint64 when = read_updated (reader, entry, filling->now);
  g_auto (GStrv) labels = read_labels (reader, entry);
  g_autofree char *body = NULL, *numbered = NULL;
  DemoPage *page;

  if (!banco_json_check (reader, NULL))
    return;
  body = make_body (filling, path, comment);
  if (body == NULL)
    return;
  if (is_numbered (reader, entry))
    numbered = g_strdup_printf ("%u. %s", ++filling->number, title);
  page = demo_space_add (filling->space, home_id, numbered != NULL ? numbered : title, body,
                         (const char *const *) labels, when);
  if (numbered != NULL) {
    g_ptr_array_add (filling->renamed, g_strdup (title));
    g_ptr_array_add (filling->renamed, g_strdup (numbered));
  }
  attach_mentioned (filling, page);
  attach_listed (filling, reader, entry, page);
  add_row (filling, reader, entry, page);
}

static void
add_folder (Filling *filling, const char *name, const char *home_id)
{
  g_autofree char *index = NULL;
  g_autofree char *names = NULL;
  g_autoptr (BancoJson) reader = NULL;
  JsonArray *entries;

  filling->folder = banco_paths_data (name);
  names = g_build_filename (filling->folder, "dimensions.ini", NULL);
  if (filling->names == NULL) {
    filling->names = g_key_file_new ();
    g_key_file_load_from_file (filling->names, names, G_KEY_FILE_NONE, NULL);
  }
  index = read_text (filling, "index.json");
  reader = index != NULL ? banco_json_parse (index, -1, NULL) : NULL;
  entries = reader != NULL ? banco_json_array (reader, banco_json_root (reader), "entries") : NULL;
  for (guint i = 0; i < banco_json_length (entries); i++)
    add_entry (filling, reader, banco_json_element_object (reader, entries, i), home_id);
  g_clear_pointer (&filling->folder, g_free);
}

/* Links between pages go by title, and some titles got a number. */
static void
mend_links (Filling *filling)
{
  for (guint i = 0; i < filling->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (filling->space->pages, i);
    g_autoptr (GString) body = g_string_new (page->body);

    for (guint at = 0; at + 1 < filling->renamed->len; at += 2) {
      g_autofree char *from =
        g_markup_printf_escaped ("ri:content-title=\"%s\"", (char *) filling->renamed->pdata[at]);
      g_autofree char *to = g_markup_printf_escaped ("ri:content-title=\"%s\"",
                                                     (char *) filling->renamed->pdata[at + 1]);

      g_string_replace (body, from, to, 0);
    }
    g_free (page->body);
    page->body = g_strdup (body->str);
  }
}

void
demo_space_fill (DemoSpace *self, gint64 now)
{
  static const char *const no_labels[] = { NULL };
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autoptr (GPtrArray) renamed = g_ptr_array_new_with_free_func (g_free);
  Filling filling = { .space = self, .rows = rows, .renamed = renamed, .now = now };
  DemoPage *home = demo_space_add (self, NULL, HOME_TITLE, "", no_labels, now);

  add_folder (&filling, "library", home->id);
  add_folder (&filling, "demo", home->id);
  mend_links (&filling);
  g_free (home->body);
  home->body = g_strconcat (
    "<p>What colleagues did with machine learning, with something to run for each.</p>"
    "<table class=\"wrapped\"><tbody><tr><th>Name and Link</th><th>ML Technologies</th>"
    "<th>Scientific Field</th><th>ML Tools</th><th>Comments</th></tr>",
    rows->str, "</tbody></table>", NULL);
  g_clear_pointer (&filling.names, g_key_file_unref);
}
