/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/state-private.h"

G_BEGIN_DECLS

/* The users of the contract; everyone's password is the name. */
void demo_people_add (DemoState *state);

G_END_DECLS
