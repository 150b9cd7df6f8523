/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/storage-private.h"

#include "base/number.h"

/* Tables whose cells take several places: each of them but the first becomes an empty cell, so that
 * columns stay columns. Pages say any number they like, therefore all of them have a limit. */

#define MOST_COLUMNS 200
#define MOST_ROWS 1000     /* that one cell takes */
#define MOST_FILLERS 20000 /* empty cells of one table */

/* What a cell above still takes of a column. */
typedef struct {
  guint rows;
  guint level; /* of the cell: 1 header */
} Below;

struct _BancoGrid {
  Below below[MOST_COLUMNS];
  guint column; /* of the next cell */
  guint fillers;
};

static void
add_filler (BancoBuilder *builder, BancoGrid *grid, guint level)
{
  if (grid->fillers++ < MOST_FILLERS)
    banco_builder_add (builder, banco_block_new (BANCO_BLOCK_CELL, NULL))->level = level;
}

/* The places from here on that cells above take: @all of them in this row, or up to a free one. */
static void
pass_taken (BancoBuilder *builder, BancoGrid *grid, gboolean all)
{
  guint end = grid->column;

  for (guint i = grid->column; i < MOST_COLUMNS && (all || grid->below[i].rows > 0); i++)
    if (grid->below[i].rows > 0)
      end = i + 1;
  for (; grid->column < end; grid->column++) {
    Below *below = &grid->below[grid->column];

    add_filler (builder, grid, below->level);
    below->rows -= below->rows > 0;
  }
}

static guint
span_of (xmlNode *cell, const char *attribute, guint most)
{
  g_autofree char *text = banco_storage_attribute (cell, attribute);
  guint64 span = 1;

  banco_number_parse (text, 1, G_MAXUINT64, &span);
  return (guint) MIN (span, most);
}

void
banco_storage_walk_cell (BancoBuilder *builder, xmlNode *node)
{
  BancoBlock *cell = banco_block_new (BANCO_BLOCK_CELL, NULL);
  BancoGrid *grid = g_steal_pointer (&builder->grid);
  guint level = banco_storage_is (node, "th");
  guint columns = span_of (node, "colspan", MOST_COLUMNS);
  guint rows = span_of (node, "rowspan", MOST_ROWS);

  if (grid != NULL)
    pass_taken (builder, grid, FALSE);
  cell->level = level;
  banco_storage_walk_container (builder, node, cell);
  builder->grid = grid;
  for (guint i = 0; grid != NULL && i < columns && grid->column < MOST_COLUMNS; i++) {
    if (i > 0)
      add_filler (builder, grid, level);
    grid->below[grid->column++] = (Below){ rows - 1, level };
  }
}

static void
walk_row (BancoBuilder *builder, xmlNode *node)
{
  if (!banco_builder_has_room (builder, BANCO_BLOCK_ROW)) {
    banco_storage_walk_container (builder, node, banco_block_new (BANCO_BLOCK_ROW, NULL));
    return;
  }
  builder->grid->column = 0;
  banco_builder_open (builder, banco_block_new (BANCO_BLOCK_ROW, NULL));
  banco_storage_walk (builder, node);
  banco_builder_close_leaf (builder);
  pass_taken (builder, builder->grid, TRUE);
  banco_builder_close (builder);
}

static void
walk_rows (BancoBuilder *builder, xmlNode *node)
{
  for (xmlNode *child = node->children; child != NULL; child = child->next) {
    if (banco_storage_is (child, "thead") || banco_storage_is (child, "tbody") ||
        banco_storage_is (child, "tfoot"))
      walk_rows (builder, child);
    else if (banco_storage_is (child, "tr"))
      walk_row (builder, child);
  }
}

gboolean
banco_storage_walk_table (BancoBuilder *builder, xmlNode *node)
{
  BancoGrid *outer = builder->grid;

  if (!banco_builder_has_room (builder, BANCO_BLOCK_TABLE))
    return FALSE;
  builder->grid = g_new0 (BancoGrid, 1);
  banco_builder_open (builder, banco_block_new (BANCO_BLOCK_TABLE, NULL));
  walk_rows (builder, node);
  banco_builder_close (builder);
  g_free (builder->grid);
  builder->grid = outer;
  return TRUE;
}
