/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "knowledge/knowledge.h"

/* An entry as the contract's "read" shows it. */

static void
add_span (JsonBuilder *builder, const BancoSpan *span)
{
  json_builder_begin_object (builder);
  output_text (builder, "text", span->text);
  if (span->bold)
    output_boolean (builder, "bold", TRUE);
  if (span->italic)
    output_boolean (builder, "italic", TRUE);
  if (span->code)
    output_boolean (builder, "code", TRUE);
  if (span->math)
    output_boolean (builder, "math", TRUE);
  if (span->strike)
    output_boolean (builder, "strike", TRUE);
  output_text_if (builder, "link", span->link);
  json_builder_end_object (builder);
}

static void
add_block (JsonBuilder *builder, const BancoBlock *block)
{
  json_builder_begin_object (builder);
  output_text (builder, "type", banco_block_type_to_string (block->type));
  if (block->level != 0)
    output_int (builder, "level", block->level);
  if (block->first > 1)
    output_int (builder, "first", block->first);
  output_text_if (builder, "text", block->text);
  output_text_if (builder, "language", block->language);
  output_text_if (builder, "media_type", block->media_type);
  output_text_if (builder, "target", block->target);
  if (block->spans != NULL) {
    json_builder_set_member_name (builder, "spans");
    json_builder_begin_array (builder);
    for (guint i = 0; i < block->spans->len; i++)
      add_span (builder, block->spans->pdata[i]);
    json_builder_end_array (builder);
  }
  if (block->children != NULL) {
    json_builder_set_member_name (builder, "blocks");
    json_builder_begin_array (builder);
    for (guint i = 0; i < block->children->len; i++)
      add_block (builder, block->children->pdata[i]);
    json_builder_end_array (builder);
  }
  json_builder_end_object (builder);
}

static void
add_contacts (JsonBuilder *builder, const GPtrArray *contacts)
{
  json_builder_set_member_name (builder, "contacts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < contacts->len; i++) {
    const BancoContact *contact = contacts->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "name", contact->name);
    output_text_if (builder, "role", contact->role);
    output_text_if (builder, "email", contact->email);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_examples (JsonBuilder *builder, const GPtrArray *examples)
{
  json_builder_set_member_name (builder, "examples");
  json_builder_begin_array (builder);
  for (guint i = 0; i < examples->len; i++) {
    const BancoExample *example = examples->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "kind", example->kind);
    output_text_if (builder, "url", example->url);
    output_text_if (builder, "path", example->path);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_attachments (JsonBuilder *builder, const GPtrArray *attachments)
{
  json_builder_set_member_name (builder, "attachments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < attachments->len; i++) {
    const BancoAttachment *attachment = attachments->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "name", attachment->name);
    output_text (builder, "media_type", attachment->media_type);
    output_int (builder, "bytes", (gint64) attachment->bytes);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_document (JsonBuilder *builder, BancoDocument *document)
{
  const GPtrArray *blocks = banco_document_get_blocks (document);
  const GPtrArray *problems = banco_document_get_problems (document);

  json_builder_set_member_name (builder, "blocks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < blocks->len; i++)
    add_block (builder, blocks->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < problems->len; i++) {
    const BancoProblem *problem = problems->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "where", problem->where);
    output_text (builder, "what", problem->what);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

JsonNode *
output_entry (BancoEntry *entry)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  output_text (builder, "id", banco_entry_get_id (entry));
  output_text (builder, "title", banco_entry_get_title (entry));
  output_text (builder, "url", banco_entry_get_url (entry));
  output_text (builder, "kind",
               banco_entry_get_kind (entry) == BANCO_ENTRY_NOTEBOOK ? "notebook" : "page");
  output_time (builder, "updated", banco_entry_get_updated (entry));
  output_text (builder, "comment", banco_entry_get_comment (entry));
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    output_list (builder, banco_dimension_to_string (i), banco_entry_get_facets (entry, i));
  add_contacts (builder, banco_entry_get_contacts (entry));
  add_examples (builder, banco_entry_get_examples (entry));
  add_attachments (builder, banco_entry_get_attachments (entry));
  add_document (builder, banco_entry_get_document (entry));
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
