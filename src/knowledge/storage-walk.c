/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/storage-private.h"

#include "base/number.h"

#include <stdlib.h>
#include <string.h>

void
banco_storage_walk_container (BancoBuilder *builder, xmlNode *node, BancoBlock *block)
{
  if (!banco_builder_has_room (builder, block->type)) {
    banco_block_free (block);
    banco_builder_close_leaf (builder);
    banco_storage_walk (builder, node);
    banco_builder_close_leaf (builder);
    return;
  }
  banco_builder_open (builder, block);
  banco_storage_walk (builder, node);
  banco_builder_close (builder);
}

static void
walk_heading (BancoBuilder *builder, xmlNode *node)
{
  BancoBlock *heading = banco_block_new (BANCO_BLOCK_HEADING, NULL);
  g_autofree char *id = banco_storage_attribute (node, "id");

  heading->level = (guint) (node->name[1] - '0');
  if (id != NULL)
    heading->target = banco_scope_anchor (id);
  banco_builder_open (builder, heading);
  banco_storage_walk (builder, node);
  banco_builder_close_leaf (builder);
}

static void
walk_paragraph (BancoBuilder *builder, xmlNode *node)
{
  banco_builder_close_leaf (builder);
  banco_storage_walk (builder, node);
  banco_builder_close_leaf (builder);
}

static void
walk_list (BancoBuilder *builder, xmlNode *node)
{
  BancoBlock *list = banco_block_new (BANCO_BLOCK_LIST, NULL);
  g_autofree char *start = banco_storage_attribute (node, "start");
  guint64 first = 1;

  list->level = banco_storage_is (node, "ol");
  banco_number_parse (start, 0, BANCO_MOST_FIRST, &first);
  list->first = list->level == 1 ? (guint) first : 0;
  banco_storage_walk_container (builder, node, list);
}

static void
walk_item (BancoBuilder *builder, xmlNode *node)
{
  banco_storage_walk_container (builder, node, banco_block_new (BANCO_BLOCK_ITEM, NULL));
}

static void
walk_quote (BancoBuilder *builder, xmlNode *node)
{
  banco_storage_walk_container (builder, node, banco_block_new (BANCO_BLOCK_QUOTE, NULL));
}

static void
walk_table (BancoBuilder *builder, xmlNode *node)
{
  if (!banco_storage_walk_table (builder, node))
    walk_paragraph (builder, node);
}

static void
walk_code (BancoBuilder *builder, xmlNode *node)
{
  g_autofree char *text = banco_storage_text (node);

  banco_builder_add (builder, banco_block_new (BANCO_BLOCK_CODE, text));
}

static void
walk_rule (BancoBuilder *builder, xmlNode *node)
{
  banco_builder_add (builder, banco_block_new (BANCO_BLOCK_RULE, NULL));
}

static void
walk_break (BancoBuilder *builder, xmlNode *node)
{
  banco_builder_break (builder);
}

static void
walk_picture (BancoBuilder *builder, xmlNode *node)
{
  g_autofree char *src = banco_storage_attribute (node, "src");
  g_autofree char *alternative = banco_storage_attribute (node, "alt");

  banco_builder_source (builder, src, alternative);
}

static void
walk_anchor (BancoBuilder *builder, xmlNode *node)
{
  g_autofree char *href = banco_storage_attribute (node, "href");
  char *link = href != NULL ? banco_scope_link (builder->scope, href) : NULL;
  char *before = builder->style.link;
  g_autofree char *name = banco_storage_attribute (node, "name");

  if (name == NULL)
    name = banco_storage_attribute (node, "id");
  if (name != NULL)
    banco_builder_anchor (builder, name);
  if (link != NULL)
    builder->style.link = link;
  banco_storage_walk (builder, node);
  builder->style.link = before;
  g_free (link);
}

/* What is below @node in its style; then in that of before. */
static void
walk_styled (BancoBuilder *builder, xmlNode *node)
{
  BancoSpan before = builder->style;

  banco_span_set_style (&builder->style, (const char *) node->name, 1);
  banco_storage_walk (builder, node);
  builder->style = before;
}

static void
walk_time (BancoBuilder *builder, xmlNode *node)
{
  g_autofree char *when = banco_storage_attribute (node, "datetime");

  if (node->children != NULL)
    banco_storage_walk (builder, node);
  else if (when != NULL)
    banco_builder_text (builder, when, -1);
}

void
banco_storage_shifted (BancoBuilder *builder, const char *text, gboolean raised)
{
  static const char digits[] = "0123456789+-=()";
  static const char *const high[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷",
                                      "⁸", "⁹", "⁺", "⁻", "⁼", "⁽", "⁾" };
  static const char *const low[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇",
                                     "₈", "₉", "₊", "₋", "₌", "₍", "₎" };
  static const char *const ordinals[] = { "", "st", "nd", "rd", "th", NULL };
  gboolean all = text[strspn (text, digits)] == '\0';

  if (!all && !g_strv_contains (ordinals, text))
    banco_builder_text (builder, raised ? "^" : "_", -1);
  if (!all)
    banco_builder_text (builder, text, -1);
  for (const char *c = text; all && *c != '\0'; c++)
    banco_builder_text (builder, (raised ? high : low)[strchr (digits, *c) - digits], -1);
}

/* What holds more than text is words. */
static void
walk_shifted (BancoBuilder *builder, xmlNode *node)
{
  g_autofree char *text = g_strstrip (banco_storage_text (node));

  if (xmlChildElementCount (node) > 0)
    banco_storage_walk (builder, node);
  else
    banco_storage_shifted (builder, text, banco_storage_is (node, "sup"));
}

/* Nothing of these is shown, not even text. */
static void
skip (BancoBuilder *builder, xmlNode *node)
{
}

static const struct Element {
  const char *name;
  void (*walk) (BancoBuilder *builder, xmlNode *node);
} elements[] = {
  { "a", walk_anchor },
  { "article", walk_paragraph },
  { "b", walk_styled },
  { "blockquote", walk_quote },
  { "br", walk_break },
  { "caption", walk_paragraph },
  { "center", walk_paragraph },
  { "cite", walk_styled },
  { "code", walk_styled },
  { "dd", walk_item },
  { "del", walk_styled },
  { "details", walk_paragraph },
  { "div", walk_paragraph },
  { "dl", walk_list },
  { "dt", walk_item },
  { "em", walk_styled },
  { "figure", walk_paragraph },
  { "footer", walk_paragraph },
  { "h1", walk_heading },
  { "h2", walk_heading },
  { "h3", walk_heading },
  { "h4", walk_heading },
  { "h5", walk_heading },
  { "h6", walk_heading },
  { "head", skip },
  { "header", walk_paragraph },
  { "hr", walk_rule },
  { "i", walk_styled },
  { "iframe", skip },
  { "img", walk_picture },
  { "kbd", walk_styled },
  { "li", walk_item },
  { "math", skip },
  { "noembed", skip },
  { "noscript", skip },
  { "object", skip },
  { "ol", walk_list },
  { "p", walk_paragraph },
  { "pre", walk_code },
  { "s", walk_styled },
  { "samp", walk_styled },
  { "script", skip },
  { "section", walk_paragraph },
  { "select", skip },
  { "strike", walk_styled },
  { "strong", walk_styled },
  { "style", skip },
  { "sub", walk_shifted },
  { "summary", walk_paragraph },
  { "sup", walk_shifted },
  { "svg", skip },
  { "table", walk_table },
  { "td", banco_storage_walk_cell },
  { "template", skip },
  { "textarea", skip },
  { "th", banco_storage_walk_cell },
  { "time", walk_time },
  { "title", skip },
  { "tr", walk_paragraph },
  { "tt", walk_styled },
  { "ul", walk_list },
};

static int
compare_element (const void *key, const void *element)
{
  return strcmp (key, ((const struct Element *) element)->name);
}

static void
walk_element (BancoBuilder *builder, xmlNode *node)
{
  const char *name = (const char *) node->name;
  const struct Element *found;

  if (strchr (name, ':') != NULL && banco_storage_walk_own (builder, node))
    return;
  found = bsearch (name, elements, G_N_ELEMENTS (elements), sizeof elements[0], compare_element);
  if (found == NULL)
    banco_storage_walk (builder, node);
  else
    found->walk (builder, node);
}

void
banco_storage_walk (BancoBuilder *builder, xmlNode *node)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next) {
    if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
      banco_builder_text (builder, (const char *) child->content, -1);
    else if (child->type == XML_ELEMENT_NODE)
      walk_element (builder, child);
  }
}

void
banco_storage_append_html (BancoBuilder *builder, const char *html)
{
  gboolean changed;
  g_autofree char *text = banco_storage_make_readable (html, -1, &changed);
  g_autoptr (xmlDoc) tree = banco_storage_parse_html (text);

  if (tree != NULL && xmlDocGetRootElement (tree) != NULL)
    banco_storage_walk (builder, xmlDocGetRootElement (tree));
}
