/* SPDX-License-Identifier: Apache-2.0 */
#include "base/lock.h"

#include "base/clock.h"
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define PAUSE 20 /* ms between two tries: flock() itself could not be cancelled */

int
banco_lock_take (const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);
  g_autofree char *folder = banco_paths_runtime ("locks");
  g_autofree char *path = g_build_filename (folder, sum, NULL);
  int lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (lock < 0) {
    int code = errno;

    g_debug ("lock: %s", g_strerror (code));
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code),
                 _ ("%s cannot be written to; XDG_RUNTIME_DIR names it"), folder);
    return -1;
  }
  /* Every open file has a lock of its own, so this keeps threads apart as well. */
  while (flock (lock, LOCK_EX | LOCK_NB) != 0) {
    if (!banco_clock_wait (PAUSE, cancellable, error)) {
      close (lock);
      return -1;
    }
  }
  return lock;
}

void
banco_lock_release (int lock)
{
  close (lock);
}
