/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/hit-private.h"

G_BEGIN_DECLS

/* What a person typed, as a query of FTS5 in which nothing of it is syntax: every word quoted, the
 * last one open at its end. NULL when there is no word in it. */
char *banco_search_expression (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Once, before @reader is searched. */
gboolean banco_search_prepare (sqlite3 *reader);

/* @owner keeps @reader open. */
BancoHits *banco_search_run (GObject *owner,
                             sqlite3 *reader,
                             const BancoQuery *query,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of BancoFacet, most frequent first. */
GPtrArray *banco_search_facets (sqlite3 *reader,
                                BancoDimension dimension,
                                const BancoQuery *query) G_GNUC_WARN_UNUSED_RESULT;

/* Names of an entry's facets in @dimension. */
char **banco_search_names (sqlite3 *reader,
                           gint64 entry,
                           BancoDimension dimension) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
