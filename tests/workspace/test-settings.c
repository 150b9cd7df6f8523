/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include "workspace/federation.h"

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

static void
count_change (BancoSettings *settings, GParamSpec *pspec, guint *changes)
{
  (*changes)++;
}

/* Every page that shows the reader view follows it; a choice that changes nothing is none. */
static void
test_reader_view (void)
{
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  gboolean before = banco_settings_get_reader_view (settings);
  guint changes = 0;

  g_signal_connect (settings, "notify::reader-view", G_CALLBACK (count_change), &changes);
  banco_settings_set_reader_view (settings, before);
  g_assert_cmpuint (changes, ==, 0);
  banco_settings_set_reader_view (settings, !before);
  banco_settings_set_reader_view (settings, !before);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (banco_settings_get_reader_view (settings), ==, !before);
  banco_settings_set_reader_view (settings, before);
  g_assert_cmpuint (changes, ==, 2);
}

/* What the program reads is what a word from elsewhere cannot break: "" is no page, and a window
 * keeps its size while it is maximized and after. */
static void
test_edges (void)
{
  static const struct {
    const char *set;
    const char *got;
  } texts[] = {
    { "knowledge", "knowledge" }, { "", NULL }, { "caffè\n", "caffè\n" }, { "", NULL }
  };
  static const struct {
    int width, height;
    gboolean maximized;
  } windows[] = {
    { 360, 400, FALSE }, { 1100, 760, TRUE }, { 1100, 760, FALSE }, { 4000, 3000, TRUE }
  };
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  int width, height;
  gboolean maximized;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *page = NULL, *federation = NULL;

    banco_settings_set_page (settings, texts[i].set);
    banco_settings_set_federation (settings, texts[i].set);
    page = banco_settings_dup_page (settings);
    federation = banco_settings_dup_federation (settings);
    g_assert_cmpstr (page, ==, texts[i].got);
    g_assert_cmpstr (federation, ==, texts[i].got);
  }
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    banco_settings_set_window (settings, windows[i].width, windows[i].height, windows[i].maximized);
    banco_settings_get_window (settings, &width, &height, &maximized);
    g_assert_cmpint (width, ==, windows[i].width);
    g_assert_cmpint (height, ==, windows[i].height);
    g_assert_cmpint (maximized, ==, windows[i].maximized);
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/kept", test_kept);
  g_test_add_func ("/settings/chosen-federation", test_chosen_federation);
  g_test_add_func ("/settings/reader-view", test_reader_view);
  g_test_add_func ("/settings/edges", test_edges);
  return g_test_run ();
}
