/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <math.h>

#define MOST_VALUES 10000

static GArray *
array_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

static BancoTimeSeries *
series_new (void)
{
  BancoTimeSeries *self = g_new0 (BancoTimeSeries, 1);

  self->values = array_new ();
  self->mhz = array_new ();
  self->celsius = array_new ();
  self->watts = array_new ();
  return self;
}

void
banco_time_series_free (BancoTimeSeries *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->values);
  g_array_unref (self->mhz);
  g_array_unref (self->celsius);
  g_array_unref (self->watts);
  g_free (self);
}

static void
read_values (BancoJson *json, JsonObject *object, const char *member, GArray *values)
{
  JsonArray *array = banco_json_array_or_null (json, object, member);

  if (banco_json_length (array) > MOST_VALUES) {
    banco_json_refuse (json, object, member, "too many");
    return;
  }
  for (guint i = 0; i < banco_json_length (array); i++) {
    double value = banco_json_element_double (json, array, i);

    if (!isfinite (value) || value < 0) {
      banco_json_refuse (json, object, member, "expected numbers that are not negative");
      return;
    }
    g_array_append_val (values, value);
  }
}

/* What the card said counts only where it belongs to the values. */
static void
read_card (BancoJson *json, JsonObject *object, BancoTimeSeries *series)
{
  GArray *const arrays[] = { series->mhz, series->celsius, series->watts };

  if (object == NULL)
    return;
  read_values (json, object, "mhz", series->mhz);
  read_values (json, object, "celsius", series->celsius);
  read_values (json, object, "watts", series->watts);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (arrays[i]->len != series->values->len)
      g_array_set_size (arrays[i], 0);
}

/* What was written before it was told had a sample each second. */
static double
read_seconds (BancoJson *json, JsonObject *object, const BancoTimeSeries *series)
{
  double seconds = banco_json_double_or (json, object, "seconds", series->values->len);

  if (!isfinite (seconds) || seconds < 0)
    banco_json_refuse (json, object, "seconds", "expected a number that is not negative");
  return seconds;
}

/* The program's line has it beside the other members, and a result in one of its own. */
BancoTimeSeries *
banco_time_series_read (BancoJson *json, JsonObject *object)
{
  gboolean is_line = json_object_has_member (object, "first");
  JsonObject *own = banco_json_object_or_null (json, object, "course");
  BancoTimeSeries *self;

  if (!is_line && own == NULL)
    return NULL;
  self = series_new ();
  read_values (json, is_line ? object : own, is_line ? "samples" : "values", self->values);
  self->seconds = read_seconds (json, is_line ? object : own, self);
  read_card (json, is_line ? banco_json_object_or_null (json, object, "card") : own, self);
  return self;
}

static void
add_values (JsonBuilder *builder, const char *member, const GArray *values)
{
  if (values->len == 0)
    return;
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; i < values->len; i++)
    json_builder_add_double_value (builder, g_array_index (values, double, i));
  json_builder_end_array (builder);
}

void
banco_time_series_build (const BancoTimeSeries *self, JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "course");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "seconds");
  json_builder_add_double_value (builder, self->seconds);
  add_values (builder, "values", self->values);
  add_values (builder, "mhz", self->mhz);
  add_values (builder, "celsius", self->celsius);
  add_values (builder, "watts", self->watts);
  json_builder_end_object (builder);
}
