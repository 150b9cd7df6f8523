/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows in front of @parent what adding @federation would change, and asks. @answered is given it
 * as its data; see desktop/question.h, also for @owner. */
void banco_federation_dialog_show (GtkWindow *parent,
                                   BancoFederation *federation,
                                   GObject *owner,
                                   void (*answered) (gpointer owner,
                                                     gboolean agreed,
                                                     gpointer federation));

G_END_DECLS
