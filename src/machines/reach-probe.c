/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Whether a machine answers is asked of ssh itself, which reads the user's configuration: a jump
 * host, another way out, an address family. Nothing logs in: no key is shown, no question asked. */

/* What ssh says, and what it means; the first that is found counts. OpenSSH does not translate. */
static const struct {
  const char *piece;
  BancoProbeOutcome outcome;
} words[] = {
  { "IDENTIFICATION HAS CHANGED", BANCO_PROBE_OTHER_KEY },
  { "has changed and you have requested strict checking", BANCO_PROBE_OTHER_KEY },
  { "host key is known for", BANCO_PROBE_OTHER_TYPE },
  { "no matching host key type", BANCO_PROBE_OTHER_TYPE },
  { "Host key verification failed", BANCO_PROBE_BLOCKED }, /* of a jump host */
  { "Permission denied (", BANCO_PROBE_ANSWERED },
  { "Connection refused", BANCO_PROBE_REFUSED },
  { "No route to host", BANCO_PROBE_NO_ROUTE },
  { "Network is unreachable", BANCO_PROBE_NO_ROUTE },
  { "timed out", BANCO_PROBE_SILENT },
};

static char *
make_known_hosts (const char *host, char **keys)
{
  g_autofree char *folder = banco_paths_runtime ("ssh");
  char *path = g_build_filename (folder, "probe-XXXXXX", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  gboolean done;

  for (guint i = 0; keys[i] != NULL; i++)
    g_string_append_printf (text, "%s %s\n", host, keys[i]);
  done = fd >= 0 && write (fd, text->str, text->len) == (gssize) text->len;
  if (fd >= 0)
    close (fd);
  if (done)
    return path;
  g_unlink (path);
  g_free (path);
  return NULL;
}

static char **
read_known_hosts (const char *path)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *key = banco_host_key_parse_line (lines[i]);

    if (key != NULL)
      g_strv_builder_add (keys, key);
  }
  return g_strv_builder_end (keys);
}

/* In a session of its own, so that neither ssh nor the one it may start for a jump host asks the
 * user for anything. */
static GSubprocess *
start (const BancoProbe *probe, const char *known_hosts, gboolean first_use)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *host = banco_pins_host (probe->address, probe->port);
  g_autofree char *alias = g_strdup_printf ("HostKeyAlias=%s", host);
  g_autofree char *quoted = banco_ssh_quote (known_hosts);
  g_autofree char *hosts_file = g_strdup_printf ("UserKnownHostsFile=%s", quoted);
  g_autofree char *timeout = g_strdup_printf ("ConnectTimeout=%u", probe->seconds);
  g_autofree char *port = g_strdup_printf ("%u", probe->port);
  const char *strict = first_use ? "StrictHostKeyChecking=accept-new" : "StrictHostKeyChecking=yes";
  const char *options[] = {
    hosts_file,
    alias,
    timeout,
    strict,
    "GlobalKnownHostsFile=none",
    "HashKnownHosts=no",
    "UpdateHostKeys=no",
    "BatchMode=yes",
    "ControlMaster=no",
    "ControlPath=none",
    "PreferredAuthentications=none",
    "ConnectionAttempts=1",
    "ClearAllForwardings=yes",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "LogLevel=ERROR",
  };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = NULL;
  GSubprocess *process;

  g_strv_builder_addv (builder, (const char *[]){ "env", "SSH_ASKPASS_REQUIRE=never", "setsid",
                                                  "ssh", "-n", "-T", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_strv_builder_addv (builder, (const char *[]){ "-o", options[i], NULL });
  g_strv_builder_addv (builder, (const char *[]){ "-p", port, NULL });
  if (probe->login != NULL)
    g_strv_builder_addv (builder, (const char *[]){ "-l", probe->login, NULL });
  g_strv_builder_addv (builder, (const char *[]){ "--", probe->address, "true", NULL });
  argv = g_strv_builder_end (builder);
  process = banco_process_start ((const char *const *) argv,
                                 G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                                 &error);
  if (process == NULL)
    g_debug ("reach: %s", error->message);
  return process;
}

/* With the helpers that it started: they are of its session. */
static void
stop (GSubprocess *process)
{
  const char *id = g_subprocess_get_identifier (process);

  if (id != NULL)
    kill (-(pid_t) g_ascii_strtoll (id, NULL, 10), SIGTERM);
  g_subprocess_send_signal (process, SIGTERM);
}

static BancoProbeOutcome
read_outcome (GSubprocess *process, const char *said)
{
  if (g_subprocess_get_successful (process))
    return BANCO_PROBE_ANSWERED;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (said, words[i].piece) != NULL)
      return words[i].outcome;
  g_debug ("reach: %s", said);
  return BANCO_PROBE_BLOCKED;
}

BancoProbeOutcome
banco_probe_run (const BancoProbe *probe, char **keys, char ***shown, GCancellable *cancellable)
{
  g_autofree char *host = banco_pins_host (probe->address, probe->port);
  g_autofree char *path = make_known_hosts (host, keys);
  g_autoptr (GSubprocess) process = path != NULL ? start (probe, path, keys[0] == NULL) : NULL;
  g_autofree char *said = NULL;
  BancoProbeOutcome outcome = BANCO_PROBE_BLOCKED;

  if (process != NULL &&
      !g_subprocess_communicate_utf8 (process, NULL, cancellable, NULL, &said, NULL)) {
    stop (process);
    outcome = g_cancellable_is_cancelled (cancellable) ? BANCO_PROBE_NONE : BANCO_PROBE_BLOCKED;
  } else if (process != NULL) {
    outcome = read_outcome (process, said);
  }
  if (outcome == BANCO_PROBE_ANSWERED)
    *shown = read_known_hosts (path);
  if (path != NULL)
    g_unlink (path);
  return outcome;
}
