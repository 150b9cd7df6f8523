/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/estimate-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdarg.h>

#define SHORTEST_STEP 1e-4
/* Of a card's memory: driver, error correction and framework take the rest. */
#define FREE_SHARE 0.93

static const char *const networks[] = {
  [BANCO_NETWORK_MLP] = "mlp",         [BANCO_NETWORK_AUTOENCODER] = "autoencoder",
  [BANCO_NETWORK_CNN] = "cnn",         [BANCO_NETWORK_SEQUENCE] = "sequence",
  [BANCO_NETWORK_GRAPH] = "graph",     [BANCO_NETWORK_TRANSFORMER] = "transformer",
  [BANCO_NETWORK_UNKNOWN] = "unknown",
};
static const char *const precisions[] = {
  [BANCO_PRECISION_FP32] = "fp32",
  [BANCO_PRECISION_MIXED] = "mixed",
  [BANCO_PRECISION_INT8] = "int8",
};
static const char *const data_places[] = {
  [BANCO_DATA_HERE] = "here",
  [BANCO_DATA_NFS] = "nfs",
  [BANCO_DATA_CLOUD] = "cloud",
};

static gboolean
find_word (const char *word, const char *const *words, guint n_words, int *found)
{
  for (guint i = 0; i < n_words; i++)
    if (g_ascii_strcasecmp (word, words[i]) == 0) {
      *found = (int) i;
      return TRUE;
    }
  return FALSE;
}

gboolean
banco_network_from_string (const char *word, BancoNetwork *network)
{
  int found;

  if (!find_word (word, networks, G_N_ELEMENTS (networks), &found))
    return FALSE;
  *network = (BancoNetwork) found;
  return TRUE;
}

gboolean
banco_precision_from_string (const char *word, BancoPrecision *precision)
{
  int found;

  if (!find_word (word, precisions, G_N_ELEMENTS (precisions), &found))
    return FALSE;
  *precision = (BancoPrecision) found;
  return TRUE;
}

gboolean
banco_data_place_from_string (const char *word, BancoDataPlace *place)
{
  int found;

  if (!find_word (word, data_places, G_N_ELEMENTS (data_places), &found))
    return FALSE;
  *place = (BancoDataPlace) found;
  return TRUE;
}

const char *
banco_network_to_string (BancoNetwork network)
{
  return networks[network];
}

const char *
banco_precision_to_string (BancoPrecision precision)
{
  return precisions[precision];
}

const char *
banco_bound_to_string (BancoBound bound)
{
  static const char *const names[] = {
    [BANCO_BOUND_UNKNOWN] = "unknown", [BANCO_BOUND_DATA] = "data", [BANCO_BOUND_CPU] = "cpu",
    [BANCO_BOUND_LAUNCH] = "launch",   [BANCO_BOUND_GPU] = "gpu",   [BANCO_BOUND_MEMORY] = "memory",
  };

  return names[bound];
}

const char *
banco_bound_to_words (BancoBound bound)
{
  switch (bound) {
  case BANCO_BOUND_DATA:
    return _ ("your data");
  case BANCO_BOUND_CPU:
    return _ ("the processor");
  case BANCO_BOUND_LAUNCH:
    return _ ("the start of many small pieces of work");
  case BANCO_BOUND_GPU:
    return _ ("the arithmetic of the GPU");
  case BANCO_BOUND_MEMORY:
    return _ ("the memory of the GPU");
  case BANCO_BOUND_UNKNOWN:
    break;
  }
  return _ ("what is not known");
}

const char *
banco_verdict_to_string (BancoVerdict verdict)
{
  static const char *const names[] = {
    [BANCO_VERDICT_FASTER] = "faster",
    [BANCO_VERDICT_SAME] = "same",
    [BANCO_VERDICT_SLOWER] = "slower",
    [BANCO_VERDICT_DOES_NOT_FIT] = "does-not-fit",
    [BANCO_VERDICT_LAUNCH_BOUND] = "launch-bound",
    [BANCO_VERDICT_DATA_BOUND] = "data-bound",
    [BANCO_VERDICT_REFUSED] = "refused",
  };

  return names[verdict];
}

void
banco_estimate_free (BancoEstimate *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->change);
  g_free (self);
}

char *
banco_times_format (double times)
{
  if (times >= 99.5)
    times = round (times / 10) * 10;
  return g_strdup_printf (times < 9.95 ? "%.1f" : "%.0f", times);
}

static void G_GNUC_PRINTF (3, 4)
  conclude (BancoEstimate *self, BancoVerdict verdict, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  self->verdict = verdict;
  self->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static void
append (char **text, const char *more)
{
  char *longer = g_strconcat (*text, more, NULL);

  g_free (*text);
  *text = longer;
}

/* What is not known well enough to put a range on it. */
static const char *
find_refusal (const BancoJob *job, const BancoPerformance *here, const BancoPerformance *there)
{
  if (there->slice || here->slice)
    return _ ("a slice of a card has less than its name says");
  if (there->count > 1 || here->count > 1)
    return _ ("how well the job would share several GPUs is not known; ask for one");
  if (job->step_seconds < SHORTEST_STEP)
    return _ ("a step under 0.1 ms is too short to be told from what surrounds it");
  if (there->arithmetic <= 0 || there->memory <= 0 || here->arithmetic <= 0 || here->memory <= 0)
    return _ ("its figures are not known");
  return NULL;
}

static gboolean
has_more_memory (const BancoPerformance *here, const BancoPerformance *there)
{
  return here->processor == BANCO_PROCESSOR_GPU && here->memory_gib > 0 &&
         there->memory_gib > here->memory_gib;
}

static void
say_same (BancoEstimate *self, const BancoPerformance *here, const BancoPerformance *there)
{
  if (here->processor == BANCO_PROCESSOR_GPU && here->memory_gib <= 0 && there->memory_gib > 0)
    conclude (
      self, BANCO_VERDICT_SAME,
      _ ("%s is about as fast as yours; ask for it if its %.0f GB are more than yours has."),
      there->name, there->memory_gib);
  else if (has_more_memory (here, there))
    conclude (self, BANCO_VERDICT_SAME, _ ("%s is about as fast as yours; ask for its %.0f GB."),
              there->name, there->memory_gib);
  else
    conclude (self, BANCO_VERDICT_SAME,
              _ ("%s is about as fast as yours; ask for it only to free this computer."),
              there->name);
}

static void
decide_speed (BancoEstimate *self,
              const BancoPerformance *here,
              const BancoPerformance *there,
              const BancoParts *parts)
{
  g_autofree char *low = banco_times_format (self->speed_low);
  g_autofree char *high = banco_times_format (self->speed_high);

  if (self->speed_high < 1 && has_more_memory (here, there))
    conclude (self, BANCO_VERDICT_SLOWER,
              _ ("%s is slower than %s. Ask for it only if you need its %.0f GB."), there->name,
              here->inner_name, there->memory_gib);
  else if (self->speed_high < 1)
    conclude (self, BANCO_VERDICT_SLOWER, _ ("%s is slower than %s. Do not ask for it."),
              there->name, here->inner_name);
  else if (self->speed_low < 1 && parts->guess < 1.5)
    say_same (self, here, there);
  else
    conclude (
      self, BANCO_VERDICT_FASTER, _ ("%s is somewhere between %s and %s × %s%s."), there->name, low,
      high, here->inner_name,
      self->dominates == BANCO_BOUND_LAUNCH ? _ ("; starting its kernels is then what takes") : "");
}

/* What a faster step on a GPU takes, beside the GPU. */
static const char *
find_change (const BancoJob *job, const BancoPerformance *here, const BancoPerformance *there)
{
  if (there->processor != BANCO_PROCESSOR_GPU)
    return _ ("A GPU, if the network is not small.");
  if (job->precision != BANCO_PRECISION_FP32)
    return _ ("A larger batch, as long as it fits.");
  if (there->tf32 && !here->tf32)
    return _ (
      "Mixed precision, or a larger batch. The range counts on products in TF32: PyTorch "
      "does them in convolutions, and elsewhere only after "
      "torch.set_float32_matmul_precision (\"high\"); without, expect the low end or less.");
  return _ ("Mixed precision, or a larger batch.");
}

static void
say_change (BancoEstimate *self,
            const BancoJob *job,
            const BancoPerformance *here,
            const BancoPerformance *there)
{
  if (self->dominates == BANCO_BOUND_DATA)
    self->change = g_strdup (_ ("Data on a local disk, in fewer and larger files, or more workers "
                                "that load them."));
  else if (self->dominates == BANCO_BOUND_LAUNCH)
    self->change = g_strdup (_ ("A larger batch, CUDA graphs, or a compiled model."));
  else
    self->change = g_strdup (find_change (job, here, there));
}

static void
decide (BancoEstimate *self,
        const BancoJob *job,
        const BancoPerformance *here,
        const BancoPerformance *there,
        const BancoParts *parts)
{
  gboolean launch_bound =
    self->dominates == BANCO_BOUND_LAUNCH && parts->launch_least >= 0.5 * job->step_seconds;

  if (job->data_share >= 0.5)
    conclude (
      self, BANCO_VERDICT_DATA_BOUND,
      _ ("Your data, not your %s, is what takes: %.0f %% of a step waits for them, on %s too."),
      here->processor == BANCO_PROCESSOR_GPU ? _ ("GPU") : _ ("processor"), job->data_share * 100,
      there->inner_name);
  else if (launch_bound)
    conclude (
      self, BANCO_VERDICT_LAUNCH_BOUND,
      job->kernels > 0
        ? _ ("Launch-bound: no GPU will help, %s neither. Starting the %u kernels of a step takes "
             "about as long as the step takes here.")
        : _ ("Launch-bound: no GPU will help, %s neither, if a step starts about %u kernels, as is "
             "usual: that takes about as long as the step takes here."),
      there->inner_name, parts->kernels);
  else if (self->dominates == BANCO_BOUND_DATA && self->speed_high < 1)
    conclude (self, BANCO_VERDICT_DATA_BOUND,
              _ ("Your data would be what takes on %s: reading them for a step takes longer there "
                 "than the step takes here."),
              there->inner_name);
  else
    decide_speed (self, here, there, parts);
}

BancoEstimate *
banco_estimate_new (const BancoJob *job,
                    const BancoPerformance *here,
                    const BancoPerformance *there,
                    const BancoCalibration *calibration)
{
  BancoEstimate *self = g_new0 (BancoEstimate, 1);
  const char *refusal = find_refusal (job, here, there);
  BancoParts parts;

  self->certainty = "refused";
  if (there->processor == BANCO_PROCESSOR_FPGA || here->processor == BANCO_PROCESSOR_FPGA) {
    conclude (self, BANCO_VERDICT_REFUSED,
              _ ("No estimate for %s: an FPGA runs a design made for it, not this program."),
              there->inner_name);
    return self;
  }
  /* Whether it fits outranks every time, and is known where nothing else is. */
  if (job->memory_gib > 0 && there->memory_gib > 0 && job->memory_gib > there->memory_gib) {
    conclude (self, BANCO_VERDICT_DOES_NOT_FIT, _ ("Does not fit: it needs %.1f GiB, %s has %.0f."),
              job->memory_gib, there->inner_name, there->memory_gib);
    self->change = g_strdup (_ ("A smaller batch, or mixed precision."));
    self->certainty = "likely";
    return self;
  }
  if (refusal != NULL) {
    conclude (self, BANCO_VERDICT_REFUSED, _ ("No estimate for %s: %s."), there->inner_name,
              refusal);
    return self;
  }
  parts = banco_estimate_split (job, here, there, calibration);
  self->dominates = there->processor == BANCO_PROCESSOR_GPU ? BANCO_BOUND_GPU : BANCO_BOUND_CPU;
  banco_estimate_add_times (self, job, &parts);
  self->certainty = here->processor == there->processor ? "likely" : "rough";
  decide (self, job, here, there, &parts);
  say_change (self, job, here, there);
  if (there->memory_gib > 0 && job->memory_gib > FREE_SHARE * there->memory_gib)
    append (&self->text, _ (" It may not fit: a part of a card's memory is taken before it runs."));
  return self;
}
