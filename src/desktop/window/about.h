/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void banco_about_show (GtkWindow *parent);
void banco_shortcuts_show (GtkWindow *parent);

G_END_DECLS
