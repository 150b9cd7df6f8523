/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

G_BEGIN_DECLS

/* Those of @offers (of BancoOffer) with this @kind of accelerator, in the order to show them. */
GPtrArray *banco_offer_order_list (GListModel *offers,
                                   BancoAcceleratorKind kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
