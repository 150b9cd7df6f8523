/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <string.h>

/* A key file of each cloud in the cache, with a group for each machine that does not answer. When
 * it is deleted, or written by another program at the same time, machines are asked again. */
struct _BancoReachMemory {
  char *path;
  GKeyFile *file;
  gboolean changed;
};

BancoReachMemory *
banco_reach_memory_new (const char *cloud)
{
  BancoReachMemory *self = g_new0 (BancoReachMemory, 1);
  g_autofree char *folder = banco_paths_user_cache ("machines");
  g_autofree char *escaped = g_uri_escape_string (cloud, NULL, FALSE);
  g_autofree char *name = g_strconcat ("silent-", escaped, NULL);

  self->path = g_build_filename (folder, name, NULL);
  self->file = g_key_file_new ();
  g_key_file_load_from_file (self->file, self->path, G_KEY_FILE_NONE, NULL);
  return self;
}

void
banco_reach_memory_free (BancoReachMemory *self)
{
  g_autofree char *text = g_key_file_to_data (self->file, NULL, NULL);
  g_autoptr (GError) error = NULL;

  if (self->changed && !g_file_set_contents_full (self->path, text, -1,
                                                  G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("reach: %s", error->message);
  g_key_file_unref (self->file);
  g_free (self->path);
  g_free (self);
}

BancoSilence
banco_reach_memory_get (BancoReachMemory *self, const char *id)
{
  g_autofree char *group = g_uri_escape_string (id, NULL, FALSE);
  guint64 outcome = g_key_file_get_uint64 (self->file, group, "Outcome", NULL);
  BancoSilence silence = { .since = g_key_file_get_int64 (self->file, group, "Since", NULL),
                           .asked = g_key_file_get_int64 (self->file, group, "Asked", NULL),
                           .outcome = (guint) outcome };

  /* Of a clock that was wrong, or no file of ours. */
  if (silence.since < 0 || silence.since > banco_clock_now () || outcome > BANCO_PROBE_BLOCKED)
    silence = (BancoSilence){ 0 };
  return silence;
}

void
banco_reach_memory_note (BancoReachMemory *self, const char *id, BancoProbeOutcome outcome)
{
  g_autofree char *group = g_uri_escape_string (id, NULL, FALSE);
  gint64 now = banco_clock_now ();

  if (outcome == BANCO_PROBE_ANSWERED) {
    self->changed = g_key_file_remove_group (self->file, group, NULL) || self->changed;
    return;
  }
  if (banco_reach_memory_get (self, id).since == 0)
    g_key_file_set_int64 (self->file, group, "Since", now);
  g_key_file_set_int64 (self->file, group, "Asked", now);
  g_key_file_set_uint64 (self->file, group, "Outcome", outcome);
  self->changed = TRUE;
}

void
banco_reach_memory_keep_only (BancoReachMemory *self, GPtrArray *records)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) groups = g_key_file_get_groups (self->file, NULL);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (known, g_uri_escape_string (
                               ((const BancoMachineRecord *) records->pdata[i])->id, NULL, FALSE));
  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_hash_table_contains (known, groups[i]))
      self->changed = g_key_file_remove_group (self->file, groups[i], NULL) || self->changed;
}
