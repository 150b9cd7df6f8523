/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-reader-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

gpointer
banco_federation_reader_own (BancoFederationReader *reader, gpointer memory)
{
  if (memory != NULL)
    g_ptr_array_add (reader->data->heap, memory);
  return memory;
}

gboolean
banco_federation_reader_refuse (BancoFederationReader *reader,
                                const char *group,
                                const char *key,
                                const char *format,
                                ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
               "%s: [%s] %s: %s", reader->path, group, key, what);
  return FALSE;
}

/* GKeyFile keeps no line numbers, and a warning without one is hard to act on. */
static guint
line_of (BancoFederationReader *reader, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (reader->text, "\n", -1);
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  gboolean inside = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (line[0] == '[') {
      inside = g_str_equal (line, head);
      if (inside && key == NULL)
        return i + 1;
    } else if (inside && key != NULL && g_str_has_prefix (line, key) &&
               strspn (line + strlen (key), " \t=") > 0) {
      return i + 1;
    }
  }
  return 0;
}

void
banco_federation_reader_warn (BancoFederationReader *reader,
                              const char *group,
                              const char *key,
                              const char *what)
{
  g_ptr_array_add (reader->warnings,
                   g_strdup_printf ("%s:%u: [%s]%s%s %s", reader->path,
                                    line_of (reader, group, key), group, key != NULL ? " " : "",
                                    key != NULL ? key : "", what));
}

/* A remark behind a value ("anonymous   # or pat") is how people annotate such files. */
char *
banco_federation_dup_value (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  for (char *c = value; c != NULL && *c != '\0'; c++)
    if (*c == '#' && c > value && g_ascii_isspace (c[-1])) {
      *c = '\0';
      break;
    }
  if (value == NULL || g_strstrip (value)[0] == '\0')
    return NULL;
  return g_steal_pointer (&value);
}

char *
banco_federation_reader_get_text (BancoFederationReader *reader, const char *group, const char *key)
{
  return banco_federation_reader_own (reader,
                                      banco_federation_dup_value (reader->file, group, key));
}

const char *const *
banco_federation_reader_split_list (BancoFederationReader *reader, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ";", -1);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strstrip (words[i])[0] != '\0')
      g_ptr_array_add (list, banco_federation_reader_own (reader, g_strdup (words[i])));
  g_ptr_array_add (list, NULL);
  return banco_federation_reader_own (reader, g_ptr_array_free (list, FALSE));
}

gboolean
banco_federation_reader_is_identifier (const char *text)
{
  return text[0] != '\0' &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen (text);
}

/* "a|b|c" as words: "a, b or c". */
char *
banco_federation_reader_join_words (const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words, "|", -1);
  guint n = g_strv_length (parts);
  g_autofree char *last = g_strdup (parts[n - 1]), *others = NULL;

  if (n == 1)
    return g_steal_pointer (&last);
  g_clear_pointer (&parts[n - 1], g_free);
  others = g_strjoinv (", ", parts);
  return g_strdup_printf (_ ("%s or %s"), others, last);
}

static gboolean
check_words (BancoFederationReader *reader,
             const char *group,
             const BancoField *field,
             const char *text)
{
  g_auto (GStrv) words = field->words != NULL ? g_strsplit (field->words, "|", -1) : NULL;
  g_autofree char *allowed =
    field->words != NULL ? banco_federation_reader_join_words (field->words) : NULL;

  return words == NULL || g_strv_contains ((const char *const *) words, text) ||
         banco_federation_reader_refuse (reader, group, field->key,
                                         _ ("“%s” is not allowed; use %s"), text, allowed);
}

/* @text is what the key says; it becomes the member of @record. */
static gboolean
read_value (BancoFederationReader *reader,
            const char *group,
            const BancoField *field,
            const char *text,
            gpointer record)
{
  gpointer member = field->unstored ? NULL : G_STRUCT_MEMBER_P (record, field->offset);
  guint64 number;

  g_assert (member != NULL || field->type == BANCO_FIELD_TEXT); /* only words go unstored */
  switch (field->type) {
  case BANCO_FIELD_ADDRESS:
    if (!banco_http_uri_is_allowed (text))
      return banco_federation_reader_refuse (
        reader, group, field->key,
        _ ("“%s” is not allowed; use an https address (http only for this computer)"), text);
    break;
  case BANCO_FIELD_PATH:
  case BANCO_FIELD_FILE:
    text = banco_federation_reader_own (reader, g_canonicalize_filename (text, reader->folder));
    /* The system's certificates would take its place. */
    if (field->type == BANCO_FIELD_FILE && g_access (text, R_OK) != 0)
      return banco_federation_reader_refuse (
        reader, group, field->key, _ ("“%s” cannot be read; name a file of certificates (PEM)"),
        text);
    break;
  case BANCO_FIELD_LIST:
    *(const char *const **) member = banco_federation_reader_split_list (reader, text);
    return TRUE;
  case BANCO_FIELD_BOOLEAN:
    *(gboolean *) member = g_str_equal (text, "true");
    return *(gboolean *) member || g_str_equal (text, "false") ||
           banco_federation_reader_refuse (reader, group, field->key,
                                           _ ("“%s” is not allowed; use true or false"), text);
  case BANCO_FIELD_NUMBER:
    if (!banco_number_parse (text, 1, field->most, &number))
      return banco_federation_reader_refuse (reader, group, field->key,
                                             _ ("“%s” is not allowed; use a number from 1 to %u"),
                                             text, field->most);
    *(guint *) member = (guint) number;
    return TRUE;
  case BANCO_FIELD_TEXT:
    break;
  }
  if (!check_words (reader, group, field, text))
    return FALSE;
  if (member != NULL)
    *(const char **) member = text;
  return TRUE;
}

static gboolean
has_field (const BancoField *fields, const char *key)
{
  for (; fields->key != NULL; fields++)
    if (g_str_equal (fields->key, key))
      return TRUE;
  return FALSE;
}

/* @besides: keys that the group has in common with others of its sort; may be empty. */
gboolean
banco_federation_reader_check_keys (BancoFederationReader *reader,
                                    const char *group,
                                    const BancoField *fields,
                                    const BancoField *besides)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reader->file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_autoptr (GError) trouble = NULL;

    g_free (g_key_file_get_string (reader->file, group, keys[i], &trouble));
    if (!has_field (fields, keys[i]) && !has_field (besides, keys[i]))
      banco_federation_reader_warn (reader, group, keys[i], _ ("is not known and is ignored"));
    else if (trouble != NULL)
      return banco_federation_reader_refuse (reader, group, keys[i],
                                             _ ("cannot be read; a backslash is written “\\\\”"));
  }
  return TRUE;
}

gboolean
banco_federation_reader_read_fields (BancoFederationReader *reader,
                                     const char *group,
                                     const BancoField *fields,
                                     gpointer record)
{
  for (const BancoField *field = fields; field->key != NULL; field++) {
    const char *text = banco_federation_reader_get_text (reader, group, field->key);

    if (text == NULL)
      text = field->fallback;
    if (text == NULL && field->required)
      return banco_federation_reader_refuse (reader, group, field->key, _ ("is missing"));
    if (text == NULL && field->type == BANCO_FIELD_LIST)
      text = "";
    if (text != NULL && !read_value (reader, group, field, text, record))
      return FALSE;
  }
  return TRUE;
}
