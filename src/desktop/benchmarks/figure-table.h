/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* BancoFigures as a table: the figures of the chart to read, word for word. */
#define BANCO_TYPE_FIGURE_TABLE (banco_figure_table_get_type ())
G_DECLARE_FINAL_TYPE (BancoFigureTable, banco_figure_table, BANCO, FIGURE_TABLE, AdwBin)

void banco_figure_table_set_figures (BancoFigureTable *self, GListModel *figures);

G_END_DECLS
