/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/agreement-private.h"

#include <glib/gi18n.h>

static gboolean
contains (char **hosts, const char *host)
{
  return hosts != NULL && g_strv_contains ((const char *const *) hosts, host);
}

/* What the file names is enough where it is the system's, or where it was installed when nothing
 * was asked yet. */
static gboolean
file_decides (BancoIssuer *issuer, const BancoGrant *grant)
{
  return issuer->agreement == BANCO_AGREEMENT_GIVEN ||
         (issuer->agreement == BANCO_AGREEMENT_KEPT && grant->hosts == NULL);
}

static gboolean
authorities_are_agreed (BancoIssuer *issuer, const BancoGrant *grant)
{
  return file_decides (issuer, grant) || g_strcmp0 (issuer->certificates, grant->certificates) == 0;
}

gboolean
banco_agreement_check (BancoIssuer *issuer,
                       const BancoGrant *grant,
                       const char *host,
                       GError **error)
{
  if (!authorities_are_agreed (issuer, grant)) {
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED,
                 _ ("the federation file names another certificate authority for %s than the one "
                    "you agreed to; nothing was sent"),
                 issuer->name);
    return FALSE;
  }
  if (host == NULL || g_strcmp0 (host, issuer->hosts[0]) == 0 || contains (grant->hosts, host) ||
      (file_decides (issuer, grant) && contains (issuer->hosts, host)))
    return TRUE;
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED,
               _ ("you did not agree to use your account of %s at %s, which the federation file "
                  "names; nothing was sent there"),
               issuer->name, host);
  return FALSE;
}

void
banco_agreement_give (BancoIssuer *issuer, BancoGrant *grant)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) issuer->hosts);
  for (guint i = 0; grant->hosts != NULL && grant->hosts[i] != NULL; i++)
    if (!contains (issuer->hosts, grant->hosts[i]))
      g_strv_builder_add (builder, grant->hosts[i]);
  g_strfreev (grant->hosts);
  grant->hosts = g_strv_builder_end (builder);
  g_free (grant->certificates);
  grant->certificates = g_strdup (issuer->certificates);
}

void
banco_agreement_keep (BancoIssuer *issuer, BancoGrant *grant)
{
  if (grant->hosts == NULL && file_decides (issuer, grant))
    banco_agreement_give (issuer, grant);
}
