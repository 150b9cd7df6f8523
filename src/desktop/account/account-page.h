/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* Who is signed in, and how to. One card for each issuer of the federation. */
#define BANCO_TYPE_ACCOUNT_PAGE (banco_account_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoAccountPage, banco_account_page, BANCO, ACCOUNT_PAGE, BancoPage)

G_END_DECLS
