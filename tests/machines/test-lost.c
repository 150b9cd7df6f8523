/* SPDX-License-Identifier: Apache-2.0 */
/* A request whose answer is lost may have made a machine. */
#include "base/clock-private.h"
#include "machines/fake-cloud.h"
#include "machines/openstack-private.h"

#include <string.h>

#define SERVERS "POST /compute/v2.1/servers"
#define DETAIL "GET /compute/v2.1/servers/detail"
#define GATEWAY "<html><h1>504 Gateway Time-out</h1></html>"

static const struct {
  const char *about;
  guint status;
  const char *type;
  const char *body;
  FakeServer server; /* that is there afterwards */
  guint listing;     /* what a list is answered; 0: as usual */
  gboolean found;
  int code;
  const char *piece;
} cases[] = {
  { "made", 504, "text/html", GATEWAY, { "s", "mine", "BUILD", .project = "beta" }, 0, TRUE },
  { "made, odd answer", 202, NULL, "{}", { "s", "mine", "BUILD", .project = "beta" }, 0, TRUE },
  { "made, no answer", 500, NULL, "{", { "s", "mine", "ACTIVE", .project = "beta" }, 0, TRUE },
  { "not made",
    504,
    "text/html",
    GATEWAY,
    { "s", "yours", "BUILD", .project = "beta" },
    0,
    FALSE,
    BANCO_MACHINES_ERROR_UNREACHABLE,
    "mine was not created" },
  { "another user's",
    502,
    NULL,
    "{}",
    { "s", "mine", "BUILD", .project = "beta", .user = "u-other" },
    0,
    FALSE,
    BANCO_MACHINES_ERROR_UNREACHABLE,
    "mine was not created" },
  { "another request's",
    503,
    NULL,
    "{}",
    { "s", "mine", "BUILD", .project = "beta", .tag = "another" },
    0,
    FALSE,
    BANCO_MACHINES_ERROR_UNREACHABLE,
    "mine was not created" },
  { "not known",
    504,
    "text/html",
    GATEWAY,
    { "s", "mine", "BUILD", .project = "beta" },
    503,
    FALSE,
    BANCO_MACHINES_ERROR_UNREACHABLE,
    "bancoctl release mine" },
  { "refused",
    403,
    NULL,
    "{\"forbidden\": {\"message\": \"Policy\"}}",
    { "s", "mine", "BUILD", .project = "beta" },
    0,
    FALSE,
    BANCO_MACHINES_ERROR_NOT_ALLOWED,
    "group beta" },
};

static void
test_lost (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  FakeCloud *cloud = fake_cloud_new ();
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  BancoCloudSetup setup = fake_cloud_setup (cloud, "test", "good");
  g_autoptr (BancoProvider) provider = banco_openstack_new (http, &setup);
  g_autoptr (GPtrArray) offers = banco_provider_list_offers (provider, "beta", NULL, NULL, NULL);
  g_autoptr (GPtrArray) images = banco_provider_list_images (provider, NULL, NULL, NULL);
  BancoResolvedRequest order = { .name = "mine",
                                 .offer = offers->pdata[0],
                                 .image = images->pdata[1],
                                 .group = "beta",
                                 .key = "banco-0123456789abcdef",
                                 .public_key = "ssh-ed25519 AAAA" };
  g_autoptr (BancoMachineRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  fake_cloud_answer (cloud, SERVERS, cases[i].status, cases[i].type, cases[i].body);
  fake_cloud_set_server (cloud, &cases[i].server);
  if (cases[i].listing > 0)
    fake_cloud_answer (cloud, DETAIL, cases[i].listing, NULL, "{}");
  record = banco_provider_request (provider, &order, NULL, &error);
  g_assert_cmpuint (fake_cloud_count (cloud, SERVERS), ==, 1);
  if (cases[i].found) {
    g_assert_no_error (error);
    g_assert_cmpstr (record->id, ==, "s");
    g_assert_cmpstr (record->group, ==, "beta");
  } else {
    g_assert_null (record);
    g_assert_error (error, BANCO_MACHINES_ERROR, cases[i].code);
    g_assert_nonnull (strstr (error->message, cases[i].piece));
  }
  fake_cloud_setup_clear (&setup);
  fake_cloud_free (cloud);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  banco_clock_skip_waits ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/lost/", cases[i].about, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_lost);
  }
  return g_test_run ();
}
