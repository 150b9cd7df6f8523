/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* In place of a page whose module is not installed. */
#define BANCO_TYPE_MISSING_PAGE (banco_missing_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoMissingPage, banco_missing_page, BANCO, MISSING_PAGE, BancoPage)

G_END_DECLS
