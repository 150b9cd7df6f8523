/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/window/application.h"
#include "desktop/window/window.h"
#include "fixture.h"

/* The program as a person starts it, once for all tests: there is one of it on a bus. */
int program_run_tests (void);

/* Borrowed; NULL when there is none. */
GtkWidget *program_get_window (void);
BancoShell *program_get_shell (void);
/* The id of the federation that is shown; NULL: none is. */
const char *program_get_shown (void);

/* A federation called "Name of @id" with these groups in it. The path; free with g_free(). */
#define PROGRAM_GROUPS                                                                             \
  "[Issuer a]\nName=A\nUrl=http://127.0.0.1:9/\n"                                                  \
  "[Cloud c]\nKind=openstack\nUrl=http://127.0.0.1:9/v3\nIdentityProvider=i\n"                     \
  "Protocol=openid\nIssuers=a;\n"
char *program_write_federation (const char *id, const char *groups);
/* One that the person has, and its name in every list. */
void program_install (const char *id);
/* Asks for one, by id or path, as a second start of the program does. */
void program_use (const char *name);
/* Does that, and it is shown. */
void program_start (const char *id);

GtkWidget *program_show_preferences (void);
/* Their row of federations, and how somebody chooses in it. */
AdwComboRow *program_find_federations (GtkWidget *preferences);
void program_choose (AdwComboRow *row, const char *name);

/* A command runs in a terminal. */
void program_make_busy (void);
/* Waits for the question, and answers it by its button. */
void program_answer (const char *button);
/* A key in @window, whoever in it has the focus; FALSE when it does nothing. */
gboolean program_press_key (GtkWidget *window, guint key, GdkModifierType modifiers);
/* Until the last window has gone. */
void program_wait_closed (void);
