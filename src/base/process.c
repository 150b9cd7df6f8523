/* SPDX-License-Identifier: Apache-2.0 */
#include "base/process.h"

#include <sys/resource.h>

static struct rlimit given;
static gboolean forbidden;

void
banco_process_forbid_dumps (void)
{
  forbidden = forbidden || getrlimit (RLIMIT_CORE, &given) == 0;
  banco_process_disallow_dumps ();
}

/* Between fork and exec, too. */
void
banco_process_allow_dumps (gpointer unused)
{
  if (forbidden)
    setrlimit (RLIMIT_CORE, &given);
}

/* Only the soft limit: the other could not be given back. */
void
banco_process_disallow_dumps (void)
{
  const struct rlimit none = { .rlim_cur = 0, .rlim_max = given.rlim_max };

  if (forbidden)
    setrlimit (RLIMIT_CORE, &none);
}

GSubprocess *
banco_process_start (const char *const *argv, GSubprocessFlags flags, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);

  g_subprocess_launcher_set_child_setup (launcher, banco_process_allow_dumps, NULL, NULL);
  return g_subprocess_launcher_spawnv (launcher, argv, error);
}
