/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <string.h>
#include <sys/resource.h>

#define GIVEN 12345

/* The limit of core dumps of a child. */
static guint64
limit_of_child (void)
{
  const char *const argv[] = { "grep", "Max core file size", "/proc/self/limits", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
    banco_process_start (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (child, NULL, NULL, &line, NULL, NULL));
  return g_ascii_strtoull (line + strlen ("Max core file size"), NULL, 10);
}

static rlim_t
limit_here (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  return limit.rlim_cur;
}

static void
test_limits (void)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  if (limit.rlim_max < GIVEN) {
    g_test_skip ("no core dumps are allowed here at all");
    return;
  }
  limit.rlim_cur = GIVEN;
  g_assert_cmpint (setrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit_of_child (), ==, GIVEN);
  banco_process_disallow_dumps ();
  g_assert_cmpuint (limit_here (), ==, GIVEN);
  /* Once more is once. */
  for (guint i = 0; i < 2; i++) {
    banco_process_forbid_dumps ();
    g_assert_cmpuint (limit_here (), ==, 0);
    g_assert_cmpuint (limit_of_child (), ==, GIVEN);
  }
  banco_process_allow_dumps (NULL);
  g_assert_cmpuint (limit_here (), ==, GIVEN);
  banco_process_disallow_dumps ();
  g_assert_cmpuint (limit_here (), ==, 0);
}

static void
test_no_such_program (void)
{
  const char *const argv[] = { "no-such-command-anywhere", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_process_start (argv, G_SUBPROCESS_FLAGS_NONE, &error));
  g_assert_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/limits", test_limits);
  g_test_add_func ("/process/no-such-program", test_no_such_program);
  return g_test_run ();
}
