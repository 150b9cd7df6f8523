/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* What the machine words of the benchmark room are called for people. Static unless noted. */

/* "Matrix product, 32 bit, all cores"; @id itself when it is not known. */
const char *banco_benchmark_words_measure (const char *id);
/* What the measure tells, a sentence; NULL when it is not known. */
const char *banco_benchmark_words_meaning (const char *id);
/* "measured on this computer", "from the datasheet", … */
const char *banco_benchmark_words_source (BancoValueSource source);
/* "measured", "an estimate", "a rough guess" of an advice. */
const char *banco_benchmark_words_certainty (const char *certainty);
/* What a flag warns of, a sentence; the flag itself when it is not known. */
const char *banco_benchmark_words_flag (const char *flag);
/* One sentence a line for all @flags; "" without. Free with g_free(). */
char *banco_benchmark_words_flags (const char *const *flags) G_GNUC_WARN_UNUSED_RESULT;
/* "8\u202f100": three significant figures, thousands apart. Free with g_free(). */
char *banco_benchmark_words_number (double value) G_GNUC_WARN_UNUSED_RESULT;
/* "171 GFLOP/s", "41.9 TFLOP/s". Free with g_free(). */
char *banco_benchmark_words_value (double value, const char *unit) G_GNUC_WARN_UNUSED_RESULT;
/* "47 ×", "0.82 ×"; "" for 0. Free with g_free(). */
char *banco_benchmark_words_ratio (double ratio) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
