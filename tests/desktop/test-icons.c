/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

/* Every icon that a source or template names is in the theme that everybody has, or ours. */
static void
check_file (const char *path, GtkIconTheme *theme)
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
    }
  }
}

static void
test_icons (void)
{
  const char *folder = g_getenv ("DESKTOP_SOURCES");
  g_autoptr (GDir) files = g_dir_open (folder, 0, NULL);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());
  g_autofree char *own = banco_paths_icons ();
  const char *name;
  guint n = 0;

  gtk_icon_theme_add_resource_path (theme, "/it/infn/ml/Banco/icons");
  gtk_icon_theme_add_search_path (theme, own);
  g_assert_true (gtk_icon_theme_has_icon (theme, "it.infn.ml.Banco"));
  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)))
    if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".ui")) {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      check_file (path, theme);
      n++;
    }
  g_assert_cmpuint (n, >, 20);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/icons/all-there", test_icons);
  return g_test_run ();
}
