/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/knowledge/reader.h"

G_BEGIN_DECLS

/* Where blocks are written: a text view and what hangs in it. */
typedef struct {
  GtkTextView *view;
  GtkTextBuffer *buffer;
  BancoLibrary *library; /* borrowed, nullable */
  GHashTable *anchors;   /* name → GtkTextMark */
  GPtrArray *wide;       /* of GtkWidget in the text that must not be wider than it; borrowed */
} BancoReaderSink;

void banco_reader_make_tags (GtkTextBuffer *buffer, gboolean dark);
void banco_reader_write_title (BancoReaderSink *sink, const char *title);
void banco_reader_write_block (BancoReaderSink *sink, const BancoBlock *block, guint depth);
/* Things that hang in the text at its end. */
void banco_reader_add_picture (BancoReaderSink *sink, const BancoBlock *block);
void banco_reader_add_table (BancoReaderSink *sink, const BancoBlock *block);
void banco_reader_add_more (BancoReaderSink *sink, const char *rest, guint lines, const char *tag);

G_END_DECLS
