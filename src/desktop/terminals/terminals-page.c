/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminals-page.h"

#include "desktop/question.h"
#include "desktop/terminals/terminal.h"
#include "desktop/words.h"
#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

#define ZOOM_STEP 1.1

struct _BancoTerminalsPage {
  BancoPage parent_instance;
  GtkStack *stack;
  AdwTabView *view;
  GtkMenuButton *another;
  GtkMenuButton *elsewhere;
  GBindingGroup *shown; /* of the terminal in the selected tab */
};

G_DEFINE_FINAL_TYPE (BancoTerminalsPage, banco_terminals_page, BANCO_TYPE_PAGE)

static BancoTerminal *
get_selected (BancoTerminalsPage *self)
{
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->view);

  return tab ? BANCO_TERMINAL (adw_tab_page_get_child (tab)) : NULL;
}

static void
tabs_changed (BancoTerminalsPage *self)
{
  int n = adw_tab_view_get_n_pages (self->view);

  gtk_stack_set_visible_child_name (self->stack, n ? "tabs" : "first");
  banco_page_set_badge (BANCO_PAGE (self), (guint) n);
}

static void
tab_selected (BancoTerminalsPage *self)
{
  BancoTerminal *terminal = get_selected (self);

  g_binding_group_set_source (self->shown, terminal);
  if (terminal)
    banco_terminal_focus (terminal);
  else
    banco_page_set_title (BANCO_PAGE (self), NULL);
}

static void
terminal_ended (BancoTerminalsPage *self, BancoTerminal *terminal)
{
  adw_tab_view_close_page (self->view, adw_tab_view_get_page (self->view, GTK_WIDGET (terminal)));
}

static void
close_answered (gpointer view, gboolean agreed, gpointer tab)
{
  BancoTerminal *terminal = BANCO_TERMINAL (adw_tab_page_get_child (tab));

  adw_tab_view_close_page_finish (view, tab, agreed || banco_terminal_has_ended (terminal));
}

static gboolean
close_page (AdwTabView *view, AdwTabPage *tab, gpointer data)
{
  BancoTerminal *terminal = BANCO_TERMINAL (adw_tab_page_get_child (tab));
  GtkWidget *dialog;

  if (!banco_terminal_is_busy (terminal))
    return GDK_EVENT_PROPAGATE;
  dialog =
    banco_question_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (view))),
                        &(BancoQuestionPlan){
                          .heading = _ ("Close This Terminal?"),
                          .body = _ ("A command still runs in it. Closing ends the command."),
                          .agree = _ ("Close"),
                          .owner = G_OBJECT (view),
                          .data = g_object_ref (tab),
                          .forget = g_object_unref,
                          .answered = close_answered,
                        });
  /* The question answers itself when the command ends, and the shell after it. */
  g_signal_connect_object (terminal, "ended", G_CALLBACK (gtk_window_close), dialog,
                           G_CONNECT_SWAPPED);
  return GDK_EVENT_STOP;
}

static void
add_terminal (BancoTerminalsPage *self, BancoPlace *place, const char *typed)
{
  BancoTerminal *terminal = banco_terminal_new (place, typed);
  AdwTabPage *tab = adw_tab_view_append (self->view, GTK_WIDGET (terminal));
  g_autoptr (GIcon) icon = g_themed_icon_new (
    banco_place_is_here (place) ? "computer-symbolic" : "network-server-symbolic");

  adw_tab_page_set_icon (tab, icon);
  g_object_bind_property (terminal, "title", tab, "title", G_BINDING_SYNC_CREATE);
  /* Its tab is closed, which is no property of the page's. */
  g_signal_connect_object (terminal, "ended", G_CALLBACK (terminal_ended), self, G_CONNECT_SWAPPED);
  banco_terminal_set_zoom (
    terminal, banco_settings_get_terminal_zoom (banco_page_get_settings (BANCO_PAGE (self))));
  adw_tab_view_set_selected_page (self->view, tab);
  banco_terminal_focus (terminal);
}

/* For terminals a machine's place has a tty. */
static BancoPlace *
find_place (BancoTerminalsPage *self, const char *name, GError **error)
{
  BancoWorkspace *workspace = banco_page_get_workspace (BANCO_PAGE (self));
  BancoMachine *machine =
    g_str_equal (name, "here")
      ? NULL
      : banco_machines_find (banco_workspace_get_machines (workspace), name, NULL, NULL);
  BancoPlace *place = machine ? banco_machine_get_terminal_place (machine) : NULL;

  return place ? place : banco_workspace_find_place (workspace, name, error);
}

static void
banco_terminals_page_open (BancoPage *page, const char *location)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (page);
  g_auto (GStrv) parts = g_strsplit (location, "\n", 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoPlace) place = find_place (self, parts[0], &error);

  if (place)
    add_terminal (self, place, parts[1]);
  else
    banco_page_trouble (page, error);
}

/* Every place there is: this computer, and the machines that are ready. */
static void
create_places_menu (GtkMenuButton *button, gpointer data)
{
  BancoTerminalsPage *self = data;
  GListModel *machines =
    G_LIST_MODEL (banco_workspace_get_machines (banco_page_get_workspace (BANCO_PAGE (self))));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) there = g_menu_new ();

  if (button == self->another)
    g_menu_append (menu, _ ("This Computer"), "win.new-terminal");
  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);
    g_autofree char *label = banco_words_menu (banco_machine_get_name (machine));
    g_autoptr (GMenuItem) item = NULL;

    if (banco_machine_get_state (machine) != BANCO_MACHINE_READY)
      continue;
    item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "win.terminal", "s", banco_machine_get_key (machine));
    g_menu_append_item (there, item);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (there));
  if (button == self->elsewhere && g_menu_model_get_n_items (G_MENU_MODEL (there)) == 0)
    g_menu_append (menu, _ ("Request a Machine"), "win.page::machines");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
set_zoom (BancoTerminalsPage *self, double zoom)
{
  zoom = CLAMP (zoom, 0.5, 3);
  banco_settings_set_terminal_zoom (banco_page_get_settings (BANCO_PAGE (self)), zoom);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    banco_terminal_set_zoom (
      BANCO_TERMINAL (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->view, i))), zoom);
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (widget);
  BancoTerminal *terminal = get_selected (self);
  double zoom = banco_settings_get_terminal_zoom (banco_page_get_settings (BANCO_PAGE (self)));

  if (g_str_equal (name, "terminals.zoom-in"))
    set_zoom (self, zoom * ZOOM_STEP);
  else if (g_str_equal (name, "terminals.zoom-out"))
    set_zoom (self, zoom / ZOOM_STEP);
  else if (g_str_equal (name, "terminals.zoom-normal"))
    set_zoom (self, 1);
  else if (terminal && g_str_equal (name, "terminals.close"))
    adw_tab_view_close_page (self->view, adw_tab_view_get_selected_page (self->view));
  else if (terminal)
    add_terminal (self, banco_terminal_get_place (terminal), NULL);
}

static void
banco_terminals_page_shown (BancoPage *page)
{
  tab_selected (BANCO_TERMINALS_PAGE (page));
}

static void
banco_terminals_page_find (BancoPage *page)
{
  BancoTerminal *terminal = get_selected (BANCO_TERMINALS_PAGE (page));

  if (terminal)
    banco_terminal_start_find (terminal);
}

static gboolean
banco_terminals_page_back (BancoPage *page)
{
  BancoTerminal *terminal = get_selected (BANCO_TERMINALS_PAGE (page));

  return terminal && banco_terminal_stop_find (terminal);
}

static const char *
banco_terminals_page_get_work (BancoPage *page)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (page);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    if (banco_terminal_is_busy (
          BANCO_TERMINAL (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->view, i)))))
      return _ ("A command still runs in a terminal.");
  return NULL;
}

static void
banco_terminals_page_finalize (GObject *object)
{
  g_object_unref (BANCO_TERMINALS_PAGE (object)->shown);
  G_OBJECT_CLASS (banco_terminals_page_parent_class)->finalize (object);
}

static void
banco_terminals_page_class_init (BancoTerminalsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BancoPageClass *page_class = BANCO_PAGE_CLASS (klass);
  const char *names[] = { "terminals.again", "terminals.close", "terminals.zoom-in",
                          "terminals.zoom-out", "terminals.zoom-normal" };

  G_OBJECT_CLASS (klass)->finalize = banco_terminals_page_finalize;
  page_class->shown = banco_terminals_page_shown;
  page_class->find = banco_terminals_page_find;
  page_class->back = banco_terminals_page_back;
  page_class->open = banco_terminals_page_open;
  page_class->get_work = banco_terminals_page_get_work;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (widget_class, names[i], NULL, page_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/terminals-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoTerminalsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminalsPage, view);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminalsPage, another);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminalsPage, elsewhere);
  gtk_widget_class_bind_template_callback (widget_class, close_page);
  gtk_widget_class_bind_template_callback (widget_class, tabs_changed);
  gtk_widget_class_bind_template_callback (widget_class, tab_selected);
}

static void
banco_terminals_page_init (BancoTerminalsPage *self)
{
  self->shown = g_binding_group_new ();
  g_binding_group_bind (self->shown, "title", self, "title", G_BINDING_SYNC_CREATE);
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_tab_view_set_shortcuts (self->view, ADW_TAB_VIEW_SHORTCUT_CONTROL_PAGE_UP |
                                            ADW_TAB_VIEW_SHORTCUT_CONTROL_PAGE_DOWN);
  gtk_menu_button_set_create_popup_func (self->another, create_places_menu, self, NULL);
  gtk_menu_button_set_create_popup_func (self->elsewhere, create_places_menu, self, NULL);
}
