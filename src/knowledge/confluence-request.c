/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/confluence-private.h"

#include <glib/gi18n.h>

void
banco_confluence_translate (GError **error, GError *cause)
{
  static const BancoKnowledgeError codes[] = {
    [BANCO_HTTP_ERROR_UNREACHABLE] = BANCO_KNOWLEDGE_ERROR_UNREACHABLE,
    [BANCO_HTTP_ERROR_SIGN_IN] = BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
    [BANCO_HTTP_ERROR_FORBIDDEN] = BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED,
    [BANCO_HTTP_ERROR_NOT_FOUND] = BANCO_KNOWLEDGE_ERROR_NOT_FOUND,
    [BANCO_HTTP_ERROR_REFUSED] = BANCO_KNOWLEDGE_ERROR_FAILED,
    [BANCO_HTTP_ERROR_NOT_UNDERSTOOD] = BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
  };
  static const char *const sentences[G_N_ELEMENTS (codes)] = {
    [BANCO_HTTP_ERROR_SIGN_IN] = N_ ("the wiki shows this only after a sign-in of its own; ask the "
                                     "people who run it to open the space"),
    [BANCO_HTTP_ERROR_FORBIDDEN] =
      N_ ("the wiki does not show this to everyone; ask the people who "
          "run it to open the space"),
    [BANCO_HTTP_ERROR_NOT_FOUND] =
      N_ ("the wiki does not have this any more; it may have been moved or deleted"),
    [BANCO_HTTP_ERROR_REFUSED] =
      N_ ("the wiki refused the request; tell the people who run it if it happens again"),
  };

  if (cause->domain == BANCO_JSON_ERROR)
    g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
                         _ ("the wiki does not answer as Confluence does; its address in the "
                            "federation file may be wrong"));
  else if (cause->domain == BANCO_HTTP_ERROR && sentences[cause->code] != NULL)
    g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, codes[cause->code],
                         _ (sentences[cause->code]));
  else if (cause->domain == BANCO_HTTP_ERROR)
    g_set_error (error, BANCO_KNOWLEDGE_ERROR, codes[cause->code],
                 _ ("the wiki cannot be read now: %s"), cause->message);
  else
    g_propagate_error (error, g_error_copy (cause));
  g_debug ("confluence: %s", cause->message);
  g_error_free (cause);
}

BancoHttpResponse *
banco_confluence_get (BancoConfluence *self,
                      const char *path,
                      gsize most,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autofree char *own = path != NULL ? banco_http_link_below (self->base, path) : NULL;
  gboolean elsewhere = own == NULL && most > 0 && path != NULL && g_str_has_prefix (path, "http") &&
                       !g_str_has_prefix (path, self->base);
  GError *cause = NULL;
  BancoHttpResponse *response;

  if (own == NULL && !elsewhere) {
    g_set_error_literal (error, BANCO_KNOWLEDGE_ERROR, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD,
                         _ ("the wiki named something by an address that does not belong to it"));
    return NULL;
  }
  response =
    banco_http_send (self->http,
                     &(BancoHttpRequest){
                       .uri = elsewhere ? path : own,
                       .authorizer = elsewhere ? NULL : self->authorizer,
                       .headers = (const char *const[]){ "X-Atlassian-Token", "no-check", NULL },
                       .flags = most == 0 ? BANCO_HTTP_JSON : BANCO_HTTP_NONE,
                       .max_bytes = most,
                     },
                     cancellable, &cause);
  if (response != NULL && most == 0 && response->json == NULL) {
    banco_http_response_free (response);
    response = NULL;
    g_set_error_literal (&cause, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX, _ ("an empty answer"));
  }
  if (response == NULL)
    banco_confluence_translate (error, cause);
  return response;
}
