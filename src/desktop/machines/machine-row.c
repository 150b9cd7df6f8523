/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/machine-row.h"

#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoMachineRow {
  GtkListBoxRow parent_instance;
  BancoMachine *machine;

  GtkLabel *name;
  GtkBox *state_box;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *accelerator;
  GtkLabel *where;
  GtkLabel *steps;
  GtkLabel *reason;
  GtkButton *terminal;
  GtkButton *give_back;
  GtkMenuButton *more;
};

G_DEFINE_FINAL_TYPE (BancoMachineRow, banco_machine_row, GTK_TYPE_LIST_BOX_ROW)

static const struct {
  BancoMachineState state;
  const char *words;
  const char *icon;
  const char *style;
} states[] = {
  { BANCO_MACHINE_UNKNOWN, N_ ("State not known"), "dialog-question-symbolic", "dim-label" },
  { BANCO_MACHINE_ASKED, N_ ("Asked for"), "content-loading-symbolic", "accent" },
  { BANCO_MACHINE_BUILDING, N_ ("Starting"), "content-loading-symbolic", "accent" },
  { BANCO_MACHINE_READY, N_ ("Ready"), "banco-ready-symbolic", "success" },
  { BANCO_MACHINE_STOPPED, N_ ("Stopped"), "media-playback-pause-symbolic", "dim-label" },
  { BANCO_MACHINE_SHELVED, N_ ("Shelved"), "drive-harddisk-symbolic", "dim-label" },
  { BANCO_MACHINE_FAILED, N_ ("Failed"), "dialog-warning-symbolic", "error" },
  { BANCO_MACHINE_RELEASING, N_ ("Going back"), "content-loading-symbolic", "dim-label" },
};

const char *
banco_machine_words_state (BancoMachineState state, const char **icon, const char **style)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (states[i].state == state) {
      *icon = states[i].icon;
      *style = states[i].style;
      return _ (states[i].words);
    }
  *icon = states[0].icon;
  *style = states[0].style;
  return _ (states[0].words);
}

char *
banco_machine_words_accelerator (const BancoAccelerator *accelerator)
{
  g_autofree char *words = banco_accelerator_to_words (accelerator);

  return words[0] != '\0' ? banco_visible_line (words) : g_strdup (_ ("No accelerator"));
}

/* Which step it is at, and how long that usually takes. */
static const char *
steps_of (BancoMachineState state)
{
  switch (state) {
  case BANCO_MACHINE_ASKED:
    return _ (
      "<b>1 Asked for</b> · 2 Starting · 3 Ready\nUsually less than a minute for this step");
  case BANCO_MACHINE_BUILDING:
    return _ (
      "1 Asked for · <b>2 Starting</b> · 3 Ready\nUsually one or two minutes until it answers");
  default:
    return NULL;
  }
}

static void
show_where (BancoMachineRow *self)
{
  g_autofree char *since =
    banco_words_ago (banco_machine_get_created (self->machine), banco_clock_now ());
  g_autofree char *offer = banco_visible_line (banco_machine_get_offer (self->machine));
  g_autofree char *image = banco_visible_line (banco_machine_get_image (self->machine));
  g_autofree char *group = banco_visible_line (banco_machine_get_group (self->machine));
  gint64 until = banco_machine_get_until (self->machine);
  g_autoptr (GString) where = g_string_new (offer);
  g_autofree char *tooltip = banco_words_moment (banco_machine_get_created (self->machine));

  if (image[0])
    g_string_append_printf (where, " · %s", image);
  g_string_append_printf (where, "\n%s", group);
  if (banco_machine_get_address (self->machine))
    g_string_append_printf (where, " · %s", banco_machine_get_address (self->machine));
  if (banco_machine_get_created (self->machine))
    g_string_append_printf (where, " · %s", since);
  if (until) {
    g_autofree char *end = banco_words_until (until, banco_clock_now ());

    g_string_append_printf (where, _ (" · ends %s"), end);
  }
  gtk_label_set_label (self->where, where->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->where), tooltip);
}

static void
show_machine (BancoMachineRow *self)
{
  BancoMachineState state = banco_machine_get_state (self->machine);
  const char *id = banco_machine_get_id (self->machine);
  g_autofree char *name = banco_visible_line (banco_machine_get_name (self->machine));
  const char *icon, *style;
  const char *words = banco_machine_words_state (state, &icon, &style);
  const char *css[] = { "state", style, NULL };
  const char *reason = banco_machine_get_reason (self->machine);
  g_autofree char *accelerator =
    banco_machine_words_accelerator (banco_machine_get_accelerator (self->machine));
  g_autofree char *spoken = g_strdup_printf ("%s, %s", name, words);
  g_autofree char *sentence = banco_words_sentence (reason ? reason : "");

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->state, words);
  gtk_image_set_from_icon_name (self->state_icon, icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_box), css);
  gtk_label_set_label (self->accelerator, accelerator);
  show_where (self);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), steps_of (state) != NULL);
  if (steps_of (state))
    gtk_label_set_markup (self->steps, steps_of (state));
  gtk_label_set_label (self->reason, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason && state == BANCO_MACHINE_FAILED);
  gtk_widget_set_visible (GTK_WIDGET (self->terminal), state == BANCO_MACHINE_READY);
  gtk_widget_set_sensitive (GTK_WIDGET (self->give_back), state != BANCO_MACHINE_RELEASING);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->terminal), "s", id);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->give_back), "s", id);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
fill_menu (BancoMachineRow *self)
{
  static const struct {
    const char *label;
    const char *action;
  } items[] = {
    { N_ ("Log"), "machines.log" },
    { N_ ("Copy SSH Settings"), "machines.copy-ssh" },
  };
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);

    g_menu_item_set_action_and_target (item, items[i].action, "s",
                                       banco_machine_get_id (self->machine));
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (menu));
}

static void
banco_machine_row_dispose (GObject *object)
{
  BancoMachineRow *self = BANCO_MACHINE_ROW (object);

  g_clear_object (&self->machine);
  G_OBJECT_CLASS (banco_machine_row_parent_class)->dispose (object);
}

static void
banco_machine_row_class_init (BancoMachineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_machine_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/machine-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, name);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, state);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, accelerator);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, where);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, steps);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, reason);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, terminal);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, give_back);
  gtk_widget_class_bind_template_child (widget_class, BancoMachineRow, more);
}

static void
banco_machine_row_init (BancoMachineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
banco_machine_row_new (BancoMachine *machine)
{
  BancoMachineRow *self = g_object_new (BANCO_TYPE_MACHINE_ROW, NULL);

  self->machine = g_object_ref (machine);
  fill_menu (self);
  g_signal_connect_object (machine, "notify", G_CALLBACK (show_machine), self, G_CONNECT_SWAPPED);
  show_machine (self);
  return GTK_WIDGET (self);
}
