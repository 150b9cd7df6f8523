/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock-private.h"

#define SKIPPED_FROM 1000 /* ms */

static gboolean skips_waits;
static gint skipped; /* s, atomic */

char *
banco_clock_format (gint64 seconds)
{
  g_autoptr (GDateTime) time = NULL;

  if (seconds == 0)
    return NULL;
  time = g_date_time_new_from_unix_utc (seconds);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

gint64
banco_clock_parse (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

gint64
banco_clock_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC + g_atomic_int_get (&skipped);
}

void
banco_clock_skip_waits (void)
{
  skips_waits = TRUE;
}

gboolean
banco_clock_wait (gint64 milliseconds, GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;
  GPollFD cancelled;
  gboolean pollable;

  if (skips_waits && milliseconds >= SKIPPED_FROM) {
    g_atomic_int_add (&skipped, (gint) (milliseconds / 1000));
    return !g_cancellable_set_error_if_cancelled (cancellable, error);
  }
  pollable = g_cancellable_make_pollfd (cancellable, &cancelled);
  for (;;) {
    gint64 left = (end - g_get_monotonic_time ()) / 1000;

    if (left <= 0 || g_cancellable_is_cancelled (cancellable))
      break;
    g_poll (&cancelled, pollable ? 1 : 0, (gint) MIN (left, G_MAXINT));
  }
  if (pollable)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
banco_clock_is_valid_until (gint64 end)
{
  return end > banco_clock_now () + BANCO_CLOCK_MARGIN;
}
