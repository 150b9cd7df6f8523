/* SPDX-License-Identifier: Apache-2.0 */
/* A Secret Service that misbehaves: nothing may wait for it for ever. Runs on a bus of its own
 * (dbus-run-session), where it takes the name before anybody else. */
#include "fixture/server.h"
#include "identity/account-private.h"
#include "identity/fake-secrets.h"
#include "identity/keyring-private.h"

#include <string.h>

static const BancoKeyringKey key = { BANCO_KEYRING_GRANT, "https://iam.example/", "ada", "test" };

#define LIMIT 2.0 /* s that a call may take */

static double
time_lookup (GCancellable *cancellable, BancoKeyringAnswer *answer)
{
  g_autoptr (GTimer) timer = g_timer_new ();
  char *text = NULL;

  *answer = banco_keyring_lookup (&key, &text, cancellable);
  g_assert_null (text);
  return g_timer_elapsed (timer, NULL);
}

static gpointer
store (gpointer data)
{
  g_autoptr (GTimer) timer = g_timer_new ();

  g_assert_false (banco_keyring_store (&key, "Banco", "text", NULL));
  g_assert_cmpfloat (g_timer_elapsed (timer, NULL), <, 2 * LIMIT + 3);
  return NULL;
}

/* Two at once: the second one waits for its turn, and then as long. */
static void
test_silent (void)
{
  BancoKeyringAnswer answer;
  GThread *thread;

  fake_secrets_set (FAKE_SECRETS_SILENT);
  thread = g_thread_new ("store", store, NULL);
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, 2 * LIMIT + 3);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
  g_thread_join (thread);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancelled (void)
{
  for (int before = 0; before < 2; before++) {
    g_autoptr (GCancellable) cancellable = g_cancellable_new ();
    BancoKeyringAnswer answer;
    GThread *thread = NULL;

    fake_secrets_set (FAKE_SECRETS_SILENT);
    if (before)
      g_cancellable_cancel (cancellable);
    else
      thread = g_thread_new ("cancel", cancel_soon, cancellable);
    g_assert_cmpfloat (time_lookup (cancellable, &answer), <, 3);
    g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
    g_clear_pointer (&thread, g_thread_join);
  }
}

/* A prompt comes only when the user asks for it, not with each look-up. */
static void
test_locked (void)
{
  static const FakeSecretsTemper tempers[] = { FAKE_SECRETS_DISMISSED, FAKE_SECRETS_STUCK };
  guint before = fake_secrets_count_prompts ();
  BancoKeyringAnswer answer;

  for (guint i = 0; i < G_N_ELEMENTS (tempers); i++) {
    fake_secrets_set (tempers[i]);
    g_assert_cmpfloat (time_lookup (NULL, &answer), <, LIMIT);
    g_assert_cmpint (answer, ==, BANCO_KEYRING_LOCKED);
    g_assert_false (banco_keyring_store (&key, "Banco", "text", NULL));
    g_assert_false (banco_keyring_clear (&key, NULL));
  }
  g_assert_cmpuint (fake_secrets_count_prompts (), ==, before);
}

/* A password opens only a keyring that takes one, and the reason is told. */
static void
test_password (void)
{
  g_autoptr (GError) error = NULL;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  g_assert_false (banco_keyring_unlock ("secret", NULL, &error));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED);
  g_assert_nonnull (strstr (error->message, "takes no password from a terminal"));
  g_assert_null (strstr (error->message, "secret"));
}

static int
get_code (BancoOperation *operation)
{
  g_autoptr (BancoOperation) held = operation;

  test_wait (held);
  g_assert_cmpint (banco_operation_get_state (held), ==, BANCO_OPERATION_FAILED);
  g_assert_true (banco_operation_get_error (held)->domain == BANCO_IDENTITY_ERROR);
  return banco_operation_get_error (held)->code;
}

/* What cannot be kept is refused before the issuer, which is nowhere here, is asked for anything.
 */
static void
test_sign_in (void)
{
  BancoIssuerSetup setup = { .id = "i", .name = "I", .url = "http://127.0.0.1:1/" };
  g_autoptr (BancoAccount) account = banco_account_new ("locked", &setup, NULL);

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  for (int method = BANCO_SIGN_IN_BROWSER; method <= BANCO_SIGN_IN_DEVICE; method++)
    g_assert_cmpint (get_code (banco_account_sign_in (account, method, NULL, FALSE)), ==,
                     BANCO_IDENTITY_ERROR_LOCKED);
  g_assert_cmpint (get_code (banco_account_sign_out (account)), ==, BANCO_IDENTITY_ERROR_LOCKED);
  g_assert_false (banco_account_check_signed_in (account, NULL));
}

/* Asked to, the person unlocks it: what was closed can be kept and read. */
static void
test_unlocked (void)
{
  g_autofree char *kept = NULL;
  g_auto (BancoSecret) found = NULL;
  g_autoptr (GError) error = NULL;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  g_assert_true (banco_keyring_is_locked (NULL));
  g_assert_false (banco_keyring_unlock (NULL, NULL, &error));
  g_assert_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED);
  g_assert_true (banco_keyring_is_locked (NULL));
  fake_secrets_set (FAKE_SECRETS_WILLING);
  g_assert_true (banco_keyring_unlock (NULL, NULL, NULL));
  g_assert_false (banco_keyring_is_locked (NULL));
  g_assert_true (banco_keyring_store (&key, "Banco", "text", NULL));
  kept = fake_secrets_dup_text ();
  g_assert_cmpstr (kept, ==, "text");
  g_assert_cmpint (banco_keyring_lookup (&key, &found, NULL), ==, BANCO_KEYRING_FOUND);
  g_assert_cmpstr (found, ==, "text");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("SECRET_BACKEND");
  fake_secrets_start (NULL);
  banco_keyring_set_limit ((guint) (LIMIT * 1000));
  g_test_add_func ("/secret-service/locked", test_locked);
  g_test_add_func ("/secret-service/password", test_password);
  g_test_add_func ("/secret-service/sign-in", test_sign_in);
  g_test_add_func ("/secret-service/unlocked", test_unlocked);
  g_test_add_func ("/secret-service/cancelled", test_cancelled);
  g_test_add_func ("/secret-service/silent", test_silent);
  return g_test_run ();
}
