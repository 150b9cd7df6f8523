/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One stop of Tab, however much is in it: arrows lead from one thing to the next, Tab leaves. */
#define BANCO_TYPE_TAB_STOP (banco_tab_stop_get_type ())
G_DECLARE_FINAL_TYPE (BancoTabStop, banco_tab_stop, BANCO, TAB_STOP, AdwBin)

G_END_DECLS
