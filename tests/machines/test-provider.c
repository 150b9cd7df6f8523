/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/openstack-private.h"
#include "machines/test-home.h"

#include <string.h>

#define FLAVORS "GET /compute/v2.1/flavors/detail"
#define SERVERS "GET /compute/v2.1/servers/detail"
#define CREATE "POST /compute/v2.1/servers"
#define IMAGES "GET /image/v2/images"
#define LIMITS "GET /compute/v2.1/limits"
#define PROJECTS "GET /identity/v3/auth/projects"
#define DELETE_ONE "DELETE /compute/v2.1/servers/s"
#define ACTION "POST /compute/v2.1/servers/s/action"

typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cloud = fake_cloud_new ();
  fake_cloud_set_projects (fixture->cloud, "alpha");
  fixture->http = banco_http_new (NULL);
  fixture->setup = fake_cloud_setup (fixture->cloud, "test", "good");
  fixture->provider = banco_openstack_new (fixture->http, &fixture->setup);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->provider);
  g_object_unref (fixture->http);
  fake_cloud_setup_clear (&fixture->setup);
  fake_cloud_free (fixture->cloud);
}

/* What a person can ask of a cloud; TRUE when there was an answer. */

static gboolean
ask_groups (BancoProvider *provider, GError **error)
{
  g_auto (GStrv) groups = banco_provider_list_groups (provider, NULL, error);

  return groups != NULL;
}

static gboolean
ask_offers (BancoProvider *provider, GError **error)
{
  g_autoptr (GPtrArray) list = banco_provider_list_offers (provider, NULL, NULL, NULL, error);

  return list != NULL;
}

static gboolean
ask_images (BancoProvider *provider, GError **error)
{
  g_autoptr (GPtrArray) list = banco_provider_list_images (provider, NULL, NULL, error);

  return list != NULL;
}

static gboolean
ask_limits (BancoProvider *provider, GError **error)
{
  g_autoptr (GPtrArray) list = banco_provider_list_limits (provider, NULL, NULL, NULL, error);

  return list != NULL;
}

static gboolean
ask_machines (BancoProvider *provider, GError **error)
{
  g_autoptr (GPtrArray) list = banco_provider_list_machines (provider, NULL, NULL, error);

  return list != NULL;
}

static gboolean
ask_log (BancoProvider *provider, GError **error)
{
  g_autofree char *log = banco_provider_read_log (provider, "s", "alpha", NULL, error);

  return log != NULL;
}

static gboolean
ask_release (BancoProvider *provider, GError **error)
{
  return banco_provider_release (provider, "s", "alpha", NULL, error);
}

static const struct {
  const char *name;
  const char *what;
  gboolean (*ask) (BancoProvider *provider, GError **error);
  gboolean refused; /* being refused or empty is told as such; else as what follows from it */
} questions[] = {
  { "groups", PROJECTS, ask_groups, FALSE },   { "offers", FLAVORS, ask_offers, TRUE },
  { "images", IMAGES, ask_images, TRUE },      { "limits", LIMITS, ask_limits, TRUE },
  { "machines", SERVERS, ask_machines, TRUE }, { "log", ACTION, ask_log, FALSE },
};

/* What may come instead of an answer. The sentence is ours, whatever the cloud said. */
static const struct {
  guint status;
  const char *type;
  const char *body;
  BancoMachinesError code;
} answers[] = {
  { 403, NULL, "{\"forbidden\": {\"message\": \"SECRET\"}}", BANCO_MACHINES_ERROR_NOT_ALLOWED },
  { 403, "text/html", "<html>SECRET</html>", BANCO_MACHINES_ERROR_NOT_ALLOWED },
  { 404, NULL, "{\"itemNotFound\": {\"message\": \"SECRET\"}}",
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, "text/html", "<html><title>SECRET</title>", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, NULL, "{\"SECRET\": ", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, NULL, "[\"SECRET\"]", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, NULL, "null", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, NULL, "", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { 200, NULL, "{\"a\": \"\xff\"}", BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
};

static void
test_every_question (Fixture *fixture, gconstpointer data)
{
  guint q = GPOINTER_TO_UINT (data);
  g_autoptr (GError) before = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "s", "m", "ACTIVE", .log = "hello" });
  g_assert_true (questions[q].ask (fixture->provider, &before));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *printed = g_strescape (answers[i].body, NULL);
    g_autoptr (GError) error = NULL;

    g_test_message ("%s: %u %s", questions[q].name, answers[i].status, printed);
    banco_provider_forget (fixture->provider);
    fake_cloud_answer (fixture->cloud, questions[q].what, answers[i].status, answers[i].type,
                       answers[i].body);
    g_assert_false (questions[q].ask (fixture->provider, &error));
    g_test_message ("    %s", error->message);
    g_assert_true (error->domain == BANCO_MACHINES_ERROR);
    if (questions[q].refused || (answers[i].status < 400 && answers[i].body[0] != '\0'))
      g_assert_cmpint (error->code, ==, answers[i].code);
    g_assert_null (strstr (error->message, "SECRET"));
    fake_cloud_answer (fixture->cloud, questions[q].what, 0, NULL, NULL);
  }
  banco_provider_forget (fixture->provider);
  g_assert_true (questions[q].ask (fixture->provider, NULL));
}

static void
test_release (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    int code; /* -1: it is given back */
  } rows[] = {
    { 204, -1 },
    { 202, -1 },
    { 404, -1 },
    { 403, BANCO_MACHINES_ERROR_NOT_ALLOWED },
    { 409, BANCO_MACHINES_ERROR_FAILED },
    { 400, BANCO_MACHINES_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    fake_cloud_answer (fixture->cloud, DELETE_ONE, rows[i].status, NULL, NULL);
    g_assert_cmpint (ask_release (fixture->provider, &error), ==, rows[i].code < 0);
    if (rows[i].code >= 0)
      g_assert_error (error, BANCO_MACHINES_ERROR, rows[i].code);
  }
}

/* Flavors as clouds have them: what is left out of them, and what they leave out. */
static const struct {
  const char *flavor; /* its members */
  const char *kind;   /* "none", "gpu", "fpga"; NULL: not understood at all */
  const char *model;
  guint count;
  guint64 memory_mib;
} flavors[] = {
  { "\"vcpus\": 4, \"ram\": 8192, \"disk\": 40", "none", NULL, 0, 8192 },
  { "\"vcpus\": 4, \"ram\": 8192, \"disk\": 0, \"extra_specs\": {}", "none", NULL, 0, 8192 },
  { "\"vcpus\": 4, \"ram\": 8192, \"disk\": 40, \"extra_specs\": {\"hw:cpu_policy\": "
    "\"dedicated\"}",
    "none", NULL, 0, 8192 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": {\"pci_passthrough:alias\": \"T4:2\"}",
    "gpu", "Tesla T4", 2, 1 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": {\"pci_passthrough:alias\": \"T4:0\"}",
    "none", NULL, 0, 1 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": {\"pci_passthrough:alias\": \"\"}",
    "none", NULL, 0, 1 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"x\"}",
    "none", NULL, 0, 1 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": {\"resources:CUSTOM_GPU_T4\": "
    "\"99999999999999999999\"}",
    "none", NULL, 0, 1 },
  { "\"vcpus\": \"four\", \"ram\": 1, \"disk\": 1", NULL, NULL, 0, 0 },
  { "\"vcpus\": 4, \"ram\": -1, \"disk\": -1", "none", NULL, 0, 0 },
  { "\"vcpus\": 4, \"disk\": 1", NULL, NULL, 0, 0 },
  { "\"vcpus\": 4, \"ram\": 1, \"disk\": 1, \"extra_specs\": []", NULL, NULL, 0, 0 },
};

static void
test_flavors (Fixture *fixture, gconstpointer data)
{
  static const char *const kinds[] = { "none", "gpu", "fpga" };

  for (guint i = 0; i < G_N_ELEMENTS (flavors); i++) {
    g_autofree char *body =
      g_strdup_printf ("{\"flavors\": [{\"id\": \"f\", \"name\": \"n\", %s}]}", flavors[i].flavor);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) offers = NULL;
    const BancoAccelerator *accelerator;

    g_test_message ("%s", flavors[i].flavor);
    fake_cloud_answer (fixture->cloud, FLAVORS, 200, NULL, body);
    offers = banco_provider_list_offers (fixture->provider, NULL, NULL, NULL, &error);
    if (flavors[i].kind == NULL) {
      g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpuint (offers->len, ==, 1);
    accelerator = banco_offer_get_accelerator (offers->pdata[0]);
    g_assert_cmpstr (kinds[accelerator->kind], ==, flavors[i].kind);
    g_assert_cmpuint (accelerator->count, ==, flavors[i].count);
    if (flavors[i].model != NULL)
      g_assert_cmpstr (accelerator->model, ==, flavors[i].model);
    g_assert_cmpuint (banco_offer_get_memory_mib (offers->pdata[0]), ==, flavors[i].memory_mib);
  }
}

static const struct {
  const char *name;
  gboolean good;
} names[] = {
  { "a", TRUE },
  { "lab", TRUE },
  { "Lab-2", TRUE },
  { "a-b-c", TRUE },
  { "", FALSE },
  { "-a", FALSE },
  { "a-", FALSE },
  { "2nd", FALSE },
  { "a b", FALSE },
  { "a.b", FALSE },
  { "a_b", FALSE },
  { "a\n", FALSE },
  { "a\nb", FALSE },
  { "a;reboot", FALSE },
  { "$(id)", FALSE },
  { "é", FALSE },
  { "a/../b", FALSE },
  { "-oProxy", FALSE },
  { "a\t", FALSE },
  { NULL, FALSE },
  { "a123456789012345678901234567890123456789012345678901234567890ab", TRUE },
  { "a123456789012345678901234567890123456789012345678901234567890abc", FALSE },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *printed = names[i].name ? g_strescape (names[i].name, NULL) : NULL;
    g_autoptr (GError) error = NULL;

    g_test_message ("“%s”", printed ? printed : "");
    g_assert_cmpint (banco_request_check_name (names[i].name, &error), ==, names[i].good);
    if (names[i].good)
      g_assert_no_error (error);
    else
      g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE);
  }
}

/* By id or by name in any case; what is not said is found. */
static const struct {
  const char *offer, *image;
  const char *flavor_id, *image_id; /* as sent */
} spellings[] = {
  { "small", "i1", "f1", "i1" },
  { "f1", "Ubuntu-22.04-CUDA-12", "f1", "i1" },
  { "SMALL", "debian 12", "f1", "i4" },
  { "GPU.T4", "i4", "f2", "i4" },
};

static void
test_spellings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (BancoMachines) machines =
    banco_machines_new (fixture->http, &fixture->setup, 1, operations);

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++) {
    const BancoRequest request = {
      .name = "new", .offer = spellings[i].offer, .image = spellings[i].image, .dry_run = TRUE
    };
    g_autoptr (BancoOperation) operation = banco_machines_request (machines, &request);
    JsonObject *server =
      json_object_get_object_member (json_node_get_object (test_wait (operation)), "server");

    g_assert_cmpstr (json_object_get_string_member (server, "name"), ==, "new");
    g_assert_cmpstr (json_object_get_string_member (server, "flavorRef"), ==,
                     spellings[i].flavor_id);
    g_assert_cmpstr (json_object_get_string_member (server, "imageRef"), ==, spellings[i].image_id);
  }
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, CREATE), ==, 0);
}

/* Whatever a person stops, stops at once, and says so. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) groups = NULL;
  g_autoptr (GPtrArray) offers = NULL;

  g_cancellable_cancel (cancellable);
  groups = banco_provider_list_groups (fixture->provider, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  offers = banco_provider_list_offers (fixture->provider, NULL, NULL, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, PROJECTS), ==, 0);
}

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++) {
    g_autofree char *path = g_strdup_printf ("/provider/%s", questions[i].name);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_every_question, tear_down);
  }
  g_test_add ("/provider/release", Fixture, NULL, set_up, test_release, tear_down);
  g_test_add ("/provider/flavors", Fixture, NULL, set_up, test_flavors, tear_down);
  g_test_add ("/provider/spellings", Fixture, NULL, set_up, test_spellings, tear_down);
  g_test_add ("/provider/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  g_test_add_func ("/request/names", test_names);
  return test_home_leave (g_test_run ());
}
