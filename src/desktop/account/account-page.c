/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-page.h"

#include "desktop/account/account-card.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoAccountPage {
  BancoPage parent_instance;
  BancoOperation *unlocking; /* or NULL */
  AdwPreferencesGroup *locked;
  AdwActionRow *keyring;
  GtkButton *unlock;
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE (BancoAccountPage, banco_account_page, BANCO_TYPE_PAGE)

/* A federation may have a knowledge base only. */
static gboolean
is_empty (BancoAccountPage *self, guint n_accounts)
{
  return n_accounts == 0;
}

/* One keyring for all accounts: said once, above them. */
static void
show_keyring (BancoAccountPage *self)
{
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));
  GListModel *accounts = G_LIST_MODEL (banco_workspace_get_accounts (workspace));
  gboolean locked = FALSE, signed_in = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (accounts, i);

    if (!banco_account_is_locked (account))
      continue;
    locked = TRUE;
    signed_in = signed_in || banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN;
  }
  adw_preferences_row_set_title (
    ADW_PREFERENCES_ROW (self->keyring),
    signed_in ? _ ("Your keyring is locked, so you stay signed in only until Banco closes")
              : _ ("Your keyring is locked, so Banco cannot see whether you are signed in"));
  gtk_widget_set_visible (GTK_WIDGET (self->locked), locked);
}

static void
unlocking_ended (BancoAccountPage *self, GParamSpec *pspec, BancoOperation *operation)
{
  if (banco_operation_get_state (operation) == BANCO_OPERATION_FAILED)
    banco_page_toast (BANCO_PAGE (self), _ ("The keyring is still locked"));
  g_clear_object (&self->unlocking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->unlock), TRUE);
}

static void
unlock_keyring (BancoAccountPage *self)
{
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));

  self->unlocking = banco_accounts_unlock (banco_workspace_get_accounts (workspace), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->unlock), FALSE);
  g_signal_connect_object (self->unlocking, "notify::state", G_CALLBACK (unlocking_ended), self,
                           G_CONNECT_SWAPPED);
}

static void
banco_account_page_refresh (BancoPage *page)
{
  BancoAccountPage *self = BANCO_ACCOUNT_PAGE (page);
  BancoAccounts *accounts = banco_workspace_get_accounts (banco_page_get_workspace (page));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

    if (banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN)
      banco_page_follow (page, banco_account_refresh (account), NULL);
  }
  for (GtkWidget *card = gtk_widget_get_first_child (GTK_WIDGET (self->cards)); card;
       card = gtk_widget_get_next_sibling (card))
    banco_account_card_retry (BANCO_ACCOUNT_CARD (card));
}

static void
banco_account_page_constructed (GObject *object)
{
  BancoAccountPage *self = BANCO_ACCOUNT_PAGE (object);
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));
  BancoAccounts *accounts = banco_workspace_get_accounts (workspace);

  G_OBJECT_CLASS (banco_account_page_parent_class)->constructed (object);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

    gtk_box_append (self->cards, banco_account_card_new (BANCO_PAGE (self), accounts, account));
    g_signal_connect_object (account, "notify", G_CALLBACK (show_keyring), self, G_CONNECT_SWAPPED);
  }
  show_keyring (self);
}

static void
banco_account_page_dispose (GObject *object)
{
  BancoAccountPage *self = BANCO_ACCOUNT_PAGE (object);

  g_clear_object (&self->unlocking);
  G_OBJECT_CLASS (banco_account_page_parent_class)->dispose (object);
}

static void
banco_account_page_class_init (BancoAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = banco_account_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = banco_account_page_dispose;
  BANCO_PAGE_CLASS (klass)->refresh = banco_account_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, locked);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, keyring);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, unlock);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, cards);
  gtk_widget_class_bind_template_callback (widget_class, is_empty);
  gtk_widget_class_bind_template_callback (widget_class, unlock_keyring);
}

static void
banco_account_page_init (BancoAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
