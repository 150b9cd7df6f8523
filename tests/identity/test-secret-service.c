/* SPDX-License-Identifier: Apache-2.0 */
/* A Secret Service that misbehaves: nothing may wait for it for ever. Runs on a bus of its own
 * (dbus-run-session), where it takes the name before anybody else. */
#include "identity/fake-secrets.h"
#include "identity/keyring-private.h"

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

static void
test_dismissed (void)
{
  BancoKeyringAnswer answer;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, 5);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
  g_assert_false (banco_keyring_store (&key, "Banco", "text", NULL));
}

static void
test_stuck (void)
{
  BancoKeyringAnswer answer;

  fake_secrets_set (FAKE_SECRETS_STUCK);
  g_assert_cmpfloat (time_lookup (NULL, &answer), <, LIMIT + 3);
  g_assert_cmpint (answer, ==, BANCO_KEYRING_UNAVAILABLE);
}

/* Asked to, the person unlocks it: what was closed can be kept and read. */
static void
test_unlocked (void)
{
  g_autofree char *kept = NULL;
  g_auto (BancoSecret) found = NULL;

  fake_secrets_set (FAKE_SECRETS_DISMISSED);
  g_assert_true (banco_keyring_is_locked (NULL));
  g_assert_false (banco_keyring_unlock (NULL));
  g_assert_true (banco_keyring_is_locked (NULL));
  fake_secrets_set (FAKE_SECRETS_WILLING);
  g_assert_true (banco_keyring_unlock (NULL));
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
  g_test_add_func ("/secret-service/dismissed", test_dismissed);
  g_test_add_func ("/secret-service/unlocked", test_unlocked);
  g_test_add_func ("/secret-service/cancelled", test_cancelled);
  g_test_add_func ("/secret-service/stuck", test_stuck);
  g_test_add_func ("/secret-service/silent", test_silent);
  return g_test_run ();
}
