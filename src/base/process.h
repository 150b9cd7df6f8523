/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From now on no core dump is written of this process, which holds secrets. */
void banco_process_forbid_dumps (void);

/* Gives back the limit that the user has set: a child setup, for a program of the user's. Where a
 * library starts that program and takes no child setup, until the second is called. */
void banco_process_allow_dumps (gpointer unused);
void banco_process_disallow_dumps (void);

/* As g_subprocess_newv does, with the limit that the user has set: the one way to start a program.
 */
GSubprocess *banco_process_start (const char *const *argv,
                                  GSubprocessFlags flags,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
