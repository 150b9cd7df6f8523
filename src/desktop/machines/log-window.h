/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the machine @name wrote on its console. */
void banco_log_window_show (GtkWindow *parent, const char *name, const char *text);

G_END_DECLS
