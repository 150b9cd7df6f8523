/* SPDX-License-Identifier: Apache-2.0 */
/* Names, titles, reasons and logs of others that would like to steer, hide or be markup: whatever
 * the window shows them in, and whatever it tells assistive technology, has none of that. */
#include "benchmark/run-row-private.h"
#include "desktop/account/account-card.h"
#include "desktop/account/account-page.h"
#include "desktop/benchmarks/choices.h"
#include "desktop/benchmarks/fpga-list.h"
#include "desktop/benchmarks/run-dialog.h"
#include "desktop/benchmarks/run-progress.h"
#include "desktop/job/job-answer.h"
#include "desktop/job/job-form.h"
#include "desktop/knowledge/entry-view.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/knowledge/hit-row.h"
#include "desktop/knowledge/knowledge-page.h"
#include "desktop/knowledge/reader.h"
#include "desktop/machines/log-window.h"
#include "desktop/machines/machine-row.h"
#include "desktop/machines/machines-page.h"
#include "desktop/machines/quota-bars.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/terminals/terminal.h"
#include "desktop/window/banner.h"
#include "desktop/window/federation-dialog.h"
#include "desktop/window/operations-button.h"
#include "fixture/visible.h"
#include "identity/account-private.h"
#include "identity/scripted-issuer.h"
#include "machine-stage.h"
#include "machines/fake-cloud.h"
#include "program-stage.h"
#include "workspace/federation-private.h"

#include <string.h>

/* In JSON. */
#define HOSTILE_JSON                                                                               \
  "a\\nb\\tc\\r\\u202ed\\u200be\\u001b[31m\\u009b7m<b>&_\\u001b]0;t\\u0007\\u2066\\u2028z\\ufeff"

/* How often the name was seen so far, as it may be. */
static guint seen;

static void
check (const char *text)
{
  if (text == NULL)
    return;
  if (!test_is_visible (text, TRUE))
    g_error ("“%s” is shown", g_strescape (text, NULL));
  if (strstr (text, "a\nb"))
    g_error ("“%s” is shown", g_strescape (text, NULL));
  for (const char *at = text; (at = strstr (at, HOSTILE_SHOWN)) != NULL; at++)
    seen++;
}

static void
check_menu (GMenuModel *menu)
{
  for (int i = 0; menu != NULL && i < g_menu_model_get_n_items (menu); i++) {
    g_autofree char *label = NULL;
    g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
    g_autoptr (GString) shown = NULL;

    g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
    /* A line under a letter is a key; two are one that is shown. */
    shown = g_string_new (label);
    if (strstr (shown->str, "<b>") != NULL)
      g_assert_nonnull (strstr (shown->str, "&__"));
    g_string_replace (shown, "__", "_", 0);
    check (shown->str);
    check_menu (section);
  }
}

static void
check_accessible (GtkWidget *widget)
{
  g_autofree char *label = gtk_test_accessible_check_property (
    GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, "what no widget is called");
  g_autofree char *description = gtk_test_accessible_check_property (
    GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "nor described as");

  check (label);
  check (description);
}

static void
check_widget (GtkWidget *widget)
{
  g_autofree char *text = NULL;

  check (gtk_widget_get_tooltip_text (widget));
  check_accessible (widget);
  if (GTK_IS_LABEL (widget))
    check (gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_INSCRIPTION (widget))
    check (gtk_inscription_get_text (GTK_INSCRIPTION (widget)));
  else if (GTK_IS_WINDOW (widget))
    check (gtk_window_get_title (GTK_WINDOW (widget)));
  else if (GTK_IS_PICTURE (widget))
    check (gtk_picture_get_alternative_text (GTK_PICTURE (widget)));
  else if (ADW_IS_AVATAR (widget))
    check (adw_avatar_get_text (ADW_AVATAR (widget)));
  else if (GTK_IS_MENU_BUTTON (widget))
    check_menu (gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget)));
  if (GTK_IS_TEXT_VIEW (widget)) {
    g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), "text", &text, NULL);
    check (text);
  }
  if (ADW_IS_COMBO_ROW (widget)) {
    GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (widget));

    for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
      check (gtk_string_list_get_string (GTK_STRING_LIST (model), i));
  }
}

/* Every window there is; the name is seen @least times in them. */
static void
check_all (const char *what, guint least)
{
  GListModel *windows = gtk_window_get_toplevels ();

  seen = 0;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
    g_autoptr (GPtrArray) widgets = fixture_find_all (window, GTK_TYPE_WIDGET);

    for (guint j = 0; j < widgets->len; j++)
      check_widget (widgets->pdata[j]);
  }
  g_test_message ("%s: seen %u times", what, seen);
  g_assert_cmpuint (seen, >=, least);
}

typedef struct {
  const char *name;
  void (*show) (FixtureScene *scene);
  guint least; /* fields that show it */
} Case;

/* Machines. */

static void
show_machine_row (FixtureScene *scene)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_append (GTK_LIST_BOX (list), banco_machine_row_new (machine_stage_add_saying (
                                              scene, HOSTILE, BANCO_MACHINE_FAILED)));
  fixture_show (list, 500, 300);
}

static GtkWidget *
show_page (FixtureScene *scene, GType type)
{
  GtkWidget *page =
    g_object_new (type, "workspace", scene->workspace, "settings", scene->settings, NULL);

  fixture_show (page, 1000, 700);
  return page;
}

static void
show_give_back (FixtureScene *scene)
{
  GtkWidget *page = show_page (scene, BANCO_TYPE_MACHINES_PAGE);

  machine_stage_add_saying (scene, HOSTILE, BANCO_MACHINE_READY);
  gtk_widget_activate_action (page, "machines.give-back", "s", "id");
  g_assert_nonnull (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static void
show_log (FixtureScene *scene)
{
  banco_log_window_show (NULL, HOSTILE, "\033[32mok\033[0m " HOSTILE_SHOWN "\u202e\302\23331m\n");
}

static void
answer_cloud (FixtureScene *scene)
{
  fake_cloud_answer (
    scene->cloud, "GET /compute/v2.1/flavors/detail", 200, NULL,
    "{\"flavors\":[{\"id\":\"f\",\"name\":\"" HOSTILE_JSON "\",\"vcpus\":900,\"ram\":1,\"disk\":9,"
    "\"extra_specs\":{\"accelerator:model\":\"GPU " HOSTILE_JSON "\"}},{\"id\":\"g\",\"name\":\""
    "y" HOSTILE_JSON "\",\"vcpus\":1,\"ram\":1,\"disk\":9,\"extra_specs\":{\"accelerator:model\":"
    "\"GPU " HOSTILE_JSON "\"}}]}");
  fake_cloud_answer (scene->cloud, "GET /image/v2/images", 200, NULL,
                     "{\"images\":[{\"id\":\"i\",\"name\":\"" HOSTILE_JSON
                     "\",\"status\":\"active\"}]}");
  fake_cloud_answer (scene->cloud, "GET /compute/v2.1/limits", 200, NULL,
                     "{\"limits\":{\"absolute\":{\"maxTotalInstances\":1,\"totalInstancesUsed\":1,"
                     "\"maxTotalCores\":9}}}");
  fake_cloud_answer (scene->cloud, "GET /identity/v3/auth/projects", 200, NULL,
                     "{\"projects\":[{\"id\":\"alpha\",\"name\":\"" HOSTILE_JSON
                     "\"},{\"id\":\"beta\",\"name\":\"other\"}]}");
  fixture_scene_sign_in (scene);
  fixture_scene_refresh (scene);
}

static void
show_request (FixtureScene *scene)
{
  answer_cloud (scene);
  banco_request_dialog_show (BANCO_PAGE (show_page (scene, BANCO_TYPE_MACHINES_PAGE)), NULL, NULL);
  fixture_wait_says (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG), "vCPU");
}

static void
show_quota (FixtureScene *scene)
{
  BancoQuotaBars *bars = g_object_new (BANCO_TYPE_QUOTA_BARS, NULL);

  answer_cloud (scene);
  banco_quota_bars_set_limits (bars,
                               BANCO_KEYED_LIST (banco_machines_get_limits (scene->machines)));
  fixture_show (GTK_WIDGET (bars), 500, 300);
}

static void
show_run_dialog (FixtureScene *scene)
{
  machine_stage_add_saying (scene, HOSTILE, BANCO_MACHINE_READY);
  banco_run_dialog_show (BANCO_PAGE (show_page (scene, BANCO_TYPE_MACHINES_PAGE)), NULL, NULL);
}

/* The terminals' module has a menu of its own. */
static void
show_terminal (FixtureScene *scene)
{
  static const char *const command[] = {
    "sh", "-c", "printf '\\033]0;x\\342\\200\\256y<b>\\007'; echo said; exit 255", "sh", NULL
  };
  g_autoptr (BancoPlace) place = banco_place_new ("id", HOSTILE, command);
  GtkWidget *window = fixture_show (
    GTK_WIDGET (banco_terminal_new (&(BancoTerminalPlan){ .place = place })), 600, 300);

  fixture_wait_says (window, "The connection to " HOSTILE_SHOWN " was lost.");
  fixture_turn (600, NULL);
  check (
    banco_terminal_get_title (BANCO_TERMINAL (fixture_find_one (window, BANCO_TYPE_TERMINAL))));
}

/* Persons, issuers and federations. */

static void
show_person (FixtureScene *scene)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  fixture_scene_sign_in (scene);
  grant->client.id = g_strdup ("client");
  grant->access_token = g_strdup ("good");
  grant->refresh_token = g_strdup ("refresh");
  grant->expires_at = banco_clock_now () + 3600;
  grant->subject = g_strdup ("ada");
  grant->username = g_strdup (HOSTILE);
  grant->full_name = g_strdup (HOSTILE);
  grant->email = g_strdup (HOSTILE);
  g_strfreev (grant->groups);
  grant->groups = g_strdupv ((char **) (const char *[]){ HOSTILE, "b", NULL });
  banco_grant_store_write (banco_account_get_store (scene->account), grant);
  banco_account_publish (scene->account);
  show_page (scene, BANCO_TYPE_ACCOUNT_PAGE);
}

static void
show_code (FixtureScene *scene)
{
  g_autoptr (ScriptedIssuer) issuer = scripted_issuer_new ();
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autofree char *name = g_strconcat (HOSTILE, "", NULL);
  BancoIssuerSetup given = { .id = "official", .name = name, .url = issuer->url, .client_id = "c" };
  g_autoptr (BancoAccounts) accounts = banco_accounts_new ("hostile", &given, 1, operations);
  g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), 0);
  GtkWidget *page = show_page (scene, BANCO_TYPE_ACCOUNT_PAGE);
  GtkWidget *window = fixture_show (banco_account_card_new (BANCO_PAGE (page), account), 400, 600);

  fixture_wait_says (window, HOSTILE_SHOWN);
  scripted_issuer_say (issuer, "/devicecode", 200, NULL,
                       "{\"device_code\":\"d\",\"user_code\":\"" HOSTILE_JSON
                       "\",\"verification_uri\":\"%URL%x" HOSTILE_JSON
                       "\",\"expires_in\":600,\"interval\":1}");
  scripted_issuer_say (issuer, "/token", 400, NULL, "{\"error\":\"authorization_pending\"}");
  adw_action_row_activate (
    ADW_ACTION_ROW (fixture_find_row (window, "Sign in with a code on another device")));
  fixture_wait_says (window, "and type this code");
  check_all ("a code", 3);
  fixture_press (window, "Cancel");
  fixture_wait_silent (window, "and type this code");
}

/* Text that is said on its own: errors, and what goes on. */

static void
show_banner (FixtureScene *scene)
{
  BancoBanner *banner = g_object_new (BANCO_TYPE_BANNER, NULL);
  g_autoptr (GError) error =
    g_error_new_literal (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED, "x" HOSTILE);

  banco_banner_show_error (banner, error);
  fixture_show (GTK_WIDGET (banner), 500, 200);
}

static gpointer
go_on (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  banco_operation_report (operation, .25, HOSTILE);
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (5000);
  return NULL;
}

static void
show_operation (FixtureScene *scene)
{
  BancoOperationsButton *button = g_object_new (BANCO_TYPE_OPERATIONS_BUTTON, NULL);
  BancoOperations *operations = banco_workspace_get_operations (scene->workspace);

  fixture_show (GTK_WIDGET (button), 360, 200);
  banco_operations_button_set_operations (button, operations);
  g_object_unref (
    banco_operation_start (operations, &(BancoOperationPlan){ .title = HOSTILE, .work = go_on }));
  fixture_turn (100, NULL);
}

static void
show_progress (FixtureScene *scene)
{
  BancoRunProgress *progress = g_object_new (BANCO_TYPE_RUN_PROGRESS, NULL);

  g_autoptr (BancoKeyedList) rows = banco_run_rows_new ();
  char *flags[] = { (char *) "<b>", NULL };
  g_autoptr (BancoRunRow) row = banco_run_row_new (
    &(BancoRow){ .id = (char *) HOSTILE, .unit = (char *) "u\u202e", .median = 1, .flags = flags });

  banco_run_rows_add (rows, row);
  g_object_set (progress, "rows", rows, "visible", TRUE, NULL);
  fixture_show (GTK_WIDGET (progress), 500, 300);
}

/* A job. */

static void
show_job_form (FixtureScene *scene)
{
  BancoJobForm *form = g_object_new (BANCO_TYPE_JOB_FORM, NULL);

  machine_stage_add_saying (scene, HOSTILE, BANCO_MACHINE_READY);
  banco_job_form_set_workspace (form, scene->workspace);
  fixture_show (GTK_WIDGET (form), 500, 800);
}

static void
show_job_answer (FixtureScene *scene)
{
  BancoJobAnswer *answer = g_object_new (BANCO_TYPE_JOB_ANSWER, NULL);
  g_autoptr (BancoMachine) machine =
    g_object_ref (machine_stage_add_saying (scene, HOSTILE, BANCO_MACHINE_READY));
  g_autoptr (GPtrArray) estimates = NULL;
  BancoJob job = { .step_seconds = .01, .steps = 10, .network = BANCO_NETWORK_CNN };
  BancoCalibration calibration = { 0 };
  BancoLearnResult learned_result = { 0 };
  const BancoCard *card;
  BancoPerformance here;

  answer_cloud (scene);
  banco_workspace_read_accelerator (scene->workspace, banco_machine_get_accelerator (machine),
                                    job.precision, &here, &card);
  estimates = banco_workspace_estimate (scene->workspace, &job, &here, &calibration);
  banco_job_answer_show (answer, &(BancoJobFindings){ .job = &job,
                                                      .here = &here,
                                                      .learned_result = &learned_result,
                                                      .estimates = estimates });
  fixture_show (GTK_WIDGET (answer), 600, 800);
}

/* The library. */

#define INDEX                                                                                      \
  "{\"format\":1,\"entries\":[{\"path\":\"a.md\",\"title\":\"" HOSTILE_JSON                        \
  "\",\"comment\":\"" HOSTILE_JSON "\",\"technology\":[\"" HOSTILE_JSON "\"],\"contacts\":["       \
  "{\"name\":\"" HOSTILE_JSON "\",\"role\":\"" HOSTILE_JSON "\",\"email\":\"a@b\"}]}]}"
#define BODY                                                                                       \
  "# h" HOSTILE_SHOWN "\u202e\n\ntext \u2066`code\u202e` [link\u200b](https://a.example/)\n\n"     \
  "## second\u202e\n\n```\nx\u202e = 1\302\2337m\n```\n\n|a\u200b|b|\n|-|-|\n|c\u202e|d|\n\n"      \
  "![p\u202e](https://a.example/p)\n\n- item\u2069\n\n> quote\u202e\n"

static void
show_knowledge (FixtureScene *scene)
{
  GtkWidget *page;

  banco_settings_set_reader_view (scene->settings, TRUE);
  fixture_scene_write (scene, "a.md", BODY);
  fixture_scene_write (scene, "index.json", INDEX);
  fixture_scene_sync (scene);
  page = show_page (scene, BANCO_TYPE_KNOWLEDGE_PAGE);
  fixture_turn (300, NULL);
  banco_page_open (BANCO_PAGE (page), "a.md");
  fixture_turn (300, NULL);
}

static void
show_snippet (FixtureScene *scene)
{
  show_knowledge (scene);
  banco_page_open (BANCO_PAGE (fixture_find_one (fixture_find_window (ADW_TYPE_WINDOW),
                                                 BANCO_TYPE_KNOWLEDGE_PAGE)),
                   "?quote");
  fixture_turn (500, NULL);
}

static const Case cases[] = {
  { "machine row", show_machine_row, 6 },
  { "giving back", show_give_back, 1 },
  { "log", show_log, 2 },
  { "request", show_request, 6 },
  { "quota", show_quota, 2 },
  { "run dialog", show_run_dialog, 1 },
  { "terminal", show_terminal, 1 },
  { "person", show_person, 4 },
  { "code", show_code, 1 },
  { "banner", show_banner, 1 },
  { "operation", show_operation, 2 },
  { "progress of a run", show_progress, 2 },
  { "job form", show_job_form, 1 },
  { "job answer", show_job_answer, 3 },
  { "knowledge", show_knowledge, 6 },
  { "what a search matched", show_snippet, 3 },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  FixtureScene scene = { 0 };
  g_autoptr (BancoSettings) settings = NULL;

  fixture_scene_open (&scene);
  settings = g_object_ref (scene.settings);
  test->show (&scene);
  check_all (test->name, test->least);
  fixture_scene_close (&scene);
  /* Not while an entry is shown: it would start WebKit. */
  banco_settings_set_reader_view (settings, FALSE);
}

/* The program as a whole, on a federation that is called so. */

static char *
write_federation (const char *groups)
{
  char *path = g_build_filename (g_get_home_dir (), "hostile.federation", NULL);
  g_autofree char *text =
    g_strconcat ("[Federation]\nFormat=1\nId=hostile\nName=x\n", groups, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  g_key_file_set_string (file, "Federation", "Name", HOSTILE);
  if (g_key_file_has_group (file, "Issuer a"))
    g_key_file_set_string (file, "Issuer a", "Name", HOSTILE);
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_federation (void)
{
  g_autofree char *path = write_federation (PROGRAM_GROUPS);
  g_autoptr (BancoFederation) federation = banco_federation_load (path, NULL);
  g_autoptr (GPtrArray) buttons = NULL;
  g_autoptr (GError) error =
    g_error_new_literal (BANCO_HTTP_ERROR, BANCO_HTTP_ERROR_FORBIDDEN, "x" HOSTILE);

  program_use (path);
  g_assert_cmpstr (program_get_shown (), ==, "hostile");
  gtk_test_widget_wait_for_draw (program_get_window ());
  buttons = fixture_find_all (program_get_window (), GTK_TYPE_MENU_BUTTON);
  /* A menu is made when it is opened. */
  for (guint i = 0; i < buttons->len; i++) {
    if (!gtk_widget_get_mapped (buttons->pdata[i]))
      continue;
    gtk_menu_button_popup (buttons->pdata[i]);
    fixture_turn (50, NULL);
    gtk_menu_button_popdown (buttons->pdata[i]);
  }
  gtk_widget_activate_action (program_get_window (), "win.page", "s", "account");
  banco_shell_show_error (program_get_shell (), error);
  program_show_preferences ();
  banco_federation_dialog_show (GTK_WINDOW (program_get_window ()), federation, NULL, NULL);
  check_all ("federation", 5);
  fixture_close_windows ();
}

/* Titles and toasts of pages pass through the window. */
static void
test_title_and_toast (void)
{
  g_autoptr (GPtrArray) pages = NULL;

  program_start ("works");
  pages = fixture_find_all (program_get_window (), BANCO_TYPE_PAGE);
  banco_page_set_title (pages->pdata[0], HOSTILE);
  banco_page_toast (pages->pdata[0], HOSTILE);
  fixture_wait_says (program_get_window (), HOSTILE_SHOWN);
  fixture_turn (300, NULL);
  check_all ("title and toast", 2);
  fixture_close_windows ();
}

/* A federation that cannot be used, and one that can. */
static void
test_problem (void)
{
  g_autofree char *path = write_federation (PROGRAM_GROUPS);
  g_autoptr (BancoFederation) federation = banco_federation_load (path, NULL);
  g_autoptr (BancoFederation) installed = banco_federation_install (federation, NULL);

  g_assert_nonnull (installed);
  program_use ("/no/such" HOSTILE "/x.federation");
  g_assert_null (program_get_shown ());
  check_all ("problem", 2);
  fixture_close_windows ();
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/hostile/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/hostile/federation", test_federation);
  g_test_add_func ("/hostile/title and toast", test_title_and_toast);
  g_test_add_func ("/hostile/problem", test_problem);
  return program_run_tests ();
}
