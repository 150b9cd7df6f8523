/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/pane.h"

#include <string.h>

#define LARGEST 9999

/* Set, and reset where that is not how a terminal starts. */
static const struct {
  const char *name;
  const char *on;
  const char *off;
} values[PANE_N_VALUES] = {
  [PANE_HISTORY] = { "history_size", NULL, NULL },
  [PANE_ALTERNATE] = { "alternate_on", NULL, NULL },
  [PANE_X] = { "cursor_x", NULL, NULL },
  [PANE_Y] = { "cursor_y", NULL, NULL },
  [PANE_SAVED_X] = { "alternate_saved_x", NULL, NULL },
  [PANE_SAVED_Y] = { "alternate_saved_y", NULL, NULL },
  [PANE_CURSOR_SHOWN] = { "cursor_flag", NULL, "\033[?25l" },
  [PANE_INSERT] = { "insert_flag", "\033[4h", NULL },
  [PANE_CURSOR_KEYS] = { "keypad_cursor_flag", "\033[?1h", NULL },
  [PANE_KEYPAD] = { "keypad_flag", "\033=", NULL },
  [PANE_WRAP] = { "wrap_flag", NULL, "\033[?7l" },
  [PANE_ORIGIN] = { "origin_flag", "\033[?6h", NULL },
  [PANE_MOUSE_STANDARD] = { "mouse_standard_flag", "\033[?1000h", NULL },
  [PANE_MOUSE_BUTTON] = { "mouse_button_flag", "\033[?1002h", NULL },
  [PANE_MOUSE_ALL] = { "mouse_all_flag", "\033[?1003h", NULL },
  [PANE_MOUSE_SGR] = { "mouse_sgr_flag", "\033[?1006h", NULL },
  [PANE_SCROLL_UPPER] = { "scroll_region_upper", NULL, NULL },
  [PANE_SCROLL_LOWER] = { "scroll_region_lower", NULL, NULL },
};

char *
pane_state_make_format (void)
{
  GString *format = g_string_new ("#{pane_id}");

  for (guint i = 0; i < PANE_N_VALUES; i++)
    g_string_append_printf (format, ",#{%s}", values[i].name);
  return g_string_free (format, FALSE);
}

void
pane_state_clear (PaneState *state)
{
  g_free (state->id);
  memset (state, 0, sizeof *state);
}

gboolean
pane_state_read (PaneState *state, const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, ",", -1);

  pane_state_clear (state);
  if (g_strv_length (fields) != PANE_N_VALUES + 1 ||
      !g_regex_match_simple ("^%[0-9]{1,9}\\z", fields[0], 0, 0))
    return FALSE;
  state->id = g_strdup (fields[0]);
  for (guint i = 0; i < PANE_N_VALUES; i++)
    state->values[i] = (guint) MIN (g_ascii_strtoull (fields[i + 1], NULL, 10), LARGEST);
  return TRUE;
}

void
pane_draw_history (const GPtrArray *lines, GString *to)
{
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (to, "%s\033[m\r\n", (const char *) lines->pdata[i]);
}

void
pane_draw_screen (const GPtrArray *lines, guint x, guint y, GString *to)
{
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (to, "%s%s", i > 0 ? "\r\n" : "", (const char *) lines->pdata[i]);
  g_string_append_printf (to, "\033[m\033[%u;%uH", y + 1, x + 1);
}

void
pane_draw_modes (const PaneState *state, GString *to)
{
  const guint *now = state->values;

  /* Both move the cursor, so that it is put back; in the origin mode from another place. */
  g_string_append_printf (to, "\033[%u;%ur", now[PANE_SCROLL_UPPER] + 1,
                          now[PANE_SCROLL_LOWER] + 1);
  for (guint i = 0; i < PANE_N_VALUES; i++) {
    const char *mode = now[i] ? values[i].on : values[i].off;

    if (mode != NULL)
      g_string_append (to, mode);
  }
  g_string_append_printf (to, "\033[%u;%uH",
                          now[PANE_Y] + 1 -
                            (now[PANE_ORIGIN] ? MIN (now[PANE_SCROLL_UPPER], now[PANE_Y]) : 0),
                          now[PANE_X] + 1);
}
