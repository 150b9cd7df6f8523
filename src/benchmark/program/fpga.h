/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* FPGA cards of AMD (Xilinx), as the bus and AMD's own tool (xbutil, later xrt-smi) tell of them.
 * Nothing here touches what is loaded on one, but for bench_fpga_validate (). */

enum {
  BENCH_MOST_FPGAS = 8
};

typedef struct {
  char pci[16];
  char name[64];      /* of the chip; empty where nobody told */
  char shell[96];     /* what the card offers a design ("xilinx_u50_gen3x16_xdma_base_5") */
  char design[64];    /* which design is loaded; empty for none */
  int units;          /* compute units in it */
  double celsius;     /* the hottest place; negative where it is not known */
  double watts;       /* negative where it is not known */
  double mhz;         /* the fastest clock for designs; negative where it is not known */
  char unusable[200]; /* a sentence: why it cannot be used; empty when it can */
} BenchFpga;

typedef struct {
  char tool[256]; /* empty where there is none */
  int count;
  BenchFpga cards[BENCH_MOST_FPGAS];
} BenchFpgas;

/* Looks at the bus, and where it shows a card asks the tool, which takes a second. */
void bench_fpga_find (BenchFpgas *fpgas);

/* What AMD's own test @name of a card ("dma", "mem-bw", "iops") said: @passed, and the number after
 * @words in one of its sentences, 0 when it is in none. It loads a design of its own, so ask first,
 * and never where one is loaded. False, and a @reason, when it did not come to an end. */
bool bench_fpga_validate (const BenchFpgas *fpgas,
                          const BenchFpga *card,
                          const char *name,
                          const char *words,
                          double seconds,
                          bool *passed,
                          double *number,
                          char reason[200]);
