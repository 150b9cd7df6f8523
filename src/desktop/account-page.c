/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account-page.h"

#include "desktop/account-card.h"

struct _BancoAccountPage {
  BancoPage parent_instance;
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE (BancoAccountPage, banco_account_page, BANCO_TYPE_PAGE)

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
  }
}

static void
banco_account_page_class_init (BancoAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = banco_account_page_constructed;
  BANCO_PAGE_CLASS (klass)->refresh = banco_account_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, cards);
}

static void
banco_account_page_init (BancoAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
