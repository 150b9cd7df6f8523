/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/program/measures.h"

/* What runs code that is not ours runs it in a process of its own, which is this program once more
 * with --child: when the library crashes or hangs, or takes gigabytes, one row is lost and nothing
 * else. bench_take_library_product () in measures.h starts it. */

/* Measures the one of @measures in options->only and writes what came of it to standard output, as
 * the bytes of a BenchResult; nothing that a library prints comes between. The exit status. */
int bench_child_main (const BenchOptions *options, const BenchMeasure *measures);
