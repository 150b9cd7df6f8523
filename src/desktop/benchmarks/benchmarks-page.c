/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/benchmarks-page.h"

#include "desktop/benchmark-words.h"
#include "desktop/benchmarks/beside.h"
#include "desktop/benchmarks/choices.h"
#include "desktop/benchmarks/comparison-view.h"
#include "desktop/benchmarks/fpga-list.h"
#include "desktop/benchmarks/history-view.h"
#include "desktop/benchmarks/run-dialog.h"
#include "desktop/benchmarks/run-progress.h"
#include "desktop/file-dialog.h"
#include "desktop/job/job-view.h"
#include "desktop/words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoBenchmarksPage {
  BancoPage parent_instance;
  GSimpleActionGroup *actions;

  GtkWidget *tabs;
  GtkStack *views;
  BancoJobView *job;
  BancoHistoryView *history;
  GtkScrolledWindow *scroller;
  GtkLabel *answer;
  GtkLabel *certainty;
  GtkLabel *more;
  BancoRunProgress *progress;
  GtkWidget *run, *compare;
  BancoChoices *choices;
  BancoComparisonView *comparison;
  BancoFpgaList *fpgas;
};

G_DEFINE_FINAL_TYPE (BancoBenchmarksPage, banco_benchmarks_page, BANCO_TYPE_PAGE)

static BancoWorkspace *
get_workspace (BancoBenchmarksPage *self)
{
  return banco_page_get_workspace (BANCO_PAGE (self));
}

static char *
choose_view (BancoBenchmarksPage *self, guint n_results, gboolean running)
{
  return g_strdup (n_results > 0 || running ? "content" : "first");
}

static gboolean
is_any (BancoBenchmarksPage *self, guint n_results)
{
  return n_results > 0;
}

static gboolean
can_compare (GBinding *binding, const GValue *chosen, GValue *enabled, gpointer data)
{
  g_value_set_boolean (enabled, g_strv_length (g_value_get_boxed (chosen)) > 0);
  return TRUE;
}

static gboolean
is_running (BancoBenchmarksPage *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->progress));
}

/* All that is said about the figures after the first sentence, one a line. */
static char *
join_advice (const BancoComparison *comparison)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < comparison->advice->len; i++) {
    const BancoAdvice *advice = comparison->advice->pdata[i];

    g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", advice->text);
  }
  return g_string_free (text, FALSE);
}

static void
show_label (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
show_answer (BancoBenchmarksPage *self, const BancoComparison *comparison)
{
  const BancoAdvice *first = comparison->advice->len > 0 ? comparison->advice->pdata[0] : NULL;
  g_autofree char *more = join_advice (comparison);

  if (first != NULL)
    show_label (self->answer, first->text);
  else if (comparison->names->len < 2)
    show_label (self->answer, _ ("Check a second machine or a reference card, then compare."));
  else
    show_label (self->answer, _ ("Nothing follows from these figures for training a network."));
  show_label (self->certainty,
              first != NULL ? banco_benchmark_words_certainty (first->certainty) : "");
  show_label (self->more, more);
}

static void
show_nothing (BancoBenchmarksPage *self)
{
  show_label (self->answer, _ ("Check what to compare."));
  show_label (self->certainty, "");
  show_label (self->more, "");
  gtk_widget_set_visible (GTK_WIDGET (self->comparison), FALSE);
}

/* Takes @comparison. */
static void
show_comparison (BancoBenchmarksPage *self, BancoComparison *comparison)
{
  show_answer (self, comparison);
  banco_comparison_view_show (self->comparison, comparison,
                              banco_workspace_get_results (get_workspace (self)),
                              gtk_label_get_label (self->answer));
  gtk_widget_set_visible (GTK_WIDGET (self->comparison), TRUE);
}

static void
compare_ids (BancoBenchmarksPage *self, const char *const *ids)
{
  g_autoptr (GError) error = NULL;
  BancoComparison *comparison =
    banco_comparison_new (banco_workspace_get_results (get_workspace (self)),
                          banco_workspace_get_catalogue (get_workspace (self)), ids, &error);

  banco_fpga_list_show (self->fpgas, banco_workspace_get_results (get_workspace (self)), ids);
  if (comparison != NULL)
    show_comparison (self, comparison);
  else
    banco_page_trouble (BANCO_PAGE (self), error);
}

static void
compare (BancoBenchmarksPage *self)
{
  g_auto (GStrv) ids = banco_choices_dup_ids (self->choices);

  if (ids[0] == NULL)
    show_nothing (self);
  else
    compare_ids (self, (const char *const *) ids);
}

static void
compare_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoBenchmarksPage *self = data;

  compare (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* The earlier first: the later is then so many times as fast. */
static void
compare_runs (BancoBenchmarksPage *self, const char *first, const char *second)
{
  const char *const ids[] = { first, second, NULL };

  banco_choices_choose_only (self->choices, ids);
  compare_ids (self, ids);
  gtk_stack_set_visible_child_name (self->views, "figures");
}

static void
run_done (BancoPage *page, BancoOperation *operation)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (page);
  BancoResult *result = banco_operation_get_result (operation);

  banco_choices_choose (self->choices, result);
  compare (self);
  if (g_strv_contains (banco_result_get_flags (result), "check_failed")) {
    g_autoptr (GError) error =
      g_error_new_literal (BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_CHECK_FAILED,
                           _ ("A figure was wrong and is left out: the hardware or the driver "
                              "there is in doubt."));

    banco_page_trouble (page, error);
  }
}

static void
start_run (const BancoRun *run, gpointer data)
{
  BancoBenchmarksPage *self = data;
  BancoBenchmark *benchmark = banco_workspace_get_benchmark (get_workspace (self));
  BancoOperation *operation = banco_benchmark_run (benchmark, run);

  gtk_stack_set_visible_child_name (self->views, "figures");
  g_object_set (self->progress, "operation", operation, "rows",
                banco_benchmark_get_rows (benchmark), NULL);
  banco_page_follow (BANCO_PAGE (self), operation, run_done);
}

static void
run_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  banco_run_dialog_show (BANCO_PAGE (data), start_run, data);
}

static void
imported (BancoPage *page, BancoOperation *operation)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (page);
  const GPtrArray *results = banco_operation_get_result (operation);
  g_autofree char *text = g_strdup_printf (
    ngettext ("%u result taken in.", "%u results taken in.", results->len), results->len);

  for (guint i = 0; i < results->len; i++)
    banco_choices_choose (self->choices, results->pdata[i]);
  compare (self);
  banco_page_toast (page, results->len > 0 ? text : _ ("All of them were here already."));
}

static void
import_file (GtkWidget *widget, const char *path)
{
  BancoPage *page = BANCO_PAGE (widget);
  BancoWorkspace *workspace = banco_page_get_workspace (page);

  banco_page_follow (page,
                     banco_results_import (banco_workspace_get_results (workspace), path,
                                           banco_workspace_get_operations (workspace)),
                     imported);
}

static void
import_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  banco_file_open (GTK_WIDGET (data), _ ("Import Results"), import_file);
}

/* What was measured can be shared; a card's figures everybody has. */
static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoBenchmarksPage *self = data;
  BancoResults *results = banco_workspace_get_results (get_workspace (self));
  g_auto (GStrv) ids = banco_choices_dup_ids (self->choices);
  g_autoptr (GPtrArray) measured = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  char *text;

  for (guint i = 0; ids[i] != NULL; i++)
    if (banco_results_find (results, ids[i]) != NULL)
      g_ptr_array_add (measured, ids[i]);
  g_ptr_array_add (measured, NULL);
  if (measured->len == 1) {
    banco_page_toast (BANCO_PAGE (self),
                      _ ("Check a result first; reference cards are everywhere."));
    return;
  }
  text = banco_results_export (results, (const char *const *) measured->pdata, &error);
  if (text == NULL) {
    banco_page_trouble (BANCO_PAGE (self), error);
    return;
  }
  bytes = g_bytes_new_take (text, strlen (text));
  banco_file_save (BANCO_PAGE (self), _ ("results.json"), bytes);
}

static void
undo_removal (BancoPage *page, GObject *result)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (page);
  g_autoptr (GError) error = NULL;

  if (!banco_results_restore (banco_workspace_get_results (get_workspace (self)),
                              BANCO_RESULT (result), &error)) {
    banco_page_trouble (page, error);
    return;
  }
  /* As it was before. */
  g_object_set (self->choices, "chosen", g_object_get_data (result, "chosen"), NULL);
  compare (self);
}

/* A small thing, so no question; what it was can be taken back. */
static void
remove_action (GSimpleAction *action, GVariant *id, gpointer data)
{
  BancoBenchmarksPage *self = data;
  BancoResults *results = banco_workspace_get_results (get_workspace (self));
  g_autoptr (BancoResult) result =
    g_object_ref (banco_results_find (results, g_variant_get_string (id, NULL)));
  g_autofree char *ago = banco_words_ago (banco_result_get_when (result), banco_clock_now ());
  g_autofree char *text =
    g_strdup_printf (_ ("Result of %s deleted (%s)."), banco_result_get_place_label (result), ago);
  g_autoptr (GError) error = NULL;
  char **chosen;

  g_object_get (self->choices, "chosen", &chosen, NULL);
  g_object_set_data_full (G_OBJECT (result), "chosen", chosen, (GDestroyNotify) g_strfreev);
  if (!banco_results_remove (results, result, &error)) {
    banco_page_trouble (BANCO_PAGE (self), error);
    return;
  }
  compare (self);
  banco_page_toast_offer (BANCO_PAGE (self), text, _ ("Undo"), undo_removal, G_OBJECT (result));
}

static void
banco_benchmarks_page_open (BancoPage *page, const char *location)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (page);

  if (g_str_equal (location, "run") && !is_running (self))
    banco_run_dialog_show (page, start_run, page);
  else if (g_str_equal (location, "job"))
    gtk_stack_set_visible_child_name (self->views, "job");
  else if (g_str_equal (location, "history"))
    gtk_stack_set_visible_child_name (self->views, "history");
  else if (g_str_has_prefix (location, "import:"))
    import_file (GTK_WIDGET (page), location + strlen ("import:"));
}

static char *
banco_benchmarks_page_get_work (BancoPage *page, gboolean *goes_on)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (page);

  if (is_running (self))
    return g_strdup (_ ("A benchmark is under way."));
  return banco_job_view_is_watching (self->job) ? g_strdup (_ ("A command of yours is watched."))
                                                : NULL;
}

static void
banco_benchmarks_page_refresh (BancoPage *page)
{
  compare (BANCO_BENCHMARKS_PAGE (page));
}

static GAction *
find_action (BancoBenchmarksPage *self, const char *name)
{
  return g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);
}

static void
banco_benchmarks_page_constructed (GObject *object)
{
  BancoBenchmarksPage *self = BANCO_BENCHMARKS_PAGE (object);

  G_OBJECT_CLASS (banco_benchmarks_page_parent_class)->constructed (object);
  banco_choices_set_workspace (self->choices, get_workspace (self));
  banco_history_view_set_workspace (self->history, get_workspace (self));
  banco_job_view_set_page (self->job, BANCO_PAGE (self));
  g_object_bind_property (self->progress, "visible", find_action (self, "run"), "enabled",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property_full (self->choices, "chosen", find_action (self, "compare"), "enabled",
                               G_BINDING_SYNC_CREATE, can_compare, NULL, NULL, NULL);
  /* What happened once, and is no state that could be bound. */
  g_signal_connect_object (banco_workspace_get_benchmark (get_workspace (self)), "remark",
                           G_CALLBACK (banco_page_toast), self, G_CONNECT_SWAPPED);
  compare (self);
}

static void
banco_benchmarks_page_dispose (GObject *object)
{
  g_clear_object (&BANCO_BENCHMARKS_PAGE (object)->actions);
  G_OBJECT_CLASS (banco_benchmarks_page_parent_class)->dispose (object);
}

static void
banco_benchmarks_page_class_init (BancoBenchmarksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BancoPageClass *page_class = BANCO_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = banco_benchmarks_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = banco_benchmarks_page_dispose;
  page_class->open = banco_benchmarks_page_open;
  page_class->refresh = banco_benchmarks_page_refresh;
  page_class->get_work = banco_benchmarks_page_get_work;
  g_type_ensure (BANCO_TYPE_BESIDE);
  g_type_ensure (BANCO_TYPE_CHOICES);
  g_type_ensure (BANCO_TYPE_COMPARISON_VIEW);
  g_type_ensure (BANCO_TYPE_FPGA_LIST);
  g_type_ensure (BANCO_TYPE_HISTORY_VIEW);
  g_type_ensure (BANCO_TYPE_JOB_VIEW);
  g_type_ensure (BANCO_TYPE_RUN_PROGRESS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/it/infn/ml/Banco/benchmarks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, views);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, job);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, history);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, answer);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, certainty);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, more);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, progress);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, run);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, compare);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, choices);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, comparison);
  gtk_widget_class_bind_template_child (widget_class, BancoBenchmarksPage, fpgas);
  gtk_widget_class_bind_template_callback (widget_class, compare_runs);
  gtk_widget_class_bind_template_callback (widget_class, choose_view);
  gtk_widget_class_bind_template_callback (widget_class, is_any);
}

/* Large text has more lines rather than a wider window. */
static void
wrap_button (GtkWidget *button)
{
  GtkLabel *label = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button)));

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_justify (label, GTK_JUSTIFY_CENTER);
}

static void
banco_benchmarks_page_init (BancoBenchmarksPage *self)
{
  static const GActionEntry actions[] = {
    { .name = "run", .activate = run_action },
    { .name = "compare", .activate = compare_action },
    { .name = "import", .activate = import_action },
    { .name = "export", .activate = export_action },
    { .name = "remove", .activate = remove_action, .parameter_type = "s" },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), actions, G_N_ELEMENTS (actions),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "benchmarks", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  wrap_button (self->run);
  wrap_button (self->compare);
  for (GtkWidget *tab = gtk_widget_get_first_child (self->tabs); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    wrap_button (tab);
}
