/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/machines-private.h"
#include "machines/test-home.h"
#include "machines/test-sshd.h"

#include <string.h>

#define LIST "GET /compute/v2.1/servers/detail"
#define EXCHANGE "POST /identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth"

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoOperations *operations;
  BancoMachines *machines;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer token)
{
  BancoCloudSetup setup;

  test_home_clear ();
  fixture->cloud = fake_cloud_new ();
  fake_cloud_set_projects (fixture->cloud, "alpha");
  setup = fake_cloud_setup (fixture->cloud, "test", token != NULL ? token : "good");
  fixture->http = banco_http_new (NULL);
  fixture->operations = banco_operations_new ();
  fixture->machines = banco_machines_new (fixture->http, &setup, 1, fixture->operations);
  fake_cloud_setup_clear (&setup);
}

static void
tear_down (Fixture *fixture, gconstpointer token)
{
  g_assert_finalize_object (fixture->machines);
  g_object_unref (fixture->operations);
  g_object_unref (fixture->http);
  fake_cloud_free (fixture->cloud);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->machines));
}

static void
refresh (Fixture *fixture)
{
  g_autoptr (BancoOperation) operation = banco_machines_refresh (fixture->machines, NULL, 0);

  test_wait (operation);
  g_assert_no_error (banco_operation_get_error (operation));
}

static BancoCloudState
cloud_state (Fixture *fixture)
{
  g_autoptr (BancoCloud) cloud =
    g_list_model_get_item (banco_machines_get_clouds (fixture->machines), 0);

  return banco_cloud_get_state (cloud);
}

static void
note_change (GListModel *model, guint position, guint removed, guint added, guint *changes)
{
  *changes += 1 + (removed > 1 || added > 1 ? 100 : 0);
}

static void
note_signal (BancoMachine *machine, GParamSpec *pspec, guint *signals)
{
  *signals += 1;
}

/* One machine changes, one goes, one comes: objects stay, and nothing is cleared. */
static void
test_merge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoMachine) first = NULL;
  guint changes = 0, signals = 0;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "BUILD", "scheduling" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "b", "two", "SHUTOFF" });
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, 2);
  g_assert_cmpint (cloud_state (fixture), ==, BANCO_CLOUD_READY);
  first = g_object_ref (banco_machines_find (fixture->machines, "one", NULL, NULL));
  g_signal_connect (fixture->machines, "items-changed", G_CALLBACK (note_change), &changes);
  g_signal_connect (first, "notify::state", G_CALLBACK (note_signal), &signals);
  refresh (fixture);
  g_assert_cmpuint (changes + signals, ==, 0);
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "BUILD", "spawning" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "b", "two", NULL });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "c", "three", "SHUTOFF" });
  refresh (fixture);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpuint (signals, ==, 1);
  g_assert_true (banco_machines_find (fixture->machines, "a", NULL, NULL) == first);
  g_assert_cmpint (banco_machine_get_state (first), ==, BANCO_MACHINE_BUILDING);
  g_assert_null (banco_machines_find (fixture->machines, "two", NULL, NULL));
  g_assert_nonnull (banco_machines_find (fixture->machines, "three", NULL, NULL));
  g_assert_cmpint (banco_machines_get_refreshed (fixture->machines), >, 0);
  g_signal_handlers_disconnect_by_data (fixture->machines, &changes);
}

/* A cloud that does not answer keeps what it had, and says how it is. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "SHUTOFF" });
  refresh (fixture);
  fake_cloud_answer (fixture->cloud, LIST, 403, NULL, "{}");
  operation = banco_machines_refresh (fixture->machines, NULL, 0);
  test_wait (operation);
  g_assert_error (banco_operation_get_error (operation), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_ALLOWED);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_clear_object (&operation);
  fake_cloud_answer (fixture->cloud, LIST, 200, "text/html", "<html>");
  operation = banco_machines_refresh (fixture->machines, NULL, 0);
  test_wait (operation);
  g_assert_error (banco_operation_get_error (operation), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpint (cloud_state (fixture), ==, BANCO_CLOUD_UNREACHABLE);
  g_assert_cmpuint (count (fixture), ==, 1);
}

static void
test_sign_in (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = banco_machines_refresh (fixture->machines, NULL, 0);

  test_wait (operation);
  g_assert_error (banco_operation_get_error (operation), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_SIGN_IN);
  g_assert_cmpint (cloud_state (fixture), ==, BANCO_CLOUD_SIGN_IN);
}

static void
test_no_project (Fixture *fixture, gconstpointer data)
{
  fake_cloud_set_projects (fixture->cloud, "");
  refresh (fixture);
  g_assert_cmpint (cloud_state (fixture), ==, BANCO_CLOUD_NO_PROJECT);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* A cloud with certificates of its own is asked with those or not at all. */
static void
test_own_certificates (Fixture *fixture, gconstpointer data)
{
  BancoCloudSetup setup = fake_cloud_setup (fixture->cloud, "test", "good");
  g_autoptr (BancoMachines) machines = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  setup.ca_file = "/nowhere/roots.pem";
  machines = banco_machines_new (fixture->http, &setup, 1, NULL);
  operation = banco_machines_refresh (machines, NULL, 0);
  test_wait (operation);
  g_assert_error (banco_operation_get_error (operation), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_FAILED);
  g_assert_nonnull (strstr (banco_operation_get_error (operation)->message, "/nowhere/roots.pem"));
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, EXCHANGE), ==, 0);
  fake_cloud_setup_clear (&setup);
}

/* Two clouds: nobody is signed in at one of them, the other works all the same. */
static void
test_two_clouds (Fixture *fixture, gconstpointer data)
{
  BancoCloudSetup setups[3] = { fake_cloud_setup (fixture->cloud, "closed", NULL),
                                fake_cloud_setup (fixture->cloud, "open", "good"),
                                { .id = "other", .kind = "mainframe" } };
  g_autoptr (BancoMachines) machines = NULL;
  g_autoptr (BancoOperation) operation = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "SHUTOFF" });
  g_test_expect_message ("banco-machines", G_LOG_LEVEL_WARNING, "*mainframe*");
  machines = banco_machines_new (fixture->http, setups, G_N_ELEMENTS (setups), NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (g_list_model_get_n_items (banco_machines_get_clouds (machines)), ==, 2);
  operation = banco_machines_refresh (machines, NULL, 0);
  test_wait (operation);
  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (machines)), ==, 1);
  fake_cloud_setup_clear (&setups[1]);
}

/* One cloud takes the connection and never answers: the other is there at once, and each says how
 * it is. */
static void
test_hung_cloud (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v3", port);
  BancoCloudSetup setups[2] = { fake_cloud_setup (fixture->cloud, "hung", "good"),
                                fake_cloud_setup (fixture->cloud, "open", "good") };
  BancoCloudSetup hung = setups[0];
  g_autoptr (BancoMachines) machines = NULL;
  g_autoptr (BancoOperation) operation = NULL, look = NULL;
  g_autoptr (BancoRefreshSource) closed = NULL, open = NULL;
  gint64 refreshed;
  gboolean failed;

  hung.url = url;
  machines = banco_machines_new (fixture->http, (BancoCloudSetup[]){ hung, setups[1] }, 2, NULL);
  closed = g_list_model_get_item (banco_machines_get_clouds (machines), 0);
  open = g_list_model_get_item (banco_machines_get_clouds (machines), 1);
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "SHUTOFF" });
  operation = banco_machines_refresh (machines, NULL, 50);
  test_wait (operation);
  g_assert_no_error (banco_operation_get_error (operation));
  g_assert_nonnull (banco_machines_find (machines, "one", NULL, NULL));
  g_assert_true (banco_refresh_source_is_refreshing (closed));
  g_assert_cmpint (banco_refresh_source_get_refreshed (closed), ==, 0);
  g_assert_cmpint (banco_cloud_get_state (BANCO_CLOUD (open)), ==, BANCO_CLOUD_READY);
  g_object_get (machines, "refreshed", &refreshed, "failed", &failed, NULL);
  g_assert_true (refreshed > 0 && refreshed == banco_refresh_source_get_refreshed (open));
  g_assert_false (failed);
  look = banco_machines_refresh (machines, NULL, 0); /* the one under way, and another */
  banco_operation_cancel (look);
  test_wait (look);
  g_assert_false (banco_refresh_source_is_refreshing (closed));
  fake_cloud_setup_clear (&setups[0]);
  fake_cloud_setup_clear (&setups[1]);
}

static void
test_offers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation =
    banco_machines_refresh_offers (fixture->machines, NULL, NULL, 0);
  g_autoptr (BancoOperation) again = NULL;
  g_autoptr (BancoOperation) unknown = NULL;
  g_autoptr (BancoOffer) offer = NULL;
  g_autoptr (BancoOffer) same = NULL;
  GListModel *offers = banco_machines_get_offers (fixture->machines);
  guint changes = 0;

  test_wait (operation);
  g_assert_cmpuint (g_list_model_get_n_items (offers), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (banco_machines_get_images (fixture->machines)), ==,
                    2);
  g_assert_cmpuint (g_list_model_get_n_items (banco_machines_get_limits (fixture->machines)), ==,
                    3);
  offer = g_list_model_get_item (offers, 0);
  g_signal_connect (offers, "items-changed", G_CALLBACK (note_change), &changes);
  again = banco_machines_refresh_offers (fixture->machines, "test", "alpha", 0);
  test_wait (again);
  same = g_list_model_get_item (offers, 0);
  g_assert_true (same == offer);
  g_assert_cmpuint (changes, ==, 0);
  unknown = banco_machines_refresh_offers (fixture->machines, "nowhere", NULL, 0);
  test_wait (unknown);
  g_assert_error (banco_operation_get_error (unknown), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_FOUND);
  g_clear_object (&unknown);
  unknown = banco_machines_refresh_offers (fixture->machines, NULL, "nobody", 0);
  test_wait (unknown);
  g_assert_error (banco_operation_get_error (unknown), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_FOUND);
}

static BancoRequest
make_request (const char *name)
{
  return (BancoRequest){ .name = name, .offer = "GPU.T4", .image = "i1" };
}

#define LIMITS "GET /compute/v2.1/limits"

static void
test_request_and_release (Fixture *fixture, gconstpointer data)
{
  BancoRequest request = make_request ("mine");
  g_autoptr (BancoOperation) requested = banco_machines_request (fixture->machines, &request);
  g_autoptr (BancoOperation) released = NULL;
  g_autoptr (BancoMachine) machine = g_object_ref (test_wait (requested));
  const char *keys[] = { "ssh-ed25519 AAAA", NULL };
  BancoPin pin = { (char *) "[127.0.0.1]:22", (char **) keys, BANCO_HOST_KEY_VERIFIED };
  g_autoptr (BancoPin) left = NULL;
  guint asked;

  g_assert_true (banco_machines_find (fixture->machines, "mine", NULL, NULL) == machine);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_ASKED);
  g_assert_true (banco_pins_set ("test", "new-1", &pin, NULL));
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "new-1", "mine", "BUILD", "spawning" });
  asked = fake_cloud_count (fixture->cloud, LIMITS);
  refresh (fixture);
  g_assert_true (banco_machines_find (fixture->machines, "mine", NULL, NULL) == machine);
  /* Something moves, so what is used of the limits is asked for along with it. */
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIMITS), >, asked);
  released = banco_machines_release (fixture->machines, machine);
  g_assert_true (test_wait (released) == machine);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_RELEASING);
  left = banco_pins_find ("test", "new-1");
  g_assert_null (left);
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, 0);
  asked = fake_cloud_count (fixture->cloud, LIMITS);
  refresh (fixture);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIMITS), ==, asked);
}

static const struct {
  const char *about;
  BancoRequest request;
  BancoMachinesError code;
} bad_requests[] = {
  { "name taken",
    { .name = "taken", .offer = "small", .image = "i1" },
    BANCO_MACHINES_ERROR_NAME_TAKEN },
  { "no such offer",
    { .name = "x", .offer = "tiny", .image = "i1" },
    BANCO_MACHINES_ERROR_NOT_FOUND },
  { "no such image",
    { .name = "x", .offer = "small", .image = "i9" },
    BANCO_MACHINES_ERROR_NOT_FOUND },
  { "no such cloud",
    { .name = "x", .offer = "small", .image = "i1", .cloud = "moon" },
    BANCO_MACHINES_ERROR_NOT_FOUND },
  { "no such group",
    { .name = "x", .offer = "small", .image = "i1", .group = "nobody" },
    BANCO_MACHINES_ERROR_NOT_FOUND },
  { "more than allowed",
    { .name = "x", .offer = "huge", .image = "i1" },
    BANCO_MACHINES_ERROR_NO_ROOM },
  { "more than the group's",
    { .name = "x", .offer = "huge", .image = "i1", .group = "alpha" },
    BANCO_MACHINES_ERROR_NO_ROOM },
  { "no such key",
    { .name = "x", .offer = "small", .image = "i1", .key_file = "/nowhere" },
    BANCO_MACHINES_ERROR_NOT_FOUND },
  { "bad name", { .name = "-oops", .offer = "small", .image = "i1" }, BANCO_MACHINES_ERROR_USAGE },
  { "name with a space",
    { .name = "a b", .offer = "small", .image = "i1" },
    BANCO_MACHINES_ERROR_USAGE },
};

static void
test_bad_requests (Fixture *fixture, gconstpointer data)
{
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "t", "taken", "SHUTOFF" });
  for (guint i = 0; i < G_N_ELEMENTS (bad_requests); i++) {
    g_autoptr (BancoOperation) operation =
      banco_machines_request (fixture->machines, &bad_requests[i].request);

    g_test_message ("%s", bad_requests[i].about);
    test_wait (operation);
    g_assert_error (banco_operation_get_error (operation), BANCO_MACHINES_ERROR,
                    (int) bad_requests[i].code);
  }
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /compute/v2.1/servers"), ==, 0);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /compute/v2.1/os-keypairs"), ==, 0);
}

static void
test_dry_run (Fixture *fixture, gconstpointer data)
{
  BancoRequest request = make_request ("mine");
  g_autoptr (BancoOperation) operation = NULL;
  JsonNode *sent;

  request.dry_run = TRUE;
  operation = banco_machines_request (fixture->machines, &request);
  sent = test_wait (operation);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (sent));
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /compute/v2.1/servers"), ==, 0);
  g_assert_cmpuint (count (fixture), ==, 0);
}

/* What a look that began earlier brings home is old news about a machine that we changed since. */
static void
test_old_news (Fixture *fixture, gconstpointer data)
{
  BancoRequest request = make_request ("mine");
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (BancoOperation) requested = NULL;
  BancoMachine *machine;
  guint asked = ++fixture->machines->clock;

  requested = banco_machines_request (fixture->machines, &request);
  machine = test_wait (requested);
  banco_machines_merge (fixture->machines, "test", none, NULL, asked);
  g_assert_true (banco_machines_find (fixture->machines, "mine", NULL, NULL) == machine);
  banco_machines_merge (fixture->machines, "test", none, NULL, ++fixture->machines->clock);
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
test_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) operation = NULL;
  g_autoptr (BancoOperation) absent = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ .id = "a",
                                                        .name = "one",
                                                        .status = "SHUTOFF",
                                                        .log = "\x1b[31mred\x1b[0m\r\n" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "b", "two", "SHUTOFF" });
  refresh (fixture);
  operation = banco_machines_read_log (fixture->machines,
                                       banco_machines_find (fixture->machines, "one", NULL, NULL));
  g_assert_cmpstr (test_wait (operation), ==, "\x1b[31mred\x1b[0m\r\n");
  absent = banco_machines_read_log (fixture->machines,
                                    banco_machines_find (fixture->machines, "two", NULL, NULL));
  test_wait (absent);
  g_assert_error (banco_operation_get_error (absent), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_FOUND);
}

/* Nobody watches: no request. Two watch: one timer. It is often while something moves. */
static void
test_watch (Fixture *fixture, gconstpointer data)
{
  guint before;
  gint64 start;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "SHUTOFF" });
  wait_a_while (200);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIST), ==, 0);
  banco_machines_watch (fixture->machines);
  banco_machines_watch (fixture->machines);
  wait_a_while (500);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIST), ==, 1);
  wait_a_while (2000);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIST), ==, 1);
  banco_machines_unwatch (fixture->machines);
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "b", "two", "BUILD", "spawning" });
  refresh (fixture);
  before = fake_cloud_count (fixture->cloud, LIST);
  start = g_get_monotonic_time ();
  while (fake_cloud_count (fixture->cloud, LIST) < before + 2)
    wait_a_while (20);
  /* Not in a hurry, and far from the half minute of quiet times. */
  g_assert_cmpint (g_get_monotonic_time () - start, >, 2 * G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 25 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->operations)), ==, 0);
  banco_machines_unwatch (fixture->machines);
  wait_a_while (300);
  before = fake_cloud_count (fixture->cloud, LIST);
  wait_a_while (2500);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, LIST), ==, before);
}

/* The whole way: requested, building, ready because its ssh shows the announced key. */
static void
test_ready (Fixture *fixture, gconstpointer data)
{
  const char *why_not = NULL;
  g_autoptr (TestSshd) sshd = test_sshd_new (NULL, &why_not);
  g_autofree char *log = NULL;
  FakeServer server = { .id = "a", .name = "one", .status = "ACTIVE", .address = "127.0.0.1" };
  g_autoptr (BancoPlace) place = NULL;
  BancoMachine *machine;

  if (sshd == NULL) {
    g_test_skip (why_not);
    return;
  }
  log = test_sshd_announce (sshd);
  server.port = sshd->port;
  server.log = "booting";
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  machine = banco_machines_find (fixture->machines, "one", NULL, NULL);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_BUILDING);
  g_assert_null (banco_machine_get_place (machine));
  server.log = log;
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_READY);
  g_assert_cmpint (banco_machine_get_host_key (machine), ==, BANCO_HOST_KEY_VERIFIED);
  g_assert_cmpuint (banco_machine_get_port (machine), ==, sshd->port);
  place = banco_machine_get_place (machine);
  g_assert_nonnull (place);
  /* Known to answer: it is not asked again while it stays as it is. */
  server.log = NULL;
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_READY);
  /* Stopped, and started by somebody else with another key. */
  server.status = "SHUTOFF";
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_STOPPED);
  test_sshd_change_key (sshd);
  server.status = "ACTIVE";
  server.log = log;
  fake_cloud_set_server (fixture->cloud, &server);
  refresh (fixture);
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_FAILED);
  g_assert_null (banco_machine_get_place (machine));
}

/* Another account: what was known is gone, also what comes too late. */
static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperation) late = NULL;
  guint before;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "one", "SHUTOFF" });
  refresh (fixture);
  late = banco_machines_refresh (fixture->machines, NULL, 0);
  banco_machines_reset (fixture->machines);
  test_wait (late);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_cmpint (cloud_state (fixture), ==, BANCO_CLOUD_UNKNOWN);
  /* The late one may have begun after all was forgotten, with a session of its own. */
  banco_machines_reset (fixture->machines);
  before = fake_cloud_count (fixture->cloud, "POST /identity/v3/auth/tokens");
  refresh (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /identity/v3/auth/tokens"), ==,
                    before + 1);
}

/* Each long call, stopped while the cloud keeps silent. */
static void
assert_cancels (Fixture *fixture, BancoOperation *operation, const char *what)
{
  gint64 start = g_get_monotonic_time ();

  g_test_message ("%s", what);
  for (guint i = 0; fake_cloud_count (fixture->cloud, what) == 0; i++) {
    g_assert_cmpuint (i, <, 500);
    wait_a_while (10);
  }
  banco_operation_cancel (operation);
  test_wait (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  g_object_unref (operation);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  BancoRequest request = make_request ("mine");
  BancoMachine *machine;

  fake_cloud_set_server (fixture->cloud,
                         &(FakeServer){ .id = "a", .name = "one", .status = "SHUTOFF", .log = "" });
  refresh (fixture);
  machine = banco_machines_find (fixture->machines, "one", NULL, NULL);
  fake_cloud_answer (fixture->cloud, "POST /compute/v2.1/servers", 1, NULL, NULL);
  assert_cancels (fixture, banco_machines_request (fixture->machines, &request),
                  "POST /compute/v2.1/servers");
  fake_cloud_answer (fixture->cloud, "DELETE /compute/v2.1/servers/a", 1, NULL, NULL);
  assert_cancels (fixture, banco_machines_release (fixture->machines, machine),
                  "DELETE /compute/v2.1/servers/a");
  g_assert_cmpint (banco_machine_get_state (machine), ==, BANCO_MACHINE_STOPPED);
  fake_cloud_answer (fixture->cloud, "POST /compute/v2.1/servers/a/action", 1, NULL, NULL);
  assert_cancels (fixture, banco_machines_read_log (fixture->machines, machine),
                  "POST /compute/v2.1/servers/a/action");
  banco_machines_reset (fixture->machines);
  fake_cloud_answer (fixture->cloud, "GET /network/v2.0/quotas/alpha/details.json", 1, NULL, NULL);
  assert_cancels (fixture, banco_machines_refresh_offers (fixture->machines, NULL, NULL, 0),
                  "GET /network/v2.0/quotas/alpha/details.json");
  fake_cloud_answer (fixture->cloud, "GET /image/v2/images/i1", 1, NULL, NULL);
  banco_machines_reset (fixture->machines);
  assert_cancels (fixture, banco_machines_refresh (fixture->machines, NULL, 0),
                  "GET /image/v2/images/i1");
}

#define ADD(path, token, function) g_test_add (path, Fixture, token, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/machines/merged by id", NULL, test_merge);
  ADD ("/machines/a cloud in trouble", NULL, test_trouble);
  ADD ("/machines/sign in", "bad", test_sign_in);
  ADD ("/machines/no project", NULL, test_no_project);
  ADD ("/machines/own certificates", NULL, test_own_certificates);
  ADD ("/machines/two clouds", NULL, test_two_clouds);
  ADD ("/machines/hung cloud", NULL, test_hung_cloud);
  ADD ("/machines/offers", NULL, test_offers);
  ADD ("/machines/request and release", NULL, test_request_and_release);
  ADD ("/machines/bad requests", NULL, test_bad_requests);
  ADD ("/machines/dry run", NULL, test_dry_run);
  ADD ("/machines/old news", NULL, test_old_news);
  ADD ("/machines/log", NULL, test_log);
  ADD ("/machines/watch", NULL, test_watch);
  ADD ("/machines/ready", NULL, test_ready);
  ADD ("/machines/reset", NULL, test_reset);
  ADD ("/machines/cancel", NULL, test_cancel);
  return test_home_leave (g_test_run ());
}
