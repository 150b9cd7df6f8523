/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-card.h"
#include "desktop/account/account-page.h"
#include "desktop/page.h"
#include "fixture.h"
#include "identity/scripted-issuer.h"

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
  fixture->issuer = scripted_issuer_new ();
  fixture->scene.issuer = fixture->issuer->url;
  fixture_scene_open (&fixture->scene);
  fixture->page = g_object_new (BANCO_TYPE_ACCOUNT_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, fixture->page);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 360, 640);
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

/* Signed out is signed out here, whatever the issuer says to it; and that is told. */
static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *toast;
  } cases[] = {
    { 200, "Signed out" },
    { 404, "Signed out here; the issuer did not confirm" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    scripted_issuer_change (fixture->issuer, "/revoke", cases[i].status, NULL, "{}");
    sign_in_as (fixture, "Ada", NULL, NULL);
    fixture_press (fixture->window, "Sign Out");
    fixture_scene_wait_toast (&fixture->scene, cases[i].toast);
    wait_ways (fixture);
    g_assert_cmpint (banco_account_get_state (fixture->scene.account), ==,
                     BANCO_ACCOUNT_SIGNED_OUT);
  }
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
  ADD ("/account/long-names", test_long_names);
  ADD ("/account/sign-out", test_sign_out);
  ADD ("/account/leaves", test_leaves);
  return g_test_run ();
}
