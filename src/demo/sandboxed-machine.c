/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/sandboxed-machine-private.h"

#include "base/paths.h"
#include "demo/sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define CONSOLE_LIMIT (256 * 1024)
#define TMPFS_LIMIT "2147483648"

struct _DemoMachine {
  GSubprocess *sandbox;
  GCancellable *reading;
  GString *console;
  guint port;
};

/* sshd and the folders of libraries and helpers that came with it; NULL: the system's. */
typedef struct {
  char *program;
  char *libraries;
  char *helpers;
} Sshd;

static void
sshd_clear (Sshd *sshd)
{
  g_free (sshd->program);
  g_free (sshd->libraries);
  g_free (sshd->helpers);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sshd, sshd_clear)

static gboolean
find_sshd_below (const char *folder, Sshd *sshd)
{
  g_autofree char *program = g_build_filename (folder, "usr/sbin/sshd", NULL);

  if (!g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    return FALSE;
  sshd->program = g_steal_pointer (&program);
  sshd->libraries = g_build_filename (folder, "lib", NULL);
  sshd->helpers = g_build_filename (folder, "usr/lib/openssh", NULL);
  return TRUE;
}

/* A folder that was named, the system's, or what fetch-sshd.sh unpacked. */
static gboolean
find_sshd (Sshd *sshd, GError **error)
{
  const char *named = g_getenv ("BANCO_DEMO_SSHD");

  if (named != NULL && find_sshd_below (named, sshd))
    return TRUE;
  if (g_file_test ("/usr/sbin/sshd", G_FILE_TEST_IS_EXECUTABLE)) {
    sshd->program = g_strdup ("/usr/sbin/sshd");
    return TRUE;
  }
  if (find_sshd_below (BANCO_BUILD_ROOT "/sshd", sshd))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               "There is no sshd: install openssh-server, or run src/demo/fetch-sshd.sh");
  return FALSE;
}

static void
add_folders (DemoSandbox *sandbox, const char *home)
{
  static const char *const folders[] = { "/etc",       "/etc/ssh", "/home", "/opt",
                                         "/opt/banco", "/run",     "/var",  "/var/log" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    demo_sandbox_add (sandbox, "--perms", "0755", "--dir", folders[i], NULL);
  demo_sandbox_add (sandbox, "--perms", "1777", "--size", TMPFS_LIMIT, "--tmpfs", "/tmp", "--perms",
                    "0700", "--size", TMPFS_LIMIT, "--tmpfs", home, NULL);
}

/* The one uid of the sandbox carries the image's login, so that sshd need not become anyone. */
static gboolean
add_files (DemoSandbox *sandbox, const DemoMachineSetup *setup, const char *home, GError **error)
{
  g_autofree char *passwd = g_strdup_printf ("root:x:0:0:root:/root:/bin/bash\n"
                                             "%s:x:1000:1000::%s:/bin/bash\n"
                                             "nobody:x:65534:65534::/:/usr/sbin/nologin\n",
                                             setup->login, home);
  g_autofree char *group =
    g_strdup_printf ("root:x:0:\n%s:x:1000:\nnogroup:x:65534:\n", setup->login);
  g_autofree char *hostname = g_strdup_printf ("%s\n", setup->name);
  g_autofree char *hosts = g_strdup_printf ("127.0.0.1 localhost %s\n", setup->name);
  g_autofree char *release = g_strdup_printf (
    "NAME=\"banco-demo\"\nID=banco-demo\nPRETTY_NAME=\"%s (banco-demo)\"\n", setup->image);
  g_autofree char *motd = g_strdup_printf (
    "\nThis is %s, a sandbox of banco-demo on your own computer.\n%s\n", setup->name,
    setup->has_accelerator ? "Its accelerator is simulated: there is no driver.\n" : "");
  g_autofree char *keys = g_strdup_printf ("%s\n", setup->public_key ? setup->public_key : "");
  g_autofree char *keys_path = g_build_filename (home, ".ssh", "authorized_keys", NULL);
  const char *const files[][3] = {
    { "/etc/passwd", "0644", passwd },
    { "/etc/group", "0644", group },
    { "/etc/hostname", "0644", hostname },
    { "/etc/hosts", "0644", hosts },
    { "/etc/os-release", "0644", release },
    { "/etc/motd", "0644", motd },
    { "/etc/profile", "0644", "PS1='\\u@\\h:\\w\\$ '\n" },
    { "/etc/nsswitch.conf", "0644", "passwd: files\ngroup: files\nhosts: files\n" },
    { keys_path, "0600", keys },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (!demo_sandbox_add_text (sandbox, files[i][0], files[i][1], files[i][2], error))
      return FALSE;
  return TRUE;
}

static gboolean
add_libraries (DemoSandbox *sandbox, const char *folder, GError **error)
{
  g_autoptr (GDir) names = g_dir_open (folder, 0, error);
  const char *name;

  if (names == NULL)
    return FALSE;
  while ((name = g_dir_read_name (names)) != NULL) {
    g_autofree char *source = g_build_filename (folder, name, NULL);
    g_autofree char *path = g_build_filename ("/opt/banco/lib", name, NULL);

    if (!demo_sandbox_add_copy (sandbox, path, "0755", source, error))
      return FALSE;
  }
  demo_sandbox_add (sandbox, "--setenv", "LD_LIBRARY_PATH", "/opt/banco/lib", NULL);
  return TRUE;
}

/* Since OpenSSH 9.8, sshd starts these for each connection; they must be of its own version. */
static gboolean
add_helpers (DemoSandbox *sandbox, const char *folder, GString *config, GError **error)
{
  static const char *const helpers[][2] = {
    { "sshd-session", "SshdSessionPath" },
    { "sshd-auth", "SshdAuthPath" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (helpers); i++) {
    g_autofree char *source = g_build_filename (folder, helpers[i][0], NULL);
    g_autofree char *path = g_build_filename ("/opt/banco", helpers[i][0], NULL);

    if (!g_file_test (source, G_FILE_TEST_IS_EXECUTABLE))
      continue;
    if (!demo_sandbox_add_copy (sandbox, path, "0755", source, error))
      return FALSE;
    g_string_append_printf (config, "%s %s\n", helpers[i][1], path);
  }
  return TRUE;
}

static gboolean
add_programs (DemoSandbox *sandbox, const DemoMachineSetup *setup, GError **error)
{
  g_autofree char *guest = banco_paths_program ("src/demo", "banco-demo-guest");
  g_autoptr (GString) config =
    g_string_new ("HostKey /etc/ssh/ssh_host_ed25519_key\nUsePAM no\nStrictModes no\nUseDNS no\n"
                  "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\n"
                  "AuthorizedKeysFile .ssh/authorized_keys\nSubsystem sftp internal-sftp\n"
                  "SetEnv LANG=C.UTF-8\nPidFile none\nPrintLastLog no\n");
  g_auto (Sshd) sshd = { 0 };

  if (!find_sshd (&sshd, error) ||
      !demo_sandbox_add_copy (sandbox, "/opt/banco/guest", "0755", guest, error) ||
      !demo_sandbox_add_copy (sandbox, "/opt/banco/sshd", "0755", sshd.program, error))
    return FALSE;
  if (sshd.libraries != NULL && !add_libraries (sandbox, sshd.libraries, error))
    return FALSE;
  if ((sshd.helpers != NULL && !add_helpers (sandbox, sshd.helpers, config, error)) ||
      !demo_sandbox_add_text (sandbox, "/etc/ssh/sshd_config", "0644", config->str, error))
    return FALSE;
  demo_sandbox_add (sandbox, "--chdir", "/", "--", "/opt/banco/guest", "/opt/banco/sshd",
                    setup->name, setup->image, setup->has_accelerator ? "simulated" : "none",
                    setup->lies ? "lie" : "truth", NULL);
  return TRUE;
}

/* A listening socket on a free loopback port, handed to the sandbox as its standard input: a
 * connection made before sshd is up just waits. */
static int
listen_somewhere (guint *port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  int fd;

  if (socket == NULL || !g_socket_bind (socket, address, TRUE, error) ||
      !g_socket_listen (socket, error))
    return -1;
  bound = g_socket_get_local_address (socket, error);
  if (bound == NULL)
    return -1;
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
  /* GLib's sockets never block; who accepts here wants to. */
  if (fd >= 0 && fcntl (fd, F_SETFL, 0) == 0)
    return fd;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

static void
on_console (GObject *source, GAsyncResult *result, gpointer data)
{
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (stream, result, &error);
  DemoMachine *self = data;

  /* Cancelled: self is gone. */
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return;
  if (self->console->len < CONSOLE_LIMIT)
    g_string_append_len (self->console, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_input_stream_read_bytes_async (stream, 4096, G_PRIORITY_DEFAULT, self->reading, on_console,
                                   self);
}

DemoMachine *
demo_machine_new (const DemoMachineSetup *setup, GError **error)
{
  g_autoptr (DemoMachine) self = g_new0 (DemoMachine, 1);
  g_autoptr (DemoSandbox) sandbox = demo_sandbox_new (setup->name, error);
  g_autofree char *home = g_build_filename ("/home", setup->login, NULL);
  int listener;

  self->console = g_string_new (NULL);
  self->reading = g_cancellable_new ();
  if (sandbox == NULL)
    return NULL;
  add_folders (sandbox, home);
  if (!add_files (sandbox, setup, home, error) || !add_programs (sandbox, setup, error))
    return NULL;
  listener = listen_somewhere (&self->port, error);
  if (listener < 0)
    return NULL;
  self->sandbox = demo_sandbox_spawn (sandbox, listener, error);
  if (self->sandbox == NULL)
    return NULL;
  g_input_stream_read_bytes_async (g_subprocess_get_stdout_pipe (self->sandbox), 4096,
                                   G_PRIORITY_DEFAULT, self->reading, on_console, self);
  return g_steal_pointer (&self);
}

void
demo_machine_free (DemoMachine *self)
{
  g_cancellable_cancel (self->reading);
  g_object_unref (self->reading);
  if (self->sandbox != NULL) {
    g_subprocess_force_exit (self->sandbox);
    g_subprocess_wait (self->sandbox, NULL, NULL);
    g_object_unref (self->sandbox);
  }
  g_string_free (self->console, TRUE);
  g_free (self);
}

guint
demo_machine_get_port (DemoMachine *self)
{
  return self->port;
}

const char *
demo_machine_get_console (DemoMachine *self)
{
  return self->console->str;
}

gboolean
demo_machine_is_running (DemoMachine *self)
{
  return g_subprocess_get_identifier (self->sandbox) != NULL;
}
