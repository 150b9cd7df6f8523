/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture.h"
#include "machines/machines.h"
#include "machines/test-sshd.h"

/* A machine that the cloud does not know, called @name, its id too; borrowed. @simulated: it has a
 * GPU, which is. */
BancoMachine *machine_stage_add (FixtureScene *scene,
                                 const char *name,
                                 BancoMachineState state,
                                 gboolean simulated);

/* One that can be reached, called "box": a real sshd on this computer. NULL and why not. */
BancoMachine *machine_stage_add_real (FixtureScene *scene, TestSshd **sshd, const char **why_not);

/* One whose id is "id", and all of whose words are @text. */
BancoMachine *
machine_stage_add_saying (FixtureScene *scene, const char *text, BancoMachineState state);
