/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Decimal digits and nothing else, from @least to @most; FALSE leaves @number alone. @text
 * nullable. */
gboolean banco_number_parse (const char *text, guint64 least, guint64 most, guint64 *number);

G_END_DECLS
