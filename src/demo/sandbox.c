/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Descriptors of the sandbox's files as bwrap sees them: from here on up. */
#define FIRST_FILE 10
#define NVIDIA "/proc/driver/nvidia"

struct _DemoSandbox {
  GPtrArray *words;
  GSubprocessLauncher *launcher;
  int next_file;
};

void
demo_sandbox_add (DemoSandbox *self, ...)
{
  const char *word;
  va_list words;

  va_start (words, self);
  while ((word = va_arg (words, const char *)) != NULL)
    g_ptr_array_add (self->words, g_strdup (word));
  va_end (words);
}

/* /usr/local is hidden so that a Python of its own cannot hide the one that has NumPy. */
static void
add_system (DemoSandbox *self, const char *hostname)
{
  static const char *const links[] = { "bin", "sbin", "lib", "lib32", "lib64", "libx32" };
  static const char *const shared[] = { "/etc/ld.so.cache",  "/etc/alternatives",
                                        "/etc/localtime",    "/etc/fonts",
                                        "/etc/matplotlibrc", "/sys/devices/system" };

  demo_sandbox_add (self, "--die-with-parent", "--new-session", "--unshare-all", "--unshare-user",
                    "--uid", "1000", "--gid", "1000", "--hostname", hostname, "--clearenv",
                    "--setenv", "PATH", "/usr/bin:/usr/sbin", "--ro-bind", "/usr", "/usr",
                    "--tmpfs", "/usr/local", "--proc", "/proc", "--dev", "/dev", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (links); i++) {
    g_autofree char *target = g_build_filename ("usr", links[i], NULL);
    g_autofree char *path = g_build_filename ("/", links[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      demo_sandbox_add (self, "--symlink", target, path, NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    demo_sandbox_add (self, "--ro-bind-try", shared[i], shared[i], NULL);
  /* A driver of this computer is none of the machine's. */
  if (g_file_test (NVIDIA, G_FILE_TEST_IS_DIR))
    demo_sandbox_add (self, "--tmpfs", NVIDIA, NULL);
}

DemoSandbox *
demo_sandbox_new (const char *hostname, GError **error)
{
  g_autoptr (DemoSandbox) self = g_new0 (DemoSandbox, 1);
  g_autofree char *bwrap = g_find_program_in_path ("bwrap");

  self->words = g_ptr_array_new_with_free_func (g_free);
  self->launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  self->next_file = FIRST_FILE;
  g_subprocess_launcher_set_cwd (self->launcher, "/");
  if (bwrap == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "There is no bwrap: install bubblewrap to have machines");
    return NULL;
  }
  if (geteuid () == 0)
    demo_sandbox_add (self, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--",
                      NULL);
  demo_sandbox_add (self, bwrap, NULL);
  add_system (self, hostname);
  return g_steal_pointer (&self);
}

void
demo_sandbox_free (DemoSandbox *self)
{
  g_ptr_array_unref (self->words);
  g_object_unref (self->launcher);
  g_free (self);
}

static gboolean
fail (const char *path, GError **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", path, g_strerror (code));
  return FALSE;
}

/* Takes @fd. bwrap copies what it reads from it. */
static void
add_fd (DemoSandbox *self, const char *path, const char *mode, int fd)
{
  g_autofree char *number = g_strdup_printf ("%d", self->next_file);

  g_subprocess_launcher_take_fd (self->launcher, fd, self->next_file++);
  demo_sandbox_add (self, "--perms", mode, "--file", number, path, NULL);
}

gboolean
demo_sandbox_add_text (DemoSandbox *self,
                       const char *path,
                       const char *mode,
                       const char *text,
                       GError **error)
{
  gsize length = strlen (text);
  int fd = memfd_create ("banco-demo", MFD_CLOEXEC);

  if (fd < 0)
    return fail (path, error);
  add_fd (self, path, mode, fd);
  if (write (fd, text, length) != (gssize) length || lseek (fd, 0, SEEK_SET) != 0)
    return fail (path, error);
  return TRUE;
}

gboolean
demo_sandbox_add_copy (DemoSandbox *self,
                       const char *path,
                       const char *mode,
                       const char *source,
                       GError **error)
{
  int fd = open (source, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return fail (source, error);
  add_fd (self, path, mode, fd);
  return TRUE;
}

GSubprocess *
demo_sandbox_spawn (DemoSandbox *self, int input, GError **error)
{
  g_subprocess_launcher_take_stdin_fd (self->launcher, input);
  g_ptr_array_add (self->words, NULL);
  return g_subprocess_launcher_spawnv (self->launcher, (const char *const *) self->words->pdata,
                                       error);
}
