/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* What NVIDIA's management library says about a card: who else uses it and what holds it back. It
 * is looked for when the program runs; where it is missing, nothing is known and nothing is
 * claimed. */
typedef struct BenchNvml BenchNvml;

/* The card at @pci ("0000:01:00.0"), because the library counts cards in an order of its own. NULL
 * when nothing is known. There is one at a time. */
BenchNvml *bench_nvml_open (const char *pci);

/* Another program computes on the card, or it is at work already. Ask before using it. */
bool bench_nvml_busy (BenchNvml *nvml);

typedef struct {
  unsigned mhz, most_mhz; /* of the multiprocessors; 0, as of all, where it is not known */
  unsigned celsius;
  double watts;
} BenchCardState;

void bench_nvml_state (BenchNvml *nvml, BenchCardState *state);

typedef struct {
  unsigned generation, lanes; /* of PCI Express, now; 0 where it is not known */
  unsigned most_generation, most_lanes;
} BenchLink;

/* Cards let it sleep between transfers. */
void bench_nvml_link (BenchNvml *nvml, BenchLink *link);

/* BenchFlags that hold now: power_capped, thermal, pcie_reduced, mig_slice, clock_low. */
unsigned bench_nvml_flags (BenchNvml *nvml);
