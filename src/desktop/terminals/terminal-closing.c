/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-closing.h"

#include "desktop/question.h"
#include "desktop/terminals/terminal.h"
#include "desktop/words.h"
#include "machines/remote-terminal.h"

#include <glib/gi18n.h>

/* As long as a machine may take to say what runs: a user waits for the tab to close. */
#define PATIENCE_MS 3000

typedef struct {
  AdwTabView *view;
  AdwTabPage *tab;
  BancoOperation *asking;
  guint patience;
} TerminalClosing;

static BancoTerminal *
get_terminal (AdwTabPage *tab)
{
  return BANCO_TERMINAL (adw_tab_page_get_child (tab));
}

/* Where a machine is asked; NULL: there is none, or it cannot be asked now. */
static BancoPlace *
get_background_place (BancoTerminal *terminal)
{
  BancoMachine *machine = banco_terminal_get_machine (terminal);

  return machine ? banco_machine_get_place (machine) : NULL;
}

static void
finish (AdwTabView *view, AdwTabPage *tab)
{
  BancoTerminal *terminal = get_terminal (tab);
  const char *kept = banco_terminal_get_kept (terminal);
  g_autoptr (BancoPlace) place = kept ? get_background_place (terminal) : NULL;

  if (place)
    g_object_unref (banco_remote_terminal_end (place, kept));
  adw_tab_view_close_page_finish (view, tab, TRUE);
}

static void
close_answered (gpointer view, gboolean agreed, gpointer tab)
{
  if (agreed || banco_terminal_has_ended (get_terminal (tab)))
    finish (view, tab);
  else
    adw_tab_view_close_page_finish (view, tab, FALSE);
}

/* @command: "" where its name is not known; NULL: none runs. */
static void
decide (AdwTabView *view, AdwTabPage *tab, const char *command)
{
  g_autofree char *name = command ? banco_words_command (command) : NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (command == NULL) {
    finish (view, tab);
    return;
  }
  body = name[0]
           ? g_strdup_printf (_ ("“%s” still runs in it. Closing the terminal ends it."), name)
           : g_strdup (_ ("A command still runs in it. Closing ends the command."));
  dialog = banco_question_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (view))),
                               &(BancoQuestionPlan){
                                 .heading = _ ("Close This Terminal?"),
                                 .body = body,
                                 .agree = _ ("Close"),
                                 .owner = G_OBJECT (view),
                                 .data = g_object_ref (tab),
                                 .forget = g_object_unref,
                                 .answered = close_answered,
                               });
  /* The question answers itself when the command ends, and the shell after it. */
  g_signal_connect_object (get_terminal (tab), "ended", G_CALLBACK (gtk_window_close), dialog,
                           G_CONNECT_SWAPPED);
}

/* Without tmux, several shells that are busy cannot be told apart: "". */
static const char *
find_command (BancoTerminal *terminal, const GPtrArray *terminals)
{
  const char *kept = banco_terminal_get_kept (terminal);
  const BancoRemoteTerminal *found = banco_remote_terminals_find (terminals, kept);
  const char *command = found ? found->command : NULL;

  for (guint i = 0; kept == NULL && i < terminals->len; i++) {
    const BancoRemoteTerminal *other = terminals->pdata[i];

    if (other != found && other->name == NULL && other->command != NULL)
      command = command == NULL ? other->command : "";
  }
  return command;
}

static void
closing_free (gpointer data, GClosure *closure)
{
  TerminalClosing *closing = data;

  g_clear_handle_id (&closing->patience, g_source_remove);
  g_object_unref (closing->view);
  g_object_unref (closing->tab);
  g_free (closing);
}

static void
machine_answered (BancoOperation *asking, GParamSpec *pspec, TerminalClosing *closing)
{
  g_autoptr (AdwTabView) view = g_object_ref (closing->view);
  g_autoptr (AdwTabPage) tab = g_object_ref (closing->tab);
  const GPtrArray *terminals = banco_operation_get_result (asking);
  BancoTerminal *terminal = get_terminal (tab);
  g_autofree char *known = banco_terminal_dup_command (terminal);

  g_signal_handlers_disconnect_by_data (asking, closing);
  /* The window has gone meanwhile. */
  if (gtk_widget_get_root (GTK_WIDGET (view)) == NULL)
    return;
  if (terminals)
    decide (view, tab, find_command (terminal, terminals));
  else
    decide (view, tab, known ? known : banco_terminal_is_busy (terminal) ? "" : NULL);
}

static void
lose_patience (gpointer data)
{
  TerminalClosing *closing = data;

  closing->patience = 0;
  banco_operation_cancel (closing->asking);
}

void
banco_terminal_closing_start (AdwTabView *view, AdwTabPage *tab)
{
  BancoTerminal *terminal = get_terminal (tab);
  gboolean told = banco_terminal_is_running (terminal) &&
                  (banco_terminal_get_kept (terminal) || banco_terminal_is_busy (terminal));
  g_autoptr (BancoPlace) place = told ? get_background_place (terminal) : NULL;
  g_autofree char *command = NULL;
  TerminalClosing *closing;

  if (place == NULL) {
    command = banco_terminal_dup_command (terminal);
    decide (view, tab, command ? command : banco_terminal_is_busy (terminal) ? "" : NULL);
    return;
  }
  closing = g_new0 (TerminalClosing, 1);
  closing->view = g_object_ref (view);
  closing->tab = g_object_ref (tab);
  closing->asking = banco_remote_terminals_list (place);
  closing->patience = g_timeout_add_once (PATIENCE_MS, lose_patience, closing);
  /* Its end is told once; the tab waits for it. */
  g_signal_connect_data (closing->asking, "notify::state", G_CALLBACK (machine_answered), closing,
                         closing_free, 0);
  g_object_unref (closing->asking);
}
