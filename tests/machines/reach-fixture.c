/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-fixture.h"

#include "machines/openstack-private.h"
#include "machines/test-home.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

BancoMachineRecord *
reach_fixture_make_record (guint port)
{
  BancoMachineRecord *record = banco_machine_record_new ();
  g_autofree char *line = NULL;

  record->id = g_strdup ("m1");
  record->name = g_strdup ("box");
  record->state = BANCO_MACHINE_READY;
  g_strfreev (record->addresses);
  record->addresses = g_strsplit ("127.0.0.1", ",", -1);
  record->port = port;
  record->login = g_strdup (g_get_user_name ());
  record->group = g_strdup ("alpha");
  g_assert_true (banco_key_pair_prepare (NULL, TRUE, &record->key, &line, NULL, NULL));
  record->image = g_strdup ("");
  record->offer = g_strdup ("");
  record->created = banco_clock_now ();
  return record;
}

void
reach_fixture_set_up (ReachFixture *fixture, gconstpointer data)
{
  const char *why_not = NULL;
  g_autofree char *name = NULL, *line = NULL;

  test_home_clear ();
  fixture->folder = g_dir_make_tmp ("banco-reach-XXXXXX", NULL);
  fixture->path = g_strdup (g_getenv ("PATH"));
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

void
reach_fixture_tear_down (ReachFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "config", "ssh", "started", "users", "users.pub" };

  g_setenv ("PATH", fixture->path, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *name = g_build_filename (fixture->folder, names[i], NULL);

    g_unlink (name);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
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
BancoMachineRecord *
reach_fixture_check (ReachFixture *fixture, const char *log, gint64 age)
{
  g_autoptr (GPtrArray) records =
    g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  BancoMachineRecord *record = reach_fixture_make_record (fixture->sshd->port);

  if (fixture->addresses != NULL) {
    g_strfreev (record->addresses);
    record->addresses = g_strsplit (fixture->addresses, ",", -1);
  }
  record->created -= age;
  fake_cloud_set_server (
    fixture->cloud, &(FakeServer){ .id = "m1", .name = "box", .status = "ACTIVE", .log = log });
  g_ptr_array_add (records, record);
  banco_reach_recall (records, fixture->provider, fixture->reached);
  banco_reach_check (records, fixture->provider,
                     fixture->milliseconds > 0 ? fixture->milliseconds : 4500, NULL);
  return g_ptr_array_steal_index (records, 0);
}

void
reach_fixture_assert_state (BancoMachineRecord *record, BancoMachineState state, BancoHostKey key)
{
  g_autoptr (BancoMachineRecord) owned = record;
  g_autoptr (BancoPin) pin = banco_pins_find ("test", "m1");

  g_assert_cmpint (owned->state, ==, state);
  g_assert_cmpint (owned->host_key, ==, key);
  g_assert_true ((owned->address != NULL) == (state == BANCO_MACHINE_READY));
  g_assert_true (owned->reason == NULL || state != BANCO_MACHINE_READY);
  g_assert_true (owned->reason != NULL || state != BANCO_MACHINE_FAILED);
  if (state == BANCO_MACHINE_READY)
    g_assert_cmpint (pin->trust, ==, key);
}

char *
reach_fixture_run_there (BancoMachine *machine, const char *const *words, int *status)
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
void
reach_fixture_hang_up (BancoMachine *machine)
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

/* A port at another address of this computer where a connection is taken, and nothing said. */
int
reach_fixture_listen (guint port)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons ((guint16) port),
                                       .sin_addr = { htonl (INADDR_LOOPBACK + 1) } };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  g_assert_cmpint (bind (fd, (const struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 256), ==, 0);
  return fd;
}

/* What the user's ssh_config would say: an ssh of ours reads it in its place, and counts. */
void
reach_fixture_use_config (ReachFixture *fixture, const char *config)
{
  g_autofree char *file = g_build_filename (fixture->folder, "config", NULL);
  g_autofree char *ssh = g_build_filename (fixture->folder, "ssh", NULL);
  g_autofree char *path = g_strconcat (fixture->folder, ":", fixture->path, NULL);
  g_autofree char *program = NULL;
  g_autofree char *script = NULL;

  g_setenv ("PATH", fixture->path, TRUE);
  program = g_find_program_in_path ("ssh");
  script = g_strdup_printf ("#!/bin/sh\nprintf + >> %s/started\n"
                            "case \"$*\" in *\"-F none\"*) exec %s \"$@\" ;; esac\n"
                            "%s -F %s \"$@\"\nstatus=$?\nprintf - >> %s/started\nexit $status\n",
                            fixture->folder, program, program, file, fixture->folder);

  g_assert_true (g_file_set_contents (file, config, -1, NULL));
  g_assert_true (g_file_set_contents_full (ssh, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_setenv ("PATH", path, TRUE);
}

/* The way to @port of this computer, through the sshd of the fixture, for @host. */
char *
reach_fixture_make_jump (ReachFixture *fixture,
                         const char *host,
                         const char *before,
                         const char *port)
{
  g_autofree char *key = banco_key_pair_path (NULL);

  return g_strdup_printf (
    "Host %s\n"
    "  ProxyCommand sh -c '%s exec ssh -F none -i %s -o StrictHostKeyChecking=no "
    "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p %u "
    "-W 127.0.0.1:%s %s@127.0.0.1'\n",
    host, before, key, fixture->sshd->port, port, g_get_user_name ());
}
