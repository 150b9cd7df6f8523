/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-end.h"

#include "machines/remote-terminal.h"

#include <glib/gi18n.h>
#include <sys/wait.h>

/* ssh says so when the connection failed or broke. */
#define SSH_LOST 255

static int
get_code (const BancoTerminalEnd *end)
{
  return WIFEXITED (end->status) ? WEXITSTATUS (end->status) : SSH_LOST;
}

gboolean
banco_terminal_lacks_tmux (const BancoTerminalEnd *end)
{
  return end->kept && get_code (end) == BANCO_REMOTE_TERMINAL_NO_TMUX;
}

gboolean
banco_terminal_was_lost (const BancoTerminalEnd *end)
{
  return get_code (end) == SSH_LOST;
}

char *
banco_terminal_explain_machine (BancoMachine *machine, const char **button)
{
  const char *name = banco_machine_get_name (machine);
  gboolean gone = banco_machine_get_state (machine) == BANCO_MACHINE_RELEASING;

  *button = gone ? NULL : _ ("Reconnect");
  return gone ? banco_visible_printf (_ ("%s was given back."), name)
              : banco_visible_printf (_ ("%s is not ready."), name);
}

char *
banco_terminal_explain_end (const BancoTerminalEnd *end, const char **button)
{
  const char *name = banco_place_get_label (end->place);
  int code = get_code (end);

  if (end->machine && banco_machine_get_state (end->machine) == BANCO_MACHINE_RELEASING)
    return banco_terminal_explain_machine (end->machine, button);
  *button = _ ("Reconnect");
  if (end->kept && code == BANCO_REMOTE_TERMINAL_ELSEWHERE) {
    *button = _ ("Show It Here");
    return banco_visible_printf (_ ("This terminal of %s is shown elsewhere now."), name);
  }
  if (code != SSH_LOST)
    return banco_visible_printf (_ ("The shell on %s has ended."), name);
  if (end->kept && end->busy)
    return banco_visible_printf (
      _ ("The connection to %s was lost. The command that runs there goes on."), name);
  return banco_visible_printf (_ ("The connection to %s was lost."), name);
}
