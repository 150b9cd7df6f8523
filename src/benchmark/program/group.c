/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/group.h"
#include "benchmark/program/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double no_limit = __builtin_inf ();

typedef double (*LimitReader) (const char *folder);

static bool
read_in (const char *folder, const char *file, char text[64])
{
  char path[4200];

  snprintf (path, sizeof path, "%s/%s", folder, file);
  return bench_system_read (path, text, 64);
}

/* Of "max", and of a file that is not there, @otherwise. */
static double
number_in (const char *folder, const char *file, double otherwise)
{
  char text[64], *end;

  if (!read_in (folder, file, text))
    return otherwise;
  double number = strtod (text, &end);
  return end != text ? number : otherwise;
}

static double
cores_in (const char *folder)
{
  double allowed, period;
  char text[64];

  if (!read_in (folder, "cpu.max", text) || sscanf (text, "%lf %lf", &allowed, &period) != 2) {
    allowed = number_in (folder, "cpu.cfs_quota_us", -1);
    period = number_in (folder, "cpu.cfs_period_us", 0);
  }
  return allowed > 0 && period > 0 ? allowed / period : no_limit;
}

static double
memory_in (const char *folder)
{
  return number_in (folder, "memory.max", number_in (folder, "memory.limit_in_bytes", no_limit));
}

/* What processes hold, children's included; each kind of group has a name for it. */
static double
held_in (const char *folder)
{
  char path[4200], line[128];
  double held = 0, number;

  snprintf (path, sizeof path, "%s/memory.stat", folder);
  FILE *file = fopen (path, "re");
  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (sscanf (line, "anon %lf", &number) == 1 || sscanf (line, "total_rss %lf", &number) == 1)
      held = number;
  if (file != NULL)
    fclose (file);
  return held;
}

static double
free_memory_in (const char *folder)
{
  double room = memory_in (folder) - held_in (folder);

  return room > 0 ? room : 0;
}

/* In @folder and in all that it is in, up to @top bytes of its name. */
static double
least_above (char *folder, size_t top, LimitReader limit)
{
  double least = no_limit;

  for (;;) {
    double found = limit (folder);
    char *last = strrchr (folder + top, '/');

    least = found < least ? found : least;
    if (last == NULL)
      return least;
    *last = '\0';
  }
}

static bool
has (const char *list, const char *name)
{
  size_t length = strlen (name);

  for (; *list != '\0'; list += strcspn (list, ",") + (strchr (list, ',') != NULL))
    if (strcspn (list, ",") == length && strncmp (list, name, length) == 0)
      return true;
  return false;
}

/* Of a line "number:controllers:/group"; the second kind of group has all controllers and names
 * none. A container may be told the name that its group has outside, which is not there inside:
 * then the top is its own. */
static double
least_of_line (char *line, const char *top, const char *controller, LimitReader limit)
{
  char *controllers = strchr (line, ':'), *group, folder[4096];
  int length;

  if (controllers == NULL || (group = strchr (++controllers, ':')) == NULL)
    return no_limit;
  *group++ = '\0';
  group[strcspn (group, "\n")] = '\0';
  if (*controllers == '\0')
    length = snprintf (folder, sizeof folder, "%.1000s", top);
  else if (has (controllers, controller))
    length = snprintf (folder, sizeof folder, "%.1000s/%s", top, controller);
  else
    return no_limit;
  snprintf (folder + length, sizeof folder - (size_t) length, "%s", group);
  return least_above (folder, (size_t) length, limit);
}

/* For tests, a folder with the groups and a file "self" may stand for the machine. */
static double
least (const char *controller, LimitReader limit)
{
  const char *told = getenv ("BANCO_BENCH_GROUPS");
  const char *top = told != NULL ? told : "/sys/fs/cgroup";
  char path[1024], line[4096];
  double smallest = no_limit;

  snprintf (path, sizeof path, "%.1000s/self", top);
  FILE *file = fopen (told != NULL ? path : "/proc/self/cgroup", "re");
  while (file != NULL && fgets (line, sizeof line, file) != NULL) {
    double found = least_of_line (line, top, controller, limit);

    smallest = found < smallest ? found : smallest;
  }
  if (file != NULL)
    fclose (file);
  return smallest;
}

double
bench_group_cores (void)
{
  return least ("cpu", cores_in);
}

double
bench_group_memory (void)
{
  return least ("memory", memory_in);
}

double
bench_group_free_memory (void)
{
  return least ("memory", free_memory_in);
}
