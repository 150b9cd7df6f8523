/* SPDX-License-Identifier: Apache-2.0 */
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
