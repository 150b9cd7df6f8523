/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Navigation: sidebar, header, banner, the pages of one workspace and the way back. The only file
 * that knows how the window folds. */
#define BANCO_TYPE_SHELL (banco_shell_get_type ())
G_DECLARE_FINAL_TYPE (BancoShell, banco_shell, BANCO, SHELL, AdwBin)

BancoShell *banco_shell_new (BancoWorkspace *workspace, BancoSettings *settings);

BancoWorkspace *banco_shell_get_workspace (BancoShell *self);
/* The id of the visible page: "knowledge", … */
const char *banco_shell_get_page (BancoShell *self);
/* @location: what to open there, nullable. An unknown page is ignored. */
void banco_shell_show (BancoShell *self, const char *page, const char *location);
/* By the sidebar's order, from 0. */
void banco_shell_show_nth (BancoShell *self, guint nth);
/* The window's menu, which lies in the sidebar. */
void banco_shell_open_menu (BancoShell *self);
/* As banco_page_get_work() has it; what would end comes before what goes on. Free it. */
char *banco_shell_get_work (BancoShell *self, gboolean *goes_on);
/* -1 back, +1 forward. */
void banco_shell_go (BancoShell *self, int step);
/* Leaves the inner level, or shows the sidebar when folded. */
void banco_shell_up (BancoShell *self);
void banco_shell_find (BancoShell *self);
void banco_shell_refresh (BancoShell *self);
void banco_shell_show_error (BancoShell *self, const GError *error);

G_END_DECLS
