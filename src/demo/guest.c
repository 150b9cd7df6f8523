/* SPDX-License-Identifier: Apache-2.0 */
/* The first program of a sandboxed machine: makes its host key, says so on the console the way
 * cloud-init does, then gives every connection on the inherited listening socket its own sshd.
 * sshd cannot be given a listening socket, but it can be given a connection (inetd mode); that is
 * what lets the machine have a network of its own. libc only, so that it starts at once. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOST_KEY "/etc/ssh/ssh_host_ed25519_key"
#define OTHER_KEY "/etc/ssh/announced_key"

static const char *sshd;

static double
uptime_since (const struct timespec *start)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) (now.tv_sec - start->tv_sec) + (double) (now.tv_nsec - start->tv_nsec) / 1e9;
}

static void __attribute__ ((format (printf, 2, 3)))
console (const struct timespec *start, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  printf ("[%12.6f] ", uptime_since (start));
  vprintf (format, arguments);
  putchar ('\n');
  fflush (stdout);
  va_end (arguments);
}

/* Runs a program to its end; its output goes to the console. TRUE when it exits 0. */
static int
run (char *const argv[])
{
  int status;
  pid_t child = fork ();

  if (child == 0) {
    execv (argv[0], argv);
    _exit (127);
  }
  return child > 0 && waitpid (child, &status, 0) == child && status == 0;
}

static void
show_file (const char *path)
{
  char line[1024];
  FILE *file = fopen (path, "re");

  while (file && fgets (line, sizeof line, file))
    fputs (line, stdout);
  if (file)
    fclose (file);
  fflush (stdout);
}

static int
make_key (const char *name, const char *path)
{
  char comment[300];
  char *make[] = { "/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f",
                   (char *) path,         NULL };

  snprintf (comment, sizeof comment, "root@%s", name);
  return run (make);
}

static void
announce_key (const char *path)
{
  char public[200];
  char *print[] = { "/usr/bin/ssh-keygen", "-l", "-f", public, NULL };

  snprintf (public, sizeof public, "%s.pub", path);
  puts ("-----BEGIN SSH HOST KEY FINGERPRINTS-----");
  fflush (stdout);
  run (print);
  puts ("-----END SSH HOST KEY FINGERPRINTS-----\n-----BEGIN SSH HOST KEY KEYS-----");
  show_file (public);
  puts ("-----END SSH HOST KEY KEYS-----");
  fflush (stdout);
}

/* In the child of one connection. */
static void
exec_sshd (int connection)
{
  char *argv[] = { (char *) sshd,       "-i", "-f", "/etc/ssh/sshd_config", "-E",
                   "/var/log/sshd.log", NULL };

  signal (SIGCHLD, SIG_DFL);
  dup2 (connection, STDIN_FILENO);
  dup2 (connection, STDOUT_FILENO);
  dup2 (connection, STDERR_FILENO);
  closefrom (STDERR_FILENO + 1);
  execv (sshd, argv);
  _exit (127);
}

static void
serve (int listener)
{
  for (;;) {
    int connection = accept4 (listener, NULL, NULL, SOCK_CLOEXEC);

    if (connection < 0) {
      if (errno == EINTR || errno == ECONNABORTED)
        continue;
      return;
    }
    if (fork () == 0)
      exec_sshd (connection);
    close (connection);
  }
}

/* guest SSHD NAME IMAGE simulated|none truth|lie: the listening socket is standard input. A lie
 * announces a host key that sshd does not have, as an impostor would. */
int
main (int argc, char **argv)
{
  struct timespec start;
  int lies;

  if (argc != 6)
    return 2;
  clock_gettime (CLOCK_MONOTONIC, &start);
  sshd = argv[1];
  lies = strcmp (argv[5], "lie") == 0;
  console (&start, "Machine %s, image %s: a sandbox of banco-demo", argv[2], argv[3]);
  if (strcmp (argv[4], "simulated") == 0)
    console (&start, "The accelerator of this machine is simulated: there is no driver");
  if (!make_key (argv[2], HOST_KEY) || (lies && !make_key (argv[2], OTHER_KEY))) {
    console (&start, "No host key could be made; the machine stops here");
    return 1;
  }
  announce_key (lies ? OTHER_KEY : HOST_KEY);
  signal (SIGCHLD, SIG_IGN);
  console (&start, "sshd is ready");
  printf ("\n%s login: ", argv[2]);
  fflush (stdout);
  serve (STDIN_FILENO);
  return 1;
}
