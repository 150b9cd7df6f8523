/* SPDX-License-Identifier: Apache-2.0 */
#include "machine-stage.h"

#include "machines/machines-private.h"
#include "machines/reach-private.h"

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
machine_stage_add_real (FixtureScene *scene, TestSshd **sshd, const char **why_not)
{
  g_autoptr (BancoMachineRecord) record = banco_machine_record_new ();
  g_autoptr (BancoMachine) machine = NULL;
  g_autofree char *line = NULL;
  BancoPin pin = { .trust = BANCO_HOST_KEY_VERIFIED };

  g_assert_true (banco_key_pair_prepare (NULL, TRUE, &record->key, &line, NULL, NULL));
  *sshd = test_sshd_new (line, why_not);
  if (*sshd == NULL)
    return NULL;
  record->id = g_strdup ("box");
  record->name = g_strdup ("box");
  record->image = g_strdup ("");
  record->offer = g_strdup ("");
  record->group = g_strdup ("");
  record->state = BANCO_MACHINE_READY;
  record->address = g_strdup ("127.0.0.1");
  record->port = (*sshd)->port;
  record->login = g_strdup (g_get_user_name ());
  record->host_key = BANCO_HOST_KEY_VERIFIED;
  pin.host = banco_pins_host (record->address, record->port);
  pin.keys = (char *[]){ (*sshd)->key, NULL };
  g_assert_true (banco_pins_set ("cloud", record->id, &pin, NULL));
  g_free (pin.host);
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
