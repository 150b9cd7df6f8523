/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-fixture.h"
#include "machines/test-home.h"

#include <string.h>
#include <unistd.h>

#define SILENT "127.0.0.2"

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* The private address of a machine does not answer here, its floating one does. */
static void
test_first_answer (ReachFixture *fixture, gconstpointer data)
{
  gint64 start;
  int silent;

  if (fixture->sshd == NULL)
    return;
  silent = reach_fixture_listen (fixture->sshd->port);
  fixture->addresses = SILENT ",127.0.0.1";
  for (guint i = 0; i < 2; i++) { /* the second finds it pinned */
    start = g_get_monotonic_time ();
    reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                                BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
    g_test_message ("%.2f s", seconds_since (start));
    g_assert_cmpfloat (seconds_since (start), <, 2);
  }
  close (silent);
}

/* Another computer of the user's network has the private address of the machine: it accuses no one,
 * and is not trusted at first sight. */
static void
test_neighbour (ReachFixture *fixture, gconstpointer data)
{
  const char *why_not;
  g_autoptr (TestSshd) other = fixture->sshd != NULL ? test_sshd_new (NULL, &why_not) : NULL;
  g_autofree char *port = NULL, *config = NULL;

  if (fixture->sshd == NULL)
    return;
  port = g_strdup_printf ("%u", other->port);
  config = reach_fixture_make_jump (fixture, "192.0.2.7", "", port);
  reach_fixture_use_config (fixture, config);
  fixture->addresses = "192.0.2.7,127.0.0.1";
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
  fixture->addresses = "192.0.2.7";
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 6),
                              BANCO_MACHINE_FAILED, BANCO_HOST_KEY_UNKNOWN);
}

/* One that announces nothing is trusted at its likeliest address, though another one answers first.
 */
static void
test_likeliest (ReachFixture *fixture, gconstpointer data)
{
  const char *why_not;
  g_autoptr (TestSshd) other = fixture->sshd != NULL ? test_sshd_new (NULL, &why_not) : NULL;
  g_autofree char *port = NULL, *slow = NULL, *quick = NULL, *config = NULL;
  g_autoptr (BancoPin) pin = NULL;

  if (fixture->sshd == NULL)
    return;
  port = g_strdup_printf ("%u", other->port);
  slow = reach_fixture_make_jump (fixture, "192.0.2.7", "sleep 1;", "%p");
  quick = reach_fixture_make_jump (fixture, "192.0.2.8", "", port);
  config = g_strconcat (slow, quick, NULL);
  reach_fixture_use_config (fixture, config);
  fixture->addresses = "192.0.2.7,192.0.2.8";
  reach_fixture_assert_state (reach_fixture_check (fixture, NULL, 3600), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_FIRST_USE);
  pin = banco_pins_find ("test", "m1");
  g_assert_cmpstr (pin->keys[0], ==, fixture->sshd->key);
}

static void
assert_silent (BancoMachineRecord *record, const char *pattern)
{
  g_autoptr (BancoMachineRecord) owned = record;

  g_test_message ("%s", owned->reason);
  g_assert_cmpint (owned->state, ==, BANCO_MACHINE_BUILDING);
  g_assert_true (g_regex_match_simple (pattern, owned->reason, 0, 0));
}

/* It says why it does not answer and since when, also in the next run, until it answers. */
static void
test_silence (ReachFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) yesterday = NULL;
  g_autofree char *path = NULL, *text = NULL, *since = NULL;
  int silent;

  if (fixture->sshd == NULL)
    return;
  silent = reach_fixture_listen (fixture->sshd->port);
  fixture->milliseconds = 1500;
  fixture->addresses = SILENT;
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                              BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  assert_silent (reach_fixture_check (fixture, fixture->announced, 3600),
                 "^no answer on port [0-9]+ since [0-9]{2}:[0-9]{2}$");
  /* As if it had been found out yesterday. */
  path = g_build_filename (g_get_user_cache_dir (), "banco", "machines", "silent-test", NULL);
  yesterday = g_date_time_new_from_unix_local (banco_clock_now () - 86400);
  since = g_date_time_format (yesterday, "^no answer on port [0-9]+ since %F %H:%M$");
  text = g_strdup_printf ("[m1]\nSince=%" G_GINT64_FORMAT "\nAsked=1\nOutcome=%d\n",
                          g_date_time_to_unix (yesterday), BANCO_PROBE_SILENT);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_silent (reach_fixture_check (fixture, fixture->announced, 3601), since);
  fixture->addresses = "127.0.0.1";
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 3602),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
  fixture->addresses = SILENT;
  assert_silent (reach_fixture_check (fixture, fixture->announced, 3603),
                 "^no answer on port [0-9]+ since [0-9]{2}:[0-9]{2}$");
  close (silent);
  assert_silent (reach_fixture_check (fixture, fixture->announced, 3604),
                 "^connections to port [0-9]+ are refused");
}

/* In the next run: what answered before is ready at once, and asked again. */
static void
test_remembered (ReachFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  BancoMachineRecord *record;

  if (fixture->sshd == NULL)
    return;
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
  record = reach_fixture_make_record (fixture->sshd->port);
  g_ptr_array_add (records, record);
  banco_reach_recall (records, fixture->provider, fixture->reached);
  g_assert_cmpint (record->state, ==, BANCO_MACHINE_READY);
  g_assert_cmpstr (record->address, ==, "127.0.0.1");
  g_assert_true (record->unsure);
  banco_reach_check (records, fixture->provider, 4500, NULL);
  g_assert_cmpint (record->state, ==, BANCO_MACHINE_READY);
  g_assert_false (record->unsure);
}

/* A hundred machines that do not answer: eight are asked at once, and the list is not kept waiting.
 */
static void
test_hundred (ReachFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  g_autofree char *path = NULL, *log = NULL;
  guint said = 0;
  int at_once = 0, most = 0;
  gint64 start;
  int silent;

  if (fixture->sshd == NULL)
    return;
  silent = reach_fixture_listen (fixture->sshd->port);
  reach_fixture_use_config (fixture, "Host *\n");
  for (guint i = 0; i < 100; i++) {
    BancoMachineRecord *record = reach_fixture_make_record (fixture->sshd->port);

    g_free (record->id);
    record->id = g_strdup_printf ("m%u", i);
    g_strfreev (record->addresses);
    record->addresses = g_strsplit (SILENT, ",", -1);
    record->created -= 3600;
    g_ptr_array_add (records, record);
  }
  start = g_get_monotonic_time ();
  banco_reach_recall (records, fixture->provider, fixture->reached);
  banco_reach_check (records, fixture->provider, 2500, NULL);
  g_test_message ("%.2f s", seconds_since (start));
  g_assert_cmpfloat (seconds_since (start), <, 5);
  path = g_build_filename (fixture->folder, "started", NULL);
  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  for (const char *c = log; *c != '\0'; c++) {
    at_once += (*c == '+') - (*c == '-');
    most = MAX (most, at_once);
  }
  for (guint i = 0; i < records->len; i++)
    said += ((BancoMachineRecord *) records->pdata[i])->reason != NULL;
  g_assert_cmpint (most, ==, 8);
  g_assert_cmpuint (said, >=, 8);
  g_assert_cmpuint (said, <=, 16);
  close (silent);
}

/* What the cloud says is shown at once, also of a machine that keeps silent. */
static void
test_shown_at_once (ReachFixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (BancoMachines) machines = NULL;
  g_autoptr (BancoRefreshSource) cloud = NULL;
  g_autoptr (BancoOperation) look = NULL;
  BancoMachine *machine;
  int silent;

  if (fixture->sshd == NULL)
    return;
  machines = banco_machines_new (fixture->http, &fixture->setup, 1, operations);
  cloud = g_list_model_get_item (banco_machines_get_clouds (machines), 0);
  silent = reach_fixture_listen (fixture->sshd->port);
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ .id = "m1",
                                                        .name = "box",
                                                        .status = "ACTIVE",
                                                        .address = SILENT,
                                                        .port = fixture->sshd->port,
                                                        .age = 3600 });
  look = banco_machines_refresh (machines, NULL, 0);
  while (g_list_model_get_n_items (G_LIST_MODEL (machines)) == 0)
    wait_a_while (10);
  g_assert_cmpint (banco_operation_get_state (look), ==, BANCO_OPERATION_RUNNING);
  g_assert_true (banco_refresh_source_has_answered (cloud));
  machine = banco_machines_find (machines, "box", NULL, NULL);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_BUILDING);
  g_assert_null (banco_machine_get_reason (machine));
  while (banco_operation_get_state (look) == BANCO_OPERATION_RUNNING)
    wait_a_while (10);
  g_assert_false (banco_refresh_source_has_answered (cloud));
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_BUILDING);
  g_assert_true (g_str_has_prefix (banco_machine_get_reason (machine), "no answer on port "));
  close (silent);
}

/* A machine that only a jump host reaches, which the user's configuration names. */
static void
test_jump_host (ReachFixture *fixture, gconstpointer data)
{
  g_autofree char *config = NULL, *slow = NULL;
  g_autoptr (BancoMachineRecord) record = NULL;
  g_autoptr (BancoMachine) machine = NULL;
  static const char *const words[] = { "echo", "there", NULL };
  g_autofree char *output = NULL;
  int status;

  if (fixture->sshd == NULL)
    return;
  config = reach_fixture_make_jump (fixture, "192.0.2.7", "", "%p");
  reach_fixture_use_config (fixture, config);
  fixture->addresses = "192.0.2.7";
  record = reach_fixture_check (fixture, fixture->announced, 5);
  g_assert_cmpint (record->state, ==, BANCO_MACHINE_READY);
  g_assert_cmpint (record->host_key, ==, BANCO_HOST_KEY_VERIFIED);
  machine = banco_machine_new ("test", record);
  output = reach_fixture_run_there (machine, words, &status);
  g_assert_cmpstr (output, ==, "there\n");
  reach_fixture_hang_up (machine);
  /* It answered before: a slow way is no silence, though a list would not wait for others. */
  slow = reach_fixture_make_jump (fixture, "192.0.2.7", "sleep 2;", "%p");
  reach_fixture_use_config (fixture, slow);
  fixture->milliseconds = 1500;
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 3600),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ReachFixture, NULL, reach_fixture_set_up, function, reach_fixture_tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/addresses/first answer", test_first_answer);
  ADD ("/addresses/a neighbour with the same address", test_neighbour);
  ADD ("/addresses/first use at the likeliest address", test_likeliest);
  ADD ("/addresses/silence", test_silence);
  ADD ("/addresses/remembered", test_remembered);
  ADD ("/addresses/shown at once", test_shown_at_once);
  ADD ("/addresses/a hundred", test_hundred);
  ADD ("/addresses/behind a jump host", test_jump_host);
  return test_home_leave (g_test_run ());
}
