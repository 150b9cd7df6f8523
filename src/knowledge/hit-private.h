/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

G_BEGIN_DECLS

/* @row: id, title, kind, comment. @facets: a list of names per dimension, taken. @snippet has its
 * matches between U+0002 and U+0003. */
BancoHit *banco_hit_new (const char *id,
                         const char *title,
                         BancoEntryKind kind,
                         const char *comment,
                         char **facets[BANCO_N_DIMENSIONS],
                         const char *snippet) G_GNUC_WARN_UNUSED_RESULT;

/* Takes @hits, of BancoHit. */
BancoHits *
banco_hits_new (GPtrArray *hits, guint total, double elapsed_ms) G_GNUC_WARN_UNUSED_RESULT;

#define BANCO_MATCH_START "\x02"
#define BANCO_MATCH_END "\x03"

G_END_DECLS
