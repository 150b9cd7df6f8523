/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How many operations run; a click lists them, each with what it does and a way to cancel it.
 * Hidden while nothing runs. */
#define BANCO_TYPE_OPERATIONS_BUTTON (banco_operations_button_get_type ())
G_DECLARE_FINAL_TYPE (BancoOperationsButton,
                      banco_operations_button,
                      BANCO,
                      OPERATIONS_BUTTON,
                      AdwBin)

void banco_operations_button_set_operations (BancoOperationsButton *self,
                                             BancoOperations *operations);

G_END_DECLS
