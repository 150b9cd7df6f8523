/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A loopback address that waits for one answer of the browser; made, used and freed in one
 * thread, served only while a function of it runs. */
typedef struct _BancoListener BancoListener;

/* Takes the first free one of @n_ports. Errors: BANCO_IDENTITY_ERROR_FAILED when none is. */
BancoListener *banco_listener_new (guint first_port,
                                   guint n_ports,
                                   const char *path,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_listener_free (BancoListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoListener, banco_listener_free)

guint banco_listener_get_port (BancoListener *self);

/* The query of the first request for the path that carries @state; anything else is refused and
 * changes nothing. NULL after @seconds without (no error set), or cancelled. Borrowed. */
GHashTable *banco_listener_wait (BancoListener *self,
                                 const char *state,
                                 guint seconds,
                                 GCancellable *cancellable,
                                 GError **error);

/* Sends the page that the browser is still waiting for. */
void banco_listener_answer (BancoListener *self, gboolean signed_in);

G_END_DECLS
