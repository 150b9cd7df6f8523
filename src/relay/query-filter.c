/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/query-filter.h"

#include <stdlib.h>
#include <string.h>

#define ESCAPE '\033'

/* @sequence: "\033[…c", its end included. */
static gboolean
is_answered (const char *sequence, gsize length)
{
  char parameter = sequence[2];
  int number = atoi (sequence + 2);

  switch (sequence[length - 1]) {
  case 'c': /* what kind of terminal, */
    return parameter != '=';
  case 'n': /* whether it works, and where the cursor is, */
    return number == 5 || number == 6;
  case 'q': /* which version, */
    return parameter == '>';
  case 't': /* how large it is */
    return number >= 14 && number <= 19;
  default:
    return FALSE;
  }
}

void
query_filter_feed (QueryFilter *self, const char *bytes, gsize length, GString *to)
{
  for (gsize i = 0; i < length; i++) {
    gboolean inside = self->length > 1;

    if (self->length == 0 && bytes[i] != ESCAPE) {
      g_string_append_c (to, bytes[i]);
      continue;
    }
    if (bytes[i] == ESCAPE && self->length > 0) {
      g_string_append_len (to, self->kept, (gssize) self->length);
      self->length = 0;
      inside = FALSE;
    }
    self->kept[self->length++] = bytes[i];
    /* Parameters and intermediates go on; all else ends it, and is more than we can keep. */
    if ((self->length == 1) || (self->length == 2 && bytes[i] == '[') ||
        (inside && bytes[i] >= ' ' && bytes[i] < '@' && self->length < sizeof self->kept - 1))
      continue;
    self->kept[self->length] = '\0';
    if (!inside || !is_answered (self->kept, self->length))
      g_string_append_len (to, self->kept, (gssize) self->length);
    self->length = 0;
  }
}
