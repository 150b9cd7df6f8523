/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/shell.h"

#include "desktop/account/account-end.h"
#include "desktop/account/account-page.h"
#include "desktop/benchmarks/benchmarks-page.h"
#include "desktop/column.h"
#include "desktop/first-frame.h"
#include "desktop/knowledge/knowledge-page.h"
#include "desktop/machines/machines-page.h"
#include "desktop/module.h"
#include "desktop/page.h"
#include "desktop/window/banner.h"
#include "desktop/window/missing-page.h"
#include "desktop/window/operations-button.h"
#include "desktop/window/sidebar.h"
#include "identity/identity.h"
#include "workspace/problem-report.h"

#include <glib/gi18n.h>
#include <string.h>

/* As every toolkit counts the buttons of a mouse. */
#define BUTTON_BACK 8
#define BUTTON_FORWARD 9

static GType
terminals_page_get_type (void)
{
  GType (*get_type) (void) = banco_module_find ("src/desktop/terminals", "libbanco-terminals.so",
                                                "banco_terminals_page_get_type");

  return get_type ? get_type () : BANCO_TYPE_MISSING_PAGE;
}

#define MACHINES "machines"

/* Every page there is, in the sidebar's order. A page is made when it is first shown. */
static const struct {
  const char *id;
  const char *name;
  const char *icon;
  GType (*type) (void);
} pages[] = {
  { "knowledge", N_ ("Knowledge"), "accessories-dictionary-symbolic",
    banco_knowledge_page_get_type },
  { MACHINES, N_ ("Machines"), "network-server-symbolic", banco_machines_page_get_type },
  { "terminals", N_ ("Terminals"), "utilities-terminal-symbolic", terminals_page_get_type },
  { "benchmarks", N_ ("Benchmarks"), "banco-benchmarks-symbolic", banco_benchmarks_page_get_type },
  { "account", N_ ("Account"), "avatar-default-symbolic", banco_account_page_get_type },
};

typedef struct {
  guint page;
  char *location; /* nullable */
} HistoryItem;

struct _BancoShell {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  BancoSettings *settings;

  BancoPage *made[G_N_ELEMENTS (pages)]; /* borrowed from the stack */
  char *locations[G_N_ELEMENTS (pages)]; /* what each shows; NULL: nothing of its own */
  BancoPage *visible;                    /* borrowed */
  GBindingGroup *header;                 /* of the visible page */
  guint shown;
  GPtrArray *visits;
  guint position;
  gboolean travelling;

  AdwLeaflet *leaflet;
  BancoSidebar *sidebar;
  GtkWidget *content;
  AdwWindowTitle *title;
  GtkWidget *up;
  GtkWidget *history;
  GtkWidget *backward;
  GtkWidget *forward;
  GtkMenuButton *menu;
  GtkWidget *find;
  BancoOperationsButton *operations;
  GtkBox *column;
  BancoBanner *banner; /* NULL until the first trouble; borrowed from column */
  BancoAccountEnd *end;
  AdwToastOverlay *toasts;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (BancoShell, banco_shell, ADW_TYPE_BIN)

enum {
  PROP_PAGE_ACTIONS = 1,
};

static void
visit_free (gpointer data)
{
  HistoryItem *visit = data;

  g_free (visit->location);
  g_free (visit);
}

static void
show_history (BancoShell *self)
{
  gtk_widget_set_sensitive (self->backward, self->position > 0);
  gtk_widget_set_sensitive (self->forward, self->position + 1 < self->visits->len);
}

/* What the visible page shows. A visit that shows what is there already is none. */
static void
remember (BancoShell *self)
{
  const char *location = self->locations[self->shown];
  HistoryItem *now = self->visits->len ? self->visits->pdata[self->position] : NULL;
  HistoryItem *visit;

  if (self->travelling ||
      (now && now->page == self->shown && g_strcmp0 (now->location, location) == 0))
    return;
  if (now && now->page == self->shown && now->location == NULL) {
    now->location = g_strdup (location);
    return;
  }
  if (self->visits->len > self->position + 1)
    g_ptr_array_set_size (self->visits, (int) self->position + 1);
  visit = g_new0 (HistoryItem, 1);
  visit->page = self->shown;
  visit->location = g_strdup (location);
  g_ptr_array_add (self->visits, visit);
  self->position = self->visits->len - 1;
  show_history (self);
}

static void
page_visited (BancoShell *self, const char *location, BancoPage *page)
{
  char *shown = g_strdup (location);

  if (page != self->visible) {
    g_free (shown);
    return;
  }
  g_free (self->locations[self->shown]);
  self->locations[self->shown] = shown;
  remember (self);
}

static void
page_trouble (BancoShell *self, const GError *error, BancoPage *page)
{
  if (error != NULL)
    banco_shell_show_error (self, error);
  else if (self->banner && page == self->visible)
    banco_banner_hide (self->banner);
}

static void
page_toast (BancoShell *self, const char *text, BancoPage *page)
{
  g_autofree char *shown = banco_visible_line (text);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

static gboolean
show_title (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  char *title = banco_visible_line (g_value_get_string (from));

  g_value_take_string (to, title ? title : g_strdup (_ (pages[BANCO_SHELL (data)->shown].name)));
  return TRUE;
}

static gboolean
has_menu (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_boolean (to, g_value_get_object (from) != NULL);
  return TRUE;
}

/* The header follows the page that is visible. */
static void
bind_header (BancoShell *self)
{
  g_binding_group_bind (self->header, "can-find", self->find, "visible", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->header, "actions", self, "page-actions", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (self->header, "title", self->title, "title", G_BINDING_SYNC_CREATE,
                             show_title, NULL, self, NULL);
  g_binding_group_bind (self->header, "menu", self->menu, "menu-model", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (self->header, "menu", self->menu, "visible", G_BINDING_SYNC_CREATE,
                             has_menu, NULL, NULL, NULL);
}

static void
banco_shell_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gtk_widget_insert_action_group (GTK_WIDGET (object), "page", g_value_get_object (value));
}

static BancoPage *
make_page (BancoShell *self, guint nth)
{
  BancoPage *page = g_object_new (pages[nth].type (), "workspace", self->workspace, "settings",
                                  self->settings, NULL);

  /* What a page tells once is no property of its. */
  g_signal_connect_object (page, "visited", G_CALLBACK (page_visited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "trouble", G_CALLBACK (page_trouble), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "toast", G_CALLBACK (page_toast), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (pages[nth].name), -1);
  self->made[nth] = page;
  gtk_stack_add_child (self->stack, GTK_WIDGET (page));
  if (!g_str_equal (pages[nth].id, MACHINES))
    banco_sidebar_bind_badge (self->sidebar, pages[nth].id, page, "badge");
  return page;
}

static void
show_page (BancoShell *self, guint nth, const char *location)
{
  BancoPage *page = self->made[nth] ? self->made[nth] : make_page (self, nth);
  gboolean changed = page != self->visible;

  if (changed && self->visible)
    banco_page_hidden (self->visible);
  /* It was said of what was there. */
  if (changed && self->banner)
    banco_banner_hide (self->banner);
  self->visible = page;
  self->shown = nth;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  banco_sidebar_choose (self->sidebar, pages[nth].id);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  banco_settings_set_page (self->settings, pages[nth].id);
  g_binding_group_set_source (self->header, page);
  if (changed)
    banco_page_shown (page);
  if (location && self->travelling)
    banco_page_revisit (page, location);
  else if (location)
    banco_page_open (page, location);
  remember (self);
}

static void
page_chosen (BancoShell *self, const char *id)
{
  banco_shell_show (self, id, NULL);
}

/* The buttons of a mouse that lead back and forward; before what is under the pointer hears them.
 */
static void
side_button_pressed (BancoShell *self, int n, double x, double y, GtkGesture *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != BUTTON_BACK && button != BUTTON_FORWARD) {
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  banco_shell_go (self, button == BUTTON_BACK ? -1 : 1);
}

static void
go_backward (BancoShell *self)
{
  banco_shell_go (self, -1);
}

static void
go_forward (BancoShell *self)
{
  banco_shell_go (self, 1);
}

static void
fold_changed (BancoShell *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->up, folded);
  gtk_widget_set_visible (self->history, !folded);
  banco_sidebar_set_folded (self->sidebar, folded);
}

/* The keyring and the network may be slow; the page is there first. */
static void
start_network (GtkWidget *widget)
{
  BancoShell *self = BANCO_SHELL (widget);

  if (self->workspace) {
    banco_sidebar_watch_network (self->sidebar);
    banco_workspace_follow_machines (self->workspace);
    g_object_unref (banco_accounts_load (banco_workspace_get_accounts (self->workspace)));
  }
}

static void
banco_shell_dispose (GObject *object)
{
  BancoShell *self = BANCO_SHELL (object);

  self->visible = NULL;
  g_clear_object (&self->header);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->visits, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    g_clear_pointer (&self->locations[i], g_free);
  G_OBJECT_CLASS (banco_shell_parent_class)->dispose (object);
}

static void
banco_shell_class_init (BancoShellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_shell_dispose;
  G_OBJECT_CLASS (klass)->set_property = banco_shell_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_PAGE_ACTIONS,
                                   g_param_spec_object ("page-actions", NULL, NULL,
                                                        G_TYPE_ACTION_GROUP,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  g_type_ensure (BANCO_TYPE_ACCOUNT_END);
  g_type_ensure (BANCO_TYPE_COLUMN);
  g_type_ensure (BANCO_TYPE_SIDEBAR);
  g_type_ensure (BANCO_TYPE_OPERATIONS_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/shell.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoShell, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, content);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, title);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, up);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, history);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, backward);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, forward);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, menu);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, find);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, operations);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, column);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, end);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, toasts);
  gtk_widget_class_bind_template_child (widget_class, BancoShell, stack);
  gtk_widget_class_bind_template_callback (widget_class, page_chosen);
  gtk_widget_class_bind_template_callback (widget_class, fold_changed);
  gtk_widget_class_bind_template_callback (widget_class, side_button_pressed);
  gtk_widget_class_bind_template_callback (widget_class, go_backward);
  gtk_widget_class_bind_template_callback (widget_class, go_forward);
}

static void
banco_shell_init (BancoShell *self)
{
  self->visits = g_ptr_array_new_with_free_func (visit_free);
  self->header = g_binding_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  bind_header (self);
}

BancoShell *
banco_shell_new (BancoWorkspace *workspace, BancoSettings *settings)
{
  BancoShell *self = g_object_new (BANCO_TYPE_SHELL, NULL);
  g_autofree char *page = banco_settings_dup_page (settings);

  self->workspace = g_object_ref (workspace);
  self->settings = g_object_ref (settings);
  banco_sidebar_set_workspace (self->sidebar, workspace);
  g_object_set (self->end, "workspace", workspace, NULL);
  banco_operations_button_set_operations (self->operations,
                                          banco_workspace_get_operations (workspace));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    banco_sidebar_add (self->sidebar, pages[i].id, _ (pages[i].name), pages[i].icon);
  /* They are known before their page is made. */
  banco_sidebar_bind_badge (self->sidebar, MACHINES, banco_workspace_get_machines (workspace),
                            "n-items");
  fold_changed (self);
  banco_shell_show (self, page, NULL);
  if (self->visible == NULL)
    show_page (self, 0, NULL);
  banco_after_first_frame (GTK_WIDGET (self), start_network);
  return self;
}

BancoWorkspace *
banco_shell_get_workspace (BancoShell *self)
{
  return self->workspace;
}

const char *
banco_shell_get_page (BancoShell *self)
{
  return pages[self->shown].id;
}

void
banco_shell_show (BancoShell *self, const char *page, const char *location)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].id, page) == 0)
      show_page (self, i, location);
}

void
banco_shell_show_nth (BancoShell *self, guint nth)
{
  if (nth < G_N_ELEMENTS (pages))
    show_page (self, nth, NULL);
}

char *
banco_shell_get_work (BancoShell *self, gboolean *goes_on)
{
  g_autofree char *found = NULL;

  *goes_on = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    gboolean this_goes_on;
    g_autofree char *work =
      self->made[i] ? banco_page_get_work (self->made[i], &this_goes_on) : NULL;

    if (work != NULL && !this_goes_on)
      return g_steal_pointer (&work);
    if (work != NULL && found == NULL)
      found = g_steal_pointer (&work);
  }
  *goes_on = found != NULL;
  return g_steal_pointer (&found);
}

void
banco_shell_go (BancoShell *self, int step)
{
  HistoryItem *visit;

  /* One column has one way back, which the header shows. */
  if (step < 0 && adw_leaflet_get_folded (self->leaflet)) {
    banco_shell_up (self);
    return;
  }
  if ((step < 0 && self->position == 0) || (step > 0 && self->position + 1 >= self->visits->len))
    return;
  self->position += (guint) step;
  visit = self->visits->pdata[self->position];
  self->travelling = TRUE;
  show_page (self, visit->page, visit->location);
  self->travelling = FALSE;
  show_history (self);
}

void
banco_shell_up (BancoShell *self)
{
  if (!banco_page_back (self->visible) && adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
banco_shell_open_menu (BancoShell *self)
{
  if (adw_leaflet_get_folded (self->leaflet))
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  banco_sidebar_open_menu (self->sidebar);
}

void
banco_shell_find (BancoShell *self)
{
  banco_page_find (self->visible);
}

void
banco_shell_refresh (BancoShell *self)
{
  if (self->banner)
    banco_banner_hide (self->banner);
  banco_page_refresh (self->visible);
}

/* A button that shows the page that is shown does nothing. */
static gboolean
leads_here (BancoShell *self, const char *action)
{
  const char *page = g_strcmp0 (action, "app.sign-in") == 0 ? "account"
                     : action != NULL                       ? action + strlen ("app.")
                                                            : "";

  return g_str_equal (page, pages[self->shown].id);
}

void
banco_shell_show_error (BancoShell *self, const GError *error)
{
  banco_report_note_error (error);
  if (self->banner == NULL) {
    self->banner = g_object_new (BANCO_TYPE_BANNER, NULL);
    gtk_box_insert_child_after (self->column, GTK_WIDGET (self->banner),
                                gtk_widget_get_first_child (GTK_WIDGET (self->column)));
  }
  banco_banner_show_error (self->banner, error);
  if (leads_here (self, banco_remedy_for_error (error)->action))
    banco_banner_hide_button (self->banner);
}
