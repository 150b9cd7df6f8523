/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean G_GNUC_PRINTF (3, 4)
  refuse (GError **error, BancoMachinesError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (BANCO_MACHINES_ERROR, (int) code, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* Nova does not look at the disk of an offer that has none. */
static gboolean
check_image (const BancoResolvedRequest *order, GError **error)
{
  guint64 disk = banco_offer_get_disk_gib (order->offer);
  guint64 memory = banco_offer_get_memory_mib (order->offer);
  guint min_disk = banco_image_get_min_disk_gib (order->image);
  guint min_memory = banco_image_get_min_memory_mib (order->image);
  const char *image = banco_image_get_name (order->image);
  const char *offer = banco_offer_get_name (order->offer);

  if (disk > 0 && disk < min_disk)
    return refuse (error, BANCO_MACHINES_ERROR_FAILED,
                   _ ("image %s needs a disk of %u GiB, and %s has %" G_GUINT64_FORMAT
                      " GiB; choose another offer"),
                   image, min_disk, offer, disk);
  if (memory < min_memory)
    return refuse (error, BANCO_MACHINES_ERROR_FAILED,
                   _ ("image %s needs %u MiB of memory, and %s has %" G_GUINT64_FORMAT
                      " MiB; choose another offer"),
                   image, min_memory, offer, memory);
  return TRUE;
}

/* What the cloud would say anyway, before anything is made there. A cloud that keeps its limits to
 * itself says it then. */
static gboolean
check_quota (BancoOpenstackScope *scope,
             const BancoResolvedRequest *order,
             GCancellable *cancellable,
             GError **error)
{
  BancoOpenstackUsage usage;
  g_autofree char *full = NULL;

  if (!banco_openstack_get_usage (scope, &usage, cancellable, NULL))
    return !g_cancellable_set_error_if_cancelled (cancellable, error);
  full = banco_openstack_usage_leaves_none (&usage, banco_openstack_scope_get_project (scope),
                                            order->offer);
  return full == NULL || refuse (error, BANCO_MACHINES_ERROR_FULL, "%s", full);
}

JsonNode *
banco_openstack_describe (BancoOpenstackScope *scope,
                          const BancoResolvedRequest *order,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *body, *server;
  const char *network;

  if (!check_image (order, error) || !check_quota (scope, order, cancellable, error))
    return NULL;
  root = json_node_new (JSON_NODE_OBJECT);
  body = json_object_new ();
  server = json_object_new ();
  json_node_take_object (root, body);
  json_object_set_object_member (body, "server", server);
  json_object_set_string_member (server, "name", order->name);
  json_object_set_string_member (server, "flavorRef", banco_offer_get_id (order->offer));
  json_object_set_string_member (server, "imageRef", banco_image_get_id (order->image));
  json_object_set_string_member (server, "key_name", order->key);
  if (order->until > 0) {
    JsonObject *metadata = json_object_new ();
    g_autofree char *until = banco_clock_format (order->until);

    json_object_set_string_member (metadata, BANCO_OPENSTACK_UNTIL, until);
    json_object_set_object_member (server, "metadata", metadata);
  }
  network = order->values != NULL ? g_hash_table_lookup (order->values, "network") : NULL;
  return banco_openstack_set_network (server, scope, network, cancellable, error)
           ? g_steal_pointer (&root)
           : NULL;
}

/* A 4xx becomes a sentence of ours; @accept: one that is fine all the same. */
static BancoHttpResponse *
send_checked (BancoOpenstackScope *scope,
              const char *method,
              const char *path,
              JsonNode *json,
              guint accept,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (BancoHttpResponse) response = banco_openstack_scope_send (
    scope, "compute", method, path, json, BANCO_HTTP_CLIENT_ERRORS, cancellable, error);

  if (response == NULL || response->status < 300 || response->status == accept)
    return g_steal_pointer (&response);
  banco_openstack_set_refusal (error, response, banco_openstack_scope_get_project (scope));
  return NULL;
}

/* The name tells the key, so one that is there already is the right one. */
static gboolean
upload_key (BancoOpenstackScope *scope,
            const BancoResolvedRequest *order,
            GCancellable *cancellable,
            GError **error)
{
  g_autofree char *path = banco_http_path ("os-keypairs", order->key, NULL);
  g_autoptr (BancoHttpResponse) found =
    send_checked (scope, NULL, path, NULL, SOUP_STATUS_NOT_FOUND, cancellable, error);
  g_autoptr (BancoHttpResponse) uploaded = NULL;
  g_autoptr (GVariant) body = NULL;
  g_autoptr (JsonNode) json = NULL;

  if (found == NULL || found->status < 300)
    return found != NULL;
  body = g_variant_ref_sink (g_variant_new_parsed (
    "{'keypair': {'name': %s, 'type': 'ssh', 'public_key': %s}}", order->key, order->public_key));
  json = json_gvariant_serialize (body);
  uploaded =
    send_checked (scope, "POST", "/os-keypairs", json, SOUP_STATUS_CONFLICT, cancellable, error);
  return uploaded != NULL;
}

/* A project that may not have a group of ours may have opened its own: the machine is asked for all
 * the same. */
static gboolean
prepare_security_groups (BancoOpenstackScope *scope,
                         JsonNode *body,
                         GCancellable *cancellable,
                         GError **error)
{
  JsonObject *server = json_object_get_object_member (json_node_get_object (body), "server");
  GError *cause = NULL;

  if (!json_object_has_member (server, "security_groups") ||
      banco_openstack_open_ssh (scope, cancellable, &cause))
    return TRUE;
  if (!g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED) &&
      !g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NO_ROOM) &&
      !g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FULL) &&
      !g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_QUOTA)) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  g_message ("openstack: %s; the machine is reachable only if the group's own rules let ssh in",
             cause->message);
  g_error_free (cause);
  json_object_remove_member (server, "security_groups");
  return TRUE;
}

static void
add_tag (JsonNode *body, const char *tag)
{
  JsonObject *server = json_object_get_object_member (json_node_get_object (body), "server");

  if (!json_object_has_member (server, "metadata"))
    json_object_set_object_member (server, "metadata", json_object_new ());
  json_object_set_string_member (json_object_get_object_member (server, "metadata"),
                                 BANCO_OPENSTACK_REQUEST, tag);
}

/* The machine that the cloud says it makes. */
static BancoMachineRecord *
read_answer (BancoHttpResponse *response, const BancoResolvedRequest *order, GError **error)
{
  const BancoAccelerator *accelerator = banco_offer_get_accelerator (order->offer);
  JsonObject *root = response->json != NULL ? banco_json_root (response->json) : NULL;
  JsonObject *server =
    root != NULL ? banco_json_object_or_null (response->json, root, "server") : NULL;
  const char *id = banco_json_lenient_string (server, "id");
  BancoMachineRecord *record;

  if (id == NULL) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                         _ ("the cloud took the request and did not say what became of it"));
    return NULL;
  }
  record = banco_machine_record_new ();
  record->id = g_strdup (id);
  record->name = g_strdup (order->name);
  record->state = BANCO_MACHINE_ASKED;
  record->login = g_strdup (banco_image_get_login (order->image));
  record->accelerator = *accelerator;
  record->accelerator.model = g_strdup (accelerator->model);
  record->image = g_strdup (banco_image_get_name (order->image));
  record->offer = g_strdup (banco_offer_get_name (order->offer));
  record->group = g_strdup (order->group);
  record->key = g_strdup (order->key);
  record->created = banco_clock_now ();
  record->until = order->until;
  return record;
}

BancoMachineRecord *
banco_openstack_request (BancoOpenstackScope *scope,
                         const BancoResolvedRequest *order,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (JsonNode) body = banco_openstack_describe (scope, order, cancellable, error);
  g_autofree char *tag = g_uuid_string_random ();
  g_autoptr (BancoHttpResponse) response = NULL;
  BancoMachineRecord *record = NULL;
  GError *cause = NULL;

  if (body == NULL || !upload_key (scope, order, cancellable, error) ||
      !prepare_security_groups (scope, body, cancellable, error))
    return NULL;
  add_tag (body, tag);
  response = send_checked (scope, "POST", "/servers", body, 0, cancellable, &cause);
  if (response != NULL)
    record = read_answer (response, order, &cause);
  return record != NULL ? record
                        : banco_openstack_find_lost (scope, order, tag, cause, cancellable, error);
}

gboolean
banco_openstack_release (BancoOpenstackScope *scope,
                         const char *id,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autofree char *path = banco_http_path ("servers", id, NULL);
  g_autoptr (BancoHttpResponse) response =
    send_checked (scope, "DELETE", path, NULL, SOUP_STATUS_NOT_FOUND, cancellable, error);

  return response != NULL;
}

/* Absent while it is being built, and on clouds that keep none: that is no failure of anything. */
char *
banco_openstack_read_log (BancoOpenstackScope *scope,
                          const char *id,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *path = banco_http_path ("servers", id, "action", NULL);
  g_autoptr (GVariant) body =
    g_variant_ref_sink (g_variant_new_parsed ("{'os-getConsoleOutput': @a{ss} {}}"));
  g_autoptr (JsonNode) json = json_gvariant_serialize (body);
  g_autoptr (BancoHttpResponse) response = banco_openstack_scope_send (
    scope, "compute", "POST", path, json, BANCO_HTTP_CLIENT_ERRORS, cancellable, error);
  GError *cause = NULL;
  const char *output;

  if (response == NULL)
    return NULL;
  output = response->status < 300 && response->json != NULL
             ? banco_json_string_or (response->json, banco_json_root (response->json), "output", "")
             : NULL;
  if (output != NULL && !banco_json_check (response->json, &cause)) {
    banco_openstack_propagate (error, cause);
    return NULL;
  }
  if (output == NULL)
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                         _ ("the cloud has no console log of this machine (yet)"));
  return g_strdup (output);
}
