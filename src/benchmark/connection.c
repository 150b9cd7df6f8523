/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/connection-private.h"

#include <string.h>

#define MEGABYTE 1e6
#define MOST_BYTES (64 << 20)
#define BLOCK (64 << 10)
#define PIECES 20      /* a sample each */
#define LEAST_PIECES 4 /* however slow the line is; the first one may not count */
#define MOST_ECHOES 40
#define LEAST_SAMPLES 15

/* One measure in the making. */
typedef struct {
  BancoPlace *place;
  double seconds;
  GCancellable *cancellable;
  GSubprocess *process;
  GArray *samples; /* of double */
  guint64 sent, arrived;
  const char *problem; /* a sentence: why there is no number */
} Measurement;

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

static gboolean
start (Measurement *measurement, const char *const *words)
{
  g_auto (GStrv) argv = banco_place_command (measurement->place, words);

  measurement->process =
    banco_process_start ((const char *const *) argv,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                           G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                         NULL);
  return measurement->process != NULL;
}

/* A byte there and back, each time another: a login that says something by itself is noticed. */
static void
take_echoes (Measurement *measurement)
{
  const char *const words[] = { "cat", NULL };
  double begin = now ();
  GOutputStream *to;
  GInputStream *from;

  if (!start (measurement, words))
    return;
  to = g_subprocess_get_stdin_pipe (measurement->process);
  from = g_subprocess_get_stdout_pipe (measurement->process);
  for (guint i = 0; i < MOST_ECHOES && (i < 5 || now () < begin + measurement->seconds); i++) {
    char byte = (char) ('a' + i % 26), answer = 0;
    double sent = now (), back;

    if (!g_output_stream_write_all (to, &byte, 1, NULL, measurement->cancellable, NULL) ||
        g_input_stream_read (from, &answer, 1, measurement->cancellable, NULL) != 1)
      return;
    if (answer != byte) {
      measurement->problem =
        "What comes back is not what was sent: the login there prints something.";
      return;
    }
    back = (now () - sent) * 1000;
    /* The first ones wait for the login and for the command. */
    if (i >= 2)
      g_array_append_val (measurement->samples, back);
  }
  measurement->sent = measurement->arrived = measurement->samples->len;
}

/* Cuts a stream into pieces: of so many bytes, or, on a slow line, of so much time. */
typedef struct {
  double begin, piece_begin;
  guint64 bytes, piece_bytes;
} Meter;

static void
count_bytes (Measurement *measurement, Meter *meter, gsize bytes)
{
  double time = now (), seconds = time - meter->piece_begin;

  meter->bytes += bytes;
  meter->piece_bytes += bytes;
  if (meter->piece_bytes >= MOST_BYTES / PIECES ||
      (seconds >= measurement->seconds / PIECES && meter->piece_bytes > 0)) {
    double rate = (double) meter->piece_bytes / MAX (seconds, 1e-6) / MEGABYTE;

    g_array_append_val (measurement->samples, rate);
    meter->piece_begin = time;
    meter->piece_bytes = 0;
  }
}

static gboolean
is_over (Measurement *measurement, const Meter *meter)
{
  return meter->bytes >= MOST_BYTES || (now () - meter->begin >= measurement->seconds &&
                                        measurement->samples->len >= LEAST_PIECES);
}

/* Bytes that nothing on the way can make smaller. */
static char *
make_block (void)
{
  char *block = g_malloc (BLOCK);

  for (gsize i = 0; i < BLOCK; i += sizeof (guint32)) {
    guint32 word = g_random_int ();

    memcpy (block + i, &word, sizeof word);
  }
  return block;
}

/* Of the last line: a login may have printed others before. */
static guint64
last_number (char *text, gsize length)
{
  const char *line;

  text[length] = '\0';
  line = strrchr (g_strchomp (text), '\n');
  return g_ascii_strtoull (line != NULL ? line + 1 : text, NULL, 10);
}

static void
take_upload (Measurement *measurement)
{
  const char *const words[] = { "sh", "-c", "echo; wc -c", NULL };
  g_autofree char *block = make_block ();
  Meter meter = { .begin = now () };
  GOutputStream *to;
  gsize length = 0;

  if (!start (measurement, words))
    return;
  to = g_subprocess_get_stdin_pipe (measurement->process);
  meter.piece_begin = meter.begin;
  while (!is_over (measurement, &meter)) {
    if (!g_output_stream_write_all (to, block, BLOCK, NULL, measurement->cancellable, NULL))
      return;
    count_bytes (measurement, &meter, BLOCK);
  }
  measurement->sent = meter.bytes;
  /* The first piece filled what buffers on the way, with the login in front of it. */
  g_array_remove_index (measurement->samples, 0);
  g_output_stream_close (to, NULL, NULL);
  g_input_stream_read_all (g_subprocess_get_stdout_pipe (measurement->process), block, BLOCK - 1,
                           &length, measurement->cancellable, NULL);
  measurement->arrived = last_number (block, length);
  if (measurement->arrived != measurement->sent)
    measurement->problem = "Not all bytes that were sent arrived there.";
}

static void
take_download (Measurement *measurement)
{
  g_autofree char *count = g_strdup_printf ("%d", MOST_BYTES);
  const char *const words[] = { "head", "-c", count, "/dev/urandom", NULL };
  g_autofree char *block = g_malloc (BLOCK);
  GInputStream *from;
  Meter meter;
  gssize length;

  if (!start (measurement, words))
    return;
  from = g_subprocess_get_stdout_pipe (measurement->process);
  /* Until the first block comes, it is the login that takes the time. */
  length = g_input_stream_read (from, block, BLOCK, measurement->cancellable, NULL);
  meter = (Meter){ .begin = now () };
  meter.piece_begin = meter.begin;
  meter.bytes = (guint64) MAX (length, 0);
  while (length > 0 && !is_over (measurement, &meter)) {
    length = g_input_stream_read (from, block, BLOCK, measurement->cancellable, NULL);
    if (length > 0)
      count_bytes (measurement, &meter, (gsize) length);
  }
  measurement->arrived = meter.bytes;
  measurement->sent = length > 0 ? meter.bytes : MOST_BYTES;
  if (measurement->arrived < measurement->sent)
    measurement->problem = "Not all bytes that were sent arrived here.";
}

static const struct {
  const char *id, *unit;
  gboolean time;
  void (*measure) (Measurement *measurement);
} measures[] = {
  { "net.rtt", "ms", TRUE, take_echoes },
  { "net.up", "MB/s", FALSE, take_upload },
  { "net.down", "MB/s", FALSE, take_download },
};

/* "net", or the id itself. */
static gboolean
names (const char *word, const char *id)
{
  return g_str_equal (word, "net") || g_str_equal (word, id);
}

static gboolean
wants (const char *only, const char *id)
{
  g_auto (GStrv) words = only != NULL ? g_strsplit (only, ",", -1) : NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (names (words[i], id))
      return TRUE;
  return only == NULL;
}

gboolean
banco_connection_is_wanted (const char *only)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (wants (only, measures[i].id))
      return TRUE;
  return FALSE;
}

char *
banco_connection_strip (const char *only)
{
  g_auto (GStrv) words = only != NULL ? g_strsplit (only, ",", -1) : NULL;
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++) {
    gboolean ours = FALSE;

    for (guint j = 0; j < G_N_ELEMENTS (measures); j++)
      ours = ours || names (words[i], measures[j].id);
    if (!ours)
      g_ptr_array_add (left, words[i]);
  }
  if (only == NULL || only[0] == '\0')
    return g_strdup (only);
  if (left->len == 0)
    return g_strdup ("inv");
  g_ptr_array_add (left, NULL);
  return g_strjoinv (",", (char **) left->pdata);
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
quantile (const GArray *sorted, double part)
{
  double position = part * (sorted->len - 1);
  guint below = (guint) position, above = MIN (below + 1, sorted->len - 1);
  double low = g_array_index (sorted, double, below), high = g_array_index (sorted, double, above);

  return low + (position - below) * (high - low);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_numbers (JsonBuilder *builder, const Measurement *measurement, gboolean time)
{
  g_autoptr (GArray) sorted = g_array_copy (measurement->samples);
  double median, best;

  g_array_sort (sorted, ascending);
  median = quantile (sorted, 0.5);
  best = g_array_index (sorted, double, time ? 0 : sorted->len - 1);
  add_number (builder, "median", median);
  add_number (builder, "best", best);
  add_number (builder, "p5", quantile (sorted, 0.05));
  add_number (builder, "p95", quantile (sorted, 0.95));
  json_builder_set_member_name (builder, "count");
  json_builder_add_int_value (builder, sorted->len);
  add_number (builder, "spread", (quantile (sorted, 0.95) - quantile (sorted, 0.05)) / median);
  json_builder_set_member_name (builder, "repeats");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "samples");
  json_builder_begin_array (builder);
  for (guint i = 0; i < measurement->samples->len; i++)
    json_builder_add_double_value (builder, g_array_index (measurement->samples, double, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "flags");
  json_builder_begin_array (builder);
  if (time ? best < 0.85 * median : median < 0.85 * best)
    json_builder_add_string_value (builder, "contended");
  if (sorted->len < LEAST_SAMPLES)
    json_builder_add_string_value (builder, "incomplete");
  json_builder_end_array (builder);
}

/* As the program says it. */
static char *
describe (const Measurement *measurement, guint which)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  gboolean told = measurement->problem == NULL && measurement->samples->len > 0;

  json_builder_begin_object (builder);
  add_text (builder, "event", told ? "sample" : "skipped");
  add_text (builder, "id", measures[which].id);
  if (told) {
    add_text (builder, "unit", measures[which].unit);
    add_text (builder, "better", measures[which].time ? "lower" : "higher");
    json_builder_set_member_name (builder, "checked");
    json_builder_add_boolean_value (builder, TRUE);
    json_builder_set_member_name (builder, "check");
    json_builder_begin_object (builder);
    add_text (builder, "kind", "bytes");
    add_number (builder, "error", (double) (measurement->sent - measurement->arrived));
    add_number (builder, "bound", 0);
    json_builder_end_object (builder);
    add_text (builder, "backend", "cpu");
    add_numbers (builder, measurement, measures[which].time);
  } else {
    add_text (builder, "reason",
              measurement->problem != NULL ? measurement->problem
                                           : "The connection did not carry it.");
  }
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  return json_to_string (node, FALSE);
}

gboolean
banco_connection_measure (BancoPlace *place,
                          const char *only,
                          double seconds,
                          BancoConnectionLine told,
                          gpointer data,
                          GCancellable *cancellable)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    Measurement measurement = { .place = place, .seconds = seconds, .cancellable = cancellable };

    if (!wants (only, measures[i].id))
      continue;
    measurement.samples = g_array_new (FALSE, FALSE, sizeof (double));
    measures[i].measure (&measurement);
    if (measurement.process != NULL) {
      g_subprocess_force_exit (measurement.process);
      g_subprocess_wait (measurement.process, NULL, NULL);
      g_object_unref (measurement.process);
    }
    if (!g_cancellable_is_cancelled (cancellable)) {
      g_autofree char *line = describe (&measurement, i);

      told (line, data);
    }
    g_array_unref (measurement.samples);
  }
  return !g_cancellable_is_cancelled (cancellable);
}
