/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/sender-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/utsname.h>

/* Exit codes of the scripts below, clear of those of ssh (255) and shells (126, 127). */
enum {
  EXIT_OTHER_MACHINE = 91,
  EXIT_ABSENT = 92,
  EXIT_NO_ROOM = 93,
  EXIT_NOT_ALLOWED = 94,
  EXIT_OTHER_LIBRARY = 95,
  EXIT_NO_ANSWER = 96, /* of none: a login that runs something else */
};

/* A login may print a greeting, or a title without an end of the line: a script ends that line, and
 * what it answers has a word in front. */
#define ANSWER "banco= "

/* A home may be mounted noexec: the first folder in which something of ours can run is taken. */
#define FOLDERS                                                                                    \
  "\"${XDG_CACHE_HOME:-$HOME/.cache}/banco\" ${XDG_RUNTIME_DIR:+\"$XDG_RUNTIME_DIR/banco\"}"       \
  " \"/var/tmp/banco-$(id -u)\" \"/tmp/banco-$(id -u)\""

/* Answers with the path, or with what machine it is. What was changed there is as good as absent.
 */
static const char look[] = /* $1: our machine, $2: the file's name, $3: its hash */
  "echo; m=$(uname -m); [ \"$m\" = \"$1\" ] || { echo \"" ANSWER "$m\"; exit 91; }; "
  "for d in " FOLDERS "; do "
  "h=$(sha256sum < \"$d/$2\") 2>/dev/null && [ \"${h%% *}\" != \"$3\" ] && continue; "
  "if [ -O \"$d/$2\" ] && \"$d/$2\" --list >/dev/null 2>&1; then "
  "echo \"" ANSWER "$d/$2\"; exit 0; fi; "
  "done; "
  "exit 92";

/* Answers with the path, and with "moved" when that is not where it should be. It is received where
 * there is room for all of it: what a cut connection left of it is not used. A file that cannot run
 * although others can there lacks a library. Versions of before go. */
static const char receive[] = /* $1: the file's name, $2: its size; it comes on standard input */
  "echo; umask 077; t=; p=; "
  "c() { rm -f \"$t\" \"$p\"; }; trap c 0; trap \"exit 93\" 1 2 13 15; "
  "for d in \"${TMPDIR:-/tmp}\" \"$HOME\" /var/tmp; do "
  "t=$(mktemp -p \"$d\" 2>/dev/null) || continue; "
  "head -c \"$2\" /dev/zero 2>/dev/null > \"$t\" && break; rm -f \"$t\"; t=; "
  "done; "
  "[ -n \"$t\" ] && cat > \"$t\" && [ $(wc -c < \"$t\") -eq \"$2\" ] || exit 93; "
  "r=93; n=0; "
  "for d in " FOLDERS "; do "
  "n=$((n+1)); mkdir -p \"$d\" 2>/dev/null && [ -O \"$d\" ] || continue; "
  "p=$(mktemp -p \"$d\" .part.XXXXXX 2>/dev/null) || continue; "
  "if cp \"$t\" \"$p\" 2>/dev/null; then "
  "[ $r = 95 ] || r=94; "
  "if chmod 700 \"$p\" && \"$p\" --list >/dev/null 2>&1; then "
  "for o in \"$d\"/banco-bench-*; do [ \"$o\" = \"$d/$1\" ] || rm -f \"$o\"; done; "
  "mv -f \"$p\" \"$d/$1\"; p=; echo \"" ANSWER "$d/$1\"; "
  "[ \"$n\" = 1 ] || echo \"" ANSWER "moved\"; "
  "exit 0; fi; "
  "echo : > \"$p\"; \"$p\" 2>/dev/null && r=95; "
  "fi; "
  "rm -f \"$p\"; "
  "done; "
  "exit $r";

/* In a session of its own, so that all that it started ends with it. */
static const char run[] = /* $1: the program, the rest: its arguments */
  "echo; exec 3<&0; "
  "s=$(command -v setsid); "
  "$s \"$@\" </dev/null 3<&- & p=$! ; "
  "k() { kill -s \"$1\" -- \"-$p\" || kill -s \"$1\" \"$p\"; }; "
  "( cat <&3; k TERM; sleep 5; k KILL ) >/dev/null 2>&1 & w=$! ; "
  "exec 3<&-; "
  "wait \"$p\"; r=$?; "
  "kill \"$w\" 2>/dev/null; "
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
    what = g_strdup_printf (_ ("the connection to %s failed"), label);
    break;
  case EXIT_OTHER_MACHINE:
    what = g_strdup_printf (_ ("%s has another kind of processor than this computer"), label);
    break;
  case EXIT_NO_ROOM:
    what =
      g_strdup_printf (_ ("%s has no room for the benchmark program (1.3 MB): make some there, "
                          "then try again"),
                       label);
    break;
  case EXIT_NOT_ALLOWED:
    what =
      g_strdup_printf (_ ("%s lets no program run from a folder of yours; ask the people who run "
                          "it for one"),
                       label);
    break;
  case EXIT_OTHER_LIBRARY:
    what = g_strdup_printf (_ ("%s lacks what programs need that were built for this kind of Linux "
                               "(glibc 2.17 or newer): nothing can be measured there"),
                            label);
    break;
  case EXIT_NO_ANSWER:
    what = g_strdup_printf (
      _ ("%s does not run what it is asked to run; open a terminal there to see why"), label);
    break;
  case 126:
  case 127:
    what = g_strdup_printf (_ ("the benchmark program cannot be started on %s"), label);
    break;
  default:
    code = BANCO_BENCHMARK_ERROR_FAILED;
    what = g_strdup_printf (_ ("the benchmark program ended early on %s (exit %d)"), label, status);
  }
  g_set_error_literal (error, BANCO_BENCHMARK_ERROR, code, what);
}

/* The lines of @printed that are the script's own, without the word in front; NULL for none. */
static char *
find_answer (GBytes *printed)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (printed, NULL), g_bytes_get_size (printed));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) answer = g_ptr_array_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], ANSWER))
      g_ptr_array_add (answer, lines[i] + strlen (ANSWER));
  g_ptr_array_add (answer, NULL);
  return answer->len > 1 ? g_strjoinv ("\n", (char **) answer->pdata) : NULL;
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
    banco_process_start ((const char *const *) argv,
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
    *output = find_answer (printed);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 255;
}

/* "aarch64" says more than "another kind". */
static void
set_machine_error (GError **error, BancoPlace *place, const char *theirs, const char *ours)
{
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN,
               _ ("%s has another kind of processor (%s) than this computer (%s), for which the "
                  "benchmark program was built"),
               banco_place_get_label (place), theirs, ours);
}

/* One line of plain text of the other side's, to show. */
static gboolean
is_word (const char *text)
{
  return text != NULL && g_regex_match_simple ("^[A-Za-z0-9_.-]{1,40}\\z", text, 0, 0);
}

/* What a script, the shell or ssh ends with when nothing can be run there. */
static gboolean
is_answer (int status)
{
  return (status >= EXIT_OTHER_MACHINE && status <= EXIT_OTHER_LIBRARY) || status == 126 ||
         status == 127 || status == 255;
}

/* The path in @printed, which is cut to it; @remark is set when it is not the usual one. */
static gboolean
take_path (BancoPlace *place, char *printed, char **remark)
{
  char *end = printed != NULL ? strchr (printed, '\n') : NULL;

  if (printed == NULL || printed[0] != '/')
    return FALSE;
  if (end != NULL) {
    *end = '\0';
    *remark = g_strdup_printf (
      _ ("Nothing can be run from the home of %s, so the benchmark is at %s there."),
      banco_place_get_label (place), printed);
  }
  return TRUE;
}

char *
banco_sender_send (BancoOperation *operation,
                   BancoPlace *place,
                   const char *program,
                   char **remark,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autofree char *content = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;
  g_autofree char *size = NULL;
  g_autofree char *printed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  struct utsname here;
  gsize length;
  int status;

  if (!g_file_get_contents (program, &content, &length, NULL)) {
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CANNOT_RUN,
                         _ ("the benchmark program is not installed on this computer"));
    return NULL;
  }
  if (banco_place_is_here (place))
    return g_strdup (program);

  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  name = g_strdup_printf ("banco-bench-%.16s", hash);
  size = g_strdup_printf ("%" G_GSIZE_FORMAT, length);
  uname (&here);
  banco_operation_report (operation, -1, _ ("Connecting"));
  status = run_script (
    place, (const char *const[]){ "sh", "-c", look, "sh", here.machine, name, hash, NULL }, NULL,
    &printed, cancellable, error);
  if (status == EXIT_ABSENT) {
    banco_operation_report (operation, -1, _ ("Sending the benchmark program"));
    g_clear_pointer (&printed, g_free);
    status =
      run_script (place, (const char *const[]){ "sh", "-c", receive, "sh", name, size, NULL },
                  bytes, &printed, cancellable, error);
  }
  if (status == 0 && take_path (place, printed, remark))
    return g_steal_pointer (&printed);
  if (status == EXIT_OTHER_MACHINE && is_word (printed))
    set_machine_error (error, place, printed, here.machine);
  else if (status >= 0)
    banco_sender_set_error (error, place, is_answer (status) ? status : EXIT_NO_ANSWER);
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
