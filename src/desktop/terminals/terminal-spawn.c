/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-spawn.h"

#include "machines/remote-terminal.h"

/* Where banco-relay tells what runs. */
#define NOTES 3

/* A program between shows what tmux keeps there, and tells what runs in it. */
static char **
make_relay_command (BancoPlace *place, const char *kept)
{
  g_autofree char *relay = banco_paths_program ("src/relay", "banco-relay");
  g_auto (GStrv) there = banco_remote_terminal_command (place, kept);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();

  g_strv_builder_add (argv, relay);
  g_strv_builder_addv (argv, (const char **) there);
  return g_strv_builder_end (argv);
}

TerminalNotes *
banco_terminal_spawn (VteTerminal *terminal,
                      BancoPlace *place,
                      const char *kept,
                      GCancellable *cancellable,
                      VteTerminalSpawnAsyncCallback spawned,
                      TerminalNotesChanged changed,
                      gpointer data)
{
  const int map = NOTES;
  const char *nothing[] = { NULL };
  g_autofree char *shell = vte_get_user_shell ();
  const char *here[] = { shell ? shell : "/bin/sh", NULL };
  g_auto (GStrv) argv = NULL;
  TerminalNotes *notes = NULL;
  int to = -1;

  if (banco_place_is_here (place)) {
    argv = banco_place_command (place, here);
  } else if (kept) {
    argv = make_relay_command (place, kept);
    notes = banco_terminal_notes_new (&to, changed, data);
  } else {
    argv = banco_place_raw_command (place, nothing);
  }
  vte_terminal_spawn_with_fds_async (terminal, VTE_PTY_DEFAULT, g_get_home_dir (),
                                     (const char *const *) argv, NULL, &to, notes != NULL, &map,
                                     notes != NULL, G_SPAWN_SEARCH_PATH, banco_process_allow_dumps,
                                     NULL, NULL, -1, cancellable, spawned, NULL);
  return notes;
}
