/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-card.h"
#include "desktop/account/account-page.h"
#include "desktop/benchmarks/benchmarks-page.h"
#include "desktop/column.h"
#include "desktop/knowledge/entry-view.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/knowledge/hit-row.h"
#include "desktop/knowledge/knowledge-page.h"
#include "desktop/knowledge/reader.h"
#include "desktop/machines/machine-row.h"
#include "desktop/machines/machines-page.h"
#include "desktop/machines/quota-bars.h"
#include "desktop/terminals/terminal.h"
#include "desktop/terminals/terminals-page.h"
#include "desktop/window/banner.h"
#include "desktop/window/operations-button.h"
#include "desktop/window/sidebar.h"
#include "fixture.h"
#include "identity/identity.h"
#include "machines/machines-private.h"

/* Every template makes its widget, and the widget goes without leaving anything behind. */
static void
test_type (gconstpointer data)
{
  GtkWidget *widget = g_object_new (*(const GType *) data, NULL);

  g_object_ref_sink (widget);
  g_assert_finalize_object (widget);
}

static void
test_page (gconstpointer data)
{
  g_autoptr (BancoWorkspace) workspace = fixture_workspace_new ();
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  GtkWidget *page =
    g_object_new (*(const GType *) data, "workspace", workspace, "settings", settings, NULL);

  g_object_ref_sink (page);
  g_assert_finalize_object (page);
}

static void
test_shell (void)
{
  g_autoptr (BancoWorkspace) workspace = fixture_workspace_new ();
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  BancoShell *shell = banco_shell_new (workspace, settings);

  g_object_ref_sink (shell);
  for (guint i = 0; i < 9; i++)
    banco_shell_show_nth (shell, i);
  g_assert_finalize_object (shell);
}

static void
test_terminal (void)
{
  g_autoptr (BancoPlace) place = banco_place_new_here ();
  BancoTerminal *terminal = banco_terminal_new (&(BancoTerminalPlan){ .place = place });

  g_object_ref_sink (terminal);
  fixture_turn (200, NULL);
  g_assert_finalize_object (terminal);
}

/* These show a model of their own, and let go of it. */
static void
test_account_card (void)
{
  g_autoptr (BancoWorkspace) workspace = fixture_workspace_new ();
  g_autoptr (BancoSettings) settings = banco_settings_new ();
  BancoAccounts *accounts = banco_workspace_get_accounts (workspace);
  BancoPage *page = g_object_ref_sink (
    g_object_new (BANCO_TYPE_ACCOUNT_PAGE, "workspace", workspace, "settings", settings, NULL));
  GtkWidget *card = banco_account_card_new (page, banco_accounts_get_default (accounts));

  g_object_ref_sink (card);
  g_assert_finalize_object (card);
  g_assert_finalize_object (page);
}

static void
test_machine_row (void)
{
  g_autoptr (BancoMachineRecord) record = banco_machine_record_new ();
  BancoMachine *machine;
  GtkWidget *row;

  record->id = g_strdup ("a");
  record->name = g_strdup ("gpu-1");
  record->image = g_strdup ("");
  record->offer = g_strdup ("");
  record->group = g_strdup ("");
  machine = banco_machine_new ("cloud", record);
  row = g_object_ref_sink (banco_machine_row_new (machine));
  g_assert_finalize_object (row);
  g_assert_finalize_object (machine);
}

/* Windows that are built from a file and not from a template. */
static void
test_file (gconstpointer name)
{
  g_autofree char *path = g_strconcat ("/it/infn/ml/Banco/", name, NULL);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (path);
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);

  g_assert_nonnull (objects);
  for (GSList *at = objects; at; at = at->next)
    if (GTK_IS_WINDOW (at->data))
      gtk_window_destroy (at->data);
}

int
main (int argc, char **argv)
{
  GType types[12], pages[5];
  guint n = 0;

  fixture_init (&argc, &argv);
  types[n++] = BANCO_TYPE_BANNER;
  types[n++] = BANCO_TYPE_COLUMN;
  types[n++] = BANCO_TYPE_ENTRY_VIEW;
  types[n++] = BANCO_TYPE_FACET_BAR;
  types[n++] = BANCO_TYPE_HIT_ROW;
  types[n++] = BANCO_TYPE_OPERATIONS_BUTTON;
  types[n++] = BANCO_TYPE_QUOTA_BARS;
  types[n++] = BANCO_TYPE_READER;
  types[n++] = BANCO_TYPE_SIDEBAR;
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat ("/templates/", g_type_name (types[i]), NULL);

    g_test_add_data_func (path, &types[i], test_type);
  }
  pages[0] = BANCO_TYPE_KNOWLEDGE_PAGE;
  pages[1] = BANCO_TYPE_MACHINES_PAGE;
  pages[2] = BANCO_TYPE_TERMINALS_PAGE;
  pages[3] = BANCO_TYPE_ACCOUNT_PAGE;
  pages[4] = BANCO_TYPE_BENCHMARKS_PAGE;
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *path = g_strconcat ("/templates/", g_type_name (pages[i]), NULL);

    g_test_add_data_func (path, &pages[i], test_page);
  }
  g_test_add_func ("/templates/BancoAccountCard", test_account_card);
  g_test_add_func ("/templates/BancoMachineRow", test_machine_row);
  g_test_add_func ("/templates/BancoShell", test_shell);
  g_test_add_func ("/templates/BancoTerminal", test_terminal);
  g_test_add_data_func ("/templates/shortcuts", "shortcuts.ui", test_file);
  g_test_add_data_func ("/templates/preferences", "preferences.ui", test_file);
  return g_test_run ();
}
