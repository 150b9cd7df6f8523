/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A private folder (0700) that lives as long as the program. */
typedef struct _DemoFolder DemoFolder;

/* @path: made if missing, and removed at the end only then; NULL: a new one among the temporary
 * files, where those of programs that were killed are swept away. Errors: G_FILE_ERROR. */
DemoFolder *demo_folder_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_folder_close (DemoFolder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoFolder, demo_folder_close)

const char *demo_folder_get_path (DemoFolder *self);

G_END_DECLS
