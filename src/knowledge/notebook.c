/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/notebook-private.h"

#include "knowledge/markdown-private.h"

#include <string.h>

/* What the whole notebook is read with. */
typedef struct {
  BancoBuilder *builder;
  const char *language; /* of the kernel; "python" where the file does not say */
} NotebookReader;

static void
append_code (NotebookReader *reading, JsonObject *cell, const char *where)
{
  g_autofree char *source = banco_notebook_text (cell, "source");
  const char *language = banco_notebook_string (cell, "language");
  JsonArray *outputs = banco_notebook_array (cell, "outputs");
  gint64 prompt = banco_notebook_int (cell, "execution_count");
  BancoBlock *code;

  if (source == NULL)
    source = banco_notebook_text (cell, "input");
  if (prompt == 0)
    prompt = banco_notebook_int (cell, "prompt_number");
  if (source != NULL && source[0] != '\0') {
    code = banco_builder_add (reading->builder, banco_block_new (BANCO_BLOCK_CODE, source));
    code->language = g_strdup (language != NULL ? language : reading->language);
    code->level = prompt > 0 && prompt < G_MAXINT ? (guint) prompt : 0;
  }
  if (outputs != NULL)
    banco_notebook_append_outputs (reading->builder, outputs, where);
}

/* The pictures that a cell of nbformat 4.1 carries along: name to bytes. */
static GHashTable *
read_attached (JsonObject *cell)
{
  JsonObject *files = banco_notebook_object (cell, "attachments");
  GHashTable *attached;
  JsonObjectIter iterator;
  const char *name;

  if (files == NULL)
    return NULL;
  attached =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  json_object_iter_init (&iterator, files);
  while (json_object_iter_next (&iterator, &name, NULL)) {
    JsonObject *bundle = banco_notebook_object (files, name);
    g_autoptr (GList) types = bundle != NULL ? json_object_get_members (bundle) : NULL;
    g_autofree char *base64 = types != NULL ? banco_notebook_text (bundle, types->data) : NULL;
    gsize length = 0;
    guchar *bytes = base64 != NULL ? g_base64_decode (base64, &length) : NULL;

    g_hash_table_insert (attached, g_strdup (name), g_bytes_new_take (bytes, length));
  }
  return attached;
}

static void
append_markdown (NotebookReader *reading, JsonObject *cell, const char *source)
{
  g_autoptr (GHashTable) attached = read_attached (cell);

  reading->builder->attached = attached;
  banco_markdown_append (reading->builder, source);
  reading->builder->attached = NULL;
}

static void
append_heading (NotebookReader *reading, JsonObject *cell, const char *source)
{
  BancoBlock *heading = banco_block_new (BANCO_BLOCK_HEADING, NULL);

  heading->level = (guint) CLAMP (banco_notebook_int (cell, "level"), 1, 6);
  banco_builder_open (reading->builder, heading);
  banco_builder_text (reading->builder, source, -1);
  banco_builder_close_leaf (reading->builder);
}

static void
append_cell (NotebookReader *reading, JsonObject *cell, guint number)
{
  BancoDocument *document = reading->builder->document;
  g_autofree char *where = g_strdup_printf ("cell %u", number);
  const char *kind = banco_notebook_string (cell, "cell_type");
  g_autofree char *source = banco_notebook_text (cell, "source");

  if (cell == NULL || kind == NULL) {
    banco_document_add_problem (document, where, "it is not a cell of a notebook");
  } else if (strcmp (kind, "code") == 0) {
    append_code (reading, cell, where);
  } else if (source == NULL) {
    banco_document_add_problem (document, where, "it has no text");
  } else if (strcmp (kind, "markdown") == 0) {
    append_markdown (reading, cell, source);
  } else if (strcmp (kind, "heading") == 0) {
    append_heading (reading, cell, source);
  } else if (strcmp (kind, "html") == 0 || strcmp (kind, "raw") == 0) {
    banco_builder_add (reading->builder, banco_block_new (BANCO_BLOCK_CODE, source));
  } else {
    BancoBlock *unknown = banco_block_new (BANCO_BLOCK_UNKNOWN, kind);

    banco_builder_open (reading->builder, unknown);
    banco_builder_text (reading->builder, source, -1);
    banco_builder_close (reading->builder);
    banco_document_add_problem (document, where, "cells of this kind are not known");
  }
}

static guint
append_cells (NotebookReader *reading, JsonArray *cells, guint number)
{
  for (guint i = 0; cells != NULL && i < json_array_get_length (cells); i++)
    append_cell (reading, banco_notebook_element (cells, i), ++number);
  return number;
}

static void
append_notebook (NotebookReader *reading, JsonObject *notebook)
{
  JsonObject *metadata = banco_notebook_object (notebook, "metadata");
  JsonArray *sheets = banco_notebook_array (notebook, "worksheets");
  const char *language =
    banco_notebook_string (banco_notebook_object (metadata, "language_info"), "name");
  guint count;

  if (language == NULL)
    language = banco_notebook_string (banco_notebook_object (metadata, "kernelspec"), "language");
  reading->language = language != NULL ? language : "python";
  count = append_cells (reading, banco_notebook_array (notebook, "cells"), 0);
  for (guint i = 0; sheets != NULL && i < json_array_get_length (sheets); i++)
    count = append_cells (
      reading, banco_notebook_array (banco_notebook_element (sheets, i), "cells"), count);
  if (count == 0)
    banco_document_add_problem (reading->builder->document, "notebook", "it has no cells");
}

/* As it stands, else repaired. */
static BancoJson *
parse (BancoDocument *document, const char *text, gsize size)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) size);
  BancoJson *json = banco_json_parse (valid, -1, NULL);
  g_autofree char *repaired = NULL;
  gboolean was_cut = FALSE;

  if (strlen (valid) != size)
    banco_document_add_problem (document, "notebook", "parts of it are not readable text");
  if (json != NULL)
    return json;
  repaired = banco_notebook_repair (valid, &was_cut);
  json = repaired != NULL ? banco_json_parse (repaired, -1, NULL) : NULL;
  if (json == NULL)
    banco_document_add_problem (document, "notebook", "the file is not a notebook");
  else if (was_cut)
    banco_document_add_problem (document, "notebook",
                                "the file ends in the middle; what comes before is shown");
  return json;
}

BancoDocument *
banco_notebook_read (const char *text, gssize length, const BancoScope *scope)
{
  BancoDocument *document = banco_document_new ();
  g_autoptr (BancoJson) json = parse (document, text, length < 0 ? strlen (text) : (gsize) length);
  JsonObject *root = json != NULL ? banco_json_root (json) : NULL;
  BancoBuilder builder;
  NotebookReader reading = { .builder = &builder };

  if (json == NULL)
    return document;
  banco_builder_init (&builder, document, scope);
  builder.append_markdown = banco_markdown_append;
  if (root != NULL)
    append_notebook (&reading, root);
  else
    banco_document_add_problem (document, "notebook", "the file is not a notebook");
  banco_builder_clear (&builder);
  return document;
}
