/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/relay.h"

#include "relay/control-mode.h"
#include "relay/pane.h"
#include "relay/query-filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define CHUNK 65536
#define MOST_SENDING 65536 /* more typed text waits in the terminal */
#define KEYS_A_LINE 512

/* What a command that is on its way asked for. */
typedef enum {
  NOTHING,
  STATE,
  HISTORY,
  SCREEN,
  SAVED_SCREEN,
} AskedFor;

typedef struct {
  ControlMode *control;
  int to, from; /* tmux */
  int notes;    /* where changes are told, -1: nowhere */
  GQueue asked; /* of AskedFor */
  GByteArray *sending;
  PaneState pane;
  QueryFilter filter;
  gboolean showing; /* what was there before has been drawn */
  gboolean failed;  /* there is no pane */
  struct termios before;
  gboolean raw;
} Relay;

static volatile sig_atomic_t resized = 1;

static void
note_size (int number)
{
  resized = 1;
}

static void
write_all (int to, const char *bytes, gsize length)
{
  while (length > 0) {
    gssize n = write (to, bytes, length);

    if (n < 0 && errno != EINTR)
      return;
    bytes += MAX (n, 0);
    length -= (gsize) MAX (n, 0);
  }
}

static G_GNUC_PRINTF (3, 4) void send_command (Relay *self, AskedFor asked, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list values;

  va_start (values, format);
  command = g_strdup_vprintf (format, values);
  va_end (values);
  g_queue_push_tail (&self->asked, GINT_TO_POINTER (asked));
  g_byte_array_append (self->sending, (const guint8 *) command, (guint) strlen (command));
  g_byte_array_append (self->sending, (const guint8 *) "\n", 1);
}

static void
send_size (Relay *self)
{
  struct winsize size = { 0 };

  resized = 0;
  if (ioctl (STDIN_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
    send_command (self, NOTHING, "refresh-client -C %u,%u", size.ws_col, size.ws_row);
}

static void
send_keys (Relay *self, const guint8 *bytes, gsize length)
{
  while (length > 0) {
    g_autoptr (GString) keys = g_string_new (NULL);
    gsize n = MIN (length, KEYS_A_LINE);

    for (gsize i = 0; i < n; i++)
      g_string_append_printf (keys, " %02x", bytes[i]);
    send_command (self, NOTHING, "send-keys -t %s -H%s", self->pane.id, keys->str);
    bytes += n;
    length -= n;
  }
}

/* Keys go to tmux as they are, which echoes what is to be seen. */
static void
begin (Relay *self)
{
  g_autofree char *format = pane_state_make_format ();
  struct termios raw;

  if (tcgetattr (STDIN_FILENO, &self->before) == 0) {
    raw = self->before;
    cfmakeraw (&raw);
    self->raw = tcsetattr (STDIN_FILENO, TCSANOW, &raw) == 0;
  }
  send_size (self);
  send_command (
    self, NOTHING,
    "refresh-client -B 'banco::#{pane_current_command}\t#{pane_current_path}\t#{HOME}'");
  send_command (self, STATE, "display-message -p '%s'", format);
}

static void
show (const GString *text)
{
  write_all (STDOUT_FILENO, text->str, text->len);
}

/* A terminal that showed it before starts anew: all of it comes again. */
static void
take_state (Relay *self, const GPtrArray *lines)
{
  static const char reset[] = "\033c";

  if (lines->len != 1 || !pane_state_read (&self->pane, lines->pdata[0])) {
    self->failed = TRUE;
    return;
  }
  write_all (STDOUT_FILENO, reset, strlen (reset));
  if (self->pane.values[PANE_HISTORY] > 0)
    send_command (self, HISTORY, "capture-pane -p -e -J -S - -E -1 -t %s", self->pane.id);
  if (self->pane.values[PANE_ALTERNATE])
    send_command (self, SAVED_SCREEN, "capture-pane -p -e -a -t %s", self->pane.id);
  send_command (self, SCREEN, "capture-pane -p -e -t %s", self->pane.id);
}

static void
take_reply (gpointer data, const GPtrArray *lines, gboolean good)
{
  Relay *self = data;
  AskedFor asked = GPOINTER_TO_INT (g_queue_pop_head (&self->asked));
  const guint *values = self->pane.values;
  g_autoptr (GString) text = g_string_new (NULL);

  if (asked == STATE) {
    take_state (self, lines);
  } else if (asked == HISTORY && good) {
    pane_draw_history (lines, text);
  } else if (asked == SAVED_SCREEN && good) {
    pane_draw_screen (lines, values[PANE_SAVED_X], values[PANE_SAVED_Y], text);
    g_string_append (text, "\033[?1049h\033[H");
  } else if (asked == SCREEN) {
    if (good)
      pane_draw_screen (lines, values[PANE_X], values[PANE_Y], text);
    pane_draw_modes (&self->pane, text);
    self->showing = TRUE;
  }
  show (text);
}

/* What came before the screen was drawn is on it. */
static void
take_output (gpointer data, const char *pane, const char *bytes, gsize length)
{
  Relay *self = data;
  g_autoptr (GString) text = g_string_new (NULL);

  if (!self->showing || g_strcmp0 (pane, self->pane.id) != 0)
    return;
  query_filter_feed (&self->filter, bytes, length, text);
  show (text);
}

static void
take_change (gpointer data, const char *value)
{
  Relay *self = data;
  g_autofree char *line = g_strconcat (value, "\n", NULL);

  if (self->notes >= 0)
    write_all (self->notes, line, strlen (line));
}

/* FALSE: it has ended. */
static gboolean
read_tmux (Relay *self)
{
  char bytes[CHUNK];
  gssize n = read (self->from, bytes, sizeof bytes);
  gboolean had_begun = control_mode_has_begun (self->control);

  if (n <= 0)
    return n < 0 && errno == EINTR;
  control_mode_feed (self->control, bytes, (gsize) n);
  if (!had_begun && control_mode_has_begun (self->control))
    begin (self);
  return !self->failed;
}

static gboolean
read_keys (Relay *self)
{
  guint8 bytes[4096];
  gssize n = read (STDIN_FILENO, bytes, sizeof bytes);

  if (n <= 0)
    return n < 0 && errno == EINTR;
  send_keys (self, bytes, (gsize) n);
  return TRUE;
}

static gboolean
write_tmux (Relay *self)
{
  gssize n = write (self->to, self->sending->data, self->sending->len);

  if (n < 0)
    return errno == EINTR || errno == EAGAIN;
  g_byte_array_remove_range (self->sending, 0, (guint) n);
  return TRUE;
}

/* Before tmux speaks the keys are ssh's, which may ask for a passphrase. */
static void
turn (Relay *self)
{
  sigset_t blocked, usual;
  gboolean goes_on = TRUE;

  sigemptyset (&blocked);
  sigaddset (&blocked, SIGWINCH);
  sigprocmask (SIG_BLOCK, &blocked, &usual);
  while (goes_on) {
    struct pollfd waits[] = {
      { self->from, POLLIN, 0 },
      { self->sending->len > 0 ? self->to : -1, POLLOUT, 0 },
      { self->showing && self->sending->len < MOST_SENDING ? STDIN_FILENO : -1, POLLIN, 0 },
    };

    if (ppoll (waits, G_N_ELEMENTS (waits), NULL, &usual) < 0 && errno != EINTR)
      return;
    if (resized && self->showing)
      send_size (self);
    if (waits[0].revents)
      goes_on = read_tmux (self);
    if (goes_on && waits[1].revents)
      goes_on = write_tmux (self);
    if (goes_on && waits[2].revents)
      goes_on = read_keys (self);
  }
}

static int
wait_for (GPid child)
{
  int status;

  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      return RELAY_FAILED;
  return WIFEXITED (status) ? WEXITSTATUS (status) : RELAY_FAILED;
}

int
relay_run (char **argv, int notes)
{
  static const ControlEvents events = { take_output, take_reply, take_change };
  const struct sigaction resize = { .sa_handler = note_size };
  Relay self = { .notes = notes };
  GPid child;

  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                 NULL, NULL, &child, &self.to, &self.from, NULL, NULL))
    return RELAY_FAILED;
  fcntl (self.to, F_SETFL, fcntl (self.to, F_GETFL) | O_NONBLOCK);
  sigaction (SIGWINCH, &resize, NULL);
  self.sending = g_byte_array_new ();
  self.control = control_mode_new (&events, &self);
  turn (&self);
  if (self.raw)
    tcsetattr (STDIN_FILENO, TCSANOW, &self.before);
  close (self.to);
  close (self.from);
  g_queue_clear (&self.asked);
  g_byte_array_unref (self.sending);
  control_mode_free (self.control);
  pane_state_clear (&self.pane);
  return wait_for (child);
}
