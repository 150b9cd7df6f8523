/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A bin that says how wide it would like to be ("wish"), whatever is in it: leaflets fold by the
 * wishes of their children. */
#define BANCO_TYPE_COLUMN (banco_column_get_type ())
G_DECLARE_FINAL_TYPE (BancoColumn, banco_column, BANCO, COLUMN, AdwBin)

G_END_DECLS
