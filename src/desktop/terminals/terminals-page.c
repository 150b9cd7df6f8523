/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminals-page.h"

#include "desktop/terminals/terminal-closing.h"
#include "desktop/terminals/terminal.h"
#include "desktop/words.h"
#include "machines/machines.h"
#include "machines/remote-terminal.h"

#include <glib/gi18n.h>
#include <string.h>

#define ZOOM_STEP 1.1
#define MOST_REMEMBERED 50

struct _BancoTerminalsPage {
  BancoPage parent_instance;
  GtkStack *stack;
  AdwTabView *view;
  GtkMenuButton *another;
  GtkMenuButton *elsewhere;
  GBindingGroup *shown; /* of the terminal in the selected tab */
  GPtrArray *expected;  /* of the last time, as the settings have them: not found yet */
};

G_DEFINE_FINAL_TYPE (BancoTerminalsPage, banco_terminals_page, BANCO_TYPE_PAGE)

enum {
  PROP_MACHINES_REFRESHED = 1,
};

static BancoTerminal *
get_selected (BancoTerminalsPage *self)
{
  AdwTabPage *tab = adw_tab_view_get_selected_page (self->view);

  return tab ? BANCO_TERMINAL (adw_tab_page_get_child (tab)) : NULL;
}

static BancoTerminal *
get_nth (BancoTerminalsPage *self, int nth)
{
  return BANCO_TERMINAL (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->view, nth)));
}

/* For the next start. */
static void
remember (BancoTerminalsPage *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++) {
    BancoTerminal *terminal = get_nth (self, i);

    if (banco_terminal_get_kept (terminal) != NULL)
      g_ptr_array_add (
        names,
        g_strdup_printf ("%s\t%s", banco_machine_get_key (banco_terminal_get_machine (terminal)),
                         banco_terminal_get_kept (terminal)));
  }
  for (guint i = 0; i < self->expected->len; i++)
    g_ptr_array_add (names, g_strdup (self->expected->pdata[i]));
  g_ptr_array_add (names, NULL);
  banco_settings_set_terminals (banco_page_get_settings (BANCO_PAGE (self)),
                                (const char *const *) names->pdata);
}

/* A page that goes with its window is not one that the user closed. */
static void
tabs_changed (BancoTerminalsPage *self)
{
  int n = adw_tab_view_get_n_pages (self->view);

  if (gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    remember (self);
  gtk_stack_set_visible_child_name (self->stack, n ? "tabs" : "first");
  banco_page_set_badge (BANCO_PAGE (self), (guint) n);
  banco_page_set_can_find (BANCO_PAGE (self), n > 0);
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

static gboolean
close_page (AdwTabView *view, AdwTabPage *tab, gpointer data)
{
  banco_terminal_closing_start (view, tab);
  return GDK_EVENT_STOP;
}

static AdwTabPage *
add_terminal (BancoTerminalsPage *self, const BancoTerminalPlan *plan)
{
  BancoTerminal *terminal = banco_terminal_new (plan);
  AdwTabPage *tab = adw_tab_view_append (self->view, GTK_WIDGET (terminal));
  g_autoptr (GIcon) icon = g_themed_icon_new (
    banco_place_is_here (plan->place) ? "computer-symbolic" : "network-server-symbolic");

  adw_tab_page_set_icon (tab, icon);
  g_object_bind_property (terminal, "title", tab, "title", G_BINDING_SYNC_CREATE);
  /* Its tab is closed, which is no property of the page's. */
  g_signal_connect_object (terminal, "ended", G_CALLBACK (terminal_ended), self, G_CONNECT_SWAPPED);
  banco_terminal_set_zoom (
    terminal, banco_settings_get_terminal_zoom (banco_page_get_settings (BANCO_PAGE (self))));
  return tab;
}

static void
open_terminal (BancoTerminalsPage *self,
               BancoPlace *place,
               BancoMachine *machine,
               const char *typed)
{
  gboolean keep = banco_settings_get_keep_terminals (banco_page_get_settings (BANCO_PAGE (self)));
  g_autofree char *kept = machine && keep ? banco_remote_terminal_make_name () : NULL;
  AdwTabPage *tab = add_terminal (self, &(BancoTerminalPlan){
                                          .place = place,
                                          .machine = machine,
                                          .kept = kept,
                                          .typed = typed,
                                        });

  remember (self);
  adw_tab_view_set_selected_page (self->view, tab);
  banco_terminal_focus (BANCO_TERMINAL (adw_tab_page_get_child (tab)));
}

static BancoMachine *
find_machine (BancoTerminalsPage *self, const char *name)
{
  return banco_machines_find (
    banco_workspace_get_machines (banco_page_get_workspace (BANCO_PAGE (self))), name, NULL, NULL);
}

/* For terminals a machine's place has a tty. */
static BancoPlace *
find_place (BancoTerminalsPage *self, const char *name, BancoMachine *machine, GError **error)
{
  BancoPlace *place = machine ? banco_machine_get_terminal_place (machine) : NULL;

  return place
           ? place
           : banco_workspace_find_place (banco_page_get_workspace (BANCO_PAGE (self)), name, error);
}

static void
banco_terminals_page_open (BancoPage *page, const char *location)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (page);
  g_auto (GStrv) parts = g_strsplit (location, "\n", 2);
  g_autoptr (GError) error = NULL;
  BancoMachine *machine = g_str_equal (parts[0], "here") ? NULL : find_machine (self, parts[0]);
  g_autoptr (BancoPlace) place = find_place (self, parts[0], machine, &error);

  if (place)
    open_terminal (self, place, machine, parts[1]);
  else
    banco_page_trouble (page, error);
}

/* Those of the last time that are still there, once their machine has said so. The others have
 * ended meanwhile. */
static void
terminals_found (BancoPage *page, BancoOperation *operation)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (page);
  BancoMachine *machine = g_object_get_data (G_OBJECT (operation), "machine");
  const GPtrArray *terminals = banco_operation_get_result (operation);
  g_autoptr (BancoPlace) place = banco_machine_get_terminal_place (machine);
  g_autofree char *prefix = g_strconcat (banco_machine_get_key (machine), "\t", NULL);

  for (guint i = 0; place && i < self->expected->len;) {
    const char *name = self->expected->pdata[i];

    if (!g_str_has_prefix (name, prefix)) {
      i++;
      continue;
    }
    name += strlen (prefix);
    if (banco_remote_terminals_find (terminals, name))
      add_terminal (self, &(BancoTerminalPlan){ .place = place, .machine = machine, .kept = name });
    g_ptr_array_remove_index (self->expected, i);
  }
  remember (self);
}

/* Each machine is asked once: what it does not know any more is forgotten, and one that does not
 * answer is asked by the next look at the machines. */
static void
find_expected (BancoTerminalsPage *self)
{
  g_autoptr (GHashTable) asked = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->expected->len; i++) {
    g_auto (GStrv) parts = g_strsplit (self->expected->pdata[i], "\t", 2);
    BancoMachine *machine = parts[0] ? find_machine (self, parts[0]) : NULL;
    g_autoptr (BancoPlace) place = machine ? banco_machine_get_place (machine) : NULL;
    BancoOperation *operation;

    if (place == NULL || !g_hash_table_add (asked, machine))
      continue;
    operation = banco_remote_terminals_list (place);
    g_object_set_data_full (G_OBJECT (operation), "machine", g_object_ref (machine),
                            g_object_unref);
    banco_page_follow (BANCO_PAGE (self), operation, terminals_found);
  }
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
banco_terminals_page_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  find_expected (BANCO_TERMINALS_PAGE (object));
}

static void
banco_terminals_page_constructed (GObject *object)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (object);
  BancoPage *page = BANCO_PAGE (self);
  g_auto (GStrv) names = banco_settings_dup_terminals (banco_page_get_settings (page));

  G_OBJECT_CLASS (banco_terminals_page_parent_class)->constructed (object);
  for (guint i = 0; names[i] && i < MOST_REMEMBERED; i++)
    g_ptr_array_add (self->expected, g_strdup (names[i]));
  g_object_bind_property (banco_workspace_get_machines (banco_page_get_workspace (page)),
                          "refreshed", self, "machines-refreshed", G_BINDING_SYNC_CREATE);
}

static void
set_zoom (BancoTerminalsPage *self, double zoom)
{
  zoom = CLAMP (zoom, 0.5, 3);
  banco_settings_set_terminal_zoom (banco_page_get_settings (BANCO_PAGE (self)), zoom);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->view); i++)
    banco_terminal_set_zoom (get_nth (self, i), zoom);
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
    open_terminal (self, banco_terminal_get_place (terminal), banco_terminal_get_machine (terminal),
                   NULL);
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

/* The first command that would end, else the first that goes on. */
static char *
banco_terminals_page_get_work (BancoPage *page, gboolean *goes_on)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (page);
  BancoTerminal *kept = NULL;
  g_autofree char *command = NULL;
  g_autofree char *words = NULL;

  for (int i = 0; i < adw_tab_view_get_n_pages (self->view) && !command; i++) {
    BancoTerminal *terminal = get_nth (self, i);

    if (!banco_terminal_is_busy (terminal))
      continue;
    if (banco_terminal_get_kept (terminal) == NULL) {
      command = banco_terminal_dup_command (terminal);
      words = command ? banco_words_command (command) : NULL;
      return words && words[0] ? g_strdup_printf (_ ("“%s” still runs in a terminal."), words)
                               : g_strdup (_ ("A command still runs in a terminal."));
    }
    kept = kept ? kept : terminal;
  }
  *goes_on = kept != NULL;
  if (kept == NULL)
    return NULL;
  command = banco_terminal_dup_command (kept);
  words = banco_words_command (command);
  return banco_visible_printf (_ ("“%s” runs on %s and goes on without Banco. Its terminal opens "
                                  "again with Terminals."),
                               words, banco_place_get_label (banco_terminal_get_place (kept)));
}

static void
banco_terminals_page_finalize (GObject *object)
{
  BancoTerminalsPage *self = BANCO_TERMINALS_PAGE (object);

  g_object_unref (self->shown);
  g_ptr_array_unref (self->expected);
  G_OBJECT_CLASS (banco_terminals_page_parent_class)->finalize (object);
}

static void
banco_terminals_page_class_init (BancoTerminalsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BancoPageClass *page_class = BANCO_PAGE_CLASS (klass);
  const char *names[] = { "terminals.again", "terminals.close", "terminals.zoom-in",
                          "terminals.zoom-out", "terminals.zoom-normal" };

  G_OBJECT_CLASS (klass)->constructed = banco_terminals_page_constructed;
  G_OBJECT_CLASS (klass)->set_property = banco_terminals_page_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_terminals_page_finalize;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_MACHINES_REFRESHED,
                                   g_param_spec_int64 ("machines-refreshed", NULL, NULL, 0,
                                                       G_MAXINT64, 0,
                                                       G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
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
  self->expected = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_binding_group_new ();
  g_binding_group_bind (self->shown, "title", self, "title", G_BINDING_SYNC_CREATE);
  gtk_widget_init_template (GTK_WIDGET (self));
  banco_page_set_can_find (BANCO_PAGE (self), FALSE);
  adw_tab_view_set_shortcuts (self->view, ADW_TAB_VIEW_SHORTCUT_CONTROL_PAGE_UP |
                                            ADW_TAB_VIEW_SHORTCUT_CONTROL_PAGE_DOWN);
  gtk_menu_button_set_create_popup_func (self->another, create_places_menu, self, NULL);
  gtk_menu_button_set_create_popup_func (self->elsewhere, create_places_menu, self, NULL);
}
