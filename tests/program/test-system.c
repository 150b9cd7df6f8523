/* SPDX-License-Identifier: Apache-2.0 */
/* Small files as systems have them, and as they should not; control groups of both kinds. */
#include "benchmark/program/group.h"
#include "benchmark/program/system.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  int file = g_file_open_tmp ("system-XXXXXX", &fixture->path, NULL);

  g_assert_cmpint (file, >=, 0);
  g_close (file, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_unlink (fixture->path);
  g_free (fixture->path);
}

static const struct {
  const char *content, *first; /* line, of eight bytes */
} firsts[] = {
  { "", "" },       { "\n", "" },      { "\nlater\n", "" },         { "0x10de\n", "0x10de" },
  { "100", "100" }, { "1\n2\n", "1" }, { "12345678\n", "1234567" }, { "a\0b\n", "a" },
};

static void
test_read (Fixture *fixture, gconstpointer data)
{
  char text[8];

  for (gsize i = 0; i < G_N_ELEMENTS (firsts); i++) {
    gsize length = i + 1 == G_N_ELEMENTS (firsts) ? 4 : strlen (firsts[i].content);

    g_assert_true (g_file_set_contents (fixture->path, firsts[i].content, (gssize) length, NULL));
    g_assert_true (bench_system_read (fixture->path, text, sizeof text));
    g_assert_cmpstr (text, ==, firsts[i].first);
  }
  g_assert_false (bench_system_read ("/nowhere/at/all", text, sizeof text));
  g_assert_false (bench_system_read (g_get_tmp_dir (), text, sizeof text));
}

static const struct {
  const char *content, *value; /* of "NAME", of sixteen bytes; NULL when it is not there */
} values[] = {
  { "", NULL },
  { "NAME", NULL },
  { "NAMES=x\nMY_NAME=y\n", NULL },
  { "NAME Debian\n", NULL },
  { "NAME=\n", "" },
  { "NAME", NULL },
  { "NAME=Debian", "Debian" },
  { "VERSION=1\nNAME=one\nNAME=two\n", "one" },
  { "NAME\t\t: AMD EPYC 9\n", "AMD EPYC 9" },
  { "NAME:  16384 kB\n", "16384 kB" },
  { "NAME=\"Debian 12\"\n", "Debian 12" },
  { "NAME='Debian 12'\n", "Debian 12" },
  { "NAME=\"Anna's Linux\"\n", "Anna's Linux" },
  { "NAME='so \"it\" is'\n", "so \"it\" is" },
  { "NAME=Anna's\n", "Anna's" },
  { "NAME=\"not closed\nNAME=x", "not closed" },
  { "NAME=fifteen letters and more\n", "fifteen letters" },
};

static void
test_find (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    char text[16] = "as it was";

    g_assert_true (g_file_set_contents (fixture->path, values[i].content, -1, NULL));
    g_assert_cmpint (bench_system_find (fixture->path, "NAME", text, sizeof text), ==,
                     values[i].value != NULL);
    g_assert_cmpstr (text, ==, values[i].value != NULL ? values[i].value : "as it was");
  }
}

/* What every Linux has. */
static void
test_here (void)
{
  guint64 stolen = 1, all = 0, total = bench_system_memory ("MemTotal");

  g_assert_cmpuint (total, >, 1 << 20);
  g_assert_cmpuint (bench_system_memory ("MemAvailable"), <=, total);
  g_assert_cmpuint (bench_system_memory ("Mem"), ==, 0);
  g_assert_true (bench_system_steal (&stolen, &all));
  g_assert_cmpuint (stolen, <, all);
  g_assert_cmpint (bench_system_first_sibling (1 << 20), ==, 1 << 20);
  g_assert_cmpint (bench_system_first_sibling (0), ==, 0);
}

#define MIB (1024.0 * 1024)

static const struct {
  const char *self;     /* what the system says where we are */
  const char *files[9]; /* name and content in turn */
  double cores, memory, free_memory;
  int quota;
} groups[] = {
  /* Nothing limited: no groups, a container of the second kind, the first kind with its huge
     number. */
  { "", { NULL }, INFINITY, INFINITY, INFINITY, 0 },
  { "rubbish\n1:cpu\n::\n", { "cpu.max", "rubbish" }, INFINITY, INFINITY, INFINITY, 0 },
  { "0::/\n",
    { "cpu.max", "max 100000\n", "memory.max", "max\n" },
    INFINITY,
    INFINITY,
    INFINITY,
    0 },
  { "3:cpu:/\n",
    { "cpu/cpu.cfs_quota_us", "-1\n", "cpu/cpu.cfs_period_us", "100000\n" },
    INFINITY,
    INFINITY,
    INFINITY,
    0 },
  /* A container, whose group is the top. */
  { "0::/\n",
    { "cpu.max", "150000 100000\n", "memory.max", "67108864\n", "memory.stat",
      "anon 16777216\nfile 40000000\nanon_thp 1\n" },
    1.5,
    64 * MIB,
    48 * MIB,
    2 },
  /* A session or a job: the tightest of the groups that are one in another. */
  { "0::/user.slice/job\n",
    { "user.slice/job/cpu.max", "max 100000\n", "user.slice/cpu.max", "50000 100000\n",
      "user.slice/job/memory.max", "1048576\n", "user.slice/memory.max", "2097152\n" },
    0.5,
    1 * MIB,
    1 * MIB,
    1 },
  /* The first kind, as CentOS 7 has it, beside a second that limits nothing. */
  { "9:name=systemd:/job\n5:cpuset,memory:/job\n4:cpuacct,cpu:/job\n0::/job\n",
    { "cpu/job/cpu.cfs_quota_us", "400000\n", "cpu/job/cpu.cfs_period_us", "100000\n",
      "memory/job/memory.limit_in_bytes", "8388608\n", "memory/job/memory.stat",
      "rss 1\ntotal_rss 9388608\n" },
    4,
    8 * MIB,
    0,
    4 },
  /* In a container, which is told a name that is not there. */
  { "4:cpu,cpuacct:/docker/f00\n2:cpus:/docker/f00\n",
    { "cpu/cpu.cfs_quota_us", "200001\n", "cpu/cpu.cfs_period_us", "100000\n",
      "cpus/docker/f00/cpu.cfs_quota_us", "1\n", "cpus/docker/f00/cpu.cfs_period_us", "1\n" },
    2.00001,
    INFINITY,
    INFINITY,
    3 },
};

/* Writes the file @name below @top, or takes it and the folders it was in away. */
static void
put (const char *top, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (top, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (content != NULL) {
    g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
    return;
  }
  g_unlink (path);
  while (strlen (folder) > strlen (top) && g_rmdir (folder) == 0)
    *strrchr (folder, '/') = '\0';
}

static void
test_groups (void)
{
  g_autofree char *top = g_dir_make_tmp ("groups-XXXXXX", NULL);
  guint64 total = bench_system_memory ("MemTotal");

  g_setenv ("BANCO_BENCH_GROUPS", top, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++) {
    put (top, "self", groups[i].self);
    for (gsize j = 0; groups[i].files[j] != NULL; j += 2)
      put (top, groups[i].files[j], groups[i].files[j + 1]);
    g_test_message ("%s", groups[i].self);
    g_assert_cmpfloat (bench_group_cores (), ==, groups[i].cores);
    g_assert_cmpfloat (bench_group_memory (), ==, groups[i].memory);
    g_assert_cmpfloat (bench_group_free_memory (), ==, groups[i].free_memory);
    g_assert_cmpint (bench_system_quota (), ==, groups[i].quota);
    if (groups[i].memory < INFINITY) {
      g_assert_cmpuint (bench_system_memory ("MemTotal"), ==, (guint64) groups[i].memory);
      g_assert_cmpuint (bench_system_memory ("MemAvailable"), ==, (guint64) groups[i].free_memory);
    } else {
      g_assert_cmpuint (bench_system_memory ("MemTotal"), >=, total);
    }
    for (gsize j = 0; groups[i].files[j] != NULL; j += 2)
      put (top, groups[i].files[j], NULL);
  }
  put (top, "self", NULL);
  g_assert_cmpint (g_rmdir (top), ==, 0);
  g_unsetenv ("BANCO_BENCH_GROUPS");
}

static const struct {
  const char *files[13]; /* name below cpu0/cache and content in turn */
  int cores;
  guint64 kib; /* 0: it is not told */
} caches[] = {
  { { NULL }, 2, 0 },
  /* A virtual machine that shows two levels of three. */
  { { "index0/level", "1", "index0/size", "32K", "index1/level", "2", "index1/size", "1024K" },
    2,
    0 },
  { { "index0/level", "2", "index0/size", "1024K", "index0/shared_cpu_list", "0-1", "index1/level",
      "3", "index1/size", "32768K", "index1/shared_cpu_list", "0-7" },
    8,
    32768 },
  /* Each of four groups of cores has its own; one core reaches one of them. */
  { { "index0/level", "3", "index0/size", "98304K", "index0/shared_cpu_list", "0-1" },
    8,
    4 * 98304 },
  { { "index0/level", "3", "index0/size", "98304K", "index0/shared_cpu_list", "0-1" }, 1, 98304 },
  { { "index0/level", "3", "index0/size", "98304K" }, 8, 98304 },
  { { "index0/level", "rubbish", "index0/size", "rubbish" }, 8, 0 },
};

static void
test_caches (void)
{
  g_autofree char *top = g_dir_make_tmp ("cpus-XXXXXX", NULL);

  g_setenv ("BANCO_BENCH_CPUS", top, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (caches); i++) {
    put (top, "online", "0-7\n");
    for (gsize j = 0; caches[i].files[j] != NULL; j += 2) {
      g_autofree char *name = g_strconcat ("cpu0/cache/", caches[i].files[j], NULL);

      put (top, name, caches[i].files[j + 1]);
    }
    g_test_message ("%zu", i);
    g_assert_cmpuint (bench_system_last_cache (caches[i].cores), ==, caches[i].kib * 1024);
    for (gsize j = 0; caches[i].files[j] != NULL; j += 2) {
      g_autofree char *name = g_strconcat ("cpu0/cache/", caches[i].files[j], NULL);

      put (top, name, NULL);
    }
  }
  put (top, "online", NULL);
  g_assert_cmpuint (bench_system_last_cache (8), ==, 0);
  g_assert_cmpint (g_rmdir (top), ==, 0);
  g_unsetenv ("BANCO_BENCH_CPUS");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/system/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/system/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add_func ("/system/here", test_here);
  g_test_add_func ("/system/groups", test_groups);
  g_test_add_func ("/system/caches", test_caches);
  return g_test_run ();
}
