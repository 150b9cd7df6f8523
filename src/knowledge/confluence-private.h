/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/source-private.h"

G_BEGIN_DECLS

#define BANCO_CONFLUENCE_MOST_NOTEBOOK (48 * 1024 * 1024) /* bytes */

#define BANCO_TYPE_CONFLUENCE (banco_confluence_get_type ())
G_DECLARE_FINAL_TYPE (BancoConfluence, banco_confluence, BANCO, CONFLUENCE, GObject)

struct _BancoConfluence {
  GObject parent_instance;
  BancoHttp *http;
  BancoAuthorizer *authorizer;
  BancoDimensions *dimensions; /* borrowed */
  char *base;                  /* no slash at its end */
  char *space;
  guint64 pictures;   /* bytes so far */
  guint misses;       /* pictures in a row that could not be reached */
  GHashTable *people; /* char *, the address that was asked, to char *, the name; "" none */
};

/* @path: what comes after the base, or a whole address below it. @most: bytes of a file, which may
 * lie with another server, to which no credentials go; 0: the answer is JSON. Errors:
 * BANCO_KNOWLEDGE_ERROR; NOT_UNDERSTOOD for another @path, or NULL (banco_http_path()'s). */
BancoHttpResponse *banco_confluence_get (BancoConfluence *self,
                                         const char *path,
                                         gsize most,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What an error of the exchange means here, consumed; those of the authorizer stay as they are. */
void banco_confluence_translate (GError **error, GError *cause);

/* The text @inner of the object @member; NULL none. Borrowed. */
const char *banco_confluence_nested (BancoJson *json,
                                     JsonObject *object,
                                     const char *member,
                                     const char *inner);

/* The body of @page, when it is there and @draft has none. */
void banco_confluence_read_body (BancoJson *json, JsonObject *page, BancoDraft *draft);

/* Writes the names of the people beside their keys in the body of @draft, as far as they are told.
 * FALSE: more may be told in another run. */
gboolean
banco_confluence_name_people (BancoConfluence *self, BancoDraft *draft, GCancellable *cancellable);

/* Pages and attached notebooks of the space, with their files; as BancoSource lists. */
GPtrArray *banco_confluence_list (BancoConfluence *self,
                                  gboolean fresh,
                                  GCancellable *cancellable,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
