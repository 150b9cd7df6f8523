/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays two children out side by side where there is room, else one above the other. The first
 * is as wide as it wishes to be, the second gets the rest. */
#define BANCO_TYPE_BESIDE (banco_beside_get_type ())
G_DECLARE_FINAL_TYPE (BancoBeside, banco_beside, BANCO, BESIDE, GtkLayoutManager)

/* What both need to be side by side, in pixels. */
#define BANCO_BESIDE_WIDTH 620

G_END_DECLS
