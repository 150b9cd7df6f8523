/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/provider.h"

typedef struct {
  const char *about;
  const char *labels[8]; /* key, value, … */
  BancoAcceleratorKind kind;
  const char *model;
  guint count;
  guint memory_mib;
  gboolean simulated;
} Case;

#define GPU BANCO_ACCELERATOR_GPU
#define FPGA BANCO_ACCELERATOR_FPGA

static const Case cases[] = {
  { "nothing", { NULL }, 0, NULL, 0, 0, FALSE },
  { "a trait is no device", { "trait:CUSTOM_GPU_HOST", "required" }, 0, NULL, 0, 0, FALSE },
  { "other resources", { "resources:CUSTOM_LICENSE", "1" }, 0, NULL, 0, 0, FALSE },
  { "a network card", { "pci_passthrough:alias", "mellanox:1" }, 0, NULL, 0, 0, FALSE },
  { "none wanted", { "resources:CUSTOM_GPU_T4", "0" }, 0, NULL, 0, 0, FALSE },
  { "known device", { "resources:CUSTOM_GPU_T4", "1" }, GPU, "Tesla T4", 1, 16384, FALSE },
  { "two of them", { "resources:CUSTOM_GPU_T4", "2" }, GPU, "Tesla T4", 2, 16384, FALSE },
  { "grouped request", { "resources1:CUSTOM_GPU_A30", "1" }, GPU, "A30", 1, 24576, FALSE },
  { "unknown device", { "resources:CUSTOM_GPU_Z9000", "1" }, GPU, "GPU Z9000", 1, 0, FALSE },
  { "virtual", { "resources:VGPU", "1" }, GPU, "VGPU", 1, 0, FALSE },
  { "alias", { "pci_passthrough:alias", "A30:1" }, GPU, "A30", 1, 24576, FALSE },
  { "two aliases", { "pci_passthrough:alias", "nic:1, t4:2" }, GPU, "Tesla T4", 2, 16384, FALSE },
  { "alias without number",
    { "pci_passthrough:alias", "gpu-a5000" },
    GPU,
    "gpu-a5000",
    1,
    0,
    FALSE },
  { "INFN's labels",
    { "gpu_number", "2", "gpu_model", "NVIDIA A100", "gpu_vendor", "nvidia" },
    GPU,
    "A100",
    2,
    40960,
    FALSE },
  { "EGI's labels",
    { "Accelerator:Type", "GPU", "Accelerator:Number", "4", "Accelerator:Model", "Tesla V100" },
    GPU,
    "Tesla V100",
    4,
    0,
    FALSE },
  { "vendor's label",
    { "site:accelerator", "2x NVIDIA Z1 (PCI passthrough)", "site:accelerator_memory_gb", "32" },
    GPU,
    "NVIDIA Z1",
    2,
    16384,
    FALSE },
  { "label and resource agree",
    { "site:accelerator", "2x NVIDIA T4", "resources:CUSTOM_GPU_T4", "2" },
    GPU,
    "Tesla T4",
    2,
    16384,
    FALSE },
  { "words apart",
    { "site:accelerator", "Quadro RTX 5000" },
    GPU,
    "Quadro RTX 5000",
    1,
    16384,
    FALSE },
  { "FPGA", { "resources:CUSTOM_FPGA_U250", "1" }, FPGA, "Alveo U250", 1, 65536, FALSE },
  { "FPGA by profile",
    { "accel:device_profile", "xilinx-u55c" },
    FPGA,
    "Alveo U55C",
    1,
    16384,
    FALSE },
  { "unknown FPGA", { "resources:CUSTOM_FPGA", "1" }, FPGA, "FPGA", 1, 0, FALSE },
  { "simulated",
    { "resources:CUSTOM_GPU_T4", "1", "demo:simulated", "true" },
    GPU,
    "Tesla T4",
    1,
    16384,
    TRUE },
  { "not simulated",
    { "resources:CUSTOM_GPU_T4", "1", "demo:simulated", "false" },
    GPU,
    "Tesla T4",
    1,
    16384,
    FALSE },
  { "a number that is none",
    { "gpu_number", "many", "gpu_model", "A30" },
    GPU,
    "A30",
    1,
    24576,
    FALSE },
  { "far too many", { "resources:CUSTOM_GPU_T4", "99999999999999" }, 0, NULL, 0, 0, FALSE },
  { "device name inside a word",
    { "site:accelerator", "T42 coffee machine" },
    0,
    NULL,
    0,
    0,
    FALSE },
};

static void
test_accelerator (gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  BancoAccelerator found;

  for (guint i = 0; expected->labels[i] != NULL; i += 2)
    g_hash_table_insert (labels, (gpointer) expected->labels[i],
                         (gpointer) expected->labels[i + 1]);
  banco_accelerator_read (&found, labels);
  g_assert_cmpuint (found.kind, ==, expected->kind);
  g_assert_cmpstr (found.model, ==, expected->model);
  g_assert_cmpuint (found.count, ==, expected->count);
  g_assert_cmpuint (found.memory_mib, ==, expected->memory_mib);
  g_assert_cmpint (found.simulated, ==, expected->simulated);
  g_free (found.model);
}

static void
test_logins (void)
{
  static const struct {
    const char *os, *name, *login;
  } logins[] = {
    { "ubuntu", "whatever", "ubuntu" },
    { "Debian", "", "debian" },
    { "rhel", "rhel9", "cloud-user" },
    { "", "AlmaLinux-9-GenericCloud", "almalinux" },
    { NULL, "Rocky 9 with CUDA", "rocky" },
    { "plan9", "plan9", NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (logins); i++)
    g_assert_cmpstr (banco_login_for_image (logins[i].os, logins[i].name), ==, logins[i].login);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/accelerators/%s", cases[i].about);

    g_test_add_data_func (path, &cases[i], test_accelerator);
  }
  g_test_add_func ("/logins", test_logins);
  return g_test_run ();
}
