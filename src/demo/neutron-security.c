/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-parts-private.h"

/* Security groups, by project. They filter nothing: a machine of the demo is on loopback. */

void
demo_security_group_free (DemoSecurityGroup *self)
{
  json_array_unref (self->rules);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* @order: {"ethertype", "protocol"?, "port_range_min"?, "port_range_max"?}; the rule is borrowed.
 */
static JsonNode *
add_rule (DemoCloud *cloud, DemoSecurityGroup *group, const char *direction, JsonObject *order)
{
  static const char *const copied[] = { "ethertype", "protocol", "port_range_min",
                                        "port_range_max" };
  g_autofree char *id = demo_state_random_uuid (cloud->state);
  JsonNode *node = demo_json ("{'id': <%s>, 'security_group_id': <%s>, 'direction': <%s>,"
                              " 'description': <@ms nothing>, 'remote_group_id': <@ms nothing>,"
                              " 'remote_ip_prefix': <@ms nothing>, 'project_id': <%s>}",
                              id, group->id, direction, group->project->id);

  for (guint i = 0; i < G_N_ELEMENTS (copied); i++) {
    JsonNode *value = json_object_get_member (order, copied[i]);

    json_object_set_member (json_node_get_object (node), copied[i],
                            value != NULL ? json_node_copy (value)
                                          : json_node_new (JSON_NODE_NULL));
  }
  json_array_add_element (group->rules, node);
  return node;
}

static DemoSecurityGroup *
make_group (DemoCloud *cloud, const DemoProject *project, const char *name)
{
  static const char *const families[] = { "IPv4", "IPv6" };
  DemoSecurityGroup *group = g_new0 (DemoSecurityGroup, 1);

  group->id = demo_state_random_uuid (cloud->state);
  group->name = g_strdup (name);
  group->project = project;
  group->rules = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autoptr (JsonNode) order = demo_json ("{'ethertype': %s}", families[i]);

    add_rule (cloud, group, "egress", json_node_get_object (order));
  }
  g_ptr_array_add (cloud->security_groups, group);
  return group;
}

DemoSecurityGroup *
demo_security_group_find (DemoCloud *cloud, const DemoProject *project, const char *name)
{
  for (guint i = 0; i < cloud->security_groups->len; i++) {
    DemoSecurityGroup *group = g_ptr_array_index (cloud->security_groups, i);

    if (group->project == project &&
        (g_str_equal (group->name, name) || g_str_equal (group->id, name)))
      return group;
  }
  /* Neutron makes it on the first look. */
  return g_str_equal (name, "default") ? make_group (cloud, project, name) : NULL;
}

static JsonNode *
describe_group (const DemoSecurityGroup *group)
{
  JsonNode *node =
    demo_json ("{'id': <%s>, 'name': <%s>, 'stateful': <true>, 'shared': <false>,"
               " 'description': <''>, 'tags': <@as []>, 'project_id': <%s>, 'tenant_id': <%s>}",
               group->id, group->name, group->project->id, group->project->id);

  json_object_set_array_member (json_node_get_object (node), "security_group_rules",
                                json_array_ref (group->rules));
  return node;
}

static void
reply (DemoRequest *request, guint status, const char *member, JsonNode *node)
{
  JsonObject *root = json_object_new ();

  json_object_set_member (root, member, node);
  demo_reply_object (request, status, root);
  demo_cloud_add_request_id (request);
}

static void
refuse (DemoRequest *request, guint status, const char *type, const char *message)
{
  demo_reply_json (
    request, status,
    demo_json ("{'NeutronError': {'type': %s, 'message': %s, 'detail': ''}}", type, message));
  demo_cloud_add_request_id (request);
}

static void
on_groups (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoPass *pass = demo_keystone_check (self, request, TRUE);
  const char *name = demo_request_value (request, "name");
  JsonNode *node;

  if (pass == NULL)
    return;
  demo_security_group_find (self, pass->project, "default");
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, json_array_new ());
  for (guint i = 0; i < self->security_groups->len; i++) {
    DemoSecurityGroup *group = g_ptr_array_index (self->security_groups, i);

    if (group->project == pass->project && (name == NULL || g_str_equal (name, group->name)))
      json_array_add_element (json_node_get_array (node), describe_group (group));
  }
  reply (request, 200, "security_groups", node);
}

static void
on_new_group (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoPass *pass = demo_keystone_check (self, request, TRUE);
  JsonObject *order = NULL;
  const char *name = NULL;

  if (pass == NULL)
    return;
  if (request->json != NULL) {
    order = banco_json_object (request->reader, request->json, "security_group");
    name = banco_json_string (request->reader, order, "name");
  }
  if (name == NULL)
    refuse (request, 400, "HTTPBadRequest", "Unable to find 'security_group' in request body");
  else if (g_str_equal (name, "default"))
    refuse (request, 409, "SecurityGroupDefaultAlreadyExists",
            "Default security group already exists.");
  else
    reply (request, 201, "security_group", describe_group (make_group (self, pass->project, name)));
}

static gboolean
has_rule (const DemoSecurityGroup *group, JsonObject *order)
{
  static const char *const compared[] = { "direction", "ethertype", "protocol", "port_range_min",
                                          "port_range_max" };

  for (guint i = 0; i < json_array_get_length (group->rules); i++) {
    JsonObject *rule = json_array_get_object_element (group->rules, i);
    guint same = 0;

    for (guint j = 0; j < G_N_ELEMENTS (compared); j++) {
      JsonNode *wanted = json_object_get_member (order, compared[j]);

      same +=
        wanted != NULL && json_node_equal (wanted, json_object_get_member (rule, compared[j]));
    }
    if (same == G_N_ELEMENTS (compared))
      return TRUE;
  }
  return FALSE;
}

static void
on_new_rule (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoPass *pass = demo_keystone_check (self, request, TRUE);
  BancoJson *reader = request->reader;
  JsonObject *order = NULL;
  const char *direction = NULL;
  const char *id = NULL;
  DemoSecurityGroup *group;

  if (pass == NULL)
    return;
  if (request->json != NULL) {
    order = banco_json_object (reader, request->json, "security_group_rule");
    id = banco_json_string (reader, order, "security_group_id");
    direction = banco_json_string (reader, order, "direction");
  }
  if (id == NULL || direction == NULL) {
    refuse (request, 400, "HTTPBadRequest", "Failed to parse request. Required attribute missing");
    return;
  }
  group = demo_security_group_find (self, pass->project, id);
  if (group == NULL)
    refuse (request, 404, "SecurityGroupNotFound", "Security group does not exist");
  else if (has_rule (group, order))
    refuse (request, 409, "SecurityGroupRuleExists", "Security group rule already exists.");
  else
    reply (request, 201, "security_group_rule",
           json_node_copy (add_rule (self, group, direction, order)));
}

void
demo_neutron_serve_security (DemoCloud *self)
{
  demo_server_route (self->neutron, "GET", "/v2.0/security-groups", on_groups, self);
  demo_server_route (self->neutron, "POST", "/v2.0/security-groups", on_new_group, self);
  demo_server_route (self->neutron, "POST", "/v2.0/security-group-rules", on_new_rule, self);
}
