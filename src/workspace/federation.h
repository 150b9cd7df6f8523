/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

typedef struct _BancoCloudSetup BancoCloudSetup;
typedef struct _BancoIssuerSetup BancoIssuerSetup;
typedef struct _BancoSourceSetup BancoSourceSetup;

#define BANCO_WORKSPACE_ERROR (banco_workspace_error_quark ())
typedef enum {
  BANCO_WORKSPACE_ERROR_FEDERATION, /* the file cannot be used: names file, group, key, allowed */
  BANCO_WORKSPACE_ERROR_NOT_FOUND,  /* no such federation, file or place */
  BANCO_WORKSPACE_ERROR_NOT_READY,  /* the machine is not ready yet */
} BancoWorkspaceError;
GQuark banco_workspace_error_quark (void);

/* Where a federation file lies decides how far it is trusted. */
typedef enum {
  BANCO_FEDERATION_FILE,     /* anywhere */
  BANCO_FEDERATION_OWN,      /* the user added it */
  BANCO_FEDERATION_SYSTEM,   /* /etc/banco/federations: an administrator did */
  BANCO_FEDERATION_BUILT_IN, /* it comes with Banco */
} BancoFederationOrigin;

/* What a federation file says, as plain records. Reference counted, immutable. */
typedef struct _BancoFederation {
  char *id;
  char *name;
  char *path; /* where it was read from */
  BancoFederationOrigin origin;
  BancoIssuerSetup *issuers;
  guint n_issuers;
  BancoSourceSetup *sources;
  guint n_sources;
  BancoCloudSetup *clouds; /* bearer not set */
  char ***cloud_issuers;   /* per cloud: issuer ids, NULL-terminated */
  guint n_clouds;
  char **warnings; /* unknown groups and keys: "file:line: …"; never NULL */
} BancoFederation;

/* @name: an id, or a path. NULL: $BANCO_FEDERATION, else the settings', else infn-cloud.
 * Errors: BANCO_WORKSPACE_ERROR. */
BancoFederation *banco_federation_load (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoFederation *banco_federation_ref (BancoFederation *self);
void banco_federation_unref (BancoFederation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoFederation, banco_federation_unref)

/* The installed ones, of BancoFederation: the user's own first, then the system's, then the
 * built-in one. */
GPtrArray *banco_federation_list (void) G_GNUC_WARN_UNUSED_RESULT;
/* The installed one with the id of @self; NULL when there is none. */
BancoFederation *banco_federation_find_installed (BancoFederation *self) G_GNUC_WARN_UNUSED_RESULT;

/* One thing that a federation file says, beside what another one says. */
typedef struct {
  const char *change; /* "added", "changed", "removed", "same"; static */
  const char *kind;   /* "name", "issuer", "wiki", "folder", "cloud"; static */
  char *id;           /* in the file; NULL for the name */
  char *value;        /* a host or path, and what else decides who is talked to; NULL: removed */
  char *before;       /* NULL: added */
} BancoFederationChange;
/* What adding @self would add or change beside @installed (nullable), of BancoFederationChange. */
GPtrArray *banco_federation_compare (BancoFederation *self,
                                     BancoFederation *installed) G_GNUC_WARN_UNUSED_RESULT;
/* Agrees, for every account that is signed in, to the hosts that @self names, and copies its file
 * to where banco_federation_list() finds it. The result is the copy. Errors: BANCO_IDENTITY_ERROR,
 * BANCO_WORKSPACE_ERROR; then nothing was copied. */
BancoOperation *banco_federation_add (BancoFederation *self,
                                      BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;
/* Takes away the user's own file of that id. Errors: NOT_FOUND, FEDERATION (it is not theirs). */
gboolean banco_federation_remove (const char *id, GError **error);

G_END_DECLS
