/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/temporary-folder-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define PREFIX "banco-demo-"
#define YOUNG 60 /* seconds in which a folder may not have its lock yet */

struct _DemoFolder {
  char *path;
  int lock;      /* held while we live; -1: it could not be had */
  gboolean made; /* by us: it goes with us */
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

/* The open folder, locked; -1 with errno, EWOULDBLOCK when somebody lives in it. */
static int
lock_folder (const char *path)
{
  int folder = g_open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
  int failure;

  if (folder < 0 || flock (folder, LOCK_EX | LOCK_NB) == 0)
    return folder;
  failure = errno;
  close (folder);
  errno = failure;
  return -1;
}

static gboolean
is_old_and_ours (int folder)
{
  struct stat status;

  return fstat (folder, &status) == 0 && status.st_uid == getuid () &&
         status.st_mtime + YOUNG < g_get_real_time () / G_USEC_PER_SEC;
}

/* A demo that was killed could not tidy up; the lock died with it. */
static void
sweep (void)
{
  g_autoptr (GDir) temporary = g_dir_open (g_get_tmp_dir (), 0, NULL);
  const char *name;

  while (temporary != NULL && (name = g_dir_read_name (temporary)) != NULL) {
    g_autofree char *path = g_build_filename (g_get_tmp_dir (), name, NULL);
    int folder = g_str_has_prefix (name, PREFIX) ? lock_folder (path) : -1;

    if (folder >= 0 && is_old_and_ours (folder))
      remove_tree (path);
    if (folder >= 0)
      close (folder);
  }
}

DemoFolder *
demo_folder_open (const char *path, GError **error)
{
  g_autofree char *folder = NULL;
  gboolean made = TRUE;
  DemoFolder *self;
  int lock;

  if (path == NULL) {
    sweep ();
    folder = g_dir_make_tmp (PREFIX "XXXXXX", error);
    if (folder == NULL)
      return NULL;
  } else {
    folder = g_canonicalize_filename (path, NULL);
    made = !g_file_test (folder, G_FILE_TEST_IS_DIR);
    if (g_mkdir_with_parents (folder, 0700) != 0) {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return NULL;
    }
  }
  lock = lock_folder (folder);
  if (lock < 0 && errno == EWOULDBLOCK) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
                 "%s: another demo runs there; name another folder", folder);
    return NULL;
  }
  self = g_new0 (DemoFolder, 1);
  self->lock = lock;
  self->made = made;
  self->path = g_steal_pointer (&folder);
  return self;
}

void
demo_folder_close (DemoFolder *self)
{
  if (self->made && self->lock >= 0)
    remove_tree (self->path);
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self);
}

const char *
demo_folder_get_path (DemoFolder *self)
{
  return self->path;
}
