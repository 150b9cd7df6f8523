/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define SETTLING 8 /* seconds */

static gboolean
is_text (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING;
}

/* Free labels of a flavor, server or image: whatever is not text is left out. */
static GHashTable *
read_labels (JsonObject *object)
{
  GHashTable *labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    if (is_text (object, l->data))
      g_hash_table_insert (labels, g_strdup (l->data),
                           g_strdup (json_object_get_string_member (object, l->data)));
  return labels;
}

static void
read_accelerator (BancoJson *json,
                  JsonObject *flavor,
                  const char *name,
                  BancoAccelerator *accelerator)
{
  g_autoptr (GHashTable) specs =
    read_labels (banco_json_object_or_null (json, flavor, "extra_specs"));

  banco_accelerator_read (accelerator, name, specs);
}

/* A cloud may show what only some projects get: "SITE:projects" is "alpha,beta". */
static char **
read_projects (JsonObject *specs)
{
  g_autoptr (GHashTable) labels = read_labels (specs);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_suffix (key, ":projects"))
      return g_regex_split_simple ("[, ]+", value, 0, 0);
  return NULL;
}

BancoOpenstackFlavor *
banco_openstack_read_flavor (BancoJson *json, JsonObject *flavor)
{
  BancoOpenstackFlavor *self = g_new0 (BancoOpenstackFlavor, 1);
  JsonObject *specs = banco_json_object_or_null (json, flavor, "extra_specs");

  self->id = g_strdup (banco_json_string (json, flavor, "id"));
  self->name = g_strdup (banco_json_string (json, flavor, "name"));
  self->vcpus = (guint) CLAMP (banco_json_int (json, flavor, "vcpus"), 0, G_MAXINT);
  self->memory_mib = (guint64) MAX (0, banco_json_int (json, flavor, "ram"));
  self->disk_gib = (guint64) MAX (0, banco_json_int (json, flavor, "disk"));
  if (specs != NULL && is_text (specs, "aggregate_instance_extra_specs:local_storage"))
    self->disk_kind = g_strdup (
      json_object_get_string_member (specs, "aggregate_instance_extra_specs:local_storage"));
  read_accelerator (json, flavor, self->name, &self->accelerator);
  self->projects = read_projects (specs);
  return self;
}

void
banco_openstack_flavor_free (BancoOpenstackFlavor *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->disk_kind);
  g_free (self->accelerator.model);
  g_strfreev (self->projects);
  g_free (self);
}

/* "ubuntu-22.04-cuda-12.2" has "12.2", "ubuntu-cuda" has "" (some version), others NULL. */
static char *
find_cuda (JsonObject *image, const char *name)
{
  g_autoptr (GRegex) regex =
    g_regex_new ("cuda(?:[-_ ]?v?([0-9]+(?:\\.[0-9]+)*))?", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (is_text (image, "cuda_version"))
    return g_strdup (json_object_get_string_member (image, "cuda_version"));
  if (name == NULL || !g_regex_match (regex, name, 0, &match))
    return NULL;
  if (g_match_info_get_match_count (match) < 2)
    return g_strdup ("");
  return g_match_info_fetch (match, 1);
}

/* A login goes into an argument of ssh: only what a Unix name may look like. */
static gboolean
is_login (const char *text)
{
  return g_regex_match_simple ("^[a-z_][a-z0-9_.-]{0,31}\\z", text, 0, 0);
}

static gboolean
can_boot (BancoJson *json, JsonObject *image)
{
  const char *status = banco_json_string (json, image, "status");
  const char *container = banco_json_string_or (json, image, "container_format", "bare");
  const char *disk = banco_json_string_or (json, image, "disk_format", "raw");

  return g_strcmp0 (status, "active") == 0 &&
         !banco_json_boolean_or (json, image, "os_hidden", FALSE) &&
         strcmp (container, "aki") != 0 && strcmp (container, "ari") != 0 &&
         strcmp (disk, "aki") != 0 && strcmp (disk, "ari") != 0;
}

static const char *
text_or (JsonObject *object, const char *member, const char *fallback)
{
  return is_text (object, member) ? json_object_get_string_member (object, member) : fallback;
}

static gboolean
has_tag (BancoJson *json, JsonObject *image, const char *tag)
{
  JsonArray *tags = banco_json_array_or_null (json, image, "tags");

  for (guint i = 0; i < banco_json_length (tags); i++) {
    JsonNode *node = json_array_get_element (tags, i);

    if (JSON_NODE_HOLDS_VALUE (node) && g_strcmp0 (json_node_get_string (node), tag) == 0)
      return TRUE;
  }
  return FALSE;
}

/* Images that boot, but not as a system that a user works on; NULL: a system. */
static const char *
why_no_system (BancoJson *json, JsonObject *image, const char *name)
{
  const char *architecture =
    text_or (image, "hw_architecture", text_or (image, "architecture", "x86_64"));

  if (g_strcmp0 (banco_json_string_or (json, image, "container_format", "bare"), "docker") == 0)
    return _ ("it is a container, not a system");
  if (g_strcmp0 (banco_json_string_or (json, image, "disk_format", "raw"), "iso") == 0)
    return _ ("it is an installation disc, not a system");
  if (has_tag (json, image, "octavia") || has_tag (json, image, "amphora") ||
      g_regex_match_simple ("amphora|octavia", name, G_REGEX_CASELESS, 0))
    return _ ("it is part of the cloud's load balancers");
  if (!g_regex_match_simple ("^(x86.?64|amd64|i.86|x86)$", architecture, G_REGEX_CASELESS, 0))
    return _ ("it is for processors of another kind than the cloud's offers have");
  return NULL;
}

/* Its least size as a disk, also where no one gave one. */
static guint
read_min_disk (BancoJson *json, JsonObject *image)
{
  gint64 gib = G_GINT64_CONSTANT (1) << 30;
  gint64 stated = banco_json_int_or (json, image, "min_disk", 0);
  gint64 size = MAX (banco_json_int_or (json, image, "virtual_size", 0),
                     banco_json_int_or (json, image, "size", 0));

  return (guint) CLAMP (MAX (stated, (size + gib - 1) / gib), 0, G_MAXINT);
}

BancoImage *
banco_openstack_read_image (BancoJson *json, JsonObject *image, const char *cloud)
{
  const char *id = banco_json_string (json, image, "id");
  const char *name = banco_json_string_or (json, image, "name", id);
  const char *os = text_or (image, "os_distro", "");
  const char *login = text_or (image, "os_admin_user", NULL);
  g_autofree char *cuda = NULL;

  if (id == NULL || !can_boot (json, image))
    return NULL;
  if (strcmp (os, "none") == 0)
    os = "";
  if (login == NULL || !is_login (login))
    login = banco_login_for_image (os, name);
  cuda = find_cuda (image, name);
  return banco_image_new (&(BancoImageFacts){
    .cloud = cloud,
    .id = id,
    .name = name,
    .os = os,
    .os_version = text_or (image, "os_version", ""),
    .cuda = cuda,
    .min_disk_gib = read_min_disk (json, image),
    .min_memory_mib = (guint) CLAMP (banco_json_int_or (json, image, "min_ram", 0), 0, G_MAXINT),
    .login = login,
    .why_not = why_no_system (json, image, name),
  });
}

static BancoMachineState
read_state (const char *status, const char *task)
{
  static const struct {
    const char *status;
    BancoMachineState state;
  } states[] = {
    { "BUILD", BANCO_MACHINE_BUILDING },       { "ACTIVE", BANCO_MACHINE_READY },
    { "VERIFY_RESIZE", BANCO_MACHINE_READY },  { "REBOOT", BANCO_MACHINE_BUILDING },
    { "HARD_REBOOT", BANCO_MACHINE_BUILDING }, { "REBUILD", BANCO_MACHINE_BUILDING },
    { "RESIZE", BANCO_MACHINE_BUILDING },      { "MIGRATING", BANCO_MACHINE_READY },
    { "PASSWORD", BANCO_MACHINE_READY },       { "SHUTOFF", BANCO_MACHINE_STOPPED },
    { "PAUSED", BANCO_MACHINE_STOPPED },       { "SUSPENDED", BANCO_MACHINE_STOPPED },
    { "SHELVED", BANCO_MACHINE_SHELVED },      { "SHELVED_OFFLOADED", BANCO_MACHINE_SHELVED },
    { "ERROR", BANCO_MACHINE_FAILED },
  };

  if (task != NULL && (strcmp (task, "deleting") == 0 || strcmp (task, "soft-deleting") == 0))
    return BANCO_MACHINE_RELEASING;
  if (strcmp (status, "BUILD") == 0 && g_strcmp0 (task, "scheduling") == 0)
    return BANCO_MACHINE_ASKED;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (status, states[i].status) == 0)
      return states[i].state;
  return BANCO_MACHINE_UNKNOWN;
}

static void
add_address (GPtrArray *addresses, const char *text, gboolean first)
{
  g_autoptr (GInetAddress) address = text != NULL ? g_inet_address_new_from_string (text) : NULL;

  if (address == NULL || g_ptr_array_find_with_equal_func (addresses, text, g_str_equal, NULL))
    return;
  g_ptr_array_insert (addresses, first ? 0 : -1, g_strdup (text));
}

/* Floating ones first, then fixed ones; version 4 before 6. */
static char **
read_addresses (BancoJson *json, JsonObject *server)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  JsonObject *networks = banco_json_object_or_null (json, server, "addresses");
  g_autoptr (GList) names = networks != NULL ? json_object_get_members (networks) : NULL;

  for (gint64 version = 4; version <= 6; version += 2) {
    for (GList *l = names; l != NULL; l = l->next) {
      JsonArray *list = banco_json_array (json, networks, l->data);

      for (guint i = 0; i < banco_json_length (list); i++) {
        JsonObject *one = banco_json_element_object (json, list, i);
        const char *type = banco_json_string_or (json, one, "OS-EXT-IPS:type", "fixed");

        if (banco_json_int (json, one, "version") == version)
          add_address (addresses, banco_json_string (json, one, "addr"),
                       strcmp (type, "floating") == 0);
      }
    }
  }
  add_address (addresses, banco_json_string_or (json, server, "accessIPv4", NULL), FALSE);
  add_address (addresses, banco_json_string_or (json, server, "accessIPv6", NULL), FALSE);
  g_ptr_array_add (addresses, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&addresses), FALSE);
}

static void
read_metadata (BancoMachineRecord *record, JsonObject *metadata)
{
  g_autoptr (GHashTable) labels = read_labels (metadata);
  const char *port = g_hash_table_lookup (labels, "ssh_port");
  guint64 number;

  if (banco_number_parse (port, 1, 65535, &number))
    record->port = (guint) number;
  record->until = banco_clock_parse (g_hash_table_lookup (labels, BANCO_OPENSTACK_UNTIL));
}

/* Nova notes the failure first and the reason a moment later: it is not judged in between. */
static gboolean
is_settling (BancoJson *json, JsonObject *server)
{
  gint64 updated = banco_clock_parse (banco_json_string_or (json, server, "updated", NULL));

  return banco_json_object_or_null (json, server, "fault") == NULL &&
         ABS (banco_clock_now () - updated) < SETTLING;
}

/* The cloud's own words are for administrators. */
void
banco_openstack_read_failure (BancoJson *json, JsonObject *server, BancoMachineRecord *record)
{
  JsonObject *fault = banco_json_object_or_null (json, server, "fault");
  const char *message = banco_json_string_or (json, fault, "message", "");

  if (is_settling (json, server)) {
    record->state = BANCO_MACHINE_BUILDING;
  } else if (fault == NULL) {
    record->reason =
      g_strdup (_ ("the cloud gave up on it and says no reason; give it back and ask "
                   "again"));
  } else {
    banco_openstack_explain_fault (message, record);
  }
}

BancoMachineRecord *
banco_openstack_read_server (BancoJson *json, JsonObject *server, const char **image_id)
{
  g_autoptr (BancoMachineRecord) self = banco_machine_record_new ();
  const char *status = banco_json_string (json, server, "status");
  const char *task = banco_json_string_or (json, server, "OS-EXT-STS:task_state", NULL);
  JsonObject *flavor = banco_json_object (json, server, "flavor");
  JsonNode *image = server != NULL ? json_object_get_member (server, "image") : NULL;

  *image_id = NULL;
  self->id = g_strdup (banco_json_string (json, server, "id"));
  self->name = g_strdup (banco_json_string (json, server, "name"));
  self->created = banco_clock_parse (banco_json_string (json, server, "created"));
  self->key = g_strdup (banco_json_string_or (json, server, "key_name", NULL));
  g_strfreev (self->addresses);
  self->addresses = read_addresses (json, server);
  /* A machine that boots from a volume has "" for an image. */
  if (image != NULL && JSON_NODE_HOLDS_OBJECT (image))
    *image_id = banco_json_string (json, json_node_get_object (image), "id");
  self->image = g_strdup ("");
  self->offer = g_strdup (banco_json_string_or (json, flavor, "original_name", ""));
  read_accelerator (json, flavor, self->offer, &self->accelerator);
  read_metadata (self, banco_json_object_or_null (json, server, "metadata"));
  if (!banco_http_is_token (self->id) || self->name == NULL || status == NULL ||
      self->offer == NULL)
    return NULL;
  if (strcmp (status, "DELETED") == 0 || strcmp (status, "SOFT_DELETED") == 0)
    return NULL;
  self->state = read_state (status, task);
  return g_steal_pointer (&self);
}
