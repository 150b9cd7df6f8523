/* SPDX-License-Identifier: Apache-2.0 */
#include "machine-stage.h"

#include "machines/machines-private.h"

BancoMachine *
machine_stage_add (FixtureScene *scene,
                   const char *name,
                   BancoMachineState state,
                   gboolean simulated)
{
  g_autoptr (BancoMachineRecord) record = banco_machine_record_new ();
  g_autoptr (BancoMachine) machine = NULL;

  record->id = g_strdup (name);
  record->name = g_strdup (name);
  record->image = g_strdup ("");
  record->offer = g_strdup ("");
  record->group = g_strdup ("");
  record->state = state;
  record->address = g_strdup ("127.0.0.1");
  record->port = 22;
  record->login = g_strdup ("ubuntu");
  record->host_key = BANCO_HOST_KEY_VERIFIED;
  record->accelerator = (BancoAccelerator){
    .kind = simulated ? BANCO_ACCELERATOR_GPU : BANCO_ACCELERATOR_NONE,
    .model = simulated ? g_strdup ("Tesla T4") : NULL,
    .count = simulated,
    .simulated = simulated,
  };
  machine = banco_machine_new ("cloud", record);
  banco_machines_add (scene->machines, machine);
  return machine;
}

BancoMachine *
machine_stage_add_saying (FixtureScene *scene, const char *text, BancoMachineState state)
{
  g_autoptr (BancoMachineRecord) record = banco_machine_record_new ();
  g_autoptr (BancoMachine) machine = NULL;

  record->id = g_strdup ("id");
  record->name = g_strdup (text);
  record->image = g_strdup (text);
  record->offer = g_strdup (text);
  record->group = g_strdup (text);
  record->reason = g_strdup (text);
  record->state = state;
  record->address = g_strdup ("192.0.2.7");
  record->accelerator =
    (BancoAccelerator){ .kind = BANCO_ACCELERATOR_GPU, .model = g_strdup (text), .count = 1 };
  machine = banco_machine_new ("cloud", record);
  banco_machines_add (scene->machines, machine);
  return machine;
}
