/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/cloud-bearer-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoCloudBearer {
  GObject parent_instance;
  BancoAccounts *accounts;
  GPtrArray *candidates; /* of BancoAccount */
  GMutex mutex;          /* for what follows, which workers read */
  BancoAccount *used;
};

static void authorizer_iface_init (BancoAuthorizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoCloudBearer,
                               banco_cloud_bearer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER, authorizer_iface_init))

static void
banco_cloud_bearer_finalize (GObject *object)
{
  BancoCloudBearer *self = BANCO_CLOUD_BEARER (object);

  g_clear_object (&self->used);
  g_clear_object (&self->accounts);
  g_ptr_array_unref (self->candidates);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_cloud_bearer_parent_class)->finalize (object);
}

static void
banco_cloud_bearer_class_init (BancoCloudBearerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_cloud_bearer_finalize;
}

static void
banco_cloud_bearer_init (BancoCloudBearer *self)
{
  self->candidates = g_ptr_array_new_with_free_func (g_object_unref);
  g_mutex_init (&self->mutex);
}

BancoCloudBearer *
banco_cloud_bearer_new (BancoAccounts *accounts, const char *const *issuers)
{
  BancoCloudBearer *self = g_object_new (BANCO_TYPE_CLOUD_BEARER, NULL);

  self->accounts = g_object_ref (accounts);
  for (guint i = 0; issuers[i] != NULL; i++)
    g_ptr_array_add (self->candidates, g_object_ref (banco_accounts_find (accounts, issuers[i])));
  banco_cloud_bearer_choose (self, NULL);
  return self;
}

static gboolean
is_candidate (BancoCloudBearer *self, BancoAccount *account)
{
  return account != NULL && g_ptr_array_find (self->candidates, account, NULL);
}

static BancoAccount *
find_best (BancoCloudBearer *self)
{
  BancoAccount *chosen = banco_accounts_get_default (self->accounts);

  if (is_candidate (self, chosen) && banco_account_get_state (chosen) == BANCO_ACCOUNT_SIGNED_IN)
    return chosen;
  for (guint i = 0; i < self->candidates->len; i++)
    if (banco_account_get_state (self->candidates->pdata[i]) == BANCO_ACCOUNT_SIGNED_IN)
      return self->candidates->pdata[i];
  return self->candidates->pdata[0];
}

gboolean
banco_cloud_bearer_choose (BancoCloudBearer *self, BancoAccount *wanted)
{
  BancoAccount *account = wanted == NULL                ? find_best (self)
                          : is_candidate (self, wanted) ? wanted
                                                        : NULL;
  gboolean changed;

  g_mutex_lock (&self->mutex);
  changed = g_set_object (&self->used, account);
  g_mutex_unlock (&self->mutex);
  return changed;
}

BancoAccount *
banco_cloud_bearer_get_account (BancoCloudBearer *self)
{
  return self->used;
}

/* The one to ask, or an error as for no account. */
static BancoAuthorizer *
take_used (BancoCloudBearer *self, GError **error)
{
  BancoAccount *used;

  g_mutex_lock (&self->mutex);
  used = self->used != NULL ? g_object_ref (self->used) : NULL;
  g_mutex_unlock (&self->mutex);
  if (used == NULL)
    g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT,
                         _ ("the cloud does not take this account"));
  return (BancoAuthorizer *) used;
}

static gboolean
authorize (BancoAuthorizer *authorizer,
           SoupMessage *message,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (BancoAuthorizer) used = take_used (BANCO_CLOUD_BEARER (authorizer), error);

  return used != NULL && banco_authorizer_authorize (used, message, cancellable, error);
}

static gboolean
renew (BancoAuthorizer *authorizer, SoupMessage *refused, GCancellable *cancellable, GError **error)
{
  g_autoptr (BancoAuthorizer) used = take_used (BANCO_CLOUD_BEARER (authorizer), error);

  return used != NULL && banco_authorizer_renew (used, refused, cancellable, error);
}

static void
authorizer_iface_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
  iface->renew = renew;
}
