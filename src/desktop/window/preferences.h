/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/window/window.h"

G_BEGIN_DECLS

void banco_preferences_show (BancoWindow *window);

G_END_DECLS
