/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-activity.h"

#include <string.h>
#include <unistd.h>

/* 0: the shell itself has the terminal, or none does. */
static pid_t
find_foreground (int pty, GPid shell)
{
  pid_t foreground = pty >= 0 && shell > 0 ? tcgetpgrp (pty) : -1;

  return foreground > 0 && foreground != shell ? foreground : 0;
}

char *
banco_terminal_find_command (int pty, GPid shell)
{
  pid_t foreground = find_foreground (pty, shell);
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", (int) foreground);
  g_autofree char *words = NULL;
  gsize length;

  if (foreground == 0)
    return NULL;
  if (!g_file_get_contents (path, &words, &length, NULL) || length == 0)
    return g_strdup ("");
  for (gsize i = 0; i + 1 < length; i++)
    if (words[i] == '\0')
      words[i] = ' ';
  return g_utf8_make_valid (words, -1);
}

char *
banco_terminal_find_folder (int pty, GPid shell)
{
  pid_t foreground = find_foreground (pty, shell);
  g_autofree char *path = g_strdup_printf ("/proc/%d/cwd", foreground ? foreground : shell);
  g_autofree char *folder = shell > 0 ? g_file_read_link (path, NULL) : NULL;

  return folder != NULL ? banco_terminal_shorten_folder (folder, g_get_home_dir ()) : NULL;
}

char *
banco_terminal_shorten_folder (const char *folder, const char *home)
{
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (folder, home) && strchr ("/", folder[length]) != NULL)
    return g_strconcat ("~", folder + length, NULL);
  return g_strdup (folder);
}

/* Names that a shell has while it waits: a script of one has the same, and is told by its machine
 * when that is asked. */
gboolean
banco_terminal_is_shell (const char *command)
{
  static const char *const shells[] = { "sh",  "bash", "zsh",  "fish", "dash",
                                        "ksh", "csh",  "tcsh", NULL };

  return g_strv_contains (shells, command);
}
