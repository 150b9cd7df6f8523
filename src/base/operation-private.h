/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/operation.h"

G_BEGIN_DECLS

void banco_operations_add (BancoOperations *self, BancoOperation *operation);
void banco_operations_remove (BancoOperations *self, BancoOperation *operation);

G_END_DECLS
