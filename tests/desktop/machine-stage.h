/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture.h"
#include "machines/machines.h"

/* A machine that the cloud does not know, called @name, its id too; borrowed. @simulated: it has a
 * GPU, which is. */
BancoMachine *machine_stage_add (FixtureScene *scene,
                                 const char *name,
                                 BancoMachineState state,
                                 gboolean simulated);

/* One whose id is "id", and all of whose words are @text. */
BancoMachine *
machine_stage_add_saying (FixtureScene *scene, const char *text, BancoMachineState state);
