/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/window/shell.h"

G_BEGIN_DECLS

/* The window: keys, its size, and the shell of the chosen federation. */
#define BANCO_TYPE_WINDOW (banco_window_get_type ())
G_DECLARE_FINAL_TYPE (BancoWindow, banco_window, BANCO, WINDOW, AdwApplicationWindow)

BancoWindow *banco_window_new (AdwApplication *application, BancoSettings *settings);
/* Shows another federation; what still ran for the old one is cancelled. */
void banco_window_set_workspace (BancoWindow *self, BancoWorkspace *workspace);
/* Instead of a workspace, when there is none to show. */
void banco_window_set_problem (BancoWindow *self, const GError *error);
BancoShell *banco_window_get_shell (BancoWindow *self); /* nullable */
BancoSettings *banco_window_get_settings (BancoWindow *self);

G_END_DECLS
