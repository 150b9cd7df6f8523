/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a training step consists of. Every array lies in one arena of numbers; a task names arrays
 * by the element where they begin. The CPU goes through the same list of tasks as a GPU, which gets
 * each as the argument of a kernel, so this header is C and CUDA C++. */

enum {
  BENCH_TASK_PRODUCT, /* c (m×n) = a (m×k) · b (k×n), then what the flags say */
  BENCH_TASK_SUMS,    /* c (n) += the sums of the columns of a (m×n) */
  BENCH_TASK_ERROR,   /* c (m) = (a − b) · scale */
  BENCH_TASK_GATHER,  /* c (m×n) = patches of 3×3 of the images a */
  BENCH_TASK_SCATTER, /* c = patches a put back into images and summed, times the slope of d */
  BENCH_TASK_UPDATE,  /* c (m) −= scale · a, and a is cleared */
};

enum {
  BENCH_TASK_BIAS = 1,  /* adds the row d (n) */
  BENCH_TASK_BEND = 2,  /* then takes x / (1 + |x|) of it */
  BENCH_TASK_SLOPE = 4, /* times the slope of that function where its value is d (m×n) */
  BENCH_TASK_ADD = 8,   /* onto what is in c */
};

/* x / (1 + |x|) bends as much as a layer needs and has no corner: rounding can not switch a neuron
 * between two branches, so single precision can be held to double precision strictly. */
typedef struct {
  int op, flags;
  unsigned a, b, c, d;
  int m, n, k;
  int a_row, a_column; /* elements from one to the next; one of the two is 1 */
  int b_row, b_column;
  int side, channels, stride; /* of square images, stored row by row, channels last */
  float scale;
} BenchTask;
