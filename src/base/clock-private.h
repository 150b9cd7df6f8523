/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/clock.h"

G_BEGIN_DECLS

/* For tests: from now on a wait of a second or more returns at once, and moves banco_clock_now() on
 * by as much. Shorter ones, for a lock or a queue, stay real. */
void banco_clock_skip_waits (void);

G_END_DECLS
