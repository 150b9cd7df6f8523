/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Machines beside each other: bars, curves where there are any, and all of it as a table. */
#define BANCO_TYPE_COMPARISON_VIEW (banco_comparison_view_get_type ())
G_DECLARE_FINAL_TYPE (BancoComparisonView, banco_comparison_view, BANCO, COMPARISON_VIEW, AdwBin)

/* Takes @comparison. @answer: what follows from it, a sentence. */
void banco_comparison_view_show (BancoComparisonView *self,
                                 BancoComparison *comparison,
                                 BancoResults *results,
                                 const char *answer);

/* What is shown as a file: "svg", "png", "csv", "md" or "json"; NULL before anything is. */
GBytes *banco_comparison_view_render (BancoComparisonView *self,
                                      const char *format) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
