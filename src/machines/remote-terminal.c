/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/remote-terminal.h"

#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

/* A server and a configuration of its own, whatever the user's tmux has; no key is tmux's. The
 * programs in it write to Banco's terminal itself, by the control mode, and must not know of tmux:
 * the user's own works inside. sshd greets only a login without a command. -D: a connection that
 * broke unnoticed no longer counts. */
static const char keep[] =
  "case $(tmux -V 2>/dev/null) in 'tmux '[3-9]* | 'tmux next'* | 'tmux master'*) ;;"
  " *) exit 96 ;; esac\n"
  "unset TMUX\n"
  "tmux -u -L banco -f /dev/null -C start-server \\;"
  " set -g prefix None \\; set -g prefix2 None \\; set -g status off \\;"
  " set -g history-limit 10000 \\; set -g default-terminal xterm-256color \\;"
  " set -g default-command '[ -e \"$HOME/.hushlogin\" ] ||"
  " cat /run/motd.dynamic /etc/motd 2>/dev/null; exec env -u TMUX -u TMUX_PANE -u TERM_PROGRAM"
  " -u TERM_PROGRAM_VERSION COLORTERM=truecolor \"$SHELL\" -l' \\;"
  " new-session -A -D -s \"$1\"\n"
  "status=$?\n"
  "tmux -L banco has-session -t \"=$1\" 2>/dev/null && exit 97\n"
  "exit $status\n";

/* A command is what has the terminal while the shell does not. Shells without tmux are those that
 * sshd has started on a terminal. */
static const char list[] =
  "say() {\n"
  "  read -r line <\"/proc/$3/stat\" || return\n"
  "  set -- \"$1\" \"$2\" \"$3\" ${line##*) }\n"
  "  command=\n"
  "  [ \"$9\" -le 0 ] || [ \"$9\" = \"$3\" ] ||"
  "   command=$(tr '\\000-\\037' ' ' <\"/proc/$9/cmdline\" | cut -c 1-200)\n"
  "  printf '%s\\t%s\\t%s\\n' \"$1\" \"$2\" \"$command\"\n"
  "}\n"
  "tmux -L banco list-panes -a -F '#{session_name} #{session_attached} #{pane_pid}' |\n"
  " while read -r name attached pid; do say \"$name\" \"$attached\" \"$pid\"; done\n"
  "for folder in /proc/[0-9]*; do\n"
  "  [ -O \"$folder\" ] && read -r line <\"$folder/stat\" || continue\n"
  "  pid=${folder#/proc/}\n"
  "  set -- ${line##*) }\n"
  "  [ \"$4\" = \"$pid\" ] && [ \"$5\" != 0 ] && read -r parent <\"/proc/$2/comm\" || continue\n"
  "  case $parent in sshd*) say '' 1 \"$pid\" ;; esac\n"
  "done\n"
  "exit 0\n";

static const char end[] = "exec tmux -L banco kill-session -t \"=$1\"";

char **
banco_remote_terminal_command (BancoPlace *place, const char *name)
{
  return banco_place_command (place, (const char *const[]){ "sh", "-c", keep, "sh", name, NULL });
}

char *
banco_remote_terminal_make_name (void)
{
  return g_strdup_printf ("%08x%08x", g_random_int (), g_random_int ());
}

static void
terminal_free (gpointer data)
{
  BancoRemoteTerminal *terminal = data;

  g_free (terminal->name);
  g_free (terminal->command);
  g_free (terminal);
}

GPtrArray *
banco_remote_terminals_parse (const char *text)
{
  GPtrArray *terminals = g_ptr_array_new_with_free_func (terminal_free);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 3);
    BancoRemoteTerminal *terminal;

    if (g_strv_length (fields) != 3)
      continue;
    terminal = g_new0 (BancoRemoteTerminal, 1);
    terminal->name = fields[0][0] != '\0' ? g_strdup (fields[0]) : NULL;
    terminal->attached = !g_str_equal (fields[1], "0");
    g_strstrip (fields[2]);
    terminal->command = fields[2][0] != '\0' ? g_strdup (fields[2]) : NULL;
    g_ptr_array_add (terminals, terminal);
  }
  return terminals;
}

const BancoRemoteTerminal *
banco_remote_terminals_find (const GPtrArray *terminals, const char *name)
{
  for (guint i = 0; i < terminals->len; i++) {
    const BancoRemoteTerminal *terminal = terminals->pdata[i];

    if (g_strcmp0 (terminal->name, name) == 0)
      return terminal;
  }
  return NULL;
}

typedef struct {
  BancoPlace *place;
  char *name; /* of the one to end; NULL: to list */
} RemoteInput;

static void
remote_input_free (gpointer data)
{
  RemoteInput *input = data;

  banco_place_unref (input->place);
  g_free (input->name);
  g_free (input);
}

static gpointer
remote_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  const RemoteInput *input = data;
  g_auto (GStrv) argv = banco_place_command (
    input->place,
    (const char *const[]){ "sh", "-c", input->name != NULL ? end : list, "sh", input->name, NULL });
  g_autoptr (GSubprocess) process =
    banco_process_start ((const char *const *) argv,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error);
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;

  if (process == NULL)
    return NULL;
  if (!g_subprocess_communicate (process, NULL, cancellable, &output, NULL, &cause)) {
    g_subprocess_force_exit (process);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  } else if (input->name != NULL || g_subprocess_get_successful (process)) {
    const char *bytes = g_bytes_get_data (output, NULL);

    /* NULL: none. */
    text = g_strndup (bytes ? bytes : "", g_bytes_get_size (output));
    return banco_remote_terminals_parse (text);
  }
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE,
               _ ("%s does not answer"), banco_place_get_label (input->place));
  return NULL;
}

static BancoOperation *
start (BancoPlace *place, const char *name, const char *title)
{
  RemoteInput *input = g_new0 (RemoteInput, 1);

  input->place = banco_place_ref (place);
  input->name = g_strdup (name);
  return banco_operation_start (NULL, &(BancoOperationPlan){
                                        .title = title,
                                        .work = remote_work,
                                        .input = input,
                                        .input_free = remote_input_free,
                                        .result_free = (GDestroyNotify) g_ptr_array_unref,
                                      });
}

BancoOperation *
banco_remote_terminals_list (BancoPlace *place)
{
  return start (place, NULL, "Asking what runs there");
}

BancoOperation *
banco_remote_terminal_end (BancoPlace *place, const char *name)
{
  return start (place, name, "Ending a terminal");
}
