/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/catalogue-private.h"
#include "benchmark/result-private.h"

#include <math.h>
#include <string.h>

/* The catalogue's every row against what must hold of such a card: a figure that is too good to be
 * reached must not get in. */

/* Of one file: rows as they are, by column. */
typedef struct {
  GPtrArray *rows; /* of char **, the first the header */
} Table;

static void
table_clear (Table *table)
{
  g_ptr_array_unref (table->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

static Table
table_read (const char *name)
{
  Table table = { .rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev) };
  g_autofree char *path = banco_paths_data (name);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#')
      g_ptr_array_add (table.rows, g_strsplit (lines[i], ",", -1));
  return table;
}

static const char *
text_of (const Table *table, guint row, const char *column)
{
  char **header = table->rows->pdata[0], **fields = table->rows->pdata[row];

  for (guint i = 0; header[i] != NULL; i++)
    if (g_str_equal (header[i], column))
      return fields[i];
  g_assert_not_reached ();
}

static double
number_of (const Table *table, guint row, const char *column)
{
  return g_ascii_strtod (text_of (table, row, column), NULL);
}

static gboolean
has_tensor_cores (const char *name)
{
  static const char *const without[] = { "GTX", "T600", "T1000", "T1200", "T2000" };

  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    if (strstr (name, without[i]) != NULL)
      return FALSE;
  return TRUE;
}

/* Three figures are printed. */
#define ASSERT_NEAR(a, b) g_assert_cmpfloat_with_epsilon ((a), (b), 0.012 * (b))

/* Operations per multiprocessor and clock of 16 bit products, without sparsity. */
static double
rate_of (const char *capability)
{
  return g_str_equal (capability, "8.0") ? 2048 : g_str_equal (capability, "9.0") ? 4096 : 1024;
}

static void
check_tensor_rates (const Table *table, guint i)
{
  const char *name = text_of (table, i, "name");
  const char *capability = text_of (table, i, "cc");
  gboolean geforce = g_str_has_prefix (name, "GeForce");
  double computed =
    number_of (table, i, "sm") * number_of (table, i, "boost_mhz") * rate_of (capability) / 1e6;
  double half = number_of (table, i, "fp16_tc_f16acc_tf");
  double single = number_of (table, i, "fp16_tc_f32acc_tf");

  if (!has_tensor_cores (name)) {
    g_assert_cmpfloat (half + single + number_of (table, i, "int8_tc_tops"), ==, 0);
    return;
  }
  /* The maker's Hopper figures assume a clock of their own, under the highest. */
  if (!g_str_equal (capability, "9.0"))
    ASSERT_NEAR (half, computed);
  else
    g_assert_cmpfloat (half, <, computed);
  ASSERT_NEAR (single, geforce ? half / 2 : half);
  ASSERT_NEAR (number_of (table, i, "int8_tc_tops"), 2 * half);
  if (g_str_equal (capability, "7.5"))
    g_assert_cmpstr (text_of (table, i, "bf16_tc_tf"), ==, "");
  else
    ASSERT_NEAR (number_of (table, i, "tf32_tc_tf"), single / 2);
}

static void
test_gpus (void)
{
  g_auto (Table) table = table_read ("cards/gpus.csv");
  char **header = table.rows->pdata[0];

  g_assert_cmpuint (table.rows->len, >, 60);
  for (guint i = 1; i < table.rows->len; i++) {
    char **fields = table.rows->pdata[i];
    double vector = number_of (&table, i, "fp32_tf");
    double capability = number_of (&table, i, "cc");

    g_test_message ("%s", fields[0]);
    g_assert_cmpuint (g_strv_length (fields), ==, g_strv_length (header));
    g_assert_cmpfloat (capability, >=, 7.5);
    g_assert_cmpfloat (vector, >, 0);
    g_assert_cmpfloat (number_of (&table, i, "mem_gbs"), >, 100);
    g_assert_cmpfloat (number_of (&table, i, "mem_gib"), >=, 4);
    g_assert_cmpstr (text_of (&table, i, "source"), !=, "");
    /* 64 units do two operations a cycle, 128 from 8.6 on and in Hopper. */
    if (capability < 9 || capability >= 12)
      ASSERT_NEAR (vector, number_of (&table, i, "sm") * number_of (&table, i, "boost_mhz") *
                             (capability < 8.5 ? 128 : 256) / 1e6);
    check_tensor_rates (&table, i);
  }
}

static void
test_cpus (void)
{
  g_auto (Table) table = table_read ("cards/cpus.csv");

  for (guint i = 1; i < table.rows->len; i++) {
    double cycles =
      number_of (&table, i, "cores") * number_of (&table, i, "base_mhz") *
        number_of (&table, i, "operations") +
      number_of (&table, i, "efficient_cores") * number_of (&table, i, "efficient_mhz") * 16;

    g_test_message ("%s", text_of (&table, i, "id"));
    ASSERT_NEAR (number_of (&table, i, "fp32_gf"), cycles / 1000);
    g_assert_cmpfloat (number_of (&table, i, "memory_gbs"), >, 20);
    g_assert_cmpstr (text_of (&table, i, "source"), !=, "");
  }
}

static GPtrArray *
read_catalogue (void)
{
  g_autofree char *path = banco_paths_data ("cards/gpus.csv");
  g_autoptr (GError) error = NULL;
  GPtrArray *catalogue = banco_catalogue_read (path, &error);

  g_assert_no_error (error);
  return catalogue;
}

/* What was measured names a card that is there, stands instead of the data sheet, and is not more
 * than it, but for laptop parts, whose data sheet has the clock of their lowest power limit. */
static void
test_measured (void)
{
  g_auto (Table) table = table_read ("cards/measured.csv");
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (guint i = 0; i < table.rows->len; i++) {
    char **fields = table.rows->pdata[i];
    const BancoCard *card = banco_catalogue_find (catalogue, fields[0]);
    const BancoRow *row;

    g_test_message ("%s %s", fields[0], fields[1]);
    g_assert_nonnull (card);
    g_assert_cmpuint (g_strv_length (fields), >=, 6);
    g_assert_cmpint (strlen (fields[5]), >, 10);
    row = banco_rows_find (card->rows, fields[1]);
    g_assert_cmpfloat (row->median, ==, g_ascii_strtod (fields[2], NULL));
    g_assert_cmpint (row->source, ==, BANCO_SOURCE_PUBLISHED);
  }
}

static void
test_every_card (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint counts[3] = { 0 };

  for (guint i = 0; i < catalogue->len; i++) {
    const BancoCard *card = catalogue->pdata[i];

    g_assert_true (g_hash_table_add (ids, card->id));
    g_assert_cmpuint (card->rows->len, >, 0);
    g_assert_nonnull (card->source);
    counts[card->processor]++;
    for (guint j = 0; j < card->rows->len; j++) {
      const BancoRow *row = card->rows->pdata[j];

      g_assert_true (isfinite (row->median) && row->median > 0);
      /* A data sheet is never shown as reachable, nor as measured. */
      g_assert_true (row->source == BANCO_SOURCE_DATASHEET ||
                     row->source == BANCO_SOURCE_PUBLISHED);
      /* A processor has no GPU's row, an FPGA only its own. */
      g_assert_cmpint (g_str_has_prefix (row->id, "cpu."), ==,
                       card->processor == BANCO_PROCESSOR_CPU);
      g_assert_cmpint (g_str_has_prefix (row->id, "fpga."), ==,
                       card->processor == BANCO_PROCESSOR_FPGA);
    }
  }
  g_assert_cmpuint (counts[BANCO_PROCESSOR_CPU], >=, 10);
  g_assert_cmpuint (counts[BANCO_PROCESSOR_FPGA], ==, 2);
}

/* What INFN Cloud lends can be asked for, and the sparse and the boosted figures are not in it. */
static const struct {
  const char *id;
  const char *row;
  double value;
} known[] = {
  { "t4", "gemm.fp16", 41930 },
  { "t4", "dev.mem.copy", 239 },
  { "t4", "gemm.int8", 130000 },
  { "a30", "gemm.fp16", 165000 },
  { "a30", "gemm.tf32", 82600 },
  { "a30", "gemm.fp64", 5160 }, /* not the 10300 of its tensor cores */
  { "quadro-rtx-5000", "gemm.fp16", 89200 },
  { "rtx-2060-laptop", "gemm.fp16", 18400 },
  { "rtx-4090", "gemm.fp16", 165000 },
  { "u250", "fpga.memory", 50.24 },
  { "u50", "fpga.memory", 460 },
};

static void
test_known (void)
{
  g_autoptr (GPtrArray) catalogue = read_catalogue ();

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    const BancoCard *card = banco_catalogue_find (catalogue, known[i].id);

    ASSERT_NEAR (banco_rows_find (card->rows, known[i].row)->median, known[i].value);
  }
  g_assert_null (
    banco_rows_find (banco_catalogue_find (catalogue, "gtx-1650-laptop")->rows, "gemm.fp16"));
  g_assert_null (
    banco_rows_find (banco_catalogue_find (catalogue, "quadro-t2000-laptop")->rows, "gemm.fp16"));
  g_assert_true (banco_catalogue_find (catalogue, "u50")->requestable);
  g_assert_false (banco_catalogue_find (catalogue, "rtx-4090")->requestable);
  g_assert_true (banco_catalogue_find (catalogue, "rtx-4090-laptop")->nominal);
  g_assert_false (banco_catalogue_find (catalogue, "a30")->nominal);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/gpus", test_gpus);
  g_test_add_func ("/catalogue/cpus", test_cpus);
  g_test_add_func ("/catalogue/measured", test_measured);
  g_test_add_func ("/catalogue/every-card", test_every_card);
  g_test_add_func ("/catalogue/known", test_known);
  return g_test_run ();
}
