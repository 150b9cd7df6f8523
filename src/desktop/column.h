/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A bin of "preferred-width", whatever is in it: leaflets fold by the preferred widths of their
 * children. */
#define BANCO_TYPE_COLUMN (banco_column_get_type ())
G_DECLARE_FINAL_TYPE (BancoColumn, banco_column, BANCO, COLUMN, AdwBin)

G_END_DECLS
