/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* Accounts, tokens, secrets, OAuth flows, groups, account life. Tokens stay in here. */

/* What can the person do? */
#define BANCO_IDENTITY_ERROR (banco_identity_error_quark ())
typedef enum {
  BANCO_IDENTITY_ERROR_SIGN_IN,        /* the session is over: sign in again */
  BANCO_IDENTITY_ERROR_DENIED,         /* the person or the issuer said no */
  BANCO_IDENTITY_ERROR_EXPIRED,        /* the code was not confirmed in time */
  BANCO_IDENTITY_ERROR_TERMS,          /* the terms of use must be accepted first */
  BANCO_IDENTITY_ERROR_ENDED,          /* the account is disabled or over */
  BANCO_IDENTITY_ERROR_CLIENT,         /* the issuer does not (any more) accept this program */
  BANCO_IDENTITY_ERROR_UNREACHABLE,    /* the issuer, or what answers in its place, has trouble */
  BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, /* an issuer that does not follow the protocol */
  BANCO_IDENTITY_ERROR_NO_SUCH,        /* no issuer or account of that name */
  BANCO_IDENTITY_ERROR_NOT_AGREED,     /* the user did not agree to send this account there */
  BANCO_IDENTITY_ERROR_LOCKED,         /* the keyring is locked: unlock it */
  BANCO_IDENTITY_ERROR_SIGNED_OUT,     /* there is no account: sign in */
  BANCO_IDENTITY_ERROR_FAILED,
  BANCO_IDENTITY_ERROR_AUDIENCE,   /* the account has no tokens for that: sign in for it */
  BANCO_IDENTITY_ERROR_NO_KEYRING, /* there is no keyring to keep an account: start one */
} BancoIdentityError;
GQuark banco_identity_error_quark (void);

/* Which hosts of a federation file an account's tokens may go to. */
typedef enum {
  BANCO_AGREEMENT_NEEDED, /* those that the user agreed to, at sign-in or later */
  BANCO_AGREEMENT_KEPT,   /* the same; all of them for a sign-in that Banco 0.1 kept */
  BANCO_AGREEMENT_GIVEN,  /* all of them: the file is the system's */
} BancoAgreement;

/* An issuer as the federation file describes it; all borrowed by banco_accounts_new(), copied. */
typedef struct _BancoIssuerSetup {
  const char *id;   /* "official" */
  const char *name; /* "INFN Cloud" */
  const char *url;
  const char *const *admin_groups;
  const char *const *audiences; /* nullable: what its tokens are to be good for, asked at sign-in */
  const char *client_id;        /* nullable: dynamic registration */
  const char *registration_url; /* nullable: from discovery */
  const char *ca_file;          /* nullable */
  const char *const *cloud_ca_files; /* nullable: host, file, … of clouds that take its tokens */
  guint session_days;                /* 0: not said */
  gboolean temporary;
  const char *const *hosts; /* nullable: that its tokens go to besides, see banco_http_dup_host() */
  BancoAgreement agreement;
} BancoIssuerSetup;

/* Of an issuer's group in a federation file. */
extern const BancoField banco_issuer_fields[];

typedef enum {
  BANCO_SIGN_IN_BROWSER, /* code flow with PKCE on a loopback address */
  BANCO_SIGN_IN_DEVICE,  /* a code to type on another device */
} BancoSignInMethod;

typedef enum {
  BANCO_ACCOUNT_SIGNED_OUT,
  BANCO_ACCOUNT_SIGNED_IN,
  BANCO_ACCOUNT_EXPIRED, /* known, but must sign in again */
} BancoAccountState;

/* What the person has to do to go on signing in. */
typedef struct {
  BancoSignInMethod method;
  char *uri;          /* device: where to type the code; browser: what to open */
  char *complete_uri; /* device, nullable: with the code in it (for the QR picture) */
  char *user_code;    /* device */
  gint64 expires_at;  /* 0: not said */
} BancoPending;

/* The account of one issuer (there is one per issuer, named after the issuer's id). A
 * BancoAuthorizer: puts the bearer on a message. Properties "state" (uint), "pending" (pointer)
 * and, each as its getter tells, "issuer-name", "issuer-url", "hosts", "subject", "username",
 * "full-name", "email", "groups", "admin", "session-until", "account-until", "terms-until", "kept"
 * and "locked"; notified when changed. */
#define BANCO_TYPE_ACCOUNT (banco_account_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccount, banco_account, BANCO, ACCOUNT, GObject)

const char *banco_account_get_name (BancoAccount *self); /* the issuer's id */
const char *banco_account_get_issuer_name (BancoAccount *self);
const char *banco_account_get_issuer_url (BancoAccount *self);
gboolean banco_account_is_temporary (BancoAccount *self);
BancoAccountState banco_account_get_state (BancoAccount *self);
const BancoPending *banco_account_get_pending (BancoAccount *self); /* nullable */

/* Nullable while nobody signed in. */
const char *banco_account_get_username (BancoAccount *self);
const char *banco_account_get_subject (BancoAccount *self);
const char *banco_account_get_full_name (BancoAccount *self);
const char *banco_account_get_email (BancoAccount *self);
const char *const *banco_account_get_groups (BancoAccount *self); /* never NULL, no leading / */
const char *const *banco_account_get_scopes (BancoAccount *self); /* never NULL */
gboolean banco_account_is_admin (BancoAccount *self);
gint64 banco_account_get_session_until (BancoAccount *self); /* 0: not known */
gint64 banco_account_get_account_until (BancoAccount *self); /* 0: no end known */
gint64 banco_account_get_terms_until (BancoAccount *self);   /* 0: not known */
/* FALSE when there is no secret service: gone when the program ends. */
gboolean banco_account_is_kept (BancoAccount *self);
/* TRUE when that, or that nobody is signed in, is because the keyring is locked. */
gboolean banco_account_is_locked (BancoAccount *self);

/* Where the tokens of this account go with this federation file, the issuer's own host first. A
 * new sign-in agrees to them, so they are shown before it. Never NULL. */
const char *const *banco_account_get_hosts (BancoAccount *self);
/* TRUE when they need to be shown: the file is not the system's. */
gboolean banco_account_needs_agreement (BancoAccount *self);

/* Always a new flow; a failure keeps the old account. Shows itself in "pending". @audience: NULL,
 * or a service that gets tokens of its own beside the account's. @unkept: also where no keyring
 * keeps it; else LOCKED and NO_KEYRING come before the issuer is asked for anything. */
BancoOperation *banco_account_sign_in (BancoAccount *self,
                                       BancoSignInMethod method,
                                       const char *audience,
                                       gboolean unkept) G_GNUC_WARN_UNUSED_RESULT;

/* Shows the account as signed out, and gives no token of it, until it stays after all or
 * banco_account_sign_out() ends. Nothing is revoked, forgotten or written: a program that is killed
 * meanwhile leaves the user signed in. */
void banco_account_leave (BancoAccount *self);
void banco_account_stay (BancoAccount *self);
/* TRUE while the user can still stay. */
gboolean banco_account_is_leaving (BancoAccount *self);

/* Revokes and forgets. The result is GINT_TO_POINTER (TRUE) when the issuer confirmed. It is not
 * among the accounts' operations: what cancels those leaves it. Errors: LOCKED, and nothing was
 * done. */
BancoOperation *banco_account_sign_out (BancoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* FALSE, with the reason, while no user is signed in as far as is known. Errors: SIGN_IN,
 * SIGNED_OUT, LOCKED. */
gboolean banco_account_check_signed_in (BancoAccount *self, GError **error);

/* Asks the issuer who this is now: groups, end of account. */
BancoOperation *banco_account_refresh (BancoAccount *self) G_GNUC_WARN_UNUSED_RESULT;

/* Blocks. An access token with at least @min_valid seconds left, or what one refresh gave.
 * Single-flight in and across processes. @audience: NULL, or what it is to be good for. Free with
 * banco_secret_free(). Errors: AUDIENCE, and those of a refresh. */
char *banco_account_dup_token (BancoAccount *self,
                               guint min_valid,
                               const char *audience,
                               gint64 *expires_at,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All accounts of a federation: a GListModel of BancoAccount in the file's order, one per issuer,
 * signed in or not. Properties "default" (object; notified also when it changes itself),
 * "signed-in" (uint: how many are) and "locked" (boolean: for one of them the keyring is; notified
 * also when that one's state changes). */
#define BANCO_TYPE_ACCOUNTS (banco_accounts_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccounts, banco_accounts, BANCO, ACCOUNTS, BancoKeyedList)

BancoAccounts *banco_accounts_new (const char *federation_id,
                                   const BancoIssuerSetup *issuers,
                                   guint n_issuers,
                                   BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;

/* Reads what the Secret Service keeps; properties of the accounts change. Without a
 * service the operation is done all the same and banco_account_is_kept() tells. */
BancoOperation *banco_accounts_load (BancoAccounts *self) G_GNUC_WARN_UNUSED_RESULT;

/* Unlocks the keyring with @password (nullable: the keyring's own prompt asks for it), reads it,
 * and gives it what is kept nowhere yet. Errors: LOCKED when it stays locked. */
BancoOperation *banco_accounts_unlock (BancoAccounts *self,
                                       const char *password) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when a locked keyring hides an account, or cannot keep it; known once it was read. */
gboolean banco_accounts_are_locked (BancoAccounts *self);

/* Blocks. Agrees to banco_account_get_hosts() for every account that is signed in; no sign-in is
 * lost. Errors: LOCKED, FAILED (they could not be kept). */
gboolean banco_accounts_agree (BancoAccounts *self, GCancellable *cancellable, GError **error);

/* By issuer id, URL or username; NULL when there is none. Borrowed. */
BancoAccount *banco_accounts_find (BancoAccounts *self, const char *name);

/* The one that is used when nobody says which: chosen, else the first signed in, else the first. */
BancoAccount *banco_accounts_get_default (BancoAccounts *self);
void banco_accounts_set_default (BancoAccounts *self, BancoAccount *account);
/* Makes that choice outlast the program. Errors: FAILED (disk). */
gboolean banco_accounts_keep_default (BancoAccounts *self, GError **error);

G_END_DECLS
