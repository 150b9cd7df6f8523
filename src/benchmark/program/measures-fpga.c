/* SPDX-License-Identifier: Apache-2.0 */
/* What AMD's own tests say of an FPGA. They load a design of their own, so they run only when they
 * are named, and never over a design that is loaded. */
#include "benchmark/program/measures.h"
#include "benchmark/program/system.h"

#include <string.h>

static const struct {
  const char *test, *words;
  double factor; /* to our unit */
} tests[] = {
  [BENCH_FPGA_WRITE] = { "dma", "FPGA write bandwidth", 1048576e-9 },
  [BENCH_FPGA_READ] = { "dma", "FPGA read bandwidth", 1048576e-9 },
  [BENCH_FPGA_MEMORY] = { "mem-bw", "Throughput (Type: DDR) (Bank count: ", 1048576e-9 },
  [BENCH_FPGA_CHANNEL] = { "mem-bw", "Throughput (Type: HBM) (Bank count: 1", 1048576e-9 },
  [BENCH_FPGA_COMMANDS] = { "iops", "IOPS", 1 },
};

/* The first card that can be used, or a reason in @result. */
static const BenchFpga *
choose (const BenchFpgas *fpgas, BenchResult *result)
{
  if (fpgas->count == 0)
    bench_result_skip (result, "There is no FPGA here.");
  for (int i = 0; i < fpgas->count; i++) {
    const BenchFpga *card = &fpgas->cards[i];

    if (card->unusable[0] != '\0')
      bench_result_skip (result, "%s", card->unusable);
    else if (card->design[0] != '\0')
      bench_result_skip (
        result, "A design is loaded (%s); the tests would replace it, so they are not run.",
        card->design);
    else
      return card;
  }
  return NULL;
}

void
bench_take_fpga (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  const BenchFpga *card = choose (&run->fpgas, result);
  double left = run->limit - (bench_system_now () - run->begun), number;
  bool passed;

  if (card == NULL)
    return;
  if (!bench_fpga_validate (&run->fpgas, card, tests[measure->variant].test,
                            tests[measure->variant].words, left, &passed, &number,
                            result->reason)) {
    result->status = BENCH_SKIPPED;
    return;
  }
  result->backend = "xrt";
  if (bench_result_check (result, "validated", passed ? 0 : 1, 0) && number <= 0)
    bench_result_skip (result, "XRT's test passed, but said no figure of this kind.");
  result->series.samples[0] = number * tests[measure->variant].factor;
  result->series.count = (int) (result->series.repeats = 1);
}
