/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/shell.h"

/* A federation of its own in the test's home: no network, one folder with a page in it. */
BancoWorkspace *fixture_workspace_new (void);
/* Shown in a window of @width, and laid out. */
GtkWidget *fixture_window_new (GtkWidget *child, int width, int height);
/* Turns the main loop for @milliseconds, or until @done. */
void fixture_turn (guint milliseconds, gboolean *done);
/* All widgets below @root, in order, of @type. Free with g_ptr_array_unref(). */
GPtrArray *fixture_find_all (GtkWidget *root, GType type);
/* Initialises GTK, libadwaita, the fixture's home, g_test. */
void fixture_init (int *argc, char ***argv);
