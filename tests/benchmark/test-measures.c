/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <string.h>

/* What is said of each measure before a run is what the program then does. */

static BancoJson *
ask_program (const char *const *arguments)
{
  g_autofree char *program = banco_paths_program ("src/benchmark/program", "banco-bench");
  g_autofree char *words = g_strjoinv (" ", (char **) arguments);
  g_autofree char *script = g_strdup_printf ("'%s' %s", program, words);
  const char *const argv[] = { "sh", "-c", script, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  BancoJson *json;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                               NULL, NULL, &error));
  json = banco_json_parse (output, -1, &error);
  g_assert_no_error (error);
  return json;
}

static const BancoMeasure *
find (const GPtrArray *measures, const char *id)
{
  for (guint i = 0; i < measures->len; i++)
    if (g_str_equal (((BancoMeasure *) measures->pdata[i])->id, id))
      return measures->pdata[i];
  return NULL;
}

/* The program's start line names what it is going to run; "head" ends it behind that. */
static void
test_mode (gconstpointer mode)
{
  const char *const arguments[] = { "--json --mode", mode, "2>/dev/null | head -n 1", NULL };
  g_autoptr (BancoJson) start = ask_program (arguments);
  JsonArray *theirs = banco_json_array (start, banco_json_root (start), "measures");
  g_autoptr (GPtrArray) ours = banco_benchmark_list_measures (mode);
  double seconds = 0;

  g_assert_cmpuint (banco_json_length (theirs), ==, ours->len);
  for (guint i = 0; i < ours->len; i++) {
    g_assert_nonnull (find (ours, banco_json_element_string (start, theirs, i)));
    seconds += ((BancoMeasure *) ours->pdata[i])->seconds;
  }
  g_assert_cmpfloat (seconds, <, g_str_equal (mode, "quick") ? 20 : 200);
}

/* Every measure that there is has a name for people, a meaning, and the unit that it comes in. */
static void
test_all (void)
{
  static const char *const kinds[] = { "thorough", "named" };
  const char *const arguments[] = { "--list --json | sed 's/$/,/; 1s/^/[/; $s/,$/]/'", NULL };
  g_autoptr (BancoJson) json = ask_program (arguments);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  JsonArray *listed = banco_json_root_array (json);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_ptr_array_extend_and_steal (all, banco_benchmark_list_measures (kinds[i]));
  g_assert_cmpuint (banco_json_length (listed), ==, all->len);
  for (guint i = 0; i < all->len; i++) {
    JsonObject *each = banco_json_element_object (json, listed, i);
    const BancoMeasure *measure = find (all, banco_json_string (json, each, "id"));

    g_test_message ("%s", banco_json_string (json, each, "id"));
    g_assert_nonnull (measure);
    g_assert_cmpstr (measure->unit, ==, banco_json_string (json, each, "unit"));
    g_assert_cmpstr (measure->unit, ==, banco_measure_find_unit (measure->id));
    g_assert_cmpint (strlen (measure->name), >, 5);
    g_assert_true (g_str_has_suffix (measure->meaning, "."));
    g_assert_cmpfloat (measure->seconds, >, 0);
  }
  g_assert_true (banco_json_check (json, NULL));
  g_assert_null (banco_measure_find_unit ("weather"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/measures/quick", "quick", test_mode);
  g_test_add_data_func ("/measures/standard", "standard", test_mode);
  g_test_add_data_func ("/measures/thorough", "thorough", test_mode);
  g_test_add_func ("/measures/all", test_all);
  return g_test_run ();
}
