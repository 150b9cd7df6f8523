/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/test-sshd.h"

#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define UNPACKED BANCO_BUILD_ROOT "/sshd/usr/"

static char *
find_sshd (void)
{
  static const char *const places[] = { "/usr/sbin/sshd", UNPACKED "sbin/sshd" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_file_test (places[i], G_FILE_TEST_IS_EXECUTABLE))
      return g_strdup (places[i]);
  return NULL;
}

/* A port that is free now; two tests that run at the same time hardly get the same. */
static guint
free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
write_file (TestSshd *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
make_key (TestSshd *self)
{
  g_autofree char *path = g_build_filename (self->folder, "host_key", NULL);
  g_autofree char *public = g_strconcat (path, ".pub", NULL);
  const char *argv[] = { "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path, NULL };
  g_autofree char *text = NULL;

  g_unlink (path);
  g_unlink (public);
  run (argv);
  g_assert_true (g_file_get_contents (public, &text, NULL, NULL));
  *strrchr (text, ' ') = '\0';
  g_free (self->key);
  self->key = g_steal_pointer (&text);
}

static gboolean
answers (guint port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, NULL);

  return connection != NULL;
}

/* A test that aborts leaves no sshd behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

/* The path of the users of this machine and of sshd, which separates its privileges with that. */
static char *
write_users (TestSshd *self)
{
  g_autofree char *users = NULL;
  g_autofree char *with_sshd = NULL;

  g_assert_true (g_file_get_contents ("/etc/passwd", &users, NULL, NULL));
  with_sshd = g_strconcat (users, "sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin\n", NULL);
  write_file (self, "passwd", with_sshd);
  return g_build_filename (self->folder, "passwd", NULL);
}

/* Root's sshd wants /run/sshd and a user, which a machine without the service lacks: it gets its
 * own. */
static void
start (TestSshd *self)
{
  g_autofree char *program = find_sshd ();
  g_autofree char *config = g_build_filename (self->folder, "config", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
    G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *users = write_users (self);
  const char *const sandbox[] = { "bwrap",       "--die-with-parent",
                                  "--bind",      "/",
                                  "/",           "--dev-bind",
                                  "/dev",        "/dev",
                                  "--tmpfs",     "/run",
                                  "--dir",       "/run/sshd",
                                  "--ro-bind",   users,
                                  "/etc/passwd", "--" };

  if (geteuid () == 0 &&
      (!g_file_test ("/run/sshd", G_FILE_TEST_IS_DIR) || getpwnam ("sshd") == NULL))
    for (guint i = 0; i < G_N_ELEMENTS (sandbox); i++)
      g_ptr_array_add (argv, (gpointer) sandbox[i]);
  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "-D");
  g_ptr_array_add (argv, (gpointer) "-e");
  g_ptr_array_add (argv, (gpointer) "-f");
  g_ptr_array_add (argv, config);
  g_ptr_array_add (argv, NULL);
  /* One unpacked beside the build has its libraries beside itself. */
  g_subprocess_launcher_setenv (launcher, "LD_LIBRARY_PATH", BANCO_BUILD_ROOT "/sshd/lib", TRUE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process =
    g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, &error);
  g_assert_no_error (error);
  for (guint i = 0; !answers (self->port); i++) {
    g_assert_cmpuint (i, <, 1000);
    g_usleep (10000);
  }
}

static void
stop (TestSshd *self)
{
  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  /* Children of bwrap end a moment after it. */
  while (answers (self->port))
    g_usleep (10000);
}

/* One that was unpacked brings what OpenSSH 9.8 and later start for each connection. */
static const char *
helpers (const char *program)
{
  if (!g_str_has_prefix (program, UNPACKED) ||
      !g_file_test (UNPACKED "lib/openssh/sshd-session", G_FILE_TEST_EXISTS))
    return "";
  return "SshdSessionPath " UNPACKED "lib/openssh/sshd-session\n"
         "SshdAuthPath " UNPACKED "lib/openssh/sshd-auth\n";
}

TestSshd *
test_sshd_new (const char *public_key, const char **why_not)
{
  g_autofree char *program = find_sshd ();
  g_autofree char *config = NULL;
  TestSshd *self;

  if (program == NULL) {
    *why_not = "there is no sshd (openssh-server)";
    return NULL;
  }
  self = g_new0 (TestSshd, 1);
  self->folder = g_dir_make_tmp ("banco-sshd-XXXXXX", NULL);
  self->port = free_port ();
  make_key (self);
  write_file (self, "authorized_keys", public_key != NULL ? public_key : "");
  config =
    g_strdup_printf ("ListenAddress 127.0.0.1\nPort %u\nHostKey %s/host_key\nPidFile none\n"
                     "AuthorizedKeysFile %s/authorized_keys\nUsePAM no\nStrictModes no\n"
                     "PermitRootLogin yes\nPasswordAuthentication no\n"
                     "SetEnv TMUX_TMPDIR=%s\n%s",
                     self->port, self->folder, self->folder, self->folder, helpers (program));
  write_file (self, "config", config);
  start (self);
  return self;
}

void
test_sshd_change_key (TestSshd *self)
{
  stop (self);
  make_key (self);
  start (self);
}

char *
test_sshd_announce (TestSshd *self)
{
  return g_strdup_printf ("booting\n-----BEGIN SSH HOST KEY KEYS-----\n%s root@m\n"
                          "-----END SSH HOST KEY KEYS-----\nlogin: ",
                          self->key);
}

/* What was kept there outlives the connections, and its socket lies in a folder of its own. */
static void
end_tmux (TestSshd *self)
{
  g_autofree char *name = g_strdup_printf ("tmux-%d", (int) getuid ());
  g_autofree char *folder = g_build_filename (self->folder, name, NULL);
  g_autofree char *socket = g_build_filename (folder, "banco", NULL);
  const char *argv[] = { "tmux", "-S", socket, "kill-server", NULL };

  if (g_file_test (socket, G_FILE_TEST_EXISTS)) {
    g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

    if (process != NULL)
      g_subprocess_wait (process, NULL, NULL);
    g_unlink (socket);
  }
  g_rmdir (folder);
}

void
test_sshd_free (TestSshd *self)
{
  static const char *const names[] = { "host_key", "host_key.pub", "authorized_keys", "config",
                                       "passwd" };

  stop (self);
  end_tmux (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

    g_unlink (path);
  }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->key);
  g_free (self);
}
