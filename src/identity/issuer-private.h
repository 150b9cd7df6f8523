/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/identity.h"

G_BEGIN_DECLS

/* What an issuer says of itself; every address has been checked. Immutable, reference counted. */
typedef struct {
  char *authorization; /* nullable, as all below but token */
  char *token;
  char *device;
  char *userinfo;
  char *keys;
  char *registration;
  char *revocation;
  char *scim;            /* INDIGO IAM's, also a sign of it */
  char **scopes;         /* never NULL */
  gboolean names_itself; /* answers carry "iss" (RFC 9207) */
} BancoMetadata;

BancoMetadata *banco_metadata_ref (BancoMetadata *self);
void banco_metadata_unref (BancoMetadata *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoMetadata, banco_metadata_unref)

gboolean banco_metadata_has_scope (const BancoMetadata *self, const char *scope);

/* The issuer as a peer on the network: what the federation says, a session, what was discovered.
 * All but the last is immutable; any thread. */
typedef struct {
  char *id;
  char *name;
  char *url;
  char **admin_groups; /* never NULL */
  char **audiences;    /* never NULL */
  char *client_id;
  char *registration_url;
  guint session_days;
  gboolean temporary;
  char **hosts;       /* its own first */
  char *certificates; /* nullable: checksum of every CaFile */
  BancoAgreement agreement;
  BancoHttp *http;

  GMutex mutex;
  BancoMetadata *metadata;
  gint64 discovered; /* monotonic */
} BancoIssuer;

BancoIssuer *banco_issuer_new (const BancoIssuerSetup *setup) G_GNUC_WARN_UNUSED_RESULT;
BancoIssuer *banco_issuer_ref (BancoIssuer *self);
void banco_issuer_unref (BancoIssuer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoIssuer, banco_issuer_unref)

/* Blocks; remembered for an hour. Errors: NOT_UNDERSTOOD, those of banco_http_send(). */
BancoMetadata *banco_issuer_discover (BancoIssuer *self,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when an answer of this issuer may send us to @uri: no plain http behind an https issuer. */
gboolean banco_issuer_trusts (BancoIssuer *self, const char *uri);

/* FALSE for a page, text or the like: something on the way answered in the issuer's place. */
gboolean banco_issuer_is_answer (BancoHttpResponse *response);

/* One exchange whose answer is JSON, also when it is a refusal. @bearer: nullable. Blocks. */
BancoHttpResponse *banco_issuer_get (BancoIssuer *self,
                                     const char *uri,
                                     const char *bearer,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
