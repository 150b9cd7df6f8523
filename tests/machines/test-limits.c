/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"
#include "machines/openstack-private.h"

#include <string.h>

#define MACHINES "GET /compute/v2.1/limits"
#define VOLUMES "GET /volume/v3/limits"
#define ADDRESSES "GET /network/v2.0/quotas/beta/details.json"
#define COMPUTED "machines 1/4; vcpus 4/16; memory_mib 8192/-1"

/* What the services answer (NULL: as a cloud without them does), and the limits that come of it as
 * "resource used/limit"; NULL and a code when there are none to show. */
static const struct {
  const char *name;
  const char *machines;
  const char *volumes;
  const char *addresses;
  const char *limits;
  int code;
} cases[] = {
  { "compute alone", NULL, NULL, NULL, COMPUTED, 0 },
  { "everything", NULL,
    "{\"limits\": {\"absolute\": {\"totalVolumesUsed\": 2, \"maxTotalVolumes\": 10, "
    "\"totalGigabytesUsed\": 300, \"maxTotalVolumeGigabytes\": -1}}}",
    "{\"quota\": {\"floatingip\": {\"used\": 1, \"limit\": 5, \"reserved\": 0}}}",
    COMPUTED "; volumes 2/10; volume_gib 300/-1; addresses 1/5", 0 },
  { "volumes of another shape", NULL, "{\"limits\": []}", NULL, COMPUTED, 0 },
  { "volumes in words", NULL, "{\"limits\": {\"absolute\": {\"maxTotalVolumes\": \"many\"}}}", NULL,
    COMPUTED, 0 },
  { "volumes that are a page", NULL, "<html>", NULL, COMPUTED, 0 },
  { "a network without addresses", NULL, NULL, "{\"quota\": {\"network\": {\"used\": 1}}}",
    COMPUTED, 0 },
  { "addresses in words", NULL, NULL, "{\"quota\": {\"floatingip\": {\"used\": \"one\"}}}",
    COMPUTED, 0 },
  { "no limit at all", "{\"limits\": {\"absolute\": {}}}", NULL, NULL,
    "machines 0/-1; vcpus 0/-1; memory_mib 0/-1", 0 },
  { "compute of another shape", "{\"limits\": []}", NULL, NULL, NULL,
    BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "compute in words", "{\"limits\": {\"absolute\": {\"maxTotalCores\": \"16\"}}}", NULL, NULL,
    NULL, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
  { "compute that says nothing", "", NULL, NULL, NULL, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD },
};

static char *
describe (const GPtrArray *limits)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < limits->len; i++) {
    BancoLimit *limit = limits->pdata[i];

    g_assert_cmpstr (banco_limit_get_cloud (limit), ==, "test");
    g_assert_cmpstr (banco_limit_get_group (limit), ==, "beta");
    g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, i > 0 ? "; " : "",
                            banco_limit_get_resource (limit), banco_limit_get_used (limit),
                            banco_limit_get_limit (limit));
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
answer (FakeCloud *cloud, const char *what, const char *body)
{
  if (body != NULL)
    fake_cloud_answer (cloud, what, 200, body[0] == '<' ? "text/html" : NULL, body);
}

static void
test_limits (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  FakeCloud *cloud = fake_cloud_new ();
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  BancoCloudSetup setup = fake_cloud_setup (cloud, "test", "good");
  BancoProvider *provider = banco_openstack_new (http, &setup);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) limits = NULL;
  g_autofree char *text = NULL;

  answer (cloud, MACHINES, cases[i].machines);
  answer (cloud, VOLUMES, cases[i].volumes);
  answer (cloud, ADDRESSES, cases[i].addresses);
  limits = banco_provider_list_limits (provider, "beta", NULL, NULL, &error);
  if (cases[i].limits != NULL) {
    g_assert_no_error (error);
    text = describe (limits);
    g_assert_cmpstr (text, ==, cases[i].limits);
  } else {
    g_assert_null (limits);
    g_assert_error (error, BANCO_MACHINES_ERROR, cases[i].code);
  }
  g_object_unref (provider);
  fake_cloud_setup_clear (&setup);
  fake_cloud_free (cloud);
}

/* Whether a flavor is more than a group may ever have, and whether there is room for it now. */
static void
test_room (void)
{
  const struct {
    BancoOpenstackUsage usage; /* machines, vcpus, memory: used and limit */
    const char *forbids;       /* words of the reason; NULL: allowed */
    gboolean has_room;
  } rooms[] = {
    { { 0, -1, 0, -1, 0, -1 }, NULL, TRUE },
    { { 3, 4, 12, 16, 8192, 16384 }, NULL, TRUE },
    { { 4, 4, 0, 16, 0, 16384 }, NULL, FALSE },
    { { 0, 4, 13, 16, 0, 16384 }, NULL, FALSE },
    { { 0, 4, 0, 16, 8193, 16384 }, NULL, FALSE },
    { { 0, 0, 0, 16, 0, 16384 }, "group g may have no machines", FALSE },
    { { 0, 4, 0, 3, 0, 16384 }, "4 virtual CPUs and group g may use 3 in all", FALSE },
    { { 0, 4, 0, 16, 0, 8191 }, "8192 MiB of memory and group g may use 8191 in all", FALSE },
  };
  const BancoOpenstackFlavor flavor = { .vcpus = 4, .memory_mib = 8192 };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++) {
    g_autofree char *why_not = banco_openstack_usage_forbids (&rooms[i].usage, "g", &flavor);

    g_test_message ("%u", i);
    g_assert_true (rooms[i].forbids == NULL ? why_not == NULL
                                            : strstr (why_not, rooms[i].forbids) != NULL);
    g_assert_cmpint (banco_openstack_usage_has_room (&rooms[i].usage, &flavor), ==,
                     rooms[i].has_room);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/limits/%s", cases[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_limits);
  }
  g_test_add_func ("/limits/room", test_room);
  return g_test_run ();
}
