/* SPDX-License-Identifier: Apache-2.0 */
/* Small files as systems have them, and as they should not. */
#include "benchmark/program/system.h"

#include <glib.h>
#include <glib/gstdio.h>
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/system/read", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/system/find", Fixture, NULL, set_up, test_find, tear_down);
  g_test_add_func ("/system/here", test_here);
  return g_test_run ();
}
