/* SPDX-License-Identifier: Apache-2.0 */
/* The Account page beside a keyring that is locked. */
#include "desktop/account/account-page.h"
#include "fixture.h"
#include "fixture/server.h"
#include "identity/account-private.h"
#include "identity/fake-secrets.h"

#include <string.h>

#define UNKNOWN "so Banco cannot see whether you are signed in"
#define UNKEPT "so you stay signed in only until Banco closes"

typedef struct {
  FixtureScene scene;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  BancoPage *page;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
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
  return g_test_run ();
}
