/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* @federation: that is shown, nullable. */
void banco_about_show (GtkWindow *parent, BancoFederation *federation);
void banco_shortcuts_show (GtkWindow *parent);

G_END_DECLS
