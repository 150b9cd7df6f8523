/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What tmux knows of a pane besides its text, so that a terminal can be brought to the same state.
 */
typedef enum {
  PANE_HISTORY,
  PANE_ALTERNATE,
  PANE_X,
  PANE_Y,
  PANE_SAVED_X,
  PANE_SAVED_Y,
  PANE_CURSOR_SHOWN,
  PANE_INSERT,
  PANE_CURSOR_KEYS,
  PANE_KEYPAD,
  PANE_WRAP,
  PANE_ORIGIN,
  PANE_MOUSE_STANDARD,
  PANE_MOUSE_BUTTON,
  PANE_MOUSE_ALL,
  PANE_MOUSE_SGR,
  PANE_SCROLL_UPPER,
  PANE_SCROLL_LOWER,
  PANE_N_VALUES,
} PaneValue;

typedef struct {
  char *id; /* "%0" */
  guint values[PANE_N_VALUES];
} PaneState;

/* The format that tmux fills in. Free it. */
char *pane_state_make_format (void);
/* From what it filled in; FALSE: it makes no sense. @state is cleared first. */
gboolean pane_state_read (PaneState *state, const char *line);
void pane_state_clear (PaneState *state);

/* Appends what draws @lines: the history, and a screen with its cursor. */
void pane_draw_history (const GPtrArray *lines, GString *to);
void pane_draw_screen (const GPtrArray *lines, guint x, guint y, GString *to);
/* Appends what sets the modes. The last thing but the cursor, which is at @state's place then. */
void pane_draw_modes (const PaneState *state, GString *to);

G_END_DECLS
