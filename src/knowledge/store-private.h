/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/draft-private.h"

G_BEGIN_DECLS

#define BANCO_STARTER "starter" /* the id of the built-in source */

/* The library's tables; the writer's side. */
extern const char *const banco_store_migrations[];

/* What is known of an entry. */
typedef struct {
  char *version;
  char *digest;
} BancoKnown;

/* char *id to BancoKnown. */
GHashTable *
banco_store_list (sqlite3 *database, const char *source, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The files of an entry whose data is here: char *name to char *version. */
GHashTable *banco_store_list_files (sqlite3 *database,
                                    const char *source,
                                    const char *id,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The entry's number, -1 with @error set. @mentions: of BancoMention. Data of files that @draft
 * does not bring is kept when the version is. */
gint64 banco_store_write (sqlite3 *database,
                          const char *source,
                          BancoDraft *draft,
                          const char *digest,
                          const GPtrArray *mentions,
                          GError **error);

/* Makes an entry findable. After all are written: FTS5 gathers what it is given in a row, and any
 * other statement in between makes it write every time, which takes a hundred times as long. */
gboolean banco_store_index (sqlite3 *database,
                            gint64 number,
                            BancoDraft *draft,
                            const char *words,
                            const char *told,
                            GError **error);

gboolean banco_store_touch (sqlite3 *database,
                            const char *source,
                            const char *id,
                            const char *version,
                            GError **error);
gboolean banco_store_remove (sqlite3 *database, const char *source, const char *id, GError **error);

/* What depends on several entries: what overviews say of others, and which are not shown. */
gboolean banco_store_finish (sqlite3 *database, GError **error);
gboolean
banco_store_set_synced (sqlite3 *database, const char *source, gint64 when, GError **error);

/* The sources there are, in order; what came from others is dropped. */
gboolean banco_store_set_sources (sqlite3 *database, const char *const *sources, GError **error);

/* Whether the file is of no use. All that it holds can be synced again. */
gboolean banco_store_is_lost (const GError *error);

/* What a database error means for a person: BANCO_KNOWLEDGE_ERROR_STORAGE. Others stay. When the
 * file at @path turns out to be damaged, it is built anew where it is opened next. */
void banco_store_translate (const char *path, GError **error);

G_END_DECLS
