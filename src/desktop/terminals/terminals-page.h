/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* Terminals as tabs, here and on machines. A location is a place's id ("here", a machine), and
 * after a newline what to type there. */
#define BANCO_TYPE_TERMINALS_PAGE (banco_terminals_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoTerminalsPage, banco_terminals_page, BANCO, TERMINALS_PAGE, BancoPage)

G_END_DECLS
