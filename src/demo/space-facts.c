/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/space-folder-private.h"

#include <string.h>

const char *const demo_dimensions[] = { "technology", "field", "tool", NULL };

static void
add_row (GString *rows, const char *heading, const char *cell)
{
  if (cell[0] != '\0')
    g_string_append_printf (rows, "<tr><th>%s</th><td>%s</td></tr>", heading, cell);
}

char *
demo_space_name_labels (GKeyFile *names,
                        BancoJson *reader,
                        JsonObject *entry,
                        const char *dimension)
{
  JsonArray *each = banco_json_array_or_null (reader, entry, dimension);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  for (guint i = 0; i < banco_json_length (each); i++) {
    const char *label = banco_json_element_string (reader, each, i);
    char *name = label != NULL ? g_key_file_get_string (names, dimension, label, NULL) : NULL;

    g_ptr_array_add (words, name != NULL ? name : g_strdup (label));
  }
  g_ptr_array_add (words, NULL);
  text = g_strjoinv (", ", (char **) words->pdata);
  return g_markup_escape_text (text, -1);
}

static char *
list_contacts (BancoJson *reader, JsonObject *entry)
{
  JsonArray *contacts = banco_json_array_or_null (reader, entry, "contacts");
  GString *cell = g_string_new (NULL);

  for (guint i = 0; i < banco_json_length (contacts); i++) {
    JsonObject *contact = banco_json_element_object (reader, contacts, i);
    const char *name = banco_json_string_or (reader, contact, "name", "");
    const char *email = banco_json_string_or (reader, contact, "email", NULL);
    g_autofree char *text =
      email != NULL ? g_markup_printf_escaped ("<a href=\"mailto:%s\">%s</a>", email, name)
                    : g_markup_escape_text (name, -1);

    g_string_append_printf (cell, "%s%s", i > 0 ? ", " : "", text);
  }
  return g_string_free (cell, FALSE);
}

/* Repositories as links, notebooks as attachments. */
static char *
list_examples (BancoJson *reader, JsonObject *entry)
{
  JsonArray *examples = banco_json_array_or_null (reader, entry, "examples");
  GString *cell = g_string_new (NULL);

  for (guint i = 0; i < banco_json_length (examples); i++) {
    JsonObject *example = banco_json_element_object (reader, examples, i);
    const char *url = banco_json_string_or (reader, example, "url", NULL);
    const char *path = banco_json_string_or (reader, example, "path", url);
    g_autofree char *text = NULL;

    if (url != NULL)
      text = g_markup_printf_escaped ("<p><a href=\"%s\">%s</a></p>", url, path);
    else if (path != NULL)
      text = g_markup_printf_escaped (
        "<p><ac:link><ri:attachment ri:filename=\"%s\" /></ac:link></p>", path);
    if (text != NULL)
      g_string_append (cell, text);
  }
  return g_string_free (cell, FALSE);
}

char *
demo_space_describe_entry (GKeyFile *names, BancoJson *reader, JsonObject *entry, gboolean all)
{
  static const char *const headings[] = { "ML technology", "Scientific field", "ML tools" };
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *contacts = list_contacts (reader, entry);
  g_autofree char *examples = list_examples (reader, entry);
  g_autofree char *comment =
    g_markup_escape_text (banco_json_string_or (reader, entry, "comment", ""), -1);

  for (guint i = 0; all && demo_dimensions[i] != NULL; i++) {
    g_autofree char *labels = demo_space_name_labels (names, reader, entry, demo_dimensions[i]);

    add_row (rows, headings[i], labels);
  }
  if (all)
    add_row (rows, "Kind", comment);
  add_row (rows, "Contacts", contacts);
  add_row (rows, "Code", examples);
  if (rows->len == 0)
    return g_strdup ("");
  return g_strconcat ("<ac:structured-macro ac:name=\"details\"><ac:rich-text-body><table><tbody>",
                      rows->str, "</tbody></table></ac:rich-text-body></ac:structured-macro>",
                      NULL);
}
