/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A command line of bwrap as it grows. The sandbox has the system's programs, read-only, and
 * nothing of the person's: no home, no /etc, no network, no other process. What it can write is in
 * memory. Where we are root it is made by nobody, because root's number outside would still be
 * root's inside wherever the kernel compares numbers. */
typedef struct _DemoSandbox DemoSandbox;

/* Errors: G_IO_ERROR_NOT_FOUND with a sentence that says what to install. */
DemoSandbox *demo_sandbox_new (const char *hostname, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_sandbox_free (DemoSandbox *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoSandbox, demo_sandbox_free)

/* Words for bwrap or, after "--", of the command. */
void demo_sandbox_add (DemoSandbox *self, ...) G_GNUC_NULL_TERMINATED;

/* A file inside with this text, or with what @source outside holds now; @mode is "0644". */
gboolean demo_sandbox_add_text (DemoSandbox *self,
                                const char *path,
                                const char *mode,
                                const char *text,
                                GError **error);
gboolean demo_sandbox_add_copy (DemoSandbox *self,
                                const char *path,
                                const char *mode,
                                const char *source,
                                GError **error);

/* Takes @input, its standard input; standard output and error are one pipe. Everything in it dies
 * with the subprocess, and that with us. */
GSubprocess *
demo_sandbox_spawn (DemoSandbox *self, int input, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
