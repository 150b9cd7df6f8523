/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <glib/gstdio.h>

#define FEDERATION                                                                                 \
  "[Federation]\nFormat=1\nId=test\nName=Test federation\n"                                        \
  "[Issuer official]\nName=Test issuer\nUrl=http://127.0.0.1:9/\n"                                 \
  "[Knowledge pages]\nKind=folder\nPath=pages\n"                                                   \
  "[Cloud cloud]\nKind=openstack\nUrl=http://127.0.0.1:9/v3\nIdentityProvider=i\n"                 \
  "Protocol=openid\nIssuers=official;\n"

#define PAGE                                                                                       \
  "# A page about reading\n\nSome **bold** words and `code`, and [a "                              \
  "link](https://example.org/).\n\n"                                                               \
  "## The second part\n\n- one\n- two\n\n```python\nprint('hello')\n\nprint('again')\n```\n\n"     \
  "| name | value |\n| --- | --- |\n| alpha | 1 |\n\n> quoted\n"

BancoWorkspace *
fixture_workspace_new (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "federation", NULL);
  g_autofree char *pages = g_build_filename (folder, "pages", NULL);
  g_autofree char *page = g_build_filename (pages, "reading.md", NULL);
  g_autofree char *path = g_build_filename (folder, "test.federation", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  BancoWorkspace *workspace;

  g_assert_cmpint (g_mkdir_with_parents (pages, 0700), ==, 0);
  g_file_set_contents (path, FEDERATION, -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (page, PAGE, -1, &error);
  g_assert_no_error (error);
  federation = banco_federation_load (path, &error);
  g_assert_no_error (error);
  workspace = banco_workspace_new (federation, &error);
  g_assert_no_error (error);
  return workspace;
}

static gboolean
time_is_up (gpointer up)
{
  *(gboolean *) up = TRUE;
  return G_SOURCE_CONTINUE;
}

void
fixture_turn (guint milliseconds, gboolean *done)
{
  gboolean up = FALSE;
  guint timer = g_timeout_add (milliseconds, time_is_up, &up);

  while (!up && !(done && *done))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

GtkWidget *
fixture_window_new (GtkWidget *child, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  fixture_turn (300, NULL);
  return window;
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

GPtrArray *
fixture_find_all (GtkWidget *root, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (root, type, found);
  return found;
}

void
fixture_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  adw_init ();
}
