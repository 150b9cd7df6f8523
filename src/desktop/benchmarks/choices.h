/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Results and reference cards with check boxes: what is to be compared. Properties: "chosen" (the
 * ids that are checked, a GStrv) and "results" (the shown ones, a GtkSliceListModel). The button of
 * a result activates "benchmarks.remove" with its id. */
#define BANCO_TYPE_CHOICES (banco_choices_get_type ())
G_DECLARE_FINAL_TYPE (BancoChoices, banco_choices, BANCO, CHOICES, AdwBin)

/* Once. Checks the newest result of each place and the first card that can be had. */
void banco_choices_set_workspace (BancoChoices *self, BancoWorkspace *workspace);

/* Checks @result, and unchecks the older ones of its place. */
void banco_choices_choose (BancoChoices *self, BancoResult *result);

/* Checks these and nothing else. */
void banco_choices_choose_only (BancoChoices *self, const char *const *ids);

/* The ids that are checked: first what the others are compared with, this computer's newest
 * where it is checked. Free with g_strfreev(). */
char **banco_choices_dup_ids (BancoChoices *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
