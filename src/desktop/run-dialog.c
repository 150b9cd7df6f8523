/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/run-dialog.h"

#include "desktop/words.h"

#include <glib/gi18n.h>

static const struct {
  const char *mode;
  const char *name;
} modes[] = {
  { "quick", N_ ("Quick") },
  { "standard", N_ ("Standard") },
  { "thorough", N_ ("Thorough") },
};

struct _BancoRunDialog {
  AdwWindow parent_instance;
  GPtrArray *machines; /* of BancoMachine, that are ready; place n is machine n - 1 */
  BancoPage *page;     /* borrowed: the dialog goes with it */
  BancoRunStart start;
  gpointer start_data;

  AdwComboRow *place;
  AdwComboRow *mode;
  AdwPreferencesGroup *processor;
  AdwPreferencesGroup *training;
  AdwPreferencesGroup *gpu;
};

G_DEFINE_FINAL_TYPE (BancoRunDialog, banco_run_dialog, ADW_TYPE_WINDOW)

/* NULL: this computer. */
static BancoMachine *
get_machine (BancoRunDialog *self)
{
  guint nth = adw_combo_row_get_selected (self->place);

  return nth == 0 || nth > self->machines->len ? NULL : self->machines->pdata[nth - 1];
}

static gboolean
is_simulated (BancoRunDialog *self)
{
  BancoMachine *machine = get_machine (self);

  return machine != NULL && banco_machine_get_accelerator (machine)->simulated;
}

static gboolean
may_have_gpu (BancoRunDialog *self)
{
  BancoMachine *machine = get_machine (self);

  return machine == NULL || banco_machine_get_accelerator (machine)->kind == BANCO_ACCELERATOR_GPU;
}

static void
place_changed (BancoRunDialog *self)
{
  const char *what = "";

  if (is_simulated (self))
    what = _ ("Its accelerator is simulated, so only the processor is measured.");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->place), what);
  gtk_widget_set_visible (GTK_WIDGET (self->gpu), may_have_gpu (self) && !is_simulated (self));
}

static AdwPreferencesGroup *
group_of (BancoRunDialog *self, const BancoMeasure *measure)
{
  if (g_str_has_prefix (measure->id, "cpu."))
    return self->processor;
  return g_str_has_prefix (measure->id, "step.") || g_str_has_prefix (measure->id, "infer.")
           ? self->training
           : self->gpu;
}

static void
mode_changed (BancoRunDialog *self)
{
  guint nth = MIN (adw_combo_row_get_selected (self->mode), G_N_ELEMENTS (modes) - 1);
  g_autoptr (GPtrArray) measures = banco_benchmark_list_measures (modes[nth].mode);
  g_autofree char *duration = NULL;
  g_autofree char *subtitle = NULL;
  double seconds = 0;

  for (guint i = 0; i < measures->len; i++)
    seconds += ((BancoMeasure *) measures->pdata[i])->seconds;
  duration = banco_words_duration ((guint) seconds);
  subtitle = g_strdup_printf (_ ("Takes %s"), duration);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode), subtitle);
}

static void
add_measures (BancoRunDialog *self)
{
  g_autoptr (GPtrArray) measures = banco_benchmark_list_measures ("quick");

  for (guint i = 0; i < measures->len; i++) {
    const BancoMeasure *measure = measures->pdata[i];
    GtkWidget *row = adw_action_row_new ();

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (measure->name));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (measure->meaning));
    adw_preferences_group_add (group_of (self, measure), row);
  }
}

static void
add_places (BancoRunDialog *self, BancoMachines *machines)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("This computer"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (machines)); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (G_LIST_MODEL (machines), i);

    if (banco_machine_get_state (machine) != BANCO_MACHINE_READY)
      continue;
    gtk_string_list_append (names, banco_machine_get_name (machine));
    g_ptr_array_add (self->machines, g_steal_pointer (&machine));
  }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (names));
}

static void
add_modes (BancoRunDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    gtk_string_list_append (names, _ (modes[i].name));
  adw_combo_row_set_model (self->mode, G_LIST_MODEL (names));
  mode_changed (self);
}

static void
run (BancoRunDialog *self)
{
  BancoMachine *machine = get_machine (self);
  g_autoptr (BancoPlace) place =
    machine != NULL ? banco_machine_get_place (machine) : banco_place_new_here ();
  guint nth = MIN (adw_combo_row_get_selected (self->mode), G_N_ELEMENTS (modes) - 1);

  /* It may have gone while the dialog was open. */
  if (place == NULL)
    banco_page_toast (self->page, _ ("That machine is not ready any more"));
  else
    self->start (
      &(BancoRun){ .place = place, .mode = modes[nth].mode, .simulated = is_simulated (self) },
      self->start_data);
  gtk_window_close (GTK_WINDOW (self));
}

static void
banco_run_dialog_finalize (GObject *object)
{
  BancoRunDialog *self = BANCO_RUN_DIALOG (object);

  g_clear_pointer (&self->machines, g_ptr_array_unref);
  G_OBJECT_CLASS (banco_run_dialog_parent_class)->finalize (object);
}

static void
banco_run_dialog_class_init (BancoRunDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_run_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/run-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, place);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, mode);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, processor);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, training);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, gpu);
  gtk_widget_class_bind_template_callback (widget_class, place_changed);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, run);
}

static void
banco_run_dialog_init (BancoRunDialog *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_modes (self);
  add_measures (self);
}

void
banco_run_dialog_show (BancoPage *page, BancoRunStart start, gpointer data)
{
  BancoRunDialog *self = g_object_new (BANCO_TYPE_RUN_DIALOG, "transient-for",
                                       gtk_widget_get_root (GTK_WIDGET (page)), NULL);

  /* The federation may change under it. */
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  self->page = page;
  self->start = start;
  self->start_data = data;
  add_places (self, banco_workspace_get_machines (banco_page_get_workspace (page)));
  place_changed (self);
  gtk_window_present (GTK_WINDOW (self));
}
