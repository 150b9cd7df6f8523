/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows in front of @parent what adding @federation would change, and asks; "response" is "add" or
 * "cancel". Borrowed from GTK. */
GtkWidget *banco_federation_dialog_show (GtkWindow *parent, BancoFederation *federation);

G_END_DECLS
