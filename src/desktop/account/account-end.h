/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The end of an account that is for a few days, as in a course. */

/* @until: as banco_account_get_account_until() gives it. */
gboolean banco_account_end_is_over (gint64 until, gint64 now);
/* When the account that signs in to @cloud (an id) ends; 0: not known. */
gint64 banco_account_end_of_cloud (BancoWorkspace *workspace, const char *cloud);

/* Says above every page how long the default account lasts, when it is for a few days or ends
 * soon. Property "workspace" (object). */
#define BANCO_TYPE_ACCOUNT_END (banco_account_end_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccountEnd, banco_account_end, BANCO, ACCOUNT_END, AdwBin)

G_END_DECLS
