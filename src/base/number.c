/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"

/* Not g_ascii_string_to_unsigned(): at its first use it makes a locale behind a lock, and when two
 * threads meet there, what the lock leaves in errno is taken for a bad number. */
gboolean
banco_number_parse (const char *text, guint64 least, guint64 most, guint64 *number)
{
  guint64 value = 0;

  if (text == NULL || *text == '\0')
    return FALSE;
  for (; g_ascii_isdigit (*text); text++)
    if (!g_uint64_checked_mul (&value, value, 10) ||
        !g_uint64_checked_add (&value, value, (guint64) g_ascii_digit_value (*text)))
      return FALSE;
  if (*text != '\0' || value < least || value > most)
    return FALSE;
  *number = value;
  return TRUE;
}
