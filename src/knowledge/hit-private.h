/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

G_BEGIN_DECLS

/* Reads snippets of one search when they are looked at: making them takes longer than finding. It
 * keeps @owner, whose connection @reader is. @match NULL: the start of the text. */
typedef struct _BancoSnippets BancoSnippets;
BancoSnippets *
banco_snippets_new (GObject *owner, sqlite3 *reader, const char *match) G_GNUC_WARN_UNUSED_RESULT;
BancoSnippets *banco_snippets_ref (BancoSnippets *self);
void banco_snippets_unref (BancoSnippets *self);
/* With its matches between U+0002 and U+0003. */
char *banco_snippets_read (BancoSnippets *self, gint64 number) G_GNUC_WARN_UNUSED_RESULT;

/* @facets: a list of names per dimension, taken. */
BancoHit *banco_hit_new (gint64 number,
                         const char *id,
                         const char *title,
                         BancoEntryKind kind,
                         const char *comment,
                         char **facets[BANCO_N_DIMENSIONS],
                         BancoSnippets *snippets) G_GNUC_WARN_UNUSED_RESULT;

/* @hits: of BancoHit. */
BancoHits *
banco_hits_new (GPtrArray *hits, guint total, double elapsed_ms) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
