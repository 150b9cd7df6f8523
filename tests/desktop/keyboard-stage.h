/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture.h"

/* Real keys and a real pointer: what the display sends is what the toolkit gets. */

/* FALSE, and the test is skipped: nothing can press one. */
gboolean keyboard_start (void);
void keyboard_stop (void);
/* The keyboard to @window, which is shown: there is no window manager that would give it. */
void keyboard_enter (GtkWidget *window);
/* A key as "shift+Tab", by the names of X, to the window that has the keyboard, until it is heard.
 */
void keyboard_press (const char *key);
/* A button of the mouse, or a turn of its wheel (4 up, 5 down), in the middle of @widget. */
void keyboard_click (GtkWidget *widget, guint button);
/* What has the keyboard; NULL: nothing does. */
GtkWidget *keyboard_get_focus (void);

/* The user can see some of it. */
gboolean keyboard_is_seen (GtkWidget *widget);
/* The name of @widget for assistive technology; g_free(). NULL: it has none. GTK_A11Y=test. */
char *keyboard_dup_name (GtkWidget *widget);
/* Presses Tab from stop to stop until it is where it began, then Shift+Tab. Each stop can be seen,
 * shows that it has the keyboard, and has a name; else the test fails, and says where in @what.
 * Returns the number of stops. */
guint keyboard_walk (const char *what);
