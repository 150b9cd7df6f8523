/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/grant-private.h"
#include "identity/issuer-private.h"

G_BEGIN_DECLS

/* What a token endpoint gave. All nullable but access_token. */
typedef struct {
  char *access_token;
  char *refresh_token;
  char *id_token;
  char *scope;
  gint64 expires_at;
  gint64 session_until; /* 0: not said */
  BancoJson *claims;    /* those of the ID token once it was verified, nullable */
} BancoTokens;

void banco_tokens_free (BancoTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoTokens, banco_tokens_free)

/* Asks the token endpoint as @client with the form @fields (name, value, …, NULL). @rotated: the
 * refresh token of an answer that is of no other use, nullable. Errors: classified refusals, those
 * of banco_http_send(). */
BancoTokens *banco_tokens_request (BancoIssuer *issuer,
                                   const char *endpoint,
                                   const BancoClient *client,
                                   const char *const *fields,
                                   char **rotated,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What such an answer says. @refusal: the code of a refusal, nullable. */
BancoTokens *banco_tokens_read (BancoIssuer *issuer,
                                BancoHttpResponse *response,
                                char **refusal,
                                char **rotated,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Posts a form as @client; a 4xx is an answer. */
BancoHttpResponse *banco_tokens_post (BancoIssuer *issuer,
                                      const char *endpoint,
                                      const BancoClient *client,
                                      const char *const *fields,
                                      BancoHttpFlags flags,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets what a refusal means; its code (nullable) comes back. */
char *banco_tokens_set_refusal (GError **error,
                                BancoIssuer *issuer,
                                BancoHttpResponse *response) G_GNUC_WARN_UNUSED_RESULT;

/* Puts @tokens into @grant; what was not given anew stays. */
void banco_tokens_apply (const BancoTokens *self, BancoGrant *grant);

G_END_DECLS
