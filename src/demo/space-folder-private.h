/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/space-private.h"

G_BEGIN_DECLS

/* Fills an empty space from data/library and data/demo (folder sources, see data/README.md), below
 * a home page that lists them as the knowledge base of ML_INFN does. */
void demo_space_fill (DemoSpace *self, gint64 now);

G_END_DECLS
