/* SPDX-License-Identifier: Apache-2.0 */
/* A libnvidia-ml.so.1 that says what FAKE_PROCESSES, FAKE_UTILISATION, FAKE_REASONS, FAKE_WIDTH,
 * FAKE_CLOCK and FAKE_MIG tell it to, of the first card of fake-cuda.c. */
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__ ((visibility ("default"))) int

static int device;

static unsigned
told (const char *name, unsigned otherwise)
{
  const char *value = getenv (name);

  return value != NULL ? (unsigned) atoi (value) : otherwise;
}

EXPORT
nvmlInit_v2 (void)
{
  return (int) told ("FAKE_NVML", 0);
}

EXPORT
nvmlDeviceGetHandleByPciBusId_v2 (const char *pci, int **found)
{
  *found = &device;
  return strcmp (pci, "0000:01:00.0") == 0 ? 0 : 6;
}

EXPORT
nvmlDeviceGetComputeRunningProcesses (int *card, unsigned *count, void *list)
{
  *count = told ("FAKE_PROCESSES", 0);
  return *count > 0 ? 7 : 0;
}

EXPORT
nvmlDeviceGetUtilizationRates (int *card, unsigned *rates)
{
  rates[0] = told ("FAKE_UTILISATION", 0);
  rates[1] = 0;
  return 0;
}

EXPORT
nvmlDeviceGetCurrentClocksThrottleReasons (int *card, unsigned long long *reasons)
{
  *reasons = told ("FAKE_REASONS", 1);
  return 0;
}

EXPORT
nvmlDeviceGetCurrPcieLinkWidth (int *card, unsigned *width)
{
  *width = told ("FAKE_WIDTH", 16);
  return 0;
}

EXPORT
nvmlDeviceGetMaxPcieLinkWidth (int *card, unsigned *width)
{
  *width = 16;
  return 0;
}

EXPORT
nvmlDeviceGetClockInfo (int *card, int which, unsigned *mhz)
{
  *mhz = which == 1 ? told ("FAKE_CLOCK", 1500) : 0;
  return 0;
}

EXPORT
nvmlDeviceGetMaxClockInfo (int *card, int which, unsigned *mhz)
{
  *mhz = which == 1 ? 1590 : 0;
  return 0;
}

EXPORT
nvmlDeviceGetTemperature (int *card, int which, unsigned *celsius)
{
  *celsius = 61;
  return 0;
}

EXPORT
nvmlDeviceGetPowerUsage (int *card, unsigned *milliwatts)
{
  *milliwatts = 69500;
  return 0;
}

EXPORT
nvmlDeviceGetMigMode (int *card, unsigned *now, unsigned *pending)
{
  *now = *pending = told ("FAKE_MIG", 0);
  return 0;
}
