/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/connection-private.h"
#include "benchmark/lines-private.h"
#include "benchmark/sender-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LONGEST_LINE (4 * 1024 * 1024)

struct _BancoBenchmark {
  GObject parent_instance;
  BancoResults *results;
  BancoOperations *operations;
  BancoKeyedList *rows; /* of BancoRunRow: of the run that was started last */
};

G_DEFINE_FINAL_TYPE (BancoBenchmark, banco_benchmark, G_TYPE_OBJECT)

enum {
  PROP_ROWS = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static guint remark_signal;

/* What a worker gets; nothing in it changes. */
typedef struct {
  GWeakRef benchmark;
  BancoKeyedList *rows; /* the worker hands it on, and the main thread fills it */
  void (*line) (const char *json, gpointer line_data);
  gpointer line_data;
  BancoPlace *place;
  char *mode;
  char *only;
  char *backend;
  char *device;
  char *disk; /* a folder on it */
  gboolean simulated;
  char *folder; /* of results */
} Input;

static void
input_free (gpointer data)
{
  Input *input = data;

  g_weak_ref_clear (&input->benchmark);
  g_object_unref (input->rows);
  banco_place_unref (input->place);
  g_free (input->mode);
  g_free (input->only);
  g_free (input->backend);
  g_free (input->device);
  g_free (input->disk);
  g_free (input->folder);
  g_free (input);
}

static void
banco_benchmark_finalize (GObject *object)
{
  BancoBenchmark *self = BANCO_BENCHMARK (object);

  g_clear_object (&self->results);
  g_clear_object (&self->operations);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (banco_benchmark_parent_class)->finalize (object);
}

static void
banco_benchmark_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ROWS)
    g_value_set_object (value, BANCO_BENCHMARK (object)->rows);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_benchmark_class_init (BancoBenchmarkClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = banco_benchmark_get_property;
  G_OBJECT_CLASS (klass)->finalize = banco_benchmark_finalize;
  properties[PROP_ROWS] = g_param_spec_object ("rows", NULL, NULL, G_TYPE_LIST_MODEL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  remark_signal = g_signal_new ("remark", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
banco_benchmark_init (BancoBenchmark *self)
{
  self->rows = banco_run_rows_new ();
}

BancoBenchmark *
banco_benchmark_new (BancoResults *results, BancoOperations *operations)
{
  BancoBenchmark *self = g_object_new (BANCO_TYPE_BENCHMARK, NULL);

  g_set_object (&self->results, results);
  g_set_object (&self->operations, operations);
  return self;
}

/* What the worker hands to the main thread, all of it nullable. */
typedef struct {
  BancoBenchmark *benchmark;
  char *remark;
  BancoResult *kept; /* what a run that failed had measured */
  BancoKeyedList *rows;
  BancoRunRow *row;
  void (*line) (const char *json, gpointer line_data);
  gpointer line_data;
  char *json;
} Emission;

static gboolean
emit (gpointer data)
{
  Emission *emission = data;

  if (emission->remark != NULL)
    g_signal_emit (emission->benchmark, remark_signal, 0, emission->remark);
  if (emission->kept != NULL)
    banco_results_add (emission->benchmark->results, emission->kept);
  if (emission->row != NULL)
    banco_run_rows_add (emission->rows, emission->row);
  if (emission->line != NULL)
    emission->line (emission->json, emission->line_data);
  return G_SOURCE_REMOVE;
}

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_clear_object (&emission->benchmark);
  g_free (emission->remark);
  g_clear_object (&emission->kept);
  g_clear_object (&emission->rows);
  g_clear_object (&emission->row);
  g_free (emission->json);
  g_free (emission);
}

/* Takes @emission. Default priority: it comes before the operation's end, which is queued after. */
static void
publish (Emission *emission)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, emit, emission, emission_free);
}

static void
publish_line (Input *input, BancoLines *lines, const char *line)
{
  Emission *emission;

  if (lines->row == NULL && input->line == NULL)
    return;
  emission = g_new0 (Emission, 1);
  g_set_object (&emission->rows, input->rows);
  emission->row = g_steal_pointer (&lines->row);
  emission->line = input->line;
  emission->line_data = input->line_data;
  emission->json = g_strdup (line);
  publish (emission);
}

static void
publish_remark (Input *input, const char *remark)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->benchmark = g_weak_ref_get (&input->benchmark);
  if (emission->benchmark != NULL)
    emission->remark = g_strdup (remark);
  publish (emission);
}

static void
publish_kept (Input *input, BancoResult *result)
{
  Emission *emission = g_new0 (Emission, 1);

  emission->benchmark = g_weak_ref_get (&input->benchmark);
  if (emission->benchmark != NULL)
    emission->kept = g_object_ref (result);
  publish (emission);
}

static char **
arguments_of (Input *input)
{
  g_autoptr (GStrvBuilder) arguments = g_strv_builder_new ();
  g_autofree char *only = banco_place_is_here (input->place) ? g_strdup (input->only)
                                                             : banco_connection_strip (input->only);

  g_strv_builder_addv (arguments, (const char *[]){ "--json", "--mode", input->mode, NULL });
  if (only != NULL)
    g_strv_builder_addv (arguments, (const char *[]){ "--only", only, NULL });
  if (input->backend != NULL)
    g_strv_builder_addv (arguments, (const char *[]){ "--backend", input->backend, NULL });
  if (input->device != NULL)
    g_strv_builder_addv (arguments, (const char *[]){ "--device", input->device, NULL });
  if (input->disk != NULL)
    g_strv_builder_addv (arguments, (const char *[]){ "--dir", input->disk, NULL });
  return g_strv_builder_end (arguments);
}

/* Up to the next line's end, which is taken off; NULL at the end or with @error set. A machine that
 * sends no end does not fill this computer's memory. */
static char *
read_line (GBufferedInputStream *stream, GCancellable *cancellable, GError **error)
{
  gsize looked_at = 0;

  for (;;) {
    gsize length;
    const char *bytes = g_buffered_input_stream_peek_buffer (stream, &length);
    const char *end =
      length > looked_at ? memchr (bytes + looked_at, '\n', length - looked_at) : NULL;
    gssize more;

    if (end != NULL) {
      char *line = g_strndup (bytes, (gsize) (end - bytes));

      g_input_stream_skip (G_INPUT_STREAM (stream), (gsize) (end - bytes) + 1, NULL, NULL);
      return line;
    }
    looked_at = length;
    if (length >= LONGEST_LINE) {
      g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD,
                           _ ("the benchmark program said something that makes no sense: a line "
                              "without an end"));
      return NULL;
    }
    if (length == g_buffered_input_stream_get_buffer_size (stream))
      g_buffered_input_stream_set_buffer_size (stream, 2 * length);
    more = g_buffered_input_stream_fill (stream, -1, cancellable, error);
    if (more <= 0)
      return NULL;
  }
}

/* What the connection carries, once nothing is measured there any more. */
typedef struct {
  Input *input;
  BancoLines *lines;
} Listener;

static void
take_connection_line (const char *line, gpointer data)
{
  Listener *listener = data;

  if (banco_lines_read (listener->lines, line, NULL))
    publish_line (listener->input, listener->lines, line);
}

static gboolean
measure_connection (BancoOperation *operation,
                    Input *input,
                    BancoLines *lines,
                    GCancellable *cancellable,
                    GError **error)
{
  Listener listener = { input, lines };
  double seconds = g_str_equal (input->mode, "quick") ? 2 : 6;

  if (banco_place_is_here (input->place) || !banco_connection_is_wanted (input->only))
    return TRUE;
  banco_operation_report (operation, lines->fraction, _ ("Measuring the connection"));
  return banco_connection_measure (input->place, input->only, seconds, take_connection_line,
                                   &listener, cancellable) ||
         !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
read_lines (BancoOperation *operation,
            Input *input,
            GSubprocess *process,
            BancoLines *lines,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GBufferedInputStream) stream =
    G_BUFFERED_INPUT_STREAM (g_buffered_input_stream_new (g_subprocess_get_stdout_pipe (process)));

  for (;;) {
    g_autoptr (GError) failure = NULL;
    g_autofree char *line = read_line (stream, cancellable, &failure);

    if (failure != NULL) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
    if (line == NULL)
      return TRUE;
    /* The greeting of a login, and what it says at the end. */
    if (!g_str_has_prefix (line, "{\"event\"") && (!lines->started || lines->ended))
      continue;
    if (!banco_lines_read (lines, line, error))
      return FALSE;
    /* The end stays the last line. */
    if (lines->ended && !measure_connection (operation, input, lines, cancellable, error))
      return FALSE;
    publish_line (input, lines, line);
    banco_operation_report (operation, lines->fraction, lines->measure);
  }
}

/* Closing its standard input is what ends it, there as here. */
static void
stop (GSubprocess *process)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_subprocess_send_signal (process, 15);
  g_subprocess_wait (process, NULL, NULL);
}

/* What the end of the program means when it measured nothing. Sets @error, always. */
static void
set_end_error (GError **error, const Input *input, int status)
{
  BancoPlace *place = input->place;
  const char *label = banco_place_get_label (place);

  if (status == 4)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_NOTHING,
                 _ ("nothing of what was asked can be measured on %s"), label);
  else if (status == 5 && input->disk != NULL)
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_USAGE,
                 _ ("the benchmark knows no such measure, or cannot make files in %s on %s: name "
                    "an existing folder with --dir"),
                 input->disk, label);
  else if (status == 5)
    g_set_error_literal (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_USAGE,
                         _ ("the benchmark knows no such measure, mode or back end"));
  else
    banco_sender_set_error (error, place, status);
}

static gboolean
save (Input *input, BancoResult *result, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");

  result->id = banco_result_make_id (banco_place_get_id (input->place), stamp);
  result->simulated = input->simulated;
  if (input->simulated)
    banco_result_add_flag (result, "simulated");
  return banco_result_save (result, input->folder, error);
}

/* The connection broke, which is the failure; what came before it is a result all the same. Sets
 * @error, always. */
static void
keep_measured (Input *input, BancoResult *result, GError **error)
{
  guint n = result->rows->len;

  banco_result_add_flag (result, "connection_lost");
  if (!save (input, result, error))
    return;
  publish_kept (input, result);
  g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_UNREACHABLE,
               ngettext ("the connection to %s broke: the %u figure that came before is kept",
                         "the connection to %s broke: the %u figures that came before are kept", n),
               banco_place_get_label (input->place), n);
}

/* A failed check, or the time limit, still leaves the figures that are good. */
static BancoResult *
finish (Input *input, BancoLines *lines, int status, GError **error)
{
  g_autoptr (BancoResult) result = g_object_ref (lines->result);
  /* Of what was asked perhaps only the connection could be measured. */
  gboolean some = status == 4 && lines->result->rows->len > 0;
  gboolean whole = lines->ended && (status == 0 || status == 3 || status == 124 || some);

  gboolean broken = !lines->ended && status == 255 && !banco_place_is_here (input->place);

  if (whole && result->host != NULL)
    return save (input, result, error) ? g_steal_pointer (&result) : NULL;
  if (broken && result->host != NULL && result->rows->len > 0)
    keep_measured (input, result, error);
  else
    set_end_error (error, input, status);
  return NULL;
}

static gpointer
run_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  Input *input = data;
  g_autofree char *program = banco_paths_program ("src/benchmark/program", "banco-bench");
  g_autofree char *remark = NULL;
  g_autofree char *path =
    banco_sender_send (operation, input->place, program, &remark, cancellable, error);
  g_auto (GStrv) arguments = arguments_of (input);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  BancoLines lines;
  BancoResult *result = NULL;

  if (path == NULL)
    return NULL;
  if (remark != NULL)
    publish_remark (input, remark);
  argv = banco_sender_command (input->place, path, (const char *const *) arguments);
  process = banco_process_start ((const char *const *) argv,
                                 G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                 error);
  if (process == NULL)
    return NULL;
  banco_lines_init (&lines, input->place, input->mode);
  if (!read_lines (operation, input, process, &lines, cancellable, error)) {
    stop (process);
  } else {
    g_subprocess_wait (process, NULL, NULL);
    result = finish (
      input, &lines,
      g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : 255, error);
  }
  banco_lines_clear (&lines);
  return result;
}

static void
publish_result (BancoOperation *operation, gpointer result, gpointer owner)
{
  banco_results_add (BANCO_BENCHMARK (owner)->results, result);
}

BancoOperation *
banco_benchmark_run (BancoBenchmark *self, const BancoRun *run)
{
  Input *input = g_new0 (Input, 1);
  g_autofree char *title =
    g_strdup_printf (_ ("Benchmark on %s"), banco_place_get_label (run->place));

  g_object_unref (self->rows);
  self->rows = banco_run_rows_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROWS]);
  g_weak_ref_init (&input->benchmark, self);
  input->rows = g_object_ref (self->rows);
  input->line = run->line;
  input->line_data = run->line_data;
  input->place = banco_place_ref (run->place);
  input->mode = g_strdup (run->mode);
  input->only = g_strdup (run->only);
  input->backend = g_strdup (run->backend);
  input->device = g_strdup (run->device);
  input->disk = g_strdup (run->folder);
  input->simulated = run->simulated;
  input->folder = g_strdup (banco_results_get_folder (self->results));
  return banco_operation_start (self->operations, &(BancoOperationPlan){
                                                    .title = title,
                                                    .work = run_work,
                                                    .input = input,
                                                    .input_free = input_free,
                                                    .result_free = g_object_unref,
                                                    .publish = publish_result,
                                                    .owner = G_OBJECT (self),
                                                  });
}

GListModel *
banco_benchmark_get_rows (BancoBenchmark *self)
{
  return G_LIST_MODEL (self->rows);
}
