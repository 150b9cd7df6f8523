/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines.h"

G_DEFINE_QUARK (banco_machines_error, banco_machines_error)

const char *
banco_machine_state_to_string (BancoMachineState state)
{
  static const char *const names[] = { "unknown", "asked",   "building", "ready",
                                       "stopped", "shelved", "failed",   "releasing" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), "unknown");
  return names[state];
}

const char *
banco_host_key_to_string (BancoHostKey key)
{
  static const char *const names[] = { "unknown", "first-use", "verified" };

  g_return_val_if_fail (key < G_N_ELEMENTS (names), "unknown");
  return names[key];
}

const char *
banco_cloud_state_to_string (BancoCloudState state)
{
  static const char *const names[] = { "unknown", "ready", "sign-in", "unreachable", "no-project" };

  g_return_val_if_fail (state < G_N_ELEMENTS (names), "unknown");
  return names[state];
}
