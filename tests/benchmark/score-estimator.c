/* SPDX-License-Identifier: Apache-2.0 */
/* Scores the estimator on what others published and it was not fitted to: how often the truth lies
 * inside the printed range, and how wide that is. Exit 1 when GPU to GPU misses its bar. */
#include "benchmark/catalogue-private.h"
#include "benchmark/estimate.h"

#include <locale.h>
#include <math.h>

#define BAR_INSIDE 0.85
#define BAR_WIDTH 1.5

typedef struct {
  char *group; /* source, kind, workload, precision: what can be set against each other */
  char *source;
  gboolean same;
  BancoPrecision precision;
  const BancoCard *card;
  double per_second;
} Fact;

typedef struct {
  guint pairs, inside;
  GArray *widths; /* of double, the factor */
  GArray *misses; /* of double, by how much the guess in the middle was wrong */
} Score;

static void
fact_free (gpointer data)
{
  Fact *fact = data;

  g_free (fact->group);
  g_free (fact->source);
  g_free (fact);
}

static Score *
score_new (void)
{
  Score *score = g_new0 (Score, 1);

  score->widths = g_array_new (FALSE, FALSE, sizeof (double));
  score->misses = g_array_new (FALSE, FALSE, sizeof (double));
  return score;
}

static void
score_free (gpointer data)
{
  Score *score = data;

  g_array_unref (score->widths);
  g_array_unref (score->misses);
  g_free (score);
}

static Fact *
fact_new (const GPtrArray *catalogue, const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, ",", 8);
  Fact *fact = g_new0 (Fact, 1);

  if (g_strv_length (fields) != 8)
    g_error ("a line without eight fields: %s", line);
  fact->group = g_strjoin ("/", fields[0], fields[2], fields[3], fields[4], NULL);
  fact->source = g_strdup (fields[0]);
  fact->same = g_str_equal (fields[1], "yes");
  fact->card = banco_catalogue_find (catalogue, fields[5]);
  fact->per_second = g_ascii_strtod (fields[6], NULL);
  if (fact->card == NULL || fact->per_second <= 0 ||
      !banco_precision_from_string (fields[4], &fact->precision))
    g_error ("not a fact: %s", line);
  return fact;
}

static GPtrArray *
read_facts (const GPtrArray *catalogue, const char *path)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func (fact_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_error ("%s cannot be read", path);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#' && !g_str_has_prefix (lines[i], "source,"))
      g_ptr_array_add (facts, fact_new (catalogue, lines[i]));
  return facts;
}

static Score *
find_score (GHashTable *scores, const char *name)
{
  Score *score = g_hash_table_lookup (scores, name);

  if (score == NULL)
    g_hash_table_insert (scores, g_strdup (name), score = score_new ());
  return score;
}

static void
count (Score *score, const BancoEstimate *estimate, double truth)
{
  double width = sqrt (estimate->speed_high / estimate->speed_low);
  double guess = sqrt (estimate->speed_high * estimate->speed_low);
  double miss = MAX (truth / guess, guess / truth);

  score->pairs++;
  score->inside += truth >= estimate->speed_low && truth <= estimate->speed_high;
  g_array_append_val (score->widths, width);
  g_array_append_val (score->misses, miss);
}

/* A tenth of a second: long enough for the start of kernels not to count. */
static void
score_pair (GHashTable *scores, const Fact *from, const Fact *to)
{
  const BancoJob job = { .step_seconds = 0.1,
                         .network = BANCO_NETWORK_MLP,
                         .precision = from->precision };
  g_autofree char *source = g_strdup_printf ("  %s", from->source);
  BancoPerformance here, there;
  g_autoptr (BancoEstimate) estimate = NULL;
  double truth = to->per_second / from->per_second;
  gboolean from_processor = from->card->processor == BANCO_PROCESSOR_CPU;

  if (to->card->processor == BANCO_PROCESSOR_CPU ||
      !banco_performance_from_card (from->card, from->precision, &here) ||
      !banco_performance_from_card (to->card, to->precision, &there))
    return;
  estimate = banco_estimate_new (&job, &here, &there, NULL);
  count (find_score (scores, source), estimate, truth);
  if (from_processor) {
    count (find_score (scores, "processor to GPU"), estimate, truth);
  } else if (!from->same) {
    count (find_score (scores, "GPU to GPU, other software on the two"), estimate, truth);
  } else {
    count (find_score (scores, "GPU to GPU"), estimate, truth);
    count (find_score (scores, here.nominal || there.nominal ? "GPU to GPU, with a laptop's"
                                                             : "GPU to GPU, without a laptop's"),
           estimate, truth);
  }
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return (difference > 0) - (difference < 0);
}

static double
quantile (GArray *numbers, double part)
{
  g_array_sort (numbers, compare_numbers);
  return g_array_index (numbers, double, (guint) (part * (numbers->len - 1)));
}

static void
print_score (const char *name, Score *score)
{
  g_print ("%-42s %5u pairs  inside %5.1f %%  median width ×/÷ %.2f  median miss %.2f  p85 %.2f\n",
           name, score->pairs, 100.0 * score->inside / score->pairs, quantile (score->widths, 0.5),
           quantile (score->misses, 0.5), quantile (score->misses, 0.85));
}

static gboolean
print_scores (GHashTable *scores)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (scores), (GCompareFunc) g_strcmp0);
  Score *all = find_score (scores, "GPU to GPU");
  gboolean reached =
    all->inside >= BAR_INSIDE * all->pairs && quantile (all->widths, 0.5) <= BAR_WIDTH + 1e-9;

  for (GList *each = names; each != NULL; each = each->next)
    print_score (each->data, g_hash_table_lookup (scores, each->data));
  g_print ("bar, GPU to GPU: inside >= %.0f %%, median width <= ×/÷ %.1f: %s\n", 100 * BAR_INSIDE,
           BAR_WIDTH, reached ? "reached" : "MISSED");
  return reached;
}

int
main (int argc, char **argv)
{
  g_autofree char *cards = banco_paths_data ("cards/gpus.csv");
  g_autofree char *path = banco_paths_data ("cards/throughput.csv");
  g_autoptr (GPtrArray) catalogue = banco_catalogue_read (cards, NULL);
  g_autoptr (GPtrArray) facts = read_facts (catalogue, path);
  g_autoptr (GHashTable) scores =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, score_free);

  setlocale (LC_ALL, "");
  /* Each pair both ways: people go up and down. */
  for (guint i = 0; i < facts->len; i++)
    for (guint j = 0; j < facts->len; j++) {
      const Fact *from = facts->pdata[i], *to = facts->pdata[j];

      if (i != j && from->card != to->card && g_str_equal (from->group, to->group))
        score_pair (scores, from, to);
    }
  return print_scores (scores) ? 0 : 1;
}
