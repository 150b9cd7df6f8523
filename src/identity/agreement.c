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
file_decides (BancoProvider *provider, const BancoGrant *grant)
{
  return provider->agreement == BANCO_AGREEMENT_GIVEN ||
         (provider->agreement == BANCO_AGREEMENT_KEPT && grant->hosts == NULL);
}

static gboolean
authorities_are_agreed (BancoProvider *provider, const BancoGrant *grant)
{
  return file_decides (provider, grant) ||
         g_strcmp0 (provider->certificates, grant->certificates) == 0;
}

gboolean
banco_agreement_check (BancoProvider *provider,
                       const BancoGrant *grant,
                       const char *host,
                       GError **error)
{
  if (!authorities_are_agreed (provider, grant)) {
    g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED,
                 _ ("the federation file names another certificate authority for %s than the one "
                    "you agreed to; nothing was sent"),
                 provider->name);
    return FALSE;
  }
  if (host == NULL || g_strcmp0 (host, provider->hosts[0]) == 0 || contains (grant->hosts, host) ||
      (file_decides (provider, grant) && contains (provider->hosts, host)))
    return TRUE;
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_NOT_AGREED,
               _ ("you did not agree to use your account of %s at %s, which the federation file "
                  "names; nothing was sent there"),
               provider->name, host);
  return FALSE;
}

void
banco_agreement_give (BancoProvider *provider, BancoGrant *grant)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_strv_builder_addv (builder, (const char **) provider->hosts);
  for (guint i = 0; grant->hosts != NULL && grant->hosts[i] != NULL; i++)
    if (!contains (provider->hosts, grant->hosts[i]))
      g_strv_builder_add (builder, grant->hosts[i]);
  g_strfreev (grant->hosts);
  grant->hosts = g_strv_builder_end (builder);
  g_free (grant->certificates);
  grant->certificates = g_strdup (provider->certificates);
}

void
banco_agreement_keep (BancoProvider *provider, BancoGrant *grant)
{
  if (grant->hosts == NULL && file_decides (provider, grant))
    banco_agreement_give (provider, grant);
}
