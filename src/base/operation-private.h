/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/operation.h"

G_BEGIN_DECLS

/* One without work of its own: banco_operation_end() ends it, once. @error: taken, of a failure. */
BancoOperation *banco_operation_new (BancoOperations *operations,
                                     const char *title) G_GNUC_WARN_UNUSED_RESULT;
void banco_operation_end (BancoOperation *self, BancoOperationState state, GError *error);
GCancellable *banco_operation_get_cancellable (BancoOperation *self); /* borrowed */

void banco_operations_add (BancoOperations *self, BancoOperation *operation);
void banco_operations_remove (BancoOperations *self, BancoOperation *operation);

G_END_DECLS
