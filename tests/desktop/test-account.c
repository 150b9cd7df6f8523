/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-card.h"
#include "desktop/account/account-end.h"
#include "desktop/account/account-page.h"
#include "desktop/page.h"
#include "fixture.h"
#include "identity/scripted-issuer.h"
#include "machine-stage.h"

#include <string.h>
#include <sys/resource.h>

#define GOOD                                                                                       \
  "{\"access_token\":\"access-1\",\"refresh_token\":\"refresh-1\",\"token_type\":\"Bearer\","      \
  "\"expires_in\":3600}"
#define CODE                                                                                       \
  "{\"device_code\":\"device-1\",\"user_code\":\"WD<B>&7\",\"verification_uri\":\"%URL%device\","  \
  "\"verification_uri_complete\":\"%URL%device?user_code=WD\",\"expires_in\":600,\"interval\":1}"
#define SAYS(code) "{\"error\":\"" code "\",\"error_description\":\"about device-1\"}"

typedef struct {
  ScriptedIssuer *issuer;
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay;

  fixture->issuer = scripted_issuer_new ();
  fixture->scene.issuer = fixture->issuer->url;
  fixture_scene_open (&fixture->scene);
  fixture->page = g_object_new (BANCO_TYPE_ACCOUNT_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, fixture->page);
  overlay = adw_toast_overlay_new ();
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (fixture->page));
  fixture->window = fixture_show (overlay, 360, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_scene_close (&fixture->scene);
  scripted_issuer_free (fixture->issuer);
}

static void
choose (Fixture *fixture, const char *way)
{
  adw_action_row_activate (ADW_ACTION_ROW (fixture_find_row (fixture->window, way)));
}

static void
choose_code (Fixture *fixture)
{
  choose (fixture, "Sign in with a code on another device");
}

static gboolean
may_choose (gpointer data)
{
  GtkWidget *row = fixture_find_row (data, "Sign in with the browser");

  return gtk_widget_get_mapped (row) && gtk_widget_is_sensitive (row);
}

static void
wait_ways (Fixture *fixture)
{
  fixture_wait ("the two ways", may_choose, fixture->window);
}

/* Who would be asked is said before, as text and not as markup. */
static void
test_ways (Fixture *fixture, gconstpointer data)
{
  fixture_wait_says (fixture->window, "R&D <issuer>");
  fixture_wait_says (fixture->window, "127.0.0.1");
  g_assert_true (may_choose (fixture->window));
  g_assert_false (fixture_says (fixture->window, "Cancel"));
  g_assert_cmpuint (scripted_issuer_count (fixture->issuer, "/register"), ==, 0);
}

/* The code is large, can be copied and photographed, and says how long it holds. */
static void
test_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strconcat (fixture->issuer->url, "device", NULL);
  g_autofree char *copied = NULL;

  scripted_issuer_say (fixture->issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (fixture->issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  choose_code (fixture);
  fixture_wait_says (fixture->window, "WD<B>&7");
  fixture_wait_says (fixture->window, address);
  fixture_wait_says (fixture->window, "Valid for 9:");
  fixture_wait_silent (fixture->window, "Valid for 9:59");
  g_assert_nonnull (
    gtk_picture_get_paintable (GTK_PICTURE (fixture_find_one (fixture->window, GTK_TYPE_PICTURE))));
  fixture_press (fixture->window, "Copy Code");
  fixture_scene_wait_toast (&fixture->scene, "Code copied");
  copied = fixture_read_clipboard (fixture->window);
  g_assert_cmpstr (copied, ==, "WD<B>&7");
  fixture_press (fixture->window, "Cancel");
  wait_ways (fixture);
  g_assert_null (fixture->scene.trouble);
  g_assert_null (banco_account_get_username (fixture->scene.account));
}

static void
test_code_confirmed (Fixture *fixture, gconstpointer data)
{
  scripted_issuer_say (fixture->issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (fixture->issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  scripted_issuer_say (fixture->issuer, "/token", 200, NULL, GOOD);
  choose_code (fixture);
  fixture_wait_says (fixture->window, "ml-infn");
  fixture_scene_wait_toast (&fixture->scene, "You are signed in");
  fixture_wait_says (fixture->window, "ada");
  g_assert_false (fixture_says (fixture->window, "WD<B>&7"));
  g_assert_nonnull (fixture_find_button (fixture->window, "Sign Out"));
}

/* Whatever goes wrong: a reason, the two ways again, and nothing of the issuer's own words. */
static void
test_code_refused (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *device, *token;
  } cases[] = {
    { 200, CODE, SAYS ("access_denied") },
    { 200, CODE, SAYS ("expired_token") },
    { 500, "{}", "{}" },
    { 200, "<html>", "{}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_clear_pointer (&fixture->scene.trouble, g_free);
    scripted_issuer_change (fixture->issuer, "/devicecode", cases[i].status, NULL, cases[i].device);
    scripted_issuer_change (fixture->issuer, "/token", 400, NULL, cases[i].token);
    choose_code (fixture);
    fixture_scene_wait_trouble (&fixture->scene);
    wait_ways (fixture);
    g_assert_null (strstr (fixture->scene.trouble, "device-1"));
  }
}

/* “Try Again” does: nobody has to find the way a second time. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  scripted_issuer_say (fixture->issuer, "/devicecode", 500, NULL, "{}");
  banco_page_refresh (fixture->page);
  fixture_turn (50, NULL);
  g_assert_true (may_choose (fixture->window));
  choose_code (fixture);
  fixture_scene_wait_trouble (&fixture->scene);
  wait_ways (fixture);
  scripted_issuer_change (fixture->issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (fixture->issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  banco_page_refresh (fixture->page);
  fixture_wait_says (fixture->window, "WD<B>&7");
}

static gboolean
was_opened (gpointer data)
{
  char **opened = data;

  *opened = fixture_take_opened ();
  return *opened != NULL;
}

/* The page of the issuer opens; its address can be taken to another browser, too. */
static void
test_browser (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = g_strconcat (fixture->issuer->url, "authorize?", NULL);
  g_autofree char *opened = NULL, *copied = NULL;

  choose (fixture, "Sign in with the browser");
  fixture_wait_says (fixture->window, "Finish in Your Browser");
  fixture_wait_says (fixture->window, "Come back here when it says so.");
  fixture_wait ("the browser", was_opened, &opened);
  g_assert_true (g_str_has_prefix (opened, address));
  fixture_press (fixture->window, "Copy Address");
  fixture_scene_wait_toast (&fixture->scene, "Address copied");
  copied = fixture_read_clipboard (fixture->window);
  g_assert_cmpstr (copied, ==, opened);
  fixture_press (fixture->window, "Cancel");
  wait_ways (fixture);
  g_assert_null (fixture->scene.trouble);
}

static gboolean
writes_no_dump (gpointer unused)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  return limit.rlim_cur == 0;
}

/* No core dump is written of us, but of a browser that we start. */
static void
test_browser_limits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "limits", NULL);
  g_autofree char *limits = NULL, *opened = NULL;
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  limit.rlim_cur = MIN (limit.rlim_max, 12345);
  g_assert_cmpint (setrlimit (RLIMIT_CORE, &limit), ==, 0);
  banco_process_forbid_dumps ();
  choose (fixture, "Sign in with the browser");
  fixture_wait ("the browser", was_opened, &opened);
  g_assert_true (g_file_get_contents (path, &limits, NULL, NULL));
  g_assert_cmpuint (g_ascii_strtoull (strstr (limits, "core file size") + 14, NULL, 10), ==,
                    limit.rlim_cur);
  fixture_wait ("the limit is ours again", writes_no_dump, NULL);
  fixture_press (fixture->window, "Cancel");
  wait_ways (fixture);
}

static void
sign_in_as (Fixture *fixture, const char *full_name, const char *email, const char *group)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  grant->client.id = g_strdup ("client");
  grant->access_token = g_strdup ("access");
  grant->refresh_token = g_strdup ("refresh");
  grant->expires_at = banco_clock_now () + 3600;
  grant->subject = g_strdup ("s");
  grant->username = g_strdup ("ada");
  grant->full_name = g_strdup (full_name);
  grant->email = g_strdup (email);
  grant->session_until = banco_clock_now () + 23 * 86400 + 60;
  if (group) {
    const char *groups[] = { group, NULL };

    g_strfreev (grant->groups);
    grant->groups = g_strdupv ((char **) groups);
  }
  banco_grant_store_write (banco_account_get_store (fixture->scene.account), grant);
  banco_account_publish (fixture->scene.account);
  fixture_turn (50, NULL);
}

/* Who it is, until when, and what opens which door; foreign words are only words. */
static void
test_person (Fixture *fixture, gconstpointer data)
{
  sign_in_as (fixture, "Ada <b>L</b> & co", "ada@example.org", "ml-infn/<gpu>");
  fixture_wait_says (fixture->window, "Ada <b>L</b> & co");
  fixture_wait_says (fixture->window, "ada · ada@example.org");
  fixture_wait_says (fixture->window, "ml-infn/<gpu>");
  fixture_wait_says (fixture->window, "Sign in again in 23 days");
  fixture_pass (2 * 86400);
  fixture_wait_says (fixture->window, "Sign in again in 21 days");
  g_assert_false (fixture_says (fixture->window, "Role"));
  sign_in_as (fixture, NULL, NULL, NULL);
  fixture_wait_says (fixture->window, "ada");
  fixture_wait_says (fixture->window, "None yet. Ask the people of your project");
  g_assert_false (fixture_says (fixture->window, "example.org"));
}

/* What changes while the page is shown follows, one thing and another, back and forth. */
static void
test_follows (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *email, *group;
    gint64 days;
    const char *said, *unsaid;
  } cases[] = {
    { NULL, NULL, 0, "None yet. Ask", "Terms of use" },
    { "ada@lab.example", NULL, 0, "ada · ada@lab.example", "Terms of use" },
    { "ada@lab.example", "ml-infn", 5, "To be accepted again in 5 days", "None yet. Ask" },
    { NULL, "ml-infn", 8, "To be accepted again in 8 days", "lab.example" },
    { NULL, NULL, 0, "None yet. Ask", "Terms of use" },
  };
  BancoGrantStore *store = banco_account_get_store (fixture->scene.account);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoGrant) grant = NULL;

    sign_in_as (fixture, "Ada", cases[i].email, cases[i].group);
    grant = banco_grant_store_peek (store);
    grant->terms_until = cases[i].days ? banco_clock_now () + cases[i].days * 86400 + 60 : 0;
    banco_grant_store_write (store, grant);
    banco_account_publish (fixture->scene.account);
    fixture_wait_says (fixture->window, cases[i].said);
    g_assert_false (fixture_says (fixture->window, cases[i].unsaid));
  }
}

static void
set_end (Fixture *fixture, gint64 until, gboolean session_over)
{
  BancoGrantStore *store = banco_account_get_store (fixture->scene.account);
  g_autoptr (BancoGrant) grant = NULL;

  sign_in_as (fixture, "Ada", NULL, NULL);
  grant = banco_grant_store_peek (store);
  grant->account_until = until;
  if (session_over)
    banco_grant_drop_tokens (grant);
  banco_grant_store_write (store, grant);
  banco_account_publish (fixture->scene.account);
}

/* An account with an end says so in time, and when it is over offers nothing that cannot be. */
static void
test_over (Fixture *fixture, gconstpointer data)
{
  set_end (fixture, banco_clock_now () + 3 * 86400 + 60, FALSE);
  fixture_wait_says (fixture->window, "Ends in 3 days");
  fixture_wait_says (fixture->window, "Sign in again in");
  g_assert_false (fixture_says (fixture->window, "This account is over"));
  fixture_pass (4 * 86400);
  fixture_wait_says (fixture->window, "This account is over");
  fixture_wait_says (fixture->window, "Over since ");
  fixture_wait_silent (fixture->window, "Sign in again");
  g_assert_false (fixture_says (fixture->window, "Ends over"));
  set_end (fixture, banco_clock_now () - 60, TRUE);
  fixture_wait_says (fixture->window, "You can sign in here only with another account.");
  g_assert_true (may_choose (fixture->window));
  set_end (fixture, 0, TRUE);
  fixture_wait_silent (fixture->window, "only with another account");
}

/* The countdown goes on by itself, and only for an account whose end is near. */
static void
test_end_banner (Fixture *fixture, gconstpointer data)
{
  GtkWidget *banner =
    g_object_new (BANCO_TYPE_ACCOUNT_END, "workspace", fixture->scene.workspace, NULL);
  GtkWidget *window = fixture_show (banner, 360, 200);

  g_assert_false (fixture_says (window, "account"));
  set_end (fixture, 0, FALSE);
  g_assert_false (fixture_says (window, "account"));
  set_end (fixture, banco_clock_now () + 20 * 86400, FALSE);
  g_assert_false (fixture_says (window, "account"));
  set_end (fixture, banco_clock_now () + 5 * 86400 + 60, FALSE);
  fixture_wait_says (window, "Your account ends in 5 days.");
  fixture_pass (4 * 86400 + 23 * 3600 + 55 * 60);
  fixture_wait_says (window, "Your account ends in 6 minutes.");
  fixture_pass (600);
  fixture_wait_says (window, "Your account is over.");
  banco_account_leave (fixture->scene.account);
  fixture_wait_silent (window, "Your account");
  banco_account_stay (fixture->scene.account);
}

/* A name may be as long as it likes: the page still fits a telephone. */
static void
test_long_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (400, 'W');
  int minimum;

  sign_in_as (fixture, name, name, name);
  gtk_widget_measure (GTK_WIDGET (fixture->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

static guint
count_revoked (Fixture *fixture)
{
  return scripted_issuer_count (fixture->issuer, "/revoke");
}

static gboolean
is_revoked (gpointer data)
{
  return count_revoked (data) > 0;
}

static BancoAccountState
read_stored_state (Fixture *fixture)
{
  g_autoptr (BancoGrant) grant =
    banco_grant_store_peek (banco_account_get_store (fixture->scene.account));

  return banco_grant_get_state (grant);
}

static void
dismiss_toast (Fixture *fixture)
{
  g_autoptr (GPtrArray) buttons = fixture_find_all (fixture->window, GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (g_strcmp0 (gtk_button_get_icon_name (buttons->pdata[i]), "window-close-symbolic") == 0 &&
        gtk_widget_get_ancestor (buttons->pdata[i], ADW_TYPE_TOAST_OVERLAY))
      g_signal_emit_by_name (buttons->pdata[i], "clicked");
}

/* Signed out at once, but the issuer hears of it when Undo has gone; what it says is told. */
static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  scripted_issuer_change (fixture->issuer, "/revoke", 404, NULL, "{}");
  sign_in_as (fixture, "Ada", NULL, NULL);
  fixture_press (fixture->window, "Sign Out");
  fixture_wait_says (fixture->window, "Signed out of R&D <issuer>");
  wait_ways (fixture);
  g_assert_false (banco_account_check_signed_in (fixture->scene.account, &error));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT);
  g_assert_null (banco_account_dup_token (fixture->scene.account, 0, NULL, NULL, NULL, NULL));
  fixture_turn (200, NULL);
  g_assert_cmpuint (count_revoked (fixture), ==, 0);
  g_assert_cmpint (read_stored_state (fixture), ==, BANCO_ACCOUNT_SIGNED_IN);
  dismiss_toast (fixture);
  fixture_scene_wait_toast (&fixture->scene, "Signed out here; the issuer did not confirm");
  g_assert_cmpint (read_stored_state (fixture), ==, BANCO_ACCOUNT_SIGNED_OUT);
  g_assert_cmpint (banco_account_get_state (fixture->scene.account), ==, BANCO_ACCOUNT_SIGNED_OUT);
}

/* All is as before, and the issuer never heard of it. */
static void
test_sign_out_undone (Fixture *fixture, gconstpointer data)
{
  sign_in_as (fixture, "Ada", NULL, NULL);
  fixture_press (fixture->window, "Sign Out");
  wait_ways (fixture);
  fixture_press (fixture->window, "Undo");
  fixture_wait_says (fixture->window, "Ada");
  g_assert_cmpint (banco_account_get_state (fixture->scene.account), ==, BANCO_ACCOUNT_SIGNED_IN);
  g_assert_true (banco_account_check_signed_in (fixture->scene.account, NULL));
  fixture_turn (200, NULL);
  g_assert_cmpuint (count_revoked (fixture), ==, 0);
}

/* Banco quits: then, too, the issuer hears of it. */
static void
test_sign_out_quits (Fixture *fixture, gconstpointer data)
{
  sign_in_as (fixture, "Ada", NULL, NULL);
  fixture_press (fixture->window, "Sign Out");
  wait_ways (fixture);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  banco_operations_cancel_all (banco_workspace_get_operations (fixture->scene.workspace));
  fixture_wait ("the issuer is told", is_revoked, fixture);
  while (read_stored_state (fixture) != BANCO_ACCOUNT_SIGNED_OUT)
    fixture_turn (20, NULL);
}

/* Another sign-in begins when the last one is gone, and not beside it. */
static void
test_sign_out_and_in (Fixture *fixture, gconstpointer data)
{
  scripted_issuer_say (fixture->issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (fixture->issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  sign_in_as (fixture, "Ada", NULL, NULL);
  fixture_press (fixture->window, "Sign Out");
  wait_ways (fixture);
  choose_code (fixture);
  fixture_wait_says (fixture->window, "WD<B>&7");
  g_assert_cmpuint (count_revoked (fixture), ==, 1);
  g_assert_cmpint (read_stored_state (fixture), ==, BANCO_ACCOUNT_SIGNED_OUT);
  g_assert_false (banco_account_is_leaving (fixture->scene.account));
}

/* What goes on without the user is named, and what holds an accelerator first. */
static void
test_sign_out_held (Fixture *fixture, gconstpointer data)
{
  GtkWidget *question;

  sign_in_as (fixture, "Ada", NULL, NULL);
  machine_stage_add (&fixture->scene, "gpu-1", BANCO_MACHINE_READY, TRUE);
  machine_stage_add (&fixture->scene, "cpu-1", BANCO_MACHINE_READY, FALSE);
  machine_stage_add (&fixture->scene, "gpu-2", BANCO_MACHINE_RELEASING, TRUE);
  fixture_press (fixture->window, "Sign Out");
  question = fixture_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (question);
  fixture_wait_says (question, "keeps its accelerator while you are signed out");
  g_assert_true (fixture_says (question, "gpu-1 (1 × Tesla T4"));
  g_assert_true (fixture_says (question, "This machine stays yours: cpu-1."));
  g_assert_false (fixture_says (question, "gpu-2"));
  g_assert_nonnull (fixture_find_button (question, "Show Machines"));
  fixture_press (question, "Cancel");
  fixture_turn (50, NULL);
  g_assert_cmpint (banco_account_get_state (fixture->scene.account), ==, BANCO_ACCOUNT_SIGNED_IN);
  fixture_press (fixture->window, "Sign Out");
  fixture_press (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), "Sign Out");
  wait_ways (fixture);
  g_assert_nonnull (fixture_find_button (fixture->window, "Undo"));
}

static gboolean
nothing_runs (gpointer operations)
{
  return g_list_model_get_n_items (operations) == 0;
}

/* The window closes while a code is shown: nobody goes on asking for it. */
static void
test_leaves (Fixture *fixture, gconstpointer data)
{
  BancoOperations *operations = banco_workspace_get_operations (fixture->scene.workspace);

  scripted_issuer_say (fixture->issuer, "/devicecode", 200, NULL, CODE);
  scripted_issuer_say (fixture->issuer, "/token", 400, NULL, SAYS ("authorization_pending"));
  choose_code (fixture);
  fixture_wait_says (fixture->window, "WD<B>&7");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 1);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture_wait ("it ends", nothing_runs, operations);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/account/ways", test_ways);
  ADD ("/account/code", test_code);
  ADD ("/account/code-confirmed", test_code_confirmed);
  ADD ("/account/code-refused", test_code_refused);
  ADD ("/account/again", test_again);
  ADD ("/account/browser", test_browser);
  ADD ("/account/browser-limits", test_browser_limits);
  ADD ("/account/person", test_person);
  ADD ("/account/follows", test_follows);
  ADD ("/account/over", test_over);
  ADD ("/account/end-banner", test_end_banner);
  ADD ("/account/long-names", test_long_names);
  ADD ("/account/sign-out", test_sign_out);
  ADD ("/account/sign-out/undone", test_sign_out_undone);
  ADD ("/account/sign-out/quits", test_sign_out_quits);
  ADD ("/account/sign-out/and-in", test_sign_out_and_in);
  ADD ("/account/sign-out/held", test_sign_out_held);
  ADD ("/account/leaves", test_leaves);
  return g_test_run ();
}
