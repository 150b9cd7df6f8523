/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/draft-private.h"

G_BEGIN_DECLS

/* A document and how it stands in a terminal of 60 columns. */
typedef struct {
  const char *name;
  const char *body;
  const char *text; /* but for whitespace at its end */
} ReadingCase;

/* Page 5 of a wiki at wiki.example.org that also has a page LUMIN (77) and a page 12. */
const BancoScope *reading_scope (void);

/* @body as that page. */
BancoDocument *reading_read (BancoFormat format, const char *body) G_GNUC_WARN_UNUSED_RESULT;

/* Reads each case, and compares. */
void reading_check (BancoFormat format, const ReadingCase *cases, guint count);

G_END_DECLS
