/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/job/job-words.h"

#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>
#include <math.h>

char *
banco_job_words_time (double seconds)
{
  static const struct {
    double from, unit;
    const char *format;
  } units[] = {
    { 2 * 86400, 86400, N_ ("%s\u00a0days") }, { 2 * 3600, 3600, N_ ("%s\u00a0h") },
    { 120, 60, N_ ("%s\u00a0min") },           { 1, 1, N_ ("%s\u00a0s") },
    { 1e-3, 1e-3, N_ ("%s\u00a0ms") },         { 0, 1e-6, N_ ("%s\u00a0µs") },
  };
  g_autofree char *number = NULL;
  guint i = 0;
  double value;

  while (seconds < units[i].from)
    i++;
  value = seconds / units[i].unit;
  number = g_strdup_printf (value < 9.95 ? "%.1f" : "%.0f", value);
  return g_strdup_printf (_ (units[i].format), number);
}

char *
banco_job_words_times (double low, double high)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (!(high > 0))
    return g_strdup ("");
  first = banco_job_words_time (low);
  last = banco_job_words_time (high);
  return g_str_equal (first, last) ? g_steal_pointer (&first)
                                   : g_strdup_printf (_ ("%s to %s"), first, last);
}

/* Two figures at most: more would claim more than is known. */
static char *
format_times (double times)
{
  return g_strdup_printf (times < 9.95 ? "%.1f" : "%.0f",
                          times >= 99.5 ? round (times / 10) * 10 : times);
}

char *
banco_job_words_speed (double low, double high)
{
  g_autofree char *least = format_times (low);
  g_autofree char *most = format_times (high);

  return high > 0 ? g_strdup_printf ("%s\u2009–\u2009%s\u00a0×", least, most) : g_strdup ("");
}

char *
banco_job_words_beside_here (double low, double high)
{
  g_autofree char *least = format_times (low);
  g_autofree char *most = format_times (high);

  if (high < 1)
    return g_strdup (_ ("Training: slower than this computer"));
  return g_strdup_printf (_ ("Training: about %s to %s\u00a0× this computer"), least, most);
}

const char *
banco_job_words_meaning (BancoBound bound)
{
  switch (bound) {
  case BANCO_BOUND_DATA:
    return _ ("It waits for files, or for what prepares them, most of the time. A faster GPU would "
              "wait as well.");
  case BANCO_BOUND_CPU:
    return _ ("It computes on the processor. A GPU takes over this kind of work.");
  case BANCO_BOUND_LAUNCH:
    return _ ("Each step hands over many small pieces of work (kernels), and handing over takes "
              "longer than the work. Larger batches help; a faster GPU does not.");
  case BANCO_BOUND_GPU:
    return _ ("It computes on the GPU. A faster one shortens every step.");
  case BANCO_BOUND_MEMORY:
    return _ ("The GPU moves data in its own memory most of the time. One with faster memory "
              "shortens every step.");
  case BANCO_BOUND_UNKNOWN:
    break;
  }
  return "";
}

const char *
banco_job_words_network (BancoNetwork network)
{
  switch (network) {
  case BANCO_NETWORK_MLP:
    return _ ("Tables of numbers (MLP)");
  case BANCO_NETWORK_AUTOENCODER:
    return _ ("Autoencoder");
  case BANCO_NETWORK_CNN:
    return _ ("Images (CNN)");
  case BANCO_NETWORK_SEQUENCE:
    return _ ("Sequences (LSTM, GRU)");
  case BANCO_NETWORK_GRAPH:
    return _ ("Graphs (GNN)");
  case BANCO_NETWORK_TRANSFORMER:
    return _ ("Transformer");
  case BANCO_NETWORK_UNKNOWN:
    break;
  }
  return _ ("Another, or not sure");
}

const char *
banco_job_words_precision (BancoPrecision precision)
{
  switch (precision) {
  case BANCO_PRECISION_MIXED:
    return _ ("Mixed, 16 and 32 bit");
  case BANCO_PRECISION_INT8:
    return _ ("8 bit, no training");
  case BANCO_PRECISION_FP32:
    break;
  }
  return _ ("As usual, 32 bit");
}

const char *
banco_job_words_data_place (BancoDataPlace place)
{
  switch (place) {
  case BANCO_DATA_NFS:
    return _ ("Shared storage (NFS)");
  case BANCO_DATA_CLOUD:
    return _ ("A disk in the cloud");
  case BANCO_DATA_HERE:
    break;
  }
  return _ ("This computer");
}
