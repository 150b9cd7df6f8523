/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/embedded-federation-private.h"
#include "demo/temporary-folder-private.h"

#include "base/visible.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

enum {
  EXIT_FAILED = 1,
  EXIT_USAGE = 2
};

static char *option_federation;
static char *option_state;
static char *option_mode;
static char *option_auto_approve;
static gboolean option_control;
static gint64 option_seed = -1;

static const GOptionEntry entries[] = {
  { "federation", 0, 0, G_OPTION_ARG_FILENAME, &option_federation, "Write the federation file here",
    "FILE" },
  { "state", 0, 0, G_OPTION_ARG_FILENAME, &option_state, "Keep files here while running", "DIR" },
  { "mode", 0, 0, G_OPTION_ARG_STRING, &option_mode,
    "How the issuers behave: iam-1.12 (default), iam-1.15 or strict", "MODE" },
  { "auto-approve", 0, 0, G_OPTION_ARG_STRING, &option_auto_approve,
    "Approve every sign-in for this user at once", "USER" },
  { "control", 0, 0, G_OPTION_ARG_NONE, &option_control, "Open a control port for tests", NULL },
  { "seed", 0, 0, G_OPTION_ARG_INT64, &option_seed, "Make identifiers repeatable", "N" },
  { NULL }
};

/* Where the federation file goes; a file that was named needs no folder. Free it. */
static char *
choose_file (DemoFolder **folder, GError **error)
{
  if (option_federation == NULL || option_state != NULL) {
    *folder = demo_folder_open (option_state, error);
    if (*folder == NULL)
      return NULL;
  }
  if (option_federation != NULL)
    return g_canonicalize_filename (option_federation, NULL);
  return g_build_filename (demo_folder_get_path (*folder), "demo.federation", NULL);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
}

/* Who started us waits for it. */
static gboolean
say_ready (DemoFederation *federation, GError **error)
{
  g_autofree char *ready = demo_federation_describe (federation);

  if (puts (ready) >= 0 && fflush (stdout) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               "the ready line cannot be written: %s", g_strerror (errno));
  return FALSE;
}

/* The parent's end of the pipe is our life line. */
static gboolean
on_input (int fd, GIOCondition condition, gpointer data)
{
  char buffer[256];
  gssize count = read (fd, buffer, sizeof buffer);

  if (count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static int
run (GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DemoFolder) folder = NULL;
  g_autoptr (DemoFederation) federation = NULL;
  g_autofree char *file = NULL;
  DemoOptions options = {
    .mode = option_mode != NULL ? option_mode : "iam-1.12",
    .auto_approve = option_auto_approve,
    .control = option_control,
    .seeded = option_seed >= 0,
    .seed = (guint32) option_seed,
  };

  /* Before anything is left behind that a signal would leave there. */
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);
  g_unix_signal_add (SIGHUP, on_signal, loop);
  signal (SIGPIPE, SIG_IGN);
  file = choose_file (&folder, error);
  if (file == NULL)
    return EXIT_FAILED;
  options.file = file;
  federation = demo_federation_new (&options, error);
  if (federation == NULL)
    return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ? EXIT_USAGE
                                                                             : EXIT_FAILED;
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, loop);
  if (!say_ready (federation, error))
    return EXIT_FAILED;
  g_main_loop_run (loop);
  return 0;
}

/* It may name a file. */
static void
complain (const char *text)
{
  g_autofree char *shown = banco_visible_line (text);

  g_printerr ("banco-demo: %s\n", shown);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("– the federation to try Banco with");
  g_autoptr (GError) error = NULL;
  int code;

  setlocale (LC_CTYPE, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    complain (error->message);
    return EXIT_USAGE;
  }
  if (argc > 1) {
    g_autofree char *text =
      g_strdup_printf ("“%s” is not an option; see banco-demo --help", argv[1]);

    complain (text);
    return EXIT_USAGE;
  }
  if ((option_state != NULL && option_state[0] == '\0') ||
      (option_federation != NULL && option_federation[0] == '\0')) {
    complain ("--state and --federation need a name that is not empty");
    return EXIT_USAGE;
  }
  code = run (&error);
  if (error != NULL)
    complain (error->message);
  return code;
}
