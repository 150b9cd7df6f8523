/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_ROWS 10000

G_DEFINE_FINAL_TYPE (BancoResult, banco_result, G_TYPE_OBJECT)

static void
banco_result_finalize (GObject *object)
{
  BancoResult *self = BANCO_RESULT (object);

  g_free (self->id);
  g_free (self->host);
  g_free (self->place);
  g_free (self->place_label);
  g_free (self->mode);
  g_free (self->backend);
  g_free (self->device);
  g_free (self->reason);
  g_strfreev (self->flags);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->fpgas);
  G_OBJECT_CLASS (banco_result_parent_class)->finalize (object);
}

static void
banco_result_class_init (BancoResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_result_finalize;
}

static void
banco_result_init (BancoResult *self)
{
  self->flags = g_new0 (char *, 1);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_row_free);
  self->fpgas = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_fpga_free);
}

BancoResult *
banco_result_new (void)
{
  return g_object_new (BANCO_TYPE_RESULT, NULL);
}

void
banco_result_add_flag (BancoResult *self, const char *flag)
{
  guint length = g_strv_length (self->flags);

  if (g_strv_contains ((const char *const *) self->flags, flag))
    return;
  self->flags = g_renew (char *, self->flags, length + 2);
  self->flags[length] = g_strdup (flag);
  self->flags[length + 1] = NULL;
}

BancoRow *
banco_row_new (const char *id, const char *unit)
{
  BancoRow *self = g_new0 (BancoRow, 1);

  self->id = g_strdup (id);
  self->unit = g_strdup (unit);
  self->flags = g_new0 (char *, 1);
  return self;
}

void
banco_row_free (BancoRow *self)
{
  g_free (self->id);
  g_free (self->unit);
  g_strfreev (self->flags);
  g_free (self->library);
  banco_time_series_free (self->series);
  g_free (self);
}

gboolean
banco_unit_is_time (const char *unit)
{
  static const char *const units[] = { "s", "ms", "us", "µs", "ns", NULL };

  return g_strv_contains (units, unit);
}

double
banco_row_compare (const BancoRow *row, const BancoRow *base, gboolean *same)
{
  if (same != NULL)
    *same = row->p5 <= base->p95 && base->p5 <= row->p95;
  if (row->median <= 0 || base->median <= 0)
    return 0;
  return banco_unit_is_time (row->unit) ? base->median / row->median : row->median / base->median;
}

const BancoRow *
banco_rows_find (const GPtrArray *rows, const char *id)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoRow *row = rows->pdata[i];

    if (g_str_equal (row->id, id))
      return row;
  }
  return NULL;
}

static void
add_flags (JsonBuilder *builder, char **flags)
{
  json_builder_set_member_name (builder, "flags");
  json_builder_begin_array (builder);
  for (guint i = 0; flags[i] != NULL; i++)
    json_builder_add_string_value (builder, flags[i]);
  json_builder_end_array (builder);
}

static void
add_text (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *member, double number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_double_value (builder, number);
}

static void
add_row (JsonBuilder *builder, const BancoRow *row)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", row->id);
  add_text (builder, "unit", row->unit);
  add_number (builder, "median", row->median);
  add_number (builder, "best", row->best);
  add_number (builder, "p5", row->p5);
  add_number (builder, "p95", row->p95);
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, row->count);
  add_flags (builder, row->flags);
  if (row->library != NULL)
    add_text (builder, "library", row->library);
  if (row->series != NULL)
    banco_time_series_build (row->series, builder);
  json_builder_end_object (builder);
}

JsonNode *
banco_result_to_json (BancoResult *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *when = banco_clock_format (self->when);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, BANCO_RESULT_FORMAT);
  add_text (builder, "id", self->id);
  add_text (builder, "host", self->host);
  add_text (builder, "place", self->place);
  add_text (builder, "place_label", self->place_label);
  add_text (builder, "when", when);
  add_text (builder, "mode", self->mode);
  add_text (builder, "backend", self->backend);
  add_text (builder, "device", self->device);
  if (self->reason != NULL)
    add_text (builder, "reason", self->reason);
  json_builder_set_member_name (builder, "simulated");
  json_builder_add_boolean_value (builder, self->simulated);
  add_flags (builder, self->flags);
  banco_fpgas_write (self->fpgas, builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rows->len; i++)
    add_row (builder, self->rows->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static char **
read_flags (BancoJson *json, JsonObject *object)
{
  g_autoptr (GStrvBuilder) flags = g_strv_builder_new ();
  JsonArray *array = banco_json_array_or_null (json, object, "flags");

  for (guint i = 0; i < banco_json_length (array); i++) {
    const char *flag = banco_json_element_string (json, array, i);

    if (flag != NULL && banco_result_is_plain (flag))
      g_strv_builder_add (flags, flag);
  }
  return g_strv_builder_end (flags);
}

static gboolean
is_figure (double number)
{
  return isfinite (number) && number >= 0;
}

/* A figure in a unit of its own would be compared as if it were in ours. */
static gboolean
is_unit_of (const char *id, const char *unit)
{
  const char *ours = banco_measure_find_unit (id);

  return ours == NULL || g_str_equal (ours, unit);
}

static void
read_row (BancoJson *json, JsonObject *object, gboolean here, GPtrArray *rows)
{
  const char *id = banco_result_read_text (json, object, "id");
  const char *unit = banco_result_read_text (json, object, "unit");
  BancoRow *row;

  if (id == NULL || unit == NULL)
    return;
  row = banco_row_new (id, unit);
  g_ptr_array_add (rows, row);
  row->median = banco_json_double (json, object, "median");
  row->best = banco_json_double (json, object, "best");
  row->p5 = banco_json_double (json, object, "p5");
  row->p95 = banco_json_double (json, object, "p95");
  row->count = (guint) CLAMP (banco_json_int (json, object, "count"), 0, G_MAXINT);
  row->source = here ? BANCO_SOURCE_MEASURED_HERE : BANCO_SOURCE_MEASURED_THERE;
  g_strfreev (row->flags);
  row->flags = read_flags (json, object);
  if (banco_json_string_or (json, object, "library", NULL) != NULL)
    row->library = g_strdup (banco_result_read_text (json, object, "library"));
  row->series = banco_time_series_read (json, object);
  if (banco_json_int (json, object, "count") < 0)
    banco_json_refuse (json, object, "count", "expected a number that is not negative");
  else if (!is_figure (row->median) || !is_figure (row->best) || !is_figure (row->p5) ||
           !is_figure (row->p95))
    banco_json_refuse (json, object, "median", "expected a number that is not negative");
  else if (row->p5 > row->median || row->median > row->p95)
    banco_json_refuse (json, object, "median", "expected it between p5 and p95");
  else if (!is_unit_of (id, unit))
    banco_json_refuse (json, object, "unit", "expected the one that this measure has");
}

/* A figure that arrives twice would count twice, so the first one stands. */
gboolean
banco_result_read_row (BancoResult *self, BancoJson *json, JsonObject *object)
{
  const char *id = banco_json_string (json, object, "id");
  guint before;

  if (id == NULL || banco_rows_find (self->rows, id) != NULL)
    return FALSE;
  if (self->rows->len >= MOST_ROWS) {
    banco_json_refuse (json, object, "id", "too many measures");
    return FALSE;
  }
  before = self->rows->len;
  read_row (json, object, g_strcmp0 (self->place, "here") == 0, self->rows);
  return self->rows->len > before;
}

gboolean
banco_result_has_more (const char *text, gsize length, guint most)
{
  guint count = 0;

  for (gsize i = 0; i < length; i++)
    count += text[i] == ',' || text[i] == '{' || text[i] == '[';
  return count > most;
}

char *
banco_result_make_id (const char *place, const char *stamp)
{
  char *id = g_strdup_printf ("%.100s-%s", place, stamp);

  for (char *at = id; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (at == id ? "_" : "._-", *at) == NULL)
      *at = '_';
  return id;
}

char *
banco_result_number_id (const char *id, guint number)
{
  return g_strdup_printf ("%.130s-%u", id, number);
}

/* It names a file. */
gboolean
banco_result_is_id (const char *id)
{
  return g_regex_match_simple ("^[A-Za-z0-9_][A-Za-z0-9._-]{0,150}$", id, G_REGEX_DOLLAR_ENDONLY,
                               0);
}

static void
read_head (BancoResult *self, BancoJson *json, JsonObject *root)
{
  const char *id = banco_json_string (json, root, "id");
  const char *label = banco_json_string_or (json, root, "place_label", NULL);
  const char *reason = banco_json_string_or (json, root, "reason", NULL);

  if (id != NULL && !banco_result_is_id (id))
    banco_json_refuse (json, root, "id", "expected letters, digits, dots and hyphens");
  self->id = g_strdup (id);
  self->host = g_strdup (banco_result_read_text (json, root, "host"));
  self->place = g_strdup (banco_result_read_text (json, root, "place"));
  self->place_label =
    g_strdup (label != NULL && banco_result_is_plain (label) ? label : self->place);
  self->when = banco_clock_parse (banco_json_string (json, root, "when"));
  if (self->when == 0)
    banco_json_refuse (json, root, "when", "expected a time");
  self->mode = g_strdup (banco_result_read_text (json, root, "mode"));
  self->backend = g_strdup (banco_result_read_text (json, root, "backend"));
  self->device = g_strdup (banco_result_read_text (json, root, "device"));
  self->reason = g_strdup (reason != NULL && banco_result_is_plain (reason) ? reason : NULL);
  self->simulated = banco_json_boolean_or (json, root, "simulated", FALSE);
  banco_fpgas_read (self->fpgas, json, root);
  g_strfreev (self->flags);
  self->flags = read_flags (json, root);
}

static void
read_result (BancoResult *self, BancoJson *json, JsonObject *root)
{
  JsonArray *rows;

  if (banco_json_int (json, root, "format") > BANCO_RESULT_FORMAT)
    banco_json_refuse (json, root, "format", "written by a newer version of Banco");
  read_head (self, json, root);
  rows = banco_json_array (json, root, "rows");
  if (banco_json_length (rows) > MOST_ROWS)
    banco_json_refuse (json, root, "rows", "too many");
  else
    for (guint i = 0; i < banco_json_length (rows); i++)
      banco_result_read_row (self, json, banco_json_element_object (json, rows, i));
}

/* Failures are remembered in @json. */
BancoResult *
banco_result_read (BancoJson *json, JsonObject *object)
{
  BancoResult *self = banco_result_new ();

  read_result (self, json, object);
  return self;
}

BancoResult *
banco_result_from_json (BancoJson *json, GError **error)
{
  g_autoptr (BancoResult) self = banco_result_read (json, banco_json_root (json));
  g_autoptr (GError) detail = NULL;

  if (banco_json_check (json, &detail))
    return g_steal_pointer (&self);
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
               _ ("not a result of the benchmark: %s"), detail->message);
  return NULL;
}

const char *
banco_result_get_id (BancoResult *self)
{
  return self->id;
}

const char *
banco_result_get_host (BancoResult *self)
{
  return self->host;
}

const char *
banco_result_get_place (BancoResult *self)
{
  return self->place;
}

const char *
banco_result_get_place_label (BancoResult *self)
{
  return self->place_label;
}

gint64
banco_result_get_when (BancoResult *self)
{
  return self->when;
}

const char *
banco_result_get_mode (BancoResult *self)
{
  return self->mode;
}

const char *
banco_result_get_backend (BancoResult *self)
{
  return self->backend;
}

const char *
banco_result_get_device (BancoResult *self)
{
  return self->device;
}

const char *
banco_result_get_reason (BancoResult *self)
{
  return self->reason;
}

const char *const *
banco_result_get_flags (BancoResult *self)
{
  return (const char *const *) self->flags;
}

const GPtrArray *
banco_result_get_rows (BancoResult *self)
{
  return self->rows;
}

const GPtrArray *
banco_result_get_fpgas (BancoResult *self)
{
  return self->fpgas;
}

gboolean
banco_result_is_simulated (BancoResult *self)
{
  return self->simulated;
}
