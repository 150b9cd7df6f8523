/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_accelerator (const char *key, char *value)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  BancoAccelerator found;

  if (key != NULL)
    g_hash_table_insert (labels, (gpointer) key, value);
  banco_accelerator_read (&found, value, labels);
  g_assert_true ((found.model != NULL) == (found.kind != BANCO_ACCELERATOR_NONE));
  g_assert_true ((found.count > 0) == (found.kind != BANCO_ACCELERATOR_NONE));
  g_free (found.model);
}

static void
check_fault (const char *message)
{
  g_autoptr (BancoMachineRecord) record = banco_machine_record_new ();

  record->id = g_strdup ("m");
  record->group = g_strdup ("g");
  banco_openstack_explain_fault (message, record);
  g_assert_true (record->reason != NULL && record->reason[0] != '\0');
}

/* What a cloud writes for people: the labels and names of offers, and why something failed. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const keys[] = {
    "gpu_model",  "pci_passthrough:alias",   "resources:CUSTOM_GPU",
    "gpu_number", "x:accelerator_memory_gb", "fpga",
    NULL
  };
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1); /* as JSON is */

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    check_accelerator (keys[i], text);
  check_fault (text);
  return 0;
}
