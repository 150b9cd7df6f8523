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
  GKeyFile *names;    /* of labels */
  GString *rows;      /* of the table on the home page */
  GPtrArray *renamed; /* title in the index, title of the page, … */
  guint number;
  gint64 now;
} FolderImport;

static char *
read_text (FolderImport *import, const char *name)
{
  g_autofree char *path = g_build_filename (import->folder, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_message ("%s cannot be read, the wiki leaves it out", path);
  return text;
}

static void
attach_file (FolderImport *import, DemoPage *page, const char *name)
{
  g_autofree char *path = g_build_filename (import->folder, name, NULL);
  char *data = NULL;
  gsize size = 0;

  if (demo_page_find_attachment (page, name) == NULL &&
      g_file_get_contents (path, &data, &size, NULL)) {
    g_autoptr (GBytes) bytes = g_bytes_new_take (data, size);

    demo_space_attach (import->space, page, name, bytes, page->when);
  }
}

static DemoPage *
find_holder (DemoSpace *space, const char *name)
{
  for (guint i = 0; i < space->pages->len; i++)
    if (demo_page_find_attachment (space->pages->pdata[i], name) != NULL)
      return space->pages->pdata[i];
  return NULL;
}

/* A file is kept once: the next page that shows it names the page that has it. */
static void
borrow_file (DemoPage *page, const char *name, const DemoPage *holder)
{
  g_autoptr (GString) body = g_string_new (page->body);
  g_autofree char *from = g_markup_printf_escaped ("<ri:attachment ri:filename=\"%s\" />", name);
  g_autofree char *to = g_markup_printf_escaped ("<ri:attachment ri:filename=\"%s\">"
                                                 "<ri:page ri:content-title=\"%s\" />"
                                                 "</ri:attachment>",
                                                 name, holder->title);

  g_string_replace (body, from, to, 0);
  g_free (page->body);
  page->body = g_strdup (body->str);
}

/* Whatever the page shows or offers of the files beside it. */
static void
attach_mentioned (FolderImport *import, DemoPage *page)
{
  g_auto (GStrv) parts = g_strsplit (page->body, "ri:filename=\"", -1);

  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
    g_autofree char *name = g_strndup (parts[i], strcspn (parts[i], "\""));
    const DemoPage *holder = find_holder (import->space, name);

    if (holder != NULL && holder != page)
      borrow_file (page, name, holder);
    else if (strchr (name, '/') == NULL)
      attach_file (import, page, name);
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

/* The text of an entry: storage format as it is, Markdown in its macro, a notebook attached. */
static char *
make_content (FolderImport *import, const char *path)
{
  g_autofree char *text = NULL;
  const char *body;

  if (g_str_has_suffix (path, ".ipynb"))
    return g_markup_printf_escaped (
      "<p>The notebook is attached to this page.</p>"
      "<ac:structured-macro ac:name=\"view-file\"><ac:parameter ac:name=\"name\">"
      "<ri:attachment ri:filename=\"%s\" /></ac:parameter></ac:structured-macro>",
      path);
  text = read_text (import, path);
  if (text == NULL)
    return NULL;
  if (g_str_has_suffix (path, ".md"))
    return wrap_macro ("markdown", text);
  /* A wiki keeps no comment in front of a page. */
  body = g_str_has_prefix (text, "<!--") ? strstr (text, "-->") : NULL;
  return g_strdup (body != NULL ? g_strchug ((char *) body + 3) : text);
}

/* With what the index knows, where the page does not say it. */
static char *
make_body (FolderImport *import, BancoJson *reader, JsonObject *entry, const char *path)
{
  g_autofree char *content = make_content (import, path);
  gboolean says = content != NULL && strstr (content, "ac:name=\"details\"") != NULL;
  g_autofree char *facts = demo_space_describe_entry (import->names, reader, entry, !says);

  if (content == NULL)
    return NULL;
  return says ? g_strconcat (content, facts, NULL) : g_strconcat (facts, content, NULL);
}

static char **
read_labels (BancoJson *reader, JsonObject *entry)
{
  GPtrArray *labels = g_ptr_array_new ();

  for (guint i = 0; demo_dimensions[i] != NULL; i++) {
    JsonArray *each = banco_json_array_or_null (reader, entry, demo_dimensions[i]);

    for (guint at = 0; at < banco_json_length (each); at++)
      g_ptr_array_add (labels, g_strdup (banco_json_element_string (reader, each, at)));
  }
  g_ptr_array_add (labels, NULL);
  return (char **) g_ptr_array_free (labels, FALSE);
}

static void
add_row (FolderImport *import, BancoJson *reader, JsonObject *entry, const DemoPage *page)
{
  g_autofree char *link = g_markup_printf_escaped (
    "<tr><td><ac:link><ri:page ri:content-title=\"%s\" /></ac:link></td>", page->title);
  g_autofree char *comment = g_markup_printf_escaped (
    "<td>%s</td></tr>", banco_json_string_or (reader, entry, "comment", ""));

  g_string_append (import->rows, link);
  for (guint i = 0; demo_dimensions[i] != NULL; i++) {
    g_autofree char *names =
      demo_space_name_labels (import->names, reader, entry, demo_dimensions[i]);

    g_string_append_printf (import->rows, "<td>%s</td>", names);
  }
  g_string_append (import->rows, comment);
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
attach_listed (FolderImport *import, BancoJson *reader, JsonObject *entry, DemoPage *page)
{
  JsonArray *files = banco_json_array_or_null (reader, entry, "attachments");

  for (guint i = 0; i < banco_json_length (files); i++) {
    const char *name = banco_json_element_string (reader, files, i);

    if (name != NULL)
      attach_file (import, page, name);
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
add_entry (FolderImport *import, BancoJson *reader, JsonObject *entry, const char *home_id)
{
  const char *path = banco_json_string (reader, entry, "path");
  const char *title = banco_json_string_or (reader, entry, "title", path);
  gint64 when = read_updated (reader, entry, import->now);
  g_auto (GStrv) labels = read_labels (reader, entry);
  g_autofree char *body = NULL, *numbered = NULL;
  DemoPage *page;

  /* A notebook that came with a page needs none of its own. */
  if (!banco_json_check (reader, NULL) || find_holder (import->space, path) != NULL)
    return;
  body = make_body (import, reader, entry, path);
  if (body == NULL)
    return;
  if (is_numbered (reader, entry))
    numbered = g_strdup_printf ("%u. %s", ++import->number, title);
  page = demo_space_add (import->space, home_id, numbered != NULL ? numbered : title, body,
                         (const char *const *) labels, when);
  if (numbered != NULL) {
    g_ptr_array_add (import->renamed, g_strdup (title));
    g_ptr_array_add (import->renamed, g_strdup (numbered));
  }
  attach_mentioned (import, page);
  attach_listed (import, reader, entry, page);
  add_row (import, reader, entry, page);
}

static void
add_folder (FolderImport *import, const char *name, const char *home_id)
{
  g_autofree char *index = NULL;
  g_autofree char *names = NULL;
  g_autoptr (BancoJson) reader = NULL;
  JsonArray *entries;

  import->folder = banco_paths_data (name);
  names = g_build_filename (import->folder, "dimensions.ini", NULL);
  if (import->names == NULL) {
    import->names = g_key_file_new ();
    g_key_file_load_from_file (import->names, names, G_KEY_FILE_NONE, NULL);
  }
  index = read_text (import, "index.json");
  reader = index != NULL ? banco_json_parse (index, -1, NULL) : NULL;
  entries = reader != NULL ? banco_json_array (reader, banco_json_root (reader), "entries") : NULL;
  for (guint i = 0; i < banco_json_length (entries); i++)
    add_entry (import, reader, banco_json_element_object (reader, entries, i), home_id);
  g_clear_pointer (&import->folder, g_free);
}

/* Links between pages go by title, and some titles got a number. */
static void
repair_links (FolderImport *import)
{
  for (guint i = 0; i < import->space->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (import->space->pages, i);
    g_autoptr (GString) body = g_string_new (page->body);

    for (guint at = 0; at + 1 < import->renamed->len; at += 2) {
      g_autofree char *from =
        g_markup_printf_escaped ("ri:content-title=\"%s\"", (char *) import->renamed->pdata[at]);
      g_autofree char *to = g_markup_printf_escaped ("ri:content-title=\"%s\"",
                                                     (char *) import->renamed->pdata[at + 1]);

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
  FolderImport import = { .space = self, .rows = rows, .renamed = renamed, .now = now };
  DemoPage *home = demo_space_add (self, NULL, HOME_TITLE, "", no_labels, now);

  add_folder (&import, "library", home->id);
  add_folder (&import, "demo", home->id);
  repair_links (&import);
  g_free (home->body);
  home->body = g_strconcat (
    "<p>What colleagues did with machine learning, with something to run for each.</p>"
    "<table class=\"wrapped\"><tbody><tr><th>Name and Link</th><th>ML Technologies</th>"
    "<th>Scientific Field</th><th>ML Tools</th><th>Comments</th></tr>",
    rows->str, "</tbody></table>", NULL);
  g_clear_pointer (&import.names, g_key_file_unref);
}
