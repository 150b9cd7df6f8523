/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/lines-private.h"

#include <glib/gi18n.h>

#define SCHEMA 1

void
banco_lines_init (BancoLines *self, BancoPlace *place, const char *mode)
{
  *self = (BancoLines){ .result = banco_result_new (), .exit_code = -1 };
  self->result->place = g_strdup (banco_place_get_id (place));
  /* A result holds nothing that cannot be shown as it is. */
  self->result->place_label = banco_visible_line (banco_place_get_label (place));
  self->result->mode = g_strdup (mode);
  self->result->when = banco_clock_now ();
}

void
banco_lines_clear (BancoLines *self)
{
  g_clear_object (&self->result);
  g_clear_object (&self->row);
  g_clear_pointer (&self->measure, g_free);
}

static void
read_start (BancoLines *self, BancoJson *json, JsonObject *line)
{
  if (banco_json_int (json, line, "schema") != SCHEMA)
    banco_json_refuse (json, line, "schema", "the program there speaks another version");
  self->started = TRUE;
}

static void
read_inventory (BancoLines *self, BancoJson *json, JsonObject *line)
{
  BancoResult *result = self->result;
  JsonObject *cpu = banco_json_object (json, line, "cpu");
  JsonArray *gpus = banco_json_array_or_null (json, line, "gpus");
  gint64 device = banco_json_int_or (json, line, "device", -1);
  JsonObject *gpu = NULL;

  if (result->host != NULL) {
    banco_json_refuse (json, line, "event", "a second inventory");
    return;
  }
  if (device >= 0 && device < banco_json_length (gpus))
    gpu = banco_json_element_object (json, gpus, (guint) device);
  result->host = g_strdup (banco_result_read_text (json, line, "host"));
  result->backend = g_strdup (banco_result_read_text (json, line, "backend"));
  if (banco_json_string_or (json, line, "reason", NULL) != NULL)
    result->reason = g_strdup (banco_result_read_text (json, line, "reason"));
  result->device = g_strdup (gpu != NULL ? banco_result_read_text (json, gpu, "name")
                                         : banco_result_read_text (json, cpu, "model"));
  banco_fpgas_read (result->fpgas, json, line);
  if (banco_json_boolean_or (json, line, "on_battery", FALSE))
    banco_result_add_flag (result, "on_battery");
}

/* What one row suffers from, the whole result is marked with: a reader of lists must see it. */
static void
read_sample (BancoLines *self, BancoJson *json, JsonObject *line)
{
  const char *id = banco_json_string_or (json, line, "id", NULL);
  const BancoRow *row;

  if (!banco_json_boolean (json, line, "checked")) {
    self->failed_checks++;
    banco_result_add_flag (self->result, "check_failed");
    if (id != NULL && banco_result_is_plain (id))
      self->row = banco_run_row_new_wrong (id);
    return;
  }
  if (!banco_result_read_row (self->result, json, line))
    return;
  row = self->result->rows->pdata[self->result->rows->len - 1];
  self->row = banco_run_row_new (row);
  for (guint i = 0; row->flags[i] != NULL; i++)
    banco_result_add_flag (self->result, row->flags[i]);
}

static void
read_end (BancoLines *self, BancoJson *json, JsonObject *line)
{
  self->ended = TRUE;
  self->exit_code = (int) banco_json_int (json, line, "exit");
  if (banco_json_boolean_or (json, line, "interrupted", FALSE))
    banco_result_add_flag (self->result, "interrupted");
  if (self->exit_code == 124)
    banco_result_add_flag (self->result, "out_of_time");
}

static void
read_event (BancoLines *self, BancoJson *json)
{
  JsonObject *line = banco_json_root (json);
  const char *event = banco_json_string (json, line, "event");

  if (event == NULL)
    return;
  if (g_str_equal (event, "start")) {
    read_start (self, json, line);
  } else if (g_str_equal (event, "inventory")) {
    read_inventory (self, json, line);
  } else if (g_str_equal (event, "sample")) {
    read_sample (self, json, line);
  } else if (g_str_equal (event, "end")) {
    read_end (self, json, line);
  } else if (g_str_equal (event, "progress")) {
    g_free (self->measure);
    self->measure = g_strdup (banco_result_read_text (json, line, "id"));
    self->fraction = banco_json_double (json, line, "fraction");
  }
}

gboolean
banco_lines_read (BancoLines *self, const char *line, GError **error)
{
  g_autoptr (GError) detail = NULL;
  g_autoptr (BancoJson) json = banco_json_parse (line, -1, &detail);

  g_clear_object (&self->row);
  if (json != NULL) {
    read_event (self, json);
    if (banco_json_check (json, &detail))
      return TRUE;
    g_clear_object (&self->row);
  }
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
               _ ("the benchmark program said something that makes no sense: %s"), detail->message);
  return FALSE;
}
