/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-notes.h"

#include "desktop/terminals/terminal-activity.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#define LONGEST_NOTE 65536

struct _TerminalNotes {
  TerminalNotesChanged changed;
  gpointer data;
  GString *line;
  int from;
  guint source; /* 0: nothing more comes */
};

/* "COMMAND\tFOLDER\tHOME" */
static void
take_note (TerminalNotes *self, const char *line)
{
  g_autofree char *valid = g_utf8_make_valid (line, -1);
  g_auto (GStrv) fields = g_strsplit (valid, "\t", 3);
  g_autofree char *folder = NULL;

  if (g_strv_length (fields) != 3)
    return;
  folder = banco_terminal_shorten_folder (fields[1], fields[2]);
  self->changed (self->data, banco_terminal_is_shell (fields[0]) ? NULL : fields[0], folder);
}

static gboolean
read_notes (int from, GIOCondition condition, gpointer data)
{
  TerminalNotes *self = data;
  char bytes[4096];
  gssize n = read (from, bytes, sizeof bytes);
  char *end;

  if (n <= 0 || self->line->len > LONGEST_NOTE) {
    self->source = 0;
    return G_SOURCE_REMOVE;
  }
  g_string_append_len (self->line, bytes, n);
  while ((end = strchr (self->line->str, '\n')) != NULL) {
    *end = '\0';
    take_note (self, self->line->str);
    g_string_erase (self->line, 0, end + 1 - self->line->str);
  }
  return G_SOURCE_CONTINUE;
}

TerminalNotes *
banco_terminal_notes_new (int *to, TerminalNotesChanged changed, gpointer data)
{
  TerminalNotes *self;
  int ends[2];

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return NULL;
  self = g_new0 (TerminalNotes, 1);
  self->changed = changed;
  self->data = data;
  self->line = g_string_new (NULL);
  self->from = ends[0];
  self->source = g_unix_fd_add (ends[0], G_IO_IN | G_IO_HUP, read_notes, self);
  *to = ends[1];
  return self;
}

void
banco_terminal_notes_free (TerminalNotes *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  close (self->from);
  g_string_free (self->line, TRUE);
  g_free (self);
}
