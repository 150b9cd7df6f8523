/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/log-window.h"
#include "desktop/machines/machine-row.h"
#include "desktop/machines/machines-page.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/page.h"
#include "fixture.h"
#include "machines/fake-cloud.h"

#include <string.h>

#define LIST "GET /compute/v2.1/servers/detail"

typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->scene.second = data;
  fixture_scene_open (&fixture->scene);
  fixture->page = g_object_new (BANCO_TYPE_MACHINES_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, fixture->page);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 500, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  banco_page_hidden (fixture->page);
  fixture_scene_close (&fixture->scene);
}

static void
show (Fixture *fixture)
{
  fixture_scene_sign_in (&fixture->scene);
  banco_page_shown (fixture->page);
}

static void
put (Fixture *fixture, const char *id, const char *name, const char *status)
{
  fake_cloud_set_server (fixture->scene.cloud,
                         &(FakeServer){ .id = id, .name = name, .status = status });
}

/* Signed out nothing is asked, and the next step is one button. */
static void
test_signed_out (Fixture *fixture, gconstpointer data)
{
  banco_page_shown (fixture->page);
  fixture_wait_says (fixture->window, "Machines of Your Own");
  g_assert_nonnull (fixture_find_button (fixture->window, "Sign In"));
  banco_page_refresh (fixture->page);
  fixture_turn (100, NULL);
  g_assert_cmpuint (fake_cloud_count (fixture->scene.cloud, LIST), ==, 0);
}

/* Signing in is enough: nobody has to ask for the list. */
static void
test_signing_in (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", "gpu-1", "BUILD");
  banco_page_shown (fixture->page);
  fixture_scene_sign_in (&fixture->scene);
  fixture_wait_says (fixture->window, "gpu-1");
  fixture_wait_says (fixture->window, "Starting");
  fixture_wait_says (fixture->window, "1 of 4");
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  fixture_wait_says (fixture->window, "No Machines");
  fixture_press (fixture->window, "Request Machine");
  g_assert_nonnull (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG));
}

/* Not to know is not to have none. */
static void
test_unknown (Fixture *fixture, gconstpointer data)
{
  fake_cloud_answer (fixture->scene.cloud, LIST, 500, NULL, "{}");
  show (fixture);
  fixture_wait_says (fixture->window, "Your Machines Are Not Known");
  g_assert_false (fixture_says (fixture->window, "No Machines"));
  put (fixture, "a", "gpu-1", "BUILD");
  fake_cloud_answer (fixture->scene.cloud, LIST, 0, NULL, NULL);
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "gpu-1");
}

/* What was known stays readable, and says how old it is. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", "gpu-1", "BUILD");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  fake_cloud_answer (fixture->scene.cloud, LIST, 500, NULL, "{}");
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "does not answer");
  fixture_wait_says (fixture->window, "gpu-1");
  fixture_wait_says (fixture->window, "As of ");
}

/* Beside each cloud that does not answer stands how old its machines are, as time goes by. */
static void
test_notice (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", "gpu-1", "BUILD");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  fixture_wait_says (fixture->window, "As of just now");
  g_assert_false (fixture_says (fixture->window, "does not answer"));
  fake_cloud_answer (fixture->scene.cloud, LIST, 500, NULL, "{}");
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "cloud does not answer; its machines are as of just now. ");
  g_assert_nonnull (fixture_find_button (fixture->window, "Try Again"));
  fixture_pass (300);
  fixture_wait_says (fixture->window, "its machines are as of 5 minutes ago.");
  fixture_wait_says (fixture->window, "As of 5 minutes ago");
  fake_cloud_answer (fixture->scene.cloud, LIST, 0, NULL, NULL);
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "As of just now");
  fixture_wait_silent (fixture->window, "does not answer");
}

/* One that takes the connection and never answers: the other's machines are there at once. While
 * neither has answered, nothing says that there are none. */
static void
test_hung (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v3", port);
  Fixture fixture = { 0 };

  set_up (&fixture, url);
  show (&fixture);
  fixture_wait_says (fixture.window, "Asking the clouds");
  fixture_wait_says (fixture.window, "No Machines");
  put (&fixture, "a", "gpu-1", "BUILD");
  banco_page_refresh (fixture.page);
  fixture_wait_says (fixture.window, "gpu-1");
  fixture_wait_says (fixture.window, "second does not answer; its machines are not known.");
  g_assert_false (fixture_says (fixture.window, "cloud does not answer"));
  fixture_wait_says (fixture.window, "gpu-1");
  tear_down (&fixture, NULL);
}

static GtkWidget *
find_machine_row (Fixture *fixture)
{
  return fixture_find_one (fixture->window, BANCO_TYPE_MACHINE_ROW);
}

/* A row that stays is the same row: focus and menus survive a refresh. */
static void
test_rows_stay (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row;

  put (fixture, "a", "gpu-1", "BUILD");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  row = find_machine_row (fixture);
  gtk_widget_grab_focus (fixture_find_button (row, "Give Back"));
  put (fixture, "a", "gpu-1", "SHUTOFF");
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "Stopped");
  g_assert_true (find_machine_row (fixture) == row);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (fixture->window)) ==
                 fixture_find_button (row, "Give Back"));
}

static GtkWidget *
ask_to_give_back (Fixture *fixture)
{
  GtkWidget *dialog;

  put (fixture, "a", "gpu-1", "SHUTOFF");
  show (fixture);
  fixture_wait_says (fixture->window, "Stopped");
  gtk_widget_activate_action (find_machine_row (fixture), "machines.give-back", "s", "a");
  dialog = fixture_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  return dialog;
}

/* It says what is lost; what is not answered keeps it. */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (ask_to_give_back (fixture));

  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "Give Back gpu-1?"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "everything on it"));
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "close"), ==,
                   ADW_RESPONSE_DESTRUCTIVE);
  g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "keep");
  gtk_window_close (GTK_WINDOW (dialog));
  fixture_turn (100, NULL);
  g_assert_cmpuint (fake_cloud_count (fixture->scene.cloud, "DELETE /compute/v2.1/servers/a"), ==,
                    0);
  fixture_wait_says (fixture->window, "gpu-1");
}

static void
test_give_back (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (ask_to_give_back (fixture));

  adw_message_dialog_response (dialog, "close");
  fixture_wait_says (fixture->window, "No Machines");
  g_assert_cmpuint (fake_cloud_count (fixture->scene.cloud, "DELETE /compute/v2.1/servers/a"), ==,
                    1);
}

/* A cloud that refuses: it is still there, and can be given back once more. */
static void
test_give_back_fails (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (ask_to_give_back (fixture));

  fake_cloud_answer (fixture->scene.cloud, "DELETE /compute/v2.1/servers/a", 403, NULL, "{}");
  adw_message_dialog_response (dialog, "close");
  fixture_scene_wait_trouble (&fixture->scene);
  fixture_wait_says (fixture->window, "gpu-1");
  g_assert_true (gtk_widget_is_sensitive (fixture_find_button (fixture->window, "Give Back")));
}

/* The dialog sends it and closes; its machine is in the list at once. */
static void
test_request (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;
  g_autofree char *body = NULL;

  show (fixture);
  fixture_wait_says (fixture->window, "No Machines");
  banco_page_open (fixture->page, "request");
  dialog = fixture_find_window (BANCO_TYPE_REQUEST_DIALOG);
  fixture_press (dialog, "Request");
  fixture_wait_says (fixture->window, "gpu-1");
  fixture_wait_says (fixture->window, "Asked for");
  body = fake_cloud_get_body (fixture->scene.cloud, "POST /compute/v2.1/servers");
  g_assert_nonnull (strstr (body, "\"f2\""));
  g_assert_nonnull (strstr (body, "\"gpu-1\""));
}

/* No room: the reason in the cloud's stead, and no machine that is not there. */
static void
test_request_fails (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  fixture_wait_says (fixture->window, "No Machines");
  fake_cloud_answer (fixture->scene.cloud, "POST /compute/v2.1/servers", 403, NULL,
                     "{\"forbidden\": {\"code\": 403, \"message\": \"Quota exceeded for cores: "
                     "Requested 4, but already used 16 of 16 cores\"}}");
  banco_page_open (fixture->page, "request");
  fixture_press (fixture_find_window (BANCO_TYPE_REQUEST_DIALOG), "Request");
  fixture_scene_wait_trouble (&fixture->scene);
  fixture_wait_says (fixture->window, "No Machines");
}

/* What the button of a full quota leads to: the one machine, a choice, or another request. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  show (fixture);
  fixture_wait_says (fixture->window, "No Machines");
  banco_page_open (fixture->page, "give-back");
  dialog = fixture_find_window (BANCO_TYPE_REQUEST_DIALOG);
  g_assert_nonnull (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  put (fixture, "a", "gpu-1", "SHUTOFF");
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "Stopped");
  banco_page_open (fixture->page, "give-back");
  dialog = fixture_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  g_assert_nonnull (
    strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Give Back gpu-1?"));
  gtk_window_close (GTK_WINDOW (dialog));
}

static GtkWidget *
find_log (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (g_str_has_prefix (gtk_window_get_title (window) ? gtk_window_get_title (window) : "",
                          "Log of "))
      return GTK_WIDGET (window);
  }
  return NULL;
}

static gboolean
has_log (gpointer data)
{
  return find_log () != NULL;
}

static char *
text_of (GtkWidget *log)
{
  GtkWidget *view = fixture_find_one (log, GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  char *text = NULL;

  g_assert_false (gtk_text_view_get_editable (GTK_TEXT_VIEW (view)));
  g_object_get (buffer, "text", &text, NULL);
  return text;
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  fake_cloud_set_server (
    fixture->scene.cloud,
    &(FakeServer){ .id = "a", .name = "gpu-1", .status = "SHUTOFF", .log = "booting <b>\nlogin:" });
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  gtk_widget_activate_action (find_machine_row (fixture), "machines.log", "s", "a");
  fixture_wait ("the log", has_log, NULL);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (find_log ())), ==, "Log of gpu-1");
  text = text_of (find_log ());
  g_assert_cmpstr (text, ==, "booting <b>\nlogin:");
}

static void
test_no_log (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", "gpu-1", "SHUTOFF");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  gtk_widget_activate_action (find_machine_row (fixture), "machines.log", "s", "a");
  fixture_scene_wait_trouble (&fixture->scene);
  g_assert_null (find_log ());
}

/* A console prints what it likes. */
static void
test_odd_log (void)
{
  g_autofree char *text = NULL;

  banco_log_window_show (NULL, "<b>&", "a\xff\xfe\033[0m b");
  fixture_wait ("the log", has_log, NULL);
  text = text_of (find_log ());
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, " b"));
  fixture_close_windows ();
}

static void
test_ssh_settings (Fixture *fixture, gconstpointer data)
{
  put (fixture, "a", "gpu-1", "SHUTOFF");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  gtk_widget_activate_action (find_machine_row (fixture), "machines.copy-ssh", "s", "a");
  fixture_scene_wait_toast (&fixture->scene, "It has no address yet");
}

/* A machine that went while its menu was open: nothing happens, and nothing breaks. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  static const char *const actions[] = { "machines.give-back", "machines.log" };

  show (fixture);
  fixture_wait_says (fixture->window, "No Machines");
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_activate_action (fixture_find_button (fixture->window, "Request Machine"),
                                actions[i], "s", "gone");
  fixture_turn (50, NULL);
  g_assert_null (fixture->scene.trouble);
  g_assert_null (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

/* Nobody looks: the cloud is left alone, but for the question that is on its way. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  guint before;

  put (fixture, "a", "gpu-1", "BUILD");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  banco_page_hidden (fixture->page);
  before = fake_cloud_count (fixture->scene.cloud, LIST);
  fixture_turn (2000, NULL);
  g_assert_cmpuint (fake_cloud_count (fixture->scene.cloud, LIST), <=, before + 1);
}

/* That an account was looked at, as each question to a cloud does, is no reason to ask again. */
static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  guint before;

  put (fixture, "a", "gpu-1", "SHUTOFF");
  show (fixture);
  fixture_wait_says (fixture->window, "gpu-1");
  fixture_turn (300, NULL);
  before = fake_cloud_count (fixture->scene.cloud, LIST);
  g_object_notify (G_OBJECT (fixture->scene.account), "subject");
  g_object_notify (G_OBJECT (fixture->scene.account), "state");
  fixture_turn (300, NULL);
  g_assert_cmpuint (fake_cloud_count (fixture->scene.cloud, LIST), ==, before);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/machines/seen/signed-out", test_signed_out);
  ADD ("/machines/seen/signing-in", test_signing_in);
  ADD ("/machines/seen/none", test_none);
  ADD ("/machines/seen/unknown", test_unknown);
  ADD ("/machines/seen/stale", test_stale);
  ADD ("/machines/seen/notice", test_notice);
  g_test_add_func ("/machines/seen/hung", test_hung);
  ADD ("/machines/seen/rows-stay", test_rows_stay);
  ADD ("/machines/asked/keep", test_keep);
  ADD ("/machines/asked/give-back", test_give_back);
  ADD ("/machines/asked/give-back-fails", test_give_back_fails);
  ADD ("/machines/asked/request", test_request);
  ADD ("/machines/asked/request-fails", test_request_fails);
  ADD ("/machines/asked/full", test_full);
  ADD ("/machines/asked/log", test_log);
  ADD ("/machines/asked/no-log", test_no_log);
  g_test_add_func ("/machines/asked/odd-log", test_odd_log);
  ADD ("/machines/asked/ssh-settings", test_ssh_settings);
  ADD ("/machines/asked/gone", test_gone);
  ADD ("/machines/asked/hidden", test_hidden);
  ADD ("/machines/asked/quiet", test_quiet);
  return g_test_run ();
}
