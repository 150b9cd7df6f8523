/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

static const struct {
  const char *text;
  guint64 least, most;
  gboolean good;
  guint64 number;
} rows[] = {
  { "30", 1, 3650, TRUE, 30 },
  { "007", 0, 10, TRUE, 7 },
  { "0", 0, 0, TRUE, 0 },
  { "18446744073709551615", 0, G_MAXUINT64, TRUE, G_MAXUINT64 },
  { "18446744073709551616", 0, G_MAXUINT64, FALSE, 0 },
  { "99999999999999999999999", 0, G_MAXUINT64, FALSE, 0 },
  { "0", 1, 10, FALSE, 0 },
  { "11", 1, 10, FALSE, 0 },
  { "-1", 0, 10, FALSE, 0 },
  { "+1", 0, 10, FALSE, 0 },
  { " 1", 0, 10, FALSE, 0 },
  { "1 ", 0, 10, FALSE, 0 },
  { "0x1", 0, 10, FALSE, 0 },
  { "1e1", 0, 10, FALSE, 0 },
  { "٣", 0, 10, FALSE, 0 },
  { "", 0, 10, FALSE, 0 },
  { NULL, 0, 10, FALSE, 0 },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint64 number = 4711;
    gboolean good = banco_number_parse (rows[i].text, rows[i].least, rows[i].most, &number);

    g_test_message ("“%s”", rows[i].text != NULL ? rows[i].text : "(null)");
    g_assert_cmpint (good, ==, rows[i].good);
    g_assert_cmpuint (number, ==, good ? rows[i].number : 4711);
  }
}

typedef struct {
  gint ready, start;
} Race;

static gpointer
race (gpointer data)
{
  Race *self = data;
  guint64 number;

  g_atomic_int_inc (&self->ready);
  while (!g_atomic_int_get (&self->start))
    g_thread_yield ();
  return GINT_TO_POINTER (banco_number_parse ("30", 1, 3650, &number));
}

/* What another thread leaves in errno, or does for the first time, changes nothing. */
static void
test_threads (void)
{
  Race together = { 0 };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("number", race, &together);
  while (g_atomic_int_get (&together.ready) < (gint) G_N_ELEMENTS (threads))
    g_thread_yield ();
  g_atomic_int_set (&together.start, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (GPOINTER_TO_INT (g_thread_join (threads[i])));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/threads", test_threads);
  g_test_add_func ("/number/rows", test_rows);
  return g_test_run ();
}
