/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/images.h"

#include <stdlib.h>
#include <string.h>

char *
bench_image_unpack (const BenchImage *image)
{
  const unsigned char *from = image->packed, *end = from + image->packed_bytes;
  char *text = malloc (image->bytes), *to = text;

  while (text != NULL && from < end) {
    unsigned n = *from++;

    if (n < 128) {
      memcpy (to, from, n + 1);
      from += n + 1;
      to += n + 1;
    } else {
      /* What is repeated may overlap what it makes. */
      for (const char *old = to - (from[0] | (unsigned) from[1] << 8); n > 124; n--)
        *to++ = *old++;
      from += 2;
    }
  }
  return text;
}
