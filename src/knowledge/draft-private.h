/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/document-private.h"
#include "knowledge/scope-private.h"

G_BEGIN_DECLS

/* What the labels of a source mean, as a dimensions.ini says. Never NULL; empty without a file. */
typedef struct _BancoDimensions BancoDimensions;
BancoDimensions *banco_dimensions_load (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void banco_dimensions_free (BancoDimensions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoDimensions, banco_dimensions_free)
/* The display name of @label, and its dimension; NULL when it is in none. Borrowed. */
const char *
banco_dimensions_find (BancoDimensions *self, const char *label, BancoDimension *dimension);
/* Changes when the file does. */
const char *banco_dimensions_get_digest (BancoDimensions *self);

typedef struct {
  BancoDimension dimension;
  char *label;
  char *name;
} BancoLabel;

/* A file of an entry: a picture to keep, or something to open elsewhere. */
typedef struct {
  char *name;
  char *media_type;
  char *version;
  char *url; /* nullable */
  guint64 bytes;
  gint64 updated; /* 0: not told */
  GBytes *data;   /* nullable: not fetched */
  gboolean kept;  /* the library has the data of this version */
} BancoFile;
BancoFile *banco_file_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* An entry as a source gives it, on its way into the library. */
typedef enum {
  BANCO_FORMAT_STORAGE,
  BANCO_FORMAT_NOTEBOOK,
  BANCO_FORMAT_MARKDOWN,
} BancoFormat;

typedef struct {
  char *id;
  char *key;     /* nullable: what a starter entry and a synced one have in common */
  char *title;   /* nullable: from the body */
  char *url;     /* nullable */
  char *version; /* when equal to the one in the library, nothing changed */
  char *comment; /* nullable */
  BancoFormat format;
  gint64 updated;
  GPtrArray *labels;   /* of BancoLabel */
  GPtrArray *contacts; /* of BancoContact */
  GPtrArray *examples; /* of BancoExample */
  GPtrArray *files;    /* of BancoFile */
  GBytes *body;        /* nullable: not fetched yet */
} BancoDraft;

BancoDraft *banco_draft_new (const char *id, BancoFormat format) G_GNUC_WARN_UNUSED_RESULT;
void banco_draft_free (BancoDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoDraft, banco_draft_free)
void banco_draft_add_label (BancoDraft *self,
                            BancoDimension dimension,
                            const char *label,
                            const char *name);
gboolean banco_draft_has_dimension (BancoDraft *self, BancoDimension dimension);
void
banco_draft_add_contact (BancoDraft *self, const char *name, const char *role, const char *email);
void
banco_draft_add_example (BancoDraft *self, const char *kind, const char *url, const char *path);
/* Of everything that a reader could see. */
char *banco_draft_digest (BancoDraft *self) G_GNUC_WARN_UNUSED_RESULT;

/* Any body as blocks, by its format. */
BancoDocument *banco_format_read (BancoFormat format,
                                  GBytes *body,
                                  const BancoScope *scope) G_GNUC_WARN_UNUSED_RESULT;

/* What the page itself tells about its entry, where the source did not: dimensions and contacts
 * from the table at its top, examples from its links, a title from its first heading. */
void banco_facts_complete (BancoDraft *draft, BancoDocument *document, BancoDimensions *dimensions);
/* The tables at the top that do so, borrowed from @document. */
GPtrArray *banco_facts_list_tables (BancoDraft *draft,
                                    BancoDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* What an overview page tells about other entries: a value of a dimension, or a comment. */
typedef struct {
  char *slug; /* of the title of the entry that is meant */
  int fact;   /* a BancoDimension, or BANCO_N_DIMENSIONS for a comment */
  char *label;
  char *name;
} BancoMention;
GPtrArray *banco_facts_find_mentions (BancoDocument *document,
                                      BancoDimensions *dimensions) G_GNUC_WARN_UNUSED_RESULT;

/* "1. Btagging in CMS" → "btagging-in-cms". */
char *banco_slug (const char *title) G_GNUC_WARN_UNUSED_RESULT;

void banco_contact_free (BancoContact *self);
void banco_example_free (BancoExample *self);
void banco_attachment_free (BancoAttachment *self);

G_END_DECLS
