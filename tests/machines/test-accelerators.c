/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/provider.h"

typedef struct {
  const char *about;
  const char *labels[10]; /* key, value, … */
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
  { "alias without number", { "pci_passthrough:alias", "gpu-z5" }, GPU, "gpu-z5", 1, 0, FALSE },
  { "an alias for its sound, too",
    { "pci_passthrough:alias", "rtx3090ti:1,rtx3090ti-audio:1" },
    GPU,
    "GeForce RTX 3090 Ti",
    1,
    24576,
    FALSE },
  { "three labels and an alias",
    { "gpu:model", "1080 Ti", "gpu:number", "1", "gpu:vendor", "NVIDIA Corporation",
      "pci_passthrough:alias", "NVIDIA1080TI:1" },
    GPU,
    "GeForce GTX 1080 Ti",
    1,
    11264,
    FALSE },
  { "a display head is no second device",
    { "resources:VGPU", "1", "resources:VGPU_DISPLAY_HEAD", "4" },
    GPU,
    "VGPU",
    1,
    0,
    FALSE },
  { "the operator knows the memory",
    { "pci_passthrough:alias", "a100:2", "site:accelerator_memory_gb", "160" },
    GPU,
    "A100",
    2,
    81920,
    FALSE },
  { "memory of one",
    { "gpu_model", "A40", "gpu_number", "2", "gpu_memory_gb", "48" },
    GPU,
    "A40",
    2,
    49152,
    FALSE },
  { "no GPU by number",
    { "gpu_number", "0", "gpu_model", "A30", "gpu_vendor", "nvidia" },
    0,
    NULL,
    0,
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

/* As they are in use: a key and a value, or only the name of an offer, and what they stand for. */
static const struct {
  const char *key; /* NULL: @value is a name */
  const char *value;
  BancoAcceleratorKind kind;
  const char *model;
  guint count;
  guint memory_gib;
} in_use[] = {
  { "pci_passthrough:alias", "a100-80gb:1", GPU, "A100 80 GB", 1, 80 },
  { "pci_passthrough:alias", "a100-40gb:2", GPU, "A100 40 GB", 2, 40 },
  { "pci_passthrough:alias", "gpu_a100:2", GPU, "A100", 2, 40 },
  { "pci_passthrough:alias", "a100_80:1", GPU, "A100 80 GB", 1, 80 },
  { "pci_passthrough:alias", "h100nvl:1", GPU, "H100 NVL", 1, 94 },
  { "pci_passthrough:alias", "h100-sxm5:4", GPU, "H100", 4, 80 },
  { "pci_passthrough:alias", "h100pcie:1", GPU, "H100", 1, 80 },
  { "pci_passthrough:alias", "H200:8", GPU, "H200", 8, 141 },
  { "pci_passthrough:alias", "rtx4090:1", GPU, "GeForce RTX 4090", 1, 24 },
  { "pci_passthrough:alias", "rtx2080ti:1", GPU, "GeForce RTX 2080 Ti", 1, 11 },
  { "pci_passthrough:alias", "2080ti-rtx-a:1", GPU, "GeForce RTX 2080 Ti", 1, 11 },
  { "pci_passthrough:alias", "NVIDIA1080TI:1", GPU, "GeForce GTX 1080 Ti", 1, 11 },
  { "pci_passthrough:alias", "t4gpu:1", GPU, "Tesla T4", 1, 16 },
  { "pci_passthrough:alias", "nvidia-gpu:1", GPU, "nvidia-gpu", 1, 0 },
  { "pci_passthrough:alias", "gtx1050:1", GPU, "gtx1050", 1, 0 },
  { "pci_passthrough:alias", "mi250:1", GPU, "Instinct MI250", 1, 128 },
  { "pci_passthrough:alias", "amd-mi300x:8", GPU, "Instinct MI300X", 8, 192 },
  { "pci_passthrough:alias", "v100s:1", GPU, "Tesla V100S", 1, 32 },
  { "pci_passthrough:alias", "v100-32g:1", GPU, "Tesla V100 32 GB", 1, 32 },
  { "pci_passthrough:alias", "l40s:2", GPU, "L40S", 2, 48 },
  { "pci_passthrough:alias", "a10g:1", GPU, "A10G", 1, 24 },
  { "pci_passthrough:alias", "u280:1", FPGA, "Alveo U280", 1, 0 },
  { "pci_passthrough:alias", "intel_x710:1", 0, NULL, 0, 0 },
  { "pci_passthrough:alias", "C62x:1", 0, NULL, 0, 0 },
  { "pci_passthrough:alias", "nvme-p4510:1", 0, NULL, 0, 0 },
  { "pci_passthrough:alias", "a1000x:1", 0, NULL, 0, 0 },
  { "gpu_model", "RTX A6000", GPU, "RTX A6000", 1, 48 },
  { "gpu_model", "Quadro RTX 6000", GPU, "Quadro RTX 6000", 1, 24 },
  { "gpu_model", "NVIDIA RTX 6000 Ada Generation", GPU, "RTX 6000 Ada Generation", 1, 48 },
  { "gpu_model", "NVIDIA A100-SXM4-80GB", GPU, "A100 80 GB", 1, 80 },
  { "gpu_model", "NVIDIA A100 80GB PCIe", GPU, "A100 80 GB", 1, 80 },
  { "gpu_model", "NVIDIA H100 NVL", GPU, "H100 NVL", 1, 94 },
  { "gpu_model", "Tesla V100-PCIE-16GB", GPU, "Tesla V100 16 GB", 1, 16 },
  { "gpu_model", "NVIDIA RTX PRO 6000 Blackwell Server Edition", GPU, "RTX PRO 6000 Blackwell", 1,
    96 },
  { "gpu_model", "AMD Instinct MI210", GPU, "Instinct MI210", 1, 64 },
  { "gpu_model", "Ponte Foo 9", GPU, "Ponte Foo 9", 1, 0 },
  { "gpu_model", "none", 0, NULL, 0, 0 },
  { "site:accelerator", "2x NVIDIA RTX A6000", GPU, "RTX A6000", 2, 48 },
  { "site:accelerator", "NVIDIA L40S x4", GPU, "L40S", 4, 48 },
  { "site:accelerator", "AMD Alveo U55C (PCI passthrough)", FPGA, "Alveo U55C", 1, 16 },
  { "resources:CUSTOM_GPU_COMPUTE_80GB", "2", GPU, "GPU COMPUTE 80GB", 2, 80 },
  { "resources:CUSTOM_NVIDIA_700", "1", GPU, "NVIDIA 700", 1, 0 },
  { "resources:CUSTOM_A100_80GB", "1", GPU, "A100 80 GB", 1, 80 },
  { "resources:CUSTOM_RTX_A6000", "1", GPU, "RTX A6000", 1, 48 },
  { "resources:CUSTOM_MIG_1G_10GB", "1", GPU, "MIG 1g.10gb", 1, 10 },
  { "accel:device_profile", "a100-3g.20gb", GPU, "A100 MIG 3g.20gb", 1, 20 },
  { "gpu_model", "GRID A100-10C", GPU, "A100-10C", 1, 10 },
  { "gpu_model", "GRID T4-4Q", GPU, "Tesla T4-4Q", 1, 4 },
  { "accel:device_profile", "gpu80-1", GPU, "gpu80-1", 1, 0 },
  { "aggregate_instance_extra_specs:gpu", "true", GPU, "GPU", 1, 0 },
  { "aggregate_instance_extra_specs:gpu", "false", 0, NULL, 0, 0 },
  { "aggregate_instance_extra_specs:gpu", "a40", GPU, "A40", 1, 48 },
  { "capabilities:gpus", "4", GPU, "GPU", 4, 0 },
  { "gpu", "2", GPU, "GPU", 2, 0 },
  { "gpu_vendor", "nvidia", GPU, "nvidia", 1, 0 },
  { "fpga", "yes", FPGA, "FPGA", 1, 0 },
  { "trait:HW_GPU_API_VULKAN", "required", 0, NULL, 0, 0 },
  { "hw:cpu_policy", "dedicated", 0, NULL, 0, 0 },
  { "hw:numa_nodes", "2", 0, NULL, 0, 0 },
  { NULL, "n3-H100x8-NVLink-K8s", GPU, "H100", 8, 80 },
  { NULL, "rtx2080ti-1gpu.14vcpu.28g", GPU, "GeForce RTX 2080 Ti", 1, 11 },
  { NULL, "v100-1gpu.14vcpu.28g", GPU, "Tesla V100", 1, 0 },
  { NULL, "v100.8c.32g", GPU, "Tesla V100", 1, 0 },
  { NULL, "gpu.a100-80gb.x2", GPU, "A100 80 GB", 2, 80 },
  { NULL, "gpu(T4).02x04 1", GPU, "Tesla T4", 1, 16 },
  { NULL, "ml.rtx6000", GPU, "Quadro RTX 6000", 1, 24 },
  { NULL, "mi250.xlarge", GPU, "Instinct MI250", 1, 128 },
  { NULL, "h200", GPU, "H200", 1, 141 },
  { NULL, "m4.large-gpu", GPU, "GPU", 1, 0 },
  { NULL, "fpga.u250", FPGA, "Alveo U250", 1, 64 },
  { NULL, "t4.small", 0, NULL, 0, 0 },
  { NULL, "a2.large", 0, NULL, 0, 0 },
  { NULL, "l4.2xlarge", 0, NULL, 0, 0 },
  { NULL, "v1.14vcpu.28g", 0, NULL, 0, 0 },
  { NULL, "m3.2xl", 0, NULL, 0, 0 },
  { NULL, "c32.m4000", 0, NULL, 0, 0 },
};

static void
test_in_use (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (in_use); i++) {
    g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
    BancoAccelerator found;

    g_test_message ("%s %s", in_use[i].key != NULL ? in_use[i].key : "name", in_use[i].value);
    if (in_use[i].key != NULL)
      g_hash_table_insert (labels, (gpointer) in_use[i].key, (gpointer) in_use[i].value);
    banco_accelerator_read (&found, in_use[i].key != NULL ? "m1.large" : in_use[i].value, labels);
    g_assert_cmpstr (found.model, ==, in_use[i].model);
    g_assert_cmpuint (found.kind, ==, in_use[i].kind);
    g_assert_cmpuint (found.count, ==, in_use[i].count);
    g_assert_cmpuint (found.memory_mib, ==, in_use[i].memory_gib * 1024);
    g_free (found.model);
  }
}

static void
test_accelerator (gconstpointer data)
{
  const Case *expected = data;
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);
  BancoAccelerator found;

  for (guint i = 0; expected->labels[i] != NULL; i += 2)
    g_hash_table_insert (labels, (gpointer) expected->labels[i],
                         (gpointer) expected->labels[i + 1]);
  banco_accelerator_read (&found, NULL, labels);
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
  g_test_add_func ("/accelerators/in use", test_in_use);
  g_test_add_func ("/logins", test_logins);
  return g_test_run ();
}
