/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/notebook-private.h"

static JsonNode *
member_of (JsonObject *object, const char *member, JsonNodeType kind)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && json_node_get_node_type (node) == kind ? node : NULL;
}

JsonObject *
banco_notebook_object (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
banco_notebook_array (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

JsonObject *
banco_notebook_element (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
banco_notebook_string (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_string (node) : NULL;
}

gint64
banco_notebook_int (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : 0;
}

char *
banco_notebook_text (JsonObject *object, const char *member)
{
  JsonArray *lines = banco_notebook_array (object, member);
  GString *text;

  if (lines == NULL)
    return g_strdup (banco_notebook_string (object, member));
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (lines); i++) {
    JsonNode *line = json_array_get_element (lines, i);

    if (JSON_NODE_HOLDS_VALUE (line) && json_node_get_string (line) != NULL)
      g_string_append (text, json_node_get_string (line));
  }
  return g_string_free (text, FALSE);
}
