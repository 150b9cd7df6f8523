/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/estimate.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name;
  double factor;
} Unit;

static const Unit times[] = {
  { "", 1 },      { "s", 1 },    { "ms", 1e-3 }, { "us", 1e-6 },
  { "µs", 1e-6 }, { "min", 60 }, { "h", 3600 },
};
static const Unit sizes[] = {
  { "", 1 },         { "B", 1 },        { "kB", 1e3 },     { "MB", 1e6 },
  { "GB", 1e9 },     { "TB", 1e12 },    { "PB", 1e15 },    { "KiB", 0x1p10 },
  { "MiB", 0x1p20 }, { "GiB", 0x1p30 }, { "TiB", 0x1p40 }, { "PiB", 0x1p50 },
};

/* "1,5" is "1.5"; three digits behind a comma may be thousands, which is not guessed. */
static gboolean
replace_decimal_comma (char *text)
{
  char *comma = strchr (text, ',');

  if (comma == NULL)
    return TRUE;
  if (strspn (comma + 1, "0123456789") == 3 || !g_ascii_isdigit (comma[1]))
    return FALSE;
  *comma = '.';
  return TRUE;
}

static gboolean
read_quantity (const char *text, const Unit *units, guint n_units, double *number)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  char *end = NULL;
  double value;

  if (!replace_decimal_comma (stripped))
    return FALSE;
  value = g_ascii_strtod (stripped, &end);
  if (end == stripped || !isfinite (value) || value <= 0)
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  for (guint i = 0; i < n_units; i++)
    if (g_ascii_strcasecmp (end, units[i].name) == 0) {
      *number = value * units[i].factor;
      return TRUE;
    }
  return FALSE;
}

const char *
banco_unit_choose (const char *unit, double value, double *factor)
{
  static const struct {
    const char *unit, *larger;
  } larger[] = {
    { "GFLOP/s", "TFLOP/s" }, { "GOP/s", "TOP/s" }, { "MB/s", "GB/s" },
    { "µs", "ms" },           { "us", "ms" },       { "ms", "s" },
  };

  *factor = 1;
  for (guint i = 0; i < G_N_ELEMENTS (larger); i++)
    /* What would be shown with three figures as a thousand is one of the larger. */
    if (g_str_equal (unit, larger[i].unit) && fabs (value * *factor) >= 999.5) {
      unit = larger[i].larger;
      *factor /= 1000;
    }
  return unit;
}

gboolean
banco_duration_from_string (const char *text, double *seconds)
{
  return read_quantity (text, times, G_N_ELEMENTS (times), seconds);
}

gboolean
banco_size_from_string (const char *text, double *bytes)
{
  return read_quantity (text, sizes, G_N_ELEMENTS (sizes), bytes);
}
