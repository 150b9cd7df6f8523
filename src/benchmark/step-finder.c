/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/step-finder-private.h"

#include "base/visible.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LONGEST_LINE 4096
#define MOST_SERIES 16
#define MOST_INTERVALS 20000
#define LARGEST_NUMBER G_GUINT64_CONSTANT (1000000000000)
#define FEWEST_STEPS 3
/* Lines that came together are a list, of layers perhaps, and no steps. */
#define SHORTEST_SERIES 0.02

/* How long one step took on average between two lines, and how many there were. */
typedef struct {
  double seconds;
  guint64 steps;
} Interval;

/* One counter that was seen: its kind and, of "N/M", M. */
typedef struct {
  BancoStepKind kind;
  guint64 total;
  guint64 last;
  double last_time;
  guint64 seen;
  double seconds;    /* that those took */
  GArray *intervals; /* of Interval */
} Series;

struct _BancoStepFinder {
  GRegex *pattern; /* nullable */
  GString *line;   /* not ended yet */
  GPtrArray *series;
  guint64 matches;      /* of a pattern without a group */
  guint64 epochs;       /* of "Epoch 3/10": 10 */
  gboolean from_zero;   /* it counts epochs so */
  BancoStepKind column; /* what the first column of a table counts; NOTHING outside of one */
};

static void
series_free (gpointer data)
{
  Series *series = data;

  g_array_unref (series->intervals);
  g_free (series);
}

BancoStepFinder *
banco_step_finder_new (const char *pattern, GError **error)
{
  g_autoptr (GError) detail = NULL;
  GRegex *regex = pattern != NULL ? g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, &detail) : NULL;
  BancoStepFinder *self;

  if (detail != NULL) {
    g_set_error (error, BANCO_BENCHMARK_ERROR, BANCO_BENCHMARK_ERROR_USAGE,
                 _ ("“%s” is not a regular expression"), pattern);
    return NULL;
  }
  self = g_new0 (BancoStepFinder, 1);
  self->pattern = regex;
  self->line = g_string_new (NULL);
  self->series = g_ptr_array_new_with_free_func (series_free);
  return self;
}

void
banco_step_finder_free (BancoStepFinder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pattern, g_regex_unref);
  g_string_free (self->line, TRUE);
  g_ptr_array_unref (self->series);
  g_free (self);
}

static Series *
find_series (BancoStepFinder *self, BancoStepKind kind, guint64 total)
{
  Series *series;

  for (guint i = 0; i < self->series->len; i++) {
    series = self->series->pdata[i];
    if (series->kind == kind && series->total == total)
      return series;
  }
  if (self->series->len >= MOST_SERIES)
    return NULL;
  series = g_new0 (Series, 1);
  series->kind = kind;
  series->total = total;
  series->last_time = -1;
  series->intervals = g_array_new (FALSE, FALSE, sizeof (Interval));
  g_ptr_array_add (self->series, series);
  return series;
}

/* Lines that are read together share the time that has passed since those before. */
static void
add_steps (Series *series, guint64 steps, double seconds)
{
  double passed = seconds - series->last_time;
  guint n = series->intervals->len;
  Interval interval = { passed / (double) steps, steps };

  if (passed <= 0 && n == 0)
    return;
  series->seen += steps;
  series->seconds += passed;
  if (passed <= 0) {
    Interval *before = &g_array_index (series->intervals, Interval, n - 1);

    before->seconds *= (double) before->steps / (double) (before->steps + steps);
    before->steps += steps;
  } else if (n < MOST_INTERVALS) {
    g_array_append_val (series->intervals, interval);
  }
}

/* A counter that goes back begins anew; the time until then belongs to no step. */
static void
note (BancoStepFinder *self, BancoStepKind kind, guint64 count, guint64 total, double seconds)
{
  Series *series = find_series (self, kind, total);

  if (series == NULL || (series->last_time >= 0 && count == series->last))
    return;
  if (series->last_time >= 0 && count > series->last)
    add_steps (series, count - series->last, seconds);
  series->last = count;
  series->last_time = seconds;
}

static gboolean
read_number (const char **text, guint64 *number)
{
  const char *digit = *text;

  for (*number = 0; g_ascii_isdigit (*digit); digit++)
    if (*number < LARGEST_NUMBER)
      *number = *number * 10 + (guint64) (*digit - '0');
  if (digit == *text || *number >= LARGEST_NUMBER)
    return FALSE;
  *text = digit;
  return TRUE;
}

/* "N/M" or "N of M" at @text; M may be missing (0). */
static gboolean
read_count (const char *text, guint64 *count, guint64 *total, const char **end)
{
  *total = 0;
  if (!read_number (&text, count))
    return FALSE;
  *end = text;
  while (*text == ' ')
    text++;
  if (*text == '/')
    text++;
  else if (g_str_has_prefix (text, "of "))
    text += 3;
  else
    return TRUE;
  while (*text == ' ')
    text++;
  if (read_number (&text, total))
    *end = text;
  return TRUE;
}

/* "12/90" with nothing before or behind that would make it a date, a path or a version. */
static void
look_for_progress (BancoStepFinder *self, const char *line, double seconds)
{
  for (const char *at = strchr (line, '/'); at != NULL; at = strchr (at + 1, '/')) {
    const char *begin = at, *end;
    guint64 count, total;

    while (begin > line && g_ascii_isdigit (begin[-1]))
      begin--;
    if (begin == at || (begin > line && strchr (" |\t[(:", begin[-1]) == NULL) ||
        !read_count (begin, &count, &total, &end))
      continue;
    if (total < 2 || count > total || (*end != '\0' && strchr (" \t[])|,:", *end) == NULL))
      continue;
    note (self, BANCO_STEP_PROGRESS, count, total, seconds);
    return;
  }
}

/* The word, then perhaps a colon or bracket, then the counter: "Epoch [3/10]", "step=12". */
static gboolean
find_counter (char *line,
              const char *word,
              guint64 *count,
              guint64 *total,
              char **begin,
              char **end)
{
  gsize length = strlen (word);

  for (char *at = line; *at != '\0'; at++) {
    const char *text = at + length, *behind;

    if (g_ascii_strncasecmp (at, word, length) != 0 || (at > line && g_ascii_isalpha (at[-1])))
      continue;
    text += *text == 's';
    text += strspn (text, " \t:=#[('\"");
    if (read_count (text, count, total, &behind) && !g_ascii_isalpha (*behind) && *behind != '%' &&
        !(*behind == '.' && g_ascii_isdigit (behind[1]))) {
      *begin = at;
      *end = line + (behind - line);
      return TRUE;
    }
  }
  return FALSE;
}

/* "12it [00:01", of a loop whose end tqdm does not know. */
static gboolean
find_endless (const char *line, guint64 *count)
{
  const char *unit = strstr (line, "it ["), *begin = unit;

  while (begin != NULL && begin > line && g_ascii_isdigit (begin[-1]))
    begin--;
  return begin != unit && (begin == line || begin[-1] == ' ') && read_number (&begin, count);
}

/* "[12]\ttrain-rmse:0.5" of XGBoost and LightGBM, "12:\tlearn: 0.5" of CatBoost, or "  12  0.5" in
 * a table. */
static gboolean
find_lead (const BancoStepFinder *self, const char *line, guint64 *count)
{
  const char *text = line + strspn (line, " ");
  gboolean bracket = *text == '[';

  text += bracket;
  if (!read_number (&text, count))
    return FALSE;
  if (bracket ? *text == ']' : *text == ':')
    return text[1] == ' ' || text[1] == '\t';
  return self->column != BANCO_STEP_NOTHING && *text == ' ';
}

/* The head of a table: "   Iter   Train Loss", "epoch  train_loss  time"; no figure in it. */
static void
look_for_table (BancoStepFinder *self, const char *line)
{
  static const struct {
    const char *word;
    BancoStepKind kind;
  } heads[] = {
    { "iter ", BANCO_STEP_COUNTER },
    { "iteration ", BANCO_STEP_COUNTER },
    { "step ", BANCO_STEP_COUNTER },
    { "epoch ", BANCO_STEP_EPOCH },
  };
  const char *text = line + strspn (line, " ");

  if (strpbrk (text, "0123456789") != NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (g_ascii_strncasecmp (text, heads[i].word, strlen (heads[i].word)) == 0)
      self->column = heads[i].kind;
}

static gboolean
look_for_others (BancoStepFinder *self, const char *line, double seconds)
{
  guint64 count;

  look_for_table (self, line);
  if (find_endless (line, &count))
    note (self, BANCO_STEP_COUNTER, count, 0, seconds);
  else if (find_lead (self, line, &count))
    note (self, self->column == BANCO_STEP_EPOCH ? BANCO_STEP_EPOCH : BANCO_STEP_COUNTER, count, 0,
          seconds);
  else
    return FALSE;
  return TRUE;
}

static void
look_for_words (BancoStepFinder *self, char *line, double seconds)
{
  static const char *const counters[] = { "step",  "iteration", "iterate", "iter",
                                          "batch", "tree",      "round",   "done" };
  char *begin, *end;
  guint64 count, total;

  /* Taken out of the line: what is left may have the finer counter, and "3/10" is none. */
  if (find_counter (line, "epoch", &count, &total, &begin, &end)) {
    note (self, BANCO_STEP_EPOCH, count, 0, seconds);
    /* "Epoch 0/9" is the first of ten. */
    self->from_zero = self->from_zero || count == 0;
    self->epochs = total > 0 ? MAX (self->epochs, total + self->from_zero) : self->epochs;
    memset (begin, ' ', (gsize) (end - begin));
  }
  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    if (find_counter (line, counters[i], &count, &total, &begin, &end)) {
      note (self, BANCO_STEP_COUNTER, count, total, seconds);
      return;
    }
  if (!look_for_others (self, line, seconds))
    look_for_progress (self, line, seconds);
}

static void
look_for_pattern (BancoStepFinder *self, const char *line, double seconds)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *group = NULL;
  const char *digits;
  guint64 count;

  if (!g_regex_match (self->pattern, line, 0, &match))
    return;
  group = g_match_info_fetch (match, 1);
  digits = group;
  if (digits == NULL)
    note (self, BANCO_STEP_PATTERN, ++self->matches, 0, seconds);
  else if (read_number (&digits, &count))
    note (self, BANCO_STEP_PATTERN, count, 0, seconds);
}

static void
end_line (BancoStepFinder *self, double seconds)
{
  if (self->line->len > 0) {
    g_autofree char *line = banco_visible_text (self->line->str);

    if (self->pattern != NULL)
      look_for_pattern (self, line, seconds);
    else
      look_for_words (self, line, seconds);
  }
  g_string_truncate (self->line, 0);
}

/* A line that is written over ends with a carriage return or with backspaces. */
void
banco_step_finder_feed (BancoStepFinder *self, const char *bytes, gsize length, double seconds)
{
  for (gsize i = 0; i < length; i++)
    if (bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\b')
      end_line (self, seconds);
    else if (bytes[i] != '\0' && self->line->len < LONGEST_LINE)
      g_string_append_c (self->line, bytes[i]);
}

void
banco_step_finder_finish (BancoStepFinder *self, double seconds)
{
  end_line (self, seconds);
}

static int
compare_intervals (gconstpointer a, gconstpointer b)
{
  double difference = ((const Interval *) a)->seconds - ((const Interval *) b)->seconds;

  return (difference > 0) - (difference < 0);
}

/* The step that @part of all steps are shorter than. */
static double
quantile (GArray *sorted, guint64 steps, double part)
{
  double wanted = part * (double) steps;
  const Interval *interval = &g_array_index (sorted, Interval, 0);

  for (guint i = 0; i < sorted->len; i++) {
    interval = &g_array_index (sorted, Interval, i);
    wanted -= (double) interval->steps;
    if (wanted <= 0)
      break;
  }
  return interval->seconds;
}

/* A pattern outranks all, then what counts finest; of the same kind, what was seen most often. */
static const Series *
choose (BancoStepFinder *self)
{
  const Series *chosen = NULL;

  for (guint i = 0; i < self->series->len; i++) {
    const Series *series = self->series->pdata[i];

    if (series->seen < FEWEST_STEPS || series->seconds < SHORTEST_SERIES)
      continue;
    if (chosen == NULL || (series->kind == BANCO_STEP_EPOCH) < (chosen->kind == BANCO_STEP_EPOCH) ||
        ((series->kind == BANCO_STEP_EPOCH) == (chosen->kind == BANCO_STEP_EPOCH) &&
         series->seen > chosen->seen))
      chosen = series;
  }
  return chosen;
}

void
banco_step_finder_summarize (BancoStepFinder *self, BancoObservation *observation)
{
  const Series *series = choose (self);
  g_autoptr (GArray) intervals = NULL;
  guint64 steps = 0;
  guint skipped;

  observation->found = BANCO_STEP_NOTHING;
  if (series == NULL)
    return;
  /* The first tenth, at least one interval, is warming up: compiling, filling caches. */
  skipped = series->intervals->len > 2 ? MAX (1, series->intervals->len / 10) : 0;
  intervals = g_array_new (FALSE, FALSE, sizeof (Interval));
  g_array_append_vals (intervals, &g_array_index (series->intervals, Interval, skipped),
                       series->intervals->len - skipped);
  for (guint i = 0; i < intervals->len; i++)
    steps += g_array_index (intervals, Interval, i).steps;
  g_array_sort (intervals, compare_intervals);
  observation->found = series->kind;
  observation->steps_seen = series->seen;
  observation->step_seconds = quantile (intervals, steps, 0.5);
  observation->step_low = quantile (intervals, steps, 0.1);
  observation->step_high = quantile (intervals, steps, 0.9);
  observation->steps_per_epoch = series->total;
  if (series->kind == BANCO_STEP_EPOCH)
    observation->steps = self->epochs;
  else if (series->total > 0)
    observation->steps = series->total * MAX (self->epochs, 1);
}
