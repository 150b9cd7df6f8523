/* SPDX-License-Identifier: Apache-2.0 */
#include "base/http-private.h"

#include "base/number.h"

#define LAST_ATTEMPT 3
#define FIRST_DELAY 400        /* ms, doubled each time */
#define LONGEST_RETRY_AFTER 30 /* s; who asks for more is told to the person instead */

gint64
banco_http_parse_retry_after (const char *value, gint64 now)
{
  g_autoptr (GDateTime) date = NULL;
  guint64 seconds;

  if (value == NULL)
    return -1;
  if (banco_number_parse (value, 0, G_MAXINT64, &seconds))
    return (gint64) seconds;
  date = soup_date_time_new_from_http_string (value);
  if (date == NULL)
    return -1;
  return MAX (0, g_date_time_to_unix (date) - now);
}

gint64
banco_http_retry_delay (guint attempt, gint64 retry_after)
{
  gint64 delay;

  if (attempt >= LAST_ATTEMPT || retry_after > LONGEST_RETRY_AFTER)
    return -1;
  delay = retry_after >= 0 ? retry_after * 1000 : (gint64) FIRST_DELAY << attempt;
  return delay + g_random_int_range (0, (gint32) (delay / 4) + 1);
}
