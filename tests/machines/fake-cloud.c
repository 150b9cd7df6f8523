/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/fake-cloud.h"

#include <string.h>

struct _FakeCloud {
  TestServer *server;
  const char *root; /* the server's */
  char *url;

  GMutex mutex;
  GHashTable *answers; /* what, or what " @" project, to Answer */
  GHashTable *counts;
  GHashTable *bodies;
  GPtrArray *servers; /* of Server */
  char *projects;
  char *bare;       /* the project without services, nullable */
  char *services;   /* further ones in the catalog, as JSON objects with a comma behind each */
  char *tokens[2];  /* unscoped and scoped; nullable */
  guint generation; /* of tokens */
  GPtrArray *held;  /* messages that are never answered */
};

typedef struct {
  guint status;
  char *type;
  char *body;
} Answer;

typedef struct {
  char *id;
  char *text;   /* as JSON */
  char *listed; /* the same without its fault, as Nova lists it */
  char *log;
  char *project;
} Server;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->type);
  g_free (answer->body);
  g_free (answer);
}

static void
server_free (gpointer data)
{
  Server *server = data;

  g_free (server->id);
  g_free (server->text);
  g_free (server->listed);
  g_free (server->log);
  g_free (server->project);
  g_free (server);
}

/* Without a project there is no catalog. The admin's address must never be used, and a service that
 * is registered by half hides no other. */
static char *
catalog (FakeCloud *self)
{
  return g_strdup_printf (
    "[%s{\"type\": \"identity\", \"endpoints\": []}, {\"endpoints\": null}, {\"type\": "
    "\"compute\"}, "
    "{\"type\": null, \"endpoints\": [{}]}, {\"type\": \"compute\", \"endpoints\": "
    "[{\"interface\": \"public\", \"url\": null}, {\"url\": \"%s/lost\"}, {\"interface\": "
    "\"admin\", \"url\": \"http://127.0.0.1:9/\"}, {\"interface\": \"public\", "
    "\"url\": \"%s/compute/v2.1/\"}]}, {\"type\": \"image\", \"endpoints\": [{\"interface\": "
    "\"public\", \"url\": \"http://192.0.2.1/\"}, {\"interface\": \"public\", \"url\": "
    "\"%s/image/v2\"}]}, {\"type\": \"network\", \"endpoints\": [{\"interface\": \"public\", "
    "\"url\": \"%s/network\"}]}, {\"type\": \"volumev3\", \"endpoints\": [{\"interface\": "
    "\"public\", \"url\": \"%s/volume/v3\"}]}]",
    self->services, self->root, self->root, self->root, self->root, self->root);
}

static void
give_token (FakeCloud *self, SoupServerMessage *message, const char *project)
{
  g_autofree char *token =
    g_strdup_printf ("%s-%u", project != NULL ? project : "unscoped", self->generation);
  gboolean bare = project == NULL || g_strcmp0 (project, self->bare) == 0;
  g_autofree char *services = bare ? g_strdup ("[]") : catalog (self);
  g_autofree char *body =
    g_strdup_printf ("{\"token\": {\"expires_at\": \"2099-01-01T00:00:00.000000Z\", \"user\": "
                     "{\"id\": \"u-me\", \"name\": \"me\"}, \"catalog\": %s}}",
                     services);
  const char *strange = self->tokens[project != NULL];

  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "X-Subject-Token", strange != NULL ? strange : token);
  test_server_respond (message, 201, NULL, body);
}

static void
exchange (FakeCloud *self, SoupServerMessage *message)
{
  const char *bearer = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");

  if (g_strcmp0 (bearer, "Bearer good") == 0)
    give_token (self, message, NULL);
  else
    test_server_respond (message, 401, "text/html",
                         "<html><body><h1>Unauthorized</h1></body></html>");
}

static gboolean
has_token (FakeCloud *self, SoupServerMessage *message, const char *project)
{
  const char *token = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "X-Auth-Token");
  g_autofree char *wanted =
    g_strdup_printf ("%s-%u", project != NULL ? project : "unscoped", self->generation);

  return g_strcmp0 (token, wanted) == 0;
}

static const char *const known_projects[] = { "alpha", "beta" };

/* The project that the message's token is for; NULL: none, and the message is answered. */
static const char *
project_of (FakeCloud *self, SoupServerMessage *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (known_projects); i++)
    if (has_token (self, message, known_projects[i]))
      return known_projects[i];
  test_server_respond (message, 401, NULL, "{\"error\": {\"code\": 401}}");
  return NULL;
}

static void
list_projects (FakeCloud *self, SoupServerMessage *message)
{
  g_autoptr (GString) body = g_string_new ("{\"projects\": [");
  g_auto (GStrv) names = g_strsplit (self->projects, ",", -1);

  if (!has_token (self, message, NULL)) {
    test_server_respond (message, 401, NULL, "{\"error\": {\"code\": 401}}");
    return;
  }
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (body, "%s{\"id\": \"%s\", \"name\": \"%s\", \"enabled\": true}",
                            i > 0 ? ", " : "", names[i], names[i]);
  g_string_append (body, "]}");
  test_server_respond (message, 200, NULL, body->str);
}

static void
scope_token (FakeCloud *self, SoupServerMessage *message, const char *body)
{
  g_autofree char *unscoped = g_strdup_printf ("\"unscoped-%u\"", self->generation);

  if (strstr (body, unscoped) == NULL)
    test_server_respond (message, 401, NULL, "{\"error\": {\"code\": 401}}");
  else
    give_token (self, message, strstr (body, "\"beta\"") != NULL ? "beta" : "alpha");
}

static void
list_servers (FakeCloud *self, SoupServerMessage *message, const char *project)
{
  g_autoptr (GString) body = g_string_new ("{\"servers\": [");

  for (guint i = 0; i < self->servers->len; i++) {
    Server *server = self->servers->pdata[i];

    if (strcmp (server->project, project) == 0)
      g_string_append_printf (body, "%s%s", body->str[body->len - 1] == '[' ? "" : ", ",
                              server->listed);
  }
  g_string_append (body, "]}");
  test_server_respond (message, 200, NULL, body->str);
}

static Server *
find_server (FakeCloud *self, const char *id)
{
  for (guint i = 0; i < self->servers->len; i++)
    if (strcmp (((Server *) self->servers->pdata[i])->id, id) == 0)
      return self->servers->pdata[i];
  return NULL;
}

static void
server_action (FakeCloud *self, SoupServerMessage *message, const char *rest, const char *method)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 2);
  Server *server = find_server (self, parts[0]);
  g_autoptr (JsonNode) text = NULL;
  g_autofree char *quoted = NULL, *body = NULL;

  if (server == NULL || (parts[1] != NULL && server->log == NULL)) {
    test_server_respond (message, 404, NULL,
                         "{\"itemNotFound\": {\"code\": 404, \"message\": \"Instance\"}}");
  } else if (strcmp (method, "DELETE") == 0) {
    g_ptr_array_remove (self->servers, server);
    test_server_respond (message, 204, NULL, NULL);
  } else if (strcmp (method, "GET") == 0) {
    body = g_strdup_printf ("{\"server\": %s}", server->text);
    test_server_respond (message, 200, NULL, body);
  } else {
    text = json_node_init_string (json_node_alloc (), server->log);
    quoted = json_to_string (text, FALSE);
    body = g_strdup_printf ("{\"output\": %s}", quoted);
    test_server_respond (message, 200, NULL, body);
  }
}

static const char FLAVORS[] =
  "{\"flavors\": [{\"id\": \"f1\", \"name\": \"small\", \"vcpus\": 1, \"ram\": 2048, \"disk\": 10, "
  "\"extra_specs\": {}}, {\"id\": \"f2\", \"name\": \"gpu.t4\", \"vcpus\": 4, \"ram\": 8192, "
  "\"disk\": 40, \"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}, {\"id\": \"f3\", "
  "\"name\": \"huge\", \"vcpus\": 512, \"ram\": 8192, \"disk\": 40, \"extra_specs\": {}}]}";

static const char IMAGES[] =
  "{\"images\": [{\"id\": \"i1\", \"name\": \"ubuntu-22.04-cuda-12\", \"status\": \"active\", "
  "\"disk_format\": \"qcow2\", \"container_format\": \"bare\", \"os_distro\": \"ubuntu\", "
  "\"os_version\": \"22.04\", \"os_admin_user\": \"ubuntu\", \"min_disk\": 5}, {\"id\": \"i2\", "
  "\"name\": \"a-kernel\", \"status\": \"active\", \"disk_format\": \"aki\"}, {\"id\": \"i3\", "
  "\"name\": \"upload\", \"status\": \"saving\"}, {\"id\": \"i4\", \"name\": \"Debian 12\", "
  "\"status\": \"active\", \"os_admin_user\": \"-oProxyCommand=x\"}]}";

static const char LIMITS[] =
  "{\"limits\": {\"absolute\": {\"maxTotalInstances\": 4, \"totalInstancesUsed\": 1, "
  "\"maxTotalCores\": 16, \"totalCoresUsed\": 4, \"maxTotalRAMSize\": -1, \"totalRAMUsed\": "
  "8192}}}";

static const char NETWORKS[] =
  "{\"networks\": [{\"id\": \"n-out\", \"router:external\": true, \"shared\": true, \"subnets\": "
  "[\"s\"]}, {\"id\": \"n-shared\", \"shared\": true, \"project_id\": \"other\", \"subnets\": "
  "[\"s\"]}, {\"id\": \"n-own\", \"shared\": false, \"project_id\": \"beta\", \"subnets\": "
  "[\"s\"]}, {\"id\": \"n-empty\", \"shared\": false, \"project_id\": \"alpha\", \"subnets\": "
  "[]}]}";

static const struct {
  const char *what;
  guint status;
  const char *body;
} routes[] = {
  { "GET /compute/v2.1/", 200,
    "{\"version\": {\"id\": \"v2.1\", \"version\": \"2.93\", \"min_version\": \"2.1\"}}" },
  { "GET /compute/v2.1/flavors/detail", 200, FLAVORS },
  { "GET /compute/v2.1/limits", 200, LIMITS },
  { "GET /image/v2/images", 200, IMAGES },
  { "GET /image/v2/images/i1", 200,
    "{\"id\": \"i1\", \"name\": \"ubuntu-22.04-cuda-12\", \"status\": \"active\", \"os_distro\": "
    "\"ubuntu\", \"os_admin_user\": \"ubuntu\"}" },
  { "GET /network/v2.0/networks", 200, NETWORKS },
  { "GET /network/v2.0/security-groups", 200, "{\"security_groups\": []}" },
  { "POST /network/v2.0/security-groups", 201,
    "{\"security_group\": {\"id\": \"g-new\", \"name\": \"banco-ssh\"}}" },
  { "POST /network/v2.0/security-group-rules", 201, "{\"security_group_rule\": {\"id\": \"r\"}}" },
  { "POST /compute/v2.1/os-keypairs", 201, "{\"keypair\": {\"name\": \"k\"}}" },
};

static void
answer_service (FakeCloud *self, SoupServerMessage *message, const char *what)
{
  static const char servers[] = "/compute/v2.1/servers/";
  const char *method = soup_server_message_get_method (message);
  const char *path = strchr (what, ' ') + 1;
  const char *project = project_of (self, message);

  if (project == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (strcmp (what, routes[i].what) == 0) {
      test_server_respond (message, routes[i].status, NULL, routes[i].body);
      return;
    }
  if (strcmp (what, "GET /compute/v2.1/servers/detail") == 0)
    list_servers (self, message, project);
  else if (strcmp (what, "POST /compute/v2.1/servers") == 0)
    test_server_respond (message, 202, NULL,
                         "{\"server\": {\"id\": \"new-1\", \"adminPass\": \"secret\"}}");
  else if (g_str_has_prefix (path, servers))
    server_action (self, message, path + strlen (servers), method);
  else
    test_server_respond (message, 404, NULL,
                         "{\"itemNotFound\": {\"code\": 404, \"message\": \"none\"}}");
}

/* What @message is answered in place of the usual: by what is asked, or by that and the project
 * that it is asked for. */
static Answer *
find_answer (FakeCloud *self, SoupServerMessage *message, const char *what, const char *body)
{
  Answer *answer = g_hash_table_lookup (self->answers, what);

  for (guint i = 0; answer == NULL && i < G_N_ELEMENTS (known_projects); i++) {
    g_autofree char *quoted = g_strdup_printf ("\"%s\"", known_projects[i]);
    g_autofree char *there = g_strdup_printf ("%s @%s", what, known_projects[i]);

    if (has_token (self, message, known_projects[i]) || strstr (body, quoted) != NULL)
      answer = g_hash_table_lookup (self->answers, there);
  }
  return answer;
}

static void
handle (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  FakeCloud *self = data;
  SoupMessageBody *request = soup_server_message_get_request_body (message);
  g_autofree char *body =
    g_strndup (request->data != NULL ? request->data : "", (gsize) request->length);
  g_autofree char *what = g_strdup_printf ("%s %s", soup_server_message_get_method (message), path);
  Answer *answer;

  g_mutex_lock (&self->mutex);
  g_hash_table_insert (
    self->counts, g_strdup (what),
    GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, what)) + 1));
  g_hash_table_insert (self->bodies, g_strdup (what), g_strdup (body));
  answer = find_answer (self, message, what, body);
  if (answer != NULL && answer->status == 1) {
    soup_server_message_pause (message);
    g_ptr_array_add (self->held, g_object_ref (message));
  } else if (answer != NULL) {
    test_server_respond (message, answer->status, answer->type, answer->body);
  } else if (g_str_has_suffix (path, "/protocols/openid/auth")) {
    exchange (self, message);
  } else if (strcmp (what, "GET /identity/v3/auth/projects") == 0) {
    list_projects (self, message);
  } else if (strcmp (what, "POST /identity/v3/auth/tokens") == 0) {
    scope_token (self, message, body);
  } else {
    answer_service (self, message, what);
  }
  g_mutex_unlock (&self->mutex);
}

FakeCloud *
fake_cloud_new (void)
{
  FakeCloud *self = g_new0 (FakeCloud, 1);

  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bodies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->servers = g_ptr_array_new_with_free_func (server_free);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->projects = g_strdup ("alpha,beta");
  self->services = g_strdup ("");
  self->server = test_server_new_in_thread (handle, self);
  self->root = self->server->address;
  self->url = g_strconcat (self->root, "/identity/v3", NULL);
  return self;
}

void
fake_cloud_free (FakeCloud *self)
{
  test_server_free (self->server);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->bodies);
  g_ptr_array_unref (self->servers);
  g_ptr_array_unref (self->held);
  g_free (self->projects);
  g_free (self->services);
  g_free (self->bare);
  g_free (self->tokens[0]);
  g_free (self->tokens[1]);
  g_free (self->url);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
fake_cloud_answer (FakeCloud *self,
                   const char *what,
                   guint status,
                   const char *type,
                   const char *body)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->type = g_strdup (type);
  answer->body = g_strdup (body);
  g_mutex_lock (&self->mutex);
  if (status > 0)
    g_hash_table_insert (self->answers, g_strdup (what), answer);
  else
    g_hash_table_remove (self->answers, what);
  g_mutex_unlock (&self->mutex);
  if (status == 0)
    answer_free (answer);
}

guint
fake_cloud_count (FakeCloud *self, const char *what)
{
  guint count;

  g_mutex_lock (&self->mutex);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, what));
  g_mutex_unlock (&self->mutex);
  return count;
}

char *
fake_cloud_get_body (FakeCloud *self, const char *what)
{
  char *body;

  g_mutex_lock (&self->mutex);
  body = g_strdup (g_hash_table_lookup (self->bodies, what));
  g_mutex_unlock (&self->mutex);
  return body;
}

void
fake_cloud_expire (FakeCloud *self)
{
  g_mutex_lock (&self->mutex);
  self->generation++;
  g_mutex_unlock (&self->mutex);
}

void
fake_cloud_set_token (FakeCloud *self, const char *unscoped, const char *scoped)
{
  g_mutex_lock (&self->mutex);
  g_free (self->tokens[0]);
  g_free (self->tokens[1]);
  self->tokens[0] = g_strdup (unscoped);
  self->tokens[1] = g_strdup (scoped);
  g_mutex_unlock (&self->mutex);
}

void
fake_cloud_set_services (FakeCloud *self, const char *services, const char *bare)
{
  g_mutex_lock (&self->mutex);
  g_free (self->bare);
  self->bare = g_strdup (bare);
  g_free (self->services);
  self->services = g_strdup (services);
  g_mutex_unlock (&self->mutex);
}

void
fake_cloud_set_projects (FakeCloud *self, const char *projects)
{
  g_mutex_lock (&self->mutex);
  g_free (self->projects);
  self->projects = g_strdup (projects);
  g_mutex_unlock (&self->mutex);
}

static char *
server_text (const FakeServer *server, gboolean with_fault)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *created = banco_clock_format (banco_clock_now () - server->age);

  g_string_append_printf (
    text,
    "{\"id\": \"%s\", \"name\": \"%s\", \"status\": \"%s\", \"user_id\": \"%s\", \"created\": "
    "\"%s\", \"key_name\": \"k\", \"image\": {\"id\": \"i1\"}, \"flavor\": {\"original_name\": "
    "\"gpu.t4\", \"vcpus\": 4, \"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}",
    server->id, server->name, server->status, server->user != NULL ? server->user : "u-me",
    created);
  if (server->task != NULL)
    g_string_append_printf (text, ", \"OS-EXT-STS:task_state\": \"%s\"", server->task);
  else
    g_string_append (text, ", \"OS-EXT-STS:task_state\": null");
  if (server->just_now) {
    g_autofree char *now = banco_clock_format (banco_clock_now ());

    g_string_append_printf (text, ", \"updated\": \"%s\"", now);
  }
  g_string_append_printf (text, ", \"metadata\": {\"ssh_port\": \"%u\", \"banco:request\": \"%s\"}",
                          server->port, server->tag != NULL ? server->tag : "");
  if (with_fault && server->fault != NULL)
    g_string_append_printf (text, ", \"fault\": {\"code\": 500, \"message\": \"%s\"}",
                            server->fault);
  if (server->address != NULL)
    g_string_append_printf (text,
                            ", \"addresses\": {\"net\": [{\"version\": 4, \"addr\": \"%s\", "
                            "\"OS-EXT-IPS:type\": \"fixed\"}]}",
                            server->address);
  g_string_append_c (text, '}');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
fake_cloud_set_server (FakeCloud *self, const FakeServer *server)
{
  Server *old;

  g_mutex_lock (&self->mutex);
  old = find_server (self, server->id);
  if (old != NULL)
    g_ptr_array_remove (self->servers, old);
  if (server->status != NULL) {
    Server *new = g_new0 (Server, 1);

    new->id = g_strdup (server->id);
    new->text = server_text (server, TRUE);
    new->listed = server_text (server, FALSE);
    new->log = g_strdup (server->log);
    new->project = g_strdup (server->project != NULL ? server->project : "alpha");
    g_ptr_array_add (self->servers, new);
  }
  g_mutex_unlock (&self->mutex);
}

/* A bearer that never changes. */
#define FIXED_TYPE (fixed_get_type ())
G_DECLARE_FINAL_TYPE (Fixed, fixed, FIXED, BEARER, GObject)

struct _Fixed {
  GObject parent_instance;
  char *header;
};

static gboolean
fixed_authorize (BancoAuthorizer *authorizer,
                 SoupMessage *message,
                 GCancellable *cancellable,
                 GError **error)
{
  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                FIXED_BEARER (authorizer)->header);
  return TRUE;
}

static void
fixed_iface_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = fixed_authorize;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Fixed,
                               fixed,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER, fixed_iface_init))

static void
fixed_finalize (GObject *object)
{
  g_free (FIXED_BEARER (object)->header);
  G_OBJECT_CLASS (fixed_parent_class)->finalize (object);
}

static void
fixed_class_init (FixedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fixed_finalize;
}

static void
fixed_init (Fixed *self)
{
}

BancoCloudSetup
fake_cloud_setup (FakeCloud *self, const char *id, const char *token)
{
  BancoCloudSetup setup = { .id = id,
                            .kind = "openstack",
                            .url = self->url,
                            .identity_provider = "idp",
                            .protocol = "openid" };

  if (token != NULL) {
    setup.bearer = g_object_new (FIXED_TYPE, NULL);
    FIXED_BEARER (setup.bearer)->header = g_strconcat ("Bearer ", token, NULL);
  }
  return setup;
}

void
fake_cloud_setup_clear (BancoCloudSetup *setup)
{
  g_clear_object (&setup->bearer);
}

void
wait_a_while (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + (gint64) milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}
