/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Where a command runs: a name and an argv prefix, empty for this computer, "ssh … --" for a
 * machine. Immutable, reference counted. The only joint between machines and what uses them. */
typedef struct _BancoPlace BancoPlace;
#define BANCO_TYPE_PLACE (banco_place_get_type ())
GType banco_place_get_type (void);

BancoPlace *banco_place_new_here (void) G_GNUC_WARN_UNUSED_RESULT;
BancoPlace *banco_place_new (const char *id,
                             const char *label,
                             const char *const *prefix) G_GNUC_WARN_UNUSED_RESULT;
BancoPlace *banco_place_ref (BancoPlace *self);
void banco_place_unref (BancoPlace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoPlace, banco_place_unref)

/* "here", or the name of the machine: stable, for results and scripts. */
const char *banco_place_get_id (BancoPlace *self);
/* For people: "This computer". */
const char *banco_place_get_label (BancoPlace *self);
gboolean banco_place_is_here (BancoPlace *self);

/* @argv to be spawned here so that it runs there: literal here, quoted for the remote shell there.
 */
char **banco_place_command (BancoPlace *self, const char *const *argv) G_GNUC_WARN_UNUSED_RESULT;

/* The prefix with @words as ssh passes them: not quoted (bancoctl ssh). */
char **banco_place_raw_command (BancoPlace *self,
                                const char *const *words) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
