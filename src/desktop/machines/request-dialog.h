/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"
#include "machines/machines.h"

G_BEGIN_DECLS

/* Asks for a machine: what for, which offer, what is in it, and a summary of it all. */
#define BANCO_TYPE_REQUEST_DIALOG (banco_request_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BancoRequestDialog, banco_request_dialog, BANCO, REQUEST_DIALOG, AdwWindow)

typedef void (*BancoRequestSend) (const BancoRequest *request, gpointer data);

/* Over @page, which is held; @send is called once, or never. Borrowed: it belongs to itself. */
BancoRequestDialog *
banco_request_dialog_show (BancoPage *page, BancoRequestSend send, gpointer data);
/* Fills @offer in, unless it may not be requested. */
void banco_request_dialog_choose (BancoRequestDialog *self, BancoOffer *offer);

G_END_DECLS
