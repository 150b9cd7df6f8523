/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/builder-private.h"

G_BEGIN_DECLS

BancoDocument *banco_markdown_read (const char *text,
                                    gssize length,
                                    const BancoScope *scope) G_GNUC_WARN_UNUSED_RESULT;

/* Markdown where @builder stands (a cell of a notebook). @text is UTF-8. */
void banco_markdown_append (BancoBuilder *builder, const char *text);

/* @text with each formula replaced by a mark, so that Markdown leaves it alone: U+E000, its number,
 * U+E001. The formulas as written, delimiters and all, go to @formulas (of char *). */
char *banco_markdown_cut_math (const char *text, GPtrArray *formulas) G_GNUC_WARN_UNUSED_RESULT;

/* HTML tags among words: what is open of them. */
typedef struct {
  GString *shifted; /* what is raised or lowered so far; NULL outside */
  gboolean raised;
  gboolean linked;
  char *outer; /* the link around ours, nullable */
  gboolean styled;
} BancoTags;

/* @tag: one, from "<" to ">". */
void banco_tags_add (BancoTags *self, BancoBuilder *builder, const char *tag);
/* TRUE: it belongs to what is open and was kept. */
gboolean banco_tags_take_text (BancoTags *self, const char *text, gsize size);
/* Before a link of Markdown's own; and at the end of a block, where everything ends. */
void banco_tags_end_link (BancoTags *self, BancoBuilder *builder);
void banco_tags_end (BancoTags *self, BancoBuilder *builder);

G_END_DECLS
