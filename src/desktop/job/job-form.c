/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/job/job-form.h"

#include "desktop/job/job-words.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

enum {
  WAY_WATCH,
  WAY_KNOWN,
};

struct _BancoJobForm {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  GPtrArray *machines; /* of BancoMachine, that are ready; place n is machine n - 1 */
  GPtrArray *cards;    /* of BancoCard, borrowed; "from" n is card n - 1 */
  char *folder;        /* nullable */
  guint n_results;
  gboolean busy;

  AdwComboRow *way;
  AdwEntryRow *command;
  AdwComboRow *place;
  GtkWidget *folder_row;
  AdwEntryRow *step;
  AdwComboRow *from;
  AdwComboRow *network;
  AdwComboRow *precision;
  AdwEntryRow *steps;
  AdwComboRow *data_place;
  AdwEntryRow *data;
  AdwEntryRow *memory;
  AdwEntryRow *epoch;
  AdwEntryRow *upload;
  AdwEntryRow *kernels;
  AdwEntryRow *pattern;
  GtkAdjustment *longest;
  GtkLabel *trouble;
};

G_DEFINE_FINAL_TYPE (BancoJobForm, banco_job_form, ADW_TYPE_BIN)

enum {
  PROP_N_MACHINES = 1, /* that are ready */
  PROP_N_RESULTS,
  PROP_BUSY,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum {
  ASK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

void
banco_job_input_clear (BancoJobInput *self)
{
  g_free (self->from);
  g_strfreev (self->command);
  g_free (self->folder);
  g_free (self->pattern);
  g_clear_object (&self->machine);
}

static gboolean
is_watching (BancoJobForm *self)
{
  return adw_combo_row_get_selected (self->way) == WAY_WATCH;
}

/* NULL: this computer. */
static BancoMachine *
get_machine (BancoJobForm *self)
{
  guint nth = adw_combo_row_get_selected (self->place);

  return !is_watching (self) || nth == 0 || nth > self->machines->len
           ? NULL
           : self->machines->pdata[nth - 1];
}

static const BancoCard *
get_card (BancoJobForm *self)
{
  guint nth = adw_combo_row_get_selected (self->from);

  return nth == 0 || nth > self->cards->len ? NULL : self->cards->pdata[nth - 1];
}

static gboolean
is_unmeasured (BancoJobForm *self)
{
  BancoResults *results = banco_workspace_get_results (self->workspace);

  return get_machine (self) == NULL && get_card (self) == NULL &&
         banco_results_find (results, "latest:here") == NULL;
}

/* What is shown of the form. The rows whose choice it depends on are read by the functions above.
 */
static gboolean
is_watched (BancoJobForm *self, guint way)
{
  return way == WAY_WATCH;
}

static gboolean
is_known (BancoJobForm *self, guint way)
{
  return way == WAY_KNOWN;
}

static gboolean
is_place_asked (BancoJobForm *self, guint way, guint n_machines)
{
  return way == WAY_WATCH && n_machines > 0;
}

static gboolean
is_here (BancoJobForm *self, guint way, guint place)
{
  return self->workspace == NULL || get_machine (self) == NULL;
}

static gboolean
is_watched_here (BancoJobForm *self, guint way, guint place)
{
  return way == WAY_WATCH && is_here (self, way, place);
}

static gboolean
is_without_figures (BancoJobForm *self, guint way, guint place, guint from, guint n_results)
{
  return self->workspace != NULL && is_unmeasured (self);
}

static char *
get_verb (BancoJobForm *self, guint way)
{
  return g_strdup (way == WAY_WATCH ? _ ("Watch and Estimate") : _ ("Estimate"));
}

static gboolean
is_idle (BancoJobForm *self, gboolean busy)
{
  return !busy;
}

static void
hide_trouble (BancoJobForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), FALSE);
}

static void
clear_trouble (BancoJobForm *self)
{
  AdwEntryRow *const rows[] = { self->command, self->step,    self->steps,
                                self->data,    self->memory,  self->epoch,
                                self->upload,  self->kernels, self->pattern };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (rows[i]), "error");
  hide_trouble (self);
}

static void
edited (BancoJobForm *self)
{
  clear_trouble (self);
}

/* @row nullable. Always FALSE. */
static gboolean
refuse (BancoJobForm *self, AdwEntryRow *row, const char *sentence)
{
  if (row != NULL) {
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
    gtk_widget_grab_focus (GTK_WIDGET (row));
  }
  gtk_label_set_label (self->trouble, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
  return FALSE;
}

static const char *
text_of (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
read_size (BancoJobForm *self, AdwEntryRow *row, double *bytes)
{
  return text_of (row)[0] == '\0' || banco_size_from_string (text_of (row), bytes) ||
         refuse (self, row, _ ("A size is a number with a unit, as in 10 GB or 500 MB."));
}

static gboolean
read_count (BancoJobForm *self, AdwEntryRow *row, guint64 most, guint64 *count)
{
  g_autofree char *text = g_strstrip (g_strdup (text_of (row)));

  *count = 0;
  return text[0] == '\0' || banco_number_parse (text, 1, most, count) ||
         refuse (self, row,
                 _ ("This is a whole number, as in 20000; leave it empty if it is not known."));
}

static gboolean
read_numbers (BancoJobForm *self, BancoJob *job)
{
  double memory = 0;
  guint64 kernels;

  if (!read_count (self, self->steps, G_MAXINT64, &job->steps) ||
      !read_size (self, self->data, &job->data_bytes) || !read_size (self, self->memory, &memory) ||
      !read_count (self, self->epoch, G_MAXINT64, &job->steps_per_epoch) ||
      !read_size (self, self->upload, &job->upload_rate) ||
      !read_count (self, self->kernels, 10000000, &kernels))
    return FALSE;
  job->memory_gib = memory / 1073741824;
  job->kernels = (guint) kernels;
  job->network = (BancoNetwork) adw_combo_row_get_selected (self->network);
  job->precision = (BancoPrecision) adw_combo_row_get_selected (self->precision);
  job->data_place = (BancoDataPlace) adw_combo_row_get_selected (self->data_place);
  return TRUE;
}

static gboolean
read_command (BancoJobForm *self, BancoJobInput *input)
{
  const char *pattern = text_of (self->pattern);
  g_autoptr (GRegex) regex = NULL;

  if (!g_shell_parse_argv (text_of (self->command), NULL, &input->command, NULL))
    return refuse (self, self->command,
                   text_of (self->command)[0] == '\0'
                     ? _ ("Type the command that trains your network, as you would in a terminal.")
                     : _ ("A quotation mark in the command has no end."));
  regex = g_regex_new (pattern, 0, 0, NULL);
  if (regex == NULL)
    return refuse (self, self->pattern, _ ("The pattern is not a regular expression."));
  input->pattern = pattern[0] != '\0' ? g_strdup (pattern) : NULL;
  input->machine = get_machine (self);
  if (input->machine != NULL)
    g_object_ref (input->machine);
  else
    input->folder = g_strdup (self->folder != NULL ? self->folder : g_get_home_dir ());
  input->seconds = gtk_adjustment_get_value (self->longest);
  return TRUE;
}

gboolean
banco_job_form_read (BancoJobForm *self, BancoJobInput *input)
{
  const BancoCard *card = get_card (self);

  *input = (BancoJobInput){ 0 };
  clear_trouble (self);
  if (is_watching (self) && !read_command (self, input))
    return FALSE;
  if (!is_watching (self) &&
      !banco_duration_from_string (text_of (self->step), &input->job.step_seconds))
    return refuse (self, self->step, _ ("A time is a number with a unit, as in 12 ms or 3 s."));
  if (!read_numbers (self, &input->job))
    return FALSE;
  if (is_unmeasured (self))
    return refuse (
      self, NULL,
      _ ("Measure this computer first, or choose what it runs on: without either there "
         "is nothing to compare with."));
  input->from = card != NULL && input->machine == NULL ? g_strdup (card->id) : NULL;
  return TRUE;
}

static void
ask (BancoJobForm *self)
{
  if (!self->busy)
    g_signal_emit (self, signals[ASK], 0);
}

static void
show_folder (BancoJobForm *self)
{
  g_autofree char *path =
    banco_visible_line (self->folder != NULL ? self->folder : g_get_home_dir ());

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->folder_row), path);
}

static void
folder_chosen (GtkNativeDialog *dialog, int response, gpointer data)
{
  BancoJobForm *self = data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL && g_file_peek_path (file) != NULL) {
    g_free (self->folder);
    self->folder = g_file_get_path (file);
    show_folder (self);
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose_folder_clicked (BancoJobForm *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
    _ ("Folder It Starts In"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
    GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  /* The dialog's only answer is this signal. */
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Those that are ready now; what was chosen stays chosen. */
static void
list_machines (BancoJobForm *self)
{
  GListModel *machines = G_LIST_MODEL (banco_workspace_get_machines (self->workspace));
  BancoMachine *chosen = get_machine (self);
  g_autoptr (BancoMachine) kept = chosen != NULL ? g_object_ref (chosen) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _ ("This computer"));
  g_ptr_array_set_size (self->machines, 0);
  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);

    if (banco_machine_get_state (machine) != BANCO_MACHINE_READY)
      continue;
    gtk_string_list_take (names, banco_visible_line (banco_machine_get_name (machine)));
    g_ptr_array_add (self->machines, g_steal_pointer (&machine));
    if (self->machines->pdata[self->machines->len - 1] == kept)
      selected = self->machines->len;
  }
  adw_combo_row_set_model (self->place, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->place, selected);
  hide_trouble (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_MACHINES]);
}

static void
list_cards (BancoJobForm *self)
{
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("This computer"));
  for (guint i = 0; i < cards->len; i++) {
    BancoCard *card = cards->pdata[i];

    if (card->processor == BANCO_PROCESSOR_FPGA)
      continue;
    gtk_string_list_append (names, card->name);
    g_ptr_array_add (self->cards, card);
  }
  adw_combo_row_set_model (self->from, G_LIST_MODEL (names));
}

static void
list_words (BancoJobForm *self)
{
  g_autoptr (GtkStringList) networks = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) precisions = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) places = gtk_string_list_new (NULL);

  for (guint i = 0; i <= BANCO_NETWORK_UNKNOWN; i++)
    gtk_string_list_append (networks, banco_job_words_network (i));
  for (guint i = 0; i <= BANCO_PRECISION_INT8; i++)
    gtk_string_list_append (precisions, banco_job_words_precision (i));
  for (guint i = 0; i <= BANCO_DATA_CLOUD; i++)
    gtk_string_list_append (places, banco_job_words_data_place (i));
  adw_combo_row_set_model (self->network, G_LIST_MODEL (networks));
  adw_combo_row_set_model (self->precision, G_LIST_MODEL (precisions));
  adw_combo_row_set_model (self->data_place, G_LIST_MODEL (places));
  adw_combo_row_set_selected (self->network, BANCO_NETWORK_UNKNOWN);
}

/* A machine that becomes ready is the same item. */
static void
banco_job_form_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (banco_job_form_parent_class)->map (widget);
  if (BANCO_JOB_FORM (widget)->workspace != NULL)
    list_machines (BANCO_JOB_FORM (widget));
}

static void
banco_job_form_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoJobForm *self = BANCO_JOB_FORM (object);

  switch (id) {
  case PROP_N_MACHINES:
    g_value_set_uint (value, self->machines->len);
    break;
  case PROP_N_RESULTS:
    g_value_set_uint (value, self->n_results);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, self->busy);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_job_form_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoJobForm *self = BANCO_JOB_FORM (object);

  switch (id) {
  case PROP_N_RESULTS:
    self->n_results = g_value_get_uint (value);
    hide_trouble (self);
    break;
  case PROP_BUSY:
    self->busy = g_value_get_boolean (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_job_form_finalize (GObject *object)
{
  BancoJobForm *self = BANCO_JOB_FORM (object);

  g_clear_object (&self->workspace);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->cards, g_ptr_array_unref);
  g_clear_pointer (&self->folder, g_free);
  G_OBJECT_CLASS (banco_job_form_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, way);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, command);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, place);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, folder_row);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, step);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, from);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, network);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, precision);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, steps);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, data_place);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, data);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, memory);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, epoch);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, upload);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, kernels);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, pattern);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, longest);
  gtk_widget_class_bind_template_child (widget_class, BancoJobForm, trouble);
}

static void
banco_job_form_class_init (BancoJobFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = banco_job_form_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_job_form_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_job_form_finalize;
  widget_class->map = banco_job_form_map;
  properties[PROP_N_MACHINES] = g_param_spec_uint ("n-machines", NULL, NULL, 0, G_MAXUINT, 0,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_RESULTS] = g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  signals[ASK] = g_signal_new ("ask", BANCO_TYPE_JOB_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/job-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, is_watched);
  gtk_widget_class_bind_template_callback (widget_class, is_known);
  gtk_widget_class_bind_template_callback (widget_class, is_place_asked);
  gtk_widget_class_bind_template_callback (widget_class, is_here);
  gtk_widget_class_bind_template_callback (widget_class, is_watched_here);
  gtk_widget_class_bind_template_callback (widget_class, is_without_figures);
  gtk_widget_class_bind_template_callback (widget_class, get_verb);
  gtk_widget_class_bind_template_callback (widget_class, is_idle);
  gtk_widget_class_bind_template_callback (widget_class, hide_trouble);
  gtk_widget_class_bind_template_callback (widget_class, edited);
  gtk_widget_class_bind_template_callback (widget_class, ask);
  gtk_widget_class_bind_template_callback (widget_class, choose_folder_clicked);
}

static void
banco_job_form_init (BancoJobForm *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->cards = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  list_words (self);
  show_folder (self);
}

void
banco_job_form_set_workspace (BancoJobForm *self, BancoWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  list_cards (self);
  list_machines (self);
  g_object_bind_property (banco_workspace_get_results (workspace), "n-items", self, "n-results",
                          G_BINDING_SYNC_CREATE);
  /* One that comes while another goes leaves their number as it was. */
  g_signal_connect_object (banco_workspace_get_machines (workspace), "items-changed",
                           G_CALLBACK (list_machines), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}
