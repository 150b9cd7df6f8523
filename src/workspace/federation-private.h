/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/federation.h"

G_BEGIN_DECLS

/* A federation and the one heap that all of its strings and lists live in. */
typedef struct {
  BancoFederation public;
  gatomicrefcount references;
  GPtrArray *heap;
  char *text; /* the file as it was read */
} BancoFederationData;

/* The folder that federation files of @origin are installed in; NULL for FILE. */
char *banco_federation_folder (BancoFederationOrigin origin) G_GNUC_WARN_UNUSED_RESULT;

BancoFederationOrigin banco_federation_origin_of (const char *path);

/* Copies the file of @self to the user's own ones. Blocks. Errors: FEDERATION. */
BancoFederation *banco_federation_install (BancoFederation *self,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads @path whole. Errors: BANCO_WORKSPACE_ERROR. */
BancoFederation *banco_federation_parse (const char *path,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text of a key without the remark behind it; NULL when nothing is left. */
char *banco_federation_dup_value (GKeyFile *file,
                                  const char *group,
                                  const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
