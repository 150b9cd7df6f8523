/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/fpga.h"
#include "benchmark/program/json-tree.h"
#include "benchmark/program/run.h"
#include "benchmark/program/system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  LARGEST_ANSWER = 4 << 20
};

static const double longest_question = 15;

extern char **environ;

/* Runs the tool without input or output. True when it ended well within @seconds. */
static bool
run_tool (char *const *arguments, double seconds)
{
  double until = bench_system_now () + seconds;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int status = -1;
  pid_t pid = -1, ended = 0;

  posix_spawn_file_actions_init (&actions);
  for (int file = 0; file < 3; file++)
    posix_spawn_file_actions_addopen (&actions, file, "/dev/null", O_RDWR, 0);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETPGROUP);
  if (posix_spawn (&pid, arguments[0], &actions, &attributes, arguments, environ) != 0)
    pid = -1;
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  if (pid < 0)
    return false;
  while (ended == 0 && bench_system_now () < until && !bench_run_interrupted ()) {
    ended = waitpid (pid, &status, WNOHANG);
    if (ended == 0)
      nanosleep (&(struct timespec){ .tv_nsec = 20000000 }, NULL);
  }
  if (ended == 0)
    kill (-pid, SIGKILL);
  while (ended == 0 && waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return ended == pid && WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static char *
read_whole (const char *path)
{
  FILE *file = fopen (path, "re");
  char *text = file != NULL ? malloc (LARGEST_ANSWER) : NULL;
  size_t length = text != NULL ? fread (text, 1, LARGEST_ANSWER - 1, file) : 0;

  if (file != NULL)
    fclose (file);
  if (text != NULL)
    text[length] = '\0';
  return text;
}

/* The tool writes JSON only to a file, and only to one that is not there yet. Up to ten @words; the
 * text is to be freed, and NULL when there is none. */
static char *
ask (const char *tool, const char *const *words, double seconds)
{
  const char *base = getenv ("TMPDIR");
  char folder[256], path[300], *text = NULL;
  char *arguments[16] = { (char *) tool };
  int count = 1;

  snprintf (folder, sizeof folder, "%s/banco-fpga-XXXXXX", base != NULL ? base : "/tmp");
  if (mkdtemp (folder) == NULL)
    return NULL;
  snprintf (path, sizeof path, "%s/answer.json", folder);
  while (*words != NULL)
    arguments[count++] = (char *) *words++;
  arguments[count++] = "-f";
  arguments[count++] = "JSON";
  arguments[count++] = "-o";
  arguments[count++] = path;
  /* A test that fails makes the tool fail, and is still told of. */
  run_tool (arguments, seconds);
  text = read_whole (path);
  unlink (path);
  rmdir (folder);
  return text;
}

static void
take_text (const BenchJson *json, int node, const char *name, char *to, size_t size)
{
  bench_system_copy (to, size, bench_json_text (json, bench_json_find (json, node, name)));
}

/* The largest of the numbers called @name anywhere below @node; negative without one. */
static double
largest (const BenchJson *json, int node, const char *name)
{
  double most = -1;

  for (int i = node; node >= 0 && i < json->nodes[node].end; i++) {
    double number = bench_json_number (json, bench_json_member (json, i, name), -1);

    most = number > most ? number : most;
  }
  return most;
}

static bool
is_design (const char *text)
{
  return strspn (text, "0-xX ") < strlen (text) && strcmp (text, "None") != 0 &&
         strcmp (text, "N/A") != 0;
}

static void
read_card (const BenchJson *json, int node, BenchFpga *card)
{
  int units = bench_json_find (json, node, "compute_units");

  take_text (json, node, "fpga_name", card->name, sizeof card->name);
  take_text (json, node, "vbnv", card->shell, sizeof card->shell);
  take_text (json, node, "xclbin_uuid", card->design, sizeof card->design);
  if (!is_design (card->design))
    card->design[0] = '\0';
  while (bench_json_item (json, units, card->units) >= 0)
    card->units++;
  card->celsius = largest (json, node, "temp_C");
  card->watts = largest (json, node, "power_consumption_watts");
  card->mhz = largest (json, node, "freq_mhz");
  if (card->shell[0] == '\0')
    snprintf (card->unusable, sizeof card->unusable,
              "The card has no shell that designs could be loaded into: the people who run the "
              "machine must program one.");
}

static void
describe (const char *tool, BenchFpga *card)
{
  const char *const words[] = { "examine", "-d",         card->pci,         "-r",      "platform",
                                "thermal", "electrical", "dynamic-regions", "--force", NULL };
  char *text = ask (tool, words, longest_question);
  BenchJson json = { 0 };
  int node = -1;

  if (text != NULL && bench_json_read (&json, text))
    node = bench_json_item (&json, bench_json_member (&json, 0, "devices"), 0);
  if (node >= 0)
    read_card (&json, node, card);
  else
    snprintf (card->unusable, sizeof card->unusable,
              "The tool of XRT says nothing about it that can be understood.");
  bench_json_clear (&json);
  free (text);
}

/* For tests, a folder with "bus" and "bin" in it may stand for the machine. */
static const char *
machine (const char *part, const char *otherwise, char path[256])
{
  const char *folder = getenv ("BANCO_BENCH_FPGA");

  if (folder == NULL)
    return otherwise;
  snprintf (path, 256, "%.240s/%s", folder, part);
  return path;
}

static void
find_tool (BenchFpgas *fpgas)
{
  /* The older one first: the newer one may no longer know these cards. */
  static const char *const names[] = { "xbutil", "xrt-smi" };
  char path[256], tool[sizeof fpgas->tool];
  const char *folder = machine ("bin", "/opt/xilinx/xrt/bin", path);

  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf (tool, sizeof tool, "%.240s/%s", folder, names[i]);
    if (access (tool, X_OK) == 0) {
      memcpy (fpgas->tool, tool, sizeof tool);
      return;
    }
  }
}

static bool
says (const char *folder, const char *device, const char *file, const char *beginning)
{
  char path[600], text[16];

  snprintf (path, sizeof path, "%s/%.200s/%s", folder, device, file);
  return bench_system_read (path, text, sizeof text) &&
         strncmp (text, beginning, strlen (beginning)) == 0;
}

/* What a person may use is bound to xocl; the other half of a card is for those who manage it. */
static bool
has_driver (const char *folder, const char *device)
{
  char path[600], target[256];
  ssize_t length;

  snprintf (path, sizeof path, "%s/%.200s/driver", folder, device);
  length = readlink (path, target, sizeof target - 1);
  if (length < 0)
    return false;
  target[length] = '\0';
  return strcmp (strrchr (target, '/') != NULL ? strrchr (target, '/') + 1 : target, "xocl") == 0;
}

/* AMD makes other things with this number; those that process are of class 12, and a shell that is
 * not programmed yet may say that it is memory (05). */
static void
look_at_bus (BenchFpgas *fpgas)
{
  char path[256];
  const char *folder = machine ("bus", "/sys/bus/pci/devices", path);
  DIR *devices = opendir (folder);
  struct dirent *entry;

  while (devices != NULL && fpgas->count < BENCH_MOST_FPGAS &&
         (entry = readdir (devices)) != NULL) {
    BenchFpga *card = &fpgas->cards[fpgas->count];

    if (!says (folder, entry->d_name, "vendor", "0x10ee") ||
        !(says (folder, entry->d_name, "class", "0x12") ||
          says (folder, entry->d_name, "class", "0x05")))
      continue;
    *card = (BenchFpga){ .celsius = -1, .watts = -1, .mhz = -1 };
    snprintf (card->pci, sizeof card->pci, "%.15s", entry->d_name);
    if (!has_driver (folder, entry->d_name))
      snprintf (card->unusable, sizeof card->unusable,
                "The FPGA is there, but the driver of XRT (xocl) does not have it.");
    fpgas->count++;
  }
  if (devices != NULL)
    closedir (devices);
}

void
bench_fpga_find (BenchFpgas *fpgas)
{
  *fpgas = (BenchFpgas){ 0 };
  look_at_bus (fpgas);
  if (fpgas->count > 0)
    find_tool (fpgas);
  for (int i = 0; i < fpgas->count; i++) {
    BenchFpga *card = &fpgas->cards[i];

    if (card->unusable[0] != '\0')
      continue;
    if (fpgas->tool[0] != '\0')
      describe (fpgas->tool, card);
    else
      snprintf (card->unusable, sizeof card->unusable,
                "The FPGA is there, but XRT is not installed (no xbutil or xrt-smi).");
  }
}

/* "Host -> PCIe -> FPGA write bandwidth = 9523.6 MB/s": the tool puts figures into sentences. */
static double
number_after (const char *text, const char *words)
{
  const char *at = strstr (text, words);

  if (at == NULL)
    return 0;
  at += strlen (words);
  at += strcspn (at, "=:)");
  at += strspn (at, "=:) ");
  double number = strtod (at, NULL);

  return __builtin_isfinite (number) && number > 0 ? number : 0;
}

bool
bench_fpga_validate (const BenchFpgas *fpgas,
                     const BenchFpga *card,
                     const char *name,
                     const char *words,
                     double seconds,
                     bool *passed,
                     double *number,
                     char reason[200])
{
  const char *const arguments[] = { "validate", "-d", card->pci, "-r", name, "--force", NULL };
  char *text = ask (fpgas->tool, arguments, seconds);
  bool failed = false;
  BenchJson json;

  *passed = false;
  *number = 0;
  if (text == NULL || !bench_json_read (&json, text)) {
    snprintf (reason, 200, "The test of XRT did not come to an end that can be understood.");
    free (text);
    return false;
  }
  for (int i = 0; i < json.count; i++) {
    const char *status = bench_json_text (&json, bench_json_member (&json, i, "status"));
    const char *sentence = bench_json_text (&json, i);

    if (status != NULL) {
      failed = failed || strncasecmp (status, "fail", 4) == 0;
      *passed = *passed || strncasecmp (status, "pass", 4) == 0;
    }
    if (sentence != NULL && *number == 0)
      *number = number_after (sentence, words);
  }
  if (!failed && !*passed)
    snprintf (reason, 200,
              "XRT left its test out; the package for tests of this card may be missing.");
  *passed = *passed && !failed;
  bool told = failed || *passed;
  bench_json_clear (&json);
  free (text);
  return told;
}
