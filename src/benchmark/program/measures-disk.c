/* SPDX-License-Identifier: Apache-2.0 */
/* Reading files in a folder that the person names: what the page cache gives and what lies behind
 * it. The large file has no name any more while it is used, so nothing of it can be left behind. */
#define _GNU_SOURCE /* for O_DIRECT; nothing here may read numbers from text */
#include "benchmark/program/measures.h"
#include "benchmark/program/pool.h"
#include "benchmark/program/random.h"
#include "benchmark/program/system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

enum {
  PIECE = 4 << 20,
  FILES = 1000,
  FILE_BYTES = 784
};

typedef struct {
  int file;
  size_t size;  /* of the file, whole pieces */
  size_t block; /* of one reading */
  bool random;
  uint64_t seed;
  uint64_t next; /* reading */
  char *buffer;
  int code;          /* why reading failed */
  char folder[4096]; /* of the small files, which are named by number */
} Disk;

static size_t
place_of (const Disk *disk, uint64_t reading)
{
  size_t blocks = disk->size / disk->block;

  return (disk->random ? bench_random_bits (~disk->seed, reading) : reading) % blocks * disk->block;
}

static bool
read_block (Disk *disk, size_t at)
{
  ssize_t length = pread (disk->file, disk->buffer, disk->block, (off_t) at);

  if (length < 0)
    disk->code = errno;
  return length == (ssize_t) disk->block;
}

static double
read_batch (void *data, unsigned repeats)
{
  Disk *disk = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats; i++)
    if (!read_block (disk, place_of (disk, disk->next++)))
      return -1;
  return bench_system_now () - begin;
}

/* Words of the file that are not what was written, in two dozen blocks that are read anew. */
static double
wrong_words (Disk *disk)
{
  double wrong = 0;

  for (uint64_t k = 0; k < 24; k++) {
    const uint64_t *words = (const uint64_t *) (const void *) disk->buffer;
    size_t at = place_of (disk, disk->next + k);

    memset (disk->buffer, 0xff, disk->block);
    if (!read_block (disk, at))
      return __builtin_nan ("");
    for (size_t i = 0; i < disk->block / 8; i++)
      wrong += words[i] != bench_random_bits (disk->seed, at / 8 + i);
  }
  return wrong;
}

static bool
write_file (Disk *disk)
{
  uint64_t *words = (uint64_t *) (void *) disk->buffer;

  for (size_t at = 0; at < disk->size; at += PIECE) {
    for (size_t i = 0; i < PIECE / 8; i++)
      words[i] = bench_random_bits (disk->seed, at / 8 + i);
    if (bench_run_interrupted () || pwrite (disk->file, words, PIECE, (off_t) at) != PIECE)
      return false;
  }
  return fsync (disk->file) == 0;
}

/* A quarter of a GiB in quick mode, one else; never more than a tenth of what is free there. */
static size_t
size_for (const BenchRun *run)
{
  size_t most = (size_t) 1 << (run->options->mode == BENCH_QUICK ? 28 : 30);
  struct statfs room;

  if (statfs (run->options->directory, &room) != 0)
    return 0;
  double free_bytes = (double) room.f_bavail * (double) room.f_bsize / 10;
  return (free_bytes < (double) most ? (size_t) free_bytes : most) / PIECE * PIECE;
}

/* Opens the same, now nameless, file past the page cache. */
static bool
open_direct (Disk *disk)
{
  char path[64];
  int direct;

  snprintf (path, sizeof path, "/proc/self/fd/%d", disk->file);
  direct = open (path, O_RDONLY | O_DIRECT | O_CLOEXEC);
  if (direct < 0)
    return false;
  close (disk->file);
  disk->file = direct;
  return true;
}

/* What kind of file system it is decides most of the figure; one in memory is no disk. */
static void
name_file_system (const char *folder, BenchResult *result)
{
  static const struct {
    unsigned long magic;
    const char *name;
  } known[] = {
    { 0xef53, "ext" },      { 0x58465342, "xfs" },     { 0x9123683e, "btrfs" },
    { 0x2fc12fc1, "zfs" },  { 0x01021994, "tmpfs" },   { 0x858458f6, "ramfs" },
    { 0x6969, "nfs" },      { 0x00c36400, "ceph" },    { 0x0bd00bd0, "lustre" },
    { 0x47504653, "gpfs" }, { 0xfe534d42, "smb" },     { 0x01021997, "9p" },
    { 0x65735546, "fuse" }, { 0x794c7630, "overlay" }, { 0x19830326, "beegfs" },
  };
  struct statfs about;

  result->file_system = "unknown";
  if (statfs (folder, &about) != 0)
    return;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].magic == ((unsigned long) about.f_type & 0xffffffffu))
      result->file_system = known[i].name;
  if (strcmp (result->file_system, "tmpfs") == 0 || strcmp (result->file_system, "ramfs") == 0)
    result->flags |= BENCH_FLAG_CACHE_RESIDENT;
}

static bool
prepare (Disk *disk, BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  char path[4096];

  if (disk->buffer == NULL) {
    bench_result_skip (result, "There is not enough memory to read into.");
    return false;
  }
  snprintf (path, sizeof path, "%s/banco-bench-XXXXXX", run->options->directory);
  disk->file = mkostemp (path, O_CLOEXEC);
  if (disk->file < 0) {
    bench_result_skip (result, "A file cannot be made in %.80s (%s).", run->options->directory,
                       strerror (errno));
    return false;
  }
  unlink (path);
  name_file_system (run->options->directory, result);
  disk->size = size_for (run);
  if (disk->size == 0 || !write_file (disk)) {
    bench_result_skip (result, bench_run_interrupted () ? "The run was stopped."
                                                        : "There is not enough room for a file.");
    return false;
  }
  if (measure->variant & BENCH_DIRECT && !open_direct (disk)) {
    bench_result_skip (result, "The file system there does not read past the page cache.");
    return false;
  }
  return true;
}

typedef struct {
  const char *check;
  double (*wrong) (Disk *disk);
  BenchBatch batch;
} ReadCase;

/* The disk may be gone meanwhile, which is neither a wrong result nor want of time. */
static void
sample_reading (BenchRun *run,
                Disk *disk,
                const ReadCase *reading,
                double amount,
                BenchResult *result)
{
  result->threads = 1;
  if (bench_result_check (result, reading->check, reading->wrong (disk), 0)) {
    if (bench_run_sample (run, reading->batch, disk, amount, false, &result->series))
      bench_result_check (result, reading->check, reading->wrong (disk), 0);
    else
      bench_result_late (result);
  }
  if (disk->code != 0)
    bench_result_skip (result, "What was written could not be read (%s).", strerror (disk->code));
}

void
bench_take_disk (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  Disk disk = {
    .seed = run->options->seed,
    .block = measure->variant & BENCH_4K     ? 4096
             : measure->variant & BENCH_128K ? 131072
                                             : PIECE,
    .random = measure->variant & (BENCH_4K | BENCH_128K),
    .file = -1,
    .buffer = bench_memory_new (PIECE),
  };

  if (prepare (&disk, run, measure, result)) {
    result->bytes = disk.size;
    sample_reading (run, &disk, &(ReadCase){ "elements", wrong_words, read_batch },
                    disk.random ? 1 : 1e-9 * (double) disk.block, result);
  }
  if (disk.file >= 0)
    close (disk.file);
  bench_memory_free (disk.buffer, PIECE);
}

static void
name_of (const Disk *disk, uint64_t number, char path[4200])
{
  snprintf (path, 4200, "%s/%llu", disk->folder, (unsigned long long) number);
}

/* A small file, as a data set of pictures has thousands: opened, read, closed. */
static bool
read_small (Disk *disk, uint64_t number)
{
  char path[4200];

  name_of (disk, number, path);
  int file = open (path, O_RDONLY | O_CLOEXEC);
  ssize_t length = file >= 0 ? read (file, disk->buffer, FILE_BYTES + 1) : -1;
  if (length < 0)
    disk->code = errno;
  if (file >= 0)
    close (file);
  return length == FILE_BYTES;
}

static double
small_batch (void *data, unsigned repeats)
{
  Disk *disk = data;
  double begin = bench_system_now ();

  for (unsigned i = 0; i < repeats; i++)
    if (!read_small (disk, bench_random_bits (disk->seed, disk->next++) % FILES))
      return -1;
  return bench_system_now () - begin;
}

static void
fill_small (const Disk *disk, uint64_t number, uint64_t words[FILE_BYTES / 8])
{
  for (uint64_t i = 0; i < FILE_BYTES / 8; i++)
    words[i] = bench_random_bits (disk->seed, number * (FILE_BYTES / 8) + i);
}

static double
wrong_files (Disk *disk)
{
  uint64_t words[FILE_BYTES / 8];
  double wrong = 0;

  for (uint64_t number = 0; number < FILES; number++) {
    fill_small (disk, number, words);
    memset (disk->buffer, 0xff, FILE_BYTES);
    wrong += !read_small (disk, number) || memcmp (disk->buffer, words, FILE_BYTES) != 0;
  }
  return wrong;
}

static bool
write_small (const Disk *disk)
{
  uint64_t words[FILE_BYTES / 8];
  bool wrote = true;

  for (uint64_t number = 0; wrote && !bench_run_interrupted () && number < FILES; number++) {
    char path[4200];

    name_of (disk, number, path);
    fill_small (disk, number, words);
    int file = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    wrote = file >= 0 && write (file, words, FILE_BYTES) == FILE_BYTES;
    if (file >= 0)
      close (file);
  }
  return wrote;
}

/* However long it takes, it comes before giving up: the folder is a person's. */
static void
remove_small (const Disk *disk)
{
  sigset_t giving_up;

  sigemptyset (&giving_up);
  sigaddset (&giving_up, SIGALRM);
  sigprocmask (SIG_BLOCK, &giving_up, NULL);
  for (uint64_t number = 0; number < FILES; number++) {
    char path[4200];

    name_of (disk, number, path);
    unlink (path);
  }
  rmdir (disk->folder);
  sigprocmask (SIG_UNBLOCK, &giving_up, NULL);
}

void
bench_take_small_files (BenchRun *run, const BenchMeasure *measure, BenchResult *result)
{
  Disk disk = { .seed = run->options->seed, .buffer = bench_memory_new (PIECE) };

  snprintf (disk.folder, sizeof disk.folder, "%s/banco-bench-XXXXXX", run->options->directory);
  if (disk.buffer == NULL) {
    bench_result_skip (result, "There is not enough memory to read into.");
  } else if (mkdtemp (disk.folder) == NULL) {
    bench_result_skip (result, "A folder cannot be made in %.80s.", run->options->directory);
  } else {
    name_file_system (run->options->directory, result);
    bool wrote = write_small (&disk);

    if (bench_run_interrupted ())
      bench_result_skip (result, "The run was stopped.");
    else if (wrote)
      sample_reading (run, &disk, &(ReadCase){ "files", wrong_files, small_batch }, 1, result);
    else
      bench_result_skip (result, "There is not enough room in %.80s.", run->options->directory);
    remove_small (&disk);
  }
  bench_memory_free (disk.buffer, PIECE);
}
