/* SPDX-License-Identifier: Apache-2.0 */
/* What a cloud says, where it would lead elsewhere: ids in paths, tokens in headers, names in
 * files. */
#include "machines/fake-cloud.h"
#include "machines/machines-private.h"
#include "machines/openstack-private.h"
#include "machines/test-home.h"

#include <string.h>

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

/* An id is one segment of a path, whatever is in it; or nothing is asked at all. */
static void
test_ids (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *id;
    gboolean asked;
  } ids[] = {
    { "plain", TRUE },   { "a/b", TRUE }, { "a?force=1#b", TRUE }, { "a b", TRUE },
    { "a%2e%2e", TRUE }, { "", FALSE },   { ".", FALSE },          { "..", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autofree char *server = g_strconcat ("DELETE /compute/v2.1/servers/", ids[i].id, NULL);
    g_autofree char *log = g_strdup_printf ("POST /compute/v2.1/servers/%s/action", ids[i].id);
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    gboolean done;

    fake_cloud_answer (fixture->cloud, server, 204, NULL, "");
    fake_cloud_answer (fixture->cloud, log, 200, NULL, "{\"output\": \"boot\"}");
    done = banco_provider_release (fixture->provider, ids[i].id, "alpha", NULL, &error);
    g_test_message ("“%s”: %s", ids[i].id, done ? "asked" : error->message);
    g_assert_cmpint (done, ==, ids[i].asked);
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, server), ==, ids[i].asked);
    if (!ids[i].asked)
      g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
    g_clear_error (&error);
    text = banco_provider_read_log (fixture->provider, ids[i].id, "alpha", NULL, &error);
    g_assert_cmpstr (text, ==, ids[i].asked ? "boot" : NULL);
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, log), ==, ids[i].asked);
  }
}

/* Servers refuse dots in a path, however they are written; what they hear is not another path. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fake_cloud_answer (fixture->cloud, "DELETE /compute/etc", 204, NULL, "");
  g_assert_false (banco_provider_release (fixture->provider, "../../etc", "alpha", NULL, &error));
  g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "DELETE /compute/etc"), ==, 0);
}

/* Also that of an image, and of a project. */
static void
test_other_ids (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (GPtrArray) limits = NULL;

  fake_cloud_set_projects (fixture->cloud, "alpha/b?x=&y");
  fake_cloud_answer (fixture->cloud, "GET /compute/v2.1/servers/detail", 200, NULL,
                     "{\"servers\": [{\"id\": \"s\", \"name\": \"m\", \"status\": \"ACTIVE\", "
                     "\"user_id\": \"u-me\", \"created\": \"2026-01-01T00:00:00Z\", \"image\": "
                     "{\"id\": \"../../v2/images/i1\"}, \"flavor\": {}}]}");
  machines = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (machines->len, ==, 1);
  g_assert_cmpuint (fake_cloud_count (fixture->cloud, "GET /image/v2/images/i1"), ==, 0);
  limits = banco_provider_list_limits (fixture->provider, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (
    fake_cloud_count (fixture->cloud, "GET /network/v2.0/quotas/alpha/b?x=&y/details.json"), ==, 1);
}

/* A machine whose id is no word would be told to ssh, terminals and scripts: it is not listed. */
static void
test_no_word (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) machines = NULL;

  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a\\nb", "bad", "ACTIVE" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "a b", "bad", "ACTIVE" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "", "bad", "ACTIVE" });
  fake_cloud_set_server (fixture->cloud, &(FakeServer){ "fine", "good", "ACTIVE" });
  machines = banco_provider_list_machines (fixture->provider, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (machines->len, ==, 1);
  g_assert_cmpstr (((BancoMachineRecord *) machines->pdata[0])->name, ==, "good");
}

/* What would be asked with it: the projects, or the machines of one. */
static void
test_tokens (Fixture *fixture, gconstpointer asked)
{
  static const char *const tokens[] = { "s3cret\303\250", "s3cret b", "s3cret\177", "" };

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autoptr (GError) error = NULL;

    banco_provider_forget (fixture->provider);
    fake_cloud_set_token (fixture->cloud, strstr (asked, "projects") != NULL ? tokens[i] : NULL,
                          strstr (asked, "projects") == NULL ? tokens[i] : NULL);
    g_assert_null (banco_provider_list_machines (fixture->provider, NULL, NULL, &error));
    g_assert_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
    g_assert_null (strstr (error->message, "s3cret"));
    g_assert_cmpuint (fake_cloud_count (fixture->cloud, asked), ==, 0);
  }
}

/* A login is an argument and a line of settings. */
static void
test_logins (void)
{
  static const char *const logins[] = { "root\n", "root\n  ProxyCommand x", "-oProxyCommand=x",
                                        "a b", "" };

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++) {
    g_autoptr (JsonObject) image = json_object_new ();
    g_autoptr (BancoJson) json = banco_json_parse ("{}", -1, NULL);
    g_autoptr (BancoImage) read = NULL;

    json_object_set_string_member (image, "id", "i");
    json_object_set_string_member (image, "name", "ubuntu");
    json_object_set_string_member (image, "status", "active");
    json_object_set_string_member (image, "os_admin_user", logins[i]);
    read = banco_openstack_read_image (json, image, "test");
    g_assert_cmpstr (banco_image_get_login (read), ==, "ubuntu");
  }
}

/* A line of known_hosts is a host, a key, and whose it is. */
static void
test_known_hosts (void)
{
  BancoPin pin = { .host = (char *) "[192.0.2.7]:22",
                   .keys = (char *[]){ (char *) "ssh-ed25519 AAAA", NULL },
                   .trust = BANCO_HOST_KEY_VERIFIED };
  g_autofree char *path = banco_pins_path ();
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  banco_pins_set ("cloud\n[192.0.2.8]:22 ssh-ed25519 BBBB", "id\nother line", &pin, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "[192.0.2.7]:22 ssh-ed25519 AAAA banco:"));
  g_assert_true (strchr (text, '\n') == text + strlen (text) - 1);
}

#define ADD(path, data, function) g_test_add (path, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  test_home_enter ();
  g_test_init (&argc, &argv, NULL);
  ADD ("/outside/ids in paths", NULL, test_ids);
  ADD ("/outside/an id that would lead elsewhere", NULL, test_elsewhere);
  ADD ("/outside/ids of images and projects", NULL, test_other_ids);
  ADD ("/outside/ids that are no word", NULL, test_no_word);
  ADD ("/outside/unscoped token", "GET /identity/v3/auth/projects", test_tokens);
  ADD ("/outside/token of a project", "GET /compute/v2.1/", test_tokens);
  g_test_add_func ("/outside/logins", test_logins);
  g_test_add_func ("/outside/known hosts", test_known_hosts);
  return test_home_leave (g_test_run ());
}
