/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/issuer-private.h"

static void
metadata_clear (gpointer data)
{
  BancoMetadata *self = data;

  g_free (self->authorization);
  g_free (self->token);
  g_free (self->device);
  g_free (self->userinfo);
  g_free (self->keys);
  g_free (self->registration);
  g_free (self->revocation);
  g_free (self->scim);
  g_strfreev (self->scopes);
}

BancoMetadata *
banco_metadata_ref (BancoMetadata *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
banco_metadata_unref (BancoMetadata *self)
{
  g_atomic_rc_box_release_full (self, metadata_clear);
}

gboolean
banco_metadata_has_scope (const BancoMetadata *self, const char *scope)
{
  return g_strv_contains ((const char *const *) self->scopes, scope);
}
