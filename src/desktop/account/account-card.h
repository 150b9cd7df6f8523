/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* One issuer: two ways to sign in, the wait for it, or who is signed in. */
#define BANCO_TYPE_ACCOUNT_CARD (banco_account_card_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccountCard, banco_account_card, BANCO, ACCOUNT_CARD, AdwBin)

/* @page: where errors go; not held. */
GtkWidget *banco_account_card_new (BancoPage *page, BancoAccount *account);

/* Begins the sign-in anew that failed last, if one did. */
void banco_account_card_retry (BancoAccountCard *self);

G_END_DECLS
