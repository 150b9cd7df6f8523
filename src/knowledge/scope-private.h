/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a body stands: what the relative links, titles and file names in it mean. */
typedef enum {
  BANCO_FIND_ID,
  BANCO_FIND_TITLE,
} BancoFindBy;

typedef struct {
  const char *id;  /* of the entry, or of the page an attached notebook belongs to */
  const char *url; /* nullable: the entry's own address, where relative links start */
  /* The id of an entry of the same source, or NULL. Nullable: nothing is known. */
  char *(*find) (BancoFindBy by, const char *value, gpointer data);
  gpointer data;
} BancoScope;

/* "kb:ID", and "kb:ID/attachment/NAME" with @name; escaped. */
char *banco_scope_address (const char *id, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The other way round; FALSE when it is no kb: address. @name NULL: none. */
gboolean banco_scope_parse_address (const char *uri, char **id, char **name);

/* A file beside an entry of a folder, by its path from the folder's top; never outside of it. */
char *banco_scope_beside (const char *id, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* What a wiki's address of a page says about it: its id or its title, and its space (nullable; NULL
 * not told). */
gboolean banco_scope_parse_wiki (const char *address, BancoFindBy *by, char **value, char **space);
gboolean banco_scope_is_same_host (const char *address, const char *other);

/* The name of a place within a page. Notebooks, Markdown and wikis each write the one of a heading
 * in their own way; in this one they meet. Never NULL. */
char *banco_scope_anchor (const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* @href as written, made into an address that may be shown: http, https, mailto, kb: or #; NULL
 * when it is none. The one gate that every foreign link passes. */
char *banco_scope_link (const BancoScope *scope, const char *href) G_GNUC_WARN_UNUSED_RESULT;

/* A picture: kb: when it stands beside the entry, else http(s); NULL when neither. */
char *banco_scope_picture (const BancoScope *scope, const char *src) G_GNUC_WARN_UNUSED_RESULT;

/* A page named by its title: kb:, or NULL when the source has none. @space NULL: the same space;
 * one of another is on the web. */
char *banco_scope_page (const BancoScope *scope,
                        const char *title,
                        const char *space) G_GNUC_WARN_UNUSED_RESULT;
/* The same by its id. */
char *banco_scope_page_by_id (const BancoScope *scope, const char *id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
