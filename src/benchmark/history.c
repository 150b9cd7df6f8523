/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/estimate.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FORMAT 1
#define MOST_RUNS 50
#define LARGEST_FILE (1024 * 1024)

typedef struct {
  char *command; /* hash */
  double seconds;
} Step;

struct _BancoHistory {
  char *path;
  gboolean newer; /* a newer Banco's: not to be written over */
  GArray *ratios; /* of double, the oldest first */
  GPtrArray *steps;
};

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->command);
  g_free (step);
}

static Step *
step_new (const char *command, double seconds)
{
  Step *step = g_new0 (Step, 1);

  step->command = g_strdup (command);
  step->seconds = seconds;
  return step;
}

static void
read_runs (BancoHistory *self, BancoJson *json, JsonObject *root)
{
  JsonArray *runs = banco_json_array (json, root, "runs");
  JsonArray *steps = banco_json_array (json, root, "steps");

  for (guint i = 0; i < MIN (banco_json_length (runs), MOST_RUNS); i++) {
    double ratio = banco_json_double (json, banco_json_element_object (json, runs, i), "ratio");

    if (isfinite (ratio) && ratio > 0)
      g_array_append_val (self->ratios, ratio);
  }
  for (guint i = 0; i < MIN (banco_json_length (steps), MOST_RUNS); i++) {
    JsonObject *object = banco_json_element_object (json, steps, i);
    const char *command = banco_json_string (json, object, "command");
    double seconds = banco_json_double (json, object, "seconds");

    if (command != NULL && isfinite (seconds) && seconds > 0)
      g_ptr_array_add (self->steps, step_new (command, seconds));
  }
}

static void
read_file (BancoHistory *self)
{
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (BancoJson) json = NULL;
  JsonObject *root;

  if (!g_file_get_contents (self->path, &text, &length, NULL) || length > LARGEST_FILE ||
      (json = banco_json_parse (text, (gssize) length, NULL)) == NULL)
    return;
  root = banco_json_root (json);
  self->newer = banco_json_int (json, root, "format") > FORMAT;
  if (!self->newer)
    read_runs (self, json, root);
  if (banco_json_check (json, NULL))
    return;
  g_array_set_size (self->ratios, 0);
  g_ptr_array_set_size (self->steps, 0);
}

BancoHistory *
banco_history_load (const char *path)
{
  BancoHistory *self = g_new0 (BancoHistory, 1);

  self->path = g_strdup (path);
  self->ratios = g_array_new (FALSE, FALSE, sizeof (double));
  self->steps = g_ptr_array_new_with_free_func (step_free);
  read_file (self);
  return self;
}

void
banco_history_free (BancoHistory *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_array_unref (self->ratios);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static char *
hash (const char *const *command)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; command[i] != NULL; i++)
    g_checksum_update (checksum, (const guchar *) command[i], (gssize) strlen (command[i]) + 1);
  return g_strndup (g_checksum_get_string (checksum), 32);
}

static Step *
find_step (BancoHistory *self, const char *command)
{
  for (guint i = 0; i < self->steps->len; i++) {
    Step *step = self->steps->pdata[i];

    if (g_str_equal (step->command, command))
      return step;
  }
  return NULL;
}

double
banco_history_get_step (BancoHistory *self, const char *const *command)
{
  g_autofree char *wanted = hash (command);
  const Step *step = find_step (self, wanted);

  return step != NULL ? step->seconds : 0;
}

void
banco_history_set_step (BancoHistory *self, const char *const *command, double seconds)
{
  g_autofree char *wanted = hash (command);
  Step *step = find_step (self, wanted);

  if (step != NULL)
    g_ptr_array_remove (self->steps, step);
  g_ptr_array_add (self->steps, step_new (wanted, seconds));
  if (self->steps->len > MOST_RUNS)
    g_ptr_array_remove_index (self->steps, 0);
}

void
banco_history_add (BancoHistory *self,
                   const BancoPerformance *from,
                   const BancoPerformance *to,
                   double here,
                   double there)
{
  double factor;
  double ratio = here / there / banco_performance_compare (from, to, &factor);

  if (!isfinite (ratio) || ratio <= 0)
    return;
  g_array_append_val (self->ratios, ratio);
  if (self->ratios->len > MOST_RUNS)
    g_array_remove_index (self->ratios, 0);
}

BancoCalibration
banco_history_calibrate (BancoHistory *self)
{
  return banco_calibration_new ((const double *) (gpointer) self->ratios->data, self->ratios->len);
}

gboolean
banco_history_learn (BancoHistory *self,
                     const BancoStepRecord *record,
                     BancoLearnResult *learned_result)
{
  double here = record->here_seconds;
  double factor;
  gboolean ran_there = record->there.arithmetic > 0;
  gboolean compared = FALSE;

  learned_result->expected = learned_result->real = 0;
  if (!ran_there && record->command != NULL)
    banco_history_set_step (self, record->command, record->step_seconds);
  if (here <= 0 && record->command != NULL)
    here = banco_history_get_step (self, record->command);
  if (ran_there && here > 0 && record->here.arithmetic > 0 && record->step_seconds > 0) {
    learned_result->real = here / record->step_seconds;
    learned_result->expected = banco_performance_compare (&record->here, &record->there, &factor);
    banco_history_add (self, &record->here, &record->there, here, record->step_seconds);
    compared = TRUE;
  }
  learned_result->calibration = banco_history_calibrate (self);
  return compared || (!ran_there && record->command != NULL);
}

static void
add_number (JsonBuilder *builder, const char *member, double number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_double_value (builder, number);
}

static char *
to_text (BancoHistory *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) node = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, FORMAT);
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->ratios->len; i++) {
    json_builder_begin_object (builder);
    add_number (builder, "ratio", g_array_index (self->ratios, double, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->steps->len; i++) {
    const Step *step = self->steps->pdata[i];

    json_builder_begin_object (builder);
    json_builder_set_member_name (builder, "command");
    json_builder_add_string_value (builder, step->command);
    add_number (builder, "seconds", step->seconds);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}

gboolean
banco_history_save (BancoHistory *self, GError **error)
{
  g_autofree char *text = self->newer ? NULL : to_text (self);

  if (self->newer ||
      g_file_set_contents_full (self->path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    return TRUE;
  g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_FAILED,
                       _ ("what was learnt could not be kept; is the disk full?"));
  return FALSE;
}
