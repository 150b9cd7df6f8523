/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/file-dialog.h"

#include <sys/prctl.h>

/* A file that is chosen in a portal: test-portal.py, which starts this program, is the portal. */

static char *chosen_path;

static void
chosen (GtkWidget *widget, const char *path)
{
  g_free (chosen_path);
  chosen_path = g_strdup (path);
}

static gboolean
is_chosen (gpointer data)
{
  return chosen_path != NULL;
}

static void
choose_file (FixtureCondition condition, guint milliseconds)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  window = stage_open (&workspace, &settings, 1000);
  banco_file_open (stage_find (window, g_type_from_name ("BancoBenchmarksPage")), "Import", chosen);
  if (condition)
    fixture_wait ("the file", condition, NULL);
  fixture_turn (milliseconds, NULL);
  stage_close (window, workspace, settings);
}

/* With all that the program does to keep its secrets. */
static void
test_chosen (void)
{
  banco_process_forbid_dumps ();
  choose_file (is_chosen, 0);
  g_assert_cmpstr (chosen_path, ==, "/portal/file.json");
  g_clear_pointer (&chosen_path, g_free);
}

/* What bancoctl does, and a window cannot: the portal does not learn who asks, and refuses. */
static void
test_refused (void)
{
  g_assert_cmpint (prctl (PR_SET_DUMPABLE, 0), ==, 0);
  choose_file (NULL, 1000);
  g_assert_cmpint (prctl (PR_SET_DUMPABLE, 1), ==, 0);
  g_assert_null (chosen_path);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/portal/chosen", test_chosen);
  g_test_add_func ("/portal/refused", test_refused);
  return g_test_run ();
}
