/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/control-mode.h"
#include "relay/pane.h"
#include "relay/query-filter.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
take_output (gpointer filter, const char *pane, const char *bytes, gsize length)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  query_filter_feed (filter, bytes, length, seen);
  g_assert_true (seen->len <= length + sizeof (QueryFilter));
}

static void
take_reply (gpointer filter, const GPtrArray *lines, gboolean good)
{
  g_autoptr (GString) drawn = g_string_new (NULL);
  PaneState state = { 0 };

  if (lines->len > 0 && pane_state_read (&state, lines->pdata[0]))
    pane_draw_modes (&state, drawn);
  pane_draw_history (lines, drawn);
  pane_state_clear (&state);
}

static void
take_change (gpointer filter, const char *value)
{
  g_assert_nonnull (value);
}

/* What a machine sends in the place of tmux. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const ControlEvents events = { take_output, take_reply, take_change };
  QueryFilter filter = { 0 };
  g_autoptr (ControlMode) control = control_mode_new (&events, &filter);

  control_mode_feed (control, (const char *) data, size / 2);
  control_mode_feed (control, (const char *) data + size / 2, size - size / 2);
  return 0;
}
