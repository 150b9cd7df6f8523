/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

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
  return g_get_real_time () / G_USEC_PER_SEC;
}
