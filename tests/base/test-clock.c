/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *path = g_strdup_printf ("/clock/parse/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_parse);
  }
  g_test_add_func ("/clock/format", test_format);
  return g_test_run ();
}
