/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/json-private.h"
#include "base/number.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

struct _BancoJson {
  JsonNode *root;
  GError *failure; /* the first one; the others follow from it */
  gboolean secret;
};

G_DEFINE_QUARK (banco_json_error, banco_json_error)

static guint
line_of (const char *text, const char *place)
{
  guint line = 1;

  for (; text < place; text++)
    line += *text == '\n';
  return line;
}

BancoJson *
banco_json_parse (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (JsonNode) root = NULL;
  const char *fault = NULL;
  gboolean deep;
  BancoJson *self;

  if (!g_utf8_validate_len (text, size, &fault)) {
    g_set_error (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX,
                 "not UTF-8 at byte %" G_GSIZE_FORMAT, (gsize) (fault - text));
    return NULL;
  }
  if (size >= strlen (BYTE_ORDER_MARK) &&
      memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0) {
    text += strlen (BYTE_ORDER_MARK);
    size -= strlen (BYTE_ORDER_MARK);
  }
  root = banco_json_read (text, size, &fault, &deep);
  if (root == NULL) {
    /* Without a word of the text, which may be a secret. */
    if (deep)
      g_set_error_literal (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX, "nested too deeply");
    else
      g_set_error (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX, "not JSON near line %u",
                   line_of (text, fault));
    return NULL;
  }
  if (!JSON_NODE_HOLDS_OBJECT (root) && !JSON_NODE_HOLDS_ARRAY (root)) {
    g_set_error_literal (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX,
                         "neither an object nor a list");
    return NULL;
  }
  json_node_seal (root);
  self = g_new0 (BancoJson, 1);
  self->root = g_steal_pointer (&root);
  return self;
}

static void
wipe (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    JsonNode *member;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, NULL, &member))
      wipe (member);
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; i < json_array_get_length (array); i++)
      wipe (json_array_get_element (array, i));
  } else if (json_node_get_value_type (node) == G_TYPE_STRING) {
    char *text = (char *) json_node_get_string (node);

    explicit_bzero (text, strlen (text));
  }
}

void
banco_json_free (BancoJson *self)
{
  if (self == NULL)
    return;
  if (self->secret)
    wipe (self->root);
  json_node_unref (self->root);
  g_clear_error (&self->failure);
  g_free (self);
}

void
banco_json_set_secret (BancoJson *self)
{
  self->secret = TRUE;
}

/* Paths are only needed for the one failure, so they are found by search rather than kept. */
static gboolean
find_path (JsonNode *node, gconstpointer container, GString *path)
{
  gsize length = path->len;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_node_get_object (node);
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    if (object == container)
      return TRUE;
    json_object_iter_init (&iter, object);
    while (json_object_iter_next (&iter, &name, &member)) {
      g_string_append_printf (path, "%s%s", length > 0 ? "." : "", name);
      if (find_path (member, container, path))
        return TRUE;
      g_string_truncate (path, length);
    }
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    if (array == container)
      return TRUE;
    for (guint i = 0; i < json_array_get_length (array); i++) {
      g_string_append_printf (path, "[%u]", i);
      if (find_path (json_array_get_element (array, i), container, path))
        return TRUE;
      g_string_truncate (path, length);
    }
  }
  return FALSE;
}

static void
fail_at (BancoJson *self, gconstpointer container, const char *step, const char *what)
{
  g_autoptr (GString) path = g_string_new (NULL);

  if (self->failure != NULL)
    return;
  if (container != NULL)
    find_path (self->root, container, path);
  if (step != NULL && step[0] != '[' && path->len > 0)
    g_string_append_c (path, '.');
  if (step != NULL)
    g_string_append (path, step);
  self->failure = g_error_new (BANCO_JSON_ERROR, BANCO_JSON_ERROR_SHAPE, "%s: %s",
                               path->len > 0 ? path->str : "top", what);
}

static const char *
kind_of (JsonNode *node)
{
  if (node == NULL)
    return "nothing";
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "an object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "a list";
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    return "text";
  case G_TYPE_BOOLEAN:
    return "true or false";
  default:
    return "a number";
  }
}

typedef enum {
  KIND_TEXT,
  KIND_INT,
  KIND_NUMBER,
  KIND_BOOLEAN,
  KIND_OBJECT,
  KIND_ARRAY,
} ValueKind;

static const char *const kind_names[] = {
  "text", "a whole number", "a number", "true or false", "an object", "a list",
};

static gboolean
is_kind (JsonNode *node, ValueKind kind)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  switch (kind) {
  case KIND_TEXT:
    return type == G_TYPE_STRING;
  case KIND_INT:
    return type == G_TYPE_INT64;
  case KIND_NUMBER:
    return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
  case KIND_BOOLEAN:
    return type == G_TYPE_BOOLEAN;
  case KIND_OBJECT:
    return JSON_NODE_HOLDS_OBJECT (node);
  case KIND_ARRAY:
    return JSON_NODE_HOLDS_ARRAY (node);
  }
  g_return_val_if_reached (FALSE);
}

static JsonNode *
expect (BancoJson *self, JsonNode *node, gconstpointer container, const char *step, ValueKind kind)
{
  g_autofree char *what = NULL;

  if (node != NULL && is_kind (node, kind))
    return node;
  what = g_strdup_printf ("expected %s, found %s", kind_names[kind], kind_of (node));
  fail_at (self, container, step, what);
  return NULL;
}

static JsonNode *
required (BancoJson *self, JsonObject *object, const char *member, ValueKind kind)
{
  if (object == NULL)
    return NULL;
  return expect (self, json_object_get_member (object, member), object, member, kind);
}

static JsonNode *
optional (BancoJson *self, JsonObject *object, const char *member, ValueKind kind)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  return expect (self, node, object, member, kind);
}

JsonObject *
banco_json_root (BancoJson *self)
{
  JsonNode *node = expect (self, self->root, NULL, NULL, KIND_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
banco_json_root_array (BancoJson *self)
{
  JsonNode *node = expect (self, self->root, NULL, NULL, KIND_ARRAY);
  return node != NULL ? json_node_get_array (node) : NULL;
}

const char *
banco_json_string (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_TEXT);
  return node != NULL ? json_node_get_string (node) : NULL;
}

gint64
banco_json_int (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_INT);
  return node != NULL ? json_node_get_int (node) : 0;
}

double
banco_json_double (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_NUMBER);
  return node != NULL ? json_node_get_double (node) : 0;
}

gboolean
banco_json_boolean (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_BOOLEAN);
  return node != NULL && json_node_get_boolean (node);
}

JsonObject *
banco_json_object (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
banco_json_array (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = required (self, object, member, KIND_ARRAY);
  return node != NULL ? json_node_get_array (node) : NULL;
}

const char *
banco_json_string_or (BancoJson *self, JsonObject *object, const char *member, const char *fallback)
{
  JsonNode *node = optional (self, object, member, KIND_TEXT);
  return node != NULL ? json_node_get_string (node) : fallback;
}

gint64
banco_json_int_or (BancoJson *self, JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = optional (self, object, member, KIND_INT);
  return node != NULL ? json_node_get_int (node) : fallback;
}

double
banco_json_double_or (BancoJson *self, JsonObject *object, const char *member, double fallback)
{
  JsonNode *node = optional (self, object, member, KIND_NUMBER);
  return node != NULL ? json_node_get_double (node) : fallback;
}

gboolean
banco_json_boolean_or (BancoJson *self, JsonObject *object, const char *member, gboolean fallback)
{
  JsonNode *node = optional (self, object, member, KIND_BOOLEAN);
  return node != NULL ? json_node_get_boolean (node) : fallback;
}

JsonObject *
banco_json_object_or_null (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = optional (self, object, member, KIND_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
banco_json_array_or_null (BancoJson *self, JsonObject *object, const char *member)
{
  JsonNode *node = optional (self, object, member, KIND_ARRAY);
  return node != NULL ? json_node_get_array (node) : NULL;
}

const char *
banco_json_lenient_string (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  const char *text = node != NULL && is_kind (node, KIND_TEXT) ? json_node_get_string (node) : "";

  return text[0] != '\0' ? text : NULL;
}

gint64
banco_json_lenient_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  guint64 number;

  if (node != NULL && is_kind (node, KIND_INT))
    return json_node_get_int (node);
  if (node != NULL && is_kind (node, KIND_NUMBER))
    return (gint64) CLAMP (json_node_get_double (node), -1e15, 1e15);
  return banco_number_parse (banco_json_lenient_string (object, member), 0, G_MAXINT64, &number)
           ? (gint64) number
           : fallback;
}

JsonArray *
banco_json_lenient_array (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
banco_json_lenient_element (JsonArray *array, guint index)
{
  JsonNode *node = array != NULL ? json_array_get_element (array, index) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

guint
banco_json_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

static JsonNode *
element (BancoJson *self, JsonArray *array, guint index, ValueKind kind)
{
  g_autofree char *step = NULL;

  if (array == NULL)
    return NULL;
  step = g_strdup_printf ("[%u]", index);
  return expect (
    self, index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL,
    array, step, kind);
}

JsonObject *
banco_json_element_object (BancoJson *self, JsonArray *array, guint index)
{
  JsonNode *node = element (self, array, index, KIND_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

const char *
banco_json_element_string (BancoJson *self, JsonArray *array, guint index)
{
  JsonNode *node = element (self, array, index, KIND_TEXT);
  return node != NULL ? json_node_get_string (node) : NULL;
}

double
banco_json_element_double (BancoJson *self, JsonArray *array, guint index)
{
  JsonNode *node = element (self, array, index, KIND_NUMBER);
  return node != NULL ? json_node_get_double (node) : 0;
}

void
banco_json_refuse (BancoJson *self, JsonObject *object, const char *member, const char *what)
{
  fail_at (self, object, member, what);
}

gboolean
banco_json_check (BancoJson *self, GError **error)
{
  if (self->failure == NULL)
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (self->failure);
  return FALSE;
}
