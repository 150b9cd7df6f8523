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

G_END_DECLS
