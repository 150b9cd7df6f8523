/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One machine over time: a measure in each of its runs, and what changed since the one before.
 * Signal "compare" (char *first, char *second): the last two runs are to be set against each
 * other. */
#define BANCO_TYPE_HISTORY_VIEW (banco_history_view_get_type ())
G_DECLARE_FINAL_TYPE (BancoHistoryView, banco_history_view, BANCO, HISTORY_VIEW, AdwBin)

/* Once. */
void banco_history_view_set_workspace (BancoHistoryView *self, BancoWorkspace *workspace);

G_END_DECLS
