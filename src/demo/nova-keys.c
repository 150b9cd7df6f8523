/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include <string.h>

void
demo_key_pair_free (DemoKeyPair *self)
{
  g_free (self->name);
  g_free (self->public_key);
  g_free (self->fingerprint);
  g_free (self->user_id);
  g_free (self);
}

DemoKeyPair *
demo_nova_find_key (DemoCloud *self, const char *user_id, const char *name)
{
  for (guint i = 0; i < self->key_pairs->len; i++) {
    DemoKeyPair *key = g_ptr_array_index (self->key_pairs, i);

    if (g_str_equal (key->user_id, user_id) && g_str_equal (key->name, name))
      return key;
  }
  return NULL;
}

/* MD5 of the blob, as Nova gives it; NULL when it is no line of an OpenSSH public key. */
static char *
make_fingerprint (const char *public_key)
{
  g_auto (GStrv) words = g_strsplit (public_key, " ", 3);
  g_autofree guchar *blob = NULL;
  g_autofree char *digest = NULL;
  GString *fingerprint;
  gsize length = 0;
  gsize type_length;

  if (words[0] == NULL || words[1] == NULL || strpbrk (public_key, "\r\n") != NULL)
    return NULL;
  /* The blob begins with the length and the text of its type. */
  blob = g_base64_decode (words[1], &length);
  type_length = strlen (words[0]);
  if (length < 4 + type_length || blob[3] != type_length ||
      memcmp (blob + 4, words[0], type_length) != 0)
    return NULL;
  digest = g_compute_checksum_for_data (G_CHECKSUM_MD5, blob, length);
  fingerprint = g_string_new (NULL);
  for (guint i = 0; digest[i] != '\0'; i += 2)
    g_string_append_printf (fingerprint, "%s%.2s", i > 0 ? ":" : "", digest + i);
  return g_string_free (fingerprint, FALSE);
}

static JsonNode *
describe_key (const DemoKeyPair *key, gboolean with_user)
{
  JsonNode *node = demo_json ("{'name': %s, 'public_key': %s, 'fingerprint': %s, 'type': 'ssh'}",
                              key->name, key->public_key, key->fingerprint);

  if (with_user)
    json_object_set_string_member (json_node_get_object (node), "user_id", key->user_id);
  return node;
}

static void
on_keys (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  JsonObject *root;
  JsonArray *keys;

  if (pass == NULL)
    return;
  root = json_object_new ();
  keys = json_array_new ();
  for (guint i = 0; i < self->key_pairs->len; i++) {
    DemoKeyPair *key = g_ptr_array_index (self->key_pairs, i);
    JsonObject *object;

    if (!g_str_equal (key->user_id, pass->user_id))
      continue;
    object = json_object_new ();
    json_object_set_member (object, "keypair", describe_key (key, FALSE));
    json_array_add_object_element (keys, object);
  }
  json_object_set_array_member (root, "keypairs", keys);
  demo_reply_object (request, 200, root);
}

static void
reply_key (DemoRequest *request, guint status, const DemoKeyPair *key)
{
  JsonObject *root = json_object_new ();

  json_object_set_member (root, "keypair", describe_key (key, TRUE));
  demo_reply_object (request, status, root);
}

static void
on_new_key (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  BancoJson *reader = request->reader;
  JsonObject *order = NULL;
  const char *name = NULL;
  g_autofree char *public_key = NULL;
  g_autofree char *fingerprint = NULL;
  DemoKeyPair *key;

  if (pass == NULL)
    return;
  if (request->json != NULL) {
    order = banco_json_object (reader, request->json, "keypair");
    name = banco_json_string (reader, order, "name");
    public_key = g_strdup (banco_json_string (reader, order, "public_key"));
  }
  if (name == NULL || public_key == NULL) {
    demo_nova_refuse (request, 400, "badRequest",
                      "Invalid input for field/attribute keypair. 'public_key' is a required "
                      "property");
    return;
  }
  /* A file's last newline is not part of the key. */
  fingerprint = make_fingerprint (g_strchomp (public_key));
  if (fingerprint == NULL) {
    demo_nova_refuse (request, 400, "badRequest",
                      "Keypair data is invalid: failed to generate fingerprint");
    return;
  }
  if (demo_nova_find_key (self, pass->user_id, name) != NULL) {
    demo_nova_refuse (request, 409, "conflictingRequest", "Key pair '%s' already exists.", name);
    return;
  }
  key = g_new0 (DemoKeyPair, 1);
  key->name = g_strdup (name);
  key->public_key = g_steal_pointer (&public_key);
  key->fingerprint = g_steal_pointer (&fingerprint);
  key->user_id = g_strdup (pass->user_id);
  g_ptr_array_add (self->key_pairs, key);
  reply_key (request, minor >= 2 ? 201 : 200, key);
}

static void
on_key (DemoRequest *request, gpointer data)
{
  DemoCloud *self = data;
  guint minor;
  const DemoKeystoneToken *pass = demo_nova_enter (self, request, &minor);
  const char *name = demo_request_param (request, "name");
  DemoKeyPair *key;

  if (pass == NULL)
    return;
  key = demo_nova_find_key (self, pass->user_id, name);
  if (key == NULL) {
    demo_nova_refuse (request, 404, "itemNotFound", "Keypair %s not found for user %s", name,
                      pass->user_id);
  } else if (g_str_equal (request->method, "DELETE")) {
    g_ptr_array_remove (self->key_pairs, key);
    demo_reply_empty (request, minor >= 10 ? 204 : 202);
  } else {
    reply_key (request, 200, key);
  }
}

void
demo_nova_serve_keys (DemoCloud *self)
{
  demo_server_route (self->nova, "GET", "/v2.1/os-keypairs", on_keys, self);
  demo_server_route (self->nova, "POST", "/v2.1/os-keypairs", on_new_key, self);
  demo_server_route (self->nova, "GET", "/v2.1/os-keypairs/:name", on_key, self);
  demo_server_route (self->nova, "DELETE", "/v2.1/os-keypairs/:name", on_key, self);
}
