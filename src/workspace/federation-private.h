/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

G_BEGIN_DECLS

/* A federation and the one heap that all of its strings and lists live in. */
typedef struct {
  BancoFederation public;
  gatomicrefcount references;
  GPtrArray *heap;
} BancoFederationData;

/* Reads @path whole. Errors: BANCO_WORKSPACE_ERROR. */
BancoFederation *banco_federation_parse (const char *path,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text of a key without the remark behind it; NULL when nothing is left. */
char *banco_federation_dup_value (GKeyFile *file,
                                  const char *group,
                                  const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
