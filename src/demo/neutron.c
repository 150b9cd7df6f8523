/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

/* One shared network; a port for every server that has an address. */

static void
reply_list (DemoRequest *request, const char *member, JsonArray *array)
{
  JsonObject *root = json_object_new ();

  json_object_set_array_member (root, member, array);
  demo_reply_object (request, 200, root);
  demo_cloud_add_request_id (request);
}

static void
on_networks (DemoRequest *request, gpointer data)
{
  const char *name = demo_request_value (request, "name");
  JsonArray *networks;

  if (demo_keystone_check (data, request, TRUE) == NULL)
    return;
  networks = json_array_new ();
  if (name == NULL || g_str_equal (name, DEMO_NETWORK_NAME))
    json_array_add_element (
      networks,
      demo_json ("{'id': <'" DEMO_NETWORK_ID "'>, 'name': <'" DEMO_NETWORK_NAME "'>,"
                 " 'tenant_id': <'" DEMO_OWNER_ID "'>, 'admin_state_up': <true>, 'mtu': <1500>,"
                 " 'status': <'ACTIVE'>, 'subnets': <['" DEMO_SUBNET_ID "']>, 'shared': <true>,"
                 " 'availability_zone_hints': <@as []>, 'availability_zones': <@as []>,"
                 " 'ipv4_address_scope': <@ms nothing>, 'ipv6_address_scope': <@ms nothing>,"
                 " 'router:external': <false>, 'description': <''>,"
                 " 'created_at': <'2026-01-12T09:00:00Z'>,"
                 " 'updated_at': <'2026-01-12T09:00:00Z'>, 'revision_number': <2>,"
                 " 'port_security_enabled': <true>, 'tags': <@as []>,"
                 " 'project_id': <'" DEMO_OWNER_ID "'>}"));
  reply_list (request, "networks", networks);
}

static void
on_ports (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, TRUE);
  const char *device = demo_request_value (request, "device_id");
  JsonArray *ports;

  if (pass == NULL)
    return;
  ports = json_array_new ();
  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);

    if (instance->project != pass->project || !demo_instance_has_address (instance) ||
        (device != NULL && !g_str_equal (device, instance->id)))
      continue;
    json_array_add_element (
      ports, demo_json ("{'id': <%s>, 'name': <''>, 'network_id': <'" DEMO_NETWORK_ID "'>,"
                        " 'device_id': <%s>, 'device_owner': <'compute:nova'>, 'mac_address': <%s>,"
                        " 'status': <'ACTIVE'>, 'admin_state_up': <true>, 'project_id': <%s>,"
                        " 'fixed_ips': <[{'subnet_id': '" DEMO_SUBNET_ID "',"
                        " 'ip_address': '127.0.0.1'}]>}",
                        instance->port_id, instance->id, instance->mac, pass->project->id));
  }
  reply_list (request, "ports", ports);
}

static void
on_versions (DemoRequest *request, gpointer data)
{
  g_autofree char *link = g_strconcat (demo_server_get_url (request->server), "/v2.0/", NULL);

  demo_reply_json (request, 200,
                   demo_json ("{'versions': [{'id': <'v2.0'>, 'status': <'CURRENT'>,"
                              " 'links': <[{'rel': 'self', 'href': %s}]>}]}",
                              link));
}

static void
on_nothing (DemoRequest *request, gpointer data)
{
  demo_reply_json (request, 404,
                   demo_json ("{'NeutronError': {'type': 'HTTPNotFound', 'message': 'The resource "
                              "could not be found.', 'detail': ''}}"));
  demo_cloud_add_request_id (request);
}

void
demo_neutron_serve (DemoCloud *self)
{
  demo_server_route (self->neutron, "GET", "/", on_versions, self);
  demo_server_route (self->neutron, "GET", "/v2.0/networks", on_networks, self);
  demo_server_route (self->neutron, "GET", "/v2.0/ports", on_ports, self);
  demo_neutron_serve_security (self);
  demo_server_set_fallback (self->neutron, on_nothing, self);
}
