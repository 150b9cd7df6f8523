/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/document-private.h"

#include <string.h>

#define FOLD_ABOVE 40 /* lines of an output */

static const char page_start[] =
  "<!DOCTYPE html>\n"
  "<html><head><meta charset=\"utf-8\">\n"
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src kb: data:; "
  "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
  "<meta name=\"viewport\" content=\"width=device-width\">\n"
  "<meta name=\"color-scheme\" content=\"light dark\">\n";

static const char page_style[] =
  "<style>\n"
  ":root{--ink:#1e1e1e;--paper:#fff;--faint:#6a6a6a;--line:#d9d9d9;--well:#f5f5f5;"
  "--accent:#1a5fb4;--info:#1a5fb4;--tip:#1f7a4d;--note:#8f6400;--warning:#b3202b}\n"
  "@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#1e1e1e;--faint:#a0a0a0;"
  "--line:#454545;--well:#2a2a2a;--accent:#78aeed;--info:#78aeed;--tip:#6fcf97;--note:#e5c07b;"
  "--warning:#ff8a8a}}\n"
  "@media (prefers-contrast:more){:root{--faint:var(--ink);--line:var(--ink)}}\n"
  "body{margin:0 auto;padding:1.5rem;max-width:70ch;color:var(--ink);background:var(--paper);"
  "font:1rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}\n"
  "h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.6em 0 .5em}h1{font-size:1.7rem;margin-top:0}\n"
  "a{color:var(--accent)}img{max-width:100%;height:auto}hr{border:0;border-top:1px solid "
  "var(--line)}\n"
  "pre,code,.math{font-family:ui-monospace,monospace;font-size:.9em}\n"
  "pre{margin:.5em 0;padding:.7em .9em;overflow-x:auto;background:var(--well);"
  "border-radius:6px;line-height:1.4}\n"
  ".wide{overflow-x:auto;margin:.8em 0}table{border-collapse:collapse}"
  "th,td{padding:.35em .7em;border:1px solid var(--line);text-align:left;vertical-align:top}"
  "th{background:var(--well)}\n"
  "td>:first-child,th>:first-child,li>:first-child{margin-top:0}"
  "td>:last-child,th>:last-child{margin-bottom:0}\n"
  ".cell{border-left:3px solid var(--accent);padding-left:.8em}"
  ".prompt{color:var(--faint);font:.8em ui-monospace,monospace}"
  ".output pre{background:none;padding:.2em 0 .2em 1em}.error pre{color:var(--warning)}"
  "summary{color:var(--accent);cursor:pointer;padding-left:1em}\n"
  "aside{margin:1em 0;padding:.1em 1em;border-left:4px solid var(--info);background:var(--well);"
  "border-radius:0 6px 6px 0}aside.tip{border-color:var(--tip)}aside.note{border-color:var(--note)}"
  "aside.warning{border-color:var(--warning)}\n"
  "blockquote{margin:1em 0;padding-left:1em;border-left:3px solid var(--line);color:var(--faint)}\n"
  ".math{white-space:pre-wrap}div.math{text-align:center;margin:1em 0}\n"
  ".problems,.gone{color:var(--faint);font-size:.9em}\n"
  "</style>\n";

static void append_block (GString *html, const BancoBlock *block);
static void append_blocks (GString *html, const GPtrArray *blocks);

static void
append_escaped (GString *html, const char *text)
{
  g_assert (text != NULL);
  for (;;) {
    gsize plain = strcspn (text, "&<>\"'");

    g_string_append_len (html, text, (gssize) plain);
    text += plain;
    if (*text == '\0')
      return;
    g_string_append_printf (html, "&#%d;", *text++);
  }
}

static void
append_attribute (GString *html, const char *name, const char *value)
{
  g_string_append_printf (html, " %s=\"", name);
  append_escaped (html, value);
  g_string_append_c (html, '"');
}

/* The one way that foreign text gets into a page, to be read there. */
static void
append_text (GString *html, const char *text)
{
  g_autofree char *shown = banco_visible_text (text);

  append_escaped (html, shown);
}

static void
append_alternative (GString *html, const char *text)
{
  g_autofree char *shown = banco_visible_line (text);

  append_attribute (html, "alt", shown);
}

static void
append_lines (GString *html, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_string_append (html, i > 0 ? "<br>" : "");
    append_text (html, lines[i]);
  }
}

static void
append_span (GString *html, const BancoSpan *span)
{
  const struct {
    gboolean on;
    const char *tag;
  } styles[] = {
    { span->bold, "strong" },
    { span->italic, "em" },
    { span->strike, "del" },
    { span->code, "code" },
  };

  if (span->link != NULL) {
    g_string_append (html, "<a");
    append_attribute (html, "href", span->link);
    g_string_append_c (html, '>');
  }
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (styles[i].on)
      g_string_append_printf (html, "<%s>", styles[i].tag);
  g_string_append (html, span->math ? "<span class=\"math\">" : "");
  append_lines (html, span->text);
  g_string_append (html, span->math ? "</span>" : "");
  for (guint i = G_N_ELEMENTS (styles); i > 0; i--)
    if (styles[i - 1].on)
      g_string_append_printf (html, "</%s>", styles[i - 1].tag);
  g_string_append (html, span->link != NULL ? "</a>" : "");
}

static void
append_spans (GString *html, const BancoBlock *block)
{
  for (guint i = 0; i < block->spans->len; i++)
    append_span (html, block->spans->pdata[i]);
}

/* A heading or paragraph, with the name that links of the page use. */
static void
append_leaf (GString *html, const BancoBlock *block, const char *tag)
{
  g_string_append_printf (html, "<%s", tag);
  if (block->target != NULL && block->target[0] != '\0')
    append_attribute (html, "id", block->target);
  g_string_append_c (html, '>');
  append_spans (html, block);
  g_string_append_printf (html, "</%s>\n", tag);
}

static void
append_heading (GString *html, const BancoBlock *block)
{
  const char tag[] = { 'h', (char) ('0' + CLAMP (block->level, 1, 6)), '\0' };

  append_leaf (html, block, tag);
}

static void
append_pre (GString *html, const char *text)
{
  /* An HTML parser drops the first line break of a pre. */
  g_string_append (html, "<pre>\n");
  append_text (html, text);
  g_string_append (html, "</pre>\n");
}

static void
append_code (GString *html, const BancoBlock *block)
{
  g_string_append (html, "<div class=\"cell\">");
  if (block->level > 0)
    g_string_append_printf (html, "<div class=\"prompt\">In [%u]</div>", block->level);
  append_pre (html, block->text);
  g_string_append (html, "</div>\n");
}

static guint
count_lines (const char *text)
{
  guint lines = 1;

  for (; *text != '\0'; text++)
    lines += text[0] == '\n' && text[1] != '\0';
  return lines;
}

/* Pictures were decoded and recognised by their first bytes: base64 cannot hold markup. */
static void
append_picture (GString *html, const BancoBlock *block)
{
  gsize size;
  const guchar *bytes = g_bytes_get_data (block->data, &size);
  g_autofree char *base64 = g_base64_encode (bytes, size);

  g_string_append_printf (html, "<img src=\"data:%s;base64,%s\"", block->media_type, base64);
  append_alternative (html, block->text != NULL ? block->text : "");
  g_string_append (html, ">\n");
}

static void
append_output (GString *html, const BancoBlock *block)
{
  guint lines = block->text != NULL ? count_lines (block->text) : 0;

  g_string_append (html, g_strcmp0 (block->language, "error") == 0 ? "<div class=\"output error\">"
                                                                   : "<div class=\"output\">");
  if (lines > FOLD_ABOVE)
    g_string_append_printf (html, "<details><summary>show %u lines</summary>", lines);
  if (block->text != NULL)
    append_pre (html, block->text);
  if (lines > FOLD_ABOVE)
    g_string_append (html, "</details>");
  if (block->data != NULL)
    append_picture (html, block);
  if (block->children != NULL)
    append_blocks (html, block->children);
  g_string_append (html, "</div>\n");
}

/* Only what is here is loaded; a picture elsewhere is a link. */
static void
append_image (GString *html, const BancoBlock *block)
{
  const char *words = block->text != NULL && block->text[0] != '\0' ? block->text : "picture";

  if (block->data != NULL) {
    append_picture (html, block);
  } else if (block->target != NULL && g_str_has_prefix (block->target, "kb:")) {
    g_string_append (html, "<p><img");
    append_attribute (html, "src", block->target);
    append_alternative (html, words);
    g_string_append (html, "></p>\n");
  } else {
    g_string_append (html, "<p class=\"gone\">[<a");
    append_attribute (html, "href", block->target);
    g_string_append_c (html, '>');
    append_text (html, words);
    g_string_append (html, "</a>, a picture on the web]</p>\n");
  }
}

static void
append_note (GString *html, const BancoBlock *block)
{
  static const char *const kinds[] = { "info", "note", "warning", "tip", NULL };
  const char *kind = block->language;

  g_string_append_printf (html, "<aside class=\"%s\">",
                          kind != NULL && g_strv_contains (kinds, kind) ? kind : "info");
  if (block->text != NULL && block->text[0] != '\0') {
    g_string_append (html, "<p><strong>");
    append_text (html, block->text);
    g_string_append (html, "</strong></p>");
  }
  append_blocks (html, block->children);
  g_string_append (html, "</aside>\n");
}

/* A cell or item with one paragraph is that paragraph's words. */
static void
append_inner (GString *html, const BancoBlock *block)
{
  const BancoBlock *first = block->children->len == 1 ? block->children->pdata[0] : NULL;

  if (first != NULL && first->type == BANCO_BLOCK_PARAGRAPH && first->target == NULL)
    append_spans (html, first);
  else
    append_blocks (html, block->children);
}

static void
append_between (GString *html, const BancoBlock *block, const char *tag)
{
  g_string_append_printf (html, "<%s>", tag);
  append_inner (html, block);
  g_string_append_printf (html, "</%s>", tag);
}

static void
append_table (GString *html, const BancoBlock *table)
{
  g_string_append (html, "<div class=\"wide\"><table>\n");
  for (guint i = 0; i < table->children->len; i++) {
    const BancoBlock *row = table->children->pdata[i];

    g_string_append (html, "<tr>");
    for (guint j = 0; row->children != NULL && j < row->children->len; j++) {
      const BancoBlock *cell = row->children->pdata[j];

      if (cell->children != NULL)
        append_between (html, cell, cell->level == 1 ? "th" : "td");
      else
        append_block (html, cell);
    }
    g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</table></div>\n");
}

static void
append_list (GString *html, const BancoBlock *list)
{
  const char *tag = list->level == 1 ? "ol" : "ul";

  if (list->level == 1 && list->first != 1)
    g_string_append_printf (html, "<ol start=\"%u\">\n", list->first);
  else
    g_string_append_printf (html, "<%s>\n", tag);
  for (guint i = 0; i < list->children->len; i++) {
    const BancoBlock *item = list->children->pdata[i];

    if (item->type == BANCO_BLOCK_ITEM) {
      append_between (html, item, "li");
    } else {
      g_string_append (html, "<li>");
      append_block (html, item);
      g_string_append (html, "</li>");
    }
  }
  g_string_append_printf (html, "</%s>\n", tag);
}

static void
append_unknown (GString *html, const BancoBlock *block)
{
  g_string_append (html, "<p class=\"gone\">[");
  append_text (html, block->text != NULL ? block->text : "");
  g_string_append (html, ": open the page in a browser to see this part]</p>\n");
  append_blocks (html, block->children);
}

static void
append_math (GString *html, const BancoBlock *block)
{
  g_string_append (html, "<div class=\"math\">");
  append_text (html, block->text);
  g_string_append (html, "</div>\n");
}

static void
append_block (GString *html, const BancoBlock *block)
{
  switch (block->type) {
  case BANCO_BLOCK_HEADING:
    append_heading (html, block);
    break;
  case BANCO_BLOCK_PARAGRAPH:
    append_leaf (html, block, "p");
    break;
  case BANCO_BLOCK_CODE:
    append_code (html, block);
    break;
  case BANCO_BLOCK_OUTPUT:
    append_output (html, block);
    break;
  case BANCO_BLOCK_MATH:
    append_math (html, block);
    break;
  case BANCO_BLOCK_TABLE:
    append_table (html, block);
    break;
  case BANCO_BLOCK_LIST:
    append_list (html, block);
    break;
  case BANCO_BLOCK_ITEM:
  case BANCO_BLOCK_ROW:
  case BANCO_BLOCK_CELL:
    append_between (html, block, "div");
    break;
  case BANCO_BLOCK_IMAGE:
    append_image (html, block);
    break;
  case BANCO_BLOCK_NOTE:
    append_note (html, block);
    break;
  case BANCO_BLOCK_QUOTE:
    append_between (html, block, "blockquote");
    break;
  case BANCO_BLOCK_RULE:
    g_string_append (html, "<hr>\n");
    break;
  default:
    append_unknown (html, block);
  }
}

static void
append_blocks (GString *html, const GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    append_block (html, blocks->pdata[i]);
}

static void
append_problems (GString *html, const GPtrArray *problems)
{
  if (problems->len == 0)
    return;
  g_string_append (html, "<hr><div class=\"problems\"><p>Not all of this could be read:</p><ul>\n");
  for (guint i = 0; i < problems->len; i++) {
    const BancoProblem *problem = problems->pdata[i];

    g_string_append (html, "<li>");
    append_text (html, problem->where);
    g_string_append (html, ": ");
    append_text (html, problem->what);
    g_string_append (html, "</li>\n");
  }
  g_string_append (html, "</ul></div>\n");
}

/* Notebooks often begin with a heading that is their title: it is not said twice. */
static gboolean
begins_with (const GPtrArray *blocks, const char *title)
{
  const BancoBlock *first = blocks->len > 0 ? blocks->pdata[0] : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (first == NULL || first->type != BANCO_BLOCK_HEADING || first->spans == NULL)
    return FALSE;
  for (guint i = 0; i < first->spans->len; i++)
    g_string_append (text, ((const BancoSpan *) first->spans->pdata[i])->text);
  return g_strcmp0 (text->str, title) == 0;
}

char *
banco_document_to_html (BancoDocument *self, const char *title)
{
  GString *html = g_string_new (page_start);

  g_return_val_if_fail (self != NULL, g_string_free (html, FALSE));

  g_string_append (html, "<title>");
  append_text (html, title);
  g_string_append (html, "</title>\n");
  g_string_append (html, page_style);
  g_string_append (html, "</head><body>\n");
  if (!begins_with (self->blocks, title)) {
    g_string_append (html, "<h1>");
    append_text (html, title);
    g_string_append (html, "</h1>\n");
  }
  append_blocks (html, self->blocks);
  append_problems (html, self->problems);
  g_string_append (html, "</body></html>\n");
  return g_string_free (html, FALSE);
}
