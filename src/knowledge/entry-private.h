/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "knowledge/draft-private.h"

G_BEGIN_DECLS

/* By id or any address of it: the first source that has one. NULL without @error: there is none. */
BancoEntry *
banco_entry_load (sqlite3 *reader, const char *id, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
