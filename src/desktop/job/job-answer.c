/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/job/job-answer.h"

#include "desktop/benchmark-words.h"
#include "desktop/charts/chart.h"
#include "desktop/job/job-words.h"
#include "desktop/machines/machine-row.h"
#include "desktop/words.h"

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_BUSY 0.8 /* cores of a job that computes in one thread without waiting */

struct _BancoJobAnswer {
  AdwBin parent_instance;

  GtkLabel *sentence;
  GtkLabel *meaning;
  GtkLabel *seen;
  GtkWidget *picture;
  BancoChart *chart;
  AdwPreferencesGroup *group;
  GtkListBox *list;
  GtkLabel *caveat;
};

G_DEFINE_FINAL_TYPE (BancoJobAnswer, banco_job_answer, ADW_TYPE_BIN)

enum {
  TOOK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

/* What limits the job, and where the processor is not what it waits for all the time. */
static char *
describe_meaning (BancoBound bound, const BancoObservation *seen)
{
  const char *meaning = banco_job_words_meaning (bound);

  return bound == BANCO_BOUND_CPU && seen->cores < LEAST_BUSY
           ? g_strdup_printf (_ ("%s It kept less than one core busy, so a part of each step waits "
                                 "for something else, which a GPU does not shorten."),
                              meaning)
           : g_strdup (meaning);
}

static void
show_sentence (BancoJobAnswer *self, const BancoJobFindings *findings)
{
  gboolean sampled = findings->seen != NULL && findings->seen->sampled;
  BancoBound bound = sampled ? findings->seen->bound
                             : banco_job_guess_bound (findings->job, findings->here->processor);
  const char *name = findings->here->inner_name;
  g_autofree char *step = banco_job_words_time (findings->job->step_seconds);
  g_autofree char *text = NULL, *meaning = NULL;

  if (bound == BANCO_BOUND_UNKNOWN)
    text = banco_visible_printf (_ ("A step takes %s on %s."), step, name);
  else if (sampled)
    text = banco_visible_printf (_ ("A step takes %s on %s, and what limits it is %s."), step, name,
                                 banco_bound_to_words (bound));
  else
    text = banco_visible_printf (_ ("A step takes %s on %s, and what limits it is most likely %s."),
                                 step, name, banco_bound_to_words (bound));
  show_text (self->sentence, text);
  /* It describes what was seen. */
  meaning = sampled ? describe_meaning (bound, findings->seen) : g_strdup ("");
  show_text (self->meaning, meaning);
}

static char *
describe_steps (const BancoObservation *seen)
{
  g_autofree char *times = banco_job_words_times (seen->step_low, seen->step_high);

  if (seen->found == BANCO_STEP_WHOLE)
    return g_strdup (_ ("It printed nothing that repeats, so all of it counts as one step."));
  if (seen->found == BANCO_STEP_EPOCH)
    return g_strdup_printf (_ ("%" G_GUINT64_FORMAT " epochs seen, most of them %s."),
                            seen->steps_seen, times);
  return g_strdup_printf (_ ("%" G_GUINT64_FORMAT " steps seen, most of them %s."),
                          seen->steps_seen, times);
}

/* What the guess is worth, as far as this person's own runs tell. */
static void
add_learned (GString *text, const BancoLearnResult *learned_result)
{
  if (learned_result->real > 0) {
    g_autofree char *real = banco_benchmark_words_ratio (learned_result->real);
    g_autofree char *expected = banco_benchmark_words_ratio (learned_result->expected);

    g_string_append_printf (text,
                            _ ("\nThat is %s as fast as here; the guess was %s. What it missed "
                               "corrects the next one."),
                            real, expected);
  }
  if (learned_result->calibration.count > 0)
    g_string_append_printf (text,
                            ngettext ("\nThe ranges are corrected by %u run of your own.",
                                      "\nThe ranges are corrected by %u runs of your own.",
                                      learned_result->calibration.count),
                            learned_result->calibration.count);
}

static void
show_seen (BancoJobAnswer *self, const BancoJobFindings *findings)
{
  const BancoObservation *seen = findings->seen;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *steps = seen != NULL ? describe_steps (seen) : NULL;

  if (seen != NULL)
    g_string_append (text, steps);
  if (seen != NULL && seen->sampled)
    g_string_append_printf (
      text, _ (" %.1f of %u processor cores were busy, %.0f MB of memory in use, %.1f MB/s read."),
      seen->cores, seen->n_cores, seen->memory_mib * 1.048576, seen->read_bytes_per_second / 1e6);
  if (seen != NULL && seen->has_gpu)
    g_string_append_printf (
      text, _ (" The GPU was at work %.0f\u202f%% of the time, with %.1f GB taken."),
      seen->gpu_share * 100, seen->gpu_memory_mib / 1024);
  add_learned (text, findings->learned_result);
  show_text (self->seen, text->str[0] == '\n' ? text->str + 1 : text->str);
}

static void
add_line (AdwExpanderRow *row, const char *title, const char *text)
{
  GtkWidget *line;

  if (text == NULL || text[0] == '\0')
    return;
  line = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (line), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (line), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (line), 0);
  adw_expander_row_add_row (row, line);
}

static void
add_job (AdwExpanderRow *row, const BancoJob *job, const BancoEstimate *estimate)
{
  g_autofree char *times = banco_job_words_times (estimate->job_low, estimate->job_high);
  g_autofree char *here = banco_job_words_time (job->step_seconds * (double) job->steps);
  g_autofree char *text = g_strdup_printf (
    _ ("%s, without waiting for the machine; it is %s where it runs now."), times, here);
  g_autofree char *title =
    g_strdup_printf (ngettext ("The Whole Step", "All %" G_GUINT64_FORMAT " Steps",
                               (gulong) MIN (job->steps, G_MAXULONG)),
                     job->steps);

  if (estimate->job_high > 0)
    add_line (row, title, text);
}

static void
took_applied (BancoJobAnswer *self, AdwEntryRow *entry)
{
  guint nth = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (entry), "nth"));
  double seconds;

  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  if (banco_duration_from_string (gtk_editable_get_text (GTK_EDITABLE (entry)), &seconds))
    g_signal_emit (self, signals[TOOK], 0, nth, seconds);
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
}

/* The one who ran it there knows better, and teaches the next guess. */
static void
add_took (BancoJobAnswer *self, AdwExpanderRow *row, guint nth)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry),
                                 _ ("You ran it there? A step took, as in 4 ms"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  g_object_set_data (G_OBJECT (entry), "nth", GUINT_TO_POINTER (nth));
  /* The entry says by this signal alone that its text counts. */
  g_signal_connect_object (entry, "apply", G_CALLBACK (took_applied), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (row, entry);
}

static char *
describe_upload (const BancoEstimate *estimate)
{
  g_autofree char *time = banco_job_words_time (estimate->upload_seconds);

  if (estimate->upload_seconds <= 0)
    return NULL;
  return estimate->upload_assumed
           ? g_strdup_printf (_ ("%s, if your network uploads 10 MB a second."), time)
           : g_strdup (time);
}

/* What it is; the name the cloud sells it by is in the line below. */
static char *
title_of (const BancoOfferEstimate *offer_estimate)
{
  return offer_estimate->offer != NULL
           ? banco_machine_words_accelerator (banco_offer_get_accelerator (offer_estimate->offer))
           : g_strdup (offer_estimate->card->name);
}

static char *
subtitle_of (const BancoOfferEstimate *offer_estimate)
{
  const BancoEstimate *estimate = offer_estimate->estimate;
  BancoOffer *offer = offer_estimate->offer;
  g_autofree char *said = banco_visible_line (estimate->text);
  GString *text = g_string_new (said);
  g_autofree char *name = NULL;

  if (estimate->verdict != BANCO_VERDICT_REFUSED)
    g_string_append_printf (text, " %s", banco_benchmark_words_certainty (estimate->certainty));
  if (offer == NULL)
    return g_string_free (text, FALSE);
  name = banco_visible_line (banco_offer_get_name (offer));
  g_string_append_printf (text, "\n%s", name);
  return g_string_free (text, FALSE);
}

static void
fill_row (BancoJobAnswer *self, AdwExpanderRow *row, const BancoJobFindings *findings, guint nth)
{
  const BancoOfferEstimate *offer_estimate = findings->estimates->pdata[nth];
  const BancoEstimate *estimate = offer_estimate->estimate;
  g_autofree char *step = banco_job_words_times (estimate->step_low, estimate->step_high);
  g_autofree char *upload = describe_upload (estimate);
  g_autofree char *change = banco_visible_line (estimate->change);

  add_line (row, _ ("A Step"), step);
  add_job (row, findings->job, estimate);
  add_line (row, _ ("Of That the Upload"), upload);
  add_line (row, _ ("What Would Change It"), change);
  if (estimate->verdict != BANCO_VERDICT_REFUSED && offer_estimate->card != NULL)
    add_took (self, row, nth);
}

/* Opens the form for a machine with this offer filled in. */
static GtkWidget *
new_request_button (BancoOffer *offer, const char *title)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Request"));
  g_autofree char *name = g_strdup_printf (_ ("Request %s"), title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.request-offer");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", banco_offer_get_cloud (offer),
                                    banco_offer_get_id (offer));
  return button;
}

static void
add_suffix (GtkWidget *row, GtkWidget *suffix)
{
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), suffix);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
}

/* What would not help is not suggested. */
static gboolean
is_worth_asking (const BancoEstimate *estimate)
{
  return estimate->verdict == BANCO_VERDICT_FASTER || estimate->verdict == BANCO_VERDICT_SAME;
}

static GtkWidget *
new_row (BancoJobAnswer *self, const BancoJobFindings *findings, guint nth)
{
  const BancoOfferEstimate *offer_estimate = findings->estimates->pdata[nth];
  const BancoEstimate *estimate = offer_estimate->estimate;
  gboolean refused = estimate->verdict == BANCO_VERDICT_REFUSED;
  GtkWidget *row = refused ? adw_action_row_new () : adw_expander_row_new ();
  g_autofree char *speed = banco_job_words_speed (estimate->speed_low, estimate->speed_high);
  g_autofree char *title = title_of (offer_estimate);
  g_autofree char *subtitle = subtitle_of (offer_estimate);
  GtkWidget *label;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (speed[0] != '\0' && !refused) {
    label = gtk_label_new (speed);
    gtk_widget_add_css_class (label, "numeric");
    gtk_widget_set_tooltip_text (label, _ ("Times as fast as where it runs now"));
    add_suffix (row, label);
  }
  if (offer_estimate->offer != NULL && is_worth_asking (estimate))
    add_suffix (row, new_request_button (offer_estimate->offer, title));
  if (refused) {
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
    return row;
  }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  fill_row (self, ADW_EXPANDER_ROW (row), findings, nth);
  return row;
}

static gboolean
is_allowed (const BancoOfferEstimate *offer_estimate)
{
  return offer_estimate->offer == NULL || banco_offer_is_allowed (offer_estimate->offer);
}

/* What the figures are worth, and why there may be fewer of them than offers. */
static void
show_caveat (BancoJobAnswer *self, gboolean from_catalogue, guint n_refused)
{
  g_autofree char *left_out =
    n_refused == 0
      ? g_strdup ("")
      : g_strdup_printf (ngettext ("\n%u offer that you may not request is left out.",
                                   "\n%u offers that you may not request are left out.", n_refused),
                         n_refused);
  g_autofree char *text = g_strconcat (
    from_catalogue ? _ ("These are the cards that INFN Cloud lends. Sign in, and you see what you "
                        "can ask for. Every figure is a range: your job has not run "
                        "there yet.")
                   : _ ("Every figure is a range: your job has not run there yet."),
    left_out, NULL);

  show_text (self->caveat, text);
}

static void
show_estimates (BancoJobAnswer *self, const BancoJobFindings *findings)
{
  GtkListBoxRow *row;
  gboolean from_catalogue = FALSE;
  guint n_refused = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < findings->estimates->len; i++) {
    const BancoOfferEstimate *offer_estimate = findings->estimates->pdata[i];

    from_catalogue |= offer_estimate->offer == NULL;
    if (is_allowed (offer_estimate))
      gtk_list_box_append (self->list, new_row (self, findings, i));
    else
      n_refused++;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->group), findings->estimates->len > n_refused);
  show_caveat (self, from_catalogue, n_refused);
}

static BancoFigure *
new_figure (const char *machine, guint series, double seconds, double unit)
{
  BancoFigure *figure = g_object_new (BANCO_TYPE_FIGURE, NULL);

  figure->measure = g_strdup (_ ("A step of your job"));
  figure->unit = g_strdup (unit < 1 ? "ms" : "s");
  figure->machine = banco_visible_line (machine);
  figure->series = series;
  figure->value = seconds / unit;
  figure->flags = g_new0 (char *, 1);
  return figure;
}

/* What is offered twice, with more memory or more cores, is predicted the same. */
static gboolean
is_drawn (GListModel *figures, const char *machine)
{
  for (guint i = 0; i < g_list_model_get_n_items (figures); i++) {
    g_autoptr (BancoFigure) figure = g_list_model_get_item (figures, i);

    if (g_str_equal (figure->machine, machine))
      return TRUE;
  }
  return FALSE;
}

/* In the middle of a range of factors, by factors. */
static void
draw_estimate (GListStore *figures, const BancoOfferEstimate *offer_estimate, double unit)
{
  const BancoEstimate *estimate = offer_estimate->estimate;
  g_autofree char *machine = title_of (offer_estimate);
  g_autoptr (BancoFigure) figure = NULL;

  if (estimate->verdict == BANCO_VERDICT_REFUSED || estimate->step_low <= 0 ||
      is_drawn (G_LIST_MODEL (figures), machine))
    return;
  figure = new_figure (machine, g_list_model_get_n_items (G_LIST_MODEL (figures)),
                       sqrt (estimate->step_low * estimate->step_high), unit);
  figure->has_spread = TRUE;
  figure->low = estimate->step_low / unit;
  figure->high = estimate->step_high / unit;
  figure->source = BANCO_SOURCE_PREDICTED;
  g_list_store_append (figures, figure);
}

static void
show_picture (BancoJobAnswer *self, const BancoJobFindings *findings)
{
  g_autoptr (GListStore) figures = g_list_store_new (BANCO_TYPE_FIGURE);
  double seconds = findings->job->step_seconds, unit = seconds < 1 ? 1e-3 : 1;
  g_autoptr (BancoFigure) here = new_figure (findings->here->inner_name, 0, seconds, unit);

  here->source = BANCO_SOURCE_MEASURED_THERE;
  g_list_store_append (figures, here);
  for (guint i = 0; i < findings->estimates->len; i++)
    if (is_allowed (findings->estimates->pdata[i]))
      draw_estimate (figures, findings->estimates->pdata[i], unit);
  banco_chart_set_figures (self->chart, G_LIST_MODEL (figures),
                           _ ("Chart of how long a step takes. The list has the figures."));
  gtk_widget_set_visible (self->picture, g_list_model_get_n_items (G_LIST_MODEL (figures)) > 1);
}

static void
banco_job_answer_class_init (BancoJobAnswerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[TOOK] = g_signal_new ("took", BANCO_TYPE_JOB_ANSWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_DOUBLE);
  g_type_ensure (BANCO_TYPE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/job-answer.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, sentence);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, meaning);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, seen);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, picture);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, chart);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, group);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, list);
  gtk_widget_class_bind_template_child (widget_class, BancoJobAnswer, caveat);
}

static void
banco_job_answer_init (BancoJobAnswer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
banco_job_answer_show (BancoJobAnswer *self, const BancoJobFindings *findings)
{
  show_sentence (self, findings);
  show_seen (self, findings);
  show_picture (self, findings);
  show_estimates (self, findings);
}
