/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "machines/machines.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

/* What stands before the verb: GOption would also take what stands behind it. */
static int
count_leading (int argc, char **argv)
{
  int count = 1;

  while (count < argc && argv[count][0] == '-' && !g_str_equal (argv[count], "--")) {
    gboolean takes_value =
      g_str_equal (argv[count], "--federation") || g_str_equal (argv[count], "--account");

    count += takes_value && count + 1 < argc ? 2 : 1;
  }
  return count;
}

/* Behind the name of a machine the words are its own, as they are behind "--". */
static gboolean
asks_for_help (const Verb *verb, char **words)
{
  for (char **word = words + 1; *word != NULL && !g_str_equal (*word, "--"); word++) {
    if (g_str_equal (*word, "--help") || g_str_equal (*word, "-h"))
      return TRUE;
    if (verb->run == verb_ssh)
      return FALSE;
  }
  return FALSE;
}

static int
run_verb (Command *command, char ***words)
{
  g_autoptr (GError) error = NULL;
  const Verb *verb = command_find_verb (command, (*words)[0]);
  gboolean json = command->json || g_strv_contains ((const char *const *) *words, "--json");
  int code;

  if (verb == NULL) {
    g_autofree char *sentence =
      g_strdup_printf (_ ("there is no verb “%s”; “bancoctl help” lists them"), (*words)[0]);

    command->json = json;
    return command_fail_usage (command, sentence);
  }
  if (asks_for_help (verb, *words)) {
    command->json = json;
    return command_print_help (command, verb);
  }
  code = verb->run (command, words, &error);
  if (g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED))
    command_refresh_groups (command);
  return error != NULL ? command_fail (command, error) : code;
}

static void
print_version (Command *command)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!command->json) {
    output_print ("bancoctl %s\n", BANCO_VERSION);
    return;
  }
  json_builder_begin_object (builder);
  output_text (builder, "version", BANCO_VERSION);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

static int
run (Command *command, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int leading = count_leading (argc, argv);
  gboolean separated = leading < argc && g_str_equal (argv[leading], "--");
  g_auto (GStrv) words = g_strdupv (argv + leading + separated);
  g_auto (GStrv) options = g_strdupv (argv);
  gboolean version = FALSE, help = FALSE;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, &version, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, NULL, NULL },
    { NULL },
  };

  for (int i = leading; i < argc; i++)
    g_clear_pointer (&options[i], g_free);
  if (!command_parse (command, entries, &options, 0, 0, &error))
    return command_fail (command, error);
  if (version) {
    print_version (command);
    return 0;
  }
  if (help)
    return command_print_help (command, NULL);
  if (words[0] == NULL)
    return command_fail_usage (command, _ ("say what to do; “bancoctl help” lists the verbs"));
  return run_verb (command, &words);
}

/* What a room remarks is for the person, and not for who reads JSON. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  if ((level & G_LOG_LEVEL_MASK) != G_LOG_LEVEL_MESSAGE)
    return g_log_writer_default (level, fields, n_fields, NULL);
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      output_remark (data, "%s", (const char *) fields[i].value);
  return G_LOG_WRITER_HANDLED;
}

/* A disk that is full must not look like success. Who stopped reading knows it. */
static int
close_output (Command *command, int code)
{
  g_autoptr (GError) error = NULL;

  if ((fflush (stdout) == 0 && !ferror (stdout)) || code != 0 || !output_is_read ())
    return code;
  error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                               _ ("the output cannot be written; is the disk full?"));
  return command_fail (command, error);
}

/* Other processes of the user's cannot read our memory either. In a sandbox of Flatpak they have
 * to: its portals, the one of the keyring too, look at who asks. */
static void
hide_memory (void)
{
  banco_process_forbid_dumps ();
  if (!g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    prctl (PR_SET_DUMPABLE, 0);
}

int
main (int argc, char **argv)
{
  g_autofree Command *command = g_new0 (Command, 1);
  int code;

  command->verbs = command_verbs;
  /* A process or machine at the other end that goes away is an error to report, not our end. */
  signal (SIGPIPE, SIG_IGN);
  hide_memory ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BANCO_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* Standard output is for data, also while somebody looks for a fault. */
  g_log_writer_default_set_use_stderr (TRUE);
  g_log_set_writer_func (write_log, command, NULL);
  g_set_prgname ("bancoctl");
  command_catch_interrupts (command);
  code = close_output (command, run (command, argc, argv));
  g_clear_object (&command->workspace);
  g_clear_object (&command->accounts);
  g_clear_object (&command->operations);
  g_clear_pointer (&command->federation, banco_federation_unref);
  g_free (command->federation_name);
  g_free (command->account_name);
  return code;
}
