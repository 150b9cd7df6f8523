/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @symbol of this program or, when it is not linked in, of the module @name in @build_folder (see
 * banco_paths_program()), which then stays. NULL when there is none. */
gpointer banco_module_find (const char *build_folder, const char *name, const char *symbol);

G_END_DECLS
