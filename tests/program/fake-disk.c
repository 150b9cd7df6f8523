/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before libc: a disk from which so many pieces can be read as FAKE_READS says, and no more,
 * which knows no way past the page cache with FAKE_NO_DIRECT, and from which a thousand names go in
 * no less than so many seconds as FAKE_SLOW says. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default")))

EXPORT ssize_t
pread (int file, void *to, size_t size, off_t at)
{
  static long reads;
  const char *most = getenv ("FAKE_READS");

  if (most == NULL || reads++ < atol (most))
    return syscall (SYS_pread64, file, to, size, at);
  errno = EIO;
  return -1;
}

EXPORT int
unlink (const char *path)
{
  const char *slow = getenv ("FAKE_SLOW");
  struct timespec while_it_goes = { 0, slow != NULL ? atol (slow) * 1000000 : 0 };

  nanosleep (&while_it_goes, NULL);
  return (int) syscall (SYS_unlink, path);
}

EXPORT int
open (const char *path, int flags, ...)
{
  va_list rest;
  mode_t mode;

  va_start (rest, flags);
  mode = flags & O_CREAT ? va_arg (rest, mode_t) : 0;
  va_end (rest);
  if ((flags & O_DIRECT) == 0 || getenv ("FAKE_NO_DIRECT") == NULL)
    return (int) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
  errno = EINVAL;
  return -1;
}
