/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/notebook-private.h"

#include "knowledge/markdown-private.h"
#include "knowledge/storage-private.h"

#include <string.h>

#define MOST_TEXT (1024 * 1024)
#define MOST_PICTURE (32 * 1024 * 1024)

/* A media type's data: nbformat 4 has a bundle, 3 a bare member. */
static char *
dup_data (JsonObject *output, const char *type, const char *bare)
{
  JsonObject *bundle = banco_notebook_object (output, "data");

  return bundle != NULL ? banco_notebook_text (bundle, type) : banco_notebook_text (output, bare);
}

static BancoBlock *
add_output (BancoBuilder *builder, const char *text, const char *kind)
{
  BancoBlock *output = banco_builder_add (builder, banco_block_new (BANCO_BLOCK_OUTPUT, NULL));

  output->language = g_strdup (kind);
  if (text != NULL)
    output->text = banco_notebook_plain (text);
  return output;
}

static void
add_text (BancoBuilder *builder, const char *text, const char *kind, const char *where)
{
  g_autofree char *capped = NULL;
  const char *end;

  if (strlen (text) > MOST_TEXT) {
    g_utf8_validate (text, MOST_TEXT, &end);
    capped = g_strndup (text, (gsize) (end - text));
    banco_document_add_problem (builder->document, where,
                                "its output is %.1f MB long; the first is shown",
                                (double) strlen (text) / 1e6);
  }
  add_output (builder, capped != NULL ? capped : text, kind);
}

static gboolean
add_picture (BancoBuilder *builder, JsonObject *output, const char *where)
{
  static const char *const types[][2] = {
    { "image/png", "png" },
    { "image/jpeg", "jpeg" },
    { "image/gif", "gif" },
    { "image/webp", "webp" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *base64 = dup_data (output, types[i][0], types[i][1]);
    g_autoptr (GBytes) data = NULL;
    gsize length = 0;
    const char *type;
    BancoBlock *block;

    if (base64 == NULL || base64[0] == '\0' || strlen (base64) > MOST_PICTURE)
      continue;
    g_base64_decode_inplace (base64, &length);
    data = g_bytes_new (base64, length);
    type = banco_picture_type (data);
    if (type == NULL) {
      banco_document_add_problem (builder->document, where, "a picture of it cannot be read");
      continue;
    }
    block = add_output (builder, NULL, "result");
    block->media_type = g_strdup (type);
    block->data = g_steal_pointer (&data);
    return TRUE;
  }
  return FALSE;
}

/* A table of pandas and the like, as blocks; FALSE when nothing of it can be shown. */
static gboolean
add_rich (BancoBuilder *builder, JsonObject *output)
{
  g_autofree char *html = dup_data (output, "text/html", "html");
  g_autofree char *markdown = dup_data (output, "text/markdown", "markdown");
  BancoBlock *block;

  if ((html == NULL || html[0] == '\0') && (markdown == NULL || markdown[0] == '\0'))
    return FALSE;
  block = banco_block_new (BANCO_BLOCK_UNKNOWN, NULL);
  block->type = BANCO_BLOCK_OUTPUT;
  block->language = g_strdup ("result");
  banco_builder_open (builder, block);
  if (html != NULL && html[0] != '\0')
    banco_storage_append_html (builder, html);
  else
    banco_markdown_append (builder, markdown);
  banco_builder_close (builder);
  if (block->children->len > 0)
    return TRUE;
  g_ptr_array_remove (builder->containers->pdata[builder->containers->len - 1], block);
  return FALSE;
}

static gboolean
add_math (BancoBuilder *builder, JsonObject *output)
{
  g_autofree char *latex = dup_data (output, "text/latex", "latex");
  const char *tex = latex;

  if (latex == NULL || g_strstrip (latex)[0] == '\0')
    return FALSE;
  while (*tex == '$')
    tex++;
  for (gsize length = strlen (tex); length > 0 && tex[length - 1] == '$'; length--)
    latex[(tex - latex) + (gssize) length - 1] = '\0';
  banco_builder_add (builder, banco_block_new (BANCO_BLOCK_MATH, tex));
  return TRUE;
}

static gboolean
has_data (JsonObject *output, const char *type)
{
  JsonObject *bundle = banco_notebook_object (output, "data");

  return bundle != NULL && json_object_has_member (bundle, type);
}

static void
add_result (BancoBuilder *builder, JsonObject *output, const char *where)
{
  g_autofree char *plain = dup_data (output, "text/plain", "text");
  g_autofree char *svg = dup_data (output, "image/svg+xml", "svg");

  if (has_data (output, "application/vnd.jupyter.widget-view+json")) {
    add_text (builder, "(an interactive element; it needs a running notebook)", "result", where);
    return;
  }
  if (add_picture (builder, output, where) || add_rich (builder, output) ||
      add_math (builder, output))
    return;
  if (svg != NULL) {
    add_text (builder, "(a drawing; open the notebook to see it)", "result", where);
    return;
  }
  /* Progress bars leave an empty page and these words behind. */
  if (plain != NULL && plain[0] != '\0' &&
      strcmp (plain, "<IPython.core.display.HTML object>") != 0)
    add_text (builder, plain, "result", where);
}

static void
add_error (BancoBuilder *builder, JsonObject *output, const char *where)
{
  JsonArray *lines = banco_notebook_array (output, "traceback");
  const char *name = banco_notebook_string (output, "ename");
  const char *value = banco_notebook_string (output, "evalue");
  GString *text = g_string_new (NULL);
  g_autofree char *whole = NULL;

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++) {
    JsonNode *line = json_array_get_element (lines, i);

    if (JSON_NODE_HOLDS_VALUE (line) && json_node_get_string (line) != NULL)
      g_string_append_printf (text, "%s\n", json_node_get_string (line));
  }
  if (text->len == 0)
    g_string_append_printf (text, "%s: %s", name != NULL ? name : "Error",
                            value != NULL ? value : "");
  whole = g_string_free (text, FALSE);
  add_text (builder, g_strchomp (whole), "error", where);
}

static void
append_output (BancoBuilder *builder, JsonObject *output, const char *where)
{
  const char *kind = banco_notebook_string (output, "output_type");

  if (g_strcmp0 (kind, "error") == 0 || g_strcmp0 (kind, "pyerr") == 0) {
    add_error (builder, output, where);
  } else if (g_strcmp0 (kind, "display_data") == 0 || g_strcmp0 (kind, "execute_result") == 0 ||
             g_strcmp0 (kind, "pyout") == 0) {
    add_result (builder, output, where);
  } else {
    banco_document_add_problem (builder->document, where, "an output of it is of no known kind");
  }
}

/* "stdout" or "stderr"; NULL when @output is no stream. */
static const char *
stream_of (JsonObject *output)
{
  const char *name = banco_notebook_string (output, "name");

  if (g_strcmp0 (banco_notebook_string (output, "output_type"), "stream") != 0)
    return NULL;
  if (name == NULL)
    name = banco_notebook_string (output, "stream");
  return name != NULL ? name : "stdout";
}

/* What was written to one stream in a row is one text: files cut it wherever it was flushed, also
 * in the middle of a progress bar. The number of outputs that it took. */
static guint
append_stream (BancoBuilder *builder, JsonArray *outputs, guint first, const char *where)
{
  const char *name = stream_of (banco_notebook_element (outputs, first));
  g_autoptr (GString) text = g_string_new (NULL);
  guint end;

  for (end = first; end < json_array_get_length (outputs); end++) {
    JsonObject *output = banco_notebook_element (outputs, end);
    g_autofree char *part = NULL;

    if (g_strcmp0 (stream_of (output), name) != 0)
      break;
    part = banco_notebook_text (output, "text");
    g_string_append (text, part != NULL ? part : "");
  }
  if (text->len > 0)
    add_text (builder, text->str, "stream", where);
  return end - first;
}

void
banco_notebook_append_outputs (BancoBuilder *builder, JsonArray *outputs, const char *where)
{
  for (guint i = 0; i < json_array_get_length (outputs);) {
    JsonObject *output = banco_notebook_element (outputs, i);

    if (stream_of (output) != NULL) {
      i += append_stream (builder, outputs, i, where);
    } else {
      append_output (builder, output, where);
      i++;
    }
  }
}
