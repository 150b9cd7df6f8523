/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"
#include "base/clock-private.h"

static const struct {
  const char *text;
  gint64 seconds;
} times[] = {
  { "1970-01-01T00:00:01Z", 1 },
  { "2026-11-23T05:13:00Z", 1795410780 },
  { "2026-11-23T06:13:00+01:00", 1795410780 },
  { "2026-11-23T05:13:00.250Z", 1795410780 },
  { "2026-11-23T05:13:00", 1795410780 },
  { "yesterday", 0 },
  { "", 0 },
  { NULL, 0 },
};

static void
test_parse (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  g_assert_cmpint (banco_clock_parse (times[i].text), ==, times[i].seconds);
}

static void
test_format (void)
{
  g_autofree char *text = banco_clock_format (1795410780);

  g_assert_cmpstr (text, ==, "2026-11-23T05:13:00Z");
  g_assert_null (banco_clock_format (0));
}

/* @skips: from a second on, nothing is waited for, but the clock says so. */
static void
check_waits (gboolean skips)
{
  static const gint64 waits[] = { 0, 20, 200, 1000, 1500, 60000 };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < (skips ? G_N_ELEMENTS (waits) : 3); i++) {
    gint64 now = banco_clock_now (), begin = g_get_monotonic_time (), took;
    gboolean skipped = skips && waits[i] >= 1000;

    g_assert_true (banco_clock_wait (waits[i], NULL, NULL));
    took = (g_get_monotonic_time () - begin) / 1000;
    g_assert_true (skipped ? took < 1000 : took >= waits[i] - 1);
    g_assert_cmpint (banco_clock_now () - now, >=, waits[i] / 1000);
  }
  g_cancellable_cancel (cancelled);
  g_assert_false (banco_clock_wait (60000, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_wait (void)
{
  check_waits (FALSE);
  banco_clock_skip_waits ();
  check_waits (TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *path = g_strdup_printf ("/clock/parse/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_parse);
  }
  g_test_add_func ("/clock/format", test_format);
  g_test_add_func ("/clock/wait", test_wait);
  return g_test_run ();
}
