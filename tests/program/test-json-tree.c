/* SPDX-License-Identifier: Apache-2.0 */
/* The reader of what other programs wrote: right texts, wrong texts, and texts that were damaged.
 */
#include "benchmark/program/json-tree.h"

#include <glib.h>
#include <string.h>

static const struct {
  const char *text;
  gboolean right;
} texts[] = {
  { "{}", TRUE },
  { " [ 1 , -2.5e3 , true , null , \"\" ] ", TRUE },
  { "\"\\u0041\\n\\\\\\\"\"", TRUE },
  { "{\"a\":{\"b\":[{\"c\":\"d\"}]}}", TRUE },
  { "", FALSE },
  { "{", FALSE },
  { "[1,]", FALSE },
  { "{\"a\"}", FALSE },
  { "{\"a\":}", FALSE },
  { "{a:1}", FALSE },
  { "[1] 2", FALSE },
  { "[tru]", FALSE },
  { "[nan]", FALSE },
  { "[0x10]", FALSE },
  { "[1 2]", FALSE },
  { "\"a", FALSE },
  { "\"\\", FALSE },
  { "\"\\u00\"", FALSE },
  { "\"\\q\"", FALSE },
  { "\"\n\"", FALSE },
};

static gboolean
reads (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  BenchJson json;
  gboolean right = bench_json_read (&json, copy);

  bench_json_clear (&json);
  return right;
}

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (reads (texts[i].text) != texts[i].right)
      g_error ("\"%s\" was taken otherwise than it should be", texts[i].text);
}

static void
test_depth (void)
{
  for (guint depth = 1; depth < 100; depth++) {
    g_autofree char *open = g_strnfill (depth, '[');
    g_autofree char *close = g_strnfill (depth, ']');
    g_autofree char *text = g_strconcat (open, close, NULL);

    g_assert_cmpint (reads (text), ==, depth <= 32);
  }
}

static void
test_values (void)
{
  char text[] = "{\"n\":\"39\",\"x\":\"N/A\",\"list\":[7,{\"deep\":\"\\u00e9t\\u0041\"},[]],"
                "\"t\":true,\"n\":8}";
  BenchJson json;
  int list;

  g_assert_true (bench_json_read (&json, text));
  list = bench_json_member (&json, 0, "list");
  g_assert_cmpfloat (bench_json_number (&json, bench_json_member (&json, 0, "n"), -1), ==, 39);
  g_assert_cmpfloat (bench_json_number (&json, bench_json_member (&json, 0, "x"), -1), ==, -1);
  g_assert_cmpfloat (bench_json_number (&json, bench_json_item (&json, list, 0), -1), ==, 7);
  g_assert_cmpstr (bench_json_text (&json, bench_json_find (&json, 0, "deep")), ==, "?tA");
  g_assert_cmpstr (bench_json_text (&json, bench_json_member (&json, 0, "t")), ==, "true");
  g_assert_null (bench_json_text (&json, list));
  g_assert_cmpint (bench_json_item (&json, list, 3), ==, -1);
  g_assert_cmpint (bench_json_item (&json, 0, 0), ==, -1);
  g_assert_cmpint (bench_json_member (&json, list, "deep"), ==, -1);
  g_assert_cmpint (bench_json_member (&json, -1, "n"), ==, -1);
  g_assert_cmpint (bench_json_find (&json, -1, "n"), ==, -1);
  g_assert_cmpint (bench_json_find (&json, 0, "nothing"), ==, -1);
  bench_json_clear (&json);
}

/* Every cut and every changed byte of a text is read without harm, and looked through. */
static void
test_damage (void)
{
  static const char whole[] =
    "{\"devices\":[{\"a\":[\"1\",2,null,\"\\u0041\"],\"b\":{\"c\":\"\\\\\"}}]}";
  static const char bytes[] = "\"\\{}[],:u0 \n\xff";

  for (gsize at = 0; at < sizeof whole - 1; at++)
    for (gsize i = 0; i < sizeof bytes; i++) {
      g_autofree char *copy = g_strdup (whole);
      BenchJson json;

      copy[at] = bytes[i];
      if (!bench_json_read (&json, copy))
        continue;
      for (int node = 0; node < json.count; node++) {
        bench_json_number (&json, bench_json_find (&json, node, "a"), 0);
        bench_json_item (&json, node, 1);
        g_assert_cmpint (json.nodes[node].end, >, node);
        g_assert_cmpint (json.nodes[node].end, <=, json.count);
      }
      bench_json_clear (&json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/program/json/texts", test_texts);
  g_test_add_func ("/program/json/depth", test_depth);
  g_test_add_func ("/program/json/values", test_values);
  g_test_add_func ("/program/json/damage", test_damage);
  return g_test_run ();
}
