/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define BANCO_TYPE_AUTHORIZER (banco_authorizer_get_type ())
G_DECLARE_INTERFACE (BancoAuthorizer, banco_authorizer, BANCO, AUTHORIZER, GObject)

/* Who can put credentials on a message, so that nobody else has to hold a token. */
struct _BancoAuthorizerInterface {
  GTypeInterface parent_iface;

  gboolean (*authorize) (BancoAuthorizer *self,
                         SoupMessage *message,
                         GCancellable *cancellable,
                         GError **error);
  /* Optional. */
  gboolean (*renew) (BancoAuthorizer *self,
                     SoupMessage *refused,
                     GCancellable *cancellable,
                     GError **error);
};

/* Puts credentials on @message; blocks, for workers only. Errors: those of the implementer, ready
 * to be shown. */
gboolean banco_authorizer_authorize (BancoAuthorizer *self,
                                     SoupMessage *message,
                                     GCancellable *cancellable,
                                     GError **error);

/* The credentials on @refused were refused (401). TRUE when there are others now, so that another
 * try makes sense; FALSE without an error: there are no better ones. Blocks, as above. */
gboolean banco_authorizer_renew (BancoAuthorizer *self,
                                 SoupMessage *refused,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
