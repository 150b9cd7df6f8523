/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/key-private.h"

#include <cjose/cjose.h>
#include <string.h>

#define BITS 2048

struct _DemoKey {
  cjose_jwk_t *pair;
  char *id;
};

DemoKey *
demo_key_new (const char *id)
{
  DemoKey *self = g_new0 (DemoKey, 1);

  self->id = g_strdup (id);
  return self;
}

static cjose_jwk_t *
get_pair (DemoKey *self)
{
  static const guint8 exponent[] = { 1, 0, 1 };

  if (self->pair == NULL) {
    self->pair = cjose_jwk_create_RSA_random (BITS, exponent, sizeof exponent, NULL);
    if (self->pair == NULL || !cjose_jwk_set_kid (self->pair, self->id, strlen (self->id), NULL))
      g_error ("no signing key could be made");
  }
  return self->pair;
}

void
demo_key_free (DemoKey *self)
{
  cjose_jwk_release (self->pair);
  g_free (self->id);
  g_free (self);
}

static char *
print (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

char *
demo_key_sign (DemoKey *self, JsonObject *claims)
{
  g_autofree char *text = print (claims);
  cjose_header_t *header = cjose_header_new (NULL);
  cjose_jws_t *signature = NULL;
  const char *compact = NULL;
  char *token = NULL;

  cjose_header_set (header, CJOSE_HDR_ALG, CJOSE_HDR_ALG_RS256, NULL);
  cjose_header_set (header, CJOSE_HDR_KID, self->id, NULL);
  signature = cjose_jws_sign (get_pair (self), header, (const guint8 *) text, strlen (text), NULL);
  if (signature != NULL && cjose_jws_export (signature, &compact, NULL))
    token = g_strdup (compact);
  cjose_jws_release (signature);
  cjose_header_release (header);
  /* Only memory can fail here, and GLib ends the program for that too. */
  g_assert (token != NULL);
  return token;
}

JsonNode *
demo_key_publish (DemoKey *self)
{
  char *text = cjose_jwk_to_json (get_pair (self), false, NULL);
  JsonNode *node = json_from_string (text, NULL);
  JsonObject *object = json_node_get_object (node);

  cjose_get_dealloc () (text);
  json_object_set_string_member (object, "use", "sig");
  json_object_set_string_member (object, "alg", "RS256");
  return node;
}

static char *
encode (const char *text)
{
  char *encoded = g_base64_encode ((const guchar *) text, strlen (text));

  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  *strchrnul (encoded, '=') = '\0';
  return encoded;
}

char *
demo_key_unsigned (JsonObject *claims)
{
  g_autofree char *text = print (claims);
  g_autofree char *header = encode ("{\"alg\":\"none\"}");
  g_autofree char *body = encode (text);

  return g_strconcat (header, ".", body, ".", NULL);
}
