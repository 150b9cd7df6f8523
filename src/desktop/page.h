/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* What the shell shows: one page of the sidebar. Properties "workspace" and "settings" (at
 * construction), "title" (of what is shown), "badge" (uint, 0 none), "can-find", "menu" (of the
 * header) and "actions" (what that menu activates as "page.…"). */
#define BANCO_TYPE_PAGE (banco_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (BancoPage, banco_page, BANCO, PAGE, AdwBin)

struct _BancoPageClass {
  AdwBinClass parent_class;

  /* All optional. */
  void (*shown) (BancoPage *self);                         /* it became the visible page */
  void (*hidden) (BancoPage *self);                        /* another one did */
  void (*find) (BancoPage *self);                          /* Ctrl+F */
  void (*refresh) (BancoPage *self);                       /* F5 */
  gboolean (*back) (BancoPage *self);                      /* leaves an inner level, if in one */
  void (*open) (BancoPage *self, const char *location);    /* something within the page */
  void (*revisit) (BancoPage *self, const char *location); /* the same, as it was left */
  char *(*get_work) (BancoPage *self, gboolean *goes_on);  /* what closing it would end */
};

BancoWorkspace *banco_page_get_workspace (BancoPage *self);
BancoSettings *banco_page_get_settings (BancoPage *self);
const char *banco_page_get_title (BancoPage *self);
void banco_page_set_title (BancoPage *self, const char *title);
void banco_page_set_badge (BancoPage *self, guint badge);
/* FALSE: there is nothing to find in now. */
void banco_page_set_can_find (BancoPage *self, gboolean can_find);
void banco_page_set_menu (BancoPage *self, GMenuModel *menu, GActionGroup *actions);
GMenuModel *banco_page_get_menu (BancoPage *self);
GActionGroup *banco_page_get_actions (BancoPage *self);

void banco_page_shown (BancoPage *self);
void banco_page_hidden (BancoPage *self);
gboolean banco_page_can_find (BancoPage *self);
void banco_page_find (BancoPage *self);
void banco_page_refresh (BancoPage *self);
gboolean banco_page_back (BancoPage *self);
void banco_page_open (BancoPage *self, const char *location);
/* What was visited is shown again, where it was left. */
void banco_page_revisit (BancoPage *self, const char *location);
/* A sentence that says what closing it would end, or what goes on without it. NULL: nothing does.
 * Free it. */
char *banco_page_get_work (BancoPage *self, gboolean *goes_on);

/* Tells the shell, which remembers, shows a banner or a toast. @location: for banco_page_open(). */
void banco_page_visited (BancoPage *self, const char *location);
void banco_page_trouble (BancoPage *self, const GError *error); /* NULL: it is over */
void banco_page_toast (BancoPage *self, const char *text);
/* The same with a button @label, which calls @clicked with @data, which is held. */
typedef void (*BancoPageClicked) (BancoPage *self, GObject *data);
void banco_page_toast_offer (BancoPage *self,
                             const char *text,
                             const char *label,
                             BancoPageClicked clicked,
                             GObject *data);

/* Takes @operation. Calls @done (nullable) when it is done, and shows its error when it failed. */
typedef void (*BancoPageDone) (BancoPage *self, BancoOperation *operation);
void banco_page_follow (BancoPage *self, BancoOperation *operation, BancoPageDone done);

G_END_DECLS
