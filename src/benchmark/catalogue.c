/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/catalogue-private.h"

#include "benchmark/result-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What INFN Cloud lends; the first cards a comparison offers. */
static const char *const requestable[] = { "t4", "quadro-rtx-5000", "a30", "u50", "u250", NULL };

/* Files beside each other; only the first must be there. */
static const struct {
  const char *file; /* NULL: the one that was asked for */
  BancoProcessor processor;
} parts[] = {
  { NULL, BANCO_PROCESSOR_GPU },
  { "cpus.csv", BANCO_PROCESSOR_CPU },
  { "fpgas.csv", BANCO_PROCESSOR_FPGA },
};

/* A column of a file that answers the same question as a measure of ours. */
static const struct {
  const char *column;
  const char *id;
  const char *unit;
  double factor;
} columns[] = {
  { "mem_gbs", "dev.mem.copy", "GB/s", 1 },
  { "fp32_tf", "gemm.fp32", "GFLOP/s", 1000 },
  { "fp64_tf", "gemm.fp64", "GFLOP/s", 1000 },
  { "tf32_tc_tf", "gemm.tf32", "GFLOP/s", 1000 },
  { "fp16_tc_f32acc_tf", "gemm.fp16", "GFLOP/s", 1000 },
  { "int8_tc_tops", "gemm.int8", "GOP/s", 1000 },
  { "memory_gbs", "cpu.triad", "GB/s", 1 },
  { "fp32_gf", "cpu.gemm32", "GFLOP/s", 1 },
  { "fpga_memory_gbs", "fpga.memory", "GB/s", 1 },
};

static void
card_free (gpointer data)
{
  BancoCard *card = data;

  g_free (card->id);
  g_free (card->name);
  g_free (card->source);
  g_ptr_array_unref (card->rows);
  g_free (card);
}

static const char *
field_of (char **header, char **fields, const char *column)
{
  guint n_fields = g_strv_length (fields);

  for (guint i = 0; header[i] != NULL && i < n_fields; i++)
    if (g_str_equal (header[i], column))
      return fields[i];
  return NULL;
}

static gboolean
number_of (const char *text, double *number)
{
  char *end = NULL;

  if (text == NULL || text[0] == '\0')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  return *end == '\0' && isfinite (*number) && *number > 0;
}

static void
add_row (BancoCard *card, const char *id, const char *unit, double value, BancoValueSource source)
{
  BancoRow *row = banco_row_new (id, unit);

  row->median = row->best = row->p5 = row->p95 = value;
  row->source = source;
  g_ptr_array_add (card->rows, row);
}

static BancoCard *
read_card (BancoProcessor processor, char **header, char **fields)
{
  const char *id = field_of (header, fields, "id");
  const char *name = field_of (header, fields, "name");
  BancoCard *card;
  double number;

  if (id == NULL || name == NULL || id[0] == '\0')
    return NULL;
  card = g_new0 (BancoCard, 1);
  card->id = g_strdup (id);
  card->name = g_strdup (name);
  card->source = g_strdup (field_of (header, fields, "source"));
  card->processor = processor;
  card->nominal = strstr (name, " Mobile") != NULL || g_str_has_suffix (name, " Max-Q") ||
                  g_strcmp0 (field_of (header, fields, "laptop"), "yes") == 0;
  card->requestable = g_strv_contains (requestable, id);
  card->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_row_free);
  if (number_of (field_of (header, fields, "mem_gib"), &number))
    card->memory_gib = (guint) number;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (number_of (field_of (header, fields, columns[i].column), &number))
      add_row (card, columns[i].id, columns[i].unit, number * columns[i].factor,
               BANCO_SOURCE_DATASHEET);
  return card;
}

/* One line of measured.csv: card,id,value,unit,kind,source. It stands instead of the datasheet's.
 */
static void
read_measured (GPtrArray *catalogue, char **fields)
{
  const BancoCard *card =
    g_strv_length (fields) >= 5 ? banco_catalogue_find (catalogue, fields[0]) : NULL;
  double value;
  BancoRow *row;

  if (card == NULL || !number_of (fields[2], &value))
    return;
  row = (BancoRow *) banco_rows_find (card->rows, fields[1]);
  if (row == NULL) {
    add_row ((BancoCard *) card, fields[1], fields[3], value, BANCO_SOURCE_PUBLISHED);
    row = card->rows->pdata[card->rows->len - 1];
  }
  row->median = row->best = row->p5 = row->p95 = value;
  row->source =
    g_str_equal (fields[4], "published") ? BANCO_SOURCE_PUBLISHED : BANCO_SOURCE_REACHABLE;
}

static char **
read_lines (const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED,
                 _ ("the catalogue of cards %s cannot be read"), path);
    return NULL;
  }
  return g_strsplit (text, "\n", -1);
}

static gboolean
is_data (const char *line)
{
  return line[0] != '\0' && line[0] != '#';
}

static void
read_part (GPtrArray *catalogue, BancoProcessor processor, char **lines)
{
  g_auto (GStrv) header = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) fields = is_data (lines[i]) ? g_strsplit (lines[i], ",", -1) : NULL;
    BancoCard *card;

    if (fields == NULL)
      continue;
    if (header == NULL)
      header = g_steal_pointer (&fields);
    else if ((card = read_card (processor, header, fields)) != NULL)
      g_ptr_array_add (catalogue, card);
  }
}

GPtrArray *
banco_catalogue_read (const char *path, GError **error)
{
  g_autoptr (GPtrArray) catalogue = g_ptr_array_new_with_free_func (card_free);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *measured_path = g_build_filename (folder, "measured.csv", NULL);
  g_auto (GStrv) measured = read_lines (measured_path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *beside =
      parts[i].file != NULL ? g_build_filename (folder, parts[i].file, NULL) : NULL;
    g_auto (GStrv) lines = beside == NULL ? read_lines (path, error) : read_lines (beside, NULL);

    if (lines == NULL && beside == NULL)
      return NULL;
    if (lines != NULL)
      read_part (catalogue, parts[i].processor, lines);
  }
  for (guint i = 0; measured != NULL && measured[i] != NULL; i++) {
    g_auto (GStrv) fields = is_data (measured[i]) ? g_strsplit (measured[i], ",", 6) : NULL;

    if (fields != NULL)
      read_measured (catalogue, fields);
  }
  return g_steal_pointer (&catalogue);
}

const BancoCard *
banco_catalogue_find (const GPtrArray *catalogue, const char *id)
{
  for (guint i = 0; i < catalogue->len; i++) {
    const BancoCard *card = catalogue->pdata[i];

    if (g_ascii_strcasecmp (card->id, id) == 0)
      return card;
  }
  return NULL;
}
