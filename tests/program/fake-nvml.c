/* SPDX-License-Identifier: Apache-2.0 */
/* A libnvidia-ml.so.1 that says what FAKE_PROCESSES, FAKE_UTILISATION, FAKE_REASONS, FAKE_WIDTH,
 * FAKE_GENERATION, FAKE_CLOCK and FAKE_MIG tell it to, of the first card of fake-cuda.c; for who
 * counts cards, there are FAKE_CARDS, of which the second does what FAKE_SECOND_… says. */
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__ ((visibility ("default"))) int

static int devices[2];

/* With FAKE_SILENT the library knows the card and refuses whatever is asked of it, but leaves
 * something behind. */
enum {
  REFUSED = 999,
  RUBBISH = 4294967
};

static unsigned
told (const char *name, unsigned otherwise)
{
  const char *value = getenv (name);

  return value != NULL ? (unsigned) atoi (value) : otherwise;
}

static int
silent (void)
{
  return told ("FAKE_SILENT", 0) ? REFUSED : 0;
}

EXPORT
nvmlInit_v2 (void)
{
  return (int) told ("FAKE_NVML", 0);
}

EXPORT
nvmlDeviceGetHandleByPciBusId_v2 (const char *pci, int **found)
{
  *found = &devices[0];
  return strcmp (pci, "0000:01:00.0") == 0 ? 0 : 6;
}

EXPORT
nvmlDeviceGetComputeRunningProcesses (int *card, unsigned *count, void *list)
{
  *count = told ("FAKE_PROCESSES", silent () ? RUBBISH : 0);
  return silent () ? REFUSED : *count > 0 ? 7 : 0;
}

EXPORT
nvmlShutdown (void)
{
  return 0;
}

EXPORT
nvmlDeviceGetCount_v2 (unsigned *count)
{
  *count = told ("FAKE_CARDS", 1);
  return 0;
}

/* A card that has fallen off the bus is counted and cannot be had. */
EXPORT
nvmlDeviceGetHandleByIndex_v2 (unsigned index, int **found)
{
  *found = &devices[index % 2];
  return index < 2 ? 0 : 15;
}

EXPORT
nvmlDeviceGetUtilizationRates (int *card, unsigned *rates)
{
  static unsigned asked;

  rates[0] = told (card == devices ? "FAKE_UTILISATION" : "FAKE_SECOND_UTILISATION", 0);
  if (asked++ >= told ("FAKE_UNTIL", 1 << 30))
    rates[0] = 0;
  rates[1] = told (card == devices ? "FAKE_TRAFFIC" : "FAKE_SECOND_TRAFFIC", 0);
  rates[0] = silent () ? RUBBISH : rates[0];
  return told ("FAKE_BROKEN", 0) ? REFUSED : silent ();
}

EXPORT
nvmlDeviceGetMemoryInfo (int *card, unsigned long long *memory)
{
  memory[0] = 16ull << 30;
  memory[2] = (unsigned long long) told (card == devices ? "FAKE_USED" : "FAKE_SECOND_USED", 0)
              << 20;
  memory[1] = memory[0] - memory[2];
  return told ("FAKE_BROKEN", 0) ? 999 : 0;
}

EXPORT
nvmlDeviceGetCurrentClocksThrottleReasons (int *card, unsigned long long *reasons)
{
  *reasons = told ("FAKE_REASONS", silent () ? RUBBISH : 1);
  return silent ();
}

EXPORT
nvmlDeviceGetCurrPcieLinkWidth (int *card, unsigned *width)
{
  *width = told ("FAKE_WIDTH", 16);
  return silent ();
}

EXPORT
nvmlDeviceGetMaxPcieLinkWidth (int *card, unsigned *width)
{
  *width = silent () ? RUBBISH : 16;
  return silent ();
}

EXPORT
nvmlDeviceGetCurrPcieLinkGeneration (int *card, unsigned *generation)
{
  *generation = told ("FAKE_GENERATION", 3);
  return silent ();
}

EXPORT
nvmlDeviceGetMaxPcieLinkGeneration (int *card, unsigned *generation)
{
  *generation = silent () ? RUBBISH : 3;
  return silent ();
}

/* For as many questions as FAKE_SLEEPY says it has not woken up yet. */
EXPORT
nvmlDeviceGetClockInfo (int *card, int which, unsigned *mhz)
{
  static unsigned asked;

  *mhz = which != 1 ? 0 : asked++ < told ("FAKE_SLEEPY", 0) ? 300 : told ("FAKE_CLOCK", 1500);
  return silent ();
}

EXPORT
nvmlDeviceGetMaxClockInfo (int *card, int which, unsigned *mhz)
{
  *mhz = silent () ? RUBBISH : which == 1 ? 1590 : 0;
  return silent ();
}

EXPORT
nvmlDeviceGetTemperature (int *card, int which, unsigned *celsius)
{
  *celsius = 61;
  return silent ();
}

EXPORT
nvmlDeviceGetPowerUsage (int *card, unsigned *milliwatts)
{
  *milliwatts = card == devices ? 69500 : 120000;
  return told ("FAKE_NO_POWER", 0) ? 3 : silent ();
}

EXPORT
nvmlDeviceGetMigMode (int *card, unsigned *now, unsigned *pending)
{
  *now = *pending = told ("FAKE_MIG", silent () ? 1 : 0);
  return silent ();
}
