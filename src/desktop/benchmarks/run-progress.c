/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-progress.h"

#include "desktop/benchmark-words.h"

#include <glib/gi18n.h>
#include <math.h>

struct _BancoRunProgress {
  AdwBin parent_instance;
  BancoOperation *operation; /* nullable */

  GtkLabel *title;
  GtkLabel *message;
  GtkProgressBar *bar;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BancoRunProgress, banco_run_progress, ADW_TYPE_BIN)

static void
show_message (BancoRunProgress *self)
{
  g_autofree char *measure = banco_visible_line (banco_operation_get_message (self->operation));

  gtk_label_set_label (self->message, measure != NULL ? banco_benchmark_words_measure (measure)
                                                      : _ ("Getting ready"));
}

static void
show_fraction (BancoRunProgress *self)
{
  double fraction = banco_operation_get_fraction (self->operation);

  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
}

static void
show_state (BancoRunProgress *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          banco_operation_get_state (self->operation) == BANCO_OPERATION_RUNNING);
}

static void
cancel (BancoRunProgress *self)
{
  if (self->operation != NULL)
    banco_operation_cancel (self->operation);
}

static void
add_figure (BancoRunProgress *self, const char *measure, const char *value, const char *remarks)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);
  g_autofree char *name = banco_visible_line (banco_benchmark_words_measure (measure));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), remarks);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_append (self->list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->list), TRUE);
}

static char **
read_flags (BancoJson *json, JsonObject *root)
{
  g_autoptr (GStrvBuilder) flags = g_strv_builder_new ();
  JsonArray *array = banco_json_array_or_null (json, root, "flags");

  for (guint i = 0; i < banco_json_length (array); i++) {
    const char *flag = banco_json_element_string (json, array, i);

    g_autofree char *shown = banco_visible_line (flag);

    if (shown != NULL)
      g_strv_builder_add (flags, shown);
  }
  return g_strv_builder_end (flags);
}

void
banco_run_progress_read (BancoRunProgress *self, const char *line)
{
  g_autoptr (BancoJson) json = banco_json_parse (line, -1, NULL);
  JsonObject *root = json != NULL ? banco_json_root (json) : NULL;
  const char *measure;
  g_autofree char *unit = NULL;
  g_auto (GStrv) flags = NULL;
  g_autofree char *value = NULL;
  g_autofree char *remarks = NULL;

  if (root == NULL || g_strcmp0 (banco_json_string (json, root, "event"), "sample") != 0)
    return;
  measure = banco_json_string (json, root, "id");
  flags = read_flags (json, root);
  remarks = banco_benchmark_words_flags ((const char *const *) flags);
  if (measure != NULL && !banco_json_boolean (json, root, "checked")) {
    if (banco_json_check (json, NULL))
      add_figure (self, measure, "–", banco_benchmark_words_flag ("check_failed"));
    return;
  }
  unit = banco_visible_line (banco_json_string (json, root, "unit"));
  value = banco_benchmark_words_value (banco_json_double (json, root, "median"),
                                       unit != NULL ? unit : "");
  if (banco_json_check (json, NULL))
    add_figure (self, measure, value, remarks);
}

static void
clear (BancoRunProgress *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
  gtk_progress_bar_set_fraction (self->bar, 0);
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_object (&self->operation);
}

static void
banco_run_progress_finalize (GObject *object)
{
  BancoRunProgress *self = BANCO_RUN_PROGRESS (object);

  g_clear_object (&self->operation);
  G_OBJECT_CLASS (banco_run_progress_parent_class)->finalize (object);
}

static void
banco_run_progress_class_init (BancoRunProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_run_progress_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/run-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoRunProgress, title);
  gtk_widget_class_bind_template_child (widget_class, BancoRunProgress, message);
  gtk_widget_class_bind_template_child (widget_class, BancoRunProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, BancoRunProgress, list);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
}

static void
banco_run_progress_init (BancoRunProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
banco_run_progress_follow (BancoRunProgress *self,
                           BancoBenchmark *benchmark,
                           BancoOperation *operation)
{
  g_autofree char *title = NULL;

  g_return_if_fail (operation != NULL);

  clear (self);
  self->operation = g_object_ref (operation);
  title = banco_visible_line (banco_operation_get_title (operation));
  gtk_label_set_label (self->title, title);
  g_signal_handlers_disconnect_by_data (benchmark, self);
  g_signal_connect_object (benchmark, "line", G_CALLBACK (banco_run_progress_read), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "notify::message", G_CALLBACK (show_message), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "notify::fraction", G_CALLBACK (show_fraction), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  show_message (self);
  show_fraction (self);
  show_state (self);
}
