/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The list of pages, and below it the truth: which federation, who, and is there a network. Signal
 * "chosen" (string: the page's id). Property "show-end-buttons": window buttons when folded. */
#define BANCO_TYPE_SIDEBAR (banco_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (BancoSidebar, banco_sidebar, BANCO, SIDEBAR, AdwBin)

void banco_sidebar_set_workspace (BancoSidebar *self, BancoWorkspace *workspace);
void banco_sidebar_add (BancoSidebar *self, const char *id, const char *name, const char *icon);
void banco_sidebar_choose (BancoSidebar *self, const char *id);
/* The number beside a page's name follows @property (uint) of @source. */
void banco_sidebar_bind_badge (BancoSidebar *self,
                               const char *id,
                               gpointer source,
                               const char *property);
void banco_sidebar_set_folded (BancoSidebar *self, gboolean folded);
/* What must not delay the first frame: asks whether there is a network. */
void banco_sidebar_watch_network (BancoSidebar *self);

/* The window's menu. */
void banco_sidebar_open_menu (BancoSidebar *self);

G_END_DECLS
