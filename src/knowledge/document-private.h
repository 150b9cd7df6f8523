/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

G_BEGIN_DECLS

struct _BancoDocument {
  GPtrArray *blocks;
  GPtrArray *problems;
};

BancoDocument *banco_document_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* Up to 50 are kept; a file of rubbish has no end of them. */
void banco_document_add_problem (BancoDocument *self, const char *where, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

BancoBlock *banco_block_new (BancoBlockType type, const char *text) G_GNUC_WARN_UNUSED_RESULT;
void banco_block_free (BancoBlock *self);

/* Its spans as one line of text; "" none. */
char *banco_block_dup_words (const BancoBlock *self) G_GNUC_WARN_UNUSED_RESULT;

/* "image/png" and so on by the first bytes of @data, NULL when it is no picture that is shown. */
const char *banco_picture_type (GBytes *data);

/* What is indexed: words only, a line per block, without pictures and long outputs. @told: those of
 * @tables, which are not among them; both nullable. */
char *banco_document_to_words (BancoDocument *self,
                               const GPtrArray *tables,
                               char **told) G_GNUC_WARN_UNUSED_RESULT;

/* Calls @visit for every block, outer ones first. */
typedef void (*BancoVisit) (const BancoBlock *block, gpointer data);
void banco_blocks_visit (const GPtrArray *blocks, BancoVisit visit, gpointer data);

G_END_DECLS
