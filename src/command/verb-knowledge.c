/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "knowledge/knowledge.h"

#include <glib/gi18n.h>
#include <unistd.h>

static void
print_report (Command *command, const BancoSyncReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!command->json) {
    output_print (_ ("%u entries: %u new, %u changed, %u removed, %u as before.\n"),
                  report->entries, report->added, report->changed, report->removed,
                  report->unchanged);
    return;
  }
  json_builder_begin_object (builder);
  output_int (builder, "added", report->added);
  output_int (builder, "changed", report->changed);
  output_int (builder, "removed", report->removed);
  output_int (builder, "unchanged", report->unchanged);
  output_int (builder, "entries", report->entries);
  output_int (builder, "attachments", report->attachments);
  output_int (builder, "requests", report->requests);
  output_int (builder, "bytes", (gint64) report->bytes);
  output_double (builder, "seconds", report->seconds);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

int
verb_sync (Command *command, char ***words, GError **error)
{
  gboolean full = FALSE;
  const GOptionEntry entries[] = {
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, NULL, NULL },
    { NULL },
  };
  g_autoptr (BancoOperation) operation = NULL;
  BancoLibrary *library;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  library = command_get_library (command, error);
  if (library != NULL &&
      command_wait (command, banco_library_sync (library, full), &operation, error))
    print_report (command, banco_operation_get_result (operation));
  return 0;
}

int
verb_facets (Command *command, char ***words, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  BancoLibrary *library;

  if (!command_parse (command, NULL, words, 0, 0, error))
    return 0;
  library = command_get_library (command, error);
  if (library == NULL)
    return 0;
  json_builder_begin_object (builder);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    g_autoptr (GPtrArray) facets = banco_library_list_facets (library, i, NULL);

    json_builder_set_member_name (builder, banco_dimension_to_string (i));
    json_builder_begin_array (builder);
    for (guint j = 0; j < facets->len; j++) {
      const BancoFacet *facet = facets->pdata[j];

      json_builder_begin_object (builder);
      output_text (builder, "value", facet->name);
      output_int (builder, "count", facet->count);
      json_builder_end_object (builder);
      if (!command->json)
        output_print ("%-11s %4u  %s\n", j == 0 ? banco_dimension_to_string (i) : "", facet->count,
                      facet->name);
    }
    json_builder_end_array (builder);
  }
  json_builder_end_object (builder);
  if (command->json)
    output_json_builder (builder);
  return 0;
}

static const char *
kind_name (BancoEntryKind kind)
{
  return kind == BANCO_ENTRY_NOTEBOOK ? "notebook" : "page";
}

static void
print_hits_json (BancoHits *hits, const char *text)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  output_text (builder, "query", text);
  output_int (builder, "total", banco_hits_get_total (hits));
  output_double (builder, "elapsed_ms", banco_hits_get_elapsed_ms (hits));
  json_builder_set_member_name (builder, "hits");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (hits)); i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), i);

    json_builder_begin_object (builder);
    output_text (builder, "id", banco_hit_get_id (hit));
    output_text (builder, "title", banco_hit_get_title (hit));
    output_text (builder, "kind", kind_name (banco_hit_get_kind (hit)));
    output_text (builder, "snippet", banco_hit_get_snippet (hit));
    output_text (builder, "comment", banco_hit_get_comment (hit));
    for (guint j = 0; j < BANCO_N_DIMENSIONS; j++)
      output_list (builder, banco_dimension_to_string (j), banco_hit_get_facets (hit, j));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  output_json_builder (builder);
}

static void
print_hits (Command *command, BancoHits *hits)
{
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (hits));

  for (guint i = 0; i < shown; i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), i);
    const char *snippet = banco_hit_get_snippet (hit);

    output_heading (command, banco_hit_get_title (hit));
    output_print ("  (%s)\n", banco_hit_get_id (hit));
    if (snippet[0] != '\0')
      output_print ("    %s\n", snippet);
  }
  if (shown == 0)
    output_print (
      _ ("Nothing matches. Use fewer words, or “bancoctl facets” to see what there is.\n"));
  else if (banco_hits_get_total (hits) > shown)
    output_remark (command, _ ("%u of %u; --limit shows more"), shown, banco_hits_get_total (hits));
}

int
verb_search (Command *command, char ***words, GError **error)
{
  g_auto (GStrv) technology = NULL, field = NULL, tool = NULL;
  g_autofree char *kind = NULL;
  int limit = 20;
  const GOptionEntry entries[] = {
    { "technology", 0, 0, WORD_LIST_OPTION, &technology, NULL, NULL },
    { "field", 0, 0, WORD_LIST_OPTION, &field, NULL, NULL },
    { "tool", 0, 0, WORD_LIST_OPTION, &tool, NULL, NULL },
    { "kind", 0, 0, WORD_OPTION, &kind, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { NULL },
  };
  g_autofree char *text = NULL;
  g_autoptr (BancoHits) hits = NULL;
  BancoLibrary *library;

  if (!command_parse (command, entries, words, 1, -1, error))
    return 0;
  if (kind != NULL && !g_str_equal (kind, "page") && !g_str_equal (kind, "notebook"))
    return command_fail_usage (command, _ ("--kind is page or notebook"));
  if (limit < 1)
    return command_fail_usage (command, _ ("--limit is a number from 1"));
  library = command_get_library (command, error);
  if (library == NULL)
    return 0;
  text = g_strjoinv (" ", *words + 1);
  hits =
    banco_library_search (library,
                          &(BancoQuery){
                            .text = text,
                            .facets = { (const char *const *) technology,
                                        (const char *const *) field, (const char *const *) tool },
                            .kind = kind,
                            .limit = (guint) limit,
                          },
                          error);
  if (hits != NULL && command->json)
    print_hits_json (hits, text);
  else if (hits != NULL)
    print_hits (command, hits);
  return 0;
}

int
verb_read (Command *command, char ***words, GError **error)
{
  g_autofree char *format = NULL;
  g_autoptr (BancoEntry) entry = NULL;
  g_autofree char *text = NULL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, WORD_OPTION, &format, NULL, NULL },
    { NULL },
  };
  BancoLibrary *library;
  BancoDocument *document;

  if (!command_parse (command, entries, words, 1, 1, error))
    return 0;
  if (format != NULL && !g_str_equal (format, "text") && !g_str_equal (format, "html") &&
      !g_str_equal (format, "json"))
    return command_fail_usage (command, _ ("--format is text, html or json"));
  library = command_get_library (command, error);
  if (library != NULL)
    entry = banco_library_read (library, (*words)[1], error);
  if (entry == NULL)
    return 0;
  document = banco_entry_get_document (entry);
  if (command->json || g_strcmp0 (format, "json") == 0) {
    output_json (output_entry (entry));
    return 0;
  }
  if (g_strcmp0 (format, "html") == 0) {
    text = banco_document_to_html (document, banco_entry_get_title (entry));
    output_data (text);
    output_data ("\n");
    return 0;
  }
  text = banco_document_to_text (document, MIN (output_columns (STDOUT_FILENO), 100));
  output_print ("%s\n\n", banco_entry_get_title (entry));
  output_lines (text);
  output_print ("\n");
  return 0;
}
