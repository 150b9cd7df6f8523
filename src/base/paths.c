/* SPDX-License-Identifier: Apache-2.0 */
#include "base/paths.h"

#include <glib/gstdio.h>
#include <string.h>

/* Where this program lies tells where the rest is: NULL in the build folder, which uses the source
 * tree's data and its own siblings; else what goes before every path it was installed with, which
 * is nothing unless the whole was moved. */
static const char *
get_root (void)
{
  static gsize once;
  static char *root;

  if (g_once_init_enter (&once)) {
    g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
    g_autofree char *folder = program ? g_path_get_dirname (program) : g_strdup ("");
    const char *installed[] = { BANCO_BIN_DIR, BANCO_LIBEXEC_DIR };

    if (!g_str_has_prefix (folder, BANCO_BUILD_ROOT "/"))
      root = g_strdup ("");
    for (guint i = 0; root && i < G_N_ELEMENTS (installed); i++)
      if (g_str_has_suffix (folder, installed[i]) && root[0] == '\0') {
        g_free (root);
        root = g_strndup (folder, strlen (folder) - strlen (installed[i]));
      }
    g_once_init_leave (&once, 1);
  }
  return root;
}

char *
banco_paths_data (const char *name)
{
  return get_root () ? g_build_filename (get_root (), BANCO_DATA_DIR, name, NULL)
                     : g_build_filename (BANCO_SOURCE_DATA_DIR, name, NULL);
}

char *
banco_paths_program (const char *build_folder, const char *name)
{
  return get_root () ? g_build_filename (get_root (), BANCO_LIBEXEC_DIR, name, NULL)
                     : g_build_filename (BANCO_BUILD_ROOT, build_folder, name, NULL);
}

char *
banco_paths_icons (void)
{
  return banco_paths_data (get_root () ? "../icons" : "icons");
}

char *
banco_paths_schemas (void)
{
  return get_root () ? banco_paths_data ("../glib-2.0/schemas")
                     : g_build_filename (BANCO_BUILD_ROOT, "data", NULL);
}

/* A relative one of the environment counts as none, as the XDG specification has it: it would be
 * another folder wherever the program is started. */
static char *
own_folder (const char *parent, const char *usual, const char *name)
{
  g_autofree char *fallback = g_build_filename (g_get_home_dir (), usual, NULL);
  g_autofree char *folder =
    g_build_filename (g_path_is_absolute (parent) ? parent : fallback, "banco", name, NULL);

  /* A folder that cannot be made shows when something is opened in it, with a better error. */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("cannot make %s", folder);
  return g_steal_pointer (&folder);
}

char *
banco_paths_user_data (const char *name)
{
  return own_folder (g_get_user_data_dir (), ".local/share", name);
}

char *
banco_paths_user_config (const char *name)
{
  return own_folder (g_get_user_config_dir (), ".config", name);
}

char *
banco_paths_user_cache (const char *name)
{
  return own_folder (g_get_user_cache_dir (), ".cache", name);
}

char *
banco_paths_runtime (const char *name)
{
  return own_folder (g_get_user_runtime_dir (), ".cache", name);
}
