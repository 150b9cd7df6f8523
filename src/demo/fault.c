/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/fault-private.h"

void
demo_fault_free (DemoFault *self)
{
  if (self == NULL)
    return;
  g_free (self->server);
  g_free (self->method);
  g_free (self->path);
  g_free (self->body);
  g_free (self->content_type);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

static void
read_headers (JsonObject *headers, GPtrArray *into)
{
  JsonObjectIter at;
  const char *name;
  JsonNode *value;

  if (headers == NULL)
    return;
  json_object_iter_init (&at, headers);
  while (json_object_iter_next (&at, &name, &value)) {
    if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING) {
      g_ptr_array_add (into, g_strdup (name));
      g_ptr_array_add (into, json_node_dup_string (value));
    }
  }
}

DemoFault *
demo_fault_read (BancoJson *reader, JsonObject *order, GError **error)
{
  g_autoptr (DemoFault) self = g_new0 (DemoFault, 1);

  self->path = g_strdup (banco_json_string (reader, order, "path"));
  self->server = g_strdup (banco_json_string_or (reader, order, "server", NULL));
  self->method = g_strdup (banco_json_string_or (reader, order, "method", NULL));
  self->status = banco_json_int_or (reader, order, "status", -1);
  self->count = banco_json_int_or (reader, order, "count", 1);
  self->delay = banco_json_double_or (reader, order, "delay", 0);
  self->body = g_strdup (banco_json_string_or (reader, order, "body", ""));
  self->content_type =
    g_strdup (banco_json_string_or (reader, order, "content_type", "text/plain"));
  self->headers = g_ptr_array_new_with_free_func (g_free);
  read_headers (banco_json_object_or_null (reader, order, "headers"), self->headers);
  if (self->count == 0 || self->count < -1)
    banco_json_refuse (reader, order, "count", "expected 1 or more, or -1 for ever");
  if (self->delay < 0 || self->delay > 600)
    banco_json_refuse (reader, order, "delay", "expected 0 to 600 seconds");
  if (self->status < -1 || (self->status > 0 && self->status < 200) || self->status > 599)
    banco_json_refuse (reader, order, "status", "expected 200 to 599, or 0 to cut the connection");
  if (!banco_json_check (reader, error))
    return NULL;
  return g_steal_pointer (&self);
}

DemoFault *
demo_fault_copy (const DemoFault *self)
{
  DemoFault *copy = g_new0 (DemoFault, 1);

  *copy = *self;
  copy->server = g_strdup (self->server);
  copy->method = g_strdup (self->method);
  copy->path = g_strdup (self->path);
  copy->body = g_strdup (self->body);
  copy->content_type = g_strdup (self->content_type);
  copy->headers = g_ptr_array_ref (self->headers);
  return copy;
}

gboolean
demo_fault_fits (const DemoFault *self, const char *server, const char *method, const char *path)
{
  return (self->server == NULL || g_str_equal (self->server, server)) &&
         (self->method == NULL || g_ascii_strcasecmp (self->method, method) == 0) &&
         g_pattern_match_simple (self->path, path);
}
