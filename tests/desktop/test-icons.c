/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

#define OURS "banco-"

/* Every icon that a source or template names is ours, or in the theme of both Debians: a name that
 * only this computer's theme has is a fault on the other. */
static void
check_file (const char *path, GtkIconTheme *theme, const char *const *everywhere)
{
  g_autofree char *text = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("[\">]([a-z0-9+-]+-symbolic)[\"<]", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);

    if (!gtk_icon_theme_has_icon (theme, name)) {
      g_test_message ("%s: no icon %s", path, name);
      g_test_fail ();
    } else if (!g_str_has_prefix (name, OURS) && !g_strv_contains (everywhere, name)) {
      g_test_message ("%s: %s is not in the themes of both Debian 12 and 13", path, name);
      g_test_fail ();
    }
  }
}

static guint
check_folder (const char *folder, GtkIconTheme *theme, const char *const *everywhere)
{
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
      n += check_folder (path, theme, everywhere);
    } else if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".ui")) {
      check_file (path, theme, everywhere);
      n++;
    }
  }
  return n;
}

static void
test_icons (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autofree char *own = banco_paths_icons ();
  g_autofree char *text = NULL;
  g_auto (GStrv) everywhere = NULL;

  g_assert_true (g_file_get_contents (g_getenv ("DESKTOP_ICONS"), &text, NULL, NULL));
  everywhere = g_strsplit (text, "\n", -1);
  gtk_icon_theme_add_resource_path (theme, "/it/infn/ml/Banco/icons");
  gtk_icon_theme_add_search_path (theme, own);
  g_assert_true (gtk_icon_theme_has_icon (theme, "it.infn.ml.Banco"));
  g_assert_cmpuint (
    check_folder (g_getenv ("DESKTOP_SOURCES"), theme, (const char *const *) everywhere), >, 20);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/icons/all-there", test_icons);
  return g_test_run ();
}
