/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/markdown-private.h"

#include "knowledge/storage-private.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  BancoBuilder *builder;
  GPtrArray *formulas;
  GPtrArray *links; /* of char *, the styles' links to return to, outermost first; may be NULL */
  GString *raw;     /* of a code or HTML block, or a picture's words; NULL outside of one */
  BancoBlock *code; /* the open code block */
  BancoTags tags;
  guint flattened; /* containers that were not opened, being too deep */
} MarkdownParser;

/* md4c may stop in the middle of a character. */
static char *
free_valid (GString *text)
{
  g_autofree char *bytes = g_string_free (text, FALSE);

  return g_utf8_make_valid (bytes, -1);
}

/* md4c's text of an attribute (a link, a language), entities and all. */
static char *
dup_attribute (const MD_ATTRIBUTE *attribute)
{
  GString *result = g_string_new (NULL);

  for (guint i = 0; attribute->size > 0 && attribute->substr_offsets[i] < attribute->size; i++) {
    const char *part = attribute->text + attribute->substr_offsets[i];
    gsize size = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];
    g_autofree char *character = NULL;

    if (attribute->substr_types[i] == MD_TEXT_ENTITY) {
      character = banco_storage_decode_entity (part, size);
      g_string_append (result, character);
    } else {
      g_string_append_len (result, part, (gssize) size);
    }
  }
  return free_valid (result);
}

static void
open_container (MarkdownParser *walk, BancoBlock *block)
{
  if (banco_builder_has_room (walk->builder, block->type)) {
    banco_builder_open (walk->builder, block);
    return;
  }
  banco_block_free (block);
  banco_builder_close_leaf (walk->builder);
  walk->flattened++;
}

static void
close_container (MarkdownParser *walk)
{
  if (walk->flattened == 0) {
    banco_builder_close (walk->builder);
    return;
  }
  banco_builder_close_leaf (walk->builder);
  walk->flattened--;
}

static void
open_code (MarkdownParser *walk, const MD_BLOCK_CODE_DETAIL *detail)
{
  walk->code = banco_block_new (BANCO_BLOCK_CODE, NULL);
  if (detail->lang.size > 0)
    walk->code->language = dup_attribute (&detail->lang);
  banco_builder_add (walk->builder, walk->code);
  walk->raw = g_string_new (NULL);
}

static void
open_numbered (MarkdownParser *walk, const MD_BLOCK_OL_DETAIL *detail)
{
  BancoBlock *list = banco_block_new (BANCO_BLOCK_LIST, NULL);

  list->level = 1;
  list->first = MIN (detail->start, BANCO_MOST_FIRST);
  open_container (walk, list);
}

static void
open_item (MarkdownParser *walk, const MD_BLOCK_LI_DETAIL *detail)
{
  open_container (walk, banco_block_new (BANCO_BLOCK_ITEM, NULL));
  if (detail->is_task)
    banco_builder_text (walk->builder, detail->task_mark == ' ' ? "☐ " : "☑ ", -1);
}

static void
open_with_level (MarkdownParser *walk, BancoBlockType type, guint level)
{
  BancoBlock *block = banco_block_new (type, NULL);

  block->level = level;
  if (type == BANCO_BLOCK_HEADING)
    banco_builder_open (walk->builder, block);
  else
    open_container (walk, block);
}

static int
enter_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  MarkdownParser *walk = data;

  banco_tags_end (&walk->tags, walk->builder);
  switch (type) {
  case MD_BLOCK_QUOTE:
    open_container (walk, banco_block_new (BANCO_BLOCK_QUOTE, NULL));
    break;
  case MD_BLOCK_UL:
    open_container (walk, banco_block_new (BANCO_BLOCK_LIST, NULL));
    break;
  case MD_BLOCK_OL:
    open_numbered (walk, detail);
    break;
  case MD_BLOCK_LI:
    open_item (walk, detail);
    break;
  case MD_BLOCK_HR:
    banco_builder_add (walk->builder, banco_block_new (BANCO_BLOCK_RULE, NULL));
    break;
  case MD_BLOCK_H:
    open_with_level (walk, BANCO_BLOCK_HEADING, ((MD_BLOCK_H_DETAIL *) detail)->level);
    break;
  case MD_BLOCK_CODE:
    open_code (walk, detail);
    break;
  case MD_BLOCK_HTML:
    walk->raw = g_string_new (NULL);
    break;
  case MD_BLOCK_TABLE:
    open_container (walk, banco_block_new (BANCO_BLOCK_TABLE, NULL));
    break;
  case MD_BLOCK_TR:
    open_container (walk, banco_block_new (BANCO_BLOCK_ROW, NULL));
    break;
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
    open_with_level (walk, BANCO_BLOCK_CELL, type == MD_BLOCK_TH);
    break;
  default:
    break;
  }
  return 0;
}

static int
leave_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  MarkdownParser *walk = data;
  g_autofree char *html = NULL;

  banco_tags_end (&walk->tags, walk->builder);
  switch (type) {
  case MD_BLOCK_QUOTE:
  case MD_BLOCK_UL:
  case MD_BLOCK_OL:
  case MD_BLOCK_LI:
  case MD_BLOCK_TABLE:
  case MD_BLOCK_TR:
  case MD_BLOCK_TH:
  case MD_BLOCK_TD:
    close_container (walk);
    break;
  case MD_BLOCK_CODE:
    walk->code->text = free_valid (g_steal_pointer (&walk->raw));
    walk->code = NULL;
    break;
  case MD_BLOCK_HTML:
    html = free_valid (g_steal_pointer (&walk->raw));
    banco_storage_append_html (walk->builder, html);
    break;
  case MD_BLOCK_H:
  case MD_BLOCK_P:
    banco_builder_close_leaf (walk->builder);
    break;
  default:
    break;
  }
  return 0;
}

static void
push_link (MarkdownParser *walk, char *link)
{
  g_ptr_array_add (walk->links, walk->builder->style.link);
  walk->builder->style.link = link != NULL ? link : g_strdup (walk->builder->style.link);
}

static void
pop_link (MarkdownParser *walk)
{
  if (walk->links->len == 0)
    return;
  g_free (walk->builder->style.link);
  walk->builder->style.link = g_ptr_array_steal_index (walk->links, walk->links->len - 1);
}

static void
set_style (MarkdownParser *walk, MD_SPANTYPE type, guint value)
{
  BancoSpan *style = &walk->builder->style;

  if (type == MD_SPAN_EM)
    style->italic = value;
  else if (type == MD_SPAN_STRONG)
    style->bold = value;
  else if (type == MD_SPAN_CODE)
    style->code = value;
  else if (type == MD_SPAN_DEL)
    style->strike = value;
}

static int
enter_span (MD_SPANTYPE type, void *detail, void *data)
{
  MarkdownParser *walk = data;

  if (type == MD_SPAN_A) {
    g_autofree char *href = dup_attribute (&((MD_SPAN_A_DETAIL *) detail)->href);

    banco_tags_end_link (&walk->tags, walk->builder);
    push_link (walk, banco_scope_link (walk->builder->scope, href));
  } else if (type == MD_SPAN_IMG && walk->raw == NULL) {
    walk->raw = g_string_new (NULL);
  } else {
    set_style (walk, type, 1);
  }
  return 0;
}

static int
leave_span (MD_SPANTYPE type, void *detail, void *data)
{
  MarkdownParser *walk = data;

  if (type == MD_SPAN_A) {
    banco_tags_end_link (&walk->tags, walk->builder);
    pop_link (walk);
  } else if (type == MD_SPAN_IMG && walk->raw != NULL) {
    g_autofree char *src = dup_attribute (&((MD_SPAN_IMG_DETAIL *) detail)->src);
    g_autofree char *words = free_valid (g_steal_pointer (&walk->raw));

    banco_builder_source (walk->builder, src, words);
  } else {
    set_style (walk, type, 0);
  }
  return 0;
}

/* A formula on its own is a block, one among words a span; its delimiters go. */
static void
add_formula (MarkdownParser *walk, const char *formula)
{
  BancoBuilder *builder = walk->builder;
  gsize length = strlen (formula);
  gboolean displayed = formula[0] != '$' || formula[1] == '$';
  gsize delimiter = formula[0] == '$' ? (displayed ? 2 : 1) : 3;
  g_autofree char *tex = NULL;

  if (g_str_has_prefix (formula, "\\\\("))
    displayed = FALSE;
  if (g_str_has_prefix (formula, "\\begin{"))
    delimiter = 0;
  tex = g_strstrip (g_strndup (formula + delimiter, length - 2 * delimiter));
  if (displayed) {
    banco_builder_add (builder, banco_block_new (BANCO_BLOCK_MATH, tex));
    return;
  }
  builder->style.math = 1;
  banco_builder_text (builder, tex, -1);
  builder->style.math = 0;
}

/* Text with the marks of cut formulas in it; @verbatim puts them back as they were written. */
static void
add_text (MarkdownParser *walk, const char *text, gsize size, gboolean verbatim)
{
  const char *end = text + size;

  while (text < end) {
    const char *mark = g_strstr_len (text, end - text, "\xEE\x80\x80");
    gsize before = (gsize) ((mark != NULL ? mark : end) - text);
    guint64 number;
    char *after = NULL;

    if (walk->raw != NULL)
      g_string_append_len (walk->raw, text, (gssize) before);
    else if (before > 0 && !banco_tags_take_text (&walk->tags, text, before))
      banco_builder_text (walk->builder, text, (gssize) before);
    if (mark == NULL)
      return;
    number = g_ascii_strtoull (mark + 3, &after, 10);
    text = MIN (after + 3, end);
    if (number >= walk->formulas->len)
      continue;
    if (walk->raw != NULL)
      g_string_append (walk->raw, walk->formulas->pdata[number]);
    else if (verbatim)
      banco_builder_text (walk->builder, walk->formulas->pdata[number], -1);
    else
      add_formula (walk, walk->formulas->pdata[number]);
  }
}

static void
add_tag (MarkdownParser *walk, const char *text, gsize size)
{
  g_autofree char *tag = g_strndup (text, size);

  banco_tags_add (&walk->tags, walk->builder, tag);
}

static void
add_entity (MarkdownParser *walk, const char *entity, gsize size)
{
  g_autofree char *character = banco_storage_decode_entity (entity, size);

  add_text (walk, character, strlen (character), FALSE);
}

static int
text (MD_TEXTTYPE type, const MD_CHAR *characters, MD_SIZE size, void *data)
{
  MarkdownParser *walk = data;

  if (type == MD_TEXT_HTML && walk->raw == NULL)
    add_tag (walk, characters, size);
  else if (type == MD_TEXT_BR)
    banco_builder_break (walk->builder);
  else if (type == MD_TEXT_SOFTBR)
    add_text (walk, " ", 1, FALSE);
  else if (type == MD_TEXT_NULLCHAR)
    add_text (walk, "\xEF\xBF\xBD", 3, FALSE);
  else if (type == MD_TEXT_ENTITY)
    add_entity (walk, characters, size);
  else
    add_text (walk, characters, size, type == MD_TEXT_CODE);
  return 0;
}

void
banco_markdown_append (BancoBuilder *builder, const char *markdown)
{
  g_autoptr (GPtrArray) formulas = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) links = g_ptr_array_new ();
  g_autofree char *prepared = banco_markdown_cut_math (markdown, formulas);
  MarkdownParser walk = { .builder = builder, .formulas = formulas, .links = links };
  const MD_PARSER parser = {
    .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
             MD_FLAG_PERMISSIVEATXHEADERS | MD_FLAG_PERMISSIVEURLAUTOLINKS |
             MD_FLAG_PERMISSIVEEMAILAUTOLINKS,
    .enter_block = enter_block,
    .leave_block = leave_block,
    .enter_span = enter_span,
    .leave_span = leave_span,
    .text = text,
  };

  banco_builder_close_leaf (builder);
  md_parse (prepared, (MD_SIZE) strlen (prepared), &parser, &walk);
  banco_builder_close_leaf (builder);
}

/* "title: 'A net'" → "A net"; NULL for any other line. */
static char *
title_of (const char *line, gsize length)
{
  g_autofree char *text = g_strstrip (g_strndup (line, length));
  char *value = text + strlen ("title:");
  gsize size;

  if (!g_str_has_prefix (text, "title:"))
    return NULL;
  g_strstrip (value);
  size = strlen (value);
  if (size >= 2 && strchr ("\"'", value[0]) != NULL && value[size - 1] == value[0])
    return g_strndup (value + 1, size - 2);
  return g_strdup (value);
}

/* Where the text begins, below what site generators write above it: "---", "name: value" in lines,
 * "---". A rule at the top of a text is none. */
static const char *
skip_front_matter (const char *markdown, char **title)
{
  const char *line = strchr (markdown, '\n');

  if (!g_str_has_prefix (markdown, "---") || line == NULL ||
      strspn (markdown + 3, " \t\r") + 3 != (gsize) (line - markdown) ||
      !g_ascii_isalpha (line[1]) || line[1 + strcspn (line + 1, " \n:")] != ':')
    return markdown;
  for (line++; line != NULL && *line != '\0';) {
    gsize length = strcspn (line, "\n");
    const char *next = line[length] == '\n' ? line + length + 1 : line + length;

    if (length >= 3 && (strncmp (line, "---", 3) == 0 || strncmp (line, "...", 3) == 0) &&
        strspn (line + 3, " \t\r") + 3 == length)
      return next;
    if (*title == NULL)
      *title = title_of (line, length);
    line = next;
  }
  g_clear_pointer (title, g_free);
  return markdown;
}

BancoDocument *
banco_markdown_read (const char *markdown, gssize length, const BancoScope *scope)
{
  BancoDocument *document = banco_document_new ();
  gsize size = length < 0 ? strlen (markdown) : (gsize) length;
  g_autofree char *valid = g_utf8_make_valid (markdown, (gssize) size);
  g_autofree char *title = NULL;
  const char *text = skip_front_matter (valid, &title);
  BancoBuilder builder;

  if (strlen (valid) != size)
    banco_document_add_problem (document, "file", "parts of it are not readable text");
  banco_builder_init (&builder, document, scope);
  builder.append_markdown = banco_markdown_append;
  if (title != NULL && text[strspn (text, " \t\r\n")] != '#') {
    banco_builder_open (&builder, banco_block_new (BANCO_BLOCK_HEADING, NULL));
    builder.leaf->level = 1;
    banco_builder_text (&builder, title, -1);
  }
  banco_markdown_append (&builder, text);
  banco_builder_clear (&builder);
  return document;
}
