/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/benchmarks/benchmarks-page.h"
#include "desktop/charts/chart.h"
#include "desktop/job/job-answer.h"
#include "desktop/job/job-form.h"
#include "desktop/job/job-view.h"
#include "desktop/job/job-words.h"
#include "machines/fake-cloud.h"

#include <string.h>

#define STEPS "sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo step $i; sleep 0.02; done'"

static void
test_times (void)
{
  static const struct {
    double low, high;
    const char *text;
  } cases[] = {
    { 0, 0, "" },
    { .00035, .00035, "350\u00a0µs" },
    { .011, .0134, "11\u00a0ms to 13\u00a0ms" },
    { .9999, 1.5, "1000\u00a0ms to 1.5\u00a0s" },
    { 119, 121, "119\u00a0s to 2.0\u00a0min" },
    { 7200, 200000, "2.0\u00a0h to 2.3\u00a0days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = banco_job_words_times (cases[i].low, cases[i].high);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_speeds (void)
{
  static const struct {
    double low, high;
    const char *text;
  } cases[] = {
    { 0, 0, "" },
    { .7, 1.9, "0.7\u2009–\u20091.9\u00a0×" },
    { 5, 40, "5.0\u2009–\u200940\u00a0×" },
    { 12, 96.4, "12\u2009–\u200996\u00a0×" },
    { 3.7, 366, "3.7\u2009–\u2009370\u00a0×" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = banco_job_words_speed (cases[i].low, cases[i].high);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

static void
test_beside_here (void)
{
  static const struct {
    double low, high;
    const char *text;
  } cases[] = {
    { 5, 40, "Training: about 5.0 to 40\u00a0× this computer" },
    { .5, 366, "Training: about 0.5 to 370\u00a0× this computer" },
    { .2, .9, "Training: slower than this computer" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = banco_job_words_beside_here (cases[i].low, cases[i].high);

    g_assert_cmpstr (text, ==, cases[i].text);
  }
}

/* Every word of the estimator has one for people, and no two the same. */
static void
test_words (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = BANCO_NETWORK_MLP; i <= BANCO_NETWORK_UNKNOWN; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) banco_job_words_network (i)));
  for (guint i = BANCO_PRECISION_FP32; i <= BANCO_PRECISION_INT8; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) banco_job_words_precision (i)));
  for (guint i = BANCO_DATA_HERE; i <= BANCO_DATA_CLOUD; i++)
    g_assert_true (g_hash_table_add (seen, (gpointer) banco_job_words_data_place (i)));
  for (guint i = BANCO_BOUND_UNKNOWN; i <= BANCO_BOUND_MEMORY; i++) {
    g_assert_true (g_hash_table_add (seen, (gpointer) banco_bound_to_words (i)));
    g_assert_true (g_hash_table_add (seen, (gpointer) banco_job_words_meaning (i)));
  }
}

/* What has a title is found by it. */
static GtkWidget *
find_row (GtkWidget *root, GType kind, const char *title)
{
  g_autoptr (GPtrArray) rows = fixture_find_all (root, kind);

  for (guint i = 0; i < rows->len; i++)
    if (g_str_has_prefix (adw_preferences_row_get_title (rows->pdata[i]), title))
      return rows->pdata[i];
  g_error ("no row is called “%s…”", title);
}

static GtkWidget *
row_of (GtkWidget *root, const char *title)
{
  return find_row (root, ADW_TYPE_PREFERENCES_ROW, title);
}

static void
type (GtkWidget *root, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row_of (root, title)), text);
}

static void
choose (GtkWidget *root, const char *title, guint nth)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_row (root, ADW_TYPE_COMBO_ROW, title)), nth);
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = stage_button (root, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* The page, on the view of the job. */
static GtkWidget *
open_job (BancoWorkspace **workspace, BancoSettings **settings, int width)
{
  GtkWidget *window = stage_open (workspace, settings, width);
  g_autoptr (GPtrArray) pages = fixture_find_all (window, BANCO_TYPE_PAGE);

  banco_page_open (pages->pdata[0], "job");
  fixture_turn (300, NULL);
  g_assert_true (gtk_widget_get_mapped (stage_find (window, BANCO_TYPE_JOB_VIEW)));
  return window;
}

/* A field that is not understood is named, and nothing is read; emptied, it counts as not known. */
static void
test_form_refuses (void)
{
  static const struct {
    const char *title;
    const char *text;
    const char *sentence;
  } cases[] = {
    { "A step takes", "", "A time is a number" },
    { "A step takes", "soon", "A time is a number" },
    { "A step takes", "-3 ms", "A time is a number" },
    { "A step takes", "3 GB", "A time is a number" },
    { "Steps in all", "many", "whole number" },
    { "Steps in all", "-1", "whole number" },
    { "Steps in all", "1.5", "whole number" },
    { "Size of all", "10 parsec", "A size is a number" },
    { "Memory on the GPU", "nan GB", "A size is a number" },
    { "Upload in a second", "1e999 MB", "A size is a number" },
    { "Kernels in a step", "99999999999", "whole number" },
  };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *form;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  form = stage_find (window, BANCO_TYPE_JOB_FORM);
  choose (form, "How", 1);
  type (form, "A step takes", "12 ms");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (BancoJobInput) input = { 0 };
    g_auto (BancoJobInput) again = { 0 };
    GtkWidget *row = row_of (form, cases[i].title);
    g_autofree char *before = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

    type (form, cases[i].title, cases[i].text);
    g_assert_false (banco_job_form_read (BANCO_JOB_FORM (form), &input));
    g_assert_true (gtk_widget_has_css_class (row, "error"));
    g_assert_true (stage_says (form, cases[i].sentence));
    type (form, cases[i].title, before);
    g_assert_false (gtk_widget_has_css_class (row, "error"));
    g_assert_false (stage_says (form, cases[i].sentence));
    g_assert_true (banco_job_form_read (BANCO_JOB_FORM (form), &again));
  }
  stage_close (window, workspace, settings);
}

static void
test_form_reads (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *form;
  g_auto (BancoJobInput) known = { 0 };
  g_auto (BancoJobInput) watched = { 0 };

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  form = stage_find (window, BANCO_TYPE_JOB_FORM);
  type (form, "Command", "python3 'my train.py' --lr 0.1");
  type (form, "Pattern", "iter (\\d+)");
  type (form, "Steps in all", " 20000 ");
  type (form, "Size of all", "10 GB");
  type (form, "Memory on", "6GiB");
  choose (form, "It Learns From", BANCO_NETWORK_CNN);
  choose (form, "Numbers", BANCO_PRECISION_MIXED);
  choose (form, "They Lie On", BANCO_DATA_NFS);
  g_assert_true (banco_job_form_read (BANCO_JOB_FORM (form), &watched));
  g_assert_cmpstrv (watched.command,
                    ((const char *[]){ "python3", "my train.py", "--lr", "0.1", NULL }));
  g_assert_cmpstr (watched.pattern, ==, "iter (\\d+)");
  g_assert_cmpstr (watched.folder, ==, g_get_home_dir ());
  g_assert_cmpfloat (watched.seconds, ==, 60);
  choose (form, "How", 1);
  choose (form, "It Runs On", 1);
  type (form, "A step takes", "12 ms");
  g_assert_true (banco_job_form_read (BANCO_JOB_FORM (form), &known));
  g_assert_null (known.command);
  g_assert_nonnull (known.from);
  g_assert_cmpfloat_with_epsilon (known.job.step_seconds, .012, 1e-9);
  g_assert_cmpuint (known.job.steps, ==, 20000);
  g_assert_cmpfloat (known.job.data_bytes, ==, 1e10);
  g_assert_cmpfloat (known.job.memory_gib, ==, 6);
  g_assert_cmpint (known.job.network, ==, BANCO_NETWORK_CNN);
  g_assert_cmpint (known.job.precision, ==, BANCO_PRECISION_MIXED);
  g_assert_cmpint (known.job.data_place, ==, BANCO_DATA_NFS);
  stage_close (window, workspace, settings);
}

/* A command that cannot be one is refused before anything runs. */
static void
test_form_commands (void)
{
  static const struct {
    const char *command, *pattern, *sentence;
  } cases[] = {
    { "", "", "Type the command" },
    { "python3 'train.py", "", "quotation mark" },
    { "python3 train.py", "step (", "regular expression" },
  };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *form;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  form = stage_find (window, BANCO_TYPE_JOB_FORM);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    type (form, "Command", cases[i].command);
    type (form, "Pattern", cases[i].pattern);
    press (window, "Watch and Estimate");
    g_assert_true (stage_says (form, cases[i].sentence));
    g_assert_cmpuint (
      g_list_model_get_n_items (G_LIST_MODEL (banco_workspace_get_operations (workspace))), ==, 0);
  }
  stage_close (window, workspace, settings);
}

/* Without a measurement there is nothing to start from, but a card like it will do. */
static void
test_unmeasured (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  window = open_job (&workspace, &settings, 800);
  g_assert_true (stage_says (window, "This Computer Was Not Measured Yet"));
  g_assert_nonnull (stage_button (window, "Measure…"));
  choose (window, "How", 1);
  type (window, "A step takes", "12 ms");
  press (window, "Estimate");
  g_assert_true (stage_says (window, "Measure this computer first"));
  choose (window, "It Runs On", 1);
  g_assert_false (stage_says (window, "This Computer Was Not Measured Yet"));
  press (window, "Estimate");
  g_assert_true (stage_wait (window, "On What You Can Ask For"));
  stage_close (window, workspace, settings);
}

/* The form follows what is measured, also while it is shown. */
static void
test_form_follows (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  BancoResults *results;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  results = banco_workspace_get_results (workspace);
  g_assert_false (stage_says (window, "This Computer Was Not Measured Yet"));
  g_assert_true (banco_results_remove (results, banco_results_find (results, "here-1"), NULL));
  g_assert_true (stage_wait (window, "This Computer Was Not Measured Yet"));
  choose (window, "How", 1);
  g_assert_true (stage_says (window, "Estimate"));
  g_assert_false (stage_says (window, "Watch and Estimate"));
  stage_close (window, workspace, settings);
}

/* A range for each card, refusals as sentences, nothing that looks like a single number. */
static void
test_known_step (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *answer, *row;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 1000);
  choose (window, "How", 1);
  choose (window, "It Learns From", BANCO_NETWORK_CNN);
  type (window, "A step takes", "900 ms");
  type (window, "Steps in all", "1000");
  type (window, "Size of all", "2 GB");
  type (window, "Memory on", "20 GB");
  press (window, "Estimate");
  g_assert_true (stage_wait (window, "A step takes 900\u00a0ms on this computer"));
  answer = stage_find (window, BANCO_TYPE_JOB_ANSWER);
  g_assert_true (stage_says (answer, "most likely the processor"));
  g_assert_true (stage_says (answer, "Does not fit: it needs"));
  g_assert_true (stage_says (answer, "an FPGA runs a design made for it"));
  g_assert_true (stage_says (answer, "These are the cards that INFN Cloud lends."));
  g_assert_true (gtk_widget_get_mapped (stage_find (answer, BANCO_TYPE_CHART)));
  g_assert_true (stage_says (answer, "Hatched ones are predicted"));
  row = row_of (answer, "A30");
  g_assert_true (ADW_IS_EXPANDER_ROW (row));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  fixture_turn (400, NULL);
  g_assert_true (stage_says (row, "A Step"));
  g_assert_true (stage_says (row, " to "));
  g_assert_true (stage_says (row, "All 1000 Steps"));
  g_assert_true (stage_says (row, "without waiting for the machine; it is 15\u00a0min"));
  g_assert_true (stage_says (row, "if your network uploads 10 MB a second"));
  g_assert_false (ADW_IS_EXPANDER_ROW (row_of (answer, "Alveo U50")));
  stage_close (window, workspace, settings);
}

/* What a cloud sells: the card first, the cloud's name for it below, and nothing is markup. */
static void
test_offers (void)
{
  FixtureScene scene = { 0 };
  GtkWidget *window, *answer, *button;
  const char *cloud, *offer;
  GVariant *target;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  fixture_scene_open (&scene);
  fixture_scene_sign_in (&scene);
  fake_cloud_answer (scene.cloud, "GET /compute/v2.1/flavors/detail", 200, NULL,
                     "{\"flavors\": [{\"id\": \"f2\", \"name\": \"<gpu> & t4\", \"vcpus\": 4, "
                     "\"ram\": 8192, \"disk\": 4, "
                     "\"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}, "
                     "{\"id\": \"f3\", \"name\": \"too-large\", \"vcpus\": 4000, "
                     "\"ram\": 8192, \"disk\": 4, "
                     "\"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}]}");
  window = fixture_show (g_object_new (BANCO_TYPE_BENCHMARKS_PAGE, "workspace", scene.workspace,
                                       "settings", scene.settings, NULL),
                         900, 700);
  banco_page_open (BANCO_PAGE (stage_find (window, BANCO_TYPE_BENCHMARKS_PAGE)), "job");
  fixture_turn (300, NULL);
  choose (window, "How", 1);
  type (window, "A step takes", "900 ms");
  press (window, "Estimate");
  g_assert_true (stage_wait (window, "\n<gpu> & t4"));
  answer = stage_find (window, BANCO_TYPE_JOB_ANSWER);
  g_assert_true (stage_says (answer, "1 × Tesla T4"));
  g_assert_false (stage_says (answer, "These are the cards that INFN Cloud lends."));
  /* What may be requested has a button that opens the form with it; what may not is left out. */
  g_assert_false (stage_says (answer, "too-large"));
  g_assert_true (stage_says (answer, "1 offer that you may not request is left out."));
  button = stage_button (answer, "Request");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                   "app.request-offer");
  target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));
  g_variant_get (target, "(&s&s)", &cloud, &offer);
  g_assert_cmpstr (offer, ==, "f2");
  fixture_scene_close (&scene);
  stage_forget ();
}

/* What a step really took there is kept, and the next answer says so. */
static void
test_took (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *row, *entry;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 1000);
  choose (window, "How", 1);
  type (window, "A step takes", "900 ms");
  press (window, "Estimate");
  g_assert_true (stage_wait (window, "On What You Can Ask For"));
  row = row_of (stage_find (window, BANCO_TYPE_JOB_ANSWER), "Tesla T4");
  entry = row_of (row, "You ran it there?");
  gtk_editable_set_text (GTK_EDITABLE (entry), "soon");
  g_signal_emit_by_name (entry, "apply");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "80 ms");
  g_signal_emit_by_name (entry, "apply");
  g_assert_true (stage_wait (window, "corrected by 1 run of your own"));
  stage_close (window, workspace, settings);
}

static gboolean
has_work (GtkWidget *window)
{
  gboolean goes_on;
  g_autofree char *work =
    banco_page_get_work (BANCO_PAGE (stage_find (window, BANCO_TYPE_BENCHMARKS_PAGE)), &goes_on);

  return work != NULL;
}

/* The person's own command: live while it runs, ended when they have seen enough. */
static void
test_watches (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  type (window, "Command", STEPS);
  press (window, "Watch and Estimate");
  g_assert_true (has_work (window));
  g_assert_nonnull (stage_button (window, "Cancel"));
  g_assert_false (gtk_widget_is_sensitive (stage_button (window, "Watch and Estimate")));
  g_assert_true (stage_wait (window, " steps, "));
  press (window, "That Is Enough");
  g_assert_false (gtk_widget_is_sensitive (stage_button (window, "That Is Enough")));
  g_assert_true (stage_wait (window, " on this computer"));
  g_assert_false (has_work (window));
  g_assert_true (stage_says (window, " steps seen, most of them "));
  g_assert_true (gtk_widget_is_sensitive (stage_button (window, "Watch and Estimate")));
  stage_close (window, workspace, settings);
}

static void
test_cancel (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  type (window, "Command", STEPS);
  press (window, "Watch and Estimate");
  g_assert_true (stage_wait (window, " steps, "));
  press (window, "Cancel");
  g_assert_true (stage_wait (window, "Would a GPU Help You?"));
  g_assert_true (gtk_widget_is_sensitive (stage_button (window, "Watch and Estimate")));
  stage_close (window, workspace, settings);
}

/* What goes wrong with a command is a sentence, with the last that it printed. */
static void
test_commands_fail (void)
{
  static const struct {
    const char *command, *sentence, *output;
  } cases[] = {
    { "no-such-command", "There is no command called “no-such-command”.", NULL },
    { "sh -c 'echo broken; exit 3'", "with exit status 3, before three steps", "broken" },
    { "sh -c 'echo done'", "printed nothing that repeats", NULL },
  };
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 800);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    type (window, "Command", cases[i].command);
    press (window, "Watch and Estimate");
    g_assert_true (stage_wait (window, cases[i].sentence));
    g_assert_true (cases[i].output == NULL || stage_says (window, cases[i].output));
  }
  stage_close (window, workspace, settings);
}

/* Its first line is near the top of what can be seen. */
static gboolean
is_scrolled_to (gpointer data)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (data, GTK_TYPE_SCROLLED_WINDOW);
  graphene_point_t top;

  return gtk_widget_compute_point (data, scroller, &GRAPHENE_POINT_INIT (0, 0), &top) &&
         top.y >= 0 && top.y < 100;
}

/* Nothing of it is wider than a phone, whatever is shown, and the answer is gone to. */
static void
test_narrow (void)
{
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GtkWidget *window, *view;
  int least;

  stage_forget ();
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  window = open_job (&workspace, &settings, 360);
  view = stage_find (window, BANCO_TYPE_JOB_VIEW);
  choose (window, "How", 1);
  type (window, "A step takes", "900 ms");
  press (window, "Estimate");
  g_assert_true (stage_wait (window, "On What You Can Ask For"));
  fixture_wait ("the answer is scrolled to", is_scrolled_to,
                stage_find (window, g_type_from_name ("BancoJobAnswer")));
  gtk_widget_measure (view, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, 360);
  stage_close (window, workspace, settings);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/job/times", test_times);
  g_test_add_func ("/job/speeds", test_speeds);
  g_test_add_func ("/job/beside-here", test_beside_here);
  g_test_add_func ("/job/words", test_words);
  g_test_add_func ("/job/form/refuses", test_form_refuses);
  g_test_add_func ("/job/form/reads", test_form_reads);
  g_test_add_func ("/job/form/commands", test_form_commands);
  g_test_add_func ("/job/unmeasured", test_unmeasured);
  g_test_add_func ("/job/form-follows", test_form_follows);
  g_test_add_func ("/job/known-step", test_known_step);
  g_test_add_func ("/job/offers", test_offers);
  g_test_add_func ("/job/took", test_took);
  g_test_add_func ("/job/watches", test_watches);
  g_test_add_func ("/job/cancel", test_cancel);
  g_test_add_func ("/job/commands-fail", test_commands_fail);
  g_test_add_func ("/job/narrow", test_narrow);
  return g_test_run ();
}
