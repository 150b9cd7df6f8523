/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/web/web.h"

G_BEGIN_DECLS

/* Loads the web view on first use; NULL when it is not installed. */
const WebModule *banco_web_load (void);

G_END_DECLS
