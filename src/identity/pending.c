/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/flow-private.h"

BancoPending *
banco_pending_copy (const BancoPending *self)
{
  BancoPending *copy = g_new0 (BancoPending, 1);

  copy->method = self->method;
  copy->uri = g_strdup (self->uri);
  copy->complete_uri = g_strdup (self->complete_uri);
  copy->user_code = g_strdup (self->user_code);
  copy->expires_at = self->expires_at;
  return copy;
}

void
banco_pending_free (BancoPending *self)
{
  g_free (self->uri);
  g_free (self->complete_uri);
  g_free (self->user_code);
  g_free (self);
}
