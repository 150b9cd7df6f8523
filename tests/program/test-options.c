/* SPDX-License-Identifier: Apache-2.0 */
/* What the program is told, and which measures follow from it. */
#include "benchmark/program/measures.h"
#include "benchmark/program/options.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#define MOST_WORDS 8

static bool
read_words (BenchOptions *options, const char *const *words, char problem[200])
{
  char *argv[MOST_WORDS + 2] = { (char *) "banco-bench" };
  int argc = 1;

  for (; words[argc - 1] != NULL; argc++)
    argv[argc] = (char *) words[argc - 1];
  problem[0] = '\0';
  return bench_options_read (options, argc, argv, problem);
}

static const struct {
  const char *words[MOST_WORDS];
  BenchMode mode;
  BenchBackend backend;
  int device; /* -1: not given */
  bool json, list, help;
} good[] = {
  { { NULL }, BENCH_QUICK, BENCH_BACKEND_AUTO, -1, false, false, false },
  { { "--mode", "standard", "--json" },
    BENCH_STANDARD,
    BENCH_BACKEND_AUTO,
    -1,
    true,
    false,
    false },
  { { "--json", "--mode=thorough" }, BENCH_THOROUGH, BENCH_BACKEND_AUTO, -1, true, false, false },
  { { "--mode", "thorough", "--mode", "quick" },
    BENCH_QUICK,
    BENCH_BACKEND_AUTO,
    -1,
    false,
    false,
    false },
  { { "--backend", "cpu", "--list" }, BENCH_QUICK, BENCH_BACKEND_CPU, -1, false, true, false },
  { { "--backend", "driver", "--device", "0" },
    BENCH_QUICK,
    BENCH_BACKEND_DRIVER,
    0,
    false,
    false,
    false },
  { { "--backend=runtime", "--device=1023" },
    BENCH_QUICK,
    BENCH_BACKEND_RUNTIME,
    1023,
    false,
    false,
    false },
  { { "--help" }, BENCH_QUICK, BENCH_BACKEND_AUTO, -1, false, false, true },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    BenchOptions options;
    char problem[200];

    g_assert_true (read_words (&options, good[i].words, problem));
    g_assert_cmpstr (problem, ==, "");
    g_assert_cmpint (options.mode, ==, good[i].mode);
    g_assert_cmpint (options.backend, ==, good[i].backend);
    g_assert_cmpint (options.device_given ? options.device : -1, ==, good[i].device);
    g_assert_cmpint (options.json, ==, good[i].json);
    g_assert_cmpint (options.list, ==, good[i].list);
    g_assert_cmpint (options.help, ==, good[i].help);
    g_assert_cmpstr (options.directory, ==, ".");
    g_assert_false (options.directory_given);
  }
}

/* The words, and what the sentence must begin with: the word, or as much of it as fits. */
static const struct {
  const char *words[MOST_WORDS];
  const char *says;
} bad[] = {
  { { "word" }, "\"word\" is one word too many" },
  { { "--json", "--", "word" }, "\"word\" is one word too many" },
  { { "--nothing" }, "\"--nothing\" is not an option" },
  { { "--json", "-x" }, "\"-x\" is not an option" },
  { { "--mode" }, "\"--mode\" is not an option, or lacks its value" },
  { { "--mode", "Quick" }, "\"Quick\" cannot be used here" },
  { { "--mode", "" }, "\"\" cannot be used here" },
  { { "--backend", "gpu" }, "\"gpu\" cannot be used here" },
  { { "--device", "1024" }, "\"1024\" cannot be used here" },
  { { "--device", "+1" }, "\"+1\" cannot be used here" },
  { { "--device", " 1" }, "\" 1\" cannot be used here" },
  { { "--device", "1x" }, "\"1x\" cannot be used here" },
  { { "--device", "0x1" }, "\"0x1\" cannot be used here" },
  { { "--seed", "18446744073709551616" }, "\"18446744073709551616\" cannot be used here" },
  { { "--child", "1000001" }, "\"1000001\" cannot be used here" },
  { { "--only", "cpu.gem33" }, "There is no measure \"cpu.gem33\"" },
  { { "--only", "cpu,nothing,inv" }, "There is no measure \"nothing\"" },
  { { "--only", "cpu.triad.nt.more" }, "There is no measure \"cpu.triad.nt.more\"" },
  { { "--only", "" }, "There is no measure \"\"" },
  { { "--only", "inv,,cpu" }, "There is no measure \"\"" },
  { { "--only", "CPU" }, "There is no measure \"CPU\"" },
  { { "--dir", "" }, "\"\" is no folder" },
  { { "--dir", "/dev/null" }, "\"/dev/null\" is no folder" },
  { { "--dir", "/no/such/folder" }, "\"/no/such/folder\" is no folder" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    BenchOptions options;
    char problem[200];

    g_assert_false (read_words (&options, bad[i].words, problem));
    if (!g_str_has_prefix (problem, bad[i].says))
      g_error ("%s: %s", bad[i].says, problem);
    g_assert_true (g_str_has_suffix (problem, "."));
    g_assert_null (strchr (problem, '\n'));
  }
}

/* A word is cut between characters, so that what is said of it is text. */
static void
test_long_words (void)
{
  static const char *const letters[] = { "x", "é", "€", "𝛼" };

  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    for (guint ahead = 0; ahead < 4; ahead++) {
      g_autoptr (GString) word = g_string_new (NULL);
      BenchOptions options;
      char problem[200];

      for (guint j = 0; j < ahead; j++)
        g_string_append_c (word, 'a');
      for (guint j = 0; j < 100; j++)
        g_string_append (word, letters[i]);
      for (guint way = 0; way < 2; way++) {
        const char *const words[] = { way == 0 ? "--mode" : "--only", word->str, NULL };
        const char *quoted;

        g_assert_false (read_words (&options, words, problem));
        g_assert_true (g_utf8_validate (problem, -1, NULL));
        quoted = strchr (problem, '"') + 1;
        g_assert_cmpint (strchr (quoted, '"') - quoted, >, 56);
        g_assert_cmpint (strchr (quoted, '"') - quoted, <=, 60);
        g_assert_true (strncmp (quoted, word->str, (gsize) (strchr (quoted, '"') - quoted)) == 0);
      }
    }
}

/* Without a seed every run has another; with one it is what was said. */
static void
test_seeds (void)
{
  const char *const none[] = { NULL };
  const char *const least[] = { "--seed", "0", NULL };
  const char *const most[] = { "--seed", "18446744073709551615", NULL };
  BenchOptions options, other;
  char problem[200];

  g_assert_true (read_words (&options, none, problem) && read_words (&other, none, problem));
  g_assert_cmpuint (options.seed, !=, other.seed);
  g_assert_true (read_words (&options, least, problem));
  g_assert_cmpuint (options.seed, ==, 0);
  g_assert_true (read_words (&options, most, problem));
  g_assert_cmpuint (options.seed, ==, G_MAXUINT64);
}

/* The names that --only takes, and the measures that they mean: "" is none. */
static const struct {
  const char *only;
  const char *means;
} names[] = {
  { "inv", "" },
  { "cpu.triad", "cpu.triad" },
  { "cpu.triad.nt", "cpu.triad.nt" },
  { "cpu.gemm32", "cpu.gemm32" },
  { "cpu.gemm32.one", "cpu.gemm32.one" },
  { "cpu.gemm64,cpu.triad", "cpu.gemm64 cpu.triad" },
  { "cpu.triad,cpu.gemm64", "cpu.gemm64 cpu.triad" },
  { "cpu.triad,cpu.triad,inv", "cpu.triad" },
  { "cpu.triad,cpu.triad.", "cpu.triad cpu.triad.nt cpu.triad.one cpu.triad.nt.one" },
  { "dev.mem.c", "dev.mem.copy" },
  { "lat.launch.g", "lat.launch.graph" },
  { "infer.b1", "infer.b1" },
  { "infer.b10", "infer.b1024" },
};

static char *
list_wanted (const BenchOptions *options)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++)
    if (bench_options_wants (options, measure->id))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", measure->id);
  return g_strdup (ids->str);
}

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *const words[] = { "--only", names[i].only, NULL };
    BenchOptions options;
    char problem[200];
    g_autofree char *wanted = NULL;

    g_assert_true (read_words (&options, words, problem));
    wanted = list_wanted (&options);
    g_assert_cmpstr (wanted, ==, names[i].means);
  }
}

/* Each id names itself alone, and so does each kind of measure that is not usual when it is named.
 */
static void
test_each_alone (void)
{
  for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++) {
    const char *const words[] = { "--only", measure->id, NULL };
    BenchOptions options;
    char problem[200];
    g_autofree char *wanted = NULL;

    g_assert_true (read_words (&options, words, problem));
    wanted = list_wanted (&options);
    g_assert_cmpstr (wanted, ==, measure->id);
  }
}

/* What nobody named: what takes a minute, writes files, is slow to load or replaces what is on a
 * card waits until it is asked for. */
static void
test_usual (void)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-options-XXXXXX", NULL);

  for (int mode = BENCH_QUICK; mode <= BENCH_THOROUGH; mode++)
    for (guint disk = 0; disk < 2; disk++) {
      const char *const words[] = { "--mode", bench_mode_names[mode], disk ? "--dir" : NULL, folder,
                                    NULL };
      BenchOptions options;
      char problem[200];
      guint usual = 0;

      g_assert_true (read_words (&options, words, problem));
      g_assert_cmpint (options.directory_given, ==, disk);
      for (const BenchMeasure *measure = bench_measures; measure->id != NULL; measure++) {
        bool wanted = bench_options_wants (&options, measure->id);

        usual += wanted;
        g_assert_true (!wanted || !measure->fpga);
        if (measure->disk)
          g_assert_cmpint (wanted, ==, disk);
        if (measure->library)
          g_assert_cmpint (wanted, ==, mode != BENCH_QUICK);
        if (measure->sustain)
          g_assert_cmpint (wanted, ==, mode == BENCH_THOROUGH);
        if (!measure->disk && !measure->library && !measure->sustain && !measure->fpga)
          g_assert_true (wanted);
      }
      g_assert_cmpuint (usual, >, 20);
      g_assert_false (bench_options_wants (&options, "no.such"));
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/options/good", test_good);
  g_test_add_func ("/options/bad", test_bad);
  g_test_add_func ("/options/long-words", test_long_words);
  g_test_add_func ("/options/seeds", test_seeds);
  g_test_add_func ("/options/names", test_names);
  g_test_add_func ("/options/each-alone", test_each_alone);
  g_test_add_func ("/options/usual", test_usual);
  return g_test_run ();
}
