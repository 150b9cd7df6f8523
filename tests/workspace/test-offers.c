/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"
#include "fixture/cheap-keyring.h"
#include "identity/account-private.h"
#include "machines/fake-cloud.h"
#include "machines/test-home.h"
#include "workspace/federation.h"
#include "workspace/offer-estimate.h"

#include <glib/gstdio.h>
#include <string.h>

/* A workspace over a cloud in this process and the catalogue of cards as it is. */
typedef struct {
  char *folder;
  FakeCloud *cloud;
  BancoWorkspace *workspace;
} Fixture;

/* What was measured: rows as "id unit median", one a line. */
typedef struct {
  const char *id;
  const char *place;
  const char *device;
  const char *rows;
  gboolean simulated;
} Measured;

#define CPU_ROWS "cpu.gemm32 GFLOP/s 500\ncpu.triad GB/s 40\n"
#define GPU_ROWS "gemm.fp32 GFLOP/s 2000\ndev.mem.copy GB/s 120\n"

static const Measured processor = { "cpu", "here", "A Processor", CPU_ROWS, FALSE };
static const Measured card = { "gpu", "here", "Tesla T4", GPU_ROWS CPU_ROWS, FALSE };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  FakeCloud *cloud = fake_cloud_new ();
  BancoCloudSetup setup = fake_cloud_setup (cloud, "c", NULL);
  g_autofree char *text = NULL, *path = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  g_autoptr (GError) error = NULL;

  test_home_clear ();
  fixture->cloud = cloud;
  fixture->folder = g_dir_make_tmp ("banco-offers-XXXXXX", NULL);
  path = g_build_filename (fixture->folder, "offers.federation", NULL);
  text = g_strdup_printf ("[Federation]\nFormat=1\nId=offers\nName=Offers\n"
                          "[Issuer official]\nUrl=http://127.0.0.1:9/\n"
                          "[Cloud c]\nKind=openstack\nUrl=%s\nIdentityProvider=idp\n"
                          "Protocol=openid\nIssuers=official;\n",
                          setup.url);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  federation = banco_federation_load (path, &error);
  g_assert_no_error (error);
  g_unlink (path);
  fixture->workspace = banco_workspace_new (federation, &error);
  g_assert_no_error (error);
  fake_cloud_set_projects (cloud, "alpha");
  fake_cloud_setup_clear (&setup);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->workspace);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fake_cloud_free (fixture->cloud);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
add_result (Fixture *fixture, const Measured *measured)
{
  g_autoptr (BancoResult) result = banco_result_new ();
  g_auto (GStrv) lines = g_strsplit (measured->rows, "\n", -1);
  static gint64 when = 1000;

  result->id = g_strdup (measured->id);
  result->host = g_strdup ("h");
  result->place = g_strdup (measured->place);
  result->place_label = g_strdup ("My machine");
  result->when = when++;
  result->mode = g_strdup ("quick");
  result->backend = g_strdup ("cpu");
  result->device = g_strdup (measured->device);
  result->simulated = measured->simulated;
  for (guint i = 0; lines[i][0] != '\0'; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
    BancoRow *row = banco_row_new (words[0], words[1]);

    row->median = row->best = row->p5 = row->p95 = g_ascii_strtod (words[2], NULL);
    row->count = 20;
    g_ptr_array_add (result->rows, row);
  }
  banco_results_add (banco_workspace_get_results (fixture->workspace), result);
}

static void
sign_in (Fixture *fixture)
{
  BancoAccount *account =
    banco_accounts_find (banco_workspace_get_accounts (fixture->workspace), "official");
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  grant->client.id = g_strdup ("client");
  grant->access_token = g_strdup ("good");
  grant->refresh_token = g_strdup ("refresh");
  grant->expires_at = banco_clock_now () + 3600;
  grant->subject = g_strdup ("ada");
  banco_grant_store_write (banco_account_get_store (account), grant);
  g_assert_true (banco_account_agree (account, NULL, NULL));
  banco_account_publish (account);
}

/* What runs the job here, by what the user says; NULL says: what was measured here last. */
static void
test_performance (Fixture *fixture, gconstpointer data)
{
  static const Measured there = { "far", "m-1", "A Card", GPU_ROWS, FALSE };
  static const Measured simulated = { "sim", "m-2", "A30", GPU_ROWS, TRUE };
  static const Measured part = { "part", "m-3", "A Processor", "cpu.triad GB/s 40\n", FALSE };
  static const struct {
    const char *id;
    BancoPrecision precision;
    double arithmetic; /* 0: nothing is known */
    gboolean measured;
    const char *says; /* the error, or the name in a sentence */
  } cases[] = {
    { NULL, BANCO_PRECISION_FP32, 500, TRUE, "this computer" },
    { "cpu", BANCO_PRECISION_FP32, 500, TRUE, "this computer" },
    { "cpu", BANCO_PRECISION_INT8, 500, TRUE, "this computer" },
    { "latest:here", BANCO_PRECISION_FP32, 500, TRUE, "this computer" },
    { "far", BANCO_PRECISION_FP32, 2000, TRUE, "My machine" },
    { "t4", BANCO_PRECISION_FP32, 4350, FALSE, "Tesla T4" },
    { "Tesla T4", BANCO_PRECISION_FP32, 4350, FALSE, "Tesla T4" },
    { "NVIDIA T4", BANCO_PRECISION_MIXED, 41930, FALSE, "Tesla T4" },
    { "sim", BANCO_PRECISION_FP32, 0, FALSE, "“sim” has not the figures" },
    { "part", BANCO_PRECISION_FP32, 0, FALSE, "“part” has not the figures" },
    { "no-such", BANCO_PRECISION_FP32, 0, FALSE, "no result or card called “no-such”" },
    { "", BANCO_PRECISION_FP32, 0, FALSE, "no result or card called “”" },
  };
  BancoPerformance performance;
  g_autoptr (GError) first = NULL;

  g_assert_false (banco_workspace_find_performance (fixture->workspace, NULL, BANCO_PRECISION_FP32,
                                                    &performance, &first));
  g_assert_error (first, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
  g_assert_cmpstr (first->message, ==, "this computer was not measured yet");
  add_result (fixture, &processor);
  add_result (fixture, &there);
  add_result (fixture, &simulated);
  add_result (fixture, &part);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean known = banco_workspace_find_performance (fixture->workspace, cases[i].id,
                                                       cases[i].precision, &performance, &error);

    g_test_message ("%u: %s", i, cases[i].id);
    g_assert_cmpint (known, ==, cases[i].arithmetic > 0);
    if (!known) {
      g_assert_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_FOUND);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpfloat (performance.arithmetic, ==, cases[i].arithmetic);
    g_assert_cmpint (performance.measured, ==, cases[i].measured);
    g_assert_cmpstr (performance.inner_name, ==, cases[i].says);
  }
}

/* A job that left the GPU alone ran on the processor, where that was measured. */
static void
test_spare_gpu (Fixture *fixture, gconstpointer data)
{
  static const Measured no_processor = { "bare", "here", "Tesla T4", GPU_ROWS, FALSE };
  static const struct {
    BancoObservation seen;
    gboolean spared;
  } cases[] = {
    { { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0 }, TRUE },
    { { .sampled = TRUE, .has_gpu = TRUE, .gpu_share = 0.9 }, FALSE },
    { { .sampled = TRUE, .has_gpu = FALSE, .gpu_share = 0 }, FALSE },
    { { .sampled = FALSE, .has_gpu = TRUE, .gpu_share = 0 }, FALSE },
  };
  BancoPerformance gpu, performance;

  add_result (fixture, &card);
  g_assert_true (
    banco_workspace_find_performance (fixture->workspace, NULL, BANCO_PRECISION_FP32, &gpu, NULL));
  g_assert_cmpint (gpu.processor, ==, BANCO_PROCESSOR_GPU);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    performance = gpu;
    g_assert_cmpint (banco_workspace_spare_gpu (fixture->workspace, &cases[i].seen, &performance),
                     ==, cases[i].spared);
    g_assert_cmpfloat (performance.arithmetic, ==, cases[i].spared ? 500 : 2000);
    g_assert_cmpint (performance.processor, ==,
                     cases[i].spared ? BANCO_PROCESSOR_CPU : BANCO_PROCESSOR_GPU);
  }
  performance = gpu;
  g_assert_false (banco_workspace_spare_gpu (fixture->workspace, NULL, &performance));
  g_assert_true (banco_workspace_spare_gpu (fixture->workspace, &cases[0].seen, &performance));
  g_assert_false (banco_workspace_spare_gpu (fixture->workspace, &cases[0].seen, &performance));
  add_result (fixture, &no_processor);
  performance = gpu;
  g_assert_false (banco_workspace_spare_gpu (fixture->workspace, &cases[0].seen, &performance));
  g_assert_cmpfloat (performance.arithmetic, ==, 2000);
}

/* What a cloud says of a device outranks the catalogue; where neither knows, nothing is made up. */
static void
test_accelerator (Fixture *fixture, gconstpointer data)
{
  static const struct {
    BancoAccelerator accelerator;
    const char *card; /* NULL: none */
    BancoProcessor processor;
    double arithmetic;
    double memory_gib;
    gboolean slice;
    const char *name;
  } cases[] = {
    { { BANCO_ACCELERATOR_GPU, (char *) "Tesla T4", 1, 0, FALSE },
      "t4",
      BANCO_PROCESSOR_GPU,
      4350,
      16,
      FALSE,
      "Tesla T4" },
    { { BANCO_ACCELERATOR_GPU, (char *) "Tesla T4", 2, 8192, FALSE },
      "t4",
      BANCO_PROCESSOR_GPU,
      4350,
      8,
      FALSE,
      "Tesla T4" },
    { { BANCO_ACCELERATOR_GPU, (char *) "A100 1g.5gb", 1, 5120, FALSE },
      NULL,
      BANCO_PROCESSOR_GPU,
      0,
      5,
      TRUE,
      "A100 1g.5gb" },
    { { BANCO_ACCELERATOR_GPU, (char *) "Of The Future", 1, 0, FALSE },
      NULL,
      BANCO_PROCESSOR_GPU,
      0,
      0,
      FALSE,
      "Of The Future" },
    { { BANCO_ACCELERATOR_GPU, NULL, 1, 0, FALSE },
      NULL,
      BANCO_PROCESSOR_GPU,
      0,
      0,
      FALSE,
      "Unknown" },
    { { BANCO_ACCELERATOR_FPGA, (char *) "Alveo U50", 1, 0, FALSE },
      "u50",
      BANCO_PROCESSOR_FPGA,
      0,
      8,
      FALSE,
      "Alveo U50" },
    { { BANCO_ACCELERATOR_FPGA, (char *) "Alveo U1", 1, 0, FALSE },
      NULL,
      BANCO_PROCESSOR_FPGA,
      0,
      0,
      FALSE,
      "Alveo U1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BancoPerformance performance;
    const BancoCard *found;

    g_test_message ("%s", cases[i].name);
    banco_workspace_read_accelerator (fixture->workspace, &cases[i].accelerator,
                                      BANCO_PRECISION_FP32, &performance, &found);
    g_assert_cmpstr (found != NULL ? found->id : NULL, ==, cases[i].card);
    g_assert_cmpint (performance.processor, ==, cases[i].processor);
    g_assert_cmpfloat (performance.arithmetic, ==, cases[i].arithmetic);
    g_assert_cmpfloat (performance.memory_gib, ==, cases[i].memory_gib);
    g_assert_cmpint (performance.slice, ==, cases[i].slice);
    g_assert_cmpuint (performance.count, ==, cases[i].accelerator.count);
    g_assert_cmpstr (performance.name, ==, cases[i].name);
    g_assert_cmpstr (performance.inner_name, ==, cases[i].name);
  }
}

/* A comparison with this computer needs figures of both that stand for the whole of each. */
static void
test_compare_here (Fixture *fixture, gconstpointer data)
{
  static const Measured slice = { "slice", "here", "A100 1g.5gb", GPU_ROWS, FALSE };
  static const struct {
    BancoAccelerator accelerator;
    gboolean known;
  } cases[] = {
    { { BANCO_ACCELERATOR_GPU, (char *) "Tesla T4", 1, 0, FALSE }, TRUE },
    { { BANCO_ACCELERATOR_GPU, (char *) "Tesla T4", 1, 0, TRUE }, FALSE },
    { { BANCO_ACCELERATOR_GPU, (char *) "Tesla T4", 2, 0, FALSE }, FALSE },
    { { BANCO_ACCELERATOR_GPU, (char *) "T4-8Q", 1, 0, FALSE }, FALSE },
    { { BANCO_ACCELERATOR_GPU, (char *) "Of The Future", 1, 0, FALSE }, FALSE },
    { { BANCO_ACCELERATOR_FPGA, (char *) "Alveo U50", 1, 0, FALSE }, FALSE },
    { { BANCO_ACCELERATOR_NONE, NULL, 0, 0, FALSE }, FALSE },
  };
  double low = 0, high = 0;

  g_assert_false (
    banco_workspace_compare_here (fixture->workspace, &cases[0].accelerator, &low, &high));
  add_result (fixture, &processor);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (
      banco_workspace_compare_here (fixture->workspace, &cases[i].accelerator, &low, &high), ==,
      cases[i].known);
  g_assert_true (
    banco_workspace_compare_here (fixture->workspace, &cases[0].accelerator, &low, &high));
  g_assert_cmpfloat (low, >, 0);
  g_assert_cmpfloat (low, <, high);
  /* 8.7 times the arithmetic and 6 times the memory: what lies between them is in the range. */
  g_assert_cmpfloat (low, <, 6);
  g_assert_cmpfloat (high, >, 8.7);
  add_result (fixture, &slice);
  g_assert_false (
    banco_workspace_compare_here (fixture->workspace, &cases[0].accelerator, &low, &high));
}

static void
refresh_offers (Fixture *fixture, const char *flavors)
{
  BancoMachines *machines = banco_workspace_get_machines (fixture->workspace);
  g_autoptr (BancoOperation) operation = NULL;

  fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/flavors/detail", 200, NULL, flavors);
  operation = banco_machines_refresh_offers (machines, NULL, NULL, 0);
  test_wait (operation);
  g_assert_no_error (banco_operation_get_error (operation));
}

/* The offers of clouds come in place of the cards that INFN Cloud lends, not beside them. */
static void
test_estimate (Fixture *fixture, gconstpointer data)
{
  static const char flavors[] =
    "{\"flavors\": [{\"id\": \"f1\", \"name\": \"small\", \"vcpus\": 1, \"ram\": 2048, "
    "\"disk\": 10, \"extra_specs\": {}}, {\"id\": \"f2\", \"name\": \"gpu.t4\", \"vcpus\": 4, "
    "\"ram\": 8192, \"disk\": 40, \"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}, "
    "{\"id\": \"f3\", \"name\": \"odd\", \"vcpus\": 4, \"ram\": 8192, \"disk\": 40, "
    "\"extra_specs\": {\"gpu_model\": \"GPU of the future\"}}]}";
  static const Measured network = { "net", "m-1", "A Processor", "net.up MB/s 25\n", FALSE };
  const BancoJob job = { .step_seconds = 0.1, .steps = 1000, .data_bytes = 50e6 };
  BancoJob told = job;
  BancoPerformance here;
  const BancoOfferEstimate *t4, *odd;
  g_autoptr (GPtrArray) cards = NULL, offers = NULL, again = NULL;

  add_result (fixture, &processor);
  g_assert_true (
    banco_workspace_find_performance (fixture->workspace, NULL, BANCO_PRECISION_FP32, &here, NULL));
  cards = banco_workspace_estimate (fixture->workspace, &job, &here, NULL);
  g_assert_cmpuint (cards->len, ==, 5);
  for (guint i = 0; i < cards->len; i++) {
    const BancoOfferEstimate *each = cards->pdata[i];

    g_assert_null (each->offer);
    g_assert_true (each->card->requestable);
    g_assert_true (each->estimate->verdict == BANCO_VERDICT_REFUSED ||
                   each->estimate->upload_assumed);
  }
  add_result (fixture, &network);
  sign_in (fixture);
  refresh_offers (fixture, flavors);
  offers = banco_workspace_estimate (fixture->workspace, &job, &here, NULL);
  g_assert_cmpuint (offers->len, ==, 2);
  t4 = offers->pdata[0];
  odd = offers->pdata[1];
  g_assert_cmpstr (banco_offer_get_name (t4->offer), ==, "gpu.t4");
  g_assert_cmpstr (t4->card->id, ==, "t4");
  g_assert_cmpint (t4->estimate->verdict, ==, BANCO_VERDICT_FASTER);
  g_assert_cmpstr (banco_offer_get_name (odd->offer), ==, "odd");
  g_assert_null (odd->card);
  g_assert_cmpint (odd->estimate->verdict, ==, BANCO_VERDICT_REFUSED);
  /* What was measured beats what would be assumed; what the user says beats both. */
  g_assert_false (t4->estimate->upload_assumed);
  g_assert_cmpfloat (t4->estimate->upload_seconds, ==, 2);
  told.upload_rate = 5e6;
  again = banco_workspace_estimate (fixture->workspace, &told, &here, NULL);
  g_assert_cmpfloat (((BancoOfferEstimate *) again->pdata[0])->estimate->upload_seconds, ==, 10);
}

static BancoLearnResult
learn (Fixture *fixture, const BancoStepRecord *record)
{
  g_autoptr (BancoOperation) operation = banco_workspace_learn (fixture->workspace, record);
  const BancoLearnResult *learned = test_wait (operation);

  g_assert_no_error (banco_operation_get_error (operation));
  return *learned;
}

/* A step here is remembered by its command; the same command there is set against it. */
static void
test_learn (Fixture *fixture, gconstpointer data)
{
  const char *command[] = { "python3", "train.py", NULL };
  const char *other[] = { "python3", "other.py", NULL };
  const BancoPerformance here = {
    .processor = BANCO_PROCESSOR_GPU, .arithmetic = 100, .memory = 10, .count = 1
  };
  const BancoPerformance there = {
    .processor = BANCO_PROCESSOR_GPU, .arithmetic = 400, .memory = 40, .count = 1
  };
  BancoStepRecord ran_here = { .command = command, .step_seconds = 0.8, .here = here };
  BancoStepRecord ran_there = {
    .command = command, .step_seconds = 0.1, .here = here, .there = there
  };
  g_autoptr (BancoHistory) history = NULL;
  BancoLearnResult learned;

  g_assert_cmpuint (learn (fixture, NULL).calibration.count, ==, 0);
  g_assert_cmpuint (learn (fixture, &ran_there).calibration.count, ==, 0);
  learned = learn (fixture, &ran_here);
  g_assert_cmpfloat (learned.real, ==, 0);
  learned = learn (fixture, &ran_there);
  g_assert_cmpfloat_with_epsilon (learned.real, 8, 1e-9);
  g_assert_cmpfloat_with_epsilon (learned.expected, 4, 1e-9);
  g_assert_cmpuint (learned.calibration.count, ==, 1);
  g_assert_cmpfloat (learned.calibration.shift, >, 0);
  history = banco_workspace_load_history (fixture->workspace);
  g_assert_cmpfloat (banco_history_get_step (history, command), ==, 0.8);
  g_assert_cmpfloat (banco_history_get_step (history, other), ==, 0);
  g_assert_cmpuint (learn (fixture, NULL).calibration.count, ==, 1);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-keyring-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);
  int status;

  test_keyring_use (keyring);
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/offers/performance", test_performance);
  ADD ("/offers/spare-gpu", test_spare_gpu);
  ADD ("/offers/accelerator", test_accelerator);
  ADD ("/offers/compare-here", test_compare_here);
  ADD ("/offers/estimate", test_estimate);
  ADD ("/offers/learn", test_learn);
  status = test_home_leave (g_test_run ());
  g_unlink (keyring);
  g_rmdir (folder);
  return status;
}
