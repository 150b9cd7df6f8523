/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/machines-private.h"
#include "machines/openstack-private.h"
#include "machines/test-home.h"
#include "machines/test-sshd.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

static void
set_pin (const char *id, const char *host, const char *key, BancoHostKey trust)
{
  const char *keys[] = { key, NULL };
  BancoPin pin = { (char *) host, (char **) keys, trust };
  g_autoptr (GError) error = NULL;

  g_assert_true (banco_pins_set ("a cloud", id, &pin, &error));
  g_assert_no_error (error);
}

static void
test_pins (void)
{
  g_autoptr (BancoPin) first = NULL;
  g_autoptr (BancoPin) second = NULL;
  g_autofree char *path = banco_pins_path ();
  g_autofree char *text = NULL;
  GStatBuf status;

  test_home_clear ();
  g_assert_null (banco_pins_find ("a cloud", "1"));
  set_pin ("1", "[10.0.0.1]:22", "ssh-ed25519 AAAA", BANCO_HOST_KEY_VERIFIED);
  set_pin ("12", "[10.0.0.12]:2200", "ssh-ed25519 BBBB", BANCO_HOST_KEY_FIRST_USE);
  first = banco_pins_find ("a cloud", "1");
  second = banco_pins_find ("a cloud", "12");
  g_assert_cmpstr (first->host, ==, "[10.0.0.1]:22");
  g_assert_cmpstr (first->keys[0], ==, "ssh-ed25519 AAAA");
  g_assert_cmpint (first->trust, ==, BANCO_HOST_KEY_VERIFIED);
  g_assert_cmpint (second->trust, ==, BANCO_HOST_KEY_FIRST_USE);
  g_assert_null (banco_pins_find ("other cloud", "1"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  /* The address was given to another machine. */
  set_pin ("3", "[10.0.0.1]:22", "ssh-ed25519 CCCC", BANCO_HOST_KEY_VERIFIED);
  g_assert_null (banco_pins_find ("a cloud", "1"));
  banco_pins_remove ("a cloud", "3");
  banco_pins_remove ("a cloud", "12");
  banco_pins_remove ("a cloud", "never was");
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "");
}

static void
test_key_pair (void)
{
  g_autofree char *name = NULL, *again = NULL, *line = NULL, *line_again = NULL;
  g_autofree char *path = NULL, *other = NULL, *other_line = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  test_home_clear ();
  g_assert_true (banco_key_pair_prepare (NULL, FALSE, &name, &line, NULL, &error));
  g_assert_null (line);
  g_clear_pointer (&name, g_free);
  g_assert_true (banco_key_pair_prepare (NULL, TRUE, &name, &line, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (line, "ssh-ed25519 "));
  g_assert_true (g_str_has_prefix (name, "banco-"));
  path = banco_key_pair_path (name);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (banco_key_pair_prepare (NULL, TRUE, &again, &line_again, NULL, &error));
  g_assert_cmpstr (name, ==, again);
  g_assert_cmpstr (line, ==, line_again);
  /* A key of the person's is found again by its name; what is none is refused. */
  g_assert_true (banco_key_pair_prepare (path, TRUE, &other, &other_line, NULL, &error));
  g_assert_cmpstr (other, ==, name);
  g_clear_pointer (&other, g_free);
  g_clear_pointer (&other_line, g_free);
  g_assert_false (banco_key_pair_prepare ("/dev/null/x", TRUE, &other, &other_line, NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (banco_key_pair_prepare ("/etc/passwd", TRUE, &other, &other_line, NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED);
}

static BancoMachineRecord *
make_record (guint port)
{
  BancoMachineRecord *record = banco_machine_record_new ();

  record->id = g_strdup ("m1");
  record->name = g_strdup ("box");
  record->state = BANCO_MACHINE_READY;
  g_strfreev (record->addresses);
  record->addresses = g_strsplit ("127.0.0.1", ",", -1);
  record->port = port;
  record->login = g_strdup (g_get_user_name ());
  record->group = g_strdup ("alpha");
  record->image = g_strdup ("");
  record->offer = g_strdup ("");
  record->created = banco_clock_now ();
  return record;
}

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
  GHashTable *reached;
  TestSshd *sshd;
  char *announced;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *why_not = NULL;
  g_autofree char *name = NULL, *line = NULL;

  test_home_clear ();
  g_assert_true (banco_key_pair_prepare (NULL, TRUE, &name, &line, NULL, NULL));
  fixture->sshd = test_sshd_new (line, &why_not);
  if (fixture->sshd == NULL) {
    g_test_skip (why_not);
    return;
  }
  fixture->announced = test_sshd_announce (fixture->sshd);
  fixture->cloud = fake_cloud_new ();
  fixture->http = banco_http_new (NULL);
  fixture->setup = fake_cloud_setup (fixture->cloud, "test", "good");
  fixture->provider = banco_openstack_new (fixture->http, &fixture->setup);
  fixture->reached = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  g_object_unref (fixture->provider);
  g_object_unref (fixture->http);
  fake_cloud_setup_clear (&fixture->setup);
  fake_cloud_free (fixture->cloud);
  g_hash_table_unref (fixture->reached);
  test_sshd_free (fixture->sshd);
  g_free (fixture->announced);
}

/* What becomes of the one machine, whose console says @log, @age seconds after it was made. */
static BancoMachineRecord *
check (Fixture *fixture, const char *log, gint64 age)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  BancoMachineRecord *record = make_record (fixture->sshd->port);

  record->created -= age;
  fake_cloud_set_server (
    fixture->cloud, &(FakeServer){ .id = "m1", .name = "box", .status = "ACTIVE", .log = log });
  g_ptr_array_add (records, record);
  banco_reach_check (records, fixture->provider, fixture->reached, NULL);
  return g_ptr_array_steal_index (records, 0);
}

static void
assert_state (BancoMachineRecord *record, BancoMachineState state, BancoHostKey key)
{
  g_autoptr (BancoMachineRecord) owned = record;
  g_autoptr (BancoPin) pin = banco_pins_find ("test", "m1");

  g_assert_cmpint (owned->state, ==, state);
  g_assert_cmpint (owned->host_key, ==, key);
  g_assert_true ((owned->address != NULL) == (state == BANCO_MACHINE_READY));
  g_assert_true ((owned->reason != NULL) == (state == BANCO_MACHINE_FAILED));
  if (state == BANCO_MACHINE_READY)
    g_assert_cmpint (pin->trust, ==, key);
}

static void
test_verified (Fixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  /* Silent at first: it may still announce a key, so nobody connects. */
  assert_state (check (fixture, "booting", 5), BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  g_assert_null (banco_pins_find ("test", "m1"));
  assert_state (check (fixture, fixture->announced, 6), BANCO_MACHINE_READY,
                BANCO_HOST_KEY_VERIFIED);
  /* Pinned: the log is not needed again. */
  assert_state (check (fixture, NULL, 7), BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
}

static void
test_first_use (Fixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  assert_state (check (fixture, NULL, 5), BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  assert_state (check (fixture, NULL, 3600), BANCO_MACHINE_READY, BANCO_HOST_KEY_FIRST_USE);
  test_sshd_change_key (fixture->sshd);
  assert_state (check (fixture, NULL, 3601), BANCO_MACHINE_FAILED, BANCO_HOST_KEY_UNKNOWN);
}

static void
test_other_key (Fixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  test_sshd_change_key (fixture->sshd);
  assert_state (check (fixture, fixture->announced, 5), BANCO_MACHINE_FAILED,
                BANCO_HOST_KEY_UNKNOWN);
  g_assert_null (banco_pins_find ("test", "m1"));
}

static void
test_changed_key (Fixture *fixture, gconstpointer data)
{
  g_autofree char *renewed = NULL;

  if (fixture->sshd == NULL)
    return;
  assert_state (check (fixture, fixture->announced, 5), BANCO_MACHINE_READY,
                BANCO_HOST_KEY_VERIFIED);
  test_sshd_change_key (fixture->sshd);
  assert_state (check (fixture, fixture->announced, 6), BANCO_MACHINE_FAILED,
                BANCO_HOST_KEY_UNKNOWN);
  /* It was rebuilt, and its console says so. */
  renewed = test_sshd_announce (fixture->sshd);
  assert_state (check (fixture, renewed, 7), BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
}

/* A console on which the kernel spoke while the key was printed. */
static char *
cut_announcement (TestSshd *sshd)
{
  const gsize head = strlen ("ssh-ed25519 ") + 48; /* four characters are three bytes */

  return g_strdup_printf (
    "-----BEGIN SSH HOST KEY KEYS-----\r\n%.*s[   12.345678] random: crng init "
    "done\r\n%s root@m\r\n-----END SSH HOST KEY KEYS-----\r\n",
    (int) head, sshd->key, sshd->key + head);
}

/* What cannot be read is no evidence of another machine. */
static void
test_cut_announcement (Fixture *fixture, gconstpointer data)
{
  g_autofree char *cut = NULL, *later = NULL;

  if (fixture->sshd == NULL)
    return;
  cut = cut_announcement (fixture->sshd);
  assert_state (check (fixture, cut, 5), BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  assert_state (check (fixture, cut, 3600), BANCO_MACHINE_READY, BANCO_HOST_KEY_FIRST_USE);
  test_sshd_change_key (fixture->sshd);
  later = cut_announcement (fixture->sshd);
  assert_state (check (fixture, later, 3601), BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  assert_state (check (fixture, "", 3602), BANCO_MACHINE_FAILED, BANCO_HOST_KEY_UNKNOWN);
}

/* Of several keys the one that the server shows was cut. */
static void
test_other_types (Fixture *fixture, gconstpointer data)
{
  static const char ecdsa[] =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEFCQUJBQkFCQUJBQkFCQU"
    "JBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUI=";
  g_autofree char *cut = NULL, *log = NULL;

  if (fixture->sshd == NULL)
    return;
  cut = cut_announcement (fixture->sshd);
  log = g_strdup_printf ("-----BEGIN SSH HOST KEY KEYS-----\n%s\n%s", ecdsa,
                         cut + strlen ("-----BEGIN SSH HOST KEY KEYS-----\r\n"));
  assert_state (check (fixture, log, 5), BANCO_MACHINE_BUILDING, BANCO_HOST_KEY_UNKNOWN);
  assert_state (check (fixture, log, 3600), BANCO_MACHINE_READY, BANCO_HOST_KEY_FIRST_USE);
}

static void
test_silent_port (Fixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  fixture->sshd->port ^= 1;
  assert_state (check (fixture, fixture->announced, 3600), BANCO_MACHINE_BUILDING,
                BANCO_HOST_KEY_UNKNOWN);
  fixture->sshd->port ^= 1;
}

static char *
run_there (BancoMachine *machine, const char *const *words, int *status)
{
  g_autoptr (BancoPlace) place = banco_machine_get_place (machine);
  g_auto (GStrv) argv = banco_place_command (place, words);
  char *output = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL, NULL, &output, NULL, status, &error));
  g_assert_no_error (error);
  return output;
}

/* Ends the connection that commands share. */
static void
hang_up (BancoMachine *machine)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (BancoPlace) place = banco_machine_get_place (machine);
  g_auto (GStrv) prefix = banco_place_raw_command (place, nothing);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  int status;

  g_strv_builder_addv (argv, (const char *[]){ prefix[0], "-O", "exit", NULL });
  g_strv_builder_addv (argv, (const char **) prefix + 1);
  all = g_strv_builder_end (argv);
  g_assert_true (g_spawn_sync (NULL, all, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                               NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

/* Words arrive as they were, and a machine that shows another key is not talked to. */
static void
test_place (Fixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "printf", "%s|",   "a b", "it's", "$HOME",
                                       "*",      "\"q\"", "",    NULL };
  static const char *const nothing[] = { "true", NULL };
  g_autoptr (BancoMachineRecord) record = NULL;
  g_autoptr (BancoMachine) machine = NULL;
  g_autofree char *output = NULL, *refused = NULL;
  int status;

  if (fixture->sshd == NULL)
    return;
  record = check (fixture, fixture->announced, 5);
  machine = banco_machine_new ("test", record);
  output = run_there (machine, words, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (output, ==, "a b|it's|$HOME|*|\"q\"||");
  hang_up (machine);
  test_sshd_change_key (fixture->sshd);
  refused = run_there (machine, nothing, &status);
  g_assert_cmpint (WEXITSTATUS (status), ==, 255);
}

static void
test_places_and_config (void)
{
  g_autoptr (BancoMachineRecord) record = make_record (2222);
  g_autoptr (BancoMachine) waiting = NULL;
  g_autoptr (BancoMachine) ready = NULL;
  g_autoptr (BancoPlace) place = NULL;
  g_autoptr (BancoPlace) terminal = NULL;
  const char *const none[] = { NULL };
  g_auto (GStrv) argv = NULL;
  g_autofree char *config = NULL;

  record->state = BANCO_MACHINE_BUILDING;
  waiting = banco_machine_new ("test", record);
  g_assert_null (banco_machine_get_place (waiting));
  g_assert_null (banco_machine_get_terminal_place (waiting));
  record->state = BANCO_MACHINE_READY;
  ready = banco_machine_new ("test", record);
  place = banco_machine_get_place (ready);
  g_assert_cmpstr (banco_place_get_id (place), ==, "box");
  argv = banco_place_raw_command (place, none);
  g_assert_cmpstr (argv[0], ==, "ssh");
  g_assert_true (g_strv_contains ((const char *const *) argv, "StrictHostKeyChecking=yes"));
  g_assert_true (g_strv_contains ((const char *const *) argv, "HostKeyAlias=[127.0.0.1]:2222"));
  g_assert_true (g_strv_contains ((const char *const *) argv, "BatchMode=yes"));
  g_assert_cmpstr (argv[g_strv_length (argv) - 1], ==, "--");
  g_strfreev (argv);
  terminal = banco_machine_get_terminal_place (ready);
  argv = banco_place_raw_command (terminal, none);
  g_assert_true (g_strv_contains ((const char *const *) argv, "-t"));
  g_assert_false (g_strv_contains ((const char *const *) argv, "BatchMode=yes"));
  config = banco_machine_to_ssh_config (ready);
  g_assert_true (g_str_has_prefix (config, "Host box\n  HostName 127.0.0.1\n  Port 2222\n"));
  g_assert_true (g_str_has_suffix (config, "StrictHostKeyChecking yes\n"));
}

/* A name that another program gave a server may not become a line of our making. */
static void
test_hostile_name (void)
{
  static const char *const names[] = {
    "box\nProxyCommand x", "box\n", "\"box\"", "!box", "a b", "*", ""
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (BancoMachineRecord) record = make_record (22);
    g_autoptr (BancoMachine) machine = NULL;

    g_free (record->name);
    record->name = g_strdup (names[i]);
    machine = banco_machine_new ("test", record);
    g_assert_null (banco_machine_to_ssh_config (machine));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pins", test_pins);
  g_test_add_func ("/key pair", test_key_pair);
  g_test_add_func ("/place/ssh and its configuration", test_places_and_config);
  g_test_add_func ("/place/hostile name", test_hostile_name);
  ADD ("/reach/verified", test_verified);
  ADD ("/reach/first use", test_first_use);
  ADD ("/reach/another key than announced", test_other_key);
  ADD ("/reach/changed key", test_changed_key);
  ADD ("/reach/announcement that was cut", test_cut_announcement);
  ADD ("/reach/announcement of other types", test_other_types);
  ADD ("/reach/nothing answers", test_silent_port);
  ADD ("/place/through ssh", test_place);
  return test_home_leave (g_test_run ());
}
