/* SPDX-License-Identifier: Apache-2.0 */
/* Who else was at work, between two looks that are made up. */
#include "benchmark/program/others.h"

#include <glib.h>
#include <unistd.h>

static BenchProcesses before, after;

static void
add (BenchProcesses *to, int pid, double seconds, const char *name)
{
  BenchProcess *process = &to->processes[to->count++];

  process->pid = pid;
  process->ticks = (uint64_t) (seconds * (double) sysconf (_SC_CLK_TCK));
  g_strlcpy (process->name, name, sizeof process->name);
}

static void
begin (void)
{
  before.count = after.count = 0;
  before.at = 100;
  after.at = 110;
}

static void
test_heaviest (void)
{
  BenchOther others[BENCH_MOST_OTHERS];
  static const char *const names[] = { "most", "new", "some" };
  static const double cores[] = { 2, 1, 0.5 };

  begin ();
  add (&before, 1, 1000, "old and idle");
  add (&before, 2, 50, "some");
  add (&before, 3, 7, "most");
  add (&before, 4, 900, "gone");
  add (&before, 6, 80, "was another");
  add (&after, 5, 10, "new");
  add (&after, 1, 1000.1, "old and idle");
  add (&after, 6, 4, "has its number");
  add (&after, 2, 55, "some");
  add (&after, 3, 27, "most");
  g_assert_cmpint (bench_others_compare (&before, &after, others), ==, 3);
  for (guint i = 0; i < 3; i++) {
    g_assert_cmpstr (others[i].name, ==, names[i]);
    g_assert_cmpfloat_with_epsilon (others[i].cores, cores[i], 0.01);
  }
}

/* In whatever order they come. */
static void
test_orders (void)
{
  BenchOther others[BENCH_MOST_OTHERS];

  for (guint first = 0; first < 5; first++) {
    begin ();
    for (guint i = 0; i < 5; i++)
      add (&after, (int) i + 10, 2 * ((first + i) % 5 + 1), "x");
    g_assert_cmpint (bench_others_compare (&before, &after, others), ==, 3);
    for (guint i = 0; i < 3; i++)
      g_assert_cmpfloat_with_epsilon (others[i].cores, 1 - 0.2 * i, 0.01);
  }
}

static void
test_none (void)
{
  BenchOther others[BENCH_MOST_OTHERS];

  begin ();
  add (&after, 1, 0.4, "a little");
  g_assert_cmpint (bench_others_compare (&before, &after, others), ==, 0);
  after.at = before.at;
  add (&after, 2, 100, "no time went by");
  g_assert_cmpint (bench_others_compare (&before, &after, others), ==, 0);
}

/* A user of the machine calls a process what they like. */
static void
test_name (void)
{
  BenchOther others[BENCH_MOST_OTHERS];

  begin ();
  add (&after, 1, 10, "a\033[2J\n\302\2337m\342\200\256b");
  g_assert_cmpint (bench_others_compare (&before, &after, others), ==, 1);
  g_assert_cmpstr (others[0].name, ==, "a?[2J???7m???b");
}

static void
test_look (void)
{
  bench_others_look (&after);
  for (int i = 0; i < after.count; i++)
    g_assert_cmpint (after.processes[i].pid, !=, getpid ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/others/heaviest", test_heaviest);
  g_test_add_func ("/program/others/orders", test_orders);
  g_test_add_func ("/program/others/none", test_none);
  g_test_add_func ("/program/others/name", test_name);
  g_test_add_func ("/program/others/look", test_look);
  return g_test_run ();
}
