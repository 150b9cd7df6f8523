/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/notebook-server.h"

#include "workspace/federation.h"
#include "workspace/workspace.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define NOT_INSTALLED 96

/* The server makes its token itself and writes it into a file that only the user may read: it is in
 * no argument list and no environment. One that runs already is used again. */
static const char start[] =
  "umask 077\n"
  "folder=$HOME/.local/share/banco/jupyter\n"
  "mkdir -p \"$folder\" \"$HOME/banco\" && cd \"$HOME/banco\" || exit 1\n"
  "export JUPYTER_RUNTIME_DIR=\"$folder\"\n"
  "PATH=$PATH:$HOME/.local/bin\n"
  "find_it() {\n"
  "  for file in \"$folder\"/jpserver-*.json \"$folder\"/nbserver-*.json; do\n"
  "    pid=${file##*-}; pid=${pid%.json}\n"
  "    [ -s \"$file\" ] && kill -0 \"$pid\" 2>/dev/null || continue\n"
  "    cat \"$folder/kind\" \"$file\"; exit 0\n"
  "  done\n"
  "}\n"
  "find_it\n"
  "if jupyter lab --version >/dev/null 2>&1; then kind=lab\n"
  "elif jupyter notebook --version >/dev/null 2>&1; then kind=notebook\n"
  "else exit 96; fi\n"
  "echo $kind >\"$folder/kind\"\n"
  "root=; [ \"$(id -u)\" != 0 ] || root=--allow-root\n"
  "setsid nohup jupyter $kind --no-browser --ip=127.0.0.1 $root"
  " >\"$folder/log\" 2>&1 </dev/null &\n"
  "tries=0\n"
  "while [ $tries -lt 120 ]; do find_it; sleep 0.5; tries=$((tries + 1)); done\n"
  "exit 1\n";

static void
set_failed (BancoPlace *place, GError **error)
{
  g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY,
               _ ("Jupyter could not be started on %s; the notebook is there in ~/banco, and what "
                  "Jupyter says in ~/.local/share/banco/jupyter/log"),
               banco_place_get_label (place));
}

/* What the machine says of the server; NULL. */
static char *
ask_machine (BancoPlace *place, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) argv = banco_place_command (place, (const char *[]){ "sh", "-c", start, NULL });
  g_autoptr (GSubprocess) process =
    banco_process_start ((const char *const *) argv,
                         G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, error);
  char *text = NULL;

  if (process == NULL)
    return NULL;
  if (!g_subprocess_communicate_utf8 (process, NULL, cancellable, &text, NULL, NULL)) {
    g_subprocess_force_exit (process);
    if (!g_cancellable_set_error_if_cancelled (cancellable, error))
      set_failed (place, error);
    return NULL;
  }
  if (g_subprocess_get_successful (process))
    return text;
  g_free (text);
  if (!g_subprocess_get_if_exited (process) ||
      g_subprocess_get_exit_status (process) != NOT_INSTALLED)
    set_failed (place, error);
  return NULL;
}

/* ssh with a way from @here to @there for as long as it runs; it has said that the way is open. */
static GSubprocess *
forward (BancoPlace *place, guint here, guint there, GCancellable *cancellable)
{
  g_auto (GStrv) command = banco_place_command (
    place, (const char *[]){ "sh", "-c", "echo ready; exec cat >/dev/null", NULL });
  g_autofree char *way = g_strdup_printf ("127.0.0.1:%u:127.0.0.1:%u", here, there);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char said[1];

  g_strv_builder_add_many (argv, command[0], "-L", way, "-o", "ExitOnForwardFailure=yes", NULL);
  g_strv_builder_addv (argv, (const char **) command + 1);
  words = g_strv_builder_end (argv);
  process = banco_process_start ((const char *const *) words,
                                 G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                 NULL);
  if (process != NULL && g_input_stream_read (g_subprocess_get_stdout_pipe (process), said,
                                              sizeof said, cancellable, NULL) == 1)
    return g_steal_pointer (&process);
  if (process != NULL)
    g_subprocess_force_exit (process);
  return NULL;
}

static guint
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

/* A browser gets the address on its command line, where everybody here could read the token: it
 * gets that of a file instead, which only the user may read. NULL: it cannot be written. */
static char *
write_page (const char *address, const char *path, const char *token)
{
  g_autofree char *folder = banco_paths_runtime ("jupyter");
  g_autofree char *name = g_strdup_printf ("%08x.html", g_random_int ());
  g_autofree char *file = g_build_filename (folder, name, NULL);
  g_autofree char *secret = g_uri_escape_string (token, NULL, FALSE);
  g_autofree char *html = g_markup_printf_escaped (
    "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\">"
    "<meta http-equiv=\"refresh\" content=\"0;url=%s%s?token=%s\">\n",
    address, path, secret);

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (file, html, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    return NULL;
  return g_filename_to_uri (file, NULL, NULL);
}

BancoNotebookServer *
banco_notebook_server_open (BancoPlace *place,
                            const char *file,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autofree char *said = ask_machine (place, cancellable, error);
  const char *facts = said != NULL ? strchr (said, '\n') : NULL;
  g_autoptr (BancoJson) json = facts != NULL ? banco_json_parse (facts, -1, NULL) : NULL;
  g_autofree char *path = NULL;
  BancoNotebookServer *self;
  const char *token;
  gint64 port;
  guint here = find_free_port ();

  if (said == NULL)
    return NULL;
  if (json == NULL) {
    set_failed (place, error);
    return NULL;
  }
  banco_json_set_secret (json);
  port = banco_json_int (json, banco_json_root (json), "port");
  token = banco_json_string_or (json, banco_json_root (json), "token", "");
  if (!banco_json_check (json, NULL) || port < 1 || port > 65535) {
    set_failed (place, error);
    return NULL;
  }
  path = g_strconcat (g_str_has_prefix (said, "lab\n") ? "lab/tree/" : "notebooks/", file, NULL);
  self = g_new0 (BancoNotebookServer, 1);
  self->address = g_strdup_printf ("http://127.0.0.1:%u/", here);
  self->page = write_page (self->address, path, token);
  self->forward = self->page ? forward (place, here, (guint) port, cancellable) : NULL;
  if (self->forward != NULL)
    return self;
  banco_notebook_server_free (self);
  set_failed (place, error);
  return NULL;
}

void
banco_notebook_server_free (BancoNotebookServer *self)
{
  g_autofree char *file = self->page ? g_filename_from_uri (self->page, NULL, NULL) : NULL;

  if (self->forward)
    g_subprocess_force_exit (self->forward);
  g_clear_object (&self->forward);
  if (file)
    g_unlink (file);
  g_free (self->page);
  g_free (self->address);
  g_free (self);
}
