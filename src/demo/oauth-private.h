/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/issuer-server-private.h"
#include "demo/key-private.h"

G_BEGIN_DECLS

/* What the files of an issuer share. */

#define DEMO_GRANT_CODE "authorization_code"
#define DEMO_GRANT_REFRESH "refresh_token"
/* Those that are for services only: no person's client may use them. */
#define DEMO_GRANTS_OF_SERVICES                                                                    \
  "implicit client_credentials password urn:ietf:params:oauth:grant-type:token-exchange"
#define DEMO_GRANT_DEVICE "urn:ietf:params:oauth:grant-type:device_code"

struct _DemoIssuer {
  DemoState *state;
  DemoServer *server;
  DemoQuirks quirks;
  GPtrArray *keys; /* the last one signs */
  char *id;
  char *name;
  gint64 started_at;
  GHashTable *clients;        /* client id → DemoClient */
  GHashTable *codes;          /* authorization code → DemoCode */
  GHashTable *devices;        /* device code → DemoDeviceCode */
  GHashTable *grants;         /* grant id → DemoGrant */
  GHashTable *refresh_tokens; /* every one given out → grant id */
  GHashTable *sessions;       /* cookie → DemoSession */
};

typedef struct {
  char *id;
  char *secret; /* NULL: a public client */
  char *name;
  char **redirect_uris;
  char **grant_types;
  char *scope;
  char *auth_method;
  char *registration_token;
  gint64 created_at;
} DemoClient;

/* What was agreed to: for whom, for which client, for what. */
typedef struct {
  char *client_id;
  DemoUser *user;
  char *scope;
  char *audience; /* nullable */
  char *nonce;    /* nullable */
} DemoConsent;

typedef struct {
  DemoConsent consent;
  char *redirect_uri;
  char *challenge; /* nullable */
  gboolean plain;
  gint64 expires_at;
} DemoCode;

typedef struct {
  DemoConsent consent; /* user: NULL until approved */
  char *user_code;
  gboolean denied;
  gint64 expires_at;
  gint64 interval;
  gint64 polled_at; /* 0 never */
} DemoDeviceCode;

typedef struct {
  char *id;
  DemoConsent consent;
  char *refresh_token; /* the one that is good; NULL: none */
  gint64 refresh_expires_at;
} DemoGrant;

typedef struct {
  DemoUser *user;
  char *form_token; /* proves that a form came from our page */
} DemoSession;

void demo_consent_copy (DemoConsent *to, const DemoConsent *from);
void demo_consent_clear (DemoConsent *consent);

/* Registered by each file on the issuer's server. */
void demo_register_attach (DemoIssuer *self);
void demo_authorize_attach (DemoIssuer *self);
void demo_device_code_attach (DemoIssuer *self);
void demo_token_attach (DemoIssuer *self);
void demo_account_attach (DemoIssuer *self);
void demo_login_attach (DemoIssuer *self);

/* Clients. authenticate answers the request itself when it returns NULL. */
void demo_client_free (DemoClient *client);
DemoClient *demo_client_authenticate (DemoIssuer *self, DemoRequest *request);
gboolean demo_client_may (const DemoClient *client, const char *grant_type);

/* Scopes are words separated by spaces. within: every word of @scope is one of @of. */
gboolean demo_scope_has (const char *scope, const char *word);
gboolean demo_scope_within (const char *scope, const char *of);
/* The words of @scope that are not withheld from everyone. */
char *demo_scope_granted (DemoIssuer *self, const char *scope);
/* The words of @scope that this issuer gives to anyone. */
char *demo_scope_allowed (DemoIssuer *self, const char *scope);
char *demo_scope_all (DemoIssuer *self);

/* Whom the token is to be for, by the first of IAM's three names for it; NULL nobody was named. */
const char *demo_oauth_audience (DemoRequest *request);

/* {"error","error_description"?}; the description is for errors only and may hold secrets. */
void
demo_oauth_error (DemoRequest *request, guint status, const char *error, const char *description);

/* Devices. */
void demo_device_code_free (DemoDeviceCode *device);
DemoDeviceCode *demo_device_code_find (DemoIssuer *self, const char *user_code);

/* Answers a token request that rests on @consent: a new grant. */
void demo_token_answer (DemoIssuer *self, DemoRequest *request, const DemoConsent *consent);
void demo_code_free (DemoCode *code);
void demo_grant_free (DemoGrant *grant);
/* Ends the grant: its refresh token and every access token of it. */
void demo_grant_revoke (DemoIssuer *self, DemoGrant *grant);

/* The claims about @user that @scope opens, in the issuer's profile. */
void demo_claims_add_person (DemoIssuer *self,
                             JsonObject *claims,
                             const DemoUser *user,
                             const char *scope);
void demo_claims_add_groups (DemoIssuer *self, JsonObject *claims, const DemoUser *user);

/* Who sits at this browser; answers with the login page (or the terms) when it returns NULL, and
 * that leads back to @next. */
DemoSession *demo_login_require (DemoIssuer *self, DemoRequest *request, const char *next);
gboolean demo_login_form_is_ours (DemoIssuer *self, DemoRequest *request, DemoSession **session);
void demo_session_free (DemoSession *session);
gboolean demo_terms_are_due (DemoIssuer *self, const DemoUser *user);
#define DEMO_TERMS_DAYS 365

/* Who is signed in without being asked on this issuer; NULL nobody. */
DemoUser *demo_issuer_auto_user (DemoIssuer *self);

G_END_DECLS
