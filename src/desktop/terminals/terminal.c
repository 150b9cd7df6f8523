/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal.h"

#include "desktop/open-uri.h"
#include "desktop/page.h"
#include "desktop/terminals/terminal-activity.h"
#include "desktop/terminals/terminal-colours.h"
#include "desktop/terminals/terminal-end.h"
#include "desktop/terminals/terminal-keys.h"
#include "desktop/terminals/terminal-links.h"
#include "desktop/terminals/terminal-spawn.h"
#include "desktop/terminals/vte-names.h"

#include <glib/gi18n.h>
#include <string.h>

#define PCRE2_CASELESS 0x00000008u
#define PCRE2_MULTILINE 0x00000400u

/* How long the screen must be at rest before its last lines are told to assistive technology. */
#define REST_MS 400
#define TOLD_LINES 4

struct _BancoTerminal {
  AdwBin parent_instance;
  BancoPlace *place;
  BancoMachine *machine; /* nullable */
  GCancellable *spawning;
  char *kept; /* nullable */
  char *typed;
  char *command, *folder; /* what tmux says; nullable */
  TerminalNotes *notes;   /* nullable */
  char *title;
  char *link; /* where the menu was opened; nullable */
  GPid child; /* 0: none */
  gboolean over;
  guint rest; /* timer, while the screen changes */

  GtkBox *strip;
  GtkRevealer *ended;
  GtkLabel *ended_text;
  GtkButton *again;
  GtkSearchBar *find_bar;
  GtkSearchEntry *find;
  VteTerminal *terminal;
  GtkPopover *menu;
  GtkEventController *click;
};

G_DEFINE_FINAL_TYPE (BancoTerminal, banco_terminal, ADW_TYPE_BIN)

enum {
  PROP_TITLE = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum {
  ENDED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* @button: what begins it again; NULL: nothing does. */
static void
show_ended (BancoTerminal *self, const char *text, const char *button)
{
  gtk_label_set_label (self->ended_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->again), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->again, button);
  gtk_revealer_set_reveal_child (self->ended, TRUE);
}

static void
title_changed (BancoTerminal *self)
{
  const char *said =
    vte_terminal_get_termprop_string (self->terminal, VTE_TERMPROP_XTERM_TITLE, NULL);
  const char *label =
    banco_place_is_here (self->place) ? _ ("This Computer") : banco_place_get_label (self->place);
  const char *where = self->folder != NULL ? self->folder : said;
  char *title = where != NULL && where[0] != '\0' ? banco_visible_printf ("%s: %s", label, where)
                                                  : banco_visible_line (label);

  g_free (self->title);
  self->title = title;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
set_folder (BancoTerminal *self, char *folder)
{
  gboolean same = g_strcmp0 (folder, self->folder) == 0;

  g_free (self->folder);
  self->folder = folder;
  if (!same)
    title_changed (self);
}

static void
notes_changed (gpointer data, const char *command, const char *folder)
{
  BancoTerminal *self = data;
  char *now = g_strdup (command);

  g_free (self->command);
  self->command = now;
  set_folder (self, g_strdup (folder));
}

static void
spawned (VteTerminal *terminal, GPid child, GError *error, gpointer data)
{
  BancoTerminal *self;

  /* NULL: it was destroyed meanwhile, and vte has ended the child. */
  if (terminal == NULL)
    return;
  self = BANCO_TERMINAL (gtk_widget_get_ancestor (GTK_WIDGET (terminal), BANCO_TYPE_TERMINAL));
  if (self == NULL)
    return;
  if (error) {
    g_autofree char *text = banco_visible_printf (_ ("No terminal could be started on %s."),
                                                  banco_place_get_label (self->place));

    g_debug ("spawn: %s", error->message);
    show_ended (self, text, _ ("Try Again"));
    return;
  }
  self->child = child;
}

/* FALSE: the machine has none now; why is said. */
static gboolean
find_place_again (BancoTerminal *self)
{
  BancoPlace *place = self->machine ? banco_machine_get_terminal_place (self->machine) : NULL;
  g_autofree char *text = NULL;
  const char *button;

  if (place != NULL) {
    banco_place_unref (self->place);
    self->place = place;
  } else if (self->machine) {
    text = banco_terminal_explain_machine (self->machine, &button);
    show_ended (self, text, button);
  }
  return text == NULL;
}

static void
start (BancoTerminal *self)
{
  gtk_revealer_set_reveal_child (self->ended, FALSE);
  g_clear_pointer (&self->notes, banco_terminal_notes_free);
  if (find_place_again (self))
    self->notes = banco_terminal_spawn (self->terminal, self->place, self->kept, self->spawning,
                                        spawned, notes_changed, self);
}

static void
child_exited (BancoTerminal *self, int status)
{
  const BancoTerminalEnd end = { self->place, self->machine, status, self->kept != NULL,
                                 self->command != NULL };
  g_autofree char *text = NULL;
  const char *button;

  self->child = 0;
  if (banco_place_is_here (self->place)) {
    self->over = TRUE;
    g_signal_emit (self, signals[ENDED], 0);
  } else if (banco_terminal_lacks_tmux (&end)) {
    g_clear_pointer (&self->kept, g_free);
    start (self);
  } else {
    text = banco_terminal_explain_end (&end, &button);
    if (!banco_terminal_was_lost (&end))
      g_clear_pointer (&self->command, g_free);
    show_ended (self, text, button);
  }
}

/* A question for a password is not answered with a command. */
static gboolean
ends_with_prompt (const char *text)
{
  g_autofree char *last = g_strchomp (g_strdup (text));
  gsize length = strlen (last);

  return length > 0 && strchr ("$#%>", last[length - 1]) != NULL;
}

/* What is to be typed waits for the shell: before it, the line would be there twice. */
static void
type_at_prompt (BancoTerminal *self, const char *text)
{
  if (self->typed == NULL || self->child == 0 || !ends_with_prompt (text))
    return;
  vte_terminal_feed_child (self->terminal, self->typed, -1);
  g_clear_pointer (&self->typed, g_free);
}

static int
get_pty (BancoTerminal *self)
{
  VtePty *pty = vte_terminal_get_pty (self->terminal);

  return pty ? vte_pty_get_fd (pty) : -1;
}

/* VTE tells assistive technology nothing on this baseline: the last lines become its description.
 */
static gboolean
tell_last_lines (gpointer data)
{
  BancoTerminal *self = data;
  g_autofree char *screen = vte_terminal_get_text_format (self->terminal, VTE_FORMAT_TEXT);
  g_autofree char *text = NULL;
  char *from;
  guint lines = 0;

  self->rest = 0;
  if (banco_place_is_here (self->place))
    set_folder (self, banco_terminal_find_folder (get_pty (self), self->child));
  type_at_prompt (self, screen);
  text = g_strchomp (banco_visible_text (screen));
  for (from = text + strlen (text); from > text && lines < TOLD_LINES; from--)
    lines += from[-1] == '\n';
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->terminal),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, from, -1);
  return G_SOURCE_REMOVE;
}

static void
contents_changed (BancoTerminal *self)
{
  g_clear_handle_id (&self->rest, g_source_remove);
  self->rest = g_timeout_add (REST_MS, tell_last_lines, self);
}

static void
dark_changed (BancoTerminal *self)
{
  banco_terminal_colours_apply (self->terminal,
                                adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

/* As in other terminals, with Ctrl: a click alone belongs to the program, or selects. */
static void
link_pressed (BancoTerminal *self, int n, double x, double y)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (self->click);
  g_autofree char *link =
    state & GDK_CONTROL_MASK ? banco_terminal_links_find (self->terminal, x, y) : NULL;

  if (link == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (self->click), GTK_EVENT_SEQUENCE_CLAIMED);
  banco_open_uri (GTK_WIDGET (self), link, NULL, NULL);
}

static void
menu_pressed (BancoTerminal *self, int n, double x, double y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  g_free (self->link);
  self->link = banco_terminal_links_find (self->terminal, x, y);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "terminal.open-link", self->link != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "terminal.copy-link", self->link != NULL);
  gtk_popover_set_pointing_to (self->menu, &at);
  gtk_popover_popup (self->menu);
}

static void
find_changed (BancoTerminal *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));
  g_autofree char *pattern = g_regex_escape_string (text, -1);
  g_autoptr (VteRegex) regex =
    text[0] ? vte_regex_new_for_search (pattern, -1, PCRE2_CASELESS | PCRE2_MULTILINE, NULL) : NULL;

  vte_terminal_search_set_regex (self->terminal, regex, 0);
  vte_terminal_search_set_wrap_around (self->terminal, TRUE);
  if (regex)
    vte_terminal_search_find_previous (self->terminal);
  else
    vte_terminal_unselect_all (self->terminal);
}

static void
find_next (BancoTerminal *self)
{
  vte_terminal_search_find_next (self->terminal);
}

static void
find_previous (BancoTerminal *self)
{
  vte_terminal_search_find_previous (self->terminal);
}

static void
find_mode_changed (BancoTerminal *self)
{
  if (gtk_search_bar_get_search_mode (self->find_bar))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->find), "");
  banco_terminal_focus (self);
}

static void
copy_ssh_command (BancoTerminal *self)
{
  g_autofree char *command = banco_machine_to_ssh_command (self->machine);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), BANCO_TYPE_PAGE);

  if (command == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
  if (page)
    banco_page_toast (BANCO_PAGE (page), _ ("Copied: it works in any terminal of this computer"));
}

/* Of a machine, or of what the menu was opened on. */
static void
place_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoTerminal *self = BANCO_TERMINAL (widget);

  if (g_str_equal (name, "terminal.copy-ssh-command"))
    copy_ssh_command (self);
  else if (g_str_equal (name, "terminal.give-back"))
    gtk_widget_activate_action (widget, "win.give-back", "s",
                                banco_machine_get_key (self->machine));
  else if (g_str_equal (name, "terminal.copy-link"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->link);
  else
    banco_open_uri (widget, self->link, NULL, NULL);
}

/* A focused terminal keeps every key for its program, so that these two lead out of it. */
static void
way_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoTerminal *self = BANCO_TERMINAL (widget);

  if (g_str_equal (name, "terminal.menu"))
    menu_pressed (self, 1, gtk_widget_get_width (GTK_WIDGET (self->terminal)) / 2., 0);
  else
    g_signal_emit_by_name (gtk_widget_get_root (widget), "move-focus", GTK_DIR_TAB_BACKWARD);
}

static void
terminal_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoTerminal *self = BANCO_TERMINAL (widget);

  if (g_str_equal (name, "terminal.copy")) {
    vte_terminal_copy_clipboard_format (self->terminal, VTE_FORMAT_TEXT);
  } else if (g_str_equal (name, "terminal.paste")) {
    vte_terminal_paste_clipboard (self->terminal);
  } else if (g_str_equal (name, "terminal.copy-text")) {
    g_autofree char *text = vte_terminal_get_text_format (self->terminal, VTE_FORMAT_TEXT);

    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), g_strchomp (text));
  } else {
    banco_terminal_start_find (self);
  }
}

static void
banco_terminal_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value, BANCO_TERMINAL (object)->title);
}

static void
banco_terminal_dispose (GObject *object)
{
  BancoTerminal *self = BANCO_TERMINAL (object);

  /* VTE tells of its child's end from its own, when nothing of this is left to hear it. */
  if (self->terminal)
    g_signal_handlers_disconnect_by_data (self->terminal, self);
  g_clear_handle_id (&self->rest, g_source_remove);
  g_cancellable_cancel (self->spawning);
  g_clear_object (&self->spawning);
  g_clear_pointer (&self->notes, banco_terminal_notes_free);
  g_clear_pointer (&self->place, banco_place_unref);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->kept, g_free);
  g_clear_pointer (&self->typed, g_free);
  g_clear_pointer (&self->command, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->link, g_free);
  G_OBJECT_CLASS (banco_terminal_parent_class)->dispose (object);
}

static void
banco_terminal_class_init (BancoTerminalClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const char *names[] = { "terminal.copy", "terminal.paste", "terminal.copy-text",
                          "terminal.find" };
  const char *placed[] = { "terminal.copy-ssh-command", "terminal.give-back", "terminal.copy-link",
                           "terminal.open-link" };

  G_OBJECT_CLASS (klass)->dispose = banco_terminal_dispose;
  G_OBJECT_CLASS (klass)->get_property = banco_terminal_get_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[ENDED] = g_signal_new ("ended", BANCO_TYPE_TERMINAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (widget_class, names[i], NULL, terminal_action);
  for (guint i = 0; i < G_N_ELEMENTS (placed); i++)
    gtk_widget_class_install_action (widget_class, placed[i], NULL, place_action);
  gtk_widget_class_install_action (widget_class, "terminal.leave", NULL, way_out_action);
  gtk_widget_class_install_action (widget_class, "terminal.menu", NULL, way_out_action);
  g_type_ensure (VTE_TYPE_TERMINAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/terminal.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, strip);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, ended);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, ended_text);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, again);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, find_bar);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, find);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, terminal);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, menu);
  gtk_widget_class_bind_template_child (widget_class, BancoTerminal, click);
  gtk_widget_class_bind_template_callback (widget_class, link_pressed);
  gtk_widget_class_bind_template_callback (widget_class, start);
  gtk_widget_class_bind_template_callback (widget_class, child_exited);
  gtk_widget_class_bind_template_callback (widget_class, title_changed);
  gtk_widget_class_bind_template_callback (widget_class, contents_changed);
  gtk_widget_class_bind_template_callback (widget_class, menu_pressed);
  gtk_widget_class_bind_template_callback (widget_class, find_changed);
  gtk_widget_class_bind_template_callback (widget_class, find_next);
  gtk_widget_class_bind_template_callback (widget_class, find_previous);
  gtk_widget_class_bind_template_callback (widget_class, find_mode_changed);
}

static void
banco_terminal_init (BancoTerminal *self)
{
  self->spawning = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->find_bar, GTK_EDITABLE (self->find));
  banco_terminal_keys_add (GTK_WIDGET (self));
  banco_terminal_links_mark (self->terminal);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (dark_changed), self, G_CONNECT_SWAPPED);
  dark_changed (self);
}

guint
banco_terminal_colour_of (BancoPlace *place)
{
  return banco_place_is_here (place) ? 0 : 1 + g_str_hash (banco_place_get_id (place)) % 6;
}

BancoTerminal *
banco_terminal_new (const BancoTerminalPlan *plan)
{
  BancoTerminal *self = g_object_new (BANCO_TYPE_TERMINAL, NULL);
  guint colour = banco_terminal_colour_of (plan->place);

  self->place = banco_place_ref (plan->place);
  g_set_object (&self->machine, plan->machine);
  self->kept = g_strdup (plan->kept);
  self->typed = g_strdup (plan->typed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "terminal.copy-ssh-command",
                                 plan->machine != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "terminal.give-back", plan->machine != NULL);
  if (colour) {
    g_autofree char *style = g_strdup_printf ("strip-%u", colour);

    gtk_widget_add_css_class (GTK_WIDGET (self->strip), "strip");
    gtk_widget_add_css_class (GTK_WIDGET (self->strip), style);
    gtk_widget_set_visible (GTK_WIDGET (self->strip), TRUE);
  }
  title_changed (self);
  start (self);
  return self;
}

BancoPlace *
banco_terminal_get_place (BancoTerminal *self)
{
  return self->place;
}

const char *
banco_terminal_get_title (BancoTerminal *self)
{
  return self->title;
}

gboolean
banco_terminal_has_ended (BancoTerminal *self)
{
  return self->over;
}

BancoMachine *
banco_terminal_get_machine (BancoTerminal *self)
{
  return self->machine;
}

const char *
banco_terminal_get_kept (BancoTerminal *self)
{
  return self->kept;
}

char *
banco_terminal_dup_command (BancoTerminal *self)
{
  return banco_place_is_here (self->place)
           ? banco_terminal_find_command (get_pty (self), self->child)
           : g_strdup (self->command);
}

gboolean
banco_terminal_is_running (BancoTerminal *self)
{
  return self->child != 0;
}

/* Without tmux a machine does not say what runs: nothing does where a prompt waits. */
gboolean
banco_terminal_is_busy (BancoTerminal *self)
{
  g_autofree char *command = banco_terminal_dup_command (self);
  g_autofree char *screen = NULL;

  if (command != NULL || banco_place_is_here (self->place) || self->kept || self->child == 0)
    return command != NULL;
  screen = vte_terminal_get_text_format (self->terminal, VTE_FORMAT_TEXT);
  return !ends_with_prompt (screen);
}

void
banco_terminal_focus (BancoTerminal *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

void
banco_terminal_start_find (BancoTerminal *self)
{
  gtk_search_bar_set_search_mode (self->find_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->find));
}

gboolean
banco_terminal_stop_find (BancoTerminal *self)
{
  gboolean was = gtk_search_bar_get_search_mode (self->find_bar);

  gtk_search_bar_set_search_mode (self->find_bar, FALSE);
  return was;
}

void
banco_terminal_set_zoom (BancoTerminal *self, double zoom)
{
  vte_terminal_set_font_scale (self->terminal, zoom);
}

void
banco_terminal_type (BancoTerminal *self, const char *text)
{
  vte_terminal_feed_child (self->terminal, text, -1);
}
