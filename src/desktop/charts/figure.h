/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* One value of a comparison with what to call it: what the chart draws and the table lists. */
#define BANCO_TYPE_FIGURE (banco_figure_get_type ())
G_DECLARE_FINAL_TYPE (BancoFigure, banco_figure, BANCO, FIGURE, GObject)

/* Immutable; strings are owned by it. */
struct _BancoFigure {
  GObject parent_instance;
  char *measure; /* id, or of a scale */
  char *unit;
  char *machine; /* for people, another for each series */
  char *result;  /* id of the result or card; "" none */
  guint series;  /* 0: what the others are compared with */
  double value;
  gboolean has_spread;
  double low, high;
  double ratio;                 /* 0: none */
  gboolean same;                /* as the first: the two spreads overlap */
  double ratio_low, ratio_high; /* 0: not known */
  char *detail; /* a word more on it: whose product it was, what the card came to; "" none */
  char **flags;
  BancoValueSource source;
};

/* All values of @comparison, measure by measure: a GListStore of BancoFigure. @results: to tell
 * columns of one name apart. A value that is no number is left out. */
GListModel *banco_figures_new (const BancoComparison *comparison,
                               BancoResults *results) G_GNUC_WARN_UNUSED_RESULT;

/* Those of @figures whose measure two machines have or more: what a chart compares. @n_alone: how
 * many measures only one has. */
GListModel *banco_figures_list_shared (GListModel *figures,
                                       guint *n_alone) G_GNUC_WARN_UNUSED_RESULT;

/* A column of the table, in words; the value of what is predicted is its range. Free with
 * g_free(). */
typedef enum {
  BANCO_FIGURE_MEASURE,
  BANCO_FIGURE_MACHINE,
  BANCO_FIGURE_VALUE,
  BANCO_FIGURE_SPREAD,
  BANCO_FIGURE_RATIO,
  BANCO_FIGURE_SOURCE,
  BANCO_FIGURE_REMARKS,
  BANCO_FIGURE_NOTHING,
} BancoFigureField;
char *banco_figure_get_text (BancoFigure *self, BancoFigureField field) G_GNUC_WARN_UNUSED_RESULT;

/* Of its group: the measure, and how its bars are to be read. Free with g_free(). */
char *banco_figure_make_title (BancoFigure *self, gboolean logarithmic) G_GNUC_WARN_UNUSED_RESULT;
/* All of it in a few lines. Free with g_free(). */
char *banco_figure_describe (BancoFigure *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
