/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/provider.h"

G_DEFINE_INTERFACE (BancoProvider, banco_provider, G_TYPE_OBJECT)

static void
banco_provider_default_init (BancoProviderInterface *iface)
{
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
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_offers (self, group, cancellable, error);
}

GPtrArray *
banco_provider_list_images (BancoProvider *self, GCancellable *cancellable, GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_images (self, cancellable, error);
}

GPtrArray *
banco_provider_list_limits (BancoProvider *self,
                            const char *group,
                            GCancellable *cancellable,
                            GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_limits (self, group, cancellable, error);
}

GPtrArray *
banco_provider_list_machines (BancoProvider *self, GCancellable *cancellable, GError **error)
{
  return BANCO_PROVIDER_GET_IFACE (self)->list_machines (self, cancellable, error);
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
