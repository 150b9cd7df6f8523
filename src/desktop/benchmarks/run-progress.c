/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-progress.h"

#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>

struct _BancoRunProgress {
  AdwBin parent_instance;
  BancoOperation *operation; /* nullable */
  GListModel *rows;          /* nullable */
  GBindingGroup *run;        /* what of @operation is bound to the widget itself */

  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BancoRunProgress, banco_run_progress, ADW_TYPE_BIN)

enum {
  PROP_OPERATION = 1,
  PROP_ROWS,
  N_PROPS,
};

static gboolean
is_running (GBinding *binding, const GValue *state, GValue *running, gpointer data)
{
  g_value_set_boolean (running, g_value_get_uint (state) == BANCO_OPERATION_RUNNING);
  return TRUE;
}

static char *
get_title (BancoRunProgress *self, const char *title)
{
  return banco_visible_line (title);
}

static char *
get_message (BancoRunProgress *self, const char *measure)
{
  return measure != NULL ? banco_visible_line (banco_benchmark_words_measure (measure))
                         : g_strdup (_ ("Getting ready"));
}

static double
get_fraction (BancoRunProgress *self, double fraction)
{
  return CLAMP (fraction, 0, 1);
}

static gboolean
is_any (BancoRunProgress *self, guint n)
{
  return n > 0;
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoRunProgress *self = BANCO_RUN_PROGRESS (widget);

  if (self->operation != NULL)
    banco_operation_cancel (self->operation);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name =
    banco_visible_line (banco_benchmark_words_measure (banco_run_row_get_measure (item)));
  g_autofree char *value =
    banco_run_row_is_checked (item)
      ? banco_benchmark_words_value (banco_run_row_get_median (item), banco_run_row_get_unit (item))
      : g_strdup ("–");
  g_autofree char *shown = banco_visible_line (value);
  g_autofree char *remarks = banco_benchmark_words_flags (banco_run_row_get_flags (item));
  GtkWidget *label = gtk_label_new (shown);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), remarks);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
banco_run_progress_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoRunProgress *self = BANCO_RUN_PROGRESS (object);

  switch (id) {
  case PROP_OPERATION:
    g_value_set_object (value, self->operation);
    break;
  case PROP_ROWS:
    g_value_set_object (value, self->rows);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_run_progress_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoRunProgress *self = BANCO_RUN_PROGRESS (object);

  switch (id) {
  case PROP_OPERATION:
    g_set_object (&self->operation, g_value_get_object (value));
    g_binding_group_set_source (self->run, self->operation);
    break;
  case PROP_ROWS:
    g_set_object (&self->rows, g_value_get_object (value));
    gtk_list_box_bind_model (self->list, self->rows, create_row, NULL, NULL);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_run_progress_finalize (GObject *object)
{
  BancoRunProgress *self = BANCO_RUN_PROGRESS (object);

  g_clear_object (&self->operation);
  g_clear_object (&self->rows);
  g_clear_object (&self->run);
  G_OBJECT_CLASS (banco_run_progress_parent_class)->finalize (object);
}

static void
banco_run_progress_class_init (BancoRunProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = banco_run_progress_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_run_progress_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_run_progress_finalize;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), PROP_OPERATION,
    g_param_spec_object ("operation", NULL, NULL, BANCO_TYPE_OPERATION, flags));
  g_object_class_install_property (
    G_OBJECT_CLASS (klass), PROP_ROWS,
    g_param_spec_object ("rows", NULL, NULL, G_TYPE_LIST_MODEL, flags));
  g_type_ensure (BANCO_TYPE_OPERATION);
  gtk_widget_class_install_action (widget_class, "run.cancel", NULL, cancel);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/run-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoRunProgress, list);
  gtk_widget_class_bind_template_callback (widget_class, is_any);
  gtk_widget_class_bind_template_callback (widget_class, get_title);
  gtk_widget_class_bind_template_callback (widget_class, get_message);
  gtk_widget_class_bind_template_callback (widget_class, get_fraction);
}

static void
banco_run_progress_init (BancoRunProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Not in the template: GTK 4.8 warns when a widget that binds a property of its own goes. */
  self->run = g_binding_group_new ();
  g_binding_group_bind_full (self->run, "state", self, "visible", G_BINDING_SYNC_CREATE, is_running,
                             NULL, NULL, NULL);
}
