/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A machine as a card: what it is, how it is, and what can be done with it. Its buttons activate
 * "machines.give-back", "machines.log", "machines.copy-ssh" and "win.terminal" with its id. */
#define BANCO_TYPE_MACHINE_ROW (banco_machine_row_get_type ())
G_DECLARE_FINAL_TYPE (BancoMachineRow, banco_machine_row, BANCO, MACHINE_ROW, GtkListBoxRow)

GtkWidget *banco_machine_row_new (BancoMachine *machine);

/* "1 × Tesla T4 (simulated)"; "No accelerator". */
char *
banco_machine_words_accelerator (const BancoAccelerator *accelerator) G_GNUC_WARN_UNUSED_RESULT;
/* The state in words, its icon and its style class. All static; @style may be "". */
const char *
banco_machine_words_state (BancoMachineState state, const char **icon, const char **style);

G_END_DECLS
