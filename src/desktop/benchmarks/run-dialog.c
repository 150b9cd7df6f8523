/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/run-dialog.h"

#include "benchmark/benchmark.h"
#include "desktop/chosen.h"
#include "desktop/words.h"
#include "machines/machines.h"

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
  GtkLabel *time;
} Choice;

struct _BancoRunDialog {
  AdwWindow parent_instance;
  GPtrArray *choices;  /* of Choice */
  char **chosen;       /* ids; also of what is not offered now */
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

enum {
  PROP_CHOSEN = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice);
}

/* NULL: this computer. */
static BancoMachine *
machine_at (BancoRunDialog *self, guint place)
{
  return place == 0 || place > self->machines->len ? NULL : self->machines->pdata[place - 1];
}

static BancoMachine *
get_machine (BancoRunDialog *self)
{
  return machine_at (self, adw_combo_row_get_selected (self->place));
}

static gboolean
is_simulated (BancoMachine *machine)
{
  return machine != NULL && banco_machine_get_accelerator (machine)->simulated;
}

/* Of this computer nobody knows before it was measured. */
static gboolean
may_have (BancoMachine *machine, BancoAcceleratorKind kind)
{
  return machine == NULL ||
         (banco_machine_get_accelerator (machine)->kind == kind && !is_simulated (machine));
}

static gboolean
may_have_gpu (BancoRunDialog *self, guint place)
{
  return may_have (machine_at (self, place), BANCO_ACCELERATOR_GPU);
}

static gboolean
may_have_fpga (BancoRunDialog *self, guint place)
{
  return may_have (machine_at (self, place), BANCO_ACCELERATOR_FPGA);
}

static char *
describe_gpu (BancoRunDialog *self, guint place)
{
  return may_have_gpu (self, place)
           ? NULL
           : g_strdup (_ ("It has none. On a machine with a GPU you would learn this."));
}

static char *
describe_fpga (BancoRunDialog *self, guint place)
{
  return g_strdup (may_have_fpga (self, place)
                     ? _ ("They load designs of their own, so they run only when you choose them.")
                     : _ ("It has none. On a machine with an FPGA you would learn this."));
}

static char *
describe_around (BancoRunDialog *self, guint place)
{
  return g_strdup (
    machine_at (self, place) != NULL
      ? _ ("The disk's tests write files for a while, so they run only when you choose them.")
      : _ ("The disk's tests write files for a while, so they run only when you choose them. A "
           "connection is measured to a machine."));
}

static AdwPreferencesGroup *
group_of (BancoRunDialog *self, const char *id)
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
    if (g_str_has_prefix (id, families[i].prefix))
      return G_STRUCT_MEMBER (AdwPreferencesGroup *, self, families[i].group);
  return self->gpu;
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

/* Of BancoMeasure. */
static GPtrArray *
list_measures (guint mode)
{
  return banco_benchmark_list_measures (modes[MIN (mode, G_N_ELEMENTS (modes) - 1)].mode);
}

static gboolean
is_connection (const Choice *choice)
{
  return g_str_has_prefix (choice->id, "net.");
}

/* This computer has no connection to itself. */
static gboolean
is_possible (const Choice *choice, BancoMachine *machine)
{
  return machine != NULL || !is_connection (choice);
}

/* What a mode has not is not shown. */
static gboolean
is_shown (const Choice *choice, const GPtrArray *measures)
{
  return choice->named || is_connection (choice) || find_measure (measures, choice->id) != NULL;
}

static gboolean
is_offered (BancoRunDialog *self,
            const Choice *choice,
            BancoMachine *machine,
            const GPtrArray *measures)
{
  AdwPreferencesGroup *group = group_of (self, choice->id);

  return is_shown (choice, measures) && is_possible (choice, machine) &&
         (group != self->gpu || may_have (machine, BANCO_ACCELERATOR_GPU)) &&
         (group != self->fpga || may_have (machine, BANCO_ACCELERATOR_FPGA));
}

/* Ids by comma; NULL when it is what the mode runs unasked. Free with g_free(). */
static char *
list_chosen (BancoRunDialog *self, guint place, guint mode, guint *n)
{
  g_autoptr (GPtrArray) measures = list_measures (mode);
  GString *ids = g_string_new (NULL);
  gboolean unasked = TRUE;

  *n = 0;
  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = self->choices->pdata[i];
    gboolean chosen = g_strv_contains ((const char *const *) self->chosen, choice->id);

    if (!is_offered (self, choice, machine_at (self, place), measures))
      continue;
    unasked &= chosen != choice->named;
    if (chosen)
      g_string_append_printf (ids, "%s%s", (*n)++ > 0 ? "," : "", choice->id);
  }
  return g_string_free (ids, unasked);
}

static gboolean
can_run (BancoRunDialog *self, char **chosen, guint place, guint mode)
{
  guint n;

  g_free (list_chosen (self, place, mode, &n));
  return n > 0;
}

/* Takes @ids. */
static void
set_chosen (BancoRunDialog *self, char **ids)
{
  g_strfreev (self->chosen);
  self->chosen = ids;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

static void
check_all (BancoRunDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->choices->len; i++)
    g_strv_builder_add (ids, ((Choice *) self->choices->pdata[i])->id);
  set_chosen (self, g_strv_builder_end (ids));
}

static void
check_none (BancoRunDialog *self)
{
  set_chosen (self, g_new0 (char *, 1));
}

static void
show_time (const Choice *choice, const BancoMeasure *measure)
{
  g_autofree char *time = g_strdup_printf (_ ("%.1f\u202fs"), MAX (.1, measure->seconds));

  gtk_label_set_label (choice->time, time);
}

/* What this place has not is shown, but cannot be chosen: one can read what it would tell. */
static void
show_measures (BancoRunDialog *self, const GPtrArray *measures)
{
  for (guint i = 0; i < self->choices->len; i++) {
    const Choice *choice = self->choices->pdata[i];
    const BancoMeasure *measure = find_measure (measures, choice->id);

    gtk_widget_set_visible (choice->row, is_shown (choice, measures));
    gtk_widget_set_sensitive (choice->row, is_possible (choice, get_machine (self)));
    if (measure != NULL)
      show_time (choice, measure);
  }
}

static void
mode_changed (BancoRunDialog *self)
{
  g_autoptr (GPtrArray) measures = list_measures (adw_combo_row_get_selected (self->mode));
  g_autofree char *duration = NULL;
  g_autofree char *subtitle = NULL;
  double seconds = 0;

  for (guint i = 0; i < measures->len; i++)
    seconds += ((BancoMeasure *) measures->pdata[i])->seconds;
  duration = banco_words_duration ((guint) seconds);
  subtitle = g_strdup_printf (_ ("Takes %s"), duration);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->mode), subtitle);
  show_measures (self, measures);
}

static void
place_changed (BancoRunDialog *self)
{
  adw_action_row_set_subtitle (
    ADW_ACTION_ROW (self->place),
    is_simulated (get_machine (self))
      ? _ ("Its accelerator is simulated, so only the processor is measured.")
      : "");
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
  choice->time = GTK_LABEL (time);
  show_time (choice, measure);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (time, "dim-label");
  gtk_widget_add_css_class (time, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (choice->row), _ (measure->name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (choice->row), _ (measure->meaning));
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice->row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (choice->row), time);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (choice->row), check);
  adw_preferences_group_add (group_of (self, measure->id), choice->row);
  banco_chosen_bind (self, check, choice->id);
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
choose_unnamed (BancoRunDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->choices->len; i++)
    if (!((Choice *) self->choices->pdata[i])->named)
      g_strv_builder_add (ids, ((Choice *) self->choices->pdata[i])->id);
  set_chosen (self, g_strv_builder_end (ids));
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
  g_autofree char *only = list_chosen (self, adw_combo_row_get_selected (self->place), nth, &n);

  /* It may have gone while the dialog was open. */
  if (place == NULL)
    banco_page_toast (self->page, _ ("That machine is not ready any more"));
  else
    self->start (
      &(BancoRun){
        .place = place,
        .mode = modes[nth].mode,
        .only = only,
        .simulated = is_simulated (machine),
      },
      self->start_data);
  gtk_window_close (GTK_WINDOW (self));
}

static void
banco_run_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    g_value_set_boxed (value, BANCO_RUN_DIALOG (object)->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_run_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    set_chosen (BANCO_RUN_DIALOG (object), g_value_dup_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_run_dialog_finalize (GObject *object)
{
  BancoRunDialog *self = BANCO_RUN_DIALOG (object);

  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->choices, g_ptr_array_unref);
  g_strfreev (self->chosen);
  G_OBJECT_CLASS (banco_run_dialog_parent_class)->finalize (object);
}

static void
banco_run_dialog_class_init (BancoRunDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = banco_run_dialog_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_run_dialog_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_run_dialog_finalize;
  properties[PROP_CHOSEN] =
    g_param_spec_boxed ("chosen", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
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
  gtk_widget_class_bind_template_callback (widget_class, can_run);
  gtk_widget_class_bind_template_callback (widget_class, may_have_gpu);
  gtk_widget_class_bind_template_callback (widget_class, may_have_fpga);
  gtk_widget_class_bind_template_callback (widget_class, describe_gpu);
  gtk_widget_class_bind_template_callback (widget_class, describe_fpga);
  gtk_widget_class_bind_template_callback (widget_class, describe_around);
}

static void
banco_run_dialog_init (BancoRunDialog *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices = g_ptr_array_new_with_free_func (choice_free);
  self->chosen = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_measures (self);
  choose_unnamed (self);
  add_modes (self);
}

void
banco_run_dialog_show (BancoPage *page, BancoRunStart start, gpointer data)
{
  BancoRunDialog *self =
    g_object_new (BANCO_TYPE_RUN_DIALOG, "transient-for", gtk_widget_get_root (GTK_WIDGET (page)),
                  "application", g_application_get_default (), NULL);

  /* The federation may change under it, and then it goes with the page: an event, no state. */
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
