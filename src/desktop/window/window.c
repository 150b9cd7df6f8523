/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/window.h"

#include "desktop/question.h"
#include "desktop/window/federation-choices.h"
#include "desktop/window/notifier.h"
#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoWindow {
  AdwApplicationWindow parent_instance;
  BancoSettings *settings;
  BancoShell *shell;       /* borrowed from the window, nullable */
  BancoNotifier *notifier; /* nullable */
  gboolean agreed;         /* that what still runs in a terminal ends */
  gboolean asking;         /* whether it may */
};

G_DEFINE_FINAL_TYPE (BancoWindow, banco_window, ADW_TYPE_APPLICATION_WINDOW)

/* Bubbling, not captured: a focused terminal keeps every key that a shell may want. */
static const struct {
  guint key;
  GdkModifierType modifiers;
  const char *action;
} keys[] = {
  { GDK_KEY_f, GDK_CONTROL_MASK, "win.find" },
  { GDK_KEY_k, GDK_CONTROL_MASK, "win.search" },
  { GDK_KEY_t, GDK_CONTROL_MASK, "win.new-terminal" },
  { GDK_KEY_comma, GDK_CONTROL_MASK, "app.preferences" },
  { GDK_KEY_question, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "app.shortcuts" },
  { GDK_KEY_question, GDK_CONTROL_MASK, "app.shortcuts" },
  { GDK_KEY_F1, 0, "app.help" },
  { GDK_KEY_F5, 0, "app.refresh" },
  { GDK_KEY_F10, 0, "win.menu" },
  { GDK_KEY_Left, GDK_ALT_MASK, "win.backward" },
  { GDK_KEY_Right, GDK_ALT_MASK, "win.forward" },
  { GDK_KEY_Escape, 0, "win.up" },
};

static void
simple_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoShell *shell = BANCO_WINDOW (widget)->shell;

  if (shell == NULL)
    return;
  if (g_str_equal (name, "win.find"))
    banco_shell_find (shell);
  else if (g_str_equal (name, "win.search"))
    banco_shell_show (shell, "knowledge", "");
  else if (g_str_equal (name, "win.new-terminal"))
    banco_shell_show (shell, "terminals", "here");
  else if (g_str_equal (name, "win.backward"))
    banco_shell_go (shell, -1);
  else if (g_str_equal (name, "win.forward"))
    banco_shell_go (shell, 1);
  else if (g_str_equal (name, "win.menu"))
    banco_shell_open_menu (shell);
  else if (g_str_equal (name, "win.up"))
    banco_shell_up (shell);
}

/* "win.read" opens an entry, "win.terminal" a place, "win.page" a page; "win.give-back" asks
 * whether a machine is to go. */
static void
target_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoShell *shell = BANCO_WINDOW (widget)->shell;
  const char *target = g_variant_get_string (parameter, NULL);
  g_autofree char *question = g_strconcat ("give-back:", target, NULL);

  if (shell == NULL)
    return;
  if (g_str_equal (name, "win.read"))
    banco_shell_show (shell, "knowledge", target);
  else if (g_str_equal (name, "win.terminal"))
    banco_shell_show (shell, "terminals", target);
  else if (g_str_equal (name, "win.give-back"))
    banco_shell_show (shell, "machines", question);
  else
    banco_shell_show (shell, target, NULL);
}

static gboolean
show_nth (GtkWidget *widget, GVariant *nth, gpointer data)
{
  BancoShell *shell = BANCO_WINDOW (widget)->shell;

  if (shell)
    banco_shell_show_nth (shell, (guint) g_variant_get_int32 (nth));
  return shell != NULL;
}

static void
close_window (gpointer window)
{
  gtk_window_close (window);
  g_object_unref (window);
}

static void
close_answered (gpointer owner, gboolean agreed, gpointer data)
{
  BancoWindow *self = owner;

  self->asking = FALSE;
  self->agreed = agreed;
  /* The question goes before the window that it was asked in. */
  if (self->agreed)
    g_idle_add_once (close_window, g_object_ref (self));
}

/* What stands before all else here: a question behind a dialog could not be answered. */
static GtkWindow *
get_front (BancoWindow *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWindow *front = GTK_WINDOW (self);

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (gtk_window_get_transient_for (window) == front &&
        gtk_widget_get_visible (GTK_WIDGET (window)))
      front = window;
  }
  return front;
}

static void
ask_to_close (BancoWindow *self, const char *work, gboolean goes_on)
{
  g_autofree char *text =
    goes_on ? g_strdup (work) : g_strdup_printf ("%s %s", work, _ ("Closing ends it."));

  if (self->asking)
    return;
  self->asking = TRUE;
  banco_question_ask (get_front (self), &(BancoQuestionPlan){
                                          .heading = _ ("Close Banco?"),
                                          .body = text,
                                          .agree = _ ("Close"),
                                          .keep = goes_on ? _ ("Cancel") : NULL,
                                          .is_gain = goes_on,
                                          .owner = G_OBJECT (self),
                                          .answered = close_answered,
                                        });
}

static gboolean
banco_window_close_request (GtkWindow *window)
{
  BancoWindow *self = BANCO_WINDOW (window);
  gboolean goes_on = FALSE;
  g_autofree char *work =
    self->shell && !self->agreed ? banco_shell_get_work (self->shell, &goes_on) : NULL;
  int width, height;

  if (work != NULL) {
    ask_to_close (self, work, goes_on);
    return GDK_EVENT_STOP;
  }
  gtk_window_get_default_size (window, &width, &height);
  banco_settings_set_window (self->settings, width, height, gtk_window_is_maximized (window));
  if (self->shell)
    banco_operations_cancel_all (
      banco_workspace_get_operations (banco_shell_get_workspace (self->shell)));
  return GTK_WINDOW_CLASS (banco_window_parent_class)->close_request (window);
}

static void
banco_window_dispose (GObject *object)
{
  g_clear_object (&BANCO_WINDOW (object)->notifier);
  g_clear_object (&BANCO_WINDOW (object)->settings);
  G_OBJECT_CLASS (banco_window_parent_class)->dispose (object);
}

static void
banco_window_class_init (BancoWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const char *simple[] = { "win.find",    "win.search", "win.new-terminal", "win.backward",
                           "win.forward", "win.up",     "win.menu" };
  const char *targeted[] = { "win.read", "win.terminal", "win.page", "win.give-back" };

  G_OBJECT_CLASS (klass)->dispose = banco_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = banco_window_close_request;
  for (guint i = 0; i < G_N_ELEMENTS (simple); i++)
    gtk_widget_class_install_action (widget_class, simple[i], NULL, simple_action);
  for (guint i = 0; i < G_N_ELEMENTS (targeted); i++)
    gtk_widget_class_install_action (widget_class, targeted[i], "s", target_action);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
  for (int i = 0; i < 9; i++)
    gtk_widget_class_add_binding (widget_class, GDK_KEY_1 + (guint) i, GDK_CONTROL_MASK, show_nth,
                                  "i", i);
}

/* A label that can be selected keeps Ctrl+F for itself: one character on. */
static gboolean
find_from_label (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  return GTK_IS_LABEL (gtk_window_get_focus (GTK_WINDOW (widget))) &&
         gtk_widget_activate_action (widget, "win.find", NULL);
}

static void
banco_window_init (BancoWindow *self)
{
  GtkEventController *first = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (first),
    gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_f, GDK_CONTROL_MASK),
                      gtk_callback_action_new (find_from_label, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), first);
}

BancoWindow *
banco_window_new (AdwApplication *application, BancoSettings *settings)
{
  BancoWindow *self = g_object_new (BANCO_TYPE_WINDOW, "application", application, "title", "Banco",
                                    "width-request", 360, "height-request", 400, NULL);
  int width, height;
  gboolean maximized;

  self->settings = g_object_ref (settings);
  banco_settings_get_window (settings, &width, &height, &maximized);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (maximized)
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

void
banco_window_set_workspace (BancoWindow *self, BancoWorkspace *workspace)
{
  if (self->shell)
    banco_operations_cancel_all (
      banco_workspace_get_operations (banco_shell_get_workspace (self->shell)));
  self->shell = banco_shell_new (workspace, self->settings);
  g_clear_object (&self->notifier);
  self->notifier = banco_notifier_new (workspace, self->settings, GTK_WINDOW (self));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), GTK_WIDGET (self->shell));
}

/* What can be done about it: mend it and try again, or work with another federation. */
static GtkWidget *
create_remedies (const GError *error)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *again = gtk_button_new_with_label (_ ("Try Again"));
  g_autoptr (GPtrArray) federations = banco_federation_choices_list ();

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (again), "app.refresh");
  gtk_widget_add_css_class (again, "pill");
  gtk_widget_add_css_class (again, "suggested-action");
  gtk_box_append (GTK_BOX (box), again);
  for (guint i = 0; error->domain == BANCO_WORKSPACE_ERROR && i < federations->len; i++) {
    BancoFederation *federation = federations->pdata[i];
    g_autofree char *name = banco_federation_choices_dup_label (federation);
    g_autofree char *label = g_strdup_printf (_ ("Use %s"), name);
    GtkWidget *button = gtk_button_new_with_label (label);

    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.federation");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                      banco_federation_choices_get_target (federation));
    gtk_widget_add_css_class (button, "pill");
    gtk_box_append (GTK_BOX (box), button);
  }
  return box;
}

void
banco_window_set_problem (BancoWindow *self, const GError *error)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *status = adw_status_page_new ();
  g_autofree char *sentence = banco_words_sentence (error->message);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), error->domain == BANCO_WORKSPACE_ERROR
                                                         ? _ ("This Federation Cannot Be Used")
                                                         : _ ("Banco Cannot Be Used Yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (status), escaped);
  gtk_widget_set_vexpand (status, TRUE);
  adw_status_page_set_child (ADW_STATUS_PAGE (status), create_remedies (error));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), status);
  self->shell = NULL;
  g_clear_object (&self->notifier);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
}

BancoShell *
banco_window_get_shell (BancoWindow *self)
{
  return self->shell;
}

BancoSettings *
banco_window_get_settings (BancoWindow *self)
{
  return self->settings;
}
