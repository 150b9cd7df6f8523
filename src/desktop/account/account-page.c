/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-page.h"

#include "desktop/account/account-card.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoAccountPage {
  BancoPage parent_instance;
  BancoOperation *unlocking; /* the last one, or NULL */
  GtkBox *cards;
};

G_DEFINE_FINAL_TYPE (BancoAccountPage, banco_account_page, BANCO_TYPE_PAGE)

enum {
  PROP_UNLOCKING = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

/* A federation may have a knowledge base only. */
static gboolean
is_empty (BancoAccountPage *self, guint n_accounts)
{
  return n_accounts == 0;
}

/* One keyring for all accounts: said once, above them. */
static char *
keyring_words (BancoAccountPage *self, gboolean locked, guint n_signed_in)
{
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));
  GListModel *accounts = G_LIST_MODEL (banco_workspace_get_accounts (workspace));
  gboolean signed_in = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (accounts, i);

    signed_in = signed_in || (banco_account_is_locked (account) &&
                              banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN);
  }
  return g_strdup (signed_in
                     ? _ ("Your keyring is locked, so you stay signed in only until Banco closes")
                     : _ ("Your keyring is locked, so Banco cannot see whether you are signed in"));
}

static gboolean
may_unlock (BancoAccountPage *self, guint unlocking)
{
  return unlocking != BANCO_OPERATION_RUNNING;
}

static void
unlocking_ended (BancoPage *page, GParamSpec *pspec, BancoOperation *operation)
{
  if (banco_operation_get_state (operation) == BANCO_OPERATION_FAILED)
    banco_page_toast (page, _ ("The keyring is still locked"));
}

static void
unlock_keyring (BancoAccountPage *self)
{
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));

  g_clear_object (&self->unlocking);
  self->unlocking = banco_accounts_unlock (banco_workspace_get_accounts (workspace), NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNLOCKING]);
  /* A toast is shown once, which no binding says; a keyring that stays locked is no trouble. */
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

    gtk_box_append (self->cards, banco_account_card_new (BANCO_PAGE (self), account));
  }
}

static void
banco_account_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BANCO_ACCOUNT_PAGE (object)->unlocking);
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
  G_OBJECT_CLASS (klass)->get_property = banco_account_page_get_property;
  G_OBJECT_CLASS (klass)->dispose = banco_account_page_dispose;
  BANCO_PAGE_CLASS (klass)->refresh = banco_account_page_refresh;
  properties[PROP_UNLOCKING] = g_param_spec_object ("unlocking", NULL, NULL, BANCO_TYPE_OPERATION,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoAccountPage, cards);
  gtk_widget_class_bind_template_callback (widget_class, is_empty);
  gtk_widget_class_bind_template_callback (widget_class, keyring_words);
  gtk_widget_class_bind_template_callback (widget_class, may_unlock);
  gtk_widget_class_bind_template_callback (widget_class, unlock_keyring);
}

static void
banco_account_page_init (BancoAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
