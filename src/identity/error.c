/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/error-private.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (banco_identity_error, banco_identity_error)

typedef struct {
  const char *code;
  BancoIdentityError means;
} CodeMeaning;

static const CodeMeaning meanings[] = {
  { "invalid_grant", BANCO_IDENTITY_ERROR_SIGN_IN },
  { "invalid_token", BANCO_IDENTITY_ERROR_SIGN_IN }, /* INDIGO IAM's word for it */
  { "interaction_required", BANCO_IDENTITY_ERROR_SIGN_IN },
  { "login_required", BANCO_IDENTITY_ERROR_SIGN_IN },
  { "consent_required", BANCO_IDENTITY_ERROR_SIGN_IN },
  { "access_denied", BANCO_IDENTITY_ERROR_DENIED },
  { "unauthorized", BANCO_IDENTITY_ERROR_DENIED },
  { "invalid_scope", BANCO_IDENTITY_ERROR_DENIED },
  { "invalid_target", BANCO_IDENTITY_ERROR_DENIED },
  { "expired_token", BANCO_IDENTITY_ERROR_EXPIRED },
  { "invalid_client", BANCO_IDENTITY_ERROR_CLIENT },
  { "unauthorized_client", BANCO_IDENTITY_ERROR_CLIENT },
  { "unsupported_grant_type", BANCO_IDENTITY_ERROR_CLIENT },
  { "server_error", BANCO_IDENTITY_ERROR_UNREACHABLE },
  { "temporarily_unavailable", BANCO_IDENTITY_ERROR_UNREACHABLE },
};

BancoIdentityError
banco_identity_error_classify (guint status, const char *code, const char *description)
{
  if (description != NULL && strstr (description, "sign AUP") != NULL)
    return BANCO_IDENTITY_ERROR_TERMS;
  if (description != NULL && strstr (description, "is not active") != NULL)
    return BANCO_IDENTITY_ERROR_ENDED;
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++) {
    if (g_strcmp0 (code, meanings[i].code) == 0)
      return meanings[i].means;
  }
  /* INDIGO IAM answers an unknown client with an empty 404. */
  if (code == NULL && (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_UNAUTHORIZED))
    return BANCO_IDENTITY_ERROR_CLIENT;
  return BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD;
}

static char *
sentence (BancoIssuer *issuer, BancoIdentityError code)
{
  const char *name = issuer->name;

  switch (code) {
  case BANCO_IDENTITY_ERROR_SIGN_IN:
    return g_strdup_printf (_ ("the session with %s is over; sign in again"), name);
  case BANCO_IDENTITY_ERROR_DENIED:
    return g_strdup_printf (_ ("%s did not allow it, or somebody said no there"), name);
  case BANCO_IDENTITY_ERROR_EXPIRED:
    return g_strdup_printf (_ ("nobody confirmed at %s in time; sign in again"), name);
  case BANCO_IDENTITY_ERROR_TERMS:
    return g_strdup_printf (
      _ ("%s wants its terms of use accepted first: open %s%siam/aup/sign in a "
         "browser, then try again"),
      name, issuer->url, g_str_has_suffix (issuer->url, "/") ? "" : "/");
  case BANCO_IDENTITY_ERROR_ENDED:
    return g_strdup_printf (_ ("the account at %s is disabled or over; ask its administrators"),
                            name);
  case BANCO_IDENTITY_ERROR_CLIENT:
    return g_strdup_printf (_ ("%s does not accept this program; sign in again, and ask its "
                               "administrators if that does not help"),
                            name);
  case BANCO_IDENTITY_ERROR_UNREACHABLE:
    return g_strdup_printf (
      _ ("%s gives no usable answer at the moment; check the network and try again"), name);
  default:
    return g_strdup_printf (_ ("%s sent something that cannot be understood"), name);
  }
}

void
banco_identity_set_error (GError **error, BancoIssuer *issuer, BancoIdentityError code)
{
  g_autofree char *text = sentence (issuer, code);

  g_set_error_literal (error, BANCO_IDENTITY_ERROR, code, text);
}

void
banco_identity_set_not_understood (GError **error, BancoIssuer *issuer, const char *what)
{
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, "%s %s",
               issuer->name, what);
}
