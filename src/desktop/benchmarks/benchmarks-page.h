/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* How fast this computer, the machines and the reference cards are, side by side. The location
 * "run" opens the dialog that asks what to run. */
#define BANCO_TYPE_BENCHMARKS_PAGE (banco_benchmarks_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoBenchmarksPage, banco_benchmarks_page, BANCO, BENCHMARKS_PAGE, BancoPage)

G_END_DECLS
