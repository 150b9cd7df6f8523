/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/provider.h"

#include <glib/gi18n.h>

G_DEFINE_INTERFACE (BancoProvider, banco_provider, G_TYPE_OBJECT)

static void
banco_provider_default_init (BancoProviderInterface *iface)
{
}

GHashTable *
banco_missing_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
}

void
banco_missing_propagate (GHashTable *missing, GError **error)
{
  GHashTableIter iter;
  gpointer cause;

  g_hash_table_iter_init (&iter, missing);
  if (!g_hash_table_iter_next (&iter, NULL, &cause))
    return;
  g_propagate_error (error, g_error_copy (cause));
}

const char *
banco_provider_get_cloud (BancoProvider *self)
{
  return BANCO_PROVIDER_GET_IFACE (self)->get_cloud (self);
}

char **
banco_provider_list_groups (BancoProvider *self, GCancellable *cancellable, GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_groups (self, cancellable, error);
}

GPtrArray *
banco_provider_list_offers (BancoProvider *self,
                            const char *group,
                            GHashTable *missing,
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_offers (self, group, missing, cancellable, error);
}

GPtrArray *
banco_provider_list_images (BancoProvider *self,
                            GHashTable *missing,
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_images (self, missing, cancellable, error);
}

GPtrArray *
banco_provider_list_limits (BancoProvider *self,
                            const char *group,
                            GHashTable *missing,
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_limits (self, group, missing, cancellable, error);
}

GPtrArray *
banco_provider_list_machines (BancoProvider *self,
                              GHashTable *missing,
                              GCancellable *cancellable,
                              GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_machines (self, missing, cancellable, error);
}

GPtrArray *
banco_provider_list_inputs (BancoProvider *self,
                            BancoOffer *offer,
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_inputs (self, offer, cancellable, error);
}

char *
banco_provider_choose_group (BancoProvider *self,
                             BancoOffer *offer,
                             GCancellable *cancellable,
                             GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->choose_group (self, offer, cancellable, error);
}

JsonNode *
banco_provider_describe (BancoProvider *self,
                         const BancoResolvedRequest *order,
                         GCancellable *cancellable,
                         GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->describe (self, order, cancellable, error);
}

BancoMachineRecord *
banco_provider_request (BancoProvider *self,
                        const BancoResolvedRequest *order,
                        GCancellable *cancellable,
                        GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->request (self, order, cancellable, error);
}

gboolean
banco_provider_release (BancoProvider *self,
                        const char *id,
                        const char *group,
                        GCancellable *cancellable,
                        GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->release (self, id, group, cancellable, error);
}

char *
banco_provider_read_log (BancoProvider *self,
                         const char *id,
                         const char *group,
                         GCancellable *cancellable,
                         GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->read_log (self, id, group, cancellable, error);
}

void
banco_provider_forget (BancoProvider *self)
{
  BANCO_PROVIDER_GET_IFACE (self)->forget (self);
}
