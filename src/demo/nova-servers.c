/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include "base/clock.h"

#include <string.h>

/* How Nova looks at its servers: list, show, console, delete. */

static JsonArray *
make_links (DemoCloud *self, const char *kind, const char *id, gboolean bookmark_only)
{
  const char *url = demo_server_get_url (self->nova);
  g_autofree char *link = g_strconcat (url, "/v2.1/", kind, "/", id, NULL);
  g_autofree char *bookmark = g_strconcat (url, "/", kind, "/", id, NULL);
  JsonArray *links = json_array_new ();

  if (!bookmark_only)
    json_array_add_element (links, demo_json ("{'rel': 'self', 'href': %s}", link));
  json_array_add_element (links, demo_json ("{'rel': 'bookmark', 'href': %s}", bookmark));
  return links;
}

JsonArray *
demo_nova_make_links (DemoCloud *self, const char *id)
{
  return make_links (self, "servers", id, FALSE);
}

static JsonObject *
describe_flavor (const DemoInstance *instance, guint minor)
{
  const DemoFlavor *flavor = instance->flavor;
  JsonNode *node;
  JsonObject *object;

  if (minor < 47) {
    object = json_object_new ();
    json_object_set_string_member (object, "id", flavor->id);
    json_object_set_array_member (object, "links",
                                  make_links (instance->cloud, "flavors", flavor->id, TRUE));
    return object;
  }
  node = demo_json ("{'vcpus': <%u>, 'ram': <%u>, 'disk': <%u>, 'ephemeral': <0>, 'swap': <0>,"
                    " 'original_name': <%s>}",
                    flavor->vcpus, flavor->ram, flavor->disk, flavor->name);
  object = json_node_dup_object (node);
  json_node_unref (node);
  json_object_set_object_member (object, "extra_specs", demo_flavor_describe_specs (flavor));
  return object;
}

static JsonObject *
describe_addresses (DemoInstance *instance)
{
  JsonObject *addresses = json_object_new ();
  JsonArray *list;

  if (!demo_instance_has_address (instance))
    return addresses;
  list = json_array_new ();
  json_array_add_element (list, demo_json ("{'version': <4>, 'addr': <'127.0.0.1'>,"
                                           " 'OS-EXT-IPS:type': <'fixed'>,"
                                           " 'OS-EXT-IPS-MAC:mac_addr': <%s>}",
                                           instance->mac));
  json_object_set_array_member (addresses, DEMO_NETWORK_NAME, list);
  return addresses;
}

static void
add_parts (DemoInstance *instance, JsonObject *object, guint minor)
{
  JsonObject *image = json_object_new ();

  json_object_set_string_member (image, "id", instance->image->id);
  json_object_set_array_member (image, "links",
                                make_links (instance->cloud, "images", instance->image->id, TRUE));
  json_object_set_object_member (object, "image", image);
  json_object_set_object_member (object, "flavor", describe_flavor (instance, minor));
  json_object_set_object_member (object, "metadata", json_object_ref (instance->metadata));
  json_object_set_array_member (object, "tags", json_array_ref (instance->tags));
  json_object_set_object_member (object, "addresses", describe_addresses (instance));
  json_object_set_array_member (object, "links",
                                demo_nova_make_links (instance->cloud, instance->id));
  if (instance->launched != 0)
    json_object_set_array_member (object, "security_groups",
                                  json_array_ref (instance->security_groups));
}

static void
add_times (DemoInstance *instance, JsonObject *object)
{
  g_autofree char *created = banco_clock_format (instance->created);
  g_autofree char *updated = banco_clock_format (instance->updated);
  g_autofree char *launched = NULL;

  json_object_set_string_member (object, "created", created);
  json_object_set_string_member (object, "updated", updated);
  json_object_set_null_member (object, "OS-SRV-USG:terminated_at");
  json_object_set_null_member (object, "OS-SRV-USG:launched_at");
  if (instance->launched != 0) {
    g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (instance->launched);

    launched = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000000");
    json_object_set_string_member (object, "OS-SRV-USG:launched_at", launched);
  }
  if (instance->fault != NULL)
    json_object_set_member (
      object, "fault",
      demo_json ("{'code': <500>, 'created': <%s>, 'message': <%s>}", updated, instance->fault));
}

static JsonNode *
describe (DemoInstance *instance, guint minor)
{
  g_autofree char *host_id = NULL;
  gboolean is_up;
  JsonNode *node;

  demo_instance_refresh (instance);
  is_up = g_str_equal (instance->status, "ACTIVE");
  if (instance->has_host)
    host_id = g_compute_checksum_for_string (G_CHECKSUM_SHA256, instance->project->id, -1);
  node = demo_json (
    "{'id': <%s>, 'name': <%s>, 'status': <%s>, 'tenant_id': <%s>, 'user_id': <%s>,"
    " 'hostId': <%s>, 'accessIPv4': <''>, 'accessIPv6': <''>, 'OS-DCF:diskConfig': <'MANUAL'>,"
    " 'OS-EXT-AZ:availability_zone': <%s>, 'config_drive': <%s>, 'key_name': <%ms>,"
    " 'OS-EXT-STS:task_state': <%ms>, 'OS-EXT-STS:vm_state': <%s>,"
    " 'OS-EXT-STS:power_state': <%i>, 'os-extended-volumes:volumes_attached': <@as []>,"
    " 'locked': <false>, 'locked_reason': <@ms nothing>, 'description': <%ms>,"
    " 'trusted_image_certificates': <@ms nothing>, 'OS-EXT-SRV-ATTR:hostname': <%s>}",
    instance->id, instance->name, instance->status, instance->project->id, instance->user_id,
    host_id != NULL ? host_id : "", instance->has_host ? "nova" : "",
    instance->config_drive ? "True" : "", instance->key_name, instance->task, instance->state,
    is_up                                       ? 1
    : g_str_equal (instance->status, "SHUTOFF") ? 4
                                                : 0,
    instance->description, instance->hostname);
  if (is_up || g_str_equal (instance->status, "BUILD"))
    json_object_set_int_member (json_node_get_object (node), "progress", 0);
  add_times (instance, json_node_get_object (node));
  add_parts (instance, json_node_get_object (node), minor);
  return node;
}

/* The project's servers that a list shows: newest first, what is deleted left out. */
static GPtrArray *
collect (DemoCloud *self, DemoRequest *request, const DemoProject *project)
{
  GPtrArray *found = g_ptr_array_new ();
  const char *name = demo_request_value (request, "name");

  for (guint i = self->instances->len; i > 0; i--) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i - 1);

    if (instance->project == project && !demo_instance_is_deleted (instance) &&
        (name == NULL || g_regex_match_simple (name, instance->name, 0, 0)))
      g_ptr_array_add (found, instance);
  }
  return found;
}

static const char *
get_id (guint index, gpointer data)
{
  return ((DemoInstance *) g_ptr_array_index ((GPtrArray *) data, index))->id;
}

static gboolean
limit_is_sound (DemoRequest *request)
{
  const char *limit = demo_request_value (request, "limit");

  return limit == NULL || limit[strspn (limit, "0123456789")] == '\0';
}

static void
refuse_page (DemoRequest *request, gboolean lost)
{
  const char *limit = demo_request_value (request, "limit");

  if (lost)
    demo_nova_refuse (request, 400, "badRequest", "marker [%s] not found",
                      demo_request_value (request, "marker"));
  else
    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for query parameters limit. Value: %s. '%s' does not match "
                      "'^[0-9]*$'",
                      limit, limit);
}

static JsonNode *
describe_briefly (DemoInstance *instance)
{
  JsonNode *node = demo_json ("{'id': <%s>, 'name': <%s>}", instance->id, instance->name);

  json_object_set_array_member (json_node_get_object (node), "links",
                                demo_nova_make_links (instance->cloud, instance->id));
  return node;
}

static void
on_list (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  gboolean detail = g_str_has_suffix (request->path, "/detail");
  g_autoptr (GPtrArray) found = NULL;
  JsonArray *servers;
  JsonObject *root;
  DemoListPage page;

  if (pass == NULL)
    return;
  if (demo_request_value (request, "all_tenants") != NULL) {
    demo_nova_refuse (request, 403, "forbidden",
                      "Policy doesn't allow os_compute_api:servers:%s:get_all_tenants to be "
                      "performed.",
                      detail ? "detail" : "index");
    return;
  }
  found = collect (self, request, pass->project);
  page = demo_list_page (request, found->len, get_id, found);
  if (!limit_is_sound (request) || page.lost) {
    refuse_page (request, page.lost);
    return;
  }
  servers = json_array_new ();
  root = json_object_new ();
  for (guint i = page.from; i < page.to; i++)
    json_array_add_element (servers, detail ? describe (found->pdata[i], minor)
                                            : describe_briefly (found->pdata[i]));
  json_object_set_array_member (root, "servers", servers);
  demo_list_page_link (request, &page, root, "servers_links", get_id, found);
  demo_reply_object (request, 200, root);
}

/* The server that the path names; NULL after it answered. */
static DemoInstance *
enter (DemoCloud *self, DemoRequest *request, guint *minor)
{
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, minor);
  const char *id = demo_request_param (request, "id");
  DemoInstance *instance;

  if (pass == NULL)
    return NULL;
  instance = demo_cloud_find_instance (self, pass->project, id);
  if (instance == NULL)
    demo_nova_refuse (request, 404, "itemNotFound", "Instance %s could not be found.", id);
  return instance;
}

static void
on_show (DemoRequest *request, gpointer data)
{
  guint minor;
  DemoInstance *instance = enter (data, request, &minor);
  JsonObject *root;
  JsonNode *server;

  if (instance == NULL)
    return;
  root = json_object_new ();
  server = describe (instance, minor);
  json_object_set_array_member (json_node_get_object (server), "server_groups", json_array_new ());
  json_object_set_member (root, "server", server);
  demo_reply_object (request, 200, root);
}

static void
on_delete (DemoRequest *request, gpointer data)
{
  guint minor;
  DemoInstance *instance = enter (data, request, &minor);

  if (instance == NULL)
    return;
  demo_instance_delete (instance);
  demo_reply_empty (request, 204);
}

/* The last @length lines, or all. */
static const char *
get_tail (const char *text, gint64 length)
{
  const char *at = text + strlen (text);

  if (length < 0)
    return text;
  for (; at > text; at--)
    if (at[-1] == '\n' && at[0] != '\0' && --length <= 0)
      break;
  return at;
}

static void
show_console (DemoRequest *request, DemoInstance *instance, JsonObject *order)
{
  const char *console = demo_instance_get_console (instance);
  JsonNode *length = json_object_get_member (order, "length");
  gint64 lines = -1;
  g_autofree char *text = NULL;

  if (length != NULL && json_node_get_value_type (length) == G_TYPE_INT64)
    lines = json_node_get_int (length);
  if (instance->failure == DEMO_FAILURE_NO_CONSOLE) {
    demo_nova_refuse (request, 404, "itemNotFound", "Unable to get console");
    return;
  }
  if (!instance->has_host) {
    demo_nova_refuse (request, 409, "conflictingRequest", "Instance %s is not ready", instance->id);
    return;
  }
  text = g_utf8_make_valid (get_tail (console != NULL ? console : "", lines), -1);
  demo_reply_json (request, 200, demo_json ("{'output': %s}", text));
}

static void
on_action (DemoRequest *request, gpointer data)
{
  guint minor;
  DemoInstance *instance = enter (data, request, &minor);
  g_autoptr (GList) names = NULL;
  JsonNode *order;

  if (instance == NULL)
    return;
  names = request->json != NULL ? json_object_get_members (request->json) : NULL;
  if (names == NULL || names->next != NULL) {
    demo_nova_refuse (request, 400, "badRequest", "Malformed request body");
    return;
  }
  order = json_object_get_member (request->json, names->data);
  if (!g_str_equal (names->data, "os-getConsoleOutput"))
    demo_nova_refuse (request, 400, "badRequest", "There is no such action: %s",
                      (char *) names->data);
  else if (!JSON_NODE_HOLDS_OBJECT (order))
    demo_nova_refuse (request, 400, "badRequest", "Malformed request body");
  else
    show_console (request, instance, json_node_get_object (order));
}

void
demo_nova_serve_servers (DemoCloud *self)
{
  demo_server_route (self->nova, "GET", "/v2.1/servers", on_list, self);
  demo_server_route (self->nova, "GET", "/v2.1/servers/detail", on_list, self);
  demo_server_route (self->nova, "GET", "/v2.1/servers/:id", on_show, self);
  demo_server_route (self->nova, "DELETE", "/v2.1/servers/:id", on_delete, self);
  demo_server_route (self->nova, "POST", "/v2.1/servers/:id/action", on_action, self);
}
