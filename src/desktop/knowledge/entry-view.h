/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One entry: what it is, its text as a page or as a reader's text, find, outline, and the way to a
 * machine. */
#define BANCO_TYPE_ENTRY_VIEW (banco_entry_view_get_type ())
G_DECLARE_FINAL_TYPE (BancoEntryView, banco_entry_view, BANCO, ENTRY_VIEW, AdwBin)

void banco_entry_view_set_workspace (BancoEntryView *self,
                                     BancoWorkspace *workspace,
                                     BancoSettings *settings);
/* @again: where it was left. */
void banco_entry_view_set_entry (BancoEntryView *self, BancoEntry *entry, gboolean again);
BancoEntry *banco_entry_view_get_entry (BancoEntryView *self); /* borrowed, nullable */
/* "reader", "print", "browse": for the page's menu. */
GActionGroup *banco_entry_view_get_actions (BancoEntryView *self);
/* The keyboard to its text. */
void banco_entry_view_grab_text (BancoEntryView *self);
void banco_entry_view_start_find (BancoEntryView *self);
/* FALSE when nothing was being sought. */
gboolean banco_entry_view_stop_find (BancoEntryView *self);

G_END_DECLS
