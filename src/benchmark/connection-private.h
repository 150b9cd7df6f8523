/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* What the connection to a place carries, by the place's own command: no server, no port, nothing
 * that is not open already. */

/* Of what @only (nullable: all) names, whether "net.rtt", "net.up" or "net.down" is. */
gboolean banco_connection_is_wanted (const char *only);
/* @only without them: what the program is asked. NULL for all, "inv" when nothing else is left. */
char *banco_connection_strip (const char *only) G_GNUC_WARN_UNUSED_RESULT;

/* Takes them one after the other, each for @seconds or 64 MiB at most, and gives @told a line like
 * those of the program ("sample", or "skipped" with a reason). FALSE when it was cancelled. */
typedef void (*BancoConnectionLine) (const char *line, gpointer data);
gboolean banco_connection_measure (BancoPlace *place,
                                   const char *only,
                                   double seconds,
                                   BancoConnectionLine told,
                                   gpointer data,
                                   GCancellable *cancellable);

G_END_DECLS
