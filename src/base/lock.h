/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Blocks until no other thread or process of this user holds the lock called @name. A descriptor
 * for banco_lock_release(), -1 on error: GIO's, or G_IO_ERROR_CANCELLED. */
int banco_lock_take (const char *name,
                     GCancellable *cancellable,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_lock_release (int lock);

G_END_DECLS
