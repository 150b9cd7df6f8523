/* SPDX-License-Identifier: Apache-2.0 */
/* The Account page beside a keyring that is locked. */
#include "desktop/account/account-page.h"
#include "desktop/machines/machines-page.h"
#include "desktop/window/sidebar.h"
#include "fixture.h"
#include "fixture/server.h"
#include "identity/account-private.h"
#include "identity/fake-secrets.h"
#include "identity/scripted-issuer.h"

#include <string.h>

#define UNKNOWN "so Banco cannot see whether you are signed in"
#define UNKEPT "so you stay signed in only until Banco closes"

typedef struct {
  ScriptedIssuer *issuer;
  FixtureScene scene;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  BancoPage *page;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  fixture->issuer = scripted_issuer_new ();
  fixture->scene.issuer = fixture->issuer->url;
  fixture_scene_open (&fixture->scene);
  page = g_object_new (BANCO_TYPE_ACCOUNT_PAGE, "workspace", fixture->scene.workspace, "settings",
                       fixture->scene.settings, NULL);
  fixture_scene_hear (&fixture->scene, page);
  fixture->window = fixture_show (GTK_WIDGET (page), 360, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_scene_close (&fixture->scene);
  scripted_issuer_free (fixture->issuer);
}

static void
load (Fixture *fixture)
{
  BancoAccounts *accounts = banco_workspace_get_accounts (fixture->scene.workspace);
  g_autoptr (BancoOperation) operation = banco_accounts_load (accounts);

  test_wait (operation);
}

/* Says so, asks again as often as somebody wants, and knows who it is as soon as it can. */
static void
test_unlocks (Fixture *fixture, gconstpointer data)
{
  g_assert_false (fixture_says (fixture->window, "keyring"));
  load (fixture);
  fixture_wait_says (fixture->window, UNKNOWN);
  fixture_press (fixture->window, "Unlock");
  fixture_scene_wait_toast (&fixture->scene, "The keyring is still locked");
  g_assert_true (fixture_says (fixture->window, UNKNOWN));
  fake_secrets_set (FAKE_SECRETS_WILLING);
  fixture_press (fixture->window, "Unlock");
  fixture_wait_says (fixture->window, "ada");
  g_assert_false (fixture_says (fixture->window, "keyring"));
  g_assert_null (fixture->scene.trouble);
}

/* Who signed in meanwhile is kept from then on. */
static void
test_keeps (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  load (fixture);
  fixture_scene_sign_in (&fixture->scene);
  fixture_wait_says (fixture->window, UNKEPT);
  g_assert_false (banco_account_is_kept (fixture->scene.account));
  fake_secrets_set (FAKE_SECRETS_WILLING);
  fixture_press (fixture->window, "Unlock");
  fixture_wait_silent (fixture->window, UNKEPT);
  g_assert_true (banco_account_is_kept (fixture->scene.account));
  kept = fake_secrets_dup_text ();
  g_assert_nonnull (strstr (kept, "\"refresh\""));
}

/* What a page shows that is not the account's own. */
static void
test_is_told_elsewhere (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = g_object_new (BANCO_TYPE_SIDEBAR, NULL);
  GtkWidget *page = g_object_new (BANCO_TYPE_MACHINES_PAGE, "workspace", fixture->scene.workspace,
                                  "settings", fixture->scene.settings, NULL);
  GtkWidget *beside, *machines;

  banco_sidebar_set_workspace (BANCO_SIDEBAR (sidebar), fixture->scene.workspace);
  beside = fixture_show (sidebar, 300, 640);
  machines = fixture_show (page, 600, 640);
  fixture_wait_says (beside, "Not signed in");
  fixture_wait_says (machines, "For that, sign in.");
  load (fixture);
  fixture_wait_says (beside, "Keyring locked");
  fixture_wait_says (machines, "Your keyring is locked");
  g_assert_false (fixture_says (machines, "For that, sign in."));
}

static gboolean
is_asked (gpointer data)
{
  return fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

static gboolean
is_answered (gpointer data)
{
  return !is_asked (data);
}

/* The question that comes before a sign-in. */
static void
answer_question (Fixture *fixture, const char *answer)
{
  GtkWidget *way = fixture_find_row (fixture->window, "Sign in with a code on another device");

  adw_action_row_activate (ADW_ACTION_ROW (way));
  fixture_wait ("a question", is_asked, NULL);
  fixture_wait_says (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), "Your keyring is locked");
  fixture_press (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG), answer);
  fixture_wait ("no question", is_answered, NULL);
}

static gboolean
is_registered (gpointer issuer)
{
  return scripted_issuer_count (issuer, "/register") > 0;
}

/* Nothing is asked of the issuer before the user knows that it cannot be kept. */
static void
test_asks_first (Fixture *fixture, gconstpointer data)
{
  load (fixture);
  answer_question (fixture, "Cancel");
  g_assert_false (is_registered (fixture->issuer));
  answer_question (fixture, "Sign In");
  fixture_wait ("a registration", is_registered, fixture->issuer);
  g_assert_cmpuint (scripted_issuer_count (fixture->issuer, "/register"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();
  g_auto (BancoSecret) text = NULL;

  fixture_init (&argc, &argv);
  g_unsetenv ("SECRET_BACKEND");
  grant->client.id = g_strdup ("client");
  grant->refresh_token = g_strdup ("refresh-0");
  grant->subject = g_strdup ("1");
  grant->username = g_strdup ("ada");
  text = banco_grant_to_text (grant);
  fake_secrets_start (text);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/keyring/unlocks", test_unlocks);
  ADD ("/keyring/keeps", test_keeps);
  ADD ("/keyring/is-told-elsewhere", test_is_told_elsewhere);
  ADD ("/keyring/asks-first", test_asks_first);
  return g_test_run ();
}
