/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/http.h"
#include "base/secret-memory.h"

G_BEGIN_DECLS

void banco_http_set_status_error (GError **error, guint status, const char *host);
void banco_http_set_transport_error (GError **error, const GError *cause, const char *host);

#define BANCO_HTTP_TOO_MANY_REQUESTS 429 /* libsoup has no name for it */

/* Seconds that a Retry-After value asks for (a number or an HTTP date), -1 when it says nothing. */
gint64 banco_http_parse_retry_after (const char *value, gint64 now);

/* Milliseconds before try number @attempt (from 0), or -1 to give up. Jitter only ever adds. */
gint64 banco_http_retry_delay (guint attempt, gint64 retry_after);

/* @form (char * to char *) urlencoded, in secret memory: it may hold tokens. */
char *banco_http_encode_form (GHashTable *form) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
