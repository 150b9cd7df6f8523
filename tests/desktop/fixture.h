/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"
#include "desktop/window/shell.h"
#include "workspace/workspace.h"

typedef struct _FakeCloud FakeCloud;

/* A person at a federation of its own, with a cloud in this process. */
typedef struct {
  FakeCloud *cloud;
  BancoWorkspace *workspace;
  BancoSettings *settings;
  BancoAccount *account;
  BancoMachines *machines; /* borrowed from workspace, as the account is */
  const char *issuer;      /* where somebody signs in; NULL: nothing is there */
  const char *second;      /* the address of a second cloud; NULL: there is none */
  char *folder;            /* of the federation's own pages */
  char *trouble, *toast;   /* what the page that is heard said last */
} FixtureScene;
void fixture_scene_open (FixtureScene *scene);
void fixture_scene_close (FixtureScene *scene);
/* What @page has to say is kept: its trouble and its toasts. */
void fixture_scene_hear (FixtureScene *scene, BancoPage *page);
/* Until it says that something went wrong; until it says @text, which is then forgotten. */
void fixture_scene_wait_trouble (FixtureScene *scene);
void fixture_scene_wait_toast (FixtureScene *scene, const char *text);
/* A page of the federation's folder source; then what its library has is what the folder has. */
void fixture_scene_write (FixtureScene *scene, const char *name, const char *text);
void fixture_scene_sync (FixtureScene *scene);
/* Somebody is signed in, without any flow. */
void fixture_scene_sign_in (FixtureScene *scene);
/* Asks the cloud for machines, offers, images and limits. */
void fixture_scene_refresh (FixtureScene *scene);

/* A federation of its own in the test's home: no network, one folder with a page in it. */
BancoWorkspace *fixture_workspace_new (void);
/* Shown in a window of @width, and laid out. */
GtkWidget *fixture_window_new (GtkWidget *child, int width, int height);
/* The same, without waiting for what comes after the first frame. */
GtkWidget *fixture_show (GtkWidget *child, int width, int height);
/* What was opened in the person's browser; NULL: nothing yet. Then it is forgotten. */
char *fixture_take_opened (void);
/* What the clipboard of @widget holds, as text. */
char *fixture_read_clipboard (GtkWidget *widget);
/* Turns the main loop for @milliseconds, or until @done. */
void fixture_turn (guint milliseconds, gboolean *done);
/* @seconds go by at once, and the window's clock says so. */
void fixture_pass (guint seconds);
/* Turns the main loop until @condition holds; a test that waits in vain fails, saying @what. */
typedef gboolean (*FixtureCondition) (gpointer data);
void fixture_wait (const char *what, FixtureCondition condition, gpointer data);
/* Until a label below @root that can be seen says @text; until none does any more. */
void fixture_wait_says (GtkWidget *root, const char *text);
void fixture_wait_silent (GtkWidget *root, const char *text);
/* A label below @root that can be seen says @text. */
gboolean fixture_says (GtkWidget *root, const char *text);
/* The button below @root that can be seen, by its label or its tooltip; NULL. */
GtkWidget *fixture_find_button (GtkWidget *root, const char *name);
/* Presses it: it must be there, and sensitive. */
void fixture_press (GtkWidget *root, const char *name);
/* The only widget of @type below @root that can be seen. */
GtkWidget *fixture_find_one (GtkWidget *root, GType type);
/* The list row below @root called @title. */
GtkWidget *fixture_find_row (GtkWidget *root, const char *title);
/* The newest window of @type; NULL. */
GtkWidget *fixture_find_window (GType type);
/* Closes every window there is. */
void fixture_close_windows (void);

/* All widgets below @root, in order, of @type. Free with g_ptr_array_unref(). */
GPtrArray *fixture_find_all (GtkWidget *root, GType type);
/* Initialises GTK, libadwaita, the fixture's home, g_test. */
void fixture_init (int *argc, char ***argv);
