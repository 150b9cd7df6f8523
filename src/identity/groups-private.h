/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The groups that @claims name in any of the ways of INDIGO IAM ("groups", "wlcg.groups",
 * entitlements, "roles"), sorted, each once, without leading slash; NULL when no such claim is
 * there. */
char **banco_groups_read (JsonObject *claims) G_GNUC_WARN_UNUSED_RESULT;

/* The plain name of a group in any notation, or NULL when @value is none. */
char *banco_groups_normalize (const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* TRUE when one of @groups is one of @admins. */
gboolean banco_groups_overlap (const char *const *groups, const char *const *admins);

G_END_DECLS
