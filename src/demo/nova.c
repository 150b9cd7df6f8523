/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "demo/cloud-services-private.h"

#include <string.h>

#define MINOR_MAX 93

static void
add_headers (DemoRequest *request, guint minor)
{
  g_autofree char *version = g_strdup_printf ("2.%u", minor);
  g_autofree char *long_version = g_strconcat ("compute ", version, NULL);

  demo_reply_header (request, "OpenStack-API-Version", long_version);
  demo_reply_header (request, "X-OpenStack-Nova-API-Version", version);
  demo_reply_header (request, "Vary", "OpenStack-API-Version, X-OpenStack-Nova-API-Version");
  demo_cloud_add_request_id (request);
  demo_reply_header (
    request, "X-Compute-Request-Id",
    soup_message_headers_get_one (soup_server_message_get_response_headers (request->message),
                                  "x-openstack-request-id"));
}

void
demo_nova_refuse (DemoRequest *request, guint status, const char *kind, const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message = g_utf8_make_valid (text, -1);
  demo_reply_json (
    request, status,
    demo_json ("{%s: <{'code': <%i>, 'message': <%s>}>}", kind, (int) status, message));
  demo_reply_header (request, "Content-Type", "application/json; charset=UTF-8");
}

/* "compute 2.90", "2.90" or "latest"; without a header 2.1. FALSE: no version at all. */
static gboolean
read_minor (DemoRequest *request, guint *minor, const char **asked)
{
  const char *header = demo_request_header (request, "OpenStack-API-Version");
  guint64 number = 0;

  *asked = demo_request_header (request, "X-OpenStack-Nova-API-Version");
  if (header != NULL && g_str_has_prefix (header, "compute "))
    *asked = header + strlen ("compute ");
  *minor = 1;
  if (*asked == NULL)
    return TRUE;
  if (g_str_equal (*asked, "latest"))
    number = MINOR_MAX;
  else if (!g_str_has_prefix (*asked, "2.") ||
           !banco_number_parse (*asked + 2, 1, MINOR_MAX, &number))
    return FALSE;
  *minor = (guint) number;
  return TRUE;
}

const DemoKeystoneToken *
demo_nova_enter (DemoCloud *self, DemoRequest *request, guint *minor)
{
  const char *asked;
  const DemoKeystoneToken *pass;

  if (!read_minor (request, minor, &asked)) {
    demo_nova_refuse (request, 406, "computeFault",
                      "Version %s is not supported by the API. Minimum is 2.1 and maximum is 2.%d.",
                      asked, MINOR_MAX);
    return NULL;
  }
  pass = demo_keystone_check (self, request, TRUE);
  if (pass != NULL)
    add_headers (request, *minor);
  return pass;
}

static void
on_versions (DemoRequest *request, gpointer data)
{
  g_autofree char *link = g_strconcat (demo_server_get_url (request->server), "/v2.1/", NULL);

  demo_reply_json (
    request, 200,
    demo_json ("{'versions': [{'id': <'v2.1'>, 'status': <'CURRENT'>, 'version': <'2.93'>,"
               " 'min_version': <'2.1'>, 'updated': <'2013-07-23T11:33:21Z'>,"
               " 'links': <[{'rel': 'self', 'href': %s}]>}]}",
               link));
}

static void
on_version (DemoRequest *request, gpointer data)
{
  g_autofree char *link = g_strconcat (demo_server_get_url (request->server), "/v2.1/", NULL);

  demo_reply_json (
    request, 200,
    demo_json ("{'version': {'id': <'v2.1'>, 'status': <'CURRENT'>, 'version': <'2.93'>,"
               " 'min_version': <'2.1'>, 'updated': <'2013-07-23T11:33:21Z'>,"
               " 'links': <[{'rel': 'self', 'href': %s}]>, 'media-types': <[{'base':"
               " 'application/json', 'type':"
               " 'application/vnd.openstack.compute+json;version=2.1'}]>}}",
               link));
  add_headers (request, 1);
}

static JsonNode *
describe_flavor (DemoCloud *self, const DemoFlavor *flavor, guint minor)
{
  const char *url = demo_server_get_url (self->nova);
  g_autofree char *link = g_strconcat (url, "/v2.1/flavors/", flavor->id, NULL);
  g_autofree char *bookmark = g_strconcat (url, "/flavors/", flavor->id, NULL);
  JsonNode *node = demo_json (
    "{'id': <%s>, 'name': <%s>, 'ram': <%u>, 'disk': <%u>, 'OS-FLV-EXT-DATA:ephemeral': <0>,"
    " 'OS-FLV-DISABLED:disabled': <false>, 'vcpus': <%u>, 'os-flavor-access:is_public': <true>,"
    " 'rxtx_factor': <1.0>, 'links': <[{'rel': 'self', 'href': %s},"
    " {'rel': 'bookmark', 'href': %s}]>}",
    flavor->id, flavor->name, flavor->ram, flavor->disk, flavor->vcpus, link, bookmark);
  JsonObject *object = json_node_get_object (node);

  if (minor >= 75)
    json_object_set_int_member (object, "swap", 0);
  else
    json_object_set_string_member (object, "swap", "");
  if (minor >= 55)
    json_object_set_null_member (object, "description");
  if (minor >= 61)
    json_object_set_object_member (object, "extra_specs", demo_flavor_describe_specs (flavor));
  return node;
}

static JsonNode *
describe_flavor_briefly (const DemoFlavor *flavor)
{
  return demo_json ("{'id': %s, 'name': %s}", flavor->id, flavor->name);
}

static const char *
get_flavor_id (guint index, gpointer data)
{
  return demo_flavors[index].id;
}

static void
on_flavors (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  gboolean detail = g_str_has_suffix (request->path, "/detail");
  DemoListPage page = demo_list_page (request, demo_n_flavors, get_flavor_id, NULL);
  JsonObject *root;
  JsonArray *flavors;

  if (demo_nova_enter (self, request, &minor) == NULL)
    return;
  root = json_object_new ();
  flavors = json_array_new ();
  for (guint i = page.from; i < page.to; i++)
    json_array_add_element (flavors, detail ? describe_flavor (self, &demo_flavors[i], minor)
                                            : describe_flavor_briefly (&demo_flavors[i]));
  json_object_set_array_member (root, "flavors", flavors);
  demo_list_page_link (request, &page, root, "flavors_links", get_flavor_id, NULL);
  demo_reply_object (request, 200, root);
}

static void
on_flavor (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const char *id = demo_request_param (request, "id");
  const DemoFlavor *flavor = demo_flavor_find (id);
  gboolean specs_only = g_str_has_suffix (request->path, "/os-extra_specs");
  guint minor;
  JsonObject *root;

  if (demo_nova_enter (self, request, &minor) == NULL)
    return;
  if (flavor == NULL) {
    demo_nova_refuse (request, 404, "itemNotFound", "Flavor %s could not be found.", id);
    return;
  }
  root = json_object_new ();
  if (specs_only)
    json_object_set_object_member (root, "extra_specs", demo_flavor_describe_specs (flavor));
  else
    json_object_set_member (root, "flavor", describe_flavor (self, flavor, minor));
  demo_reply_object (request, 200, root);
}

static void
on_limits (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  gint64 used[DEMO_N_RESOURCES];
  gint64 limit[DEMO_N_RESOURCES];

  if (pass == NULL)
    return;
  for (guint i = 0; i < DEMO_N_RESOURCES; i++) {
    used[i] = demo_cloud_get_used (self, pass->project, i);
    limit[i] = demo_cloud_get_limit (self, pass->project, i);
  }
  demo_reply_json (
    request, 200,
    demo_json ("{'limits': {'rate': <@as []>, 'absolute': <{'maxTotalInstances': <%x>,"
               " 'maxTotalCores': <%x>, 'maxTotalRAMSize': <%x>, 'maxServerMeta': <128>,"
               " 'maxTotalKeypairs': <100>, 'maxServerGroups': <10>, 'maxServerGroupMembers': <10>,"
               " 'totalRAMUsed': <%x>, 'totalCoresUsed': <%x>, 'totalInstancesUsed': <%x>,"
               " 'totalServerGroupsUsed': <0>}>}}",
               limit[DEMO_INSTANCES], limit[DEMO_CORES], limit[DEMO_RAM], used[DEMO_RAM],
               used[DEMO_CORES], used[DEMO_INSTANCES]));
}

static void
on_quota (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  JsonObject *root;
  JsonObject *set;

  if (pass == NULL)
    return;
  if (!g_str_equal (demo_request_param (request, "project"), pass->project->id)) {
    demo_nova_refuse (request, 403, "forbidden",
                      "Policy doesn't allow os_compute_api:os-quota-sets:detail to be performed.");
    return;
  }
  root = json_object_new ();
  set = json_object_new ();
  json_object_set_string_member (set, "id", pass->project->id);
  for (guint i = 0; i < DEMO_N_RESOURCES; i++)
    json_object_set_member (set, demo_resource_names[i],
                            demo_json ("{'limit': %x, 'in_use': %x, 'reserved': 0}",
                                       demo_cloud_get_limit (self, pass->project, i),
                                       demo_cloud_get_used (self, pass->project, i)));
  json_object_set_object_member (root, "quota_set", set);
  demo_reply_object (request, 200, root);
}

static void
on_nothing (DemoRequest *request, gpointer data)
{
  demo_nova_refuse (request, 404, "itemNotFound", "The resource could not be found.");
}

void
demo_nova_serve (DemoCloud *self)
{
  static const struct {
    const char *pattern;
    DemoHandler handler;
  } routes[] = {
    { "/", on_versions },
    { "/v2.1", on_version },
    { "/v2.1/", on_version },
    { "/v2.1/flavors", on_flavors },
    { "/v2.1/flavors/detail", on_flavors },
    { "/v2.1/flavors/:id", on_flavor },
    { "/v2.1/flavors/:id/os-extra_specs", on_flavor },
    { "/v2.1/limits", on_limits },
    { "/v2.1/os-quota-sets/:project/detail", on_quota },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    demo_server_route (self->nova, "GET", routes[i].pattern, routes[i].handler, self);
  demo_server_set_fallback (self->nova, on_nothing, self);
}
