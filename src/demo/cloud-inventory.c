/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-inventory-private.h"

/* What the demo's cloud owns. Flavors name their accelerators in the different ways that real
 * clouds do: a resource class, a PCI alias, three words of INFN's, a key with a vendor's prefix. */

const char *const demo_resource_names[] = { "cores", "instances", "ram" };

const char *const demo_failure_names[] = {
  "none", "no-valid-host", "fault", "no-fault", "stuck", "silent", "no-console", "other-key",
};

const DemoProject demo_projects[] = {
  { "baa0fdc1e8f15ce592feedccf55c2ec1",
    "ml-infn",
    "ML_INFN shared accelerators",
    { "ml-infn/gpu", "ml-infn/admins" },
    { 64, 6, 262144 } },
  { "4da44edeb3225801a0a525ddabd88b3b",
    "ml-fpga",
    "ML_INFN FPGA boards",
    { "ml-infn/fpga", "ml-infn/admins" },
    { 32, 2, 131072 } },
  { "7e4f2595a4ca57f29d6e4e332a52e605",
    "hackathon",
    "ML_INFN hackathon",
    { "hackathon" },
    { 96, 12, 393216 } },
};
const guint demo_n_projects = G_N_ELEMENTS (demo_projects);

#define SIMULATED "banco:simulated", "true"
#define FOR_GPU                                                                                    \
  {                                                                                                \
    "ml-infn"                                                                                      \
  }
#define FOR_T4                                                                                     \
  {                                                                                                \
    "ml-infn", "hackathon"                                                                         \
  }
#define FOR_FPGA                                                                                   \
  {                                                                                                \
    "ml-fpga"                                                                                      \
  }

const DemoFlavor demo_flavors[] = {
  { "04fb2c1b-1477-5a6b-b2dd-728bbfdc346c", "m1.small", 1, 2048, 20 },
  { "7bf281ed-4cab-5602-afd0-62e6c0d14c78", "m1.medium", 2, 4096, 40 },
  { "faa3985c-f621-5d0c-956b-ad3646f2065a", "m1.large", 4, 8192, 80 },
  { "d827fd82-670b-5f02-9ad8-5d105a208901", "m1.xlarge", 8, 16384, 160 },
  { "aea1ce83-2aa0-52dd-82ed-5fe26784570b",
    "ml.t4",
    8,
    32768,
    200,
    "T4",
    1,
    FOR_T4,
    { "resources:CUSTOM_GPU_T4", "1", "ml-infn:accelerator", "NVIDIA T4",
      "ml-infn:accelerator_memory_gb", "16", "ml-infn:projects", "ml-infn,hackathon", SIMULATED } },
  { "ac38a9ec-6550-5215-ba91-64629a9e04bb",
    "ml.t4.double",
    16,
    65536,
    400,
    "T4",
    2,
    FOR_GPU,
    { "resources:CUSTOM_GPU_T4", "2", "ml-infn:projects", "ml-infn", SIMULATED } },
  { "4fddf416-c986-568f-b246-2094f07f5916",
    "gpu_rtx5000",
    8,
    32768,
    200,
    "RTX5000",
    1,
    FOR_GPU,
    { "gpu_number", "1", "gpu_model", "Quadro RTX 5000", "gpu_vendor", "NVIDIA", "ml-infn:projects",
      "ml-infn", SIMULATED } },
  { "affa9210-5c3d-529a-bae4-b14aa570e9fb",
    "ml.a30",
    16,
    65536,
    400,
    "A30",
    1,
    FOR_GPU,
    { "pci_passthrough:alias", "A30:1", "ml-infn:projects", "ml-infn", SIMULATED } },
  { "57cb40a3-f957-5bb0-ad56-98f5500c1f1d",
    "ml.fpga.u50",
    8,
    32768,
    200,
    "U50",
    1,
    FOR_FPGA,
    { "resources:CUSTOM_FPGA_U50", "1", "ml-infn:projects", "ml-fpga", SIMULATED } },
  { "4a273896-e75c-5b3f-866d-c6fc10174b19",
    "ml.fpga.u250",
    8,
    65536,
    200,
    "U250",
    1,
    FOR_FPGA,
    { "pci_passthrough:alias", "U250:1", "ml-infn:accelerator", "Xilinx Alveo U250",
      "ml-infn:projects", "ml-fpga", SIMULATED } },
};
const guint demo_n_flavors = G_N_ELEMENTS (demo_flavors);

const DemoImage demo_images[] = {
  { "a27a606a-f6bf-5274-bedb-7b81fcb3862c", "ubuntu-22.04-cuda-12.2", "ubuntu", "22.04", "ubuntu",
    "ubuntu", 20, 1024 },
  { "06bd43ed-9961-5f60-9e47-c0b94b2408cd", "ubuntu-20.04-cuda-11.4", "ubuntu", "20.04", "ubuntu",
    "ubuntu", 20, 1024 },
  { "caf82e9e-338a-595c-b68a-254e2a079096", "almalinux-9", "almalinux", "9.4", "almalinux", NULL,
    10, 1024 },
  { "7f4864d4-57c7-5a49-9120-de6255f6c971", "centos-7-vitis-2020.2", "centos", "7", "centos",
    "centos", 100, 4096 },
};
const guint demo_n_images = G_N_ELEMENTS (demo_images);

const DemoDevice demo_devices[] = {
  { "T4", 8 }, { "RTX5000", 5 }, { "A30", 1 }, { "U50", 2 }, { "U250", 1 },
};
const guint demo_n_devices = G_N_ELEMENTS (demo_devices);

const DemoFlavor *
demo_flavor_find (const char *id)
{
  for (guint i = 0; i < demo_n_flavors; i++)
    if (g_strcmp0 (demo_flavors[i].id, id) == 0)
      return &demo_flavors[i];
  return NULL;
}

const DemoImage *
demo_image_find (const char *id)
{
  for (guint i = 0; i < demo_n_images; i++)
    if (g_strcmp0 (demo_images[i].id, id) == 0)
      return &demo_images[i];
  return NULL;
}

JsonObject *
demo_flavor_describe_specs (const DemoFlavor *flavor)
{
  JsonObject *specs = json_object_new ();

  for (guint i = 0; i + 1 < G_N_ELEMENTS (flavor->specs) && flavor->specs[i] != NULL; i += 2)
    json_object_set_string_member (specs, flavor->specs[i], flavor->specs[i + 1]);
  return specs;
}

gboolean
demo_flavor_may (const DemoFlavor *flavor, const DemoProject *project)
{
  if (flavor->projects[0] == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (flavor->projects) && flavor->projects[i] != NULL; i++)
    if (g_str_equal (flavor->projects[i], project->name))
      return TRUE;
  return FALSE;
}
