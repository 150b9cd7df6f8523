/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/catalogue-private.h"
#include "benchmark/estimate-private.h"
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

#include <string.h>

/* A data sheet's figure is not reached by anything. Of the memory's, published measurements reach
 * 0.75 to 0.93, of the arithmetic 0.4 to 0.93. A figure that was measured stands as it is. */
#define REACHED_OF_MEMORY 0.88
#define REACHED_OF_ARITHMETIC 0.75

/* Which rows tell the arithmetic of a precision; the first that is there counts. */
static const char *const products[][3] = {
  [BANCO_PRECISION_FP32] = { "gemm.tf32", "gemm.fp32", NULL },
  [BANCO_PRECISION_MIXED] = { "gemm.fp16", "gemm.fp32", NULL },
  [BANCO_PRECISION_INT8] = { "gemm.int8", "gemm.fp16", NULL },
};
static const char *const processor_products[] = { "cpu.gemm32", NULL };

static const BancoRow *
find_row (const GPtrArray *rows, const GPtrArray *others, const char *id)
{
  const BancoRow *row = banco_rows_find (rows, id);

  if (row == NULL && others != NULL)
    row = banco_rows_find (others, id);
  return row != NULL && row->median > 0 ? row : NULL;
}

/* While others used the machine too, only its best batch tells what it can do. */
static double
reach (const BancoRow *row, double reached)
{
  if (row->source == BANCO_SOURCE_DATASHEET)
    return row->median * reached;
  return g_strv_contains ((const char *const *) row->flags, "contended") ? row->best : row->median;
}

static gboolean
is_measured (const BancoRow *row)
{
  return row->source == BANCO_SOURCE_MEASURED_HERE || row->source == BANCO_SOURCE_MEASURED_THERE;
}

static gboolean
read_rows (const GPtrArray *rows,
           const GPtrArray *others,
           const char *const *ids,
           const char *memory_id,
           BancoPerformance *performance)
{
  const BancoRow *memory = find_row (rows, others, memory_id);
  const BancoRow *product = NULL;

  for (; *ids != NULL && product == NULL; ids++)
    product = find_row (rows, others, *ids);
  if (memory == NULL || product == NULL)
    return FALSE;
  performance->arithmetic = reach (product, REACHED_OF_ARITHMETIC);
  performance->memory = reach (memory, REACHED_OF_MEMORY);
  performance->tf32 = g_str_equal (product->id, "gemm.tf32");
  performance->measured = is_measured (product) && is_measured (memory);
  return TRUE;
}

static gboolean
read_processor (const GPtrArray *rows, BancoPerformance *performance)
{
  performance->processor = BANCO_PROCESSOR_CPU;
  return read_rows (rows, NULL, processor_products, "cpu.triad", performance);
}

gboolean
banco_performance_read (const GPtrArray *rows,
                        const GPtrArray *others,
                        BancoPrecision precision,
                        BancoPerformance *performance)
{
  performance->processor = BANCO_PROCESSOR_GPU;
  if (banco_rows_find (rows, "dev.mem.copy") != NULL &&
      read_rows (rows, others, products[precision], "dev.mem.copy", performance))
    return TRUE;
  return read_processor (rows, performance);
}

gboolean
banco_device_is_slice (const char *device)
{
  return strstr (device, "MIG") != NULL ||
         g_regex_match_simple ("\\b[0-9]g\\.[0-9]+gb\\b|[0-9A-Z]-[0-9]+[ABCQ]\\b", device,
                               G_REGEX_CASELESS, 0);
}

static void
begin (BancoResult *result, BancoPerformance *performance)
{
  gboolean here = g_str_equal (result->place, "here");

  *performance = (BancoPerformance){
    .name = here ? _ ("This computer") : result->place_label,
    .inner_name = here ? _ ("this computer") : result->place_label,
    .count = 1,
  };
}

gboolean
banco_performance_from_processor (BancoResult *result, BancoPerformance *performance)
{
  begin (result, performance);
  return read_processor (result->rows, performance);
}

gboolean
banco_performance_from_result (BancoResult *result,
                               const BancoCard *card,
                               BancoPrecision precision,
                               BancoPerformance *performance)
{
  gboolean known;

  begin (result, performance);
  performance->slice = g_strv_contains ((const char *const *) result->flags, "mig_slice") ||
                       banco_device_is_slice (result->device);
  known =
    !result->simulated &&
    banco_performance_read (result->rows, card != NULL ? card->rows : NULL, precision, performance);
  if (known && card != NULL && performance->processor == BANCO_PROCESSOR_GPU)
    performance->memory_gib = card->memory_gib;
  return known;
}

gboolean
banco_performance_from_card (const BancoCard *card,
                             BancoPrecision precision,
                             BancoPerformance *performance)
{
  *performance = (BancoPerformance){
    .name = card->name,
    .inner_name = card->name,
    .memory_gib = card->memory_gib,
    .nominal = card->nominal,
    .count = 1,
  };
  if (card->processor != BANCO_PROCESSOR_FPGA)
    return banco_performance_read (card->rows, NULL, precision, performance);
  performance->processor = BANCO_PROCESSOR_FPGA;
  return TRUE;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* "NVIDIA GeForce RTX 3050 6GB Laptop GPU" and "GeForce RTX 3050 Mobile Refresh 6 GB" are one. */
static char *
simplify (const char *name)
{
  static const char *const noise[] = { "nvidia", "geforce", "quadro", "tesla", "gpu",    "pcie",
                                       "nvlink", "sxm",     "sxm5",   "with",  "design", "refresh",
                                       "amd",    "xilinx",  "alveo",  NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) simple = g_ptr_array_new ();

  g_strdelimit (lower, "-_()", ' ');
  words = g_strsplit (lower, " ", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_str_has_suffix (words[i], "gb"))
      words[i][strlen (words[i]) - strlen ("gb")] = '\0';
    if (words[i][0] != '\0' && !g_strv_contains (noise, words[i]))
      g_ptr_array_add (simple, g_str_equal (words[i], "laptop") ? "mobile" : words[i]);
  }
  g_ptr_array_sort (simple, compare_words);
  g_ptr_array_add (simple, NULL);
  return g_strjoinv (" ", (char **) simple->pdata);
}

const BancoCard *
banco_catalogue_match (const GPtrArray *catalogue, const char *device)
{
  g_autofree char *wanted = simplify (device);

  if (wanted[0] == '\0')
    return NULL;
  for (guint i = 0; i < catalogue->len; i++) {
    const BancoCard *card = catalogue->pdata[i];
    g_autofree char *name = simplify (card->name);

    if (g_str_equal (name, wanted) || g_str_equal (card->id, device))
      return card;
  }
  return NULL;
}
