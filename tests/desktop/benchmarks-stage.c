/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"

#include "desktop/benchmarks/benchmarks-page.h"

#include <glib/gstdio.h>
#include <string.h>

void
stage_store_rows (const char *id,
                  const char *place,
                  const char *label,
                  gboolean simulated,
                  const char *rows)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "banco", "results", NULL);
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = g_strdup_printf (
    "{\"format\":1,\"id\":\"%s\",\"host\":\"h\",\"place\":\"%s\",\"place_label\":\"%s\","
    "\"when\":\"2026-11-23T06:57:32Z\",\"mode\":\"quick\",\"backend\":\"cpu\",\"device\":\"A & B\","
    "\"simulated\":%s,\"flags\":[\"contended\"],\"rows\":[%s]}",
    id, place, label, simulated ? "true" : "false", rows);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
stage_store (const char *id,
             const char *place,
             const char *label,
             gboolean simulated,
             const char *median)
{
  g_autofree char *rows = g_strdup_printf (
    "{\"id\":\"cpu.gemm32\",\"unit\":\"GFLOP/s\",\"median\":%s,\"best\":%s,\"p5\":%s,\"p95\":%s,"
    "\"count\":20,\"flags\":[\"contended\"]},"
    "{\"id\":\"cpu.triad\",\"unit\":\"GB/s\",\"median\":10,\"best\":11,\"p5\":9,\"p95\":10.5,"
    "\"count\":20,\"flags\":[]}",
    median, median, median, median);

  stage_store_rows (id, place, label, simulated, rows);
}

void
stage_forget (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "banco", "results", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
}

GtkWidget *
stage_open (BancoWorkspace **workspace, BancoSettings **settings, int width)
{
  *workspace = fixture_workspace_new ();
  *settings = banco_settings_new ();
  return fixture_window_new (
    g_object_new (BANCO_TYPE_BENCHMARKS_PAGE, "workspace", *workspace, "settings", *settings, NULL),
    width, 640);
}

void
stage_close (GtkWidget *window, BancoWorkspace *workspace, BancoSettings *settings)
{
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_turn (50, NULL);
  g_object_unref (settings);
  g_object_unref (workspace);
}

void
stage_set_text_size (guint per_cent)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * (int) per_cent / 100, NULL);
}

GtkWidget *
stage_find (GtkWidget *root, GType type)
{
  g_autoptr (GPtrArray) found = fixture_find_all (root, type);

  g_assert_cmpuint (found->len, ==, 1);
  return found->pdata[0];
}

GtkWidget *
stage_button (GtkWidget *root, const char *label)
{
  g_autoptr (GPtrArray) buttons = fixture_find_all (root, GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (gtk_widget_get_mapped (buttons->pdata[i]) &&
        g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), label) == 0)
      return buttons->pdata[i];
  return NULL;
}

gboolean
stage_says (GtkWidget *root, const char *text)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (root, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) &&
        strstr (gtk_label_get_label (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
stage_wait (GtkWidget *root, const char *text)
{
  for (guint i = 0; i < 1200 && !stage_says (root, text); i++)
    fixture_turn (50, NULL);
  return stage_says (root, text);
}
