/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

/* The memory backend is one for the whole program: a second object is what a second start is. */
static void
test_kept (void)
{
  g_autoptr (BancoSettings) first = banco_settings_new ();
  g_autoptr (BancoSettings) second = banco_settings_new ();
  g_autofree char *page = NULL;
  g_autofree char *federation = NULL;
  int width, height;
  gboolean maximized;

  banco_settings_get_window (first, &width, &height, &maximized);
  g_assert_cmpint (width, >=, 360);
  g_assert_cmpint (height, >=, 360);
  g_assert_false (maximized);
  g_assert_false (banco_settings_get_reader_view (first));
  g_assert_cmpfloat (banco_settings_get_terminal_zoom (first), ==, 1.0);

  banco_settings_set_window (first, 500, 700, TRUE);
  banco_settings_set_page (first, "machines");
  banco_settings_set_federation (first, "infn-cloud");
  banco_settings_set_reader_view (first, TRUE);
  banco_settings_set_terminal_zoom (first, 1.5);
  banco_settings_get_window (second, &width, &height, &maximized);
  page = banco_settings_dup_page (second);
  federation = banco_settings_dup_federation (second);
  g_assert_cmpint (width, ==, 500);
  g_assert_cmpint (height, ==, 700);
  g_assert_true (maximized);
  g_assert_cmpstr (page, ==, "machines");
  g_assert_cmpstr (federation, ==, "infn-cloud");
  g_assert_true (banco_settings_get_reader_view (second));
  g_assert_cmpfloat (banco_settings_get_terminal_zoom (second), ==, 1.5);
}

/* The federation that was chosen is the one of the next start; one that is gone is no trap. */
static void
test_chosen_federation (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  g_autoptr (BancoFederation) federation = NULL;

  banco_settings_set_federation (settings, "gone");
  federation = banco_federation_load (NULL, NULL);
  g_assert_nonnull (federation);
  g_assert_cmpstr (federation->id, ==, "infn-cloud");
  banco_settings_set_federation (settings, "");
  g_assert_null (banco_settings_dup_federation (settings));
}

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/kept", test_kept);
  g_test_add_func ("/settings/chosen-federation", test_chosen_federation);
  return g_test_run ();
}
