/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define OWN_KEY "id_ed25519"
#define NAME_DIGITS 16

static char *
key_folder_file (const char *name)
{
  g_autofree char *folder = banco_paths_user_data ("ssh");

  return g_build_filename (folder, name, NULL);
}

/* Runs ssh-keygen without a terminal; its output, or NULL. */
static char *
run_keygen (const char *const *argv, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GSubprocess) process = banco_process_start (
    argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &cause);
  char *output = NULL;

  if (process == NULL) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                         _ ("ssh-keygen cannot be run; install the package openssh-client"));
    return NULL;
  }
  if (!g_subprocess_communicate_utf8 (process, NULL, cancellable, &output, NULL, &cause)) {
    g_subprocess_force_exit (process);
    if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      g_propagate_error (error, g_steal_pointer (&cause));
    else
      g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                           _ ("ssh-keygen said nothing that can be read"));
    return NULL;
  }
  if (g_subprocess_get_successful (process))
    return output;
  g_free (output);
  g_set_error_literal (
    error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
    _ ("the ssh key could not be made; is the disk full, or Banco's folder not yours?"));
  return NULL;
}

/* Made under another name first, so that a key is whole or not there. */
static gboolean
make_own (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *draft = g_strdup_printf ("%s.%d-%u", path, (int) getpid (), g_random_int ());
  g_autofree char *draft_public = g_strconcat (draft, ".pub", NULL);
  g_autofree char *public = g_strconcat (path, ".pub", NULL);
  const char *argv[] = { "ssh-keygen", "-q",    "-t", "ed25519", "-N", "",
                         "-C",         "banco", "-f", draft,     NULL };
  g_autofree char *output = run_keygen (argv, cancellable, error);
  gboolean done = output != NULL;

  /* link(), unlike rename(), leaves a key alone that another process made meanwhile. */
  if (done && link (draft, path) == 0)
    done = g_rename (draft_public, public) == 0;
  g_unlink (draft);
  g_unlink (draft_public);
  if (output != NULL && !done)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                 _ ("the ssh key cannot be kept in %s; is the disk full, or the folder not yours?"),
                 path);
  return done;
}

/* "ssh-ed25519 AAAA…" of the key pair at @path, or of @path itself, whose private half only an
 * agent has: ssh takes that for a key's file, too. */
static char *
read_public (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *beside = g_strconcat (path, g_str_has_suffix (path, ".pub") ? "" : ".pub", NULL);
  const char *argv[] = { "ssh-keygen", "-y", "-P", "", "-f", path, NULL };
  g_autofree char *text = NULL;
  char *line;

  if (!g_file_get_contents (beside, &text, NULL, NULL)) {
    text = run_keygen (argv, cancellable, NULL);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  }
  line = text != NULL ? banco_host_key_parse_line (text) : NULL;
  if (line == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                 _ ("%s is no ssh key that can be used; name the private key, with its .pub file "
                    "beside it"),
                 path);
  return line;
}

static char *
name_of (const char *line)
{
  const char *base64 = strchr (line, ' ') + 1;
  gsize length;
  g_autofree guchar *blob = g_base64_decode (base64, &length);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, blob, length);

  return g_strdup_printf ("banco-%.*s", NAME_DIGITS, digest);
}

/* A machine tells the name of its key: a link under that name leads to the file. */
static gboolean
remember (const char *name, const char *file, GError **error)
{
  g_autofree char *link_path = key_folder_file (name);
  g_autofree char *target = g_canonicalize_filename (file, NULL);

  g_unlink (link_path);
  if (symlink (target, link_path) == 0)
    return TRUE;
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
               _ ("%s cannot be made; is the disk full, or the folder not yours?"), link_path);
  return FALSE;
}

gboolean
banco_key_pair_prepare (const char *file,
                        gboolean make,
                        char **name,
                        char **line,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autofree char *own = key_folder_file (OWN_KEY);
  const char *path = file != NULL ? file : own;
  gboolean there = g_file_test (path, G_FILE_TEST_IS_REGULAR);

  if (!there && file != NULL) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("there is no key file %s"), file);
    return FALSE;
  }
  if (!there && !make) {
    *name = g_strdup ("banco");
    *line = NULL;
    return TRUE;
  }
  if (!there && !make_own (own, cancellable, error))
    return FALSE;
  *line = read_public (path, cancellable, error);
  if (*line == NULL)
    return FALSE;
  *name = name_of (*line);
  return file == NULL || !make || remember (*name, file, error);
}

/* The name of Banco's own key, without making one; NULL while there is none. */
static char *
name_own (void)
{
  g_autofree char *path = key_folder_file (OWN_KEY ".pub");
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    line = banco_host_key_parse_line (text);
  return line != NULL ? name_of (line) : NULL;
}

gboolean
banco_key_pair_is_ours (const char *name)
{
  return name != NULL && g_regex_match_simple ("^banco-[0-9a-f]{16}\\z", name, 0, 0);
}

char *
banco_key_pair_path (const char *name)
{
  g_autofree char *own = NULL;

  if (name == NULL)
    return key_folder_file (OWN_KEY);
  if (banco_key_pair_is_ours (name)) { /* and no path */
    g_autofree char *path = key_folder_file (name);
    g_autofree char *target = g_file_read_link (path, NULL);

    if (target != NULL)
      return g_steal_pointer (&target);
    own = name_own ();
  }
  return g_strcmp0 (own, name) == 0 ? key_folder_file (OWN_KEY) : NULL;
}
