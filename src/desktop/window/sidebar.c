/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/sidebar.h"

#include "desktop/account/account-end.h"
#include "desktop/minute-clock.h"
#include "desktop/tab-stop.h"
#include "desktop/window/federation-choices.h"
#include "desktop/words.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoSidebar {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  gboolean online; /* until the network monitor says something else */

  AdwHeaderBar *header;
  GtkMenuButton *menu;
  GMenuModel *main_menu;
  GtkListBox *list;
  GtkMenuButton *federation;
  GtkLabel *federation_name;
};

G_DEFINE_FINAL_TYPE (BancoSidebar, banco_sidebar, ADW_TYPE_BIN)

enum {
  PROP_WORKSPACE = 1,
  PROP_ONLINE,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

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

/* What sidebar.ui calls. */

static char *
truth (BancoSidebar *self, gint64 synced, gboolean online, const GError *error, gint64 now)
{
  g_autofree char *ago = banco_words_ago (synced, now);
  g_autofree char *text =
    synced ? g_strdup_printf (_ ("Synced %s"), ago) : g_strdup (_ ("Not synced yet"));
  gboolean offline = !online || (error != NULL && g_strcmp0 (banco_remedy_for_error (error)->code,
                                                             "not-reachable") == 0);

  return offline ? g_strdup_printf (_ ("Offline · %s"), text) : g_steal_pointer (&text);
}

static char *
when (BancoSidebar *self, gint64 synced)
{
  return synced ? banco_words_moment (synced) : NULL;
}

static BancoAccountState
get_state (BancoAccount *account)
{
  return account ? banco_account_get_state (account) : BANCO_ACCOUNT_SIGNED_OUT;
}

static gboolean
is_over (BancoAccount *account, gint64 now)
{
  return get_state (account) != BANCO_ACCOUNT_SIGNED_OUT &&
         banco_account_end_is_over (banco_account_get_account_until (account), now);
}

static char *
account_words (BancoSidebar *self, BancoAccount *account, gint64 now)
{
  const char *username = account ? banco_account_get_username (account) : NULL;

  if (is_over (account, now))
    return banco_visible_printf (_ ("%s: account over"), username ? username : _ ("Account"));
  switch (get_state (account)) {
  case BANCO_ACCOUNT_SIGNED_IN:
    return banco_visible_line (username ? username : _ ("Signed in"));
  case BANCO_ACCOUNT_EXPIRED:
    return banco_visible_printf (_ ("%s: session over"), username ? username : _ ("Account"));
  case BANCO_ACCOUNT_SIGNED_OUT:
    break;
  }
  if (account == NULL)
    return g_strdup (_ ("No account needed"));
  return g_strdup (banco_account_is_locked (account) ? _ ("Keyring locked") : _ ("Not signed in"));
}

static char **
account_style (BancoSidebar *self, BancoAccount *account, gint64 now)
{
  return g_strdupv (get_state (account) == BANCO_ACCOUNT_SIGNED_IN && !is_over (account, now)
                      ? (char *[]){ (char *) "success", NULL }
                      : (char *[]){ (char *) "dim-label", NULL });
}

static gboolean
can_sign_in (BancoSidebar *self, BancoAccount *account, gint64 now)
{
  return account != NULL && get_state (account) != BANCO_ACCOUNT_SIGNED_IN &&
         !is_over (account, now);
}

static void
banco_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoSidebar *self = BANCO_SIDEBAR (object);

  if (id == PROP_WORKSPACE)
    g_value_set_object (value, self->workspace);
  else
    g_value_set_boolean (value, self->online);
}

static void
banco_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BANCO_SIDEBAR (object)->online = g_value_get_boolean (value);
}

static void
banco_sidebar_dispose (GObject *object)
{
  BancoSidebar *self = BANCO_SIDEBAR (object);

  g_clear_object (&self->workspace);
  G_OBJECT_CLASS (banco_sidebar_parent_class)->dispose (object);
}

static void
banco_sidebar_class_init (BancoSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = banco_sidebar_dispose;
  object_class->get_property = banco_sidebar_get_property;
  object_class->set_property = banco_sidebar_set_property;
  properties[PROP_WORKSPACE] = g_param_spec_object ("workspace", NULL, NULL, BANCO_TYPE_WORKSPACE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ONLINE] =
    g_param_spec_boolean ("online", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHOSEN] = g_signal_new ("chosen", BANCO_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  g_type_ensure (BANCO_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, header);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, menu);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, main_menu);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, federation);
  gtk_widget_class_bind_template_child (widget_class, BancoSidebar, federation_name);
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, row_selected);
  gtk_widget_class_bind_template_callback (widget_class, truth);
  gtk_widget_class_bind_template_callback (widget_class, when);
  gtk_widget_class_bind_template_callback (widget_class, account_words);
  gtk_widget_class_bind_template_callback (widget_class, account_style);
  gtk_widget_class_bind_template_callback (widget_class, can_sign_in);
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
  self->online = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, make_menu, self->main_menu, NULL);
}

/* Made when it is opened: a federation may have been added since. */
static void
make_federations (GtkMenuButton *button, gpointer unused)
{
  g_autoptr (GPtrArray) federations = banco_federation_choices_list ();
  g_autoptr (GMenu) menu = g_menu_new (), choices = g_menu_new (), files = g_menu_new ();

  for (guint i = 0; i < federations->len; i++) {
    BancoFederation *federation = federations->pdata[i];
    g_autofree char *name = banco_federation_choices_dup_label (federation);
    g_autofree char *label = banco_words_menu (name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    g_menu_item_set_action_and_target (item, "app.federation", "s",
                                       banco_federation_choices_get_target (federation));
    g_menu_append_item (choices, item);
  }
  g_menu_append (files, _ ("Open Federation File…"), "app.open-federation");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (choices));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
show_federation (BancoSidebar *self, BancoFederation *current)
{
  g_autofree char *name = banco_visible_line (current->name);

  gtk_menu_button_set_create_popup_func (self->federation, make_federations, NULL, NULL);
  gtk_label_set_label (self->federation_name, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->federation), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

void
banco_sidebar_set_workspace (BancoSidebar *self, BancoWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  show_federation (self, banco_workspace_get_federation (workspace));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKSPACE]);
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

static gboolean
show_badge (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_take_string (to, g_strdup_printf ("%u", g_value_get_uint (from)));
  return TRUE;
}

void
banco_sidebar_bind_badge (BancoSidebar *self, const char *id, gpointer source, const char *property)
{
  GtkListBoxRow *row = find_row (self, id);
  GtkWidget *label;

  g_return_if_fail (row != NULL);

  label = gtk_widget_get_last_child (gtk_list_box_row_get_child (row));
  g_object_bind_property_full (source, property, label, "label", G_BINDING_SYNC_CREATE, show_badge,
                               NULL, NULL, NULL);
  g_object_bind_property (source, property, label, "visible", G_BINDING_SYNC_CREATE);
}

void
banco_sidebar_set_folded (BancoSidebar *self, gboolean folded)
{
  adw_header_bar_set_show_end_title_buttons (self->header, folded);
}

void
banco_sidebar_watch_network (BancoSidebar *self)
{
  g_object_bind_property (g_network_monitor_get_default (), "network-available", self, "online",
                          G_BINDING_SYNC_CREATE);
}

void
banco_sidebar_open_menu (BancoSidebar *self)
{
  gtk_menu_button_popup (self->menu);
}
