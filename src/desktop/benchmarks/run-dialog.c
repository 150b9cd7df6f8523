/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-dialog.h"

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

/* A test that may be chosen; the widgets are the dialog's. */
typedef struct {
  char *id;
  gboolean named; /* runs only when it is chosen, and is not at first */
  GtkWidget *row;
  GtkCheckButton *check;
  GtkLabel *time;
} Choice;

struct _BancoRunDialog {
  AdwWindow parent_instance;
  GPtrArray *choices;  /* of Choice */
  GPtrArray *machines; /* of BancoMachine, that are ready; place n is machine n - 1 */
  BancoPage *page;     /* borrowed: the dialog goes with it */
  BancoRunStart start;
  gpointer start_data;

  AdwComboRow *place;
  AdwComboRow *mode;
  AdwPreferencesGroup *processor;
  AdwPreferencesGroup *training;
  AdwPreferencesGroup *gpu;
  AdwPreferencesGroup *fpga;
  AdwPreferencesGroup *around;
  GtkWidget *run;
};

G_DEFINE_FINAL_TYPE (BancoRunDialog, banco_run_dialog, ADW_TYPE_WINDOW)

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice);
}

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

/* Of this computer nobody knows before it was measured. */
static gboolean
may_have (BancoRunDialog *self, BancoAcceleratorKind kind)
{
  BancoMachine *machine = get_machine (self);

  return machine == NULL ||
         (banco_machine_get_accelerator (machine)->kind == kind && !is_simulated (self));
}

static AdwPreferencesGroup *
group_of (BancoRunDialog *self, const BancoMeasure *measure)
{
  static const struct {
    const char *prefix;
    gsize group;
  } families[] = {
    { "cpu.", G_STRUCT_OFFSET (BancoRunDialog, processor) },
    { "sustain.", G_STRUCT_OFFSET (BancoRunDialog, processor) },
    { "step.", G_STRUCT_OFFSET (BancoRunDialog, training) },
    { "infer.", G_STRUCT_OFFSET (BancoRunDialog, training) },
    { "io.", G_STRUCT_OFFSET (BancoRunDialog, around) },
    { "net.", G_STRUCT_OFFSET (BancoRunDialog, around) },
    { "fpga.", G_STRUCT_OFFSET (BancoRunDialog, fpga) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_has_prefix (measure->id, families[i].prefix))
      return G_STRUCT_MEMBER (AdwPreferencesGroup *, self, families[i].group);
  return self->gpu;
}

static gboolean
is_offered (const Choice *choice)
{
  GtkWidget *group = gtk_widget_get_ancestor (choice->row, ADW_TYPE_PREFERENCES_GROUP);

  return gtk_widget_get_visible (choice->row) && gtk_widget_get_sensitive (choice->row) &&
         gtk_widget_get_sensitive (group);
}

/* Ids by comma; NULL when it is what the mode runs unasked. Free with g_free(). */
static char *
list_chosen (BancoRunDialog *self, guint *n)
{
  GString *ids = g_string_new (NULL);
  gboolean unasked = TRUE;

  *n = 0;
  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = self->choices->pdata[i];

    if (!is_offered (choice))
      continue;
    unasked &= gtk_check_button_get_active (choice->check) != choice->named;
    if (!gtk_check_button_get_active (choice->check))
      continue;
    g_string_append_printf (ids, "%s%s", *n > 0 ? "," : "", choice->id);
    ++*n;
  }
  return g_string_free (ids, unasked);
}

static void
show_run (BancoRunDialog *self)
{
  guint n;
  g_autofree char *ids = list_chosen (self, &n);

  gtk_widget_set_sensitive (self->run, n > 0);
}

static void
check_every (BancoRunDialog *self, gboolean active)
{
  for (guint i = 0; i < self->choices->len; i++)
    gtk_check_button_set_active (((Choice *) self->choices->pdata[i])->check, active);
}

static void
check_all (BancoRunDialog *self)
{
  check_every (self, TRUE);
}

static void
check_none (BancoRunDialog *self)
{
  check_every (self, FALSE);
}

static const BancoMeasure *
find_measure (const GPtrArray *measures, const char *id)
{
  for (guint i = 0; i < measures->len; i++) {
    const BancoMeasure *measure = measures->pdata[i];

    if (g_str_equal (measure->id, id))
      return measure;
  }
  return NULL;
}

static void
show_time (const Choice *choice, const BancoMeasure *measure)
{
  g_autofree char *time = g_strdup_printf (_ ("%.1f\u202fs"), MAX (.1, measure->seconds));

  gtk_label_set_label (choice->time, time);
}

/* What a mode has not is not shown. What this place has not is, but cannot be chosen: one can read
 * what it would tell, and this computer has no connection to itself. */
static void
show_measures (BancoRunDialog *self, const GPtrArray *measures)
{
  gboolean there = get_machine (self) != NULL;

  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = self->choices->pdata[i];
    const BancoMeasure *measure = find_measure (measures, choice->id);
    gboolean connection = g_str_has_prefix (choice->id, "net.");

    gtk_widget_set_visible (choice->row, measure != NULL || connection || choice->named);
    gtk_widget_set_sensitive (choice->row, there || !connection);
    if (measure != NULL)
      show_time (choice, measure);
  }
  adw_preferences_group_set_description (
    self->around,
    there ? _ ("The disk's tests write files for a while, so they run only when you choose them.")
          : _ ("The disk's tests write files for a while, so they run only when you choose them. A "
               "connection is measured to a machine."));
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
  show_measures (self, measures);
  show_run (self);
}

static void
place_changed (BancoRunDialog *self)
{
  gboolean gpu = may_have (self, BANCO_ACCELERATOR_GPU);
  gboolean fpga = may_have (self, BANCO_ACCELERATOR_FPGA);
  const char *what = "";

  if (is_simulated (self))
    what = _ ("Its accelerator is simulated, so only the processor is measured.");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->place), what);
  gtk_widget_set_sensitive (GTK_WIDGET (self->gpu), gpu);
  adw_preferences_group_set_description (
    self->gpu, gpu ? NULL : _ ("It has none. On a machine with a GPU you would learn this."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->fpga), fpga);
  adw_preferences_group_set_description (
    self->fpga, fpga ? _ ("They load designs of their own, so they run only when you choose them.")
                     : _ ("It has none. On a machine with an FPGA you would learn this."));
  mode_changed (self);
}

static void
add_measure (BancoRunDialog *self, const BancoMeasure *measure, gboolean named)
{
  Choice *choice = g_new0 (Choice, 1);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *time = gtk_label_new (NULL);

  choice->id = g_strdup (measure->id);
  choice->named = named;
  choice->row = adw_action_row_new ();
  choice->check = GTK_CHECK_BUTTON (check);
  choice->time = GTK_LABEL (time);
  show_time (choice, measure);
  gtk_check_button_set_active (choice->check, !named);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_add_css_class (time, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice->row), _ (measure->name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (choice->row), _ (measure->meaning));
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice->row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (choice->row), time);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (choice->row), check);
  adw_preferences_group_add (group_of (self, measure), choice->row);
  g_signal_connect_object (check, "toggled", G_CALLBACK (show_run), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->choices, choice);
}

static void
add_measures (BancoRunDialog *self)
{
  const char *const lists[] = { "thorough", "elsewhere", "named" };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++) {
    g_autoptr (GPtrArray) measures = banco_benchmark_list_measures (lists[i]);

    for (guint j = 0; j < measures->len; j++)
      add_measure (self, measures->pdata[j], g_str_equal (lists[i], "named"));
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
    gtk_string_list_take (names, banco_visible_line (banco_machine_get_name (machine)));
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
  guint n, nth = MIN (adw_combo_row_get_selected (self->mode), G_N_ELEMENTS (modes) - 1);
  g_autofree char *only = list_chosen (self, &n);

  /* It may have gone while the dialog was open. */
  if (place == NULL)
    banco_page_toast (self->page, _ ("That machine is not ready any more"));
  else
    self->start (
      &(BancoRun){
        .place = place,
        .mode = modes[nth].mode,
        .only = only,
        .simulated = is_simulated (self),
      },
      self->start_data);
  gtk_window_close (GTK_WINDOW (self));
}

static void
banco_run_dialog_finalize (GObject *object)
{
  BancoRunDialog *self = BANCO_RUN_DIALOG (object);

  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
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
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, fpga);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, around);
  gtk_widget_class_bind_template_child (widget_class, BancoRunDialog, run);
  gtk_widget_class_bind_template_callback (widget_class, place_changed);
  gtk_widget_class_bind_template_callback (widget_class, mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, run);
  gtk_widget_class_bind_template_callback (widget_class, check_all);
  gtk_widget_class_bind_template_callback (widget_class, check_none);
}

static void
banco_run_dialog_init (BancoRunDialog *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_measures (self);
  add_modes (self);
}

void
banco_run_dialog_show (BancoPage *page, BancoRunStart start, gpointer data)
{
  BancoRunDialog *self =
    g_object_new (BANCO_TYPE_RUN_DIALOG, "transient-for", gtk_widget_get_root (GTK_WIDGET (page)),
                  "application", g_application_get_default (), NULL);

  /* The federation may change under it. */
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  self->page = page;
  self->start = start;
  self->start_data = data;
  add_places (self, banco_workspace_get_machines (banco_page_get_workspace (page)));
  place_changed (self);
  gtk_window_present (GTK_WINDOW (self));
  /* Not before: assistive technology would take it for no window. */
  gtk_window_set_focus (GTK_WINDOW (self), self->run);
}
