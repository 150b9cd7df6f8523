/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/control-mode.h"
#include "relay/pane.h"
#include "relay/query-filter.h"

#include <string.h>

/* What was told, one after the other. */
static void
note_output (gpointer said, const char *pane, const char *bytes, gsize length)
{
  g_string_append_printf (said, "output %s ", pane);
  g_string_append_len (said, bytes, (gssize) length);
  g_string_append_c (said, '|');
}

static void
note_reply (gpointer said, const GPtrArray *lines, gboolean good)
{
  g_string_append_printf (said, "%s", good ? "reply" : "error");
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (said, " <%s>", (const char *) lines->pdata[i]);
  g_string_append_c (said, '|');
}

static void
note_change (gpointer said, const char *value)
{
  g_string_append_printf (said, "changed %s|", value);
}

static const ControlEvents events = { note_output, note_reply, note_change };

static const struct {
  const char *name;
  const char *text;
  const char *said;
} talks[] = {
  { "output", "%begin 1 2 0\n%end 1 2 0\n%output %0 a\\033[m\\134\\015\\012\303\250\n",
    "output %0 a\033[m\\\r\n\303\250|" },
  { "not-escaped", "%begin 1 2 0\n%end 1 2 0\n%output %0 \\9\\4\\\n", "output %0 \\9\\4\\|" },
  { "replies", "%begin 1 2 1\none\n\ntwo\n%end 1 2 1\n%begin 1 3 1\nno\n%error 1 3 1\n",
    "reply <one> <> <two>|error <no>|" },
  { "of-the-start", "%begin 1 2 0\nsaid\n%end 1 2 0\n", "" },
  { "looks-like-an-end", "%begin 1 2 1\n%end 1 1 1\n%output %0 x\n%end 1 2 1\n",
    "reply <%end 1 1 1> <%output %0 x>|" },
  { "change", "%begin 1 2 0\n%end 1 2 0\n%subscription-changed banco $0 - - - : sh\t/a : b\n",
    "changed sh\t/a : b|" },
  { "a-login-script", "%output %0 x\nhello\n%begin 1 2 1\n%end 1 2 1\n", "reply|" },
  { "others", "%begin 1 2 0\n%end 1 2 0\n%output\n%output %0\n%subscription-changed x\n%exit\n",
    "" },
};

/* Wherever the pieces end. */
static void
test_control (gconstpointer data)
{
  const char *text = talks[GPOINTER_TO_SIZE (data)].text;

  for (gsize cut = 0; cut <= strlen (text); cut++) {
    g_autoptr (GString) said = g_string_new (NULL);
    g_autoptr (ControlMode) control = control_mode_new (&events, said);

    g_assert_false (control_mode_has_begun (control));
    control_mode_feed (control, text, cut);
    control_mode_feed (control, text + cut, strlen (text) - cut);
    g_assert_cmpstr (said->str, ==, talks[GPOINTER_TO_SIZE (data)].said);
    g_assert_true (control_mode_has_begun (control));
  }
}

static const struct {
  const char *name;
  const char *written;
  const char *seen;
} queries[] = {
  { "text", "a\033[1mb\033]0;t\007c", "a\033[1mb\033]0;t\007c" },
  { "kind", "a\033[cb\033[0cc\033[>cd", "abcd" },
  { "status", "a\033[5nb\033[6nc", "abc" },
  { "version", "a\033[>qb\033[2 qc", "ab\033[2 qc" },
  { "size", "a\033[18tb\033[22;0tc", "ab\033[22;0tc" },
  { "not-tmux's", "a\033[?6nb\033[=cc", "a\033[?6nb\033[=cc" },
  { "two-escapes", "\033\033[6n\033(B", "\033\033(B" },
  { "control-inside", "\033[1\r;2H", "\033[1\r;2H" },
  { "too-long", "\033[1111111111222222222233333333334444444444555555555566666666667777777n",
    "\033[1111111111222222222233333333334444444444555555555566666666667777777n" },
};

static void
test_query (gconstpointer data)
{
  const char *text = queries[GPOINTER_TO_SIZE (data)].written;

  for (gsize cut = 0; cut <= strlen (text); cut++) {
    g_autoptr (GString) seen = g_string_new (NULL);
    QueryFilter filter = { 0 };

    query_filter_feed (&filter, text, cut, seen);
    query_filter_feed (&filter, text + cut, strlen (text) - cut, seen);
    g_assert_cmpstr (seen->str, ==, queries[GPOINTER_TO_SIZE (data)].seen);
  }
}

static void
test_pane (void)
{
  PaneState state = { 0 };
  g_autoptr (GString) modes = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  g_assert_false (pane_state_read (&state, ""));
  g_assert_false (pane_state_read (&state, "%0,1,2"));
  g_assert_false (pane_state_read (&state, "x;kill-server,0,0,0,0,0,0,1,0,0,0,1,0,0,0,0,0,0,23"));
  g_assert_true (pane_state_read (&state, "%7,3,0,4,5,4294967295,,0,1,1,0,1,0,0,1,0,1,0,23"));
  g_assert_cmpstr (state.id, ==, "%7");
  g_assert_cmpuint (state.values[PANE_SAVED_X], ==, 9999);
  g_assert_cmpuint (state.values[PANE_SAVED_Y], ==, 0);
  pane_draw_modes (&state, modes);
  g_assert_cmpstr (modes->str, ==,
                   "\033[1;24r\033[?25l\033[4h\033[?1h\033[?1002h\033[?1006h\033[6;5H");
  g_ptr_array_add (lines, (gpointer) "one");
  g_ptr_array_add (lines, (gpointer) "two");
  g_string_truncate (modes, 0);
  pane_draw_history (lines, modes);
  pane_draw_screen (lines, 1, 0, modes);
  g_assert_cmpstr (modes->str, ==, "one\033[m\r\ntwo\033[m\r\none\r\ntwo\033[m\033[1;2H");
  pane_state_clear (&state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (talks); i++) {
    g_autofree char *path = g_strconcat ("/relay/control/", talks[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_control);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *path = g_strconcat ("/relay/query/", queries[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_query);
  }
  g_test_add_func ("/relay/pane", test_pane);
  return g_test_run ();
}
