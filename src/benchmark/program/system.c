/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/system.h"
#include "benchmark/program/group.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

double
bench_system_now (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

uint64_t
bench_system_memory (const char *key)
{
  double most = strcmp (key, "MemTotal") == 0 ? bench_group_memory () : bench_group_free_memory ();
  char text[64];

  if (!bench_system_find ("/proc/meminfo", key, text, sizeof text))
    return 0;
  uint64_t bytes = strtoull (text, NULL, 10) * 1024;
  return most < (double) bytes ? (uint64_t) most : bytes;
}

/* How many cpus a list such as "0-3,8-11" names. */
static unsigned
list_length (const char *list)
{
  unsigned count = 0;

  while (*list != '\0') {
    char *end;
    unsigned long first = strtoul (list, &end, 10);
    unsigned long last = *end == '-' ? strtoul (end + 1, &end, 10) : first;

    if (end == list || last < first)
      break;
    count += (unsigned) (last - first + 1);
    list = *end == ',' ? end + 1 : end;
  }
  return count;
}

/* For tests, a folder may stand for what the system says of its processors. */
static bool
read_of_cpus (const char *name, char *text, size_t size)
{
  const char *told = getenv ("BANCO_BENCH_CPUS");
  char path[4200];

  snprintf (path, sizeof path, "%.4000s/%s", told != NULL ? told : "/sys/devices/system/cpu", name);
  return bench_system_read (path, text, size);
}

/* What is said of cache @index: the first processor has all kinds of them. */
static bool
read_of_cache (int index, const char *name, char text[256])
{
  char inside[64];

  snprintf (inside, sizeof inside, "cpu0/cache/index%d/%s", index, name);
  return read_of_cpus (inside, text, 256);
}

/* Two levels are not all that a server has: what is behind them is hidden. */
uint64_t
bench_system_last_cache (int cores)
{
  uint64_t largest = 0;
  char text[256], online[256];
  unsigned long level = 0;

  if (!read_of_cpus ("online", online, sizeof online))
    return 0;
  for (int i = 0; i < 8 && read_of_cache (i, "size", text); i++) {
    uint64_t size = strtoull (text, NULL, 10) * 1024;
    unsigned sharers =
      read_of_cache (i, "shared_cpu_list", text) ? list_length (text) : list_length (online);
    unsigned copies = sharers > 0 ? (list_length (online) + sharers - 1) / sharers : 1;

    if (copies > (unsigned) cores)
      copies = (unsigned) cores;
    if (read_of_cache (i, "level", text) && strtoul (text, NULL, 10) > level)
      level = strtoul (text, NULL, 10);
    if (size * copies > largest)
      largest = size * copies;
  }
  return level > 2 ? largest : 0;
}

bool
bench_system_on_battery (void)
{
  const char *told = getenv ("BANCO_BENCH_POWER");
  const char *folder = told != NULL ? told : "/sys/class/power_supply";
  DIR *supplies = opendir (folder);
  bool discharging = false;
  struct dirent *entry;

  if (supplies == NULL)
    return false;
  while ((entry = readdir (supplies)) != NULL) {
    char path[320], text[32];

    snprintf (path, sizeof path, "%s/%s/scope", folder, entry->d_name);
    if (bench_system_read (path, text, sizeof text) && strcmp (text, "Device") == 0)
      continue; /* a mouse's battery, not ours */
    snprintf (path, sizeof path, "%s/%s/status", folder, entry->d_name);
    if (bench_system_read (path, text, sizeof text) && strcmp (text, "Discharging") == 0)
      discharging = true;
  }
  closedir (supplies);
  return discharging;
}

int
bench_system_quota (void)
{
  double cores = bench_group_cores ();

  return cores < 1 << 20 ? (int) cores + (cores > (int) cores) : 0;
}

int
bench_system_first_sibling (int cpu)
{
  char path[96], text[64];

  snprintf (path, sizeof path, "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpu);
  if (!bench_system_read (path, text, sizeof text) || text[0] < '0' || text[0] > '9')
    return cpu;
  return (int) strtoul (text, NULL, 10);
}

bool
bench_system_steal (uint64_t *stolen, uint64_t *all)
{
  unsigned long long ticks[8] = { 0 };
  char text[256];

  if (!bench_system_read ("/proc/stat", text, sizeof text) ||
      sscanf (text, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &ticks[0], &ticks[1], &ticks[2],
              &ticks[3], &ticks[4], &ticks[5], &ticks[6], &ticks[7]) != 8)
    return false;
  *all = 0;
  for (int i = 0; i < 8; i++)
    *all += ticks[i];
  *stolen = ticks[7];
  return true;
}
