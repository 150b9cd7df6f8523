/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "demo/cloud-services-private.h"

#include <string.h>

DemoCloud *
demo_cloud_new (DemoState *state, GError **error)
{
  g_autoptr (DemoCloud) self = g_new0 (DemoCloud, 1);

  self->state = state;
  self->passes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) demo_keystone_token_free);
  self->key_pairs = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_key_pair_free);
  self->security_groups =
    g_ptr_array_new_with_free_func ((GDestroyNotify) demo_security_group_free);
  self->instances = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_instance_free);
  self->failures = g_array_new (FALSE, FALSE, sizeof (DemoFailure));
  self->limits = g_malloc_n (demo_n_projects, sizeof *self->limits);
  for (guint i = 0; i < demo_n_projects; i++)
    memcpy (self->limits[i], demo_projects[i].limits, sizeof *self->limits);
  self->capacity = g_new (guint, demo_n_devices);
  for (guint i = 0; i < demo_n_devices; i++)
    self->capacity[i] = demo_devices[i].count;
  if ((self->keystone = demo_server_new (state, "keystone", error)) == NULL ||
      (self->nova = demo_server_new (state, "nova", error)) == NULL ||
      (self->glance = demo_server_new (state, "glance", error)) == NULL ||
      (self->neutron = demo_server_new (state, "neutron", error)) == NULL)
    return NULL;
  self->url = g_strconcat (demo_server_get_url (self->keystone), "/v3", NULL);
  demo_keystone_serve (self);
  demo_nova_serve (self);
  demo_nova_serve_keys (self);
  demo_nova_serve_servers (self);
  demo_nova_serve_create (self);
  demo_glance_serve (self);
  demo_neutron_serve (self);
  return g_steal_pointer (&self);
}

void
demo_cloud_free (DemoCloud *self)
{
  g_clear_pointer (&self->keystone, demo_server_free);
  g_clear_pointer (&self->nova, demo_server_free);
  g_clear_pointer (&self->glance, demo_server_free);
  g_clear_pointer (&self->neutron, demo_server_free);
  g_ptr_array_unref (self->instances);
  g_ptr_array_unref (self->key_pairs);
  g_ptr_array_unref (self->security_groups);
  g_hash_table_unref (self->passes);
  g_array_unref (self->failures);
  g_free (self->limits);
  g_free (self->capacity);
  g_free (self->url);
  g_free (self);
}

const char *
demo_cloud_get_url (DemoCloud *self)
{
  return self->url;
}

void
demo_cloud_describe (DemoCloud *self, GKeyFile *keys)
{
  static const struct {
    const char *group, *provider, *issuers;
  } clouds[] = {
    { "Cloud demo", "infn-iam", "official;" },
    { "Cloud demo-hackathon", "hackathon", "hackathon;" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (clouds); i++) {
    g_key_file_set_string (keys, clouds[i].group, "Kind", "openstack");
    g_key_file_set_string (keys, clouds[i].group, "Url", self->url);
    g_key_file_set_string (keys, clouds[i].group, "IdentityProvider", clouds[i].provider);
    g_key_file_set_string (keys, clouds[i].group, "Protocol", "openid");
    g_key_file_set_string (keys, clouds[i].group, "Issuers", clouds[i].issuers);
  }
}

DemoInstance *
demo_cloud_find_instance (DemoCloud *self, const DemoProject *project, const char *id)
{
  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);

    if (instance->project == project && g_str_equal (instance->id, id))
      return instance;
  }
  return NULL;
}

gint64
demo_cloud_get_limit (DemoCloud *self, const DemoProject *project, guint resource)
{
  return self->limits[project - demo_projects][resource];
}

gint64
demo_cloud_get_used (DemoCloud *self, const DemoProject *project, guint resource)
{
  gint64 used = 0;

  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);
    const DemoFlavor *flavor = instance->flavor;

    if (instance->project != project || demo_instance_is_deleted (instance))
      continue;
    used += resource == DEMO_CORES ? flavor->vcpus : resource == DEMO_RAM ? flavor->ram : 1;
  }
  return used;
}

gboolean
demo_cloud_has_room (DemoCloud *self, const DemoFlavor *flavor)
{
  guint used = 0;
  guint device = 0;

  if (flavor->device == NULL)
    return TRUE;
  while (!g_str_equal (demo_devices[device].name, flavor->device))
    device++;
  for (guint i = 0; i < self->instances->len; i++)
    used += demo_instance_count_devices (g_ptr_array_index (self->instances, i), flavor->device);
  return used + flavor->devices <= self->capacity[device];
}

void
demo_cloud_add_request_id (DemoRequest *request)
{
  g_autofree char *id = demo_state_random_uuid (request->state);
  g_autofree char *request_id = g_strconcat ("req-", id, NULL);

  demo_reply_header (request, "x-openstack-request-id", request_id);
}

DemoListPage
demo_list_page (DemoRequest *request, guint length, DemoGetId get_id, gpointer data)
{
  const char *marker = demo_request_value (request, "marker");
  const char *limit = demo_request_value (request, "limit");
  DemoListPage page = { 0, length, FALSE, marker != NULL };
  guint64 most = 0;

  for (guint i = 0; marker != NULL && i < length; i++)
    if (g_str_equal (get_id (i, data), marker)) {
      page.from = i + 1;
      page.lost = FALSE;
    }
  if (banco_number_parse (limit, 1, 1000, &most) && page.from + most < length) {
    page.to = page.from + (guint) most;
    page.more = TRUE;
  }
  return page;
}

void
demo_list_page_link (DemoRequest *request,
                     const DemoListPage *page,
                     JsonObject *root,
                     const char *member,
                     DemoGetId get_id,
                     gpointer data)
{
  JsonArray *links;
  g_autofree char *href = NULL;

  if (!page->more)
    return;
  href = g_strdup_printf ("%s%s?limit=%u&marker=%s", demo_server_get_url (request->server),
                          request->path, page->to - page->from, get_id (page->to - 1, data));
  links = json_array_new ();
  json_array_add_element (links, demo_json ("{'rel': 'next', 'href': %s}", href));
  json_object_set_array_member (root, member, links);
}
