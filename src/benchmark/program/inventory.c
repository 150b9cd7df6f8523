/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/line.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/report.h"
#include "benchmark/program/system.h"

#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

typedef struct {
  char model[128], vendor[64], flags[4096], os[160];
  struct utsname names;
  int cores, threads;
  uint64_t memory_mib;
  double load;
} Machine;

static const char *const notable_flags[] = {
  "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "amx_tile", NULL,
};

static bool
has_word (const char *words, const char *word)
{
  size_t length = strlen (word);

  for (const char *at = strstr (words, word); at != NULL; at = strstr (at + length, word))
    if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
      return true;
  return false;
}

static void
look (Machine *machine)
{
  static const char info[] = "/proc/cpuinfo";
  char text[64];

  *machine = (Machine){ 0 };
  uname (&machine->names);
  if (!bench_system_find (info, "model name", machine->model, sizeof machine->model))
    snprintf (machine->model, sizeof machine->model, "unknown");
  bench_system_find (info, "vendor_id", machine->vendor, sizeof machine->vendor);
  bench_system_find (info, "flags", machine->flags, sizeof machine->flags);
  if (!bench_system_find ("/etc/os-release", "PRETTY_NAME", machine->os, sizeof machine->os))
    snprintf (machine->os, sizeof machine->os, "%s", machine->names.sysname);
  machine->cores = bench_pool_cores (&machine->threads);
  machine->memory_mib = bench_system_memory ("MemTotal") >> 20;
  if (bench_system_read ("/proc/loadavg", text, sizeof text))
    machine->load = strtod (text, NULL);
}

static void
add_cpu (BenchLine *line, const BenchRun *run, const Machine *machine)
{
  bench_line_open (line, "cpu", '{');
  bench_line_text (line, "model", machine->model);
  bench_line_text (line, "vendor", machine->vendor);
  bench_line_integer (line, "cores", machine->cores);
  bench_line_integer (line, "threads", machine->threads);
  bench_line_text (line, "isa", run->kernels->name);
  bench_line_open (line, "flags", '[');
  for (int i = 0; notable_flags[i] != NULL; i++)
    if (has_word (machine->flags, notable_flags[i]))
      bench_line_text (line, NULL, notable_flags[i]);
  bench_line_close (line, ']');
  bench_line_close (line, '}');
}

static void
add_known (BenchLine *line, const char *name, int64_t value)
{
  if (value > 0)
    bench_line_integer (line, name, value);
}

static void
add_card (BenchLine *line, const BenchCard *card, int index)
{
  char text[32];

  bench_line_open (line, NULL, '{');
  bench_line_integer (line, "index", index);
  bench_line_text (line, "name", card->name);
  if (card->pci[0] != '\0')
    bench_line_text (line, "pci", card->pci);
  if (card->major > 0) {
    snprintf (text, sizeof text, "%d.%d", card->major, card->minor);
    bench_line_text (line, "compute_capability", text);
  }
  add_known (line, "memory_mib", (int64_t) (card->memory >> 20));
  add_known (line, "multiprocessors", card->multiprocessors);
  add_known (line, "clock_mhz", card->clock_mhz);
  add_known (line, "memory_clock_mhz", card->memory_clock_mhz);
  add_known (line, "bus_bits", card->bus_bits);
  add_known (line, "l2_kib", card->l2_kib);
  bench_line_bool (line, "ecc", card->ecc);
  if (card->unusable[0] != '\0')
    bench_line_text (line, "unusable", card->unusable);
  bench_line_close (line, '}');
}

static void
add_gpu (BenchLine *line, const BenchGpu *gpu)
{
  bench_line_open (line, "built_with", '[');
#ifdef BENCH_WITH_RUNTIME
  bench_line_text (line, NULL, "runtime");
#endif
  bench_line_text (line, NULL, "driver");
  bench_line_text (line, NULL, "cpu");
  bench_line_close (line, ']');
  bench_line_integer (line, "driver_version", gpu->driver_version);
  bench_line_text (line, "backend", gpu->calls != NULL ? gpu->calls->name : "cpu");
  if (gpu->reason[0] != '\0')
    bench_line_text (line, "reason", gpu->reason);
  if (gpu->calls != NULL)
    bench_line_integer (line, "device", gpu->device);
  bench_line_open (line, "gpus", '[');
  for (int i = 0; i < gpu->count; i++)
    add_card (line, &gpu->cards[i], i);
  bench_line_close (line, ']');
}

static void
add_told (BenchLine *line, const char *name, double value)
{
  if (value >= 0)
    bench_line_number (line, name, value);
}

static void
add_text (BenchLine *line, const char *name, const char *value)
{
  if (value[0] != '\0')
    bench_line_text (line, name, value);
}

static void
add_fpgas (BenchLine *line, const BenchFpgas *fpgas)
{
  bench_line_open (line, "fpgas", '[');
  for (int i = 0; i < fpgas->count; i++) {
    const BenchFpga *card = &fpgas->cards[i];

    bench_line_open (line, NULL, '{');
    bench_line_text (line, "pci", card->pci);
    add_text (line, "name", card->name);
    add_text (line, "shell", card->shell);
    add_text (line, "design", card->design);
    add_known (line, "units", card->units);
    add_told (line, "celsius", card->celsius);
    add_told (line, "watts", card->watts);
    add_told (line, "clock_mhz", card->mhz);
    add_text (line, "unusable", card->unusable);
    bench_line_close (line, '}');
  }
  bench_line_close (line, ']');
}

static void
in_lines (const BenchRun *run, const Machine *machine)
{
  BenchLine line;

  bench_line_begin (&line, "inventory");
  bench_line_text (&line, "host", machine->names.nodename);
  bench_line_text (&line, "machine", machine->names.machine);
  bench_line_text (&line, "os", machine->os);
  bench_line_text (&line, "kernel", machine->names.release);
  bench_line_text (&line, "glibc", gnu_get_libc_version ());
  bench_line_bool (&line, "virtual", has_word (machine->flags, "hypervisor"));
  add_cpu (&line, run, machine);
  bench_line_integer (&line, "memory_mib", (int64_t) machine->memory_mib);
  bench_line_number (&line, "load", machine->load);
  bench_line_bool (&line, "on_battery", bench_system_on_battery ());
  add_gpu (&line, &run->gpu);
  if (run->fpgas.count > 0)
    add_fpgas (&line, &run->fpgas);
  bench_line_send (&line);
}

static void
in_words (const BenchRun *run, const Machine *machine)
{
  const BenchGpu *gpu = &run->gpu;

  printf ("%s: %s, %d cores, %s kernels, %.1f GiB, %s, glibc %s\n", machine->names.nodename,
          machine->model, machine->cores, run->kernels->name, (double) machine->memory_mib / 1024,
          machine->os, gnu_get_libc_version ());
  for (int i = 0; i < gpu->count; i++)
    printf ("GPU %d: %s, %.1f GiB. %s\n", i, gpu->cards[i].name,
            (double) gpu->cards[i].memory / (1 << 30), gpu->cards[i].unusable);
  for (int i = 0; i < run->fpgas.count; i++) {
    const BenchFpga *card = &run->fpgas.cards[i];

    printf ("FPGA %s: %s %s, %s. %s\n", card->pci, card->name, card->shell,
            card->design[0] != '\0' ? "a design is loaded" : "no design is loaded", card->unusable);
  }
  printf ("Back end: %s. %s\n", gpu->calls != NULL ? gpu->calls->name : "cpu", gpu->reason);
  bench_report_flush ();
}

void
bench_report_inventory (const BenchRun *run)
{
  static Machine machine;

  look (&machine);
  if (run->options->json)
    in_lines (run, &machine);
  else
    in_words (run, &machine);
}
