/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/options.h"
#include "benchmark/program/measures.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

const char *const bench_mode_names[] = { "quick", "standard", "thorough", NULL };
const char *const bench_backend_names[] = { "auto", "runtime", "driver", "cpu", NULL };

static uint64_t
new_seed (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  return (uint64_t) now.tv_sec * 1000000007u ^ (uint64_t) now.tv_nsec << 20 ^ (uint64_t) getpid ();
}

static int
position (const char *const *names, const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return -1;
}

static bool
read_number (const char *text, uint64_t most, uint64_t *number)
{
  char *end;

  errno = 0;
  *number = strtoull (text, &end, 10);
  return errno == 0 && text[0] >= '0' && text[0] <= '9' && *end == '\0' && *number <= most;
}

/* Bytes of @text up to @most, of whole characters. */
static int
fitting (const char *text, size_t length, int most)
{
  if (length <= (size_t) most)
    return (int) length;
  while (most > 0 && (text[most] & 0xc0) == 0x80)
    most--;
  return most;
}

/* Says @sentence of a word, as much of it as is worth repeating. */
static bool
refuse (char problem[200], const char *word, const char *sentence)
{
  snprintf (problem, 200, "\"%.*s\" %s", fitting (word, strlen (word), 60), word, sentence);
  return false;
}

/* A complete id names itself alone; any other beginning of an id names the whole family. */
static bool
selects (const char *name, size_t length, const char *id)
{
  if (length == 0 || strncmp (name, id, length) != 0)
    return false;
  if (id[length] == '\0')
    return true;
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    if (strlen (measure->id) == length && strncmp (measure->id, name, length) == 0)
      return false;
  return true;
}

/* What writes files, what takes a minute and what is slow to load is not for everyone. */
static bool
is_usual (const BenchOptions *options, const char *id)
{
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    if (strcmp (measure->id, id) == 0)
      return (!measure->disk || options->directory_given) && !measure->fpga &&
             (!measure->library || options->mode != BENCH_QUICK) &&
             (!measure->sustain || options->mode == BENCH_THOROUGH);
  return false;
}

bool
bench_options_wants (const BenchOptions *options, const char *id)
{
  if (options->only == NULL)
    return is_usual (options, id);
  for (const char *name = options->only; *name != '\0';) {
    size_t length = strcspn (name, ",");

    if (selects (name, length, id))
      return true;
    name += length + (name[length] == ',');
  }
  return false;
}

/* Every name in --only must select something, else a slip of the finger measures nothing. */
static bool
names_are_known (const char *only, char problem[200])
{
  for (const char *name = only;; name++) {
    size_t length = strcspn (name, ",");
    bool known = length == 3 && strncmp (name, "inv", 3) == 0;

    for (const BenchMeasure *measure = bench_measures; measure->id != NULL && !known; measure++)
      known = selects (name, length, measure->id);
    if (!known) {
      snprintf (problem, 200, "There is no measure \"%.*s\"; --list shows them all.",
                fitting (name, length, 60), name);
      return false;
    }
    name += length;
    if (*name == '\0')
      return true;
  }
}

static bool
is_folder (const char *name)
{
  char inside[4096];
  int length = snprintf (inside, sizeof inside, "%s/.", name);

  return name[0] != '\0' && length < (int) sizeof inside && access (inside, W_OK | X_OK) == 0;
}

static bool
take (BenchOptions *options, int option, const char *value, char problem[200])
{
  uint64_t number = 0;
  int found = 0;

  switch (option) {
  case 'm':
    found = position (bench_mode_names, value);
    options->mode = (BenchMode) found;
    break;
  case 'b':
    found = position (bench_backend_names, value);
    options->backend = (BenchBackend) found;
    break;
  case 'o':
    options->only = value;
    return names_are_known (value, problem);
  case 'd':
    found = read_number (value, 1023, &number) ? 0 : -1;
    options->device = (int) number;
    options->device_given = true;
    break;
  case 'c':
    found = read_number (value, 1000000, &number) ? 0 : -1;
    options->child = (unsigned) number;
    break;
  case 's':
    found = read_number (value, UINT64_MAX, &options->seed) ? 0 : -1;
    break;
  case 'D':
    options->directory = value;
    options->directory_given = true;
    return is_folder (value) || refuse (problem, value, "is no folder that files can be made in.");
  }
  return found >= 0 || refuse (problem, value, "cannot be used here; --help shows what can.");
}

bool
bench_options_read (BenchOptions *options, int argc, char **argv, char problem[200])
{
  static const struct option known[] = {
    { "mode", required_argument, NULL, 'm' },
    { "only", required_argument, NULL, 'o' },
    { "backend", required_argument, NULL, 'b' },
    { "device", required_argument, NULL, 'd' },
    { "dir", required_argument, NULL, 'D' },
    { "seed", required_argument, NULL, 's' },
    { "json", no_argument, NULL, 'j' },
    { "list", no_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },
    { "child", required_argument, NULL, 'c' },
    { 0 },
  };
  int option, at = 1;

  *options = (BenchOptions){ .directory = ".", .seed = new_seed () };
  opterr = 0;
  optind = 1;
  for (; (option = getopt_long (argc, argv, "+", known, NULL)) != -1; at = optind) {
    if (option == '?')
      return refuse (problem, argv[at], "is not an option, or lacks its value; --help shows them.");
    options->json |= option == 'j';
    options->list |= option == 'l';
    options->help |= option == 'h';
    if (optarg != NULL && !take (options, option, optarg, problem))
      return false;
  }
  if (optind < argc)
    return refuse (problem, argv[optind], "is one word too many; --help shows the options.");
  return true;
}
