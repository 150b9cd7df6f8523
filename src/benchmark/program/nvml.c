/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/nvml.h"
#include "benchmark/program/measures.h"

#include <dlfcn.h>
#include <string.h>
#include <time.h>

typedef struct NvmlDevice NvmlDevice;

enum {
  INSUFFICIENT_SIZE = 7,
  BUSY_PERCENT = 5,
  LOOKS = 7, /* over more than a second */
  CLOCK_OF_MULTIPROCESSORS = 1,
  SENSOR_OF_CHIP = 0
};

/* Why clocks are held back, as the library numbers it. */
enum {
  POWER_CAP = 0x4,
  SLOWDOWN = 0x8,
  THERMAL = 0x20 | 0x40,
  POWER_BRAKE = 0x80,
};

typedef struct {
  unsigned gpu, memory;
} Utilisation;

struct BenchNvml {
  void *library;
  NvmlDevice *device;
  int (*start) (void);
  int (*find) (const char *pci, NvmlDevice **device);
  int (*processes) (NvmlDevice *device, unsigned *count, void *list);
  int (*utilisation) (NvmlDevice *device, Utilisation *utilisation);
  int (*reasons) (NvmlDevice *device, unsigned long long *reasons);
  int (*width) (NvmlDevice *device, unsigned *width);
  int (*most_width) (NvmlDevice *device, unsigned *width);
  int (*generation) (NvmlDevice *device, unsigned *generation);
  int (*most_generation) (NvmlDevice *device, unsigned *generation);
  int (*clock) (NvmlDevice *device, int which, unsigned *mhz);
  int (*most_clock) (NvmlDevice *device, int which, unsigned *mhz);
  int (*temperature) (NvmlDevice *device, int which, unsigned *celsius);
  int (*power) (NvmlDevice *device, unsigned *milliwatts);
  int (*mig) (NvmlDevice *device, unsigned *now, unsigned *pending);
};

static void
look_up (BenchNvml *nvml, const char *symbol, void *function, size_t size)
{
  void *found = dlsym (nvml->library, symbol);

  if (found != NULL)
    memcpy (function, &found, size);
}

static void
look_up_all (BenchNvml *nvml)
{
#define LOOK_UP(symbol, function) look_up (nvml, symbol, &nvml->function, sizeof nvml->function)
  LOOK_UP ("nvmlInit_v2", start);
  LOOK_UP ("nvmlDeviceGetHandleByPciBusId_v2", find);
  LOOK_UP ("nvmlDeviceGetComputeRunningProcesses", processes);
  LOOK_UP ("nvmlDeviceGetUtilizationRates", utilisation);
  /* Two names of one: the newer wins, old drivers have only the first. */
  LOOK_UP ("nvmlDeviceGetCurrentClocksThrottleReasons", reasons);
  LOOK_UP ("nvmlDeviceGetCurrentClocksEventReasons", reasons);
  LOOK_UP ("nvmlDeviceGetCurrPcieLinkWidth", width);
  LOOK_UP ("nvmlDeviceGetMaxPcieLinkWidth", most_width);
  LOOK_UP ("nvmlDeviceGetCurrPcieLinkGeneration", generation);
  LOOK_UP ("nvmlDeviceGetMaxPcieLinkGeneration", most_generation);
  LOOK_UP ("nvmlDeviceGetClockInfo", clock);
  LOOK_UP ("nvmlDeviceGetMaxClockInfo", most_clock);
  LOOK_UP ("nvmlDeviceGetTemperature", temperature);
  LOOK_UP ("nvmlDeviceGetPowerUsage", power);
  LOOK_UP ("nvmlDeviceGetMigMode", mig);
#undef LOOK_UP
}

BenchNvml *
bench_nvml_open (const char *pci)
{
  static BenchNvml nvml;

  if (nvml.library == NULL) {
    nvml.library = dlopen ("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
    if (nvml.library == NULL)
      return NULL;
    look_up_all (&nvml);
    if (nvml.start == NULL || nvml.start () != 0)
      nvml.find = NULL;
  }
  if (nvml.find == NULL || nvml.find (pci, &nvml.device) != 0)
    return NULL;
  return &nvml;
}

/* Asked for no list, the library only counts, in whatever form its version would give the list. */
static bool
has_processes (BenchNvml *nvml)
{
  unsigned count = 0;
  int code = nvml->processes != NULL ? nvml->processes (nvml->device, &count, NULL) : 0;

  return (code == 0 || code == INSUFFICIENT_SIZE) && count > 0;
}

static bool
is_at_work (BenchNvml *nvml)
{
  Utilisation utilisation = { 0 };

  return nvml->utilisation != NULL && nvml->utilisation (nvml->device, &utilisation) == 0 &&
         utilisation.gpu > BUSY_PERCENT;
}

/* What a card says of its work is of the last second, so it may mean who has just left. */
bool
bench_nvml_busy (BenchNvml *nvml)
{
  for (int looks = 0; looks < LOOKS; looks++) {
    if (has_processes (nvml))
      return true;
    if (!is_at_work (nvml))
      return false;
    nanosleep (&(struct timespec){ .tv_nsec = 200000000 }, NULL);
  }
  return true;
}

/* What a function that refused left behind is nothing. */
static unsigned
ask (BenchNvml *nvml, int (*function) (NvmlDevice *, int, unsigned *), int which)
{
  unsigned value = 0;

  return function != NULL && function (nvml->device, which, &value) == 0 ? value : 0;
}

void
bench_nvml_state (BenchNvml *nvml, BenchCardState *state)
{
  unsigned milliwatts = 0;

  *state = (BenchCardState){
    .mhz = ask (nvml, nvml->clock, CLOCK_OF_MULTIPROCESSORS),
    .most_mhz = ask (nvml, nvml->most_clock, CLOCK_OF_MULTIPROCESSORS),
    .celsius = ask (nvml, nvml->temperature, SENSOR_OF_CHIP),
  };
  if (nvml->power != NULL && nvml->power (nvml->device, &milliwatts) == 0)
    state->watts = milliwatts / 1000.0;
}

static unsigned
ask_once (BenchNvml *nvml, int (*function) (NvmlDevice *, unsigned *))
{
  unsigned value = 0;

  return function != NULL && function (nvml->device, &value) == 0 ? value : 0;
}

void
bench_nvml_link (BenchNvml *nvml, BenchLink *link)
{
  *link = (BenchLink){
    .generation = ask_once (nvml, nvml->generation),
    .most_generation = ask_once (nvml, nvml->most_generation),
    .lanes = ask_once (nvml, nvml->width),
    .most_lanes = ask_once (nvml, nvml->most_width),
  };
}

/* What is not known is not less than anything. */
static bool
is_link_reduced (BenchNvml *nvml)
{
  BenchLink link;

  bench_nvml_link (nvml, &link);
  return (link.lanes > 0 && link.lanes < link.most_lanes) ||
         (link.generation > 0 && link.generation < link.most_generation);
}

/* Under three quarters of what it can be, right after work. */
static bool
is_clock_low (BenchNvml *nvml)
{
  BenchCardState state;

  bench_nvml_state (nvml, &state);
  return state.mhz > 0 && 4 * state.mhz < 3 * state.most_mhz;
}

unsigned
bench_nvml_flags (BenchNvml *nvml)
{
  unsigned long long reasons = 0;
  unsigned mig = 0, pending, flags = 0;

  if (nvml->reasons != NULL && nvml->reasons (nvml->device, &reasons) == 0) {
    flags |= reasons & (POWER_CAP | POWER_BRAKE) ? BENCH_FLAG_POWER_CAPPED : 0;
    flags |= reasons & (SLOWDOWN | THERMAL) ? BENCH_FLAG_THERMAL : 0;
  }
  if (is_link_reduced (nvml))
    flags |= BENCH_FLAG_PCIE_REDUCED;
  if (nvml->mig != NULL && nvml->mig (nvml->device, &mig, &pending) == 0 && mig == 1)
    flags |= BENCH_FLAG_MIG_SLICE;
  if (is_clock_low (nvml))
    flags |= BENCH_FLAG_CLOCK_LOW;
  return flags;
}
