/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* The offline library: sources, sync, documents, search. */

#define BANCO_KNOWLEDGE_ERROR (banco_knowledge_error_quark ())
typedef enum {
  BANCO_KNOWLEDGE_ERROR_UNREACHABLE,
  BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,    /* the space is not open to this account */
  BANCO_KNOWLEDGE_ERROR_NOT_FOUND,      /* no such entry, space or folder */
  BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD, /* not a Confluence, or a broken answer */
  BANCO_KNOWLEDGE_ERROR_STORAGE, /* the library file: disk full, locked, read-only, damaged */
  BANCO_KNOWLEDGE_ERROR_FAILED,
} BancoKnowledgeError;
GQuark banco_knowledge_error_quark (void);

/* A source as the federation file describes it, copied. */
typedef struct _BancoSourceSetup {
  const char *id;
  const char *kind;            /* "confluence" or "folder"; others are left out with a warning */
  const char *url;             /* confluence */
  const char *space;           /* confluence */
  const char *path;            /* folder, absolute */
  const char *dimensions;      /* nullable: absolute path of a dimensions.ini */
  BancoAuthorizer *authorizer; /* nullable: anonymous */
} BancoSourceSetup;

/* The kinds of sources that a federation file may name, one by one; NULL after the last. */
const BancoKind *banco_source_get_kind (guint position);

typedef enum {
  BANCO_DIMENSION_TECHNOLOGY,
  BANCO_DIMENSION_FIELD,
  BANCO_DIMENSION_TOOL,
} BancoDimension;
#define BANCO_N_DIMENSIONS 3
const char *banco_dimension_to_string (BancoDimension dimension); /* "technology", … */

typedef enum {
  BANCO_ENTRY_PAGE,
  BANCO_ENTRY_NOTEBOOK,
} BancoEntryKind;

/* A search: @text as typed; facet values as labels or display names in any case, each list
 * nullable; entries must match all values of a dimension's list. */
typedef struct {
  const char *text; /* nullable or "": everything, titles in order */
  const char *const *facets[BANCO_N_DIMENSIONS];
  const char *kind; /* nullable, "page" or "notebook" */
  guint limit;      /* 0: 50 */
} BancoQuery;

/* One entry as a list shows it; immutable. */
#define BANCO_TYPE_HIT (banco_hit_get_type ())
G_DECLARE_FINAL_TYPE (BancoHit, banco_hit, BANCO, HIT, GObject)
const char *banco_hit_get_id (BancoHit *self);
const char *banco_hit_get_title (BancoHit *self);
BancoEntryKind banco_hit_get_kind (BancoHit *self);
const char *banco_hit_get_comment (BancoHit *self); /* "" none */
/* Display names. */
const char *const *banco_hit_get_facets (BancoHit *self, BancoDimension dimension);
/* Pango markup, the matches in <b>; "" none. And the same as plain text. */
const char *banco_hit_get_snippet_markup (BancoHit *self);
const char *banco_hit_get_snippet (BancoHit *self);

/* What a search found: a GListModel of BancoHit. */
#define BANCO_TYPE_HITS (banco_hits_get_type ())
G_DECLARE_FINAL_TYPE (BancoHits, banco_hits, BANCO, HITS, BancoKeyedList)
guint banco_hits_get_total (BancoHits *self);
double banco_hits_get_elapsed_ms (BancoHits *self);

typedef struct {
  char *label;
  char *name; /* display name */
  guint count;
} BancoFacet;
void banco_facet_free (BancoFacet *self);

typedef struct {
  guint added, changed, removed, unchanged, entries, attachments, requests;
  guint64 bytes;
  double seconds;
} BancoSyncReport;

/* A block of a document: one shape for pages, notebooks and Markdown. */
typedef enum {
  BANCO_BLOCK_HEADING,
  BANCO_BLOCK_PARAGRAPH,
  BANCO_BLOCK_CODE,   /* text, language */
  BANCO_BLOCK_OUTPUT, /* of a notebook cell: text, or media_type + data */
  BANCO_BLOCK_MATH,   /* text: TeX */
  BANCO_BLOCK_TABLE,  /* children: rows of cells */
  BANCO_BLOCK_LIST,   /* children: items */
  BANCO_BLOCK_ITEM,
  BANCO_BLOCK_ROW,
  BANCO_BLOCK_CELL,
  BANCO_BLOCK_IMAGE, /* target, text: alternative */
  BANCO_BLOCK_NOTE,  /* kind in language: info, note, warning, tip; children */
  BANCO_BLOCK_QUOTE,
  BANCO_BLOCK_RULE,
  BANCO_BLOCK_UNKNOWN, /* a macro nobody here knows: named in text, children kept */
} BancoBlockType;
const char *banco_block_type_to_string (BancoBlockType type); /* "heading", … */

/* A run of text within a block. */
typedef struct {
  char *text;
  guint bold : 1, italic : 1, code : 1, math : 1, strike : 1;
  char *link; /* nullable: http(s), mailto, kb:ID, or #anchor; nothing else ever */
} BancoSpan;

typedef struct {
  BancoBlockType type;
  guint level;      /* heading 1–6; list: 1 ordered, 0 not; cell: 1 header; code: prompt number */
  guint first;      /* of an ordered list: the number of its first item */
  char *text;       /* code, output, math, image, unknown */
  char *language;   /* code, note; output: "stream", "error", "result" */
  char *media_type; /* output, image with data */
  char *target;     /* image: kb:ID/attachment/NAME or an address; heading, paragraph: anchor */
  GBytes *data;     /* decoded picture, nullable */
  GPtrArray *spans; /* of BancoSpan, nullable */
  GPtrArray *children; /* of BancoBlock, nullable */
} BancoBlock;

typedef struct {
  char *where;
  char *what;
} BancoProblem;

/* Blocks and what could not be read; never fails: what is broken is a problem in it. */
typedef struct _BancoDocument BancoDocument;
void banco_document_free (BancoDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoDocument, banco_document_free)
const GPtrArray *banco_document_get_blocks (BancoDocument *self);   /* of BancoBlock */
const GPtrArray *banco_document_get_problems (BancoDocument *self); /* of BancoProblem */
/* A whole page (own style, light and dark, CSP); nothing foreign passes through raw. */
char *banco_document_to_html (BancoDocument *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;
/* For reading in a terminal, wrapped at @columns (0: not). */
char *banco_document_to_text (BancoDocument *self, guint columns) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  char *name;
  char *role;  /* nullable */
  char *email; /* nullable */
} BancoContact;

typedef struct {
  char *kind; /* "notebook" or "git" */
  char *url;  /* nullable */
  char *path; /* nullable: the entry's id, or a file of the source */
} BancoExample;

typedef struct {
  char *name;
  char *media_type;
  guint64 bytes;
} BancoAttachment;

/* One entry, whole; immutable. */
#define BANCO_TYPE_ENTRY (banco_entry_get_type ())
G_DECLARE_FINAL_TYPE (BancoEntry, banco_entry, BANCO, ENTRY, GObject)
const char *banco_entry_get_id (BancoEntry *self);
const char *banco_entry_get_source (BancoEntry *self);
const char *banco_entry_get_title (BancoEntry *self);
const char *banco_entry_get_url (BancoEntry *self); /* nullable */
BancoEntryKind banco_entry_get_kind (BancoEntry *self);
gint64 banco_entry_get_updated (BancoEntry *self);
const char *banco_entry_get_comment (BancoEntry *self); /* "" none */
const char *const *banco_entry_get_facets (BancoEntry *self, BancoDimension dimension);
const GPtrArray *banco_entry_get_contacts (BancoEntry *self);    /* of BancoContact */
const GPtrArray *banco_entry_get_examples (BancoEntry *self);    /* of BancoExample */
const GPtrArray *banco_entry_get_attachments (BancoEntry *self); /* of BancoAttachment */
BancoDocument *banco_entry_get_document (BancoEntry *self);      /* borrowed */
/* The file as it was, of a notebook or Markdown entry (to run or save it); nullable. */
GBytes *banco_entry_get_raw (BancoEntry *self);

/* The library of a federation. Signal "changed" after a sync that changed something. Properties:
 * "syncing" (boolean), "synced" (int64, when last, 0 never), "failures" (uint, syncs that failed
 * since one did not), "n-entries" (uint). */
#define BANCO_TYPE_LIBRARY (banco_library_get_type ())
G_DECLARE_FINAL_TYPE (BancoLibrary, banco_library, BANCO, LIBRARY, GObject)

/* @path: its database file. @sources in order; the starter library (@starter, a folder) is added
 * last under the id "starter" and read at once when it changed. Errors: BANCO_KNOWLEDGE_ERROR. */
BancoLibrary *banco_library_new (const char *path,
                                 BancoHttp *http,
                                 const BancoSourceSetup *sources,
                                 guint n_sources,
                                 const char *starter,
                                 BancoOperations *operations,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks the sources what changed. @full: reads everything again. Each source is one transaction;
 * one that fails leaves what it had. The result is a BancoSyncReport. */
BancoOperation *banco_library_sync (BancoLibrary *self, gboolean full) G_GNUC_WARN_UNUSED_RESULT;

/* Local and quick (milliseconds), on the caller's thread. */
BancoHits *banco_library_search (BancoLibrary *self,
                                 const BancoQuery *query,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Values of @dimension among what matches @query (nullable: everything), most frequent first; of
 * BancoFacet. */
GPtrArray *banco_library_list_facets (BancoLibrary *self,
                                      BancoDimension dimension,
                                      const BancoQuery *query) G_GNUC_WARN_UNUSED_RESULT;

/* By id or url. Errors: NOT_FOUND, STORAGE. */
BancoEntry *
banco_library_read (BancoLibrary *self, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a kb: address in a page means: an attachment's or picture's bytes. */
GBytes *banco_library_read_resource (BancoLibrary *self,
                                     const char *kb_uri,
                                     char **media_type,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

gint64 banco_library_get_synced (BancoLibrary *self); /* when last, 0 never */
guint banco_library_count (BancoLibrary *self);

G_END_DECLS
