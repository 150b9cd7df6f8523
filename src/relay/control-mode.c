/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/control-mode.h"

#include <string.h>

/* More than tmux ever sends at once: a machine must not fill our memory. */
#define LONGEST_LINE (1024 * 1024)
#define MOST_LINES 200000

struct _ControlMode {
  const ControlEvents *events;
  gpointer data;
  GString *line;
  GPtrArray *reply; /* the lines so far; NULL: outside of one */
  char *reply_end;  /* what ends it, without the first word */
  gboolean begun;
};

ControlMode *
control_mode_new (const ControlEvents *events, gpointer data)
{
  ControlMode *self = g_new0 (ControlMode, 1);

  self->events = events;
  self->data = data;
  self->line = g_string_new (NULL);
  return self;
}

void
control_mode_free (ControlMode *self)
{
  g_string_free (self->line, TRUE);
  g_clear_pointer (&self->reply, g_ptr_array_unref);
  g_free (self->reply_end);
  g_free (self);
}

gboolean
control_mode_has_begun (ControlMode *self)
{
  return self->begun;
}

/* Replaces "\ooo" by its byte, in place. Returns the length. */
static gsize
unescape (char *text)
{
  char *to = text;

  for (const char *from = text; *from != '\0'; to++) {
    if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' && from[2] <= '7' &&
        from[3] >= '0' && from[3] <= '7') {
      *to = (char) ((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0'));
      from += 4;
    } else {
      *to = *from++;
    }
  }
  return (gsize) (to - text);
}

static void
take_output (ControlMode *self, char *pane)
{
  char *bytes = strchr (pane, ' ');

  if (bytes == NULL)
    return;
  *bytes++ = '\0';
  self->events->output (self->data, pane, bytes, unescape (bytes));
}

/* A program may have printed lines that look like ours: only the one with the number of the
 * beginning ends it. */
static void
take_reply_line (ControlMode *self, const char *line)
{
  gboolean good = g_str_has_prefix (line, "%end ");
  const char *rest = good                                 ? line + strlen ("%end ")
                     : g_str_has_prefix (line, "%error ") ? line + strlen ("%error ")
                                                          : NULL;

  if (rest == NULL || !g_str_equal (rest, self->reply_end)) {
    if (self->reply->len < MOST_LINES)
      g_ptr_array_add (self->reply, g_strdup (line));
    return;
  }
  /* The last number says whether the command was ours, or came with the start. */
  if (g_str_has_suffix (rest, " 1"))
    self->events->reply (self->data, self->reply, good);
  g_clear_pointer (&self->reply, g_ptr_array_unref);
}

static void
take_line (ControlMode *self, char *line)
{
  static const char begin[] = "%begin ", output[] = "%output ",
                    subscription[] = "%subscription-changed ";

  if (self->reply != NULL) {
    take_reply_line (self, line);
  } else if (g_str_has_prefix (line, begin)) {
    self->begun = TRUE;
    self->reply = g_ptr_array_new_with_free_func (g_free);
    g_free (self->reply_end);
    self->reply_end = g_strdup (line + strlen (begin));
  } else if (self->begun && g_str_has_prefix (line, output)) {
    take_output (self, line + strlen (output));
  } else if (self->begun && g_str_has_prefix (line, subscription)) {
    const char *value = strstr (line, " : ");

    if (value != NULL)
      self->events->changed (self->data, value + strlen (" : "));
  }
}

void
control_mode_feed (ControlMode *self, const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (bytes[i] != '\n') {
      if (self->line->len < LONGEST_LINE && bytes[i] != '\0')
        g_string_append_c (self->line, bytes[i]);
      continue;
    }
    take_line (self, self->line->str);
    g_string_truncate (self->line, 0);
  }
}
