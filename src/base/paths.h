/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file or folder of the program's own data ("library", "cards/gpus.csv"): in the source tree
 * when run from a build folder, else where it was installed. Free with g_free(). */
char *banco_paths_data (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* A program or module that belongs to us ("banco-bench"): beside this one in the build folder
 * (@build_folder, e.g. "src/benchmark/program"), else installed. */
char *banco_paths_program (const char *build_folder, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* What we share with other programs: the folder of icon themes and that of compiled settings. */
char *banco_paths_icons (void) G_GNUC_WARN_UNUSED_RESULT;
char *banco_paths_schemas (void) G_GNUC_WARN_UNUSED_RESULT;

/* banco's folders of the person, made 0700 if missing: $XDG_DATA_HOME/banco/NAME and so on. */
char *banco_paths_user_data (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *banco_paths_user_config (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *banco_paths_user_cache (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *banco_paths_runtime (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
