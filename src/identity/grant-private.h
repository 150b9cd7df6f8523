/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/identity.h"

G_BEGIN_DECLS

/* This program as an issuer knows it. */
typedef struct {
  char *id;
  char *secret;           /* nullable: public */
  char *method;           /* nullable: "none" */
  char *scope;            /* nullable: what it may ask for */
  char *management_uri;   /* nullable */
  char *management_token; /* nullable */
} BancoClient;

/* What is kept of one account. A plain value, owned by whoever
 * holds it; texts nullable unless said otherwise, times 0 when not known. */
typedef struct {
  BancoClient client;
  char *access_token;
  char *refresh_token;
  gint64 expires_at;
  gboolean doubtful; /* a refresh was sent, and the issuer may have dropped the access token */
  char **scopes;     /* never NULL */
  char **audiences;  /* that were asked for at sign-in; never NULL */
  char *subject;
  char *username;
  char *full_name;
  char *email;
  char **groups; /* never NULL */
  gint64 session_until;
  gint64 account_until;
  gint64 terms_until;
  char **hosts;       /* that the user agreed to; NULL: Banco 0.1 did not ask */
  char *certificates; /* nullable: checksum of each CaFile that was agreed to */
} BancoGrant;

BancoGrant *banco_grant_new (void) G_GNUC_WARN_UNUSED_RESULT;
BancoGrant *banco_grant_copy (const BancoGrant *self) G_GNUC_WARN_UNUSED_RESULT;
void banco_grant_free (BancoGrant *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoGrant, banco_grant_free)

void banco_client_clear (BancoClient *self);
void banco_client_copy (BancoClient *self, const BancoClient *other);

/* As a secret item of its own; free with banco_secret_free(). FALSE when we did not write it. */
char *banco_client_to_text (const BancoClient *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean banco_client_from_text (BancoClient *self, const char *text);

/* Free with banco_secret_free(). */
char *banco_grant_to_text (const BancoGrant *self) G_GNUC_WARN_UNUSED_RESULT;

/* NULL when @text was not written by us. */
BancoGrant *banco_grant_from_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Signed out: nobody known; expired: somebody known who must sign in again. */
BancoAccountState banco_grant_get_state (const BancoGrant *self);

/* TRUE when the access token lives for @seconds more. */
gboolean banco_grant_is_good (const BancoGrant *self, guint seconds);

/* Its audiences as a request names them; NULL: none. */
char *banco_grant_dup_audience (const BancoGrant *self) G_GNUC_WARN_UNUSED_RESULT;

/* Forgets both tokens, so that nobody tries them again. */
void banco_grant_drop_tokens (BancoGrant *self);

/* Sets a secret text, wiping what was there; copies. */
void banco_grant_set_secret (char **place, const char *value);

G_END_DECLS
