/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/knowledge/reader.h"

G_BEGIN_DECLS

/* Where blocks are written: widgets, one below the other. */
typedef struct {
  GtkBox *box;
  BancoLibrary *library; /* borrowed, nullable */
  GHashTable *anchors;   /* name → GtkWidget, borrowed; to be cleared before they go */
  gboolean narrow;       /* a cell of a table: its lines are short */
} BancoReaderSink;

void banco_reader_write_title (BancoReaderSink *sink, const char *title);
void banco_reader_write_block (BancoReaderSink *sink, const BancoBlock *block);

/* A text of its own; returned for more. @style: a class of the style sheet, nullable. */
GtkWidget *banco_reader_write_passage (BancoReaderSink *sink,
                                       GtkAccessibleRole role,
                                       const GPtrArray *spans,
                                       const char *text,
                                       const char *style);
/* The same, as no heading. */
GtkWidget *banco_reader_write_text (BancoReaderSink *sink,
                                    const GPtrArray *spans,
                                    const char *text,
                                    const char *style);
/* A box of its own within @sink, for what stands in a block. */
BancoReaderSink
banco_reader_open (BancoReaderSink *sink, GtkAccessibleRole role, const char *style);
void banco_reader_write_picture (BancoReaderSink *sink, const BancoBlock *block);
/* Text of a program, the end of a long one behind a button. */
void banco_reader_write_output (BancoReaderSink *sink, const char *text, const char *style);

G_END_DECLS
