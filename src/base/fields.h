/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a group of a federation file may have, as the room that uses it says: each room has the one
 * table of its kinds, and workspace/federation-parse.c fills their records by it. */
typedef enum {
  BANCO_FIELD_TEXT,    /* const char * */
  BANCO_FIELD_ADDRESS, /* const char *, a URI that may be talked to */
  BANCO_FIELD_PATH,    /* const char *, made absolute: relative to the file */
  BANCO_FIELD_FILE,    /* the same, of a file that must be there */
  BANCO_FIELD_LIST,    /* const char *const *, never NULL */
  BANCO_FIELD_BOOLEAN, /* gboolean */
  BANCO_FIELD_NUMBER,  /* guint, 1 to @most */
} BancoFieldType;

typedef struct {
  const char *key; /* NULL ends a table */
  BancoFieldType type;
  gsize offset;      /* of the member of the record */
  gboolean unstored; /* it is only checked */
  gboolean required;
  const char *fallback; /* what stands for a key that is missing, nullable */
  const char *words;    /* the only texts that are allowed: "anonymous|pat"; nullable */
  guint most;
} BancoField;

typedef struct {
  const char *name;         /* as Kind= has it; NULL ends a table */
  const BancoField *fields; /* NULL: for a later version */
} BancoKind;

G_END_DECLS
