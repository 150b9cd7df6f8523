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
                            gboolean renew,
                            GCancellable *cancellable,
                            GError **error)
{
  g_return_val_if_fail (BANCO_IS_AUTHORIZER (self), FALSE);

  return BANCO_AUTHORIZER_GET_IFACE (self)->authorize (self, message, renew, cancellable, error);
}
