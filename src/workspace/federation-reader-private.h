/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/federation-private.h"

G_BEGIN_DECLS

/* A federation file while it is read: its keys become members of records, by the tables of fields.
 * What is wrong is in @error, of BANCO_WORKSPACE_ERROR. */
typedef struct {
  const char *path;
  char *folder;
  char *text;
  GKeyFile *file;
  BancoFederationData *data;
  GArray *issuers;
  GArray *sources;
  GArray *clouds;
  GPtrArray *cloud_issuers;
  GPtrArray *warnings;
  GError **error;
} BancoFederationReader;

/* Frees @memory with the federation. */
gpointer banco_federation_reader_own (BancoFederationReader *reader, gpointer memory);
/* FALSE, always. */
gboolean banco_federation_reader_refuse (BancoFederationReader *reader,
                                         const char *group,
                                         const char *key,
                                         const char *format,
                                         ...) G_GNUC_PRINTF (4, 5);
/* @key: nullable, the group itself. */
void banco_federation_reader_warn (BancoFederationReader *reader,
                                   const char *group,
                                   const char *key,
                                   const char *what);

gboolean banco_federation_reader_is_identifier (const char *text);
char *banco_federation_reader_get_text (BancoFederationReader *reader,
                                        const char *group,
                                        const char *key);
const char *const *banco_federation_reader_split_list (BancoFederationReader *reader,
                                                       const char *text);
/* "a|b|c" as words: "a, b or c". */
char *banco_federation_reader_join_words (const char *words) G_GNUC_WARN_UNUSED_RESULT;

/* Warns of keys that are neither in @fields nor in @besides, which may be empty. */
gboolean banco_federation_reader_check_keys (BancoFederationReader *reader,
                                             const char *group,
                                             const BancoField *fields,
                                             const BancoField *besides);
/* Fills the members of @record that @fields name. */
gboolean banco_federation_reader_read_fields (BancoFederationReader *reader,
                                              const char *group,
                                              const BancoField *fields,
                                              gpointer record);

/* What the tokens of each issuer are to be good for, from every group that says Audience=, those of
 * later versions too. */
gboolean banco_federation_reader_set_audiences (BancoFederationReader *reader);

G_END_DECLS
