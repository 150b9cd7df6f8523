/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"

typedef struct {
  BancoDimension dimension;
  char *name;
} LabelMeaning;

struct _BancoDimensions {
  GHashTable *meanings; /* char *, the label or its display name in lower case, to LabelMeaning */
  char *digest;
};

const char *
banco_dimension_to_string (BancoDimension dimension)
{
  static const char *const names[BANCO_N_DIMENSIONS] = { "technology", "field", "tool" };

  return names[dimension];
}

static void
meaning_free (gpointer data)
{
  LabelMeaning *meaning = data;

  g_free (meaning->name);
  g_free (meaning);
}

static void
read_group (BancoDimensions *self, GKeyFile *file, BancoDimension dimension)
{
  g_auto (GStrv) labels =
    g_key_file_get_keys (file, banco_dimension_to_string (dimension), NULL, NULL);

  for (guint i = 0; labels != NULL && labels[i] != NULL; i++) {
    char *name =
      g_key_file_get_string (file, banco_dimension_to_string (dimension), labels[i], NULL);
    LabelMeaning *meaning;

    if (name == NULL)
      continue;
    meaning = g_new0 (LabelMeaning, 1);
    meaning->dimension = dimension;
    meaning->name = name;
    g_hash_table_insert (self->meanings, g_utf8_strdown (labels[i], -1), meaning);
  }
}

BancoDimensions *
banco_dimensions_load (const char *path)
{
  BancoDimensions *self = g_new0 (BancoDimensions, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  self->meanings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, meaning_free);
  if (path != NULL && g_file_get_contents (path, &text, &length, NULL) &&
      !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &error))
    g_message ("%s cannot be used: %s", path, error->message);
  for (BancoDimension dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    read_group (self, file, dimension);
  self->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text != NULL ? text : "", -1);
  return self;
}

void
banco_dimensions_free (BancoDimensions *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->meanings);
  g_free (self->digest);
  g_free (self);
}

const char *
banco_dimensions_find (BancoDimensions *self, const char *label, BancoDimension *dimension)
{
  g_autofree char *lower = g_utf8_strdown (label, -1);
  const LabelMeaning *meaning = g_hash_table_lookup (self->meanings, lower);

  if (meaning == NULL)
    return NULL;
  *dimension = meaning->dimension;
  return meaning->name;
}

const char *
banco_dimensions_get_digest (BancoDimensions *self)
{
  return self->digest;
}
