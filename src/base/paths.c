/* SPDX-License-Identifier: Apache-2.0 */
#include "base/paths.h"

#include <glib/gstdio.h>
#include <string.h>

/* A program that lies in the build folder uses the source tree's data and its own siblings. */
static gboolean
is_in_build_folder (void)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    gsize length = strlen (BANCO_BUILD_ROOT);
    gboolean inside =
      program != NULL && strncmp (program, BANCO_BUILD_ROOT, length) == 0 && program[length] == '/';

    g_once_init_leave (&once, inside ? 2 : 1);
  }
  return once == 2;
}

char *
banco_paths_data (const char *name)
{
  return g_build_filename (is_in_build_folder () ? BANCO_SOURCE_DATA_DIR : BANCO_DATA_DIR, name,
                           NULL);
}

char *
banco_paths_program (const char *build_folder, const char *name)
{
  if (is_in_build_folder ())
    return g_build_filename (BANCO_BUILD_ROOT, build_folder, name, NULL);
  return g_build_filename (BANCO_LIBEXEC_DIR, name, NULL);
}

static char *
own_folder (const char *parent, const char *name)
{
  g_autofree char *folder = g_build_filename (parent, "banco", name, NULL);

  /* A folder that cannot be made shows when something is opened in it, with a better error. */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("cannot make %s", folder);
  return g_steal_pointer (&folder);
}

char *
banco_paths_user_data (const char *name)
{
  return own_folder (g_get_user_data_dir (), name);
}

char *
banco_paths_user_config (const char *name)
{
  return own_folder (g_get_user_config_dir (), name);
}

char *
banco_paths_user_cache (const char *name)
{
  return own_folder (g_get_user_cache_dir (), name);
}

char *
banco_paths_runtime (const char *name)
{
  return own_folder (g_get_user_runtime_dir (), name);
}
