/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/tokens-private.h"

G_BEGIN_DECLS

/* Tells the person what to do; called from the worker, @pending is borrowed. */
typedef void (*BancoFlowShow) (const BancoPending *pending, gpointer data);

/* What both flows start from; all borrowed. */
typedef struct {
  BancoIssuer *issuer;
  const BancoMetadata *metadata;
  const BancoClient *client;
  const char *scope;
  const char *audience; /* words; nullable */
  BancoFlowShow show;
  gpointer data;
} BancoFlow;

/* Both block until somebody signed in: tokens, and claims that were verified. Errors: CLIENT when
 * the issuer does not know the client, DENIED, EXPIRED, those of banco_http_send(). */
BancoTokens *banco_flow_browser (const BancoFlow *flow,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoTokens *banco_flow_device (const BancoFlow *flow,
                                GCancellable *cancellable,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How fast to ask whether a device code was confirmed (RFC 8628 §3.5). */
typedef struct {
  guint interval; /* s */
  guint failures; /* of the network, in a row */
} BancoPollInterval;

/* Seconds until the next question after the error @code (NULL: there was no answer), -1: stop. */
gint64 banco_poll_interval_next (BancoPollInterval *self, const char *code);

BancoPending *banco_pending_copy (const BancoPending *self) G_GNUC_WARN_UNUSED_RESULT;
void banco_pending_free (BancoPending *self);

G_END_DECLS
