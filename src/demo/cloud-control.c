/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include <string.h>

static void
read_quota (BancoJson *reader, JsonObject *quota, gint64 (*limits)[DEMO_N_RESOURCES])
{
  g_autoptr (GList) names = quota != NULL ? json_object_get_members (quota) : NULL;

  for (GList *at = names; at != NULL; at = at->next) {
    JsonObject *project = banco_json_object (reader, quota, at->data);
    guint index = 0;

    while (index < demo_n_projects && !g_str_equal (demo_projects[index].name, at->data))
      index++;
    if (index == demo_n_projects) {
      banco_json_refuse (reader, quota, at->data, "no such project");
      continue;
    }
    for (guint i = 0; i < DEMO_N_RESOURCES; i++)
      limits[index][i] =
        banco_json_int_or (reader, project, demo_resource_names[i], limits[index][i]);
  }
}

static void
read_capacity (BancoJson *reader, JsonObject *order, guint *capacity)
{
  g_autoptr (GList) names = order != NULL ? json_object_get_members (order) : NULL;

  for (GList *at = names; at != NULL; at = at->next) {
    gint64 count = banco_json_int (reader, order, at->data);
    guint index = 0;

    while (index < demo_n_devices && !g_str_equal (demo_devices[index].name, at->data))
      index++;
    if (index == demo_n_devices)
      banco_json_refuse (reader, order, at->data, "no such device");
    else if (count < 0 || count > 1000)
      banco_json_refuse (reader, order, at->data, "expected 0 to 1000");
    else
      capacity[index] = (guint) count;
  }
}

static void
read_failure (BancoJson *reader, JsonObject *order, const char *name, GArray *failures)
{
  DemoFailure failure = DEMO_FAILURE_NONE;

  if (name == NULL)
    return;
  while (failure < DEMO_N_FAILURES && !g_str_equal (demo_failure_names[failure], name))
    failure++;
  if (failure == DEMO_N_FAILURES)
    banco_json_refuse (reader, order, "fail_next", "no such failure");
  else
    g_array_append_val (failures, failure);
}

static void
read_failures (BancoJson *reader, JsonObject *order, GArray *failures)
{
  JsonNode *node = json_object_get_member (order, "fail_next");
  JsonArray *names;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node)) {
    read_failure (reader, order, banco_json_string (reader, order, "fail_next"), failures);
    return;
  }
  names = banco_json_array (reader, order, "fail_next");
  for (guint i = 0; i < banco_json_length (names); i++)
    read_failure (reader, order, banco_json_element_string (reader, names, i), failures);
}

gboolean
demo_cloud_control (DemoCloud *self, JsonObject *order, GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), order);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (BancoJson) reader = banco_json_parse (text, -1, error);
  g_autoptr (GArray) failures = g_array_new (FALSE, FALSE, sizeof (DemoFailure));
  g_autofree gint64 (*limits)[DEMO_N_RESOURCES] =
    g_memdup2 (self->limits, demo_n_projects * sizeof *limits);
  g_autofree guint *capacity = g_memdup2 (self->capacity, demo_n_devices * sizeof *capacity);
  JsonObject *root = reader != NULL ? banco_json_root (reader) : NULL;

  if (root == NULL)
    return FALSE;
  read_quota (reader, banco_json_object_or_null (reader, root, "quota"), limits);
  read_capacity (reader, banco_json_object_or_null (reader, root, "capacity"), capacity);
  read_failures (reader, root, failures);
  if (!banco_json_check (reader, error))
    return FALSE;
  memcpy (self->limits, limits, demo_n_projects * sizeof *limits);
  memcpy (self->capacity, capacity, demo_n_devices * sizeof *capacity);
  g_array_append_vals (self->failures, failures->data, failures->len);
  return TRUE;
}

static void
on_cloud (DemoRequest *request, gpointer data)
{
  g_autoptr (GError) error = NULL;

  demo_cloud_control (data, request->json, &error);
  demo_control_reply (request, error);
}

void
demo_cloud_serve_control (DemoCloud *self, DemoControl *control)
{
  demo_control_route (control, "/cloud", on_cloud, self);
}
