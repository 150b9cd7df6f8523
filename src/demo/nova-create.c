/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include <string.h>

/* POST /servers: what Nova refuses, in its order and its words. */

/* Python's way of showing a value, near enough for a sentence. */
static char *
show_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  char *text = json_to_string (node, FALSE);

  return g_strdelimit (text, "\"", '\'');
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);

  return length % 4 == 0 && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789+/=\n") == length;
}

static gboolean
metadata_is_sound (JsonObject *metadata)
{
  g_autoptr (GList) names = metadata != NULL ? json_object_get_members (metadata) : NULL;

  for (GList *at = names; at != NULL; at = at->next) {
    JsonNode *node = json_object_get_member (metadata, at->data);

    if (json_node_get_value_type (node) != G_TYPE_STRING ||
        strlen (json_node_get_string (node)) > 255)
      return FALSE;
  }
  return TRUE;
}

/* NULL: all is known; else the first member that Nova has never heard of. */
static const char *
find_unknown_member (JsonObject *order)
{
  static const char *const known[] = {
    "name",
    "imageRef",
    "flavorRef",
    "adminPass",
    "metadata",
    "networks",
    "OS-DCF:diskConfig",
    "accessIPv4",
    "accessIPv6",
    "key_name",
    "availability_zone",
    "block_device_mapping",
    "config_drive",
    "min_count",
    "max_count",
    "block_device_mapping_v2",
    "user_data",
    "description",
    "hypervisor_hostname",
    "return_reservation_id",
    "tags",
    "host",
    "hostname",
    "trusted_image_certificates",
    "security_groups",
    "personality",
    NULL,
  };
  g_autoptr (GList) names = json_object_get_members (order);

  for (GList *at = names; at != NULL; at = at->next)
    if (!g_strv_contains (known, at->data))
      return at->data;
  return NULL;
}

/* The form of the request. FALSE after it answered. */
static gboolean
check_form (DemoRequest *request, JsonObject *order, guint minor, DemoInstanceSetup *setup)
{
  BancoJson *reader = request->reader;
  const char *unknown = find_unknown_member (order);
  const char *user_data = NULL;

  setup->name = banco_json_string (reader, order, "name");
  setup->description = banco_json_string_or (reader, order, "description", NULL);
  setup->metadata = banco_json_object_or_null (reader, order, "metadata");
  setup->tags = banco_json_array_or_null (reader, order, "tags");
  setup->security_groups = banco_json_array_or_null (reader, order, "security_groups");
  setup->config_drive = banco_json_boolean_or (reader, order, "config_drive", FALSE);
  user_data = banco_json_string_or (reader, order, "user_data", NULL);
  if (!banco_json_check (reader, NULL)) {
    demo_nova_refuse (request, 400, "badRequest", "Invalid input for field/attribute server.");
  } else if (setup->name[0] == '\0' || strlen (setup->name) > 255) {
    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for field/attribute name. Value: %s. '%s' is too %s",
                      setup->name, setup->name, setup->name[0] == '\0' ? "short" : "long");
  } else if (user_data != NULL && !is_base64 (user_data)) {
    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for field/attribute user_data. Value: %s. '%s' is not a "
                      "'base64'",
                      user_data, user_data);
  } else if (!metadata_is_sound (setup->metadata)) {
    demo_nova_refuse (request, 400, "badRequest", "Invalid input for field/attribute metadata.");
  } else if (unknown != NULL) {
    g_autofree char *value = show_object (order);

    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for field/attribute server. Value: %s. Additional properties "
                      "are not allowed ('%s' was unexpected)",
                      value, unknown);
  } else if (minor >= 37 && !json_object_has_member (order, "networks")) {
    g_autofree char *value = show_object (order);

    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for field/attribute server. Value: %s. 'networks' is a "
                      "required property",
                      value);
  } else {
    return TRUE;
  }
  return FALSE;
}

/* NULL: all of them are there; else the first that is not. */
static const char *
find_unknown_network (JsonObject *order)
{
  JsonNode *node = json_object_get_member (order, "networks");
  JsonArray *networks;

  /* "auto" and "none" are words. */
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  networks = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (networks); i++) {
    JsonNode *element = json_array_get_element (networks, i);
    JsonObject *network = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *id =
      network != NULL ? json_object_get_string_member_with_default (network, "uuid", "") : "";

    if (!g_str_equal (id, DEMO_NETWORK_ID))
      return id;
  }
  return NULL;
}

/* NULL: all of them are there; else the first that is not. */
static const char *
find_unknown_group (DemoCloud *self, const DemoInstanceSetup *setup)
{
  guint length = banco_json_length (setup->security_groups);

  for (guint i = 0; i < length; i++) {
    JsonNode *element = json_array_get_element (setup->security_groups, i);
    JsonObject *group = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
    const char *name =
      group != NULL ? json_object_get_string_member_with_default (group, "name", "") : "";

    if (demo_security_group_find (self, setup->pass->project, name) == NULL)
      return name;
  }
  return NULL;
}

/* What the request names. FALSE after it answered. */
static gboolean
check_names (DemoCloud *self, DemoRequest *request, JsonObject *order, DemoInstanceSetup *setup)
{
  BancoJson *reader = request->reader;
  const char *key_name = banco_json_string_or (reader, order, "key_name", NULL);
  const char *image = banco_json_string (reader, order, "imageRef");
  const char *flavor = banco_json_string (reader, order, "flavorRef");
  const char *network = find_unknown_network (order);
  const char *group = find_unknown_group (self, setup);

  if (key_name != NULL)
    setup->key_pair = demo_nova_find_key (self, setup->pass->user_id, key_name);
  setup->image = demo_image_find (image);
  setup->flavor = demo_flavor_find (flavor);
  if (key_name != NULL && setup->key_pair == NULL)
    demo_nova_refuse (request, 400, "badRequest", "Invalid key_name provided.");
  else if (setup->image == NULL)
    demo_nova_refuse (request, 400, "badRequest", "Can not find requested image");
  else if (setup->flavor == NULL)
    demo_nova_refuse (request, 400, "badRequest", "Flavor %s could not be found.",
                      flavor != NULL ? flavor : "");
  else if (network != NULL)
    demo_nova_refuse (request, 400, "badRequest", "Network %s could not be found.", network);
  else if (group != NULL)
    demo_nova_refuse (request, 400, "badRequest", "Security group %s not found for project %s.",
                      group, setup->pass->project->id);
  else if (setup->flavor->ram < setup->image->min_ram)
    demo_nova_refuse (request, 400, "badRequest",
                      "Flavor's memory is too small for requested image.");
  else if (setup->flavor->disk < setup->image->min_disk)
    demo_nova_refuse (request, 400, "badRequest",
                      "Flavor's disk is smaller than the minimum size specified in image metadata. "
                      "Flavor disk is %" G_GUINT64_FORMAT
                      " bytes, minimum size is %" G_GUINT64_FORMAT " bytes.",
                      (guint64) setup->flavor->disk << 30, (guint64) setup->image->min_disk << 30);
  else if (!demo_flavor_may (setup->flavor, setup->pass->project))
    demo_nova_refuse (request, 403, "forbidden",
                      "Policy doesn't allow os_compute_api:servers:create to be performed.");
  else
    return TRUE;
  return FALSE;
}

/* "Quota exceeded for cores, instances: Requested 8, 1, but already used 8, 1 of 8, 1 cores,
 * instances": numbers in the order of the names. */
static gboolean
check_quota (DemoCloud *self, DemoRequest *request, const DemoInstanceSetup *setup)
{
  const DemoProject *project = setup->pass->project;
  const gint64 wanted[DEMO_N_RESOURCES] = { setup->flavor->vcpus, 1, setup->flavor->ram };
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) asked = g_string_new (NULL);
  g_autoptr (GString) used = g_string_new (NULL);
  g_autoptr (GString) limits = g_string_new (NULL);

  for (guint i = 0; i < DEMO_N_RESOURCES; i++) {
    gint64 have = demo_cloud_get_used (self, project, i);
    gint64 limit = demo_cloud_get_limit (self, project, i);
    const char *comma = names->len > 0 ? ", " : "";

    if (limit < 0 || have + wanted[i] <= limit)
      continue;
    g_string_append_printf (names, "%s%s", comma, demo_resource_names[i]);
    g_string_append_printf (asked, "%s%" G_GINT64_FORMAT, comma, wanted[i]);
    g_string_append_printf (used, "%s%" G_GINT64_FORMAT, comma, have);
    g_string_append_printf (limits, "%s%" G_GINT64_FORMAT, comma, limit);
  }
  if (names->len == 0)
    return TRUE;
  demo_nova_refuse (request, 403, "forbidden",
                    "Quota exceeded for %s: Requested %s, but already used %s of %s %s", names->str,
                    asked->str, used->str, limits->str, names->str);
  return FALSE;
}

static void
on_create (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  DemoInstanceSetup setup = { .pass = demo_nova_enter (self, request, &minor) };
  JsonObject *order = NULL;
  DemoInstance *instance;
  g_autofree char *password = NULL;
  g_autofree char *location = NULL;
  JsonObject *root;
  JsonNode *node;

  if (setup.pass == NULL)
    return;
  if (request->json != NULL)
    order = banco_json_object (request->reader, request->json, "server");
  if (order == NULL) {
    demo_nova_refuse (request, 400, "badRequest", "Malformed request body");
    return;
  }
  if (!check_form (request, order, minor, &setup) || !check_names (self, request, order, &setup) ||
      !check_quota (self, request, &setup))
    return;
  instance = demo_instance_new (self, &setup);
  password = demo_state_random_hex (self->state, 6);
  node = demo_json ("{'id': <%s>, 'OS-DCF:diskConfig': <'MANUAL'>,"
                    " 'adminPass': <%s>}",
                    instance->id, password);
  json_object_set_array_member (json_node_get_object (node), "security_groups",
                                json_array_ref (instance->security_groups));
  json_object_set_array_member (json_node_get_object (node), "links",
                                demo_nova_make_links (self, instance->id));
  root = json_object_new ();
  json_object_set_member (root, "server", node);
  demo_reply_object (request, 202, root);
  location = g_strconcat (demo_server_get_url (self->nova), "/v2.1/servers/", instance->id, NULL);
  demo_reply_header (request, "Location", location);
}

void
demo_nova_serve_create (DemoCloud *self)
{
  demo_server_route (self->nova, "POST", "/v2.1/servers", on_create, self);
}
