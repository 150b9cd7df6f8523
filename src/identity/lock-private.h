/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Blocks until nobody else, thread or process of this person, holds the lock named after
 * @federation and @issuer. A descriptor for banco_lock_release(), -1 on error. */
int banco_lock_take (const char *federation,
                     const char *issuer,
                     GCancellable *cancellable,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_lock_release (int lock);

G_END_DECLS
