/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One dimension as a row of chips with counts. Property "chosen" (display names, a GStrv,
 * empty where none is). */
#define BANCO_TYPE_FACET_BAR (banco_facet_bar_get_type ())
G_DECLARE_FINAL_TYPE (BancoFacetBar, banco_facet_bar, BANCO, FACET_BAR, AdwBin)

GtkWidget *banco_facet_bar_new (const char *name);
/* @facets: of BancoFacet, @most of which get a chip if they have none. A chosen chip stays, even
 * with nothing left to count. */
void banco_facet_bar_set_facets (BancoFacetBar *self, const GPtrArray *facets, guint most);
/* Display names; NULL when none is chosen. */
char **banco_facet_bar_dup_chosen (BancoFacetBar *self) G_GNUC_WARN_UNUSED_RESULT;
void banco_facet_bar_clear (BancoFacetBar *self);
void banco_facet_bar_choose (BancoFacetBar *self, const char *name);

G_END_DECLS
