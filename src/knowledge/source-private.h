/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/draft-private.h"

G_BEGIN_DECLS

/* Where entries come from. Both functions block and are called from a worker. */
#define BANCO_TYPE_SOURCE (banco_source_get_type ())
G_DECLARE_INTERFACE (BancoSource, banco_source, BANCO, SOURCE, GObject)

struct _BancoSourceInterface {
  GTypeInterface parent_iface;

  GPtrArray *(*list) (BancoSource *self, gboolean fresh, GCancellable *cancellable, GError **error);
  gboolean (*fetch) (BancoSource *self,
                     BancoDraft *draft,
                     GCancellable *cancellable,
                     GError **error);
  gboolean (*is_gone) (BancoSource *self, const char *id, GCancellable *cancellable);
};

/* All there is now, of BancoDraft, with versions. @fresh: nothing is known yet, so bodies may come
 * along. Errors: BANCO_KNOWLEDGE_ERROR. */
GPtrArray *banco_source_list (BancoSource *self,
                              gboolean fresh,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills in the body and the files of @draft. NOT_FOUND: it vanished meanwhile. */
gboolean banco_source_fetch (BancoSource *self,
                             BancoDraft *draft,
                             GCancellable *cancellable,
                             GError **error);

/* Whether an entry that was not listed is really no longer there for us. */
gboolean banco_source_is_gone (BancoSource *self, const char *id, GCancellable *cancellable);

BancoSource *banco_folder_new (const char *path,
                               BancoDimensions *dimensions) G_GNUC_WARN_UNUSED_RESULT;
BancoSource *banco_confluence_new (const BancoSourceSetup *setup,
                                   BancoHttp *http,
                                   BancoDimensions *dimensions) G_GNUC_WARN_UNUSED_RESULT;

/* A file of a folder source, by the id of an entry and a name beside it. Never outside of @path. */
GBytes *banco_folder_read_file (const char *path, const char *id, const char *name, GError **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Brings the library's part of one source up to date, in one transaction; adds to @report.
 * @operation (nullable) is told of progress. */
gboolean banco_source_sync (BancoSource *self,
                            sqlite3 *database,
                            const char *name,
                            BancoDimensions *dimensions,
                            gboolean full,
                            BancoSyncReport *report,
                            BancoOperation *operation,
                            GCancellable *cancellable,
                            GError **error);

G_END_DECLS
