/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/sidebar.h"

#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoSidebar {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  GNetworkMonitor *network;
  gboolean unreachable; /* the last operation could not reach its server */

  AdwHeaderBar *header;
  GtkMenuButton *menu;
  GMenuModel *main_menu;
  GtkListBox *list;
  GtkMenuButton *federation;
  GtkLabel *federation_name;
  GtkImage *account_icon;
  GtkLabel *account_name;
  GtkButton *sign_in;
  GtkLabel *truth;
};

G_DEFINE_FINAL_TYPE (BancoSidebar, banco_sidebar, ADW_TYPE_BIN)

enum {
  CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
row_selected (BancoSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[CHOSEN], 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
show_truth (BancoSidebar *self)
{
  BancoLibrary *library = banco_workspace_get_library (self->workspace);
  gint64 synced = banco_library_get_synced (library);
  g_autofree char *ago = banco_words_ago (synced, banco_clock_now ());
  g_autofree char *when = synced ? banco_words_moment (synced) : NULL;
  g_autofree char *text =
    synced ? g_strdup_printf (_ ("Synced %s"), ago) : g_strdup (_ ("Not synced yet"));
  gboolean offline = self->unreachable ||
                     (self->network && !g_network_monitor_get_network_available (self->network));
  g_autofree char *whole = offline ? g_strdup_printf (_ ("Offline · %s"), text) : NULL;

  gtk_label_set_label (self->truth, whole ? whole : text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->truth), when);
}

static void
show_account (BancoSidebar *self)
{
  BancoAccount *account =
    banco_accounts_get_default (banco_workspace_get_accounts (self->workspace));
  BancoAccountState state = account ? banco_account_get_state (account) : BANCO_ACCOUNT_SIGNED_OUT;
  const char *username = account ? banco_account_get_username (account) : NULL;
  g_autofree char *text = NULL;

  if (state == BANCO_ACCOUNT_SIGNED_IN)
    text = banco_visible_line (username ? username : _ ("Signed in"));
  else if (state == BANCO_ACCOUNT_EXPIRED)
    text = banco_visible_printf (_ ("%s: session over"), username ? username : _ ("Account"));
  else
    text = g_strdup (_ ("Not signed in"));
  gtk_label_set_label (self->account_name, text);
  gtk_widget_set_css_classes (
    GTK_WIDGET (self->account_icon),
    (const char *[]){ state == BANCO_ACCOUNT_SIGNED_IN ? "success" : "dim-label", NULL });
  gtk_widget_set_visible (GTK_WIDGET (self->sign_in), state != BANCO_ACCOUNT_SIGNED_IN);
}

static void
operation_ended (BancoSidebar *self, GParamSpec *pspec, BancoOperation *operation)
{
  const GError *error = banco_operation_get_error (operation);

  if (error)
    self->unreachable = g_strcmp0 (banco_remedy_for_error (error)->code, "not-reachable") == 0;
  else if (banco_operation_get_state (operation) == BANCO_OPERATION_DONE)
    self->unreachable = FALSE;
  show_truth (self);
}

static void
operations_changed (BancoSidebar *self, guint position, guint removed, guint added)
{
  GListModel *operations = G_LIST_MODEL (banco_workspace_get_operations (self->workspace));

  for (guint i = position; i < position + added; i++) {
    g_autoptr (BancoOperation) operation = g_list_model_get_item (operations, i);

    g_signal_connect_object (operation, "notify::state", G_CALLBACK (operation_ended), self,
                             G_CONNECT_SWAPPED);
  }
}

static void
banco_sidebar_dispose (GObject *object)
{
  BancoSidebar *self = BANCO_SIDEBAR (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->network);
  G_OBJECT_CLASS (banco_sidebar_parent_class)->dispose (object);
}

static void
banco_sidebar_class_init (BancoSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_sidebar_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", BANCO_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, main_menu);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, federation);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, federation_name);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, account_icon);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, account_name);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, sign_in);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, truth);
  gtk_widget_class_bind_template_callback (widget_class, row_selected);
}

/* Nobody opens a menu before the first frame: its many widgets are made when somebody does. */
static void
make_menu (GtkMenuButton *button, gpointer model)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, model);
}

static void
banco_sidebar_init (BancoSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, make_menu, self->main_menu, NULL);
}

static void
show_federations (BancoSidebar *self, BancoFederation *current)
{
  g_autoptr (GPtrArray) federations = banco_federation_list ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *name = banco_visible_line (current->name);
  gboolean listed = FALSE;

  for (guint i = 0; i < federations->len; i++) {
    BancoFederation *federation = federations->pdata[i];
    g_autofree char *label = banco_words_menu (federation->name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    g_menu_item_set_action_and_target (item, "app.federation", "s", federation->id);
    g_menu_append_item (menu, item);
    listed = listed || g_str_equal (federation->id, current->id);
  }
  if (!listed) {
    g_autofree char *label = banco_words_menu (current->name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    g_menu_item_set_action_and_target (item, "app.federation", "s", current->id);
    g_menu_prepend_item (menu, item);
  }
  gtk_menu_button_set_create_popup_func (self->federation, make_menu, g_steal_pointer (&menu),
                                         g_object_unref);
  gtk_label_set_label (self->federation_name, name);
}

void
banco_sidebar_set_workspace (BancoSidebar *self, BancoWorkspace *workspace)
{
  BancoAccounts *accounts = banco_workspace_get_accounts (workspace);

  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  show_federations (self, banco_workspace_get_federation (workspace));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

    g_signal_connect_object (account, "notify::state", G_CALLBACK (show_account), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (account, "notify::details", G_CALLBACK (show_account), self,
                             G_CONNECT_SWAPPED);
  }
  g_signal_connect_object (accounts, "notify::default", G_CALLBACK (show_account), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (banco_workspace_get_operations (workspace), "items-changed",
                           G_CALLBACK (operations_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (banco_workspace_get_library (workspace), "changed",
                           G_CALLBACK (show_truth), self, G_CONNECT_SWAPPED);
  show_account (self);
  show_truth (self);
}

void
banco_sidebar_add (BancoSidebar *self, const char *id, const char *name, const char *icon)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_name (row, id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (badge, "badge");
  gtk_widget_add_css_class (badge, "numeric");
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (badge, FALSE);
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_append (self->list, row);
}

static GtkListBoxRow *
find_row (BancoSidebar *self, const char *id)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (g_str_equal (gtk_widget_get_name (GTK_WIDGET (row)), id))
      return row;
  return NULL;
}

void
banco_sidebar_choose (BancoSidebar *self, const char *id)
{
  gtk_list_box_select_row (self->list, find_row (self, id));
}

void
banco_sidebar_set_badge (BancoSidebar *self, const char *id, guint badge)
{
  GtkListBoxRow *row = find_row (self, id);
  GtkWidget *label;
  g_autofree char *text = g_strdup_printf ("%u", badge);

  g_return_if_fail (row != NULL);

  label = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, badge > 0);
}

void
banco_sidebar_set_folded (BancoSidebar *self, gboolean folded)
{
  adw_header_bar_set_show_end_title_buttons (self->header, folded);
}

void
banco_sidebar_watch_network (BancoSidebar *self)
{
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (show_truth), self,
                           G_CONNECT_SWAPPED);
  show_truth (self);
}
