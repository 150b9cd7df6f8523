/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmarks/fpga-list.h"
#include "desktop/window/window.h"

#include <string.h>

/* What a machine's FPGA cards are shown as, and the way from them to the library. */

#define WITH_CARD                                                                                  \
  STAGE_ROW ("cpu.triad", "GB/s", "10", "")                                                        \
  "],\"fpgas\":[{\"name\":\"xcu50\",\"shell\":\"gen3x16\",\"celsius\":39,\"watts\":-1},"           \
  "{\"name\":\"<b>\",\"unusable\":\"it has no shell\"}"

static void
test_cards (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *list;

  stage_forget ();
  stage_store_rows ("fpga-1", "fpga-box", "fpga-box", FALSE, WITH_CARD);
  window = stage_open (&workspace, &settings, 800);
  list = stage_find (window, BANCO_TYPE_FPGA_LIST);
  g_assert_true (stage_says (list, "xcu50, shell gen3x16, 39 °C, no design is loaded"));
  g_assert_true (stage_says (list, "<b>: it has no shell"));
  g_assert_nonnull (stage_button (list, "hls4ml"));
  g_assert_nonnull (stage_button (list, "BondMachine"));
  stage_close (window, workspace, settings);
}

static void
test_no_cards (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = stage_open (&workspace, &settings, 360);
  g_assert_false (gtk_widget_get_visible (stage_find (window, BANCO_TYPE_FPGA_LIST)));
  stage_close (window, workspace, settings);
}

/* A topic is looked up in the library. */
static void
test_topic (void)
{
  g_autoptr (BancoWorkspace) workspace = NULL;
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  BancoShell *shell;
  GtkWidget *window;
  g_autoptr (GPtrArray) entries = NULL;
  gboolean found = FALSE;

  stage_forget ();
  stage_store_rows ("fpga-1", "fpga-box", "fpga-box", FALSE, WITH_CARD);
  workspace = fixture_workspace_new ();
  window = GTK_WIDGET (banco_window_new (NULL, settings));
  banco_window_set_workspace (BANCO_WINDOW (window), workspace);
  gtk_window_present (GTK_WINDOW (window));
  shell = banco_window_get_shell (BANCO_WINDOW (window));
  banco_shell_show (shell, "benchmarks", NULL);
  fixture_turn (300, NULL);
  g_signal_emit_by_name (stage_button (stage_find (window, BANCO_TYPE_FPGA_LIST), "hls4ml"),
                         "clicked");
  g_assert_cmpstr (banco_shell_get_page (shell), ==, "knowledge");
  entries = fixture_find_all (window, GTK_TYPE_SEARCH_ENTRY);
  for (guint i = 0; i < entries->len; i++)
    found |= g_str_equal (gtk_editable_get_text (entries->pdata[i]), "hls4ml");
  g_assert_true (found);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_turn (50, NULL);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/fpgas/cards", test_cards);
  g_test_add_func ("/fpgas/none", test_no_cards);
  g_test_add_func ("/fpgas/topic", test_topic);
  return g_test_run ();
}
