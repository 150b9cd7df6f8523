/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture.h"

/* The Benchmarks page on results that the test wrote. */

/* A result as the runner stores it: before a workspace is made. */
void stage_store (const char *id,
                  const char *place,
                  const char *label,
                  gboolean simulated,
                  const char *median);
/* The same with these rows, of STAGE_ROW by comma. */
void stage_store_rows (const char *id,
                       const char *place,
                       const char *label,
                       gboolean simulated,
                       const char *rows);
#define STAGE_ROW(id, unit, median, extra)                                                         \
  "{\"id\":\"" id "\",\"unit\":\"" unit "\",\"median\":" median ",\"best\":" median                \
  ",\"p5\":" median ",\"p95\":" median ",\"count\":20,\"flags\":[]" extra "}"
/* Removes all results. */
void stage_forget (void);

/* The page in a window; both are to be closed by stage_close(). */
GtkWidget *stage_open (BancoWorkspace **workspace, BancoSettings **settings, int width);
void stage_close (GtkWidget *window, BancoWorkspace *workspace, BancoSettings *settings);

/* The one widget of @type below @root. */
GtkWidget *stage_find (GtkWidget *root, GType type);
/* The button with @label that can be seen; NULL. */
GtkWidget *stage_button (GtkWidget *root, const char *label);
/* Whether a label that can be seen has @text in it. */
gboolean stage_says (GtkWidget *root, const char *text);
/* Turns the main loop until stage_says(), for a minute at most. */
gboolean stage_wait (GtkWidget *root, const char *text);
/* Of all text, 100 is the usual one. */
void stage_set_text_size (guint per_cent);
