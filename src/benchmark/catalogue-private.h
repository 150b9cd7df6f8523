/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

const BancoCard *banco_catalogue_find (const GPtrArray *catalogue, const char *id);

G_END_DECLS
