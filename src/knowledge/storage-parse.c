/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/storage-private.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <string.h>

#define MOST_BYTES (16 * 1024 * 1024)

/* "&nbsp;" as "&#160;": XML knows five names, HTML 253, and no DTD is ever read. */
static const char *
append_reference (GString *into, const char *at)
{
  gsize length = strspn (at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  g_autofree char *name = g_strndup (at + 1, MIN (length, 16));
  static const char *const known[] = { "amp", "lt", "gt", "quot", "apos", NULL };
  const htmlEntityDesc *entity;

  if (length == 0 || at[length + 1] != ';' || g_strv_contains (known, name)) {
    g_string_append_c (into, '&');
    return at + 1;
  }
  entity = htmlEntityLookup ((const xmlChar *) name);
  if (entity == NULL)
    g_string_append_printf (into, "&amp;%s;", name);
  else
    g_string_append_printf (into, "&#%u;", entity->value);
  return at + length + 2;
}

char *
banco_storage_decode_entity (const char *entity, gsize length)
{
  g_autofree char *name = length > 2 ? g_strndup (entity + 1, length - 2) : g_strdup ("");
  const htmlEntityDesc *known = htmlEntityLookup ((const xmlChar *) name);
  gboolean hexadecimal = name[0] == '#' && (name[1] == 'x' || name[1] == 'X');
  guint64 value = known != NULL ? known->value : 0;
  char character[8] = { 0 };

  if (name[0] == '#')
    value = g_ascii_strtoull (name + (hexadecimal ? 2 : 1), NULL, hexadecimal ? 16 : 10);
  if (value == 0 || value > 0x10ffff || !g_unichar_validate ((gunichar) value))
    return g_strndup (entity, length);
  g_unichar_to_utf8 ((gunichar) value, character);
  return g_strdup (character);
}

/* Entities by number, code sections kept; with @flat, code sections as escaped text, which is what
 * an HTML parser needs. */
static char *
prepare (const char *body, gboolean flat)
{
  GString *text = g_string_sized_new (strlen (body) + 64);
  const char *at = body;

  g_string_append (text, flat ? "<!DOCTYPE html><meta charset=\"utf-8\"><body>" : "<body>");
  while (*at != '\0') {
    if (g_str_has_prefix (at, "<![CDATA[")) {
      const char *end = strstr (at, "]]>");
      gsize length = end != NULL ? (gsize) (end - at) : strlen (at);

      if (flat) {
        g_autofree char *escaped = g_markup_escape_text (at + 9, (gssize) length - 9);

        g_string_append (text, escaped);
      } else {
        g_string_append_len (text, at, (gssize) length);
        g_string_append (text, end != NULL ? "]]>" : "");
      }
      at += length + (end != NULL ? 3 : 0);
    } else if (*at == '&' && !flat) {
      at = append_reference (text, at);
    } else {
      g_string_append_c (text, *at++);
    }
  }
  g_string_append (text, "</body>");
  return g_string_free (text, FALSE);
}

/* "ac:link" is one name here, whether a file declares its prefixes or, as bodies do, does not. */
static void
join_prefixes (xmlNode *node)
{
  for (; node != NULL; node = node->next) {
    if (node->type != XML_ELEMENT_NODE)
      continue;
    if (node->ns != NULL && node->ns->prefix != NULL) {
      g_autofree char *name = g_strdup_printf ("%s:%s", node->ns->prefix, node->name);

      xmlNodeSetName (node, (const xmlChar *) name);
    }
    node->ns = NULL;
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next) {
      if (attribute->ns != NULL && attribute->ns->prefix != NULL) {
        g_autofree char *name = g_strdup_printf ("%s:%s", attribute->ns->prefix, attribute->name);

        xmlNodeSetName ((xmlNode *) attribute, (const xmlChar *) name);
      }
      attribute->ns = NULL;
    }
    join_prefixes (node->children);
  }
}

xmlDoc *
banco_storage_parse_xml (const char *body)
{
  g_autofree char *text = prepare (body, FALSE);
  xmlDoc *tree =
    xmlReadMemory (text, (int) strlen (text), NULL, "UTF-8",
                   XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

  if (tree != NULL)
    join_prefixes (xmlDocGetRootElement (tree));
  return tree;
}

xmlDoc *
banco_storage_parse_html (const char *body)
{
  g_autofree char *text = prepare (body, TRUE);

  return htmlReadMemory (text, (int) strlen (text), NULL, "UTF-8",
                         HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                           HTML_PARSE_NOWARNING);
}

/* libxml2 reads text up to INT_MAX; XML has no room for control characters at all. */
char *
banco_storage_make_readable (const char *body, gssize length, gboolean *changed)
{
  gsize size = length < 0 ? strlen (body) : (gsize) length;
  char *text = g_utf8_make_valid (body, (gssize) MIN (size, MOST_BYTES));

  *changed = size > MOST_BYTES || strlen (text) != size || memcmp (text, body, size) != 0;
  for (char *c = text; *c != '\0'; c++)
    if ((guchar) *c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r')
      *c = ' ';
  return text;
}

static char *
find_attribute (const xmlNode *node, const char *name)
{
  char *value = node->type == XML_ELEMENT_NODE ? banco_storage_attribute (node, name) : NULL;

  for (const xmlNode *child = node->children; child != NULL && value == NULL; child = child->next)
    value = find_attribute (child, name);
  return value;
}

char *
banco_storage_tag_attribute (const char *tag, const char *name)
{
  gboolean changed;
  g_autofree char *text = banco_storage_make_readable (tag, -1, &changed);
  g_autoptr (xmlDoc) tree = banco_storage_parse_html (text);
  const xmlNode *root = tree != NULL ? xmlDocGetRootElement (tree) : NULL;

  return root != NULL ? find_attribute (root, name) : NULL;
}
