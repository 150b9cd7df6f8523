/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/openstack-private.h"

#include <string.h>

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer token)
{
  fixture->cloud = fake_cloud_new ();
  fixture->http = banco_http_new (NULL);
  fixture->setup = fake_cloud_setup (fixture->cloud, "test", token != NULL ? token : "good");
  fixture->provider = banco_openstack_new (fixture->http, &fixture->setup);
}

static void
tear_down (Fixture *fixture, gconstpointer token)
{
  g_object_unref (fixture->provider);
  g_object_unref (fixture->http);
  fake_cloud_setup_clear (&fixture->setup);
  fake_cloud_free (fixture->cloud);
}

#define EXCHANGE "POST /identity/v3/OS-FEDERATION/identity_providers/idp/protocols/openid/auth"

static void
test_exchange (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = banco_provider_list_groups (fixture->provider, NULL, &error);
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (GPtrArray) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (groups[0], ==, "alpha");
  g_assert_cmpstr (groups[1], ==, "beta");
  g_assert_null (groups[2]);
  machines = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
  g_assert_no_error (error);
  again = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, EXCHANGE), ==, 1);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "GET /identity/v3/auth/projects"), ==, 1);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /identity/v3/auth/tokens"), ==, 2);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "GET /compute/v2.1/"), ==, 2);
}

/* Tokens taken back in the middle of a session are renewed, all the way down to the exchange. */
static void
test_renewal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= 3; i++) {
    g_autoptr (GPtrArray) machines =
      banco_provider_list_machines (fixture->provider, NULL, NULL, &error);

    g_assert_no_error (error);
    g_assert_nonnull (machines);
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, EXCHANGE), ==, i);
    fake_cloud_expire (fixture->cloud);
  }
}

static void
test_refused_bearer (Fixture *fixture, gconstpointer data)
{
  /* Once: as long as there is no other bearer, the answer would be the same. */
  for (guint i = 0; i < 3; i++) {
    g_autoptr (GError) error = NULL;
    g_auto (GStrv) groups = banco_provider_list_groups (fixture->provider, NULL, &error);

    g_assert_null (groups);
    g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_SIGN_IN);
    g_assert_nonnull (strstr (error->message, "does not accept this sign-in"));
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, EXCHANGE), ==, 1);
  }
}

static void
test_no_project (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;
  g_auto (GStrv) later = NULL;

  fake_cloud_set_projects (fixture->cloud, "");
  groups = banco_provider_list_groups (fixture->provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (groups[0]);
  fake_cloud_set_projects (fixture->cloud, "beta");
  later = banco_provider_list_groups (fixture->provider, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (later[0], ==, "beta");
}

static BancoOffer *
find_offer (GPtrArray *offers, const char *name)
{
  for (guint i = 0; i < offers->len; i++)
    if (strcmp (banco_offer_get_name (offers->pdata[i]), name) == 0)
      return offers->pdata[i];
  return NULL;
}

static void
test_offers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error);
  BancoOffer *gpu, *huge;

  g_assert_no_error (error);
  g_assert_cmpuint (offers->len, ==, 3);
  gpu = find_offer (offers, "gpu.t4");
  g_assert_cmpstr (banco_offer_get_cloud (gpu), ==, "test");
  g_assert_cmpstr (banco_offer_get_id (gpu), ==, "f2");
  g_assert_cmpuint (banco_offer_get_vcpus (gpu), ==, 4);
  g_assert_cmpuint (banco_offer_get_memory_mib (gpu), ==, 8192);
  g_assert_cmpuint (banco_offer_get_disk_gib (gpu), ==, 40);
  g_assert_cmpint (banco_offer_get_available (gpu), ==, -1);
  g_assert_true (banco_offer_is_allowed (gpu));
  g_assert_cmpstr (banco_offer_get_accelerator (gpu)->model, ==, "Tesla T4");
  huge = find_offer (offers, "huge");
  g_assert_false (banco_offer_is_allowed (huge));
  g_assert_nonnull (strstr (banco_offer_get_why_not (huge), "512 virtual CPUs"));
  g_clear_pointer (&offers, g_ptr_array_unref);
  offers = banco_provider_list_offers (fixture->provider, "gamma", NULL, NULL, &error);
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND);
}

/* What may be asked for where, said by a label on the flavor. */
static void
test_offers_by_label (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers = NULL;
  g_autofree char *group = NULL;

  fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/flavors/detail", 200, NULL,
                     "{\"flavors\": [{\"id\": \"f\", \"name\": \"fpga\", \"vcpus\": 1, \"ram\": 1, "
                     "\"disk\": 1, \"extra_specs\": {\"site:projects\": \"beta, gamma\"}}]}");
  offers = banco_provider_list_offers (fixture->provider, "alpha", NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (banco_offer_is_allowed (offers->pdata[0]));
  g_assert_cmpstr (banco_offer_get_why_not (offers->pdata[0]), ==,
                   "group alpha may not ask for it");
  group = banco_provider_choose_group (fixture->provider, offers->pdata[0], NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (group, ==, "beta");
}

/* A page that points to itself is no end of a list. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_cloud_set_projects (fixture->cloud, "alpha");
  fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/flavors/detail", 200, NULL,
                     "{\"flavors\": [{\"id\": \"f\", \"name\": \"one\", \"vcpus\": 1, \"ram\": 1, "
                     "\"disk\": 1}], \"flavors_links\": [{\"rel\": \"next\", \"href\": "
                     "\"http://elsewhere.invalid/flavors/detail?marker=f\"}]}");
  g_assert_null (banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "GET /compute/v2.1/flavors/detail"), ==, 2);
}

static void
test_images (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) images = banco_provider_list_images (fixture->provider, NULL, NULL, &error);
  BancoImage *ubuntu, *debian;

  g_assert_no_error (error);
  g_assert_cmpuint (images->len, ==, 2);
  debian = images->pdata[0];
  ubuntu = images->pdata[1];
  g_assert_cmpstr (banco_image_get_name (ubuntu), ==, "ubuntu-22.04-cuda-12");
  g_assert_cmpstr (banco_image_get_os (ubuntu), ==, "ubuntu");
  g_assert_cmpstr (banco_image_get_os_version (ubuntu), ==, "22.04");
  g_assert_cmpstr (banco_image_get_cuda (ubuntu), ==, "12");
  g_assert_cmpuint (banco_image_get_min_disk_gib (ubuntu), ==, 5);
  g_assert_cmpstr (banco_image_get_login (ubuntu), ==, "ubuntu");
  /* What would be an option of ssh is no login. */
  g_assert_cmpstr (banco_image_get_login (debian), ==, "debian");
  g_assert_null (banco_image_get_cuda (debian));
}

static const struct {
  const char *about;
  FakeServer server;
  BancoMachineState state;
  gboolean listed;
  gboolean for_room;
} servers[] = {
  { "asked", { "s", "m", "BUILD", "scheduling" }, BANCO_MACHINE_ASKED, TRUE },
  { "spawning", { "s", "m", "BUILD", "spawning" }, BANCO_MACHINE_BUILDING, TRUE },
  { "between", { "s", "m", "BUILD", NULL }, BANCO_MACHINE_BUILDING, TRUE },
  { "runs", { "s", "m", "ACTIVE", NULL, "127.0.0.1" }, BANCO_MACHINE_READY, TRUE },
  { "reboots", { "s", "m", "HARD_REBOOT", "x" }, BANCO_MACHINE_BUILDING, TRUE },
  { "going", { "s", "m", "ACTIVE", "deleting" }, BANCO_MACHINE_RELEASING, TRUE },
  { "gone", { "s", "m", "DELETED", NULL }, 0, FALSE },
  { "stopped", { "s", "m", "SHUTOFF", NULL }, BANCO_MACHINE_STOPPED, TRUE },
  { "shelved", { "s", "m", "SHELVED_OFFLOADED", NULL }, BANCO_MACHINE_SHELVED, TRUE },
  { "unheard of", { "s", "m", "ENTANGLED", NULL }, BANCO_MACHINE_UNKNOWN, TRUE },
  { "no room",
    { "s", "m", "ERROR", NULL, .fault = "No valid host was found. " },
    BANCO_MACHINE_FAILED,
    TRUE,
    TRUE },
  { "some fault", { "s", "m", "ERROR", NULL, .fault = "Traceback" }, BANCO_MACHINE_FAILED, TRUE },
  { "no fault yet", { "s", "m", "ERROR", NULL, .just_now = TRUE }, BANCO_MACHINE_BUILDING, TRUE },
  { "no fault", { "s", "m", "ERROR", NULL }, BANCO_MACHINE_FAILED, TRUE },
  { "somebody else's", { "s", "m", "ACTIVE", NULL, .user = "u-other" }, 0, FALSE },
};

static void
test_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    g_autoptr (GPtrArray) machines = NULL;
    BancoMachineRecord *record;

    g_test_message ("%s", servers[i].about);
    fake_cloud_set_server (fixture->cloud, &servers[i].server);
    machines = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (machines->len, ==, servers[i].listed ? 1 : 0);
    if (!servers[i].listed)
      continue;
    record = machines->pdata[0];
    g_assert_cmpuint (record->state, ==, servers[i].state);
    g_assert_cmpint (record->failed_for_room, ==, servers[i].for_room);
    g_assert_true ((record->reason != NULL) == (record->state == BANCO_MACHINE_FAILED));
    g_assert_true (record->reason == NULL || strstr (record->reason, "Traceback") == NULL);
    g_assert_cmpstr (record->image, ==, "ubuntu-22.04-cuda-12");
    g_assert_cmpstr (record->login, ==, "ubuntu");
    g_assert_cmpstr (record->offer, ==, "gpu.t4");
    g_assert_cmpstr (record->group, ==, "alpha");
    g_assert_cmpstr (record->accelerator.model, ==, "Tesla T4");
  }
  /* One image, asked for once. */
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "GET /image/v2/images/i1"), ==, 1);
}

static BancoResolvedRequest
make_order (BancoOffer *offer, BancoImage *image, const char *group)
{
  return (BancoResolvedRequest){ .name = "mine",
                                 .offer = offer,
                                 .image = image,
                                 .group = group,
                                 .key = "banco-0123456789abcdef",
                                 .public_key = "ssh-ed25519 AAAA",
                                 .until = 1800000000 };
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error);
  g_autoptr (GPtrArray) images = banco_provider_list_images (fixture->provider, NULL, NULL, &error);
  BancoResolvedRequest order = make_order (find_offer (offers, "gpu.t4"), images->pdata[1], "beta");
  g_autoptr (JsonNode) description =
    banco_provider_describe (fixture->provider, &order, NULL, &error);
  g_autofree char *described = json_to_string (description, FALSE);
  g_autoptr (BancoMachineRecord) record =
    banco_provider_request (fixture->provider, &order, NULL, &error);
  g_autofree char *sent = fake_cloud_get_body (fixture->cloud, "POST /compute/v2.1/servers");
  g_autofree char *key = fake_cloud_get_body (fixture->cloud, "POST /compute/v2.1/os-keypairs");
  g_autoptr (GRegex) tag = g_regex_new (",\"banco:request\":\"[0-9a-f-]{36}\"", 0, 0, NULL);
  g_autofree char *plain = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (described, ==,
                   "{\"server\":{\"name\":\"mine\",\"flavorRef\":\"f2\",\"imageRef\":\"i1\","
                   "\"key_name\":\"banco-0123456789abcdef\",\"metadata\":{\"banco:until\":"
                   "\"2027-01-15T08:00:00Z\"},\"networks\":[{\"uuid\":\"n-own\"}],"
                   "\"security_groups\":[{\"name\":\"default\"},{\"name\":\"banco-ssh\"}]}}");
  /* The same, and what tells it from all other requests. */
  plain = g_regex_replace_literal (tag, sent, -1, 0, "", 0, NULL);
  g_assert_cmpstr (plain, ==, described);
  g_assert_cmpuint (strlen (sent), >, strlen (plain));
  g_assert_nonnull (strstr (key, "\"public_key\":\"ssh-ed25519 AAAA\""));
  g_assert_cmpstr (record->id, ==, "new-1");
  g_assert_cmpuint (record->state, ==, BANCO_MACHINE_ASKED);
}

#define NETWORK(id, name, more)                                                                    \
  "{\"id\": \"" id "\", \"name\": \"" name                                                         \
  "\", \"project_id\": \"alpha\", \"subnets\": [\"s\"]" more "}"
#define TWO_OWN                                                                                    \
  "{\"networks\": [" NETWORK ("n-lab", "lab", "") ", " NETWORK ("n-net", "net", "") ", " NETWORK ( \
    "n-off", "off", ", \"admin_state_up\": false") "]}"

static const struct {
  const char *about;
  const char *group;
  const char *networks; /* NULL: 404 */
  const char *chosen;   /* nullable */
  const char *wanted;   /* NULL: an error */
  int code;
  const char *inputs; /* what can be chosen, nullable */
} networks[] = {
  { "shared when there is none of its own", "alpha", NULL, NULL, "[{\"uuid\":\"n-shared\"}]" },
  { "its own first", "beta", NULL, NULL, "[{\"uuid\":\"n-own\"}]" },
  { "automatic", "alpha", "{\"networks\": []}", NULL, "\"auto\"" },
  { "several of its own", "alpha", TWO_OWN, NULL, NULL, BANCO_MACHINES_ERROR_USAGE, "lab|net" },
  { "one of them by name", "alpha", TWO_OWN, "net", "[{\"uuid\":\"n-net\"}]", 0, "lab|net" },
  { "one of them by id", "alpha", TWO_OWN, "n-lab", "[{\"uuid\":\"n-lab\"}]", 0, "lab|net" },
  { "one that it does not have", "alpha", TWO_OWN, "off", NULL, BANCO_MACHINES_ERROR_NOT_FOUND,
    "lab|net" },
  { "one by its id for want of a name", "alpha",
    "{\"networks\": [" NETWORK ("n-1", "", "") ", " NETWORK ("n-2", "a|b", "") "]}", "n-2",
    "[{\"uuid\":\"n-2\"}]", 0, "n-1|n-2" },
  { "several that are another's", "beta", TWO_OWN, NULL, "\"auto\"", 0, "lab|net" },
};

static void
test_networks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error);
  g_autoptr (GPtrArray) images = banco_provider_list_images (fixture->provider, NULL, NULL, &error);

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++) {
    BancoResolvedRequest order = make_order (offers->pdata[0], images->pdata[1], networks[i].group);
    g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GPtrArray) inputs = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autofree char *text = NULL;

    g_test_message ("%s", networks[i].about);
    fake_cloud_answer (fixture->cloud, "GET /network/v2.0/networks",
                       networks[i].networks != NULL ? 200 : 0, NULL, networks[i].networks);
    inputs = banco_provider_list_inputs (fixture->provider, NULL, NULL, NULL);
    g_assert_cmpstr (((const BancoInput *) inputs->pdata[inputs->len - 1])->constraint, ==,
                     networks[i].inputs);
    if (networks[i].chosen != NULL)
      g_hash_table_insert (values, (gpointer) "network", (gpointer) networks[i].chosen);
    order.values = values;
    node = banco_provider_describe (fixture->provider, &order, NULL, &error);
    if (networks[i].wanted == NULL) {
      g_assert_error (error, BANCO_MACHINES_ERROR, networks[i].code);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, "lab, net"));
      g_clear_error (&error);
      continue;
    }
    g_assert_no_error (error);
    text = json_to_string (node, FALSE);
    g_assert_nonnull (strstr (text, networks[i].wanted));
  }
}

#define GROUPS "GET /network/v2.0/security-groups"
#define NEW_GROUP "POST /network/v2.0/security-groups"
#define NEW_RULE "POST /network/v2.0/security-group-rules"
#define SSH_RULE(family, from, to)                                                                 \
  "{\"direction\": \"ingress\", \"ethertype\": \"" family "\", \"port_range_min\": " from          \
  ", \"port_range_max\": " to "}"
#define SSH_GROUP(rules)                                                                           \
  "{\"security_groups\": [{\"id\": \"g\", \"security_group_rules\": [" rules "]}]}"

static const struct {
  const char *about;
  const char *what; /* this one answers otherwise; NULL: a project without the group */
  guint status;
  const char *body;
  guint groups, rules; /* that are made */
  gboolean named;      /* in the request for the machine */
} doors[] = {
  { "made where there is none", NULL, 0, NULL, 1, 2, TRUE },
  { "found", GROUPS, 200,
    SSH_GROUP (SSH_RULE ("IPv4", "22", "22") "," SSH_RULE ("IPv6", "1", "99")), 0, 0, TRUE },
  { "half made", GROUPS, 200, SSH_GROUP (SSH_RULE ("IPv6", "22", "22")), 0, 1, TRUE },
  { "for another port", GROUPS, 200, SSH_GROUP (SSH_RULE ("IPv4", "80", "443")), 0, 2, TRUE },
  { "of a rule without ports", GROUPS, 200, SSH_GROUP (SSH_RULE ("IPv4", "null", "null")), 0, 2,
    TRUE },
  { "rules of somebody who was quicker", NEW_RULE, 409, "{}", 1, 2, TRUE },
  { "may not make a group", NEW_GROUP, 403, "{}", 1, 0, FALSE },
  { "no room for a group", NEW_GROUP, 409, "{}", 1, 0, FALSE },
  { "may not make a rule", NEW_RULE, 403, "{}", 1, 1, FALSE },
  { "a network that filters nothing", "GET /network/v2.0/networks", 200,
    "{\"networks\": [{\"id\": \"n\", \"shared\": true, \"port_security_enabled\": false, "
    "\"subnets\": "
    "[\"s\"]}]}",
    0, 0, FALSE },
};

static void
test_security_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error);
  g_autoptr (GPtrArray) images = banco_provider_list_images (fixture->provider, NULL, NULL, &error);
  BancoResolvedRequest order = make_order (offers->pdata[0], images->pdata[1], "beta");
  guint groups = 0;
  guint rules = 0;

  for (guint i = 0; i < G_N_ELEMENTS (doors); i++) {
    g_autoptr (BancoMachineRecord) record = NULL;
    g_autofree char *sent = NULL;

    g_test_message ("%s", doors[i].about);
    if (doors[i].what != NULL)
      fake_cloud_answer (fixture->cloud, doors[i].what, doors[i].status, NULL, doors[i].body);
    record = banco_provider_request (fixture->provider, &order, NULL, &error);
    g_assert_no_error (error);
    sent = fake_cloud_get_body (fixture->cloud, "POST /compute/v2.1/servers");
    g_assert_cmpint (strstr (sent, "{\"name\":\"banco-ssh\"}") != NULL, ==, doors[i].named);
    groups += doors[i].groups;
    rules += doors[i].rules;
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, NEW_GROUP), ==, groups);
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, NEW_RULE), ==, rules);
    if (doors[i].what != NULL)
      fake_cloud_answer (fixture->cloud, doors[i].what, 0, NULL, NULL);
  }
  fake_cloud_answer (fixture->cloud, GROUPS, 500, NULL, "{}");
  g_assert_null (banco_provider_request (fixture->provider, &order, NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE);
}

static const struct {
  guint status;
  const char *body;
  BancoMachinesError code;
  const char *piece;
} refusals[] = {
  { 403,
    "{\"forbidden\": {\"code\": 403, \"message\": \"Quota exceeded for cores, instances: Requested "
    "8, 1, but already used 8, 1 of 8, 1 cores, instances\"}}",
    BANCO_MACHINES_ERROR_FULL,
    "8 of 8 virtual CPUs are in use and it needs 8; 1 of 1 machines are in use and it needs 1" },
  { 403,
    "{\"forbidden\": {\"code\": 403, \"message\": \"Quota exceeded for ram: Requested 65536, but "
    "already used 0 of 8192 ram\"}}",
    BANCO_MACHINES_ERROR_FULL, "0 of 8192 MiB of memory are in use and it needs 65536" },
  { 403, "{\"forbidden\": {\"message\": \"Quota is gone\"}}", BANCO_MACHINES_ERROR_FULL,
    "quota is used up" },
  { 403,
    "{\"forbidden\": {\"message\": \"Quota exceeded for cores, ram: Requested 1, but already used "
    "of nothing\"}}",
    BANCO_MACHINES_ERROR_FULL, "no room" },
  { 413, "{\"overLimit\": {\"message\": \"x\"}}", BANCO_MACHINES_ERROR_FULL, "no room" },
  { 403, "{\"forbidden\": {\"message\": \"Policy doesn't allow it\"}}",
    BANCO_MACHINES_ERROR_NOT_ALLOWED, "group beta" },
  { 400, "{\"badRequest\": {\"message\": \"Flavor f2 could not be found.\"}}",
    BANCO_MACHINES_ERROR_NOT_FOUND, "offer" },
  { 400, "{\"badRequest\": {\"message\": \"Can not find requested image\"}}",
    BANCO_MACHINES_ERROR_NOT_FOUND, "image" },
  { 400, "{\"badRequest\": {\"message\": \"Flavor's disk is too small for requested image.\"}}",
    BANCO_MACHINES_ERROR_FAILED, "larger disk" },
  { 400, "{\"badRequest\": {\"message\": \"SECRET words\"}}", BANCO_MACHINES_ERROR_FAILED, "400" },
  { 409, "not json", BANCO_MACHINES_ERROR_FAILED, "409" },
};

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, NULL);
  g_autoptr (GPtrArray) images = banco_provider_list_images (fixture->provider, NULL, NULL, NULL);
  BancoResolvedRequest order = make_order (offers->pdata[0], images->pdata[1], "beta");

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    g_autoptr (GError) error = NULL;

    fake_cloud_answer (fixture->cloud, "POST /compute/v2.1/servers", refusals[i].status, NULL,
                       refusals[i].body);
    g_assert_null (banco_provider_request (fixture->provider, &order, NULL, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, BANCO_MACHINES_ERROR, (int) refusals[i].code);
    g_assert_nonnull (strstr (error->message, refusals[i].piece));
    g_assert_null (strstr (error->message, "SECRET"));
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, "POST /compute/v2.1/servers"), ==, i + 1);
  }
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "s", "m", "ACTIVE" });
  for (guint i = 0; i < 2; i++) { /* the second finds it gone */
    g_assert_true (banco_provider_release (fixture->provider, "s", "alpha", NULL, &error));
    g_assert_no_error (error);
  }
  fake_cloud_answer (fixture->cloud, "DELETE /compute/v2.1/servers/s", 409, NULL, "{}");
  g_assert_false (banco_provider_release (fixture->provider, "s", "alpha", NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED);
}

/* Whatever any of the services may answer, there is an error with a code, and no crash. */
static const struct {
  const char *what;
  guint status;
  const char *type;
  const char *body;
  BancoMachinesError code;
} strange[] = {
  { EXCHANGE, 403, NULL, "{}", BANCO_MACHINES_ERROR_SIGN_IN },
  { EXCHANGE, 404, NULL, "{}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { EXCHANGE, 201, NULL, "{}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { EXCHANGE, 200, "text/html", "<html>", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /identity/v3/auth/projects", 200, NULL, "{\"projects\": 7}",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /identity/v3/auth/projects", 200, NULL, "{", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /identity/v3/auth/projects", 401, NULL, "{}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "POST /identity/v3/auth/tokens", 401, NULL, "{}", BANCO_MACHINES_ERROR_NOT_ALLOWED },
  { "POST /identity/v3/auth/tokens", 201, NULL, "{}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/", 200, NULL,
    "{\"version\": {\"version\": \"2.53\", \"min_version\": \"2.1\"}}",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/", 200, NULL, "[]", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/servers/detail", 200, NULL, "{\"servers\": [{\"id\": 1}]}",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/servers/detail", 200, NULL, "{\"servers\": [[]]}",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/servers/detail", 200, "text/html", "<html>",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/servers/detail", 204, NULL, NULL, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "GET /compute/v2.1/servers/detail", 403, NULL, "{}", BANCO_MACHINES_ERROR_NOT_ALLOWED },
};

static void
test_strange (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u: %s", i, strange[i].what);
    banco_provider_forget (fixture->provider);
    fake_cloud_answer (fixture->cloud, strange[i].what, strange[i].status, strange[i].type,
                       strange[i].body);
    g_assert_null (banco_provider_list_machines (fixture->provider, NULL, NULL, &error));
    g_assert_error (error, BANCO_MACHINES_ERROR, (int) strange[i].code);
    fake_cloud_answer (fixture->cloud, strange[i].what, 0, NULL, NULL);
  }
}

#define ADD(path, token, function) g_test_add (path, Fixture, token, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/one exchange serves all", NULL, test_exchange);
  ADD ("/session/tokens are renewed", NULL, test_renewal);
  ADD ("/session/refused bearer", "bad", test_refused_bearer);
  ADD ("/session/no project", NULL, test_no_project);
  ADD ("/session/strange answers", NULL, test_strange);
  ADD ("/offers/what is sold", NULL, test_offers);
  ADD ("/offers/groups by label", NULL, test_offers_by_label);
  ADD ("/offers/pages", NULL, test_pages);
  ADD ("/images", NULL, test_images);
  ADD ("/servers", NULL, test_server);
  ADD ("/request/body", NULL, test_request);
  ADD ("/request/networks", NULL, test_networks);
  ADD ("/request/security-groups", NULL, test_security_groups);
  ADD ("/request/refusals", NULL, test_refusals);
  ADD ("/release", NULL, test_release);
  return g_test_run ();
}
