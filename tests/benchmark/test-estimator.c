/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/estimate-private.h"
#include "benchmark/result-private.h"

#include <math.h>
#include <string.h>

static const BancoPerformance processor = {
  .name = "This computer",
  .inner_name = "this computer",
  .processor = BANCO_PROCESSOR_CPU,
  .arithmetic = 500,
  .memory = 40,
  .measured = TRUE,
  .count = 1,
};
static const BancoPerformance weak = {
  .name = "Weak",
  .inner_name = "Weak",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 8000,
  .memory = 240,
  .memory_gib = 4,
  .count = 1,
};
static const BancoPerformance t4 = {
  .name = "T4",
  .inner_name = "T4",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 8140,
  .memory = 239,
  .memory_gib = 16,
  .count = 1,
};
static const BancoPerformance unmatched = {
  .name = "Card",
  .inner_name = "Card",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 8000,
  .memory = 240,
  .count = 1,
};
static const BancoPerformance a30 = {
  .name = "A30",
  .inner_name = "A30",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 82600,
  .memory = 820,
  .memory_gib = 24,
  .count = 1,
};
static const BancoPerformance pair = {
  .name = "Pair",
  .inner_name = "Pair",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 8140,
  .memory = 239,
  .count = 2,
};
static const BancoPerformance slice = {
  .name = "Slice",
  .inner_name = "Slice",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 8140,
  .memory = 239,
  .slice = TRUE,
  .count = 1,
};
static const BancoPerformance quick = {
  .name = "Quick",
  .inner_name = "Quick",
  .processor = BANCO_PROCESSOR_GPU,
  .arithmetic = 30000,
  .memory = 760,
  .memory_gib = 10,
  .count = 1,
};
static const BancoPerformance fpga = { .name = "U50",
                                       .inner_name = "U50",
                                       .processor = BANCO_PROCESSOR_FPGA,
                                       .count = 1 };
static const BancoPerformance unknown = { .name = "Offer",
                                          .inner_name = "Offer",
                                          .processor = BANCO_PROCESSOR_CPU,
                                          .count = 1 };

#define JOB(...)                                                                                   \
  {                                                                                                \
    .step_seconds = 0.1, .network = BANCO_NETWORK_MLP, __VA_ARGS__                                 \
  }

static const struct {
  const char *name;
  BancoJob job;
  const BancoPerformance *here;
  const BancoPerformance *there;
  BancoVerdict verdict;
  const char *says;
} cases[] = {
  { "faster", JOB (0), &t4, &a30, BANCO_VERDICT_FASTER, "between" },
  { "slower", JOB (0), &a30, &t4, BANCO_VERDICT_SLOWER, "Do not ask" },
  { "slower, more memory", JOB (0), &quick, &t4, BANCO_VERDICT_SLOWER,
    "only if you need its 16 GB" },
  { "fits only just", JOB (.memory_gib = 15.5), &t4, &t4, BANCO_VERDICT_SAME, "It may not fit" },
  { "few data stay in memory",
    { .step_seconds = 1e-3, .kernels = 10, .data_bytes = 50e6, .steps_per_epoch = 100 },
    &t4,
    &a30,
    BANCO_VERDICT_FASTER,
    "between" },
  { "same, more memory", JOB (0), &weak, &t4, BANCO_VERDICT_SAME, "ask for its 16 GB" },
  { "same, no more memory", JOB (0), &t4, &weak, BANCO_VERDICT_SAME, "only to free" },
  { "same, memory not known", JOB (0), &unmatched, &t4, BANCO_VERDICT_SAME,
    "if its 16 GB are more than yours" },
  { "storage there is slow",
    JOB (.data_bytes = 100e9, .steps_per_epoch = 1000, .data_place = BANCO_DATA_NFS), &t4, &a30,
    BANCO_VERDICT_DATA_BOUND, "Your data would be what takes on A30" },
  { "a slice here", JOB (0), &slice, &a30, BANCO_VERDICT_REFUSED, "slice" },
  { "several here", JOB (0), &pair, &a30, BANCO_VERDICT_REFUSED, "several GPUs" },
  { "fits exactly", JOB (.memory_gib = 16), &a30, &t4, BANCO_VERDICT_SLOWER, "Do not ask" },
  { "not fitting outranks a slice", JOB (.memory_gib = 20), &slice, &t4, BANCO_VERDICT_DOES_NOT_FIT,
    "T4 has 16" },
  { "just long enough",
    { .step_seconds = 1e-4, .network = BANCO_NETWORK_MLP },
    &processor,
    &t4,
    BANCO_VERDICT_LAUNCH_BOUND,
    "no GPU will help" },
  { "from a processor", JOB (0), &processor, &t4, BANCO_VERDICT_FASTER, "this computer" },
  { "does not fit", JOB (.memory_gib = 20), &processor, &t4, BANCO_VERDICT_DOES_NOT_FIT,
    "20.0 GiB" },
  { "not fitting outranks a refusal",
    { .memory_gib = 20, .step_seconds = 1e-9 },
    &t4,
    &t4,
    BANCO_VERDICT_DOES_NOT_FIT,
    "Does not fit" },
  { "fits", JOB (.memory_gib = 16), &t4, &a30, BANCO_VERDICT_FASTER, "between" },
  { "small network",
    { .step_seconds = 350e-6, .network = BANCO_NETWORK_MLP },
    &processor,
    &a30,
    BANCO_VERDICT_LAUNCH_BOUND,
    "if a step starts about 60 kernels" },
  { "kernels are counted", JOB (.kernels = 20000), &t4, &a30, BANCO_VERDICT_LAUNCH_BOUND,
    "the 20000 kernels" },
  { "data", JOB (.data_share = 0.7), &t4, &a30, BANCO_VERDICT_DATA_BOUND, "not your GPU" },
  { "data without a GPU", JOB (.data_share = 0.7), &processor, &a30, BANCO_VERDICT_DATA_BOUND,
    "not your processor" },
  { "several", JOB (0), &t4, &pair, BANCO_VERDICT_REFUSED, "several GPUs" },
  { "slice", JOB (0), &t4, &slice, BANCO_VERDICT_REFUSED, "slice" },
  { "fpga", JOB (.memory_gib = 100), &t4, &fpga, BANCO_VERDICT_REFUSED, "FPGA" },
  { "too short", { .step_seconds = 9e-5 }, &processor, &t4, BANCO_VERDICT_REFUSED, "0.1 ms" },
  { "unknown processor", JOB (0), &t4, &unknown, BANCO_VERDICT_REFUSED, "not known" },
};

static void
test_verdict (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoEstimate) estimate =
    banco_estimate_new (&cases[i].job, cases[i].here, cases[i].there, NULL);

  g_assert_cmpstr (banco_verdict_to_string (estimate->verdict), ==,
                   banco_verdict_to_string (cases[i].verdict));
  g_assert_nonnull (strstr (estimate->text, cases[i].says));
  if (estimate->verdict == BANCO_VERDICT_REFUSED ||
      estimate->verdict == BANCO_VERDICT_DOES_NOT_FIT) {
    g_assert_cmpfloat (estimate->step_high, ==, 0);
    return;
  }
  g_assert_cmpfloat (estimate->step_low, >, 0);
  g_assert_cmpfloat (estimate->step_low, <, estimate->step_high);
  g_assert_cmpfloat (estimate->speed_low, <, estimate->speed_high);
  g_assert_nonnull (estimate->change);
}

/* What the person does already is no advice, and what a range counts on is said with it. */
static void
test_change (void)
{
  const BancoJob single = JOB (0), mixed = JOB (.precision = BANCO_PRECISION_MIXED);
  BancoPerformance relaxed = a30;
  g_autoptr (BancoEstimate) plain = banco_estimate_new (&single, &t4, &a30, NULL);
  g_autoptr (BancoEstimate) done = banco_estimate_new (&mixed, &t4, &a30, NULL);
  g_autoptr (BancoEstimate) counts = NULL, on_both = NULL;

  relaxed.tf32 = TRUE;
  counts = banco_estimate_new (&single, &t4, &relaxed, NULL);
  on_both = banco_estimate_new (&single, &relaxed, &relaxed, NULL);
  g_assert_nonnull (strstr (plain->change, "Mixed precision"));
  g_assert_null (strstr (plain->change, "TF32"));
  g_assert_null (strstr (done->change, "ixed precision"));
  g_assert_nonnull (strstr (counts->change, "TF32"));
  g_assert_null (strstr (on_both->change, "TF32"));
}

/* Of a computer with a GPU, what its processor alone does; and what TF32 stands for. */
static void
test_strength_of_rows (void)
{
  static const struct {
    const char *id;
    double median;
  } rows[] = { { "dev.mem.copy", 240 },
               { "gemm.tf32", 10000 },
               { "gemm.fp32", 8000 },
               { "cpu.gemm32", 500 },
               { "cpu.triad", 40 } };
  g_autoptr (BancoResult) result = banco_result_new ();
  BancoPerformance performance;

  result->place = g_strdup ("here");
  result->device = g_strdup ("GeForce RTX 4060");
  g_assert_false (banco_performance_from_processor (result, &performance));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    BancoRow *row = banco_row_new (rows[i].id, "");

    row->median = rows[i].median;
    row->source = BANCO_SOURCE_MEASURED_HERE;
    g_ptr_array_add (result->rows, row);
  }
  g_assert_true (banco_performance_from_result (result, NULL, BANCO_PRECISION_FP32, &performance));
  g_assert_cmpint (performance.processor, ==, BANCO_PROCESSOR_GPU);
  g_assert_true (performance.tf32);
  g_assert_true (banco_performance_from_processor (result, &performance));
  g_assert_cmpint (performance.processor, ==, BANCO_PROCESSOR_CPU);
  g_assert_cmpfloat (performance.arithmetic, ==, 500);
  g_assert_true (performance.measured);
  g_assert_false (performance.tf32);
}

static void
test_guessed_bound (void)
{
  const BancoJob job = JOB (0), waits = JOB (.data_share = 0.6), tiny = { .step_seconds = 5e-4 };

  g_assert_cmpint (banco_job_guess_bound (&job, BANCO_PROCESSOR_CPU), ==, BANCO_BOUND_CPU);
  g_assert_cmpint (banco_job_guess_bound (&job, BANCO_PROCESSOR_GPU), ==, BANCO_BOUND_GPU);
  g_assert_cmpint (banco_job_guess_bound (&waits, BANCO_PROCESSOR_GPU), ==, BANCO_BOUND_DATA);
  g_assert_cmpint (banco_job_guess_bound (&tiny, BANCO_PROCESSOR_GPU), ==, BANCO_BOUND_LAUNCH);
  g_assert_cmpint (banco_job_guess_bound (&waits, BANCO_PROCESSOR_FPGA), ==, BANCO_BOUND_UNKNOWN);
}

/* The guess is a ratio of performances: there and back is once. */
static void
test_there_and_back (void)
{
  double factor, back;

  g_assert_cmpfloat_with_epsilon (banco_performance_compare (&t4, &t4, &factor), 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (banco_performance_compare (&t4, &a30, &factor) *
                                    banco_performance_compare (&a30, &t4, &back),
                                  1, 1e-12);
  g_assert_cmpfloat (factor, ==, back);
  g_assert_cmpfloat (factor, ==, 1.5);
}

/* What is known less well has a wider range. */
static void
test_class_of_input (void)
{
  BancoPerformance measured_here = t4, measured_there = a30, laptop = weak;
  double both, sheets, nominal, from_processor;

  measured_here.measured = measured_there.measured = laptop.nominal = TRUE;
  banco_performance_compare (&measured_here, &measured_there, &both);
  banco_performance_compare (&measured_here, &a30, &sheets);
  banco_performance_compare (&laptop, &a30, &nominal);
  banco_performance_compare (&processor, &a30, &from_processor);
  g_assert_cmpfloat (both, <, sheets);
  g_assert_cmpfloat (sheets, <, nominal);
  g_assert_cmpfloat (nominal, <, from_processor);
}

static void
test_job (void)
{
  const BancoJob job = JOB (.steps = 1000, .data_bytes = 10e9, .data_place = BANCO_DATA_HERE);
  BancoJob nearer = job;
  g_autoptr (BancoEstimate) far = banco_estimate_new (&job, &t4, &a30, NULL);
  g_autoptr (BancoEstimate) near = NULL;

  /* Ten gigabytes at ten megabytes a second, because nobody said better. */
  g_assert_cmpfloat_with_epsilon (far->upload_seconds, 1000, 1e-6);
  g_assert_true (far->upload_assumed);
  g_assert_cmpfloat_with_epsilon (far->job_low, 1000 + 1000 * far->step_low, 1e-6);
  nearer.data_place = BANCO_DATA_CLOUD;
  near = banco_estimate_new (&nearer, &t4, &a30, NULL);
  g_assert_cmpfloat (near->upload_seconds, ==, 0);
  g_assert_cmpfloat (near->job_high, <, far->job_low);
}

/* Shared storage that cannot follow is what dominates, however fast the card. */
static void
test_slow_storage (void)
{
  const BancoJob job =
    JOB (.data_bytes = 100e9, .steps_per_epoch = 1000, .data_place = BANCO_DATA_NFS);
  g_autoptr (BancoEstimate) estimate = banco_estimate_new (&job, &t4, &a30, NULL);

  g_assert_cmpint (estimate->dominates, ==, BANCO_BOUND_DATA);
  g_assert_cmpfloat (estimate->step_low, >=, 1);
}

static void
test_calibration (void)
{
  const double ratios[] = { 0.5, 0.5, 0.5, 0.5 };
  const double nonsense[] = { NAN, -1, 0, INFINITY };
  const BancoJob job = JOB (0);
  BancoCalibration none = banco_calibration_new (nonsense, G_N_ELEMENTS (nonsense));
  BancoCalibration one = banco_calibration_new (ratios, 1);
  BancoCalibration all = banco_calibration_new (ratios, G_N_ELEMENTS (ratios));
  g_autoptr (BancoEstimate) plain = banco_estimate_new (&job, &t4, &a30, &none);
  g_autoptr (BancoEstimate) some = banco_estimate_new (&job, &t4, &a30, &one);
  g_autoptr (BancoEstimate) own = banco_estimate_new (&job, &t4, &a30, &all);

  g_assert_cmpuint (none.count, ==, 0);
  /* One run moves the guess a little, four move it most of the way to a half; the range of runs
   * that agree is narrower, and never pretends to be exact. */
  g_assert_cmpfloat (some->speed_high, <, plain->speed_high);
  g_assert_cmpfloat (own->speed_high, <, some->speed_high);
  g_assert_cmpfloat (own->speed_high, >, 0.5 * plain->speed_high / 1.5);
  g_assert_cmpfloat (own->factor, <, plain->factor);
  g_assert_cmpfloat (own->factor, >=, 1.35);
}

static const struct {
  const char *device;
  const char *card; /* NULL: none */
} devices[] = {
  { "Tesla T4", "t4" },
  { "NVIDIA T4", "t4" },
  { "NVIDIA A30", "a30" },
  { "NVIDIA GeForce RTX 4060 Laptop GPU", "rtx-4060-laptop" },
  { "NVIDIA A100-PCIE-40GB", "a100-pcie-40" },
  { "NVIDIA A100-SXM4-80GB", "a100-sxm-80" },
  { "Quadro RTX 5000", "quadro-rtx-5000" },
  { "RTX 5000", "quadro-rtx-5000" },
  { "t4", "t4" },
  { "NVIDIA GeForce RTX 3060", "rtx-3060" },
  { "NVIDIA GeForce RTX 3050 Laptop GPU", "rtx-3050-laptop-4g" },
  { "NVIDIA GeForce RTX 3050 6GB Laptop GPU", "rtx-3050-laptop-6g" },
  { "NVIDIA GeForce RTX 2080 with Max-Q Design", "rtx-2080-maxq" },
  { "NVIDIA RTX 2000 Ada Generation Laptop GPU", "rtx-2000-ada-laptop" },
  { "NVIDIA RTX 2000 Ada Generation", "rtx-2000-ada" },
  { "NVIDIA RTX A2000 8GB Laptop GPU", "rtx-a2000-laptop-8g" },
  { "NVIDIA L40S", "l40s" },
  { "NVIDIA A10", "a10" },
  { "NVIDIA A100 80GB PCIe", "a100-pcie-80" },
  { "NVIDIA H100 80GB HBM3", "h100-sxm-80" },
  { "NVIDIA H100 PCIe", "h100-pcie-80" },
  { "NVIDIA H100 NVL", "h100-nvl" },
  { "NVIDIA H200", "h200-sxm-141" },
  { "Tesla V100-SXM2-16GB", NULL },
  { "Tesla P100-PCIE-16GB", NULL },
  { "NVIDIA", NULL },
  { "", NULL },
  { "T400", NULL },
  { "Radeon", NULL },
};

static void
test_match (void)
{
  g_autofree char *path = banco_paths_data ("cards/gpus.csv");
  g_autoptr (GPtrArray) catalogue = banco_catalogue_read (path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    const BancoCard *card = banco_catalogue_match (catalogue, devices[i].device);

    g_assert_cmpstr (card != NULL ? card->id : NULL, ==, devices[i].card);
  }
}

static const struct {
  const char *device;
  gboolean slice;
} parts[] = {
  { "NVIDIA A100-SXM4-40GB MIG 1g.5gb", TRUE },
  { "A30 2g.12gb", TRUE },
  { "GRID T4-8Q", TRUE },
  { "NVIDIA A100D-80C", TRUE },
  { "GRID RTX6000P-4Q", TRUE },
  { "NVIDIA A30-2-12C", TRUE },
  { "NVIDIA A100-SXM4-40GB", FALSE },
  { "NVIDIA A100-PCIE-40GB", FALSE },
  { "Tesla T4", FALSE },
  { "NVIDIA RTX 4000 SFF Ada Generation", FALSE },
  { "Quadro RTX 5000 with Max-Q Design", FALSE },
  { "Intel(R) Core(TM) i7-1265U", FALSE },
  { "AMD EPYC 7742 64-Core Processor", FALSE },
};

static void
test_parts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_test_message ("%s", parts[i].device);
    g_assert_cmpint (banco_device_is_slice (parts[i].device), ==, parts[i].slice);
  }
}

static void
test_words (void)
{
  BancoNetwork network = BANCO_NETWORK_UNKNOWN;
  BancoPrecision precision = BANCO_PRECISION_FP32;
  BancoDataPlace place = BANCO_DATA_HERE;

  g_assert_true (banco_network_from_string ("CNN", &network));
  g_assert_cmpint (network, ==, BANCO_NETWORK_CNN);
  g_assert_true (banco_precision_from_string ("mixed", &precision));
  g_assert_true (banco_data_place_from_string ("nfs", &place));
  g_assert_false (banco_network_from_string ("resnet", &network));
  g_assert_false (banco_precision_from_string ("fp8", &precision));
  g_assert_false (banco_data_place_from_string ("", &place));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/estimator/%s", cases[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_verdict);
  }
  g_test_add_func ("/estimator/change", test_change);
  g_test_add_func ("/estimator/strength-of-rows", test_strength_of_rows);
  g_test_add_func ("/estimator/guessed-bound", test_guessed_bound);
  g_test_add_func ("/estimator/there-and-back", test_there_and_back);
  g_test_add_func ("/estimator/class-of-input", test_class_of_input);
  g_test_add_func ("/estimator/job", test_job);
  g_test_add_func ("/estimator/slow-storage", test_slow_storage);
  g_test_add_func ("/estimator/calibration", test_calibration);
  g_test_add_func ("/estimator/match", test_match);
  g_test_add_func ("/estimator/parts", test_parts);
  g_test_add_func ("/estimator/words", test_words);
  return g_test_run ();
}
