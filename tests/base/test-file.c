/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

/* As on a full disk: the first bytes can be written, more cannot. */
static void
set_room (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Whole, over what was there too; or what was there is there still, and nothing beside it. */
static void
test_replace (void)
{
  static const struct {
    gsize before, size; /* before 0: nothing is there */
    rlim_t room;
    gsize left;
  } cases[] = {
    { 0, 0, RLIM_INFINITY, 0 },           { 0, 3, RLIM_INFINITY, 3 }, { 50, 3, RLIM_INFINITY, 3 },
    { 3, 200000, RLIM_INFINITY, 200000 }, { 50, 200000, 4096, 50 },   { 50, 200000, 100000, 50 },
  };
  g_autofree char *folder = g_dir_make_tmp ("banco-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "f", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *before = g_strnfill (cases[i].before, 'b');
    g_autofree char *bytes = g_strnfill (cases[i].size, 'n');
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    gboolean whole = cases[i].left == cases[i].size;
    gsize left;

    g_unlink (path);
    if (cases[i].before > 0)
      g_assert_true (g_file_set_contents (path, before, -1, NULL));
    set_room (cases[i].room);
    g_assert_cmpint (banco_file_replace (file, bytes, cases[i].size, NULL, &error), ==, whole);
    set_room (RLIM_INFINITY);
    g_assert_cmpint (error == NULL, ==, whole);
    g_assert_true (g_file_get_contents (path, &text, &left, NULL));
    g_assert_cmpmem (text, left, whole ? bytes : before, cases[i].left);
    g_assert_cmpuint (count_files (folder), ==, 1);
  }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where nothing may be written, and who gave up. */
static void
test_refused (void)
{
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/proc/nonexistent/f");
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (banco_file_replace (nowhere, "a", 1, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (banco_file_replace (nowhere, "a", 1, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/file/replace", test_replace);
  g_test_add_func ("/file/refused", test_refused);
  return g_test_run ();
}
