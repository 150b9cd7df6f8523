/* SPDX-License-Identifier: Apache-2.0 */
#include "base/authorizer.h"

G_DEFINE_INTERFACE (BancoAuthorizer, banco_authorizer, G_TYPE_OBJECT)

static void
banco_authorizer_default_init (BancoAuthorizerInterface *iface)
{
}

gboolean
banco_authorizer_authorize (BancoAuthorizer *self,
                            SoupMessage *message,
                            GCancellable *cancellable,
                            GError **error)
{
  g_return_val_if_fail (BANCO_IS_AUTHORIZER (self), FALSE);

  return BANCO_AUTHORIZER_GET_IFACE (self)->authorize (self, message, cancellable, error);
}

gboolean
banco_authorizer_renew (BancoAuthorizer *self,
                        SoupMessage *refused,
                        GCancellable *cancellable,
                        GError **error)
{
  BancoAuthorizerInterface *iface;

  g_return_val_if_fail (BANCO_IS_AUTHORIZER (self), FALSE);

  iface = BANCO_AUTHORIZER_GET_IFACE (self);
  return iface->renew != NULL && iface->renew (self, refused, cancellable, error);
}
