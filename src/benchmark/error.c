/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"

G_DEFINE_QUARK (banco_benchmark_error, banco_benchmark_error)

const char *
banco_value_source_to_string (BancoValueSource source)
{
  static const char *const names[] = {
    [BANCO_SOURCE_MEASURED_HERE] = "measured-here",
    [BANCO_SOURCE_MEASURED_THERE] = "measured-there",
    [BANCO_SOURCE_PUBLISHED] = "published",
    [BANCO_SOURCE_REACHABLE] = "reachable",
    [BANCO_SOURCE_DATASHEET] = "datasheet",
    [BANCO_SOURCE_PREDICTED] = "predicted",
  };

  g_return_val_if_fail (source < G_N_ELEMENTS (names), NULL);
  return names[source];
}
