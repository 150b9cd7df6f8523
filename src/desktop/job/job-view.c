/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/job/job-view.h"

#include "desktop/benchmarks/beside.h"
#include "desktop/job/job-answer.h"
#include "desktop/job/job-form.h"
#include "desktop/words.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

struct _BancoJobView {
  AdwBin parent_instance;
  BancoPage *page; /* it is in; borrowed */
  BancoJobInput input;
  BancoWatch *watch;        /* nullable */
  BancoOperation *watching; /* nullable; keeps what was seen */
  BancoOperation *learning; /* nullable */
  BancoOperation *asking;   /* nullable */
  BancoLearnResult learned_result;
  GPtrArray *estimates; /* nullable: nothing was answered yet */
  guint frames;         /* since something else is shown; 0: it was scrolled to */

  GtkScrolledWindow *scroller;
  BancoJobForm *form;
  GtkStack *stack;
  GtkWidget *enough;
  GtkLabel *trouble;
  GtkLabel *output;
  BancoJobAnswer *answer;
};

G_DEFINE_FINAL_TYPE (BancoJobView, banco_job_view, ADW_TYPE_BIN)

enum {
  PROP_WATCHING = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static BancoWorkspace *
get_workspace (BancoJobView *self)
{
  return banco_page_get_workspace (self->page);
}

static void
forget (BancoJobView *self, BancoOperation **operation)
{
  if (*operation != NULL)
    g_signal_handlers_disconnect_by_data (*operation, self);
  g_clear_object (operation);
}

/* Only in the frame after the next is everything where it belongs. */
static gboolean
scroll_to_stack (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BancoJobView *self = BANCO_JOB_VIEW (widget);
  graphene_point_t top;

  if (++self->frames < 3)
    return G_SOURCE_CONTINUE;
  self->frames = 0;
  if (gtk_widget_compute_point (GTK_WIDGET (self->stack), GTK_WIDGET (self->form),
                                &GRAPHENE_POINT_INIT (0, 0), &top))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), top.y);
  return G_SOURCE_REMOVE;
}

/* In a narrow window it is below the form. */
static void
show_state (BancoJobView *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  if (self->frames == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_to_stack, NULL, NULL);
  self->frames = 1;
}

/* @output nullable: the last of what a command printed. */
static void
show_trouble (BancoJobView *self, const char *text, const char *output)
{
  g_autofree char *sentence = banco_words_sentence (text);
  g_autofree char *shown = banco_visible_text (output != NULL ? output : "");

  gtk_label_set_label (self->trouble, sentence);
  gtk_label_set_label (self->output, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->output), shown[0] != '\0');
  show_state (self, "trouble");
}

/* What runs the job now. */
static gboolean
find_here (BancoJobView *self, BancoPerformance *performance, GError **error)
{
  const BancoCard *card;

  if (self->input.machine == NULL) {
    if (!banco_workspace_find_performance (get_workspace (self), self->input.from,
                                           self->input.job.precision, performance, error))
      return FALSE;
    if (self->input.from == NULL && self->watching != NULL)
      banco_workspace_spare_gpu (get_workspace (self), banco_operation_get_result (self->watching),
                                 performance);
    return TRUE;
  }
  banco_workspace_read_accelerator (get_workspace (self),
                                    banco_machine_get_accelerator (self->input.machine),
                                    self->input.job.precision, performance, &card);
  return TRUE;
}

static gboolean
show_answer (BancoJobView *self)
{
  BancoPerformance here;
  g_autoptr (GError) error = NULL;

  if (!find_here (self, &here, &error)) {
    show_trouble (self, error->message, NULL);
    return FALSE;
  }
  g_clear_pointer (&self->estimates, g_ptr_array_unref);
  self->estimates = banco_workspace_estimate (get_workspace (self), &self->input.job, &here,
                                              &self->learned_result.calibration);
  banco_job_answer_show (
    self->answer,
    &(BancoJobFindings){
      .job = &self->input.job,
      .here = &here,
      .seen = self->watching != NULL ? banco_operation_get_result (self->watching) : NULL,
      .learned_result = &self->learned_result,
      .estimates = self->estimates,
    });
  return TRUE;
}

/* What can be asked for came in, or changed. */
static void
offers_changed (BancoJobView *self)
{
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "answer"))
    show_answer (self);
}

static void
ask_offers (BancoJobView *self)
{
  BancoMachines *machines = banco_workspace_get_machines (get_workspace (self));

  if (self->asking != NULL || g_list_model_get_n_items (banco_machines_get_offers (machines)) > 0)
    return;
  /* Without a cloud that answers, the catalogue will do. */
  self->asking = banco_machines_refresh_offers (machines, NULL, NULL, 0);
}

static void
learned (BancoJobView *self, GParamSpec *pspec, BancoOperation *operation)
{
  const BancoLearnResult *learned_result = banco_operation_get_result (operation);
  const GError *error = banco_operation_get_error (operation);

  if (error != NULL)
    banco_page_trouble (self->page, error);
  self->learned_result = learned_result != NULL ? *learned_result : (BancoLearnResult){ 0 };
  forget (self, &self->learning);
  if (show_answer (self))
    show_state (self, "answer");
  ask_offers (self);
}

/* @record nullable: only what was learnt before is asked for. */
static void
learn (BancoJobView *self, const BancoStepRecord *record)
{
  forget (self, &self->learning);
  self->learning = banco_workspace_learn (get_workspace (self), record);
  /* Its end is the answer, also when it failed. */
  g_signal_connect_object (self->learning, "notify::state", G_CALLBACK (learned), self,
                           G_CONNECT_SWAPPED);
}

static void
took (BancoJobView *self, guint nth, double seconds)
{
  const BancoOfferEstimate *offer_estimate = self->estimates->pdata[nth];
  BancoStepRecord record = { .step_seconds = seconds,
                             .here_seconds = self->input.job.step_seconds };
  g_autoptr (GError) error = NULL;

  if (!find_here (self, &record.here, &error) ||
      !banco_workspace_find_performance (get_workspace (self), offer_estimate->card->id,
                                         self->input.job.precision, &record.there, &error)) {
    banco_page_trouble (self->page, error);
    return;
  }
  learn (self, &record);
  banco_page_toast (self->page, _ ("Kept: from now on every guess is corrected by it."));
}

/* FALSE where no step was found, which is said. */
static gboolean
check_seen (BancoJobView *self, const BancoObservation *seen)
{
  g_autofree char *text = NULL;

  if (seen->found != BANCO_STEP_NOTHING)
    return TRUE;
  if (seen->interrupted)
    text = g_strdup (_ ("It was ended before a step was seen."));
  else if (seen->ended)
    text = g_strdup_printf (_ ("The command ended by itself after %.1f s, with exit status %d, "
                               "before three steps were seen."),
                            seen->seconds, seen->exit_code);
  else
    text = g_strdup_printf (
      _ ("No repeating step was seen in %.0f s. Under More, give it longer, or say how a step "
         "looks in what it prints."),
      seen->seconds);
  show_trouble (self, text, seen->last_lines);
  return FALSE;
}

static void
learn_seen (BancoJobView *self, const BancoObservation *seen)
{
  BancoStepRecord record = { .command = (const char *const *) self->input.command };

  banco_observation_complete (seen, &self->input.job);
  record.step_seconds = self->input.job.step_seconds;
  if (self->input.machine != NULL && find_here (self, &record.there, NULL) &&
      (record.there.arithmetic <= 0 ||
       !banco_workspace_find_performance (get_workspace (self), self->input.from,
                                          self->input.job.precision, &record.here, NULL)))
    learn (self, NULL);
  else
    learn (self, &record);
}

static void
watched (BancoJobView *self, GParamSpec *pspec, BancoOperation *operation)
{
  g_object_set (self->form, "busy", FALSE, NULL);
  g_clear_pointer (&self->watch, banco_watch_unref);
  g_signal_handlers_disconnect_by_data (operation, self);
  switch (banco_operation_get_state (operation)) {
  case BANCO_OPERATION_DONE:
    if (check_seen (self, banco_operation_get_result (operation)))
      learn_seen (self, banco_operation_get_result (operation));
    break;
  case BANCO_OPERATION_FAILED:
    show_trouble (self, banco_operation_get_error (operation)->message, NULL);
    break;
  case BANCO_OPERATION_CANCELLED:
  case BANCO_OPERATION_RUNNING:
    show_state (self, self->estimates != NULL ? "answer" : "first");
    break;
  }
}

static char *
get_title (BancoJobView *self, const char *title)
{
  return banco_visible_line (title);
}

static char *
get_message (BancoJobView *self, const char *message)
{
  return message != NULL ? banco_visible_line (message) : g_strdup (_ ("Starting it"));
}

static double
get_fraction (BancoJobView *self, double fraction)
{
  return CLAMP (fraction, 0, 1);
}

static void
start_watching (BancoJobView *self, BancoPlace *place)
{
  g_autoptr (GError) error = NULL;

  self->watch = banco_watch_new (place, (const char *const *) self->input.command,
                                 self->input.pattern, self->input.seconds, &error);
  if (self->watch == NULL) {
    show_trouble (self, error->message, NULL);
    return;
  }
  banco_watch_set_folder (self->watch, self->input.folder);
  self->watching =
    banco_watch_start (self->watch, banco_workspace_get_operations (get_workspace (self)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WATCHING]);
  /* Its end is the beginning of the next step, which depends on how it ended. */
  g_signal_connect_object (self->watching, "notify::state", G_CALLBACK (watched), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_sensitive (self->enough, TRUE);
  g_object_set (self->form, "busy", TRUE, NULL);
  show_state (self, "watching");
}

static void
ask (BancoJobView *self)
{
  g_auto (BancoJobInput) input = { 0 };
  g_autoptr (BancoPlace) place = NULL;

  if (self->watch != NULL || !banco_job_form_read (self->form, &input))
    return;
  banco_job_input_clear (&self->input);
  self->input = input;
  input = (BancoJobInput){ 0 };
  forget (self, &self->watching);
  forget (self, &self->asking);
  if (self->input.command == NULL) {
    learn (self, NULL);
    return;
  }
  place = self->input.machine != NULL ? banco_machine_get_place (self->input.machine)
                                      : banco_place_new_here ();
  /* It may have gone while the form was open. */
  if (place != NULL)
    start_watching (self, place);
  else
    show_trouble (self, _ ("That machine is not ready any more."), NULL);
}

static void
stop (BancoJobView *self)
{
  if (self->watch == NULL)
    return;
  gtk_widget_set_sensitive (self->enough, FALSE);
  banco_watch_stop (self->watch);
}

static void
cancel (BancoJobView *self)
{
  if (self->watching != NULL)
    banco_operation_cancel (self->watching);
}

static void
banco_job_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_WATCHING)
    g_value_set_object (value, BANCO_JOB_VIEW (object)->watching);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_job_view_dispose (GObject *object)
{
  BancoJobView *self = BANCO_JOB_VIEW (object);

  /* Nobody is there to see what comes of it. */
  if (self->watch != NULL)
    banco_operation_cancel (self->watching);
  forget (self, &self->watching);
  forget (self, &self->learning);
  forget (self, &self->asking);
  g_clear_pointer (&self->watch, banco_watch_unref);
  g_clear_pointer (&self->estimates, g_ptr_array_unref);
  banco_job_input_clear (&self->input);
  self->input = (BancoJobInput){ 0 };
  G_OBJECT_CLASS (banco_job_view_parent_class)->dispose (object);
}

static void
banco_job_view_class_init (BancoJobViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->get_property = banco_job_view_get_property;
  G_OBJECT_CLASS (klass)->dispose = banco_job_view_dispose;
  properties[PROP_WATCHING] = g_param_spec_object ("watching", NULL, NULL, BANCO_TYPE_OPERATION,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_type_ensure (BANCO_TYPE_BESIDE);
  g_type_ensure (BANCO_TYPE_JOB_ANSWER);
  g_type_ensure (BANCO_TYPE_JOB_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/job-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, scroller);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, form);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, enough);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, trouble);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, output);
  gtk_widget_class_bind_template_child (widget_class, BancoJobView, answer);
  gtk_widget_class_bind_template_callback (widget_class, ask);
  gtk_widget_class_bind_template_callback (widget_class, stop);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, took);
  gtk_widget_class_bind_template_callback (widget_class, get_title);
  gtk_widget_class_bind_template_callback (widget_class, get_message);
  gtk_widget_class_bind_template_callback (widget_class, get_fraction);
}

static void
banco_job_view_init (BancoJobView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
banco_job_view_is_watching (BancoJobView *self)
{
  return self->watch != NULL;
}

void
banco_job_view_set_page (BancoJobView *self, BancoPage *page)
{
  self->page = page;
  banco_job_form_set_workspace (self->form, get_workspace (self));
  /* Any offer may change the answer: its number need not. */
  g_signal_connect_object (
    banco_machines_get_offers (banco_workspace_get_machines (get_workspace (self))),
    "items-changed", G_CALLBACK (offers_changed), self, G_CONNECT_SWAPPED);
}
