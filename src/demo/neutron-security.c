/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

/* Security groups, by project. They filter nothing: a machine of the demo is on loopback. */

void
demo_security_group_free (DemoSecurityGroup *self)
{
  json_array_unref (self->rules);
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self);
}

/* What makes two rules the same. */
static const char *const aspects[] = { "direction",      "ethertype",      "protocol",
                                       "port_range_min", "port_range_max", "remote_ip_prefix",
                                       "remote_group_id" };

/* The rule that @order describes, for any of @aspects that it has; taken by nobody yet. */
static JsonObject *
make_rule (DemoCloud *cloud, const DemoSecurityGroup *group, JsonObject *order)
{
  g_autofree char *id = demo_state_random_uuid (cloud->state);
  g_autoptr (JsonNode) node =
    demo_json ("{'id': <%s>, 'security_group_id': <%s>, 'description': <''>, 'project_id': <%s>,"
               " 'tenant_id': <%s>, 'ethertype': <'IPv4'>}",
               id, group->id, group->project->id, group->project->id);
  JsonObject *rule = json_node_dup_object (node);

  for (guint i = 0; i < G_N_ELEMENTS (aspects); i++) {
    JsonNode *value = json_object_get_member (order, aspects[i]);

    if (value != NULL)
      json_object_set_member (rule, aspects[i], json_node_copy (value));
    else if (!json_object_has_member (rule, aspects[i]))
      json_object_set_null_member (rule, aspects[i]);
  }
  return rule;
}

static DemoSecurityGroup *
make_group (DemoCloud *cloud, const DemoProject *project, const char *name, const char *description)
{
  static const char *const families[] = { "IPv4", "IPv6" };
  DemoSecurityGroup *group = g_new0 (DemoSecurityGroup, 1);

  group->id = demo_state_random_uuid (cloud->state);
  group->name = g_strdup (name);
  group->description = g_strdup (description);
  group->project = project;
  group->rules = json_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autoptr (JsonNode) order =
      demo_json ("{'ethertype': %s, 'direction': 'egress'}", families[i]);

    json_array_add_object_element (group->rules,
                                   make_rule (cloud, group, json_node_get_object (order)));
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
  return g_str_equal (name, "default") ? make_group (cloud, project, name, "Default security group")
                                       : NULL;
}

static JsonNode *
describe_group (const DemoSecurityGroup *group)
{
  JsonNode *node =
    demo_json ("{'id': <%s>, 'name': <%s>, 'stateful': <true>, 'shared': <false>,"
               " 'description': <%s>, 'tags': <@as []>, 'project_id': <%s>, 'tenant_id': <%s>}",
               group->id, group->name, group->description, group->project->id, group->project->id);

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
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, TRUE);
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
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, TRUE);
  JsonObject *order = NULL;
  const char *name = NULL;
  const char *description = NULL;

  if (pass == NULL)
    return;
  if (request->json != NULL) {
    order = banco_json_object (request->reader, request->json, "security_group");
    name = banco_json_string (request->reader, order, "name");
    description = banco_json_string_or (request->reader, order, "description", "");
  }
  if (name == NULL || description == NULL)
    refuse (request, 400, "HTTPBadRequest", "Unable to find 'security_group' in request body");
  else if (g_str_equal (name, "default"))
    refuse (request, 409, "SecurityGroupDefaultAlreadyExists",
            "Default security group already exists.");
  else
    reply (request, 201, "security_group",
           describe_group (make_group (self, pass->project, name, description)));
}

static gboolean
is_in_use (DemoCloud *self, const DemoSecurityGroup *group)
{
  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);

    for (guint j = 0; j < banco_json_length (instance->security_groups); j++) {
      JsonObject *named = json_array_get_object_element (instance->security_groups, j);
      const char *name = json_object_get_string_member_with_default (named, "name", "");

      if (instance->project == group->project && !demo_instance_is_deleted (instance) &&
          (g_str_equal (name, group->name) || g_str_equal (name, group->id)))
        return TRUE;
    }
  }
  return FALSE;
}

static void
refuse_unknown (DemoRequest *request, const char *id)
{
  g_autofree char *safe = g_utf8_make_valid (id, -1);
  g_autofree char *text = g_strdup_printf ("Security group %s does not exist", safe);

  refuse (request, 404, "SecurityGroupNotFound", text);
}

/* The group that the path names, by its id; NULL after it answered. */
static DemoSecurityGroup *
enter_group (DemoCloud *self, DemoRequest *request)
{
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, TRUE);
  const char *id = demo_request_param (request, "id");
  DemoSecurityGroup *group =
    pass != NULL ? demo_security_group_find (self, pass->project, id) : NULL;

  if (pass == NULL || (group != NULL && g_str_equal (group->id, id)))
    return group;
  refuse_unknown (request, id);
  return NULL;
}

static void
on_group (DemoRequest *request, gpointer data)
{
  const DemoSecurityGroup *group = enter_group (data, request);

  if (group != NULL)
    reply (request, 200, "security_group", describe_group (group));
}

static void
on_remove_group (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  DemoSecurityGroup *group = enter_group (self, request);

  if (group == NULL)
    return;
  if (g_str_equal (group->name, "default")) {
    refuse (request, 409, "SecurityGroupCannotRemoveDefault",
            "Insufficient rights for removing default security group.");
  } else if (is_in_use (self, group)) {
    g_autofree char *text = g_strdup_printf ("Security Group %s in use.", group->id);

    refuse (request, 409, "SecurityGroupInUse", text);
  } else {
    g_ptr_array_remove (self->security_groups, group);
    demo_reply_empty (request, 204);
    demo_cloud_add_request_id (request);
  }
}

/* The id of the rule that is there already; NULL none. Borrowed. */
static const char *
find_rule (const DemoSecurityGroup *group, JsonObject *wanted)
{
  for (guint i = 0; i < json_array_get_length (group->rules); i++) {
    JsonObject *rule = json_array_get_object_element (group->rules, i);
    guint same = 0;

    for (guint j = 0; j < G_N_ELEMENTS (aspects); j++)
      same += json_node_equal (json_object_get_member (wanted, aspects[j]),
                               json_object_get_member (rule, aspects[j]));
    if (same == G_N_ELEMENTS (aspects))
      return json_object_get_string_member (rule, "id");
  }
  return NULL;
}

static void
add_rule (DemoCloud *self, DemoRequest *request, DemoSecurityGroup *group, JsonObject *order)
{
  JsonObject *rule = make_rule (self, group, order);
  const char *same = find_rule (group, rule);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, rule);
  if (same == NULL) {
    json_array_add_object_element (group->rules, json_object_ref (rule));
    reply (request, 201, "security_group_rule", node);
  } else {
    g_autofree char *text =
      g_strdup_printf ("Security group rule already exists. Rule id is %s.", same);

    json_node_unref (node);
    refuse (request, 409, "SecurityGroupRuleExists", text);
  }
}

static void
on_new_rule (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  const DemoKeystoneToken *pass = demo_keystone_check (self, request, TRUE);
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
    refuse_unknown (request, id);
  else
    add_rule (self, request, group, order);
}

void
demo_neutron_serve_security (DemoCloud *self)
{
  demo_server_route (self->neutron, "GET", "/v2.0/security-groups", on_groups, self);
  demo_server_route (self->neutron, "POST", "/v2.0/security-groups", on_new_group, self);
  demo_server_route (self->neutron, "GET", "/v2.0/security-groups/:id", on_group, self);
  demo_server_route (self->neutron, "DELETE", "/v2.0/security-groups/:id", on_remove_group, self);
  demo_server_route (self->neutron, "POST", "/v2.0/security-group-rules", on_new_rule, self);
}
