/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A line of the list of entries. */
#define BANCO_TYPE_HIT_ROW (banco_hit_row_get_type ())
G_DECLARE_FINAL_TYPE (BancoHitRow, banco_hit_row, BANCO, HIT_ROW, AdwBin)

void banco_hit_row_set_hit (BancoHitRow *self, BancoHit *hit);
/* Small labels for the values of an entry or hit, at most @limit. */
void banco_tags_fill (GtkBox *box, const char *const *const *facets, guint limit);

G_END_DECLS
