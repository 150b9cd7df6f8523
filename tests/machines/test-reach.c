/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-fixture.h"
#include "machines/test-home.h"

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

static void
test_verified (ReachFixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  /* Silent at first: it may still announce a key, so nobody connects. */
  reach_fixture_assert_state (reach_fixture_check (fixture, "booting", 5), BANCO_MACHINE_BUILDING,
                              BANCO_HOST_KEY_UNKNOWN);
  g_assert_null (banco_pins_find ("test", "m1"));
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 6),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
  /* Pinned: the log is not needed again. */
  reach_fixture_assert_state (reach_fixture_check (fixture, NULL, 7), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_VERIFIED);
}

static void
test_first_use (ReachFixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  reach_fixture_assert_state (reach_fixture_check (fixture, NULL, 5), BANCO_MACHINE_BUILDING,
                              BANCO_HOST_KEY_UNKNOWN);
  reach_fixture_assert_state (reach_fixture_check (fixture, NULL, 3600), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_FIRST_USE);
  test_sshd_change_key (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, NULL, 3601), BANCO_MACHINE_FAILED,
                              BANCO_HOST_KEY_UNKNOWN);
}

static void
test_other_key (ReachFixture *fixture, gconstpointer data)
{
  if (fixture->sshd == NULL)
    return;
  test_sshd_change_key (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                              BANCO_MACHINE_FAILED, BANCO_HOST_KEY_UNKNOWN);
  g_assert_null (banco_pins_find ("test", "m1"));
}

static void
test_changed_key (ReachFixture *fixture, gconstpointer data)
{
  g_autofree char *renewed = NULL;

  if (fixture->sshd == NULL)
    return;
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 5),
                              BANCO_MACHINE_READY, BANCO_HOST_KEY_VERIFIED);
  test_sshd_change_key (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, fixture->announced, 6),
                              BANCO_MACHINE_FAILED, BANCO_HOST_KEY_UNKNOWN);
  /* It was rebuilt, and its console says so. */
  renewed = test_sshd_announce (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, renewed, 7), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_VERIFIED);
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
test_cut_announcement (ReachFixture *fixture, gconstpointer data)
{
  g_autofree char *cut = NULL, *later = NULL;

  if (fixture->sshd == NULL)
    return;
  cut = cut_announcement (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, cut, 5), BANCO_MACHINE_BUILDING,
                              BANCO_HOST_KEY_UNKNOWN);
  reach_fixture_assert_state (reach_fixture_check (fixture, cut, 3600), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_FIRST_USE);
  test_sshd_change_key (fixture->sshd);
  later = cut_announcement (fixture->sshd);
  reach_fixture_assert_state (reach_fixture_check (fixture, later, 3601), BANCO_MACHINE_BUILDING,
                              BANCO_HOST_KEY_UNKNOWN);
  reach_fixture_assert_state (reach_fixture_check (fixture, "", 3602), BANCO_MACHINE_FAILED,
                              BANCO_HOST_KEY_UNKNOWN);
}

/* Of several keys the one that the server shows was cut. */
static void
test_other_types (ReachFixture *fixture, gconstpointer data)
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
  reach_fixture_assert_state (reach_fixture_check (fixture, log, 5), BANCO_MACHINE_BUILDING,
                              BANCO_HOST_KEY_UNKNOWN);
  reach_fixture_assert_state (reach_fixture_check (fixture, log, 3600), BANCO_MACHINE_READY,
                              BANCO_HOST_KEY_FIRST_USE);
}

/* Words arrive as they were, and a machine that shows another key is not talked to. */
static void
test_place (ReachFixture *fixture, gconstpointer data)
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
  record = reach_fixture_check (fixture, fixture->announced, 5);
  machine = banco_machine_new ("test", record);
  output = reach_fixture_run_there (machine, words, &status);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpstr (output, ==, "a b|it's|$HOME|*|\"q\"||");
  reach_fixture_hang_up (machine);
  test_sshd_change_key (fixture->sshd);
  refused = reach_fixture_run_there (machine, nothing, &status);
  g_assert_cmpint (WEXITSTATUS (status), ==, 255);
}

static void
test_places_and_config (void)
{
  g_autoptr (BancoMachineRecord) record = reach_fixture_make_record (2222);
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

/* Whose keys are shown: ours to a machine that got it here, the user's to others. */
static const struct {
  const char *key; /* "own": Banco's own of this computer */
  gboolean own, only, usual;
  const char *said; /* NULL: nothing */
} keys[] = {
  { "own", TRUE, TRUE, FALSE, NULL },
  { NULL, TRUE, FALSE, TRUE, "without a key pair" },
  { "horizon", FALSE, FALSE, FALSE, "the key pair “horizon”, which is not Banco's" },
  { "banco-0123456789abcdef", FALSE, FALSE, FALSE, "on another computer" },
  { "banco-../../../etc/pass", FALSE, FALSE, FALSE, "which is not Banco's" },
};

static void
test_keys (void)
{
  static const char *const none[] = { NULL };

  test_home_clear ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (BancoMachineRecord) record = reach_fixture_make_record (22);
    g_autofree char *own = banco_key_pair_path (NULL);
    g_autofree char *file = g_strdup_printf ("IdentityFile=\"%s\"", own);
    g_autoptr (BancoMachine) machine = NULL;
    g_autoptr (BancoPlace) place = NULL;
    g_auto (GStrv) argv = NULL;
    g_autofree char *config = NULL, *said = NULL;

    if (g_strcmp0 (keys[i].key, "own") != 0) {
      g_free (record->key);
      record->key = g_strdup (keys[i].key);
    }
    machine = banco_machine_new ("test", record);
    place = banco_machine_get_place (machine);
    argv = banco_place_raw_command (place, none);
    config = banco_machine_to_ssh_config (machine);
    said = banco_machine_explain_key (machine);
    g_test_message ("%s: %s", keys[i].key, said);
    g_assert_cmpint (g_strv_contains ((const char *const *) argv, file), ==, keys[i].own);
    g_assert_cmpint (g_strv_contains ((const char *const *) argv, "IdentitiesOnly=yes"), ==,
                     keys[i].only);
    g_assert_cmpint (
      g_strv_contains ((const char *const *) argv, "IdentityFile=~/.ssh/id_ed25519_sk"), ==,
      keys[i].usual);
    g_assert_cmpint (strstr (config, own) != NULL, ==, keys[i].own);
    g_assert_cmpint (strstr (config, "IdentitiesOnly yes") != NULL, ==, keys[i].only);
    g_assert_true (keys[i].said == NULL ? said == NULL : strstr (said, keys[i].said) != NULL);
  }
}

/* A machine of Horizon's knows a key of the user's, which the configuration names. */
static void
test_made_elsewhere (ReachFixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "echo", "there", NULL };
  g_autofree char *path = NULL, *authorized = NULL, *line = NULL, *config = NULL, *output = NULL;
  g_autoptr (BancoMachineRecord) record = NULL;
  g_autoptr (BancoMachine) machine = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (fixture->sshd == NULL)
    return;
  path = g_build_filename (fixture->folder, "users", NULL);
  g_assert_true (
    g_spawn_sync (NULL,
                  (char *[]){ (char *) "ssh-keygen", (char *) "-q", (char *) "-t", (char *) "ecdsa",
                              (char *) "-N", (char *) "", (char *) "-f", path, NULL },
                  NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  authorized = g_strconcat (path, ".pub", NULL);
  g_assert_true (g_file_get_contents (authorized, &line, NULL, NULL));
  g_free (authorized);
  authorized = g_build_filename (fixture->sshd->folder, "authorized_keys", NULL);
  g_assert_true (g_file_set_contents (authorized, line, -1, NULL));
  config = g_strdup_printf ("Host *\n  IdentityFile %s\n", path);
  reach_fixture_use_config (fixture, config);
  record = reach_fixture_check (fixture, fixture->announced, 5);
  g_free (record->key);
  record->key = g_strdup ("horizon");
  machine = banco_machine_new ("test", record);
  output = reach_fixture_run_there (machine, words, &status);
  g_assert_cmpstr (output, ==, "there\n");
  reach_fixture_hang_up (machine);
}

/* What a FIDO device keeps is prepared from its public half. */
static void
test_fido (void)
{
  static const char line[] = "sk-ssh-ed25519@openssh.com "
                             "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIFBBUEFQQVBBUEFQQVBBUEFQ"
                             "QVBBUEFQQVBBUEFQQVBBAAAABHNzaDo=";
  g_autofree char *folder = g_dir_make_tmp ("banco-fido-XXXXXX", NULL);
  g_autofree char *private = g_build_filename (folder, "id_ed25519_sk", NULL);
  g_autofree char *public = g_strconcat (private, ".pub", NULL);
  g_autofree char *name = NULL, *found = NULL, *again = NULL, *text = NULL;
  g_autoptr (GError) error = NULL;

  test_home_clear ();
  text = g_strconcat (line, " me@here\n", NULL);
  g_assert_true (g_file_set_contents (private, "kept by the device", -1, NULL));
  g_assert_true (g_file_set_contents (public, text, -1, NULL));
  g_assert_true (banco_key_pair_prepare (private, TRUE, &name, &found, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, line);
  again = banco_key_pair_path (name);
  g_assert_cmpstr (again, ==, private);
  /* One that only the agent has. */
  g_unlink (private);
  g_clear_pointer (&name, g_free);
  g_clear_pointer (&found, g_free);
  g_clear_pointer (&again, g_free);
  g_assert_true (banco_key_pair_prepare (public, TRUE, &name, &found, NULL, &error));
  g_assert_cmpstr (found, ==, line);
  again = banco_key_pair_path (name);
  g_assert_cmpstr (again, ==, public);
  g_unlink (public);
  g_rmdir (folder);
}

/* A name that another program gave a server may not become a line of our making. */
static void
test_hostile_name (void)
{
  static const char *const names[] = {
    "box\nProxyCommand x", "box\n", "\"box\"", "!box", "a b", "*", ""
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (BancoMachineRecord) record = reach_fixture_make_record (22);
    g_autoptr (BancoMachine) machine = NULL;

    g_free (record->name);
    record->name = g_strdup (names[i]);
    machine = banco_machine_new ("test", record);
    g_assert_null (banco_machine_to_ssh_config (machine));
  }
}

#define ADD(path, function)                                                                        \
  g_test_add (path, ReachFixture, NULL, reach_fixture_set_up, function, reach_fixture_tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pins", test_pins);
  g_test_add_func ("/key pair/own", test_key_pair);
  g_test_add_func ("/place/ssh and its configuration", test_places_and_config);
  g_test_add_func ("/key pair/of a FIDO device", test_fido);
  g_test_add_func ("/place/keys", test_keys);
  g_test_add_func ("/place/hostile name", test_hostile_name);
  ADD ("/reach/verified", test_verified);
  ADD ("/reach/first use", test_first_use);
  ADD ("/reach/another key than announced", test_other_key);
  ADD ("/reach/changed key", test_changed_key);
  ADD ("/reach/announcement that was cut", test_cut_announcement);
  ADD ("/reach/announcement of other types", test_other_types);
  ADD ("/place/through ssh", test_place);
  ADD ("/place/made elsewhere", test_made_elsewhere);
  return test_home_leave (g_test_run ());
}
