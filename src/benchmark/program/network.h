/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/tasks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  BENCH_MOST_LAYERS = 6,
  BENCH_DIFFERENT = 16, /* samples of a batch; the others are the same again */
  BENCH_MOST_TASKS = 40
};

/* Small networks like those people here train. */
typedef enum {
  BENCH_MLP_SMALL,
  BENCH_MLP_MEDIUM,
  BENCH_MLP_MNIST,
  BENCH_MLP_LARGE,
  BENCH_CNN,
  BENCH_AUTOENCODER,
} BenchNetwork;

/* One step of training, or one pass forward, as tasks on an arena. */
typedef struct {
  BenchTask tasks[BENCH_MOST_TASKS];
  int count;
  int layers;
  BenchNetwork network;
  int batch;
  int different;   /* samples of the batch */
  bool mixed;      /* products take halves */
  size_t elements; /* of the arena */
  size_t parameters, parameter_count;
  size_t gradients;
  size_t input, input_count;
  size_t output, output_count;
  size_t target;
  double operations; /* of floating point, counted as 2·m·n·k of the products */
} BenchScript;

/* @batch 0 takes the network's own. Without @training there is no target and no gradient. */
void bench_network_write (BenchNetwork network, int batch, bool training, BenchScript *script);

/* The same in mixed precision, as frameworks train in it: products take halves, so the loss is
 * multiplied by 1024 lest its slopes vanish in them, and the update divides by that. */
void bench_network_mix (BenchScript *script);

/* The same step over the different samples alone: its output is theirs and its slopes are the same,
 * for a small part of the arithmetic. */
void bench_network_reduce (const BenchScript *script, BenchScript *reduced);

/* What element @i of the arena is at the beginning: parameters and data are random, all else is NaN
 * but the gradients, which are 0. Exact in single precision. */
double bench_network_start (const BenchScript *script, uint64_t seed, size_t i);
