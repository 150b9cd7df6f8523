/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/knowledge.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A document as widgets, with a role each: for assistive technology, and wherever the web view is
 * not there. Signal "link" (string) when one is followed. */
#define BANCO_TYPE_READER (banco_reader_get_type ())
G_DECLARE_FINAL_TYPE (BancoReader, banco_reader, BANCO, READER, AdwBin)

/* @library: where pictures come from, nullable. */
void banco_reader_set_document (BancoReader *self,
                                const char *title,
                                BancoDocument *document,
                                BancoLibrary *library);
void banco_reader_scroll_to (BancoReader *self, const char *anchor);
/* What is at the top, for another time. */
guint banco_reader_get_place (BancoReader *self);
void banco_reader_set_place (BancoReader *self, guint place);
/* Marks all matches and shows the next one; returns how many there are. "" ends it. */
guint banco_reader_find (BancoReader *self, const char *text, gboolean forward);

/* The words of a heading. */
char *banco_reader_heading_text (const BancoBlock *heading) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
