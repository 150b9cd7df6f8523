/* SPDX-License-Identifier: Apache-2.0 */
/* A cloud of several projects, of which one is in trouble: the others have what they have. */
#include "fixture/server.h"
#include "machines/fake-cloud.h"
#include "machines/machines-private.h"
#include "machines/openstack-private.h"
#include "machines/test-home.h"

#include <string.h>

#define DETAIL "GET /compute/v2.1/servers/detail"
#define TOKENS "POST /identity/v3/auth/tokens"

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
  BancoMachines *machines;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = fake_cloud_new ();
  fixture->http = banco_http_new (NULL);
  fixture->setup = fake_cloud_setup (fixture->cloud, "test", "good");
  fixture->provider = banco_openstack_new (fixture->http, &fixture->setup);
  fixture->machines = banco_machines_new (fixture->http, &fixture->setup, 1, NULL);
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "first", "SHUTOFF" });
  fake_cloud_set_server (fixture->cloud,
                         &(FakeServer){ "b", "second", "SHUTOFF", .project = "beta" });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->machines);
  g_object_unref (fixture->provider);
  g_object_unref (fixture->http);
  fake_cloud_setup_clear (&fixture->setup);
  fake_cloud_free (fixture->cloud);
}

static GPtrArray *
list_offers (BancoProvider *provider, GHashTable *missing, GError **error)
{
  return banco_provider_list_offers (provider, NULL, missing, NULL, error);
}

static GPtrArray *
list_images (BancoProvider *provider, GHashTable *missing, GError **error)
{
  return banco_provider_list_images (provider, missing, NULL, error);
}

static GPtrArray *
list_limits (BancoProvider *provider, GHashTable *missing, GError **error)
{
  return banco_provider_list_limits (provider, NULL, missing, NULL, error);
}

static GPtrArray *
list_machines (BancoProvider *provider, GHashTable *missing, GError **error)
{
  return banco_provider_list_machines (provider, missing, NULL, error);
}

typedef GPtrArray *(*List) (BancoProvider *provider, GHashTable *missing, GError **error);
static const List lists[] = { list_offers, list_images, list_limits, list_machines };

static const struct {
  const char *what;
  guint status;
  const char *body;
  int code; /* of what is missing */
} troubles[] = {
  { TOKENS, 401, "{}", BANCO_MACHINES_ERROR_NOT_ALLOWED },
  { TOKENS, 500, "{}", BANCO_MACHINES_ERROR_UNREACHABLE },
  { TOKENS, 201, "{}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
};

static void
test_one_project_fails (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++) {
    g_autofree char *there = g_strconcat (troubles[i].what, " @beta", NULL);

    g_test_message ("%u", i);
    fake_cloud_answer (fixture->cloud, there, troubles[i].status, NULL, troubles[i].body);
    for (guint j = 0; j < G_N_ELEMENTS (lists); j++) {
      g_autoptr (GHashTable) missing = banco_missing_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) list = lists[j](fixture->provider, missing, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (list->len, >, 0);
      g_assert_cmpuint (g_hash_table_size (missing), ==, 1);
      banco_missing_propagate (missing, &error);
      g_assert_error (error, BANCO_MACHINES_ERROR, troubles[i].code);
      g_assert_true (g_str_has_prefix (error->message, "group beta: "));
      g_clear_error (&error);
      g_assert_null (lists[j](fixture->provider, NULL, &error));
      g_assert_error (error, BANCO_MACHINES_ERROR, troubles[i].code);
    }
    fake_cloud_answer (fixture->cloud, there, 0, NULL, NULL);
  }
}

/* A project that has no such service has nothing of the kind: nothing is missing. */
static void
test_no_service (Fixture *fixture, gconstpointer data)
{
  fake_cloud_set_services (fixture->cloud, "", "beta");
  for (guint j = 0; j < G_N_ELEMENTS (lists); j++) {
    g_autoptr (GHashTable) missing = banco_missing_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) list = lists[j](fixture->provider, missing, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (list->len, >, 0);
    g_assert_cmpuint (g_hash_table_size (missing), ==, 0);
  }
}

static void
test_none_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) missing = banco_missing_new ();
  g_autoptr (GError) error = NULL;

  fake_cloud_answer (fixture->cloud, DETAIL, 403, NULL, "{}");
  g_assert_null (banco_provider_list_machines (fixture->provider, missing, NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED);
}

static const struct {
  const char *services;
  int code; /* -1: a list of machines */
} catalogs[] = {
  { "7, null, \"x\", [],", -1 },
  { "{\"type\": 3, \"endpoints\": 7}, {\"type\": \"compute\", \"endpoints\": [8, null]},", -1 },
  { "{\"type\": \"compute\", \"endpoints\": [{\"interface\": \"public\", \"url\": 5}]},", -1 },
  { "{\"type\": \"compute\", \"endpoints\": [{\"interface\": \"public\", \"url\": "
    "\"http://192.0.2.1/v2.1\"}]},",
    -1 },
};

static void
test_odd_catalog (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (catalogs); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) list = NULL;

    g_test_message ("%s", catalogs[i].services);
    banco_provider_forget (fixture->provider);
    fake_cloud_set_services (fixture->cloud, catalogs[i].services, NULL);
    list = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (list->len, ==, 2);
  }
}

static const struct {
  const char *service;
  const char *address;
  const char *plain;
} addresses[] = {
  { "compute", "https://nova.example.org:8774/v2.1/", "https://nova.example.org:8774/v2.1" },
  { "compute", "https://nova.example.org:8774/v2.1/abc", "https://nova.example.org:8774/v2.1/abc" },
  { "compute", "https://nova.example.org:8774/", "https://nova.example.org:8774/v2.1" },
  { "compute", "https://v2.example.org", "https://v2.example.org/v2.1" },
  { "compute", "https://cloud.example.org/v/compute", "https://cloud.example.org/v/compute/v2.1" },
  { "image", "https://glance.example.org/image/v2/", "https://glance.example.org/image" },
  { "image", "https://v2.example.org", "https://v2.example.org" },
  { "image", "https://v2.example.org/v2", "https://v2.example.org" },
  { "network", "https://v2.example.org/", "https://v2.example.org" },
  { "network", "https://example.org/vault", "https://example.org/vault" },
  { "volumev3", "https://v3.example.org/v3/abc/", "https://v3.example.org/v3/abc" },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autofree char *plain =
      banco_openstack_plain_address (addresses[i].service, addresses[i].address);

    g_assert_cmpstr (plain, ==, addresses[i].plain);
  }
}

#define ENDPOINT(region, url)                                                                      \
  "{\"interface\": \"public\", \"region_id\": \"" region "\", \"url\": \"" url "\"}"
#define TWO                                                                                               \
  "{\"type\": \"image\", \"endpoints\": [" ENDPOINT ("B", "https://b/image") ", " ENDPOINT (              \
    "A",                                                                                                  \
    "https://a/image") "]}, {\"type\": \"compute\", \"endpoints\": [" ENDPOINT ("A",                      \
                                                                                "https://a/"              \
                                                                                "compute") ","            \
                                                                                           " " ENDPOINT ( \
                                                                                             "B",         \
                                                                                             "htt"        \
                                                                                             "ps:"        \
                                                                                             "//"         \
                                                                                             "b/"         \
                                                                                             "com"        \
                                                                                             "put"        \
                                                                                             "e") "]}"
#define ONE "{\"type\": \"compute\", \"endpoints\": [" ENDPOINT ("A", "https://a/compute") "]}"
#define BARE                                                                                       \
  "{\"type\": \"compute\", \"endpoints\": [{\"interface\": \"public\", \"url\": "                  \
  "\"https://a/compute\"}]}"

static const struct {
  const char *catalog;
  const char *region;
  const char *compute; /* NULL: there is no such region */
  const char *image;
  const char *others;
} regions[] = {
  { TWO, NULL, "https://a/compute", "https://a/image", "B" },
  { TWO, "A", "https://a/compute", "https://a/image", "B" },
  { TWO, "B", "https://b/compute", "https://b/image", "A" },
  { TWO, "C", NULL, NULL, "A, B" },
  { ONE, NULL, "https://a/compute", NULL, NULL },
  { ONE, "A", "https://a/compute", NULL, NULL },
  { ONE, "B", NULL, NULL, "A" },
  { BARE, NULL, "https://a/compute", NULL, NULL },
  { BARE, "A", "https://a/compute", NULL, NULL },
};

static void
test_regions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++) {
    g_autofree char *text = g_strdup_printf ("{\"catalog\": [%s]}", regions[i].catalog);
    g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
    g_autofree char *others = NULL;
    g_autoptr (GHashTable) found = banco_openstack_read_catalog (
      json, banco_json_root (json), "https://keystone/v3", regions[i].region, &others);

    g_test_message ("%u", i);
    g_assert_cmpstr (others, ==, regions[i].others);
    g_assert_cmpint (found == NULL, ==, regions[i].compute == NULL);
    if (found == NULL)
      continue;
    g_assert_cmpstr (g_hash_table_lookup (found, "compute"), ==, regions[i].compute);
    g_assert_cmpstr (g_hash_table_lookup (found, "image"), ==, regions[i].image);
  }
}

static BancoRefreshSource *
look (Fixture *fixture)
{
  g_autoptr (BancoOperation) looked = banco_machines_refresh (fixture->machines, NULL, 0);
  g_autoptr (BancoRefreshSource) cloud =
    g_list_model_get_item (banco_machines_get_clouds (fixture->machines), 0);

  test_wait (looked);
  return cloud;
}

/* What is in a region that no one chose is said to be missing. */
static void
test_other_region (Fixture *fixture, gconstpointer data)
{
  BancoRefreshSource *cloud;

  fake_cloud_set_services (
    fixture->cloud,
    "{\"type\": \"compute\", \"endpoints\": [{\"interface\": \"public\", "
    "\"region\": \"north\", \"url\": \"http://192.0.2.1/\"}, {\"interface\": "
    "\"public\", \"region\": \"south\", \"url\": \"http://192.0.2.1/\"}]},",
    NULL);
  cloud = look (fixture);
  g_assert_nonnull (banco_machines_find (fixture->machines, "first", NULL, NULL));
  g_assert_error (banco_refresh_source_get_error (cloud), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
  g_assert_nonnull (strstr (banco_refresh_source_get_error (cloud)->message, "region south"));
}

/* A project that stops to answer takes no machine away; its error is the cloud's. */
static void
test_list_keeps (Fixture *fixture, gconstpointer data)
{
  BancoRefreshSource *cloud = look (fixture);
  BancoMachine *second = banco_machines_find (fixture->machines, "second", NULL, NULL);

  g_assert_no_error (banco_refresh_source_get_error (cloud));
  g_assert_nonnull (second);
  fake_cloud_answer (fixture->cloud, DETAIL " @beta", 403, NULL, "{}");
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a", "first" });
  look (fixture);
  g_assert_null (banco_machines_find (fixture->machines, "first", NULL, NULL));
  g_assert_true (banco_machines_find (fixture->machines, "second", NULL, NULL) == second);
  g_assert_error (banco_refresh_source_get_error (cloud), BANCO_MACHINES_ERROR,
                  BANCO_MACHINES_ERROR_NOT_ALLOWED);
  fake_cloud_answer (fixture->cloud, DETAIL " @beta", 0, NULL, NULL);
  look (fixture);
  g_assert_no_error (banco_refresh_source_get_error (cloud));
}

/* What stands at @name; "" nothing. Both clouds have the same machines. */
static const struct {
  const char *name;
  const char *cloud;
  const char *key; /* NULL: ambiguous; "": none */
} names[] = {
  { "alone", "test", "test/1" },
  { "alone", "no-such", "" },
  { "alone", NULL, NULL },
  { "1", "other", "other/1" },
  { "1", NULL, NULL },
  { "test/1", NULL, "test/1" },
  { "test/1", "other", "test/1" },
  { "test/9", NULL, "" },
  { "twice", "test", NULL },
  { "2", "test", "test/2" },
  { "5", "test", NULL }, /* one's name, another's id */
  { "4", "test", "test/4" },
  { "test/5", NULL, "test/5" },
  { "again", "test", "test/6" }, /* the other one is being given back */
  { "leaving", "test", "test/8" },
  { "", "test", "" },
};

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const FakeServer servers[] = {
    { "1", "alone", "SHUTOFF" },
    { "2", "twice", "SHUTOFF" },
    { "3", "twice", "SHUTOFF" },
    { "4", "5", "SHUTOFF" },
    { "5", "five", "SHUTOFF" },
    { "6", "again", "SHUTOFF" },
    { "7", "again", "ACTIVE", "deleting" },
    { "8", "leaving", "ACTIVE", "deleting" },
  };
  BancoCloudSetup setups[] = { fixture->setup, fixture->setup };
  g_autoptr (BancoMachines) machines = NULL;
  g_autoptr (BancoOperation) looked = NULL;

  setups[1].id = "other";
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    fake_cloud_set_server (fixture->cloud, &servers[i]);
  machines = banco_machines_new (fixture->http, setups, 2, NULL);
  looked = banco_machines_refresh (machines, NULL, 0);
  test_wait (looked);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    int code =
      names[i].key == NULL ? BANCO_MACHINES_ERROR_AMBIGUOUS : BANCO_MACHINES_ERROR_NOT_FOUND;
    BancoMachine *machine = banco_machines_find (machines, names[i].name, names[i].cloud, &error);

    g_test_message ("%s at %s", names[i].name, names[i].cloud);
    if (names[i].key != NULL && names[i].key[0] != '\0') {
      g_assert_no_error (error);
      g_assert_cmpstr (banco_machine_get_key (machine), ==, names[i].key);
      continue;
    }
    g_assert_null (machine);
    g_assert_error (error, BANCO_MACHINES_ERROR, code);
    if (g_strcmp0 (names[i].name, "twice") == 0)
      g_assert_true (strstr (error->message, "test/2") && strstr (error->message, "test/3"));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/projects/one fails", test_one_project_fails);
  ADD ("/projects/one has no such service", test_no_service);
  ADD ("/projects/none answers", test_none_answers);
  ADD ("/projects/odd catalogs", test_odd_catalog);
  g_test_add_func ("/projects/regions", test_regions);
  g_test_add_func ("/projects/addresses", test_addresses);
  ADD ("/projects/another region", test_other_region);
  ADD ("/projects/a list keeps what it cannot ask for", test_list_keeps);
  ADD ("/projects/names and ids", test_names);
  return test_home_leave (g_test_run ());
}
