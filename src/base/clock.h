/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Times are seconds since 1970, 0 for unknown. */

/* "2026-11-23T05:13:00Z", or NULL for 0. */
char *banco_clock_format (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;

/* RFC 3339 with or without zone (none: UTC); 0 when it is not one. @text nullable. */
gint64 banco_clock_parse (const char *text);

/* Now, on the wall clock. */
gint64 banco_clock_now (void);

/* Waits in a worker; FALSE and G_IO_ERROR_CANCELLED when cancelled meanwhile. */
gboolean banco_clock_wait (gint64 milliseconds, GCancellable *cancellable, GError **error);

/* A token that ends within so many seconds counts as over: it could end on its way. */
#define BANCO_CLOCK_MARGIN 60
gboolean banco_clock_is_valid_until (gint64 end);

G_END_DECLS
