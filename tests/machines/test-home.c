/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/test-home.h"

#include <glib/gstdio.h>

static char *home;

void
test_home_enter (void)
{
  home = g_dir_make_tmp ("banco-XXXXXX", NULL);
  g_assert_nonnull (home);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", home, TRUE);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
      remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
test_home_clear (void)
{
  g_autofree char *folder = g_build_filename (home, "banco", NULL);

  remove_tree (folder);
}

int
test_home_leave (int status)
{
  remove_tree (home);
  g_clear_pointer (&home, g_free);
  return status;
}
