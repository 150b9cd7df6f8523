/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/sender-private.h"

#include <string.h>
#include <sys/utsname.h>

/* Exit codes of the scripts below, clear of those of ssh (255) and shells (126, 127). */
enum {
  EXIT_OTHER_MACHINE = 91,
  EXIT_ABSENT = 92,
  EXIT_NO_FOLDER = 93,
};

/* A home may be mounted noexec: the first folder in which something of ours can run is taken. */
#define FIND_FOLDER                                                                                \
  "for d in \"${XDG_CACHE_HOME:-$HOME/.cache}/banco\" \"${XDG_RUNTIME_DIR:-/nonexistent}/banco\""  \
  " \"/var/tmp/banco-$(id -u)\" \"/tmp/banco-$(id -u)\"; do"

static const char look[] = /* $1: our machine, $2: the file's name */
  "[ \"$(uname -m)\" = \"$1\" ] || exit 91\n" FIND_FOLDER
  "  if [ -O \"$d/$2\" ] && \"$d/$2\" --list >/dev/null 2>&1; then echo \"$d/$2\"; exit 0; fi\n"
  "done\n"
  "exit 92";

static const char receive[] = /* $1: the file's name; the program comes on standard input */
  "umask 077; t=$(mktemp) || exit 93; cat > \"$t\" || { rm -f \"$t\"; exit 93; }\n" FIND_FOLDER
  "  mkdir -p \"$d\" 2>/dev/null && [ -O \"$d\" ] || continue\n"
  "  if cp \"$t\" \"$d/$1.part\" 2>/dev/null && chmod 700 \"$d/$1.part\""
  " && \"$d/$1.part\" --list >/dev/null 2>&1; then\n"
  "    mv \"$d/$1.part\" \"$d/$1\"; rm -f \"$t\"; echo \"$d/$1\"; exit 0\n"
  "  fi\n"
  "  rm -f \"$d/$1.part\"\n"
  "done\n"
  "rm -f \"$t\"; exit 93";

static const char run[] = /* $1: the program, the rest: its arguments */
  "exec 3<&0\n"
  "\"$@\" </dev/null & p=$!\n"
  "( cat <&3; kill \"$p\" ) >/dev/null 2>&1 & w=$!\n"
  "exec 3<&-\n"
  "wait \"$p\"; r=$?\n"
  "kill \"$w\" 2>/dev/null\n"
  "exit \"$r\"";

void
banco_sender_set_error (GError **error, BancoPlace *place, int status)
{
  const char *label = banco_place_get_label (place);
  BancoBenchmarkError code = BANCO_BENCHMARK_ERROR_CANNOT_RUN;
  g_autofree char *what = NULL;

  switch (status) {
  case 255:
    code = BANCO_BENCHMARK_ERROR_UNREACHABLE;
    what = g_strdup_printf ("the connection to %s failed", label);
    break;
  case EXIT_OTHER_MACHINE:
    what = g_strdup_printf ("%s has another kind of processor than this computer", label);
    break;
  case EXIT_NO_FOLDER:
    what = g_strdup_printf ("%s has no room for the benchmark program, or no folder that programs "
                            "may run from",
                            label);
    break;
  case 126:
  case 127:
    what = g_strdup_printf ("the benchmark program cannot be started on %s", label);
    break;
  default:
    code = BANCO_BENCHMARK_ERROR_FAILED;
    what = g_strdup_printf ("the benchmark program ended early on %s (exit %d)", label, status);
  }
  g_set_error_literal (error, BANCO_BENCHMARK_ERROR, code, what);
}

/* Runs one script there to its end, without @input on an empty standard input: not ours, which ssh
 * would read. Returns its exit status, or -1 with @error set. */
static int
run_script (BancoPlace *place,
            const char *const *words,
            GBytes *input,
            char **output,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (GStrv) argv = banco_place_command (place, words);
  g_autoptr (GBytes) nothing = g_bytes_new_static (NULL, 0);
  g_autoptr (GBytes) printed = NULL;
  g_autoptr (GError) broken = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv ((const char *const *) argv,
                       G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                         G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                       error);

  if (process == NULL)
    return -1;
  if (!g_subprocess_communicate (process, input != NULL ? input : nothing, cancellable, &printed,
                                 NULL, &broken)) {
    g_subprocess_force_exit (process);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return -1;
    /* It ended before it had read everything: how it ended tells more than the broken pipe. */
    g_subprocess_wait (process, NULL, NULL);
  }
  if (printed != NULL && g_bytes_get_size (printed) > 0)
    *output = g_strchomp (g_strndup (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed)));
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 255;
}

char *
banco_sender_send (BancoOperation *operation,
                   BancoPlace *place,
                   const char *program,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *content = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  struct utsname here;
  gsize length;
  int status;

  if (!g_file_get_contents (program, &content, &length, NULL)) {
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN,
                         "the benchmark program is not installed on this computer");
    return NULL;
  }
  if (banco_place_is_here (place))
    return g_strdup (program);

  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  name = g_strdup_printf ("banco-bench-%.16s", hash);
  uname (&here);
  banco_operation_report (operation, -1, "Connecting");
  status =
    run_script (place, (const char *const[]){ "sh", "-c", look, "sh", here.machine, name, NULL },
                NULL, &path, cancellable, error);
  if (status == EXIT_ABSENT) {
    banco_operation_report (operation, -1, "Sending the benchmark program");
    g_clear_pointer (&path, g_free);
    status = run_script (place, (const char *const[]){ "sh", "-c", receive, "sh", name, NULL },
                         bytes, &path, cancellable, error);
  }
  if (status == 0 && path != NULL && path[0] == '/')
    return g_steal_pointer (&path);
  if (status >= 0)
    banco_sender_set_error (error, place, status == 0 ? EXIT_NO_FOLDER : status);
  return NULL;
}

char **
banco_sender_command (BancoPlace *place, const char *path, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;

  g_strv_builder_addv (words, (const char *[]){ "sh", "-c", run, "sh", path, NULL });
  g_strv_builder_addv (words, (const char **) arguments);
  argv = g_strv_builder_end (words);
  return banco_place_command (place, (const char *const *) argv);
}
