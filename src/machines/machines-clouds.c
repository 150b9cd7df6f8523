/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

/* The clouds of a federation become providers and sources: here the list and what fills it meet. */

static BancoMachines *
create (BancoOperations *operations)
{
  BancoMachines *self = g_object_new (BANCO_TYPE_MACHINES, NULL);

  g_set_object (&self->operations, operations);
  self->refresher = banco_machines_new_refresher (self, FALSE);
  self->catalogue = banco_machines_new_refresher (self, TRUE);
  return self;
}

static void
cloud_changed (BancoMachines *self)
{
  g_object_notify (G_OBJECT (self), "refreshed");
  g_object_notify (G_OBJECT (self), "failed");
}

static void
add_provider (BancoMachines *self, const char *kind, BancoProvider *provider)
{
  const char *id = banco_provider_get_cloud (provider);
  g_autoptr (BancoCloud) cloud = banco_cloud_new (id, kind);
  g_autoptr (BancoRefreshSource) catalogue = banco_refresh_source_new (id);

  g_ptr_array_add (self->providers, g_object_ref (provider));
  g_signal_connect_object (cloud, "notify::refreshed", G_CALLBACK (cloud_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cloud, "notify::error", G_CALLBACK (cloud_changed), self,
                           G_CONNECT_SWAPPED);
  g_list_store_append (self->clouds, cloud);
  g_list_store_append (self->catalogues, catalogue);
  banco_refresher_add (self->refresher, BANCO_REFRESH_SOURCE (cloud));
  banco_refresher_add (self->catalogue, catalogue);
}

BancoMachines *
banco_machines_new (BancoHttp *http,
                    const BancoCloudSetup *clouds,
                    guint n_clouds,
                    BancoOperations *operations)
{
  BancoMachines *self = create (operations);

  for (guint i = 0; i < n_clouds; i++) {
    g_autoptr (BancoProvider) provider = banco_provider_new (http, &clouds[i]);

    if (provider != NULL)
      add_provider (self, clouds[i].kind, provider);
  }
  return self;
}

BancoMachines *
banco_machines_new_of (BancoProvider *provider, BancoOperations *operations)
{
  BancoMachines *self = create (operations);

  add_provider (self, "test", provider);
  return self;
}
