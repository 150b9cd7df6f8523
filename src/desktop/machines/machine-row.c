/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/machine-row.h"

#include "desktop/minute-clock.h"
#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoMachineRow {
  GtkListBoxRow parent_instance;
  BancoMachine *machine;
};

G_DEFINE_FINAL_TYPE (BancoMachineRow, banco_machine_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  PROP_MACHINE = 1,
  PROP_SPOKEN, /* what assistive technology calls it */
};

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

/* What machine-row.ui calls. There is no machine yet when a row is made. */

static char *
clean (BancoMachineRow *self, const char *text)
{
  return banco_visible_line (text);
}

static char *
state_words (BancoMachineRow *self, guint state)
{
  const char *icon, *style;

  return g_strdup (banco_machine_words_state (state, &icon, &style));
}

static char *
state_icon (BancoMachineRow *self, guint state)
{
  const char *icon, *style;

  banco_machine_words_state (state, &icon, &style);
  return g_strdup (icon);
}

static char **
state_style (BancoMachineRow *self, guint state)
{
  const char *icon, *style;

  banco_machine_words_state (state, &icon, &style);
  return g_strdupv ((char *[]){ (char *) "state", (char *) style, NULL });
}

/* A machine has another accelerator only with another offer. */
static char *
accelerator_words (BancoMachineRow *self, BancoMachine *machine, const char *offer)
{
  return banco_machine_words_accelerator (banco_machine_get_accelerator (machine));
}

static char *
place_words (BancoMachineRow *self,
             const char *offer_name,
             const char *image_name,
             const char *group_name,
             const char *address,
             gint64 created,
             gint64 until,
             gint64 now)
{
  g_autofree char *since = banco_words_ago (created, now);
  g_autofree char *end = banco_words_until (until, now);
  g_autofree char *offer = banco_visible_line (offer_name);
  g_autofree char *image = banco_visible_line (image_name);
  g_autofree char *group = banco_visible_line (group_name);
  g_autoptr (GString) words = g_string_new (offer);

  if (image[0])
    g_string_append_printf (words, " · %s", image);
  g_string_append_printf (words, "\n%s", group);
  if (address)
    g_string_append_printf (words, " · %s", address);
  if (created)
    g_string_append_printf (words, " · %s", since);
  if (until)
    g_string_append_printf (words, _ (" · ends %s"), end);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
moment (BancoMachineRow *self, gint64 created)
{
  return banco_words_moment (created);
}

/* Which step it is at, and how long that usually takes. */
static char *
steps (BancoMachineRow *self, guint state)
{
  if (state == BANCO_MACHINE_ASKED)
    return g_strdup (
      _ ("<b>1 Asked for</b> · 2 Starting · 3 Ready\nUsually less than a minute for this step"));
  if (state == BANCO_MACHINE_BUILDING)
    return g_strdup (
      _ ("1 Asked for · <b>2 Starting</b> · 3 Ready\nUsually one or two minutes until it answers"));
  return g_strdup ("");
}

static gboolean
is_moving (BancoMachineRow *self, guint state)
{
  return state == BANCO_MACHINE_ASKED || state == BANCO_MACHINE_BUILDING;
}

static gboolean
is_ready (BancoMachineRow *self, guint state)
{
  return state == BANCO_MACHINE_READY;
}

static gboolean
can_go_back (BancoMachineRow *self, guint state)
{
  return state != BANCO_MACHINE_RELEASING;
}

/* Why it failed, or why it does not answer. */
static gboolean
has_reason (BancoMachineRow *self, guint state, const char *reason)
{
  return (state == BANCO_MACHINE_FAILED || state == BANCO_MACHINE_BUILDING) && reason != NULL;
}

static char *
sentence (BancoMachineRow *self, const char *reason)
{
  return banco_words_sentence (reason ? reason : "");
}

static GVariant *
id_of (BancoMachineRow *self, BancoMachine *machine)
{
  return machine != NULL ? g_variant_new_string (banco_machine_get_key (machine)) : NULL;
}

static GMenuModel *
create_menu (BancoMachineRow *self, BancoMachine *machine)
{
  static const struct {
    const char *label;
    const char *action;
  } items[] = {
    { N_ ("Log"), "machines.log" },
    { N_ ("Copy SSH Settings"), "machines.copy-ssh" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; machine != NULL && i < G_N_ELEMENTS (items); i++) {
    g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);

    g_menu_item_set_action_and_target (item, items[i].action, "s", banco_machine_get_key (machine));
    g_menu_append_item (menu, item);
  }
  return G_MENU_MODEL (menu);
}

static gboolean
say (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  BancoMachine *machine = BANCO_MACHINE_ROW (data)->machine;
  const char *icon, *style;

  g_value_take_string (
    to, banco_visible_printf (
          "%s, %s", banco_machine_get_name (machine),
          banco_machine_words_state (banco_machine_get_state (machine), &icon, &style)));
  return TRUE;
}

static void
banco_machine_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BANCO_MACHINE_ROW (object)->machine);
}

static void
banco_machine_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MACHINE)
    BANCO_MACHINE_ROW (object)->machine = g_value_dup_object (value);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (object), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    g_value_get_string (value), -1);
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
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = banco_machine_row_dispose;
  object_class->get_property = banco_machine_row_get_property;
  object_class->set_property = banco_machine_row_set_property;
  g_object_class_install_property (
    object_class, PROP_MACHINE,
    g_param_spec_object ("machine", NULL, NULL, BANCO_TYPE_MACHINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (
    object_class, PROP_SPOKEN,
    g_param_spec_string ("spoken", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/machine-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, clean);
  gtk_widget_class_bind_template_callback (widget_class, state_words);
  gtk_widget_class_bind_template_callback (widget_class, state_icon);
  gtk_widget_class_bind_template_callback (widget_class, state_style);
  gtk_widget_class_bind_template_callback (widget_class, accelerator_words);
  gtk_widget_class_bind_template_callback (widget_class, place_words);
  gtk_widget_class_bind_template_callback (widget_class, moment);
  gtk_widget_class_bind_template_callback (widget_class, steps);
  gtk_widget_class_bind_template_callback (widget_class, is_moving);
  gtk_widget_class_bind_template_callback (widget_class, is_ready);
  gtk_widget_class_bind_template_callback (widget_class, can_go_back);
  gtk_widget_class_bind_template_callback (widget_class, has_reason);
  gtk_widget_class_bind_template_callback (widget_class, sentence);
  gtk_widget_class_bind_template_callback (widget_class, id_of);
  gtk_widget_class_bind_template_callback (widget_class, create_menu);
}

static void
banco_machine_row_init (BancoMachineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
banco_machine_row_new (BancoMachine *machine)
{
  static const char *const said[] = { "name", "state" };
  BancoMachineRow *self = g_object_new (BANCO_TYPE_MACHINE_ROW, "machine", machine, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    g_object_bind_property_full (machine, said[i], self, "spoken", G_BINDING_SYNC_CREATE, say, NULL,
                                 self, NULL);
  return GTK_WIDGET (self);
}
