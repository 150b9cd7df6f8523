/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What a cloud lets the user choose besides offer and image, a network for example; hidden while
 * there is nothing of the kind. */
#define BANCO_TYPE_INPUT_ROW (banco_input_row_get_type ())
G_DECLARE_FINAL_TYPE (BancoInputRow, banco_input_row, BANCO, INPUT_ROW, AdwComboRow)

void banco_input_row_ask (BancoInputRow *self, BancoMachines *machines, const char *cloud);

/* "network=lab", of BancoRequest; NULL: the cloud chooses. */
char *banco_input_row_dup_setting (BancoInputRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
