/* SPDX-License-Identifier: Apache-2.0 */
/* What an account starts in a worker. */
#include "identity/account-private.h"

#include "identity/refresh-private.h"
#include "identity/sign-in-private.h"

/* What a worker gets of an account. @account is only for what it reports to the main thread. */
typedef struct {
  BancoIssuer *issuer;
  BancoGrantStore *store;
  BancoSignIn sign_in;
  char *audience; /* nullable */
  BancoAccount *account;
} AccountInput;

static AccountInput *
work_new (BancoAccount *self)
{
  AccountInput *work = g_new0 (AccountInput, 1);

  work->issuer = banco_issuer_ref (banco_account_get_issuer (self));
  work->store = banco_grant_store_ref (banco_account_get_store (self));
  work->account = self;
  return work;
}

static void
work_free (gpointer data)
{
  AccountInput *work = data;

  banco_issuer_unref (work->issuer);
  banco_grant_store_unref (work->store);
  g_free (work->audience);
  g_free (work);
}

static void
publish_account (BancoOperation *operation, gpointer result, gpointer owner)
{
  banco_account_publish (owner);
}

/* @owner keeps the account alive for as long as its worker runs. */
static BancoOperation *
start (BancoAccount *self,
       BancoOperations *operations,
       const char *title,
       BancoOperationWork work,
       AccountInput *input)
{
  BancoOperationPlan plan = {
    .title = title,
    .work = work,
    .input = input,
    .input_free = work_free,
    .publish = publish_account,
    .owner = G_OBJECT (self),
  };

  return banco_operation_start (operations, &plan);
}

typedef struct {
  BancoAccount *account;
  BancoPending *pending;
} Shown;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_object_unref (shown->account);
  g_clear_pointer (&shown->pending, banco_pending_free);
  g_free (shown);
}

static gboolean
show_idle (gpointer data)
{
  Shown *shown = data;

  banco_account_set_pending (shown->account, g_steal_pointer (&shown->pending));
  return G_SOURCE_REMOVE;
}

static void
show_pending (const BancoPending *pending, gpointer data)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->account = g_object_ref (data);
  shown->pending = banco_pending_copy (pending);
  g_idle_add_full (G_PRIORITY_DEFAULT, show_idle, shown, shown_free);
}

static gpointer
sign_in_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  AccountInput *work = input;
  g_autoptr (BancoGrantStore) store = NULL;
  g_autoptr (BancoGrant) grant = NULL;

  if (work->audience == NULL)
    return GINT_TO_POINTER (
      banco_sign_in (work->issuer, work->store, &work->sign_in, cancellable, error));
  grant = banco_grant_store_read_again (work->store, cancellable);
  if (banco_grant_get_state (grant) != BANCO_ACCOUNT_SIGNED_IN) {
    banco_refresh_set_not_signed_in (error, work->issuer, work->store, grant);
    return NULL;
  }
  store = banco_grant_store_new_for (work->store, work->audience);
  work->sign_in.audience = work->audience;
  work->sign_in.subject = grant->subject;
  return GINT_TO_POINTER (banco_sign_in (work->issuer, store, &work->sign_in, cancellable, error));
}

static void
sign_in_ended (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  banco_account_set_pending (data, NULL);
}

BancoOperation *
banco_account_sign_in (BancoAccount *self,
                       BancoSignInMethod method,
                       const char *audience,
                       gboolean unkept)
{
  g_autofree char *title = NULL;
  BancoOperation *operation;
  AccountInput *work;

  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), NULL);

  title = g_strdup_printf ("Signing in to %s", banco_account_get_issuer_name (self));
  work = work_new (self);
  work->sign_in =
    (BancoSignIn){ .method = method, .unkept = unkept, .show = show_pending, .data = self };
  work->audience = g_strdup (audience);
  operation = start (self, banco_account_get_operations (self), title, sign_in_work, work);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (sign_in_ended), self, 0);
  return operation;
}

static gpointer
sign_out_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  AccountInput *work = input;
  gboolean revoked = FALSE;

  banco_sign_out (work->issuer, work->store, &revoked, cancellable, error);
  return GINT_TO_POINTER (revoked);
}

static void
sign_out_ended (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  banco_account_set_signing_out (data, FALSE);
}

BancoOperation *
banco_account_sign_out (BancoAccount *self)
{
  g_autofree char *title = NULL;
  BancoOperation *operation;

  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), NULL);

  title = g_strdup_printf ("Signing out of %s", banco_account_get_issuer_name (self));
  banco_account_set_signing_out (self, TRUE);
  operation = start (self, NULL, title, sign_out_work, work_new (self));
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (sign_out_ended), self, 0);
  return operation;
}

static gpointer
refresh_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  AccountInput *work = input;

  return GINT_TO_POINTER (banco_refresh_identity (work->issuer, work->store, cancellable, error));
}

BancoOperation *
banco_account_refresh (BancoAccount *self)
{
  g_autofree char *title = NULL;

  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), NULL);

  title = g_strdup_printf ("Asking %s who you are", banco_account_get_issuer_name (self));
  return start (self, banco_account_get_operations (self), title, refresh_work, work_new (self));
}
