/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* The machines a person has, and the way to another one. A location is "request": the dialog. */
#define BANCO_TYPE_MACHINES_PAGE (banco_machines_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoMachinesPage, banco_machines_page, BANCO, MACHINES_PAGE, BancoPage)

G_END_DECLS
