/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/account-private.h"

#include "identity/agreement-private.h"
#include "identity/flow-private.h"
#include "identity/groups-private.h"
#include "identity/refresh-private.h"
#include "identity/secret-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define BEARER "Bearer "

struct _BancoAccount {
  GObject parent_instance;
  BancoIssuer *issuer;
  BancoGrantStore *store;
  BancoOperations *operations;

  /* Of the main thread. */
  BancoGrant *shown; /* without tokens */
  BancoAccountState state;
  gboolean kept;
  gboolean locked;
  BancoPending *pending;

  int leaving; /* atomic, a Leaving */
};

/* Shown as signed out although the store holds more. */
typedef enum {
  STAYS,
  LEAVES, /* and may stay after all */
  SIGNING_OUT,
} Leaving;

static void banco_account_authorizer_init (BancoAuthorizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoAccount,
                               banco_account,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER,
                                                      banco_account_authorizer_init))

typedef enum {
  PROP_STATE = 1,
  PROP_PENDING,
  PROP_ISSUER_NAME,
  PROP_ISSUER_URL,
  PROP_HOSTS,
  PROP_SUBJECT,
  PROP_USERNAME,
  PROP_FULL_NAME,
  PROP_EMAIL,
  PROP_GROUPS,
  PROP_ADMIN,
  PROP_SESSION_UNTIL,
  PROP_ACCOUNT_UNTIL,
  PROP_TERMS_UNTIL,
  PROP_KEPT,
  PROP_LOCKED,
  N_PROPS,
} Property;
static GParamSpec *properties[N_PROPS];

static void
banco_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoAccount *self = BANCO_ACCOUNT (object);

  switch ((Property) id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_PENDING:
    g_value_set_pointer (value, self->pending);
    break;
  case PROP_ISSUER_NAME:
    g_value_set_string (value, self->issuer->name);
    break;
  case PROP_ISSUER_URL:
    g_value_set_string (value, self->issuer->url);
    break;
  case PROP_HOSTS:
    g_value_set_boxed (value, self->issuer->hosts);
    break;
  case PROP_SUBJECT:
    g_value_set_string (value, self->shown->subject);
    break;
  case PROP_USERNAME:
    g_value_set_string (value, self->shown->username);
    break;
  case PROP_FULL_NAME:
    g_value_set_string (value, self->shown->full_name);
    break;
  case PROP_EMAIL:
    g_value_set_string (value, self->shown->email);
    break;
  case PROP_GROUPS:
    g_value_set_boxed (value, self->shown->groups);
    break;
  case PROP_ADMIN:
    g_value_set_boolean (value, banco_account_is_admin (self));
    break;
  case PROP_SESSION_UNTIL:
    g_value_set_int64 (value, self->shown->session_until);
    break;
  case PROP_ACCOUNT_UNTIL:
    g_value_set_int64 (value, self->shown->account_until);
    break;
  case PROP_TERMS_UNTIL:
    g_value_set_int64 (value, self->shown->terms_until);
    break;
  case PROP_KEPT:
    g_value_set_boolean (value, self->kept);
    break;
  case PROP_LOCKED:
    g_value_set_boolean (value, self->locked);
    break;
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_account_finalize (GObject *object)
{
  BancoAccount *self = BANCO_ACCOUNT (object);

  banco_issuer_unref (self->issuer);
  banco_grant_store_unref (self->store);
  g_clear_object (&self->operations);
  banco_grant_free (self->shown);
  g_clear_pointer (&self->pending, banco_pending_free);
  G_OBJECT_CLASS (banco_account_parent_class)->finalize (object);
}

static void
banco_account_class_init (BancoAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_account_get_property;
  object_class->finalize = banco_account_finalize;
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, 2, 0, flags);
  properties[PROP_PENDING] = g_param_spec_pointer ("pending", NULL, NULL, flags);
  properties[PROP_ISSUER_NAME] = g_param_spec_string ("issuer-name", NULL, NULL, NULL, flags);
  properties[PROP_ISSUER_URL] = g_param_spec_string ("issuer-url", NULL, NULL, NULL, flags);
  properties[PROP_HOSTS] = g_param_spec_boxed ("hosts", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_SUBJECT] = g_param_spec_string ("subject", NULL, NULL, NULL, flags);
  properties[PROP_USERNAME] = g_param_spec_string ("username", NULL, NULL, NULL, flags);
  properties[PROP_FULL_NAME] = g_param_spec_string ("full-name", NULL, NULL, NULL, flags);
  properties[PROP_EMAIL] = g_param_spec_string ("email", NULL, NULL, NULL, flags);
  properties[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  properties[PROP_ADMIN] = g_param_spec_boolean ("admin", NULL, NULL, FALSE, flags);
  properties[PROP_SESSION_UNTIL] =
    g_param_spec_int64 ("session-until", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_ACCOUNT_UNTIL] =
    g_param_spec_int64 ("account-until", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_TERMS_UNTIL] =
    g_param_spec_int64 ("terms-until", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_KEPT] = g_param_spec_boolean ("kept", NULL, NULL, TRUE, flags);
  properties[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
banco_account_init (BancoAccount *self)
{
  self->shown = banco_grant_new ();
  self->kept = TRUE;
}

BancoAccount *
banco_account_new (const char *federation_id,
                   const BancoIssuerSetup *setup,
                   BancoOperations *operations)
{
  BancoAccount *self = g_object_new (BANCO_TYPE_ACCOUNT, NULL);

  self->issuer = banco_issuer_new (setup);
  self->store = banco_grant_store_new (federation_id, setup->url, setup->name, NULL);
  g_set_object (&self->operations, operations);
  return self;
}

BancoGrantStore *
banco_account_get_store (BancoAccount *self)
{
  return self->store;
}

BancoIssuer *
banco_account_get_issuer (BancoAccount *self)
{
  return self->issuer;
}

BancoOperations *
banco_account_get_operations (BancoAccount *self)
{
  return self->operations;
}

gboolean
banco_account_agree (BancoAccount *self, GCancellable *cancellable, GError **error)
{
  int lock = banco_grant_store_lock (self->store, cancellable, error);
  g_autoptr (BancoGrant) grant = NULL;

  if (lock < 0)
    return FALSE;
  grant = banco_grant_store_read_again (self->store, cancellable);
  if (grant->subject != NULL || banco_grant_get_state (grant) != BANCO_ACCOUNT_SIGNED_OUT) {
    banco_agreement_give (self->issuer, grant);
    banco_grant_store_write (self->store, grant);
  }
  banco_grant_store_unlock (self->store, lock);
  if (!banco_grant_store_is_locked (self->store))
    return TRUE;
  g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED,
                       _ ("the keyring is locked; unlock it and try again"));
  return FALSE;
}

/* Any thread. */
static gboolean
is_gone (BancoAccount *self)
{
  return g_atomic_int_get (&self->leaving) != STAYS;
}

void
banco_account_publish (BancoAccount *self)
{
  g_autoptr (BancoGrant) before = self->shown;
  BancoGrant *now = is_gone (self) ? banco_grant_new () : banco_grant_store_peek (self->store);
  BancoAccountState state = banco_grant_get_state (now);
  gboolean kept = banco_grant_store_is_kept (self->store);
  gboolean locked = banco_grant_store_is_locked (self->store);
  gboolean was_admin = banco_account_is_admin (self);
  gboolean changed[N_PROPS] = {
    [PROP_STATE] = self->state != state,
    [PROP_SUBJECT] = g_strcmp0 (before->subject, now->subject) != 0,
    [PROP_USERNAME] = g_strcmp0 (before->username, now->username) != 0,
    [PROP_FULL_NAME] = g_strcmp0 (before->full_name, now->full_name) != 0,
    [PROP_EMAIL] = g_strcmp0 (before->email, now->email) != 0,
    [PROP_GROUPS] =
      !g_strv_equal ((const char *const *) before->groups, (const char *const *) now->groups),
    [PROP_SESSION_UNTIL] = before->session_until != now->session_until,
    [PROP_ACCOUNT_UNTIL] = before->account_until != now->account_until,
    [PROP_TERMS_UNTIL] = before->terms_until != now->terms_until,
    [PROP_KEPT] = self->kept != kept,
    [PROP_LOCKED] = self->locked != locked,
  };

  banco_grant_drop_tokens (now);
  self->shown = now;
  self->state = state;
  self->kept = kept;
  self->locked = locked;
  changed[PROP_ADMIN] = banco_account_is_admin (self) != was_admin;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < N_PROPS; i++)
    if (changed[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_leaving (BancoAccount *self, Leaving leaving)
{
  g_atomic_int_set (&self->leaving, leaving);
  banco_account_publish (self);
}

void
banco_account_leave (BancoAccount *self)
{
  g_return_if_fail (BANCO_IS_ACCOUNT (self));

  if (self->leaving == STAYS && self->state != BANCO_ACCOUNT_SIGNED_OUT)
    set_leaving (self, LEAVES);
}

void
banco_account_stay (BancoAccount *self)
{
  g_return_if_fail (BANCO_IS_ACCOUNT (self));

  if (self->leaving == LEAVES)
    set_leaving (self, STAYS);
}

gboolean
banco_account_is_leaving (BancoAccount *self)
{
  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), FALSE);

  return self->leaving == LEAVES;
}

void
banco_account_set_signing_out (BancoAccount *self, gboolean signing_out)
{
  if (!signing_out)
    set_leaving (self, STAYS);
  else if (self->leaving == LEAVES)
    set_leaving (self, SIGNING_OUT);
}

/* Any thread. FALSE, with the reason, when the user has just signed out. */
static gboolean
check_stays (BancoAccount *self, GError **error)
{
  g_autoptr (BancoGrant) none = NULL;

  if (!is_gone (self))
    return TRUE;
  none = banco_grant_new ();
  banco_refresh_set_not_signed_in (error, self->issuer, self->store, none);
  return FALSE;
}

static gboolean
publish_idle (gpointer data)
{
  banco_account_publish (data);
  return G_SOURCE_REMOVE;
}

/* A worker may have found out something; the main thread shows it when it comes round. */
static void
publish_if_changed (BancoAccount *self, guint serial)
{
  if (banco_grant_store_get_serial (self->store) != serial)
    g_idle_add_full (G_PRIORITY_DEFAULT, publish_idle, g_object_ref (self), g_object_unref);
}

void
banco_account_set_pending (BancoAccount *self, BancoPending *pending)
{
  if (pending == NULL && self->pending == NULL)
    return;
  g_clear_pointer (&self->pending, banco_pending_free);
  self->pending = pending;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PENDING]);
}

static gboolean
authorize (BancoAuthorizer *authorizer,
           SoupMessage *message,
           GCancellable *cancellable,
           GError **error)
{
  BancoAccount *self = BANCO_ACCOUNT (authorizer);
  g_autofree char *uri = g_uri_to_string (soup_message_get_uri (message));
  g_autofree char *host = banco_http_dup_host (uri);
  BancoTokenRequest request = { .min_valid = BANCO_CLOCK_MARGIN, .host = host != NULL ? host : "" };
  guint serial = banco_grant_store_get_serial (self->store);
  g_auto (BancoSecret) token =
    check_stays (self, error)
      ? banco_refresh_token (self->issuer, self->store, &request, NULL, cancellable, error)
      : NULL;
  g_auto (BancoSecret) value = token != NULL ? banco_secret_join (BEARER, token) : NULL;

  publish_if_changed (self, serial);
  return value != NULL && banco_http_set_header (message, "Authorization", value, error);
}

static gboolean
renew (BancoAuthorizer *authorizer, SoupMessage *refused, GCancellable *cancellable, GError **error)
{
  BancoAccount *self = BANCO_ACCOUNT (authorizer);
  SoupMessageHeaders *headers = soup_message_get_request_headers (refused);
  const char *value = soup_message_headers_get_one (headers, "Authorization");
  guint serial = banco_grant_store_get_serial (self->store);
  gboolean renewed;

  if (value == NULL || !g_str_has_prefix (value, BEARER) || !check_stays (self, error))
    return FALSE;
  renewed =
    banco_refresh_replace (self->issuer, self->store, value + strlen (BEARER), cancellable, error);
  publish_if_changed (self, serial);
  return renewed;
}

static void
banco_account_authorizer_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
  iface->renew = renew;
}

char *
banco_account_dup_token (BancoAccount *self,
                         guint min_valid,
                         const char *audience,
                         gint64 *expires_at,
                         GCancellable *cancellable,
                         GError **error)
{
  BancoTokenRequest request = { .min_valid = min_valid };
  guint serial;
  char *token;

  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), NULL);

  if (!check_stays (self, error))
    return NULL;
  serial = banco_grant_store_get_serial (self->store);
  if (audience != NULL && audience[0] != '\0')
    token = banco_refresh_token_for (self->issuer, self->store, audience, &request, expires_at,
                                     cancellable, error);
  else
    token =
      banco_refresh_token (self->issuer, self->store, &request, expires_at, cancellable, error);
  publish_if_changed (self, serial);
  return token;
}

const char *
banco_account_get_name (BancoAccount *self)
{
  return self->issuer->id;
}

const char *
banco_account_get_issuer_name (BancoAccount *self)
{
  return self->issuer->name;
}

const char *
banco_account_get_issuer_url (BancoAccount *self)
{
  return self->issuer->url;
}

gboolean
banco_account_is_temporary (BancoAccount *self)
{
  return self->issuer->temporary;
}

BancoAccountState
banco_account_get_state (BancoAccount *self)
{
  return self->state;
}

const BancoPending *
banco_account_get_pending (BancoAccount *self)
{
  return self->pending;
}

const char *
banco_account_get_username (BancoAccount *self)
{
  return self->shown->username;
}

const char *
banco_account_get_subject (BancoAccount *self)
{
  return self->shown->subject;
}

const char *
banco_account_get_full_name (BancoAccount *self)
{
  return self->shown->full_name;
}

const char *
banco_account_get_email (BancoAccount *self)
{
  return self->shown->email;
}

const char *const *
banco_account_get_groups (BancoAccount *self)
{
  return (const char *const *) self->shown->groups;
}

const char *const *
banco_account_get_scopes (BancoAccount *self)
{
  return (const char *const *) self->shown->scopes;
}

gboolean
banco_account_is_admin (BancoAccount *self)
{
  return banco_groups_overlap ((const char *const *) self->shown->groups,
                               (const char *const *) self->issuer->admin_groups);
}

gint64
banco_account_get_session_until (BancoAccount *self)
{
  return self->shown->session_until;
}

gint64
banco_account_get_account_until (BancoAccount *self)
{
  return self->shown->account_until;
}

gint64
banco_account_get_terms_until (BancoAccount *self)
{
  return self->shown->terms_until;
}

const char *const *
banco_account_get_hosts (BancoAccount *self)
{
  return (const char *const *) self->issuer->hosts;
}

gboolean
banco_account_needs_agreement (BancoAccount *self)
{
  return self->issuer->agreement != BANCO_AGREEMENT_GIVEN;
}

gboolean
banco_account_is_kept (BancoAccount *self)
{
  return self->kept;
}

gboolean
banco_account_is_locked (BancoAccount *self)
{
  return self->locked;
}

gboolean
banco_account_check_signed_in (BancoAccount *self, GError **error)
{
  g_return_val_if_fail (BANCO_IS_ACCOUNT (self), FALSE);

  if (self->state == BANCO_ACCOUNT_SIGNED_IN)
    return TRUE;
  banco_refresh_set_not_signed_in (error, self->issuer, self->store, self->shown);
  return FALSE;
}
