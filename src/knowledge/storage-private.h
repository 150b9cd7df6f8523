/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/builder-private.h"

#include <libxml/tree.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

G_BEGIN_DECLS

/* The attribute of ri:user with a person's name, which is ours. */
#define BANCO_CONFLUENCE_NAME "ri:display-name"

/* Confluence's storage format: XHTML with macros (ac:) and resources (ri:). Never fails: what is
 * not XML is read as HTML, with a problem. @length -1: up to NUL. */
BancoDocument *banco_storage_read (const char *body,
                                   gssize length,
                                   const BancoScope *scope) G_GNUC_WARN_UNUSED_RESULT;

/* Foreign HTML (in Markdown, or an output of a notebook) as blocks; nothing of it is kept raw. */
void banco_storage_append_html (BancoBuilder *builder, const char *html);

/* Readable text for the parsers: UTF-8 of a size that they take, without control characters.
 * @length -1: up to NUL. */
char *banco_storage_make_readable (const char *body,
                                   gssize length,
                                   gboolean *changed) G_GNUC_WARN_UNUSED_RESULT;
/* The tree of a readable text; NULL when it is none. An HTML parser finds one in nearly any. */
xmlDoc *banco_storage_parse_xml (const char *body) G_GNUC_WARN_UNUSED_RESULT;
xmlDoc *banco_storage_parse_html (const char *body) G_GNUC_WARN_UNUSED_RESULT;

/* "&eacute;" or "&#233;" as its character; what is none comes back as it is. */
char *banco_storage_decode_entity (const char *entity, gsize length) G_GNUC_WARN_UNUSED_RESULT;

/* The attribute of one tag ("<a href=…>") on its own; NULL none; free with g_free(). */
char *banco_storage_tag_attribute (const char *tag, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Ten to the sixth is not a hundred and six: digits have letters of their own when @raised or
 * lowered, anything else is marked, and ordinals ("2nd") are words. */
void banco_storage_shifted (BancoBuilder *builder, const char *text, gboolean raised);

/* The children of @node, each by its kind. */
void banco_storage_walk (BancoBuilder *builder, xmlNode *node);

/* The children of @node as those of @block (taken); what would nest too deep is flattened: its text
 * stays. */
void banco_storage_walk_container (BancoBuilder *builder, xmlNode *node, BancoBlock *block);

/* A table as a grid; FALSE when there is no room for one. */
gboolean banco_storage_walk_table (BancoBuilder *builder, xmlNode *node);
void banco_storage_walk_cell (BancoBuilder *builder, xmlNode *node);

/* TRUE when @node was of Confluence's own and is done. */
gboolean banco_storage_walk_own (BancoBuilder *builder, xmlNode *node);

gboolean banco_storage_is (const xmlNode *node, const char *name);
/* NULL none; free with g_free(). */
char *banco_storage_attribute (const xmlNode *node, const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* All text below; "" none. */
char *banco_storage_text (xmlNode *node) G_GNUC_WARN_UNUSED_RESULT;
xmlNode *banco_storage_child (const xmlNode *node, const char *name);

G_END_DECLS
