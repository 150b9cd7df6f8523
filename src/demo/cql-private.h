/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/space-private.h"

G_BEGIN_DECLS

/* A query in the Confluence Query Language: clauses joined by "and", then "order by". */
typedef struct _DemoCql DemoCql;

/* Times in it have minutes and are in a zone @zone_minutes east of UTC; @now for now("-1d").
 * Errors: G_IO_ERROR_INVALID_ARGUMENT with what a Data Center says. */
DemoCql *demo_cql_parse (const char *text, int zone_minutes, gint64 now, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;
void demo_cql_free (DemoCql *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoCql, demo_cql_free)

/* Whether attachments are asked for rather than pages. */
gboolean demo_cql_wants_attachments (DemoCql *self);

/* Whether the page, or its attachment (nullable), is one of those. */
gboolean demo_cql_fits (DemoCql *self,
                        DemoSpace *space,
                        const DemoPage *page,
                        const DemoAttachment *attachment);

/* A GCompareFunc over DemoPage * for "order by"; NULL: as found. */
int demo_cql_compare (DemoCql *self, const DemoPage *a, const DemoPage *b);

G_END_DECLS
