/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* Makes sure that @program (a file here) is at @place and runs there. Returns its path; @remark is
 * set to a sentence when that is not the usual one. Errors: UNREACHABLE, CANNOT_RUN. */
char *banco_sender_send (BancoOperation *operation,
                         BancoPlace *place,
                         const char *program,
                         char **remark,
                         GCancellable *cancellable,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The argv to spawn here that runs the program at @path there with @arguments, and ends it when
 * its standard input closes: a cut connection leaves nothing running. */
char **banco_sender_command (BancoPlace *place,
                             const char *path,
                             const char *const *arguments) G_GNUC_WARN_UNUSED_RESULT;

/* What ssh's or the shell's exit status at @place means. Sets @error, always. */
void banco_sender_set_error (GError **error, BancoPlace *place, int status);

G_END_DECLS
