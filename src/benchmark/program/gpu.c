/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/gpu.h"
#include "benchmark/program/cuda.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "benchmark/program/system.h"

enum {
  OLDEST_DRIVER = 10020,  /* compiles PTX 6.5 */
  RUNTIME_DRIVER = 13000, /* what the runtime of CUDA 13 accepts */
};

static void __attribute__ ((format (printf, 2, 3))) say (BenchGpu *gpu, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (gpu->reason, sizeof gpu->reason, format, arguments);
  va_end (arguments);
}

/* Whether the PCI bus has a display or 3D controller of @vendor. */
static bool
bus_has (const char *vendor)
{
  static const char folder[] = "/sys/bus/pci/devices";
  DIR *devices = opendir (folder);
  struct dirent *entry;
  bool found = false;

  if (devices == NULL)
    return false;
  while (!found && (entry = readdir (devices)) != NULL) {
    char path[320], text[16];

    snprintf (path, sizeof path, "%s/%s/class", folder, entry->d_name);
    if (!bench_system_read (path, text, sizeof text) || strncmp (text, "0x03", 4) != 0)
      continue;
    snprintf (path, sizeof path, "%s/%s/vendor", folder, entry->d_name);
    found = bench_system_read (path, text, sizeof text) && strcmp (text, vendor) == 0;
  }
  closedir (devices);
  return found;
}

static void
say_no_driver (BenchGpu *gpu)
{
  if (bus_has ("0x10de"))
    say (gpu, "There is an NVIDIA card here, but no NVIDIA driver.");
  else if (bus_has ("0x1002") || bus_has ("0x8086"))
    say (gpu,
         "There is no NVIDIA driver; the graphics here is of another maker, which we do not use.");
  else
    say (gpu, "There is no NVIDIA driver here.");
}

static int
attribute (const Cuda *cuda, int which, CudaDevice device)
{
  int value = 0;

  return cuda->device_attribute (&value, which, device) == 0 ? value : 0;
}

/* Turing's small chips, TU116 and TU117, have none, and say so nowhere but in the card's name. */
static bool
has_tensor_cores (const BenchCard *card)
{
  static const char *const without[] = { "GTX 16", "MX450", "MX550",  " T400",  " T500",
                                         " T550",  " T600", " T1000", " T1200", " T2000" };

  for (size_t i = 0; i < sizeof without / sizeof *without; i++)
    if (strstr (card->name, without[i]) != NULL)
      return false;
  return true;
}

static void
describe (const Cuda *cuda, int ordinal, BenchCard *card)
{
  CudaDevice device;
  size_t memory = 0;

  if (cuda->device (&device, ordinal) != 0) {
    snprintf (card->unusable, sizeof card->unusable, "The driver does not describe it.");
    return;
  }
  cuda->device_name (card->name, sizeof card->name, device);
  cuda->device_pci (card->pci, sizeof card->pci, device);
  cuda->device_memory (&memory, device);
  card->memory = memory;
  card->major = attribute (cuda, CUDA_DEVICE_MAJOR, device);
  card->minor = attribute (cuda, CUDA_DEVICE_MINOR, device);
  card->multiprocessors = attribute (cuda, CUDA_DEVICE_MULTIPROCESSORS, device);
  card->clock_mhz = attribute (cuda, CUDA_DEVICE_CLOCK_KHZ, device) / 1000;
  card->memory_clock_mhz = attribute (cuda, CUDA_DEVICE_MEMORY_CLOCK_KHZ, device) / 1000;
  card->bus_bits = attribute (cuda, CUDA_DEVICE_BUS_BITS, device);
  card->l2_kib = attribute (cuda, CUDA_DEVICE_L2_BYTES, device) / 1024;
  card->ecc = attribute (cuda, CUDA_DEVICE_ECC, device) != 0;
  card->tensor_cores = has_tensor_cores (card);
  if (card->major * 10 + card->minor < 75)
    snprintf (card->unusable, sizeof card->unusable,
              "It is older than Turing (compute capability %d.%d, 7.5 is needed).", card->major,
              card->minor);
}

/* It tells a driver that was changed under a running system from one that has no part to speak to.
 */
static const char *
text_of (const Cuda *cuda, int code)
{
  const char *text = NULL;

  return cuda->error_text != NULL && cuda->error_text (code, &text) == 0 && text != NULL
           ? text
           : "it does not say why";
}

/* The cards, or the reason why there are none. True when there is at least one. */
static bool
find_cards (BenchGpu *gpu)
{
  const char *missing = NULL;
  const Cuda *cuda = bench_cuda (&missing);
  int code;

  if (cuda == NULL || cuda->driver_version == NULL || cuda->init == NULL ||
      cuda->device_count == NULL) {
    say_no_driver (gpu);
    return false;
  }
  code = cuda->driver_version (&gpu->driver_version);
  if (code == 0)
    code = cuda->init (0);
  if (code == CUDA_STUB_LIBRARY) {
    gpu->driver_version = 0;
    say (gpu, "The libcuda found is the one for linking only; there is no NVIDIA driver.");
  } else if (code == CUDA_NO_DEVICE) {
    say (gpu, "There is an NVIDIA driver, but no card.");
  } else if (code != 0) {
    say (gpu, "The NVIDIA driver does not start: %s (CUDA error %d).", text_of (cuda, code), code);
  } else if (gpu->driver_version < OLDEST_DRIVER) {
    say (gpu, "The NVIDIA driver is too old: it is for CUDA %d.%d, 10.2 is needed.",
         gpu->driver_version / 1000, gpu->driver_version % 1000 / 10);
  } else if (missing != NULL) {
    say (gpu, "The NVIDIA driver is incomplete: it has no %s.", missing);
  } else if (cuda->device_count (&gpu->count) != 0 || gpu->count <= 0) {
    say (gpu, "There is an NVIDIA driver, but no card.");
  } else {
    gpu->count = gpu->count < BENCH_MOST_CARDS ? gpu->count : BENCH_MOST_CARDS;
    for (int i = 0; i < gpu->count; i++)
      describe (cuda, i, &gpu->cards[i]);
    return true;
  }
  gpu->count = 0;
  return false;
}

static bool
may_use_runtime (BenchGpu *gpu, const BenchOptions *options)
{
#ifdef BENCH_WITH_RUNTIME
  if (gpu->driver_version >= RUNTIME_DRIVER)
    return true;
  say (gpu, "The runtime back end needs a driver for CUDA 13.0, this one is for %d.%d.",
       gpu->driver_version / 1000, gpu->driver_version % 1000 / 10);
#else
  say (gpu, "This build has no runtime back end.");
#endif
  return false;
}

/* Whether the card asked for is there, can be used, and is free; only who names a card shares it.
 */
static bool
may_use_card (BenchGpu *gpu, const BenchOptions *options)
{
  if (gpu->device >= gpu->count) {
    say (gpu, "There is no GPU %d; the last one is %d.", gpu->device, gpu->count - 1);
    return false;
  }
  if (gpu->cards[gpu->device].unusable[0] != '\0') {
    say (gpu, "%s", gpu->cards[gpu->device].unusable);
    return false;
  }
  if (options->backend == BENCH_BACKEND_CPU) {
    say (gpu, "The CPU alone was asked for.");
    return false;
  }
  gpu->nvml = bench_nvml_open (gpu->cards[gpu->device].pci);
  gpu->busy = gpu->nvml != NULL && bench_nvml_busy (gpu->nvml);
  if (gpu->busy && !options->device_given) {
    say (gpu, "Somebody is using the GPU; with --device %d it is measured all the same.",
         gpu->device);
    return false;
  }
  return true;
}

void
bench_gpu_choose (BenchGpu *gpu, const BenchOptions *options)
{
  *gpu = (BenchGpu){ .device = options->device };
  if (!find_cards (gpu) || !may_use_card (gpu, options))
    return;
  if (options->backend != BENCH_BACKEND_DRIVER && may_use_runtime (gpu, options)) {
#ifdef BENCH_WITH_RUNTIME
    gpu->calls = &bench_gpu_runtime;
#endif
  } else if (options->backend != BENCH_BACKEND_RUNTIME) {
    gpu->calls = &bench_gpu_driver;
  }
}

void
bench_gpu_open (BenchGpu *gpu, const BenchOptions *options)
{
  while (gpu->calls != NULL) {
    if (gpu->calls == &bench_gpu_driver && isatty (STDERR_FILENO))
      fprintf (stderr, "Compiling kernels for this driver; it keeps them for the next time.\n");
    int code = gpu->calls->open (gpu->device, &gpu->cards[gpu->device]);

    if (code == 0)
      return;
    say (gpu, "The %s back end does not start: %s.", gpu->calls->name, gpu->calls->explain (code));
    gpu->calls = gpu->calls != &bench_gpu_driver && options->backend == BENCH_BACKEND_AUTO
                   ? &bench_gpu_driver
                   : NULL;
  }
}

void
bench_gpu_close (BenchGpu *gpu)
{
  if (gpu->calls != NULL)
    gpu->calls->close ();
}
