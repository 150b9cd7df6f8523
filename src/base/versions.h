/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "GLib 2.74.6, libsoup 3.2.2, …": the libraries below all rooms, as they run. */
char *banco_versions_dup (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
