/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Puts @size bytes at @file, over what is there: whole or not at all, so that a full disk costs
 * nobody the file of before. Blocks. Errors: GIO's. */
gboolean banco_file_replace (GFile *file,
                             const char *bytes,
                             gsize size,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
