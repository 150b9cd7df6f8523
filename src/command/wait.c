/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The one place that iterates a main context. */

typedef struct _Waiting {
  GMainLoop *loop;
  BancoOperation *operation; /* nullable */
  CommandDone done;
  CommandStop stop; /* nullable: what the first interrupt does instead of cancelling */
  gpointer data;
} Waiting;

static void
end_waiting (Waiting *waiting)
{
  CommandStop stop = g_steal_pointer (&waiting->stop);

  if (stop != NULL)
    stop (waiting->data);
  else if (waiting->operation != NULL)
    banco_operation_cancel (waiting->operation);
  else
    g_main_loop_quit (waiting->loop);
}

static gboolean
interrupt (gpointer data)
{
  Command *self = data;

  self->interrupted = TRUE;
  if (self->waiting != NULL)
    end_waiting (self->waiting);
  return G_SOURCE_CONTINUE;
}

void
command_catch_interrupts (Command *self)
{
  g_unix_signal_add (SIGINT, interrupt, self);
  g_unix_signal_add (SIGTERM, interrupt, self);
}

static void
run_loop (Command *self, Waiting *waiting)
{
  self->waiting = waiting;
  /* An operation is cancelled and then waited for; where there is none, there is nothing to do. */
  if (self->interrupted)
    end_waiting (waiting);
  if (!self->interrupted || waiting->operation != NULL)
    g_main_loop_run (waiting->loop);
  self->waiting = NULL;
}

/* On a terminal that can take a line back. */
static gboolean
shows_progress (Command *self)
{
  const char *terminal = g_getenv ("TERM");

  return !self->json && !self->quiet && terminal != NULL && !g_str_equal (terminal, "dumb") &&
         isatty (STDERR_FILENO);
}

/* Instead of the line before, as much as fits: what wraps would not be taken back. */
static void
show_line (const char *text)
{
  g_autofree char *line = banco_visible_line (text);
  guint columns = output_columns (STDERR_FILENO);

  while (output_width (line) >= columns)
    *g_utf8_prev_char (line + strlen (line)) = '\0';
  fputs ("\r\033[K", stderr);
  output_complain ("%s", line);
}

#define BAR 24

static void
draw_progress (BancoOperation *operation)
{
  double fraction = banco_operation_get_fraction (operation);
  const char *message = banco_operation_get_message (operation);
  char bar[BAR + 1];
  g_autofree char *line = NULL;

  for (int i = 0; i < BAR; i++)
    bar[i] = fraction >= 0 && i < (int) lround (fraction * BAR) ? '#' : '.';
  bar[BAR] = '\0';
  if (fraction >= 0)
    line = g_strdup_printf ("%s [%s] %3.0f %%  %s", banco_operation_get_title (operation), bar,
                            fraction * 100, message != NULL ? message : "");
  else
    line = g_strdup_printf ("%s…  %s", banco_operation_get_title (operation),
                            message != NULL ? message : "");
  show_line (line);
}

static void
changed (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  Waiting *waiting = data;

  if (banco_operation_get_state (operation) != BANCO_OPERATION_RUNNING)
    g_main_loop_quit (waiting->loop);
}

static void
progressed (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  if (shows_progress (data))
    draw_progress (operation);
}

static gboolean
check_ended (BancoOperation *operation, GError **error)
{
  switch (banco_operation_get_state (operation)) {
  case BANCO_OPERATION_DONE:
    return TRUE;
  case BANCO_OPERATION_FAILED:
    g_propagate_error (error, g_error_copy (banco_operation_get_error (operation)));
    return FALSE;
  case BANCO_OPERATION_RUNNING:
  case BANCO_OPERATION_CANCELLED:
    break;
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       _ ("interrupted; nothing was lost"));
  return FALSE;
}

gboolean
command_wait (Command *self, BancoOperation *operation, BancoOperation **keep, GError **error)
{
  return command_wait_or_stop (self, operation, NULL, NULL, keep, error);
}

gboolean
command_wait_or_stop (Command *self,
                      BancoOperation *operation,
                      CommandStop stop,
                      gpointer data,
                      BancoOperation **keep,
                      GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop, .operation = operation, .stop = stop, .data = data };
  gulong state = g_signal_connect (operation, "notify::state", G_CALLBACK (changed), &waiting);
  gulong message = g_signal_connect (operation, "notify::message", G_CALLBACK (progressed), self);
  gulong fraction = g_signal_connect (operation, "notify::fraction", G_CALLBACK (progressed), self);
  gboolean done;

  if (banco_operation_get_state (operation) == BANCO_OPERATION_RUNNING)
    run_loop (self, &waiting);
  g_signal_handler_disconnect (operation, state);
  g_signal_handler_disconnect (operation, message);
  g_signal_handler_disconnect (operation, fraction);
  if (shows_progress (self))
    show_line ("");
  done = check_ended (operation, error);
  if (keep != NULL && done)
    *keep = g_object_ref (operation);
  g_object_unref (operation);
  return done;
}

static gboolean
ask_done (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->done (waiting->data))
    g_main_loop_quit (waiting->loop);
  return G_SOURCE_CONTINUE;
}

gboolean
command_wait_until (Command *self, CommandDone done, gpointer data, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Waiting waiting = { .loop = loop, .done = done, .data = data };
  guint clock;

  if (done (data))
    return TRUE;
  clock = g_timeout_add (250, ask_done, &waiting);
  run_loop (self, &waiting);
  g_source_remove (clock);
  if (!self->interrupted)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("interrupted"));
  return FALSE;
}
