/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* How much of what may be used is used, as bars. */
#define BANCO_TYPE_QUOTA_BARS (banco_quota_bars_get_type ())
G_DECLARE_FINAL_TYPE (BancoQuotaBars, banco_quota_bars, BANCO, QUOTA_BARS, AdwBin)

/* @limits: of BancoLimit. */
void banco_quota_bars_set_limits (BancoQuotaBars *self, BancoKeyedList *limits);

G_END_DECLS
