/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/document-private.h"
#include "knowledge/scope-private.h"

G_BEGIN_DECLS

#define BANCO_MOST_FIRST 999999999 /* an ordered list begins with at most, as in Markdown */

/* Where in a table the walk stands; of storage-table.c. */
typedef struct _BancoGrid BancoGrid;

/* Makes blocks from a walk over a tree or from a parser's events. Text that stands outside of a
 * paragraph opens one; a block closes it. */
typedef struct _BancoBuilder BancoBuilder;
struct _BancoBuilder {
  BancoDocument *document;
  const BancoScope *scope;
  GPtrArray *containers; /* of GPtrArray of BancoBlock, borrowed: the innermost last */
  BancoBlock *leaf;      /* takes text: a heading or paragraph; NULL none is open */
  BancoSpan style;       /* of the text to come; no text */
  char *anchor;          /* of the next heading or paragraph; nullable */
  gboolean verbatim;     /* blanks are kept as they are */
  BancoGrid *grid;       /* of the row that is walked; NULL outside of one */
  GHashTable *attached;  /* char *name to GBytes: pictures within a cell; nullable, borrowed */
  void (*append_markdown) (BancoBuilder *self, const char *markdown); /* of a macro that holds it */
};

void banco_builder_init (BancoBuilder *self, BancoDocument *document, const BancoScope *scope);
void banco_builder_clear (BancoBuilder *self);

/* Adds @block (taken) where the walk stands; returned for filling in. */
BancoBlock *banco_builder_add (BancoBuilder *self, BancoBlock *block);

/* Adds @block, and what follows goes into its children or, of a heading or paragraph, its spans. */
void banco_builder_open (BancoBuilder *self, BancoBlock *block);
/* Closes an open heading or paragraph, if any; an empty one vanishes. */
void banco_builder_close_leaf (BancoBuilder *self);
/* Closes the innermost container. */
void banco_builder_close (BancoBuilder *self);

/* Sets what the HTML element @tag means for text; FALSE when that is nothing. */
gboolean banco_span_set_style (BancoSpan *style, const char *tag, guint value);

/* @length -1: up to NUL. */
void banco_builder_text (BancoBuilder *self, const char *text, gssize length);
void banco_builder_break (BancoBuilder *self);
/* Words of ours with a link; @link is an address already, taken, nullable. */
void banco_builder_linked (BancoBuilder *self, const char *text, char *link);

/* A place that links of the page may lead to: the open paragraph, else the next one. */
void banco_builder_anchor (BancoBuilder *self, const char *name);

/* A picture on its own by its address (taken, nullable: only its words are shown). */
void banco_builder_picture (BancoBuilder *self, char *target, const char *alternative);

/* A picture by what a page says of it: an address, a file beside it, or its own bytes. */
void banco_builder_source (BancoBuilder *self, const char *src, const char *alternative);

/* Whether a block of @type, with what must stand in it, can nest here; else it is flattened. */
gboolean banco_builder_has_room (BancoBuilder *self, BancoBlockType type);

G_END_DECLS
