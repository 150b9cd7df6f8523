/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/agreement-private.h"
#include "identity/refresh-private.h"
#include "identity/registration-private.h"
#include "identity/sign-in-private.h"

#include <glib/gi18n.h>

/* TRUE when the issuer says that @grant is worth nothing any more. */
static gboolean
revoke_tokens (BancoIssuer *issuer, const BancoGrant *grant, GCancellable *cancellable)
{
  gboolean with_refresh = grant->refresh_token != NULL;
  const char *fields[] = { "token", with_refresh ? grant->refresh_token : grant->access_token,
                           "token_type_hint", with_refresh ? "refresh_token" : "access_token",
                           NULL };
  g_autoptr (BancoMetadata) metadata = banco_issuer_discover (issuer, cancellable, NULL);
  g_autoptr (BancoHttpResponse) response = NULL;

  if (metadata == NULL || metadata->revocation == NULL)
    return FALSE;
  response = banco_tokens_post (issuer, metadata->revocation, &grant->client, fields,
                                BANCO_HTTP_NONE, cancellable, NULL);
  return response != NULL && response->status < 300;
}

/* FALSE also when there was nothing to revoke. */
static gboolean
revoke_all (BancoIssuer *issuer, GPtrArray *grants, GCancellable *cancellable)
{
  gboolean any = FALSE, all = TRUE;

  for (guint i = 0; i < grants->len; i++) {
    const BancoGrant *grant = grants->pdata[i];

    if (grant->client.id == NULL || (grant->refresh_token == NULL && grant->access_token == NULL))
      continue;
    any = TRUE;
    all = revoke_tokens (issuer, grant, cancellable) && all;
  }
  return any && all;
}

gboolean
banco_sign_out (BancoIssuer *issuer,
                BancoGrantStore *store,
                gboolean *revoked,
                GCancellable *cancellable,
                GError **error)
{
  int lock = banco_grant_store_lock (store, cancellable, error);
  g_autoptr (BancoGrant) grant = NULL;
  g_autoptr (GPtrArray) grants = NULL;
  BancoClient client = { 0 };
  gboolean cleared;

  if (lock < 0)
    return FALSE;
  *revoked = FALSE;
  grant = banco_grant_store_read_again (store, cancellable);
  /* What the keyring hides would live on, unless all that there is lies in memory. */
  if (banco_grant_store_is_locked (store) &&
      banco_grant_get_state (grant) == BANCO_ACCOUNT_SIGNED_OUT) {
    banco_refresh_set_not_signed_in (error, issuer, store, grant);
    banco_grant_store_unlock (store, lock);
    return FALSE;
  }
  if (banco_agreement_check (issuer, grant, NULL, NULL)) {
    banco_grant_store_read_registration (store, &client, cancellable);
    grants = banco_grant_store_list (store, cancellable);
    *revoked = revoke_all (issuer, grants, cancellable);
    banco_registration_delete (issuer, &client, cancellable);
    banco_client_clear (&client);
  }
  cleared = banco_grant_store_clear (store);
  banco_grant_store_unlock (store, lock);
  if (!cleared && !*revoked) {
    g_set_error (
      error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_FAILED,
      _ ("the keyring may still hold the account of %s, and the issuer did not confirm that "
         "it is worthless; unlock the keyring and sign out again"),
      issuer->name);
    return FALSE;
  }
  return TRUE;
}
