/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <string.h>

/* The half next to @number, of two as near the even one, as cards round. */
static inline unsigned short
fake_half (float number)
{
  float size = __builtin_fabsf (number);
  unsigned bits, sign;

  memcpy (&bits, &number, sizeof bits);
  sign = bits >> 16 & 0x8000;
  bits &= 0x7fffffff;
  if (bits > 0x7f800000)
    return (unsigned short) (sign | 0x7e00);
  if (bits >= 0x477ff000)
    return (unsigned short) (sign | 0x7c00);
  if (bits >= 0x38800000)
    return (unsigned short) (sign | (bits + 0xfff + (bits >> 13 & 1) - 0x38000000) >> 13);
  /* Multiples of 2⁻²⁴, of which a number from a half to one counts so many. */
  size += 0.5f;
  memcpy (&bits, &size, sizeof bits);
  return (unsigned short) (sign | (bits - 0x3f000000));
}
