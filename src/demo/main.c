/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/federation-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
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

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

/* A private folder to keep files in; @made says that it goes when we go. */
static char *
open_folder (gboolean *made, GError **error)
{
  g_autofree char *folder = NULL;

  if (option_state == NULL) {
    *made = TRUE;
    return g_dir_make_tmp ("banco-demo-XXXXXX", error);
  }
  folder = g_canonicalize_filename (option_state, NULL);
  *made = !g_file_test (folder, G_FILE_TEST_IS_DIR);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder,
                 g_strerror (errno));
    return NULL;
  }
  return g_steal_pointer (&folder);
}

static gboolean
on_signal (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_CONTINUE;
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
run (const char *folder, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DemoFederation) federation = NULL;
  g_autofree char *file = option_federation != NULL
                            ? g_canonicalize_filename (option_federation, NULL)
                            : g_build_filename (folder, "demo.federation", NULL);
  g_autofree char *ready = NULL;
  DemoOptions options = {
    .file = file,
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
  federation = demo_federation_new (&options, error);
  if (federation == NULL)
    return g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ? EXIT_USAGE
                                                                             : EXIT_FAILED;
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, on_input, loop);
  ready = demo_federation_describe (federation);
  g_print ("%s\n", ready);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("– the federation to try Banco with");
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  gboolean made = FALSE;
  int code;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("banco-demo: %s\n", error->message);
    return EXIT_USAGE;
  }
  if (argc > 1) {
    g_printerr ("banco-demo: “%s” is not an option; see banco-demo --help\n", argv[1]);
    return EXIT_USAGE;
  }
  folder = open_folder (&made, &error);
  code = folder != NULL ? run (folder, &error) : EXIT_FAILED;
  if (error != NULL)
    g_printerr ("banco-demo: %s\n", error->message);
  if (made && folder != NULL)
    remove_tree (folder);
  return code;
}
