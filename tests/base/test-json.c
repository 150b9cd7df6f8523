/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz-json.h"

typedef enum {
  STRING,
  INT,
  DOUBLE,
  BOOLEAN,
  OBJECT,
  ARRAY
} Ask;

/* What is asked of servers[1] in a document, and the sentence that comes of it; NULL: none. */
static const struct {
  const char *name;
  const char *member;
  Ask ask;
  const char *failure;
} reads[] = {
  { "text", "text", STRING, NULL },
  { "whole number", "int", INT, NULL },
  { "whole number as number", "int", DOUBLE, NULL },
  { "missing", "nothing", STRING, "servers[1].nothing: expected text, found nothing" },
  { "number for text", "int", STRING, "servers[1].int: expected text, found a number" },
  { "text for number", "text", INT, "servers[1].text: expected a whole number, found text" },
  { "fraction for whole", "half", INT, "servers[1].half: expected a whole number, found a number" },
  { "null for text", "null", STRING, "servers[1].null: expected text, found null" },
  { "text for object", "text", OBJECT, "servers[1].text: expected an object, found text" },
  { "object for list", "deep", ARRAY, "servers[1].deep: expected a list, found an object" },
  { "text for truth", "text", BOOLEAN, "servers[1].text: expected true or false, found text" },
};

static const char document[] =
  "{\"servers\": [{}, {\"text\": \"a\", \"int\": 7, \"half\": 0.5, \"null\": null,"
  " \"deep\": {\"list\": [1]}}]}";

static void
test_read (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoJson) json = banco_json_parse (document, -1, NULL);
  g_autoptr (GError) error = NULL;
  JsonArray *servers = banco_json_array (json, banco_json_root (json), "servers");
  JsonObject *server = banco_json_element_object (json, servers, 1);
  const char *member = reads[i].member;
  gboolean fine;

  switch (reads[i].ask) {
  case STRING:
    banco_json_string (json, server, member);
    break;
  case INT:
    banco_json_int (json, server, member);
    break;
  case DOUBLE:
    banco_json_double (json, server, member);
    break;
  case BOOLEAN:
    banco_json_boolean (json, server, member);
    break;
  case OBJECT:
    banco_json_object (json, server, member);
    break;
  case ARRAY:
    banco_json_array (json, server, member);
    break;
  }
  fine = banco_json_check (json, &error);
  g_assert_cmpint (fine, ==, reads[i].failure == NULL);
  if (!fine)
    g_assert_cmpstr (error->message, ==, reads[i].failure);
}

static void
test_first_failure_stands (void)
{
  g_autoptr (BancoJson) json = banco_json_parse ("{\"a\": 1}", -1, NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *root = banco_json_root (json);
  JsonObject *missing = banco_json_object (json, root, "b");

  g_assert_null (missing);
  g_assert_null (banco_json_string (json, missing, "c"));
  g_assert_null (banco_json_string (json, root, "a"));
  g_assert_false (banco_json_check (json, &error));
  g_assert_cmpstr (error->message, ==, "b: expected an object, found nothing");
}

static void
test_optional (void)
{
  g_autoptr (BancoJson) json = banco_json_parse ("{\"a\": 1, \"n\": null}", -1, NULL);
  JsonObject *root = banco_json_root (json);

  g_assert_cmpstr (banco_json_string_or (json, root, "n", "x"), ==, "x");
  g_assert_cmpint (banco_json_int_or (json, root, "b", 5), ==, 5);
  g_assert_cmpint (banco_json_int_or (json, root, "a", 5), ==, 1);
  g_assert_true (banco_json_check (json, NULL));
  banco_json_string_or (json, root, "a", "x");
  g_assert_false (banco_json_check (json, NULL));
}

static void
test_refuses (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const GString *text = data;

  g_assert_null (banco_json_parse (text->str, (gssize) text->len, &error));
  g_assert_error (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX);
}

/* Behind @before, brackets that only some version of json-glib takes for brackets. */
static GString *
nested (const char *before, guint depth)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ']');
  return text;
}

static void
test_depth_is_counted_outside_text (void)
{
  g_autoptr (GString) brackets = g_string_new ("[\"");
  g_autoptr (BancoJson) json = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (brackets, "[{\\\"");
  g_string_append (brackets, "\"]");
  json = banco_json_parse (brackets->str, -1, NULL);
  g_assert_nonnull (json);
}

/* Every form that is JSON, and each cut short: whatever version of json-glib reads it. */
static void
test_cut (void)
{
  static const char whole[] =
    "\xef\xbb\xbf [ {\"\": -0.5e+3, \"\\u00e9\\ud83d\\udd25\\\\\\\"\": [ ] ,\"\xc3\xa9\": "
    "[true,false, null,\r\n\t0,-12,1E9,2e-1]}, {} ] ";
  gsize end = strlen (whole) - 1;

  for (gsize i = 0; i < sizeof whole; i++) {
    g_autofree char *text = g_strndup (whole, i);
    g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);

    g_assert_cmpint (json != NULL, ==, i >= end);
  }
}

/* The fuzzer's check over a text that is cut everywhere and damaged in the same way every time. */
static void
test_mutations (void)
{
  static const char seed[] = "[{\"a\": \"\\u00e9\\ud83d\\udd25\\n\", \"b\": [1, -0.5e+3, true, "
                             "null]},\r\n{\"c\": {}, \"d\": \"\xc3\xa9\"}]";
  static const char parts[] = "{}[]\",:\\/ue0-.+#'$\xff\n{}[]";
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint i = 0; i < 4000; i++) {
    g_autoptr (GString) text = g_string_new_len (seed, (gssize) (i % sizeof seed));

    for (int n = g_rand_int_range (random, 0, 4); n > 0 && text->len > 0; n--) {
      gint32 at = g_rand_int_range (random, 0, (gint32) text->len);

      if (g_rand_boolean (random))
        g_string_erase (text, at, 1);
      else
        g_string_insert_c (text, at, parts[g_rand_int_range (random, 0, sizeof parts)]);
    }
    fuzz_json (text->str, text->len);
  }
}

static void
test_line (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (banco_json_parse ("{\n\"a\": 1,\n\"b\": x}", -1, &error));
  g_assert_cmpstr (error->message, ==, "not JSON near line 3");
}

/* What cannot be read may be a token that came in the wrong shape. */
static void
test_lenient (void)
{
  static const struct {
    const char *value; /* NULL: the member is absent */
    const char *text;
    gint64 number;
  } cases[] = {
    { "\"a\"", "a", -7 },         { "\"\"", NULL, -7 },
    { "3600", NULL, 3600 },       { "-1", NULL, -1 },
    { "3600.9", NULL, 3600 },     { "1e300", NULL, 1000000000000000 },
    { "\"3600\"", "3600", 3600 }, { "\"3600.5\"", "3600.5", -7 },
    { "\"-1\"", "-1", -7 },       { "null", NULL, -7 },
    { "true", NULL, -7 },         { "[1]", NULL, -7 },
    { "{}", NULL, -7 },           { NULL, NULL, -7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"%s\":%s}", cases[i].value != NULL ? "x" : "y",
                                             cases[i].value != NULL ? cases[i].value : "1");
    g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
    JsonObject *root = banco_json_root (json);

    g_assert_cmpstr (banco_json_lenient_string (root, "x"), ==, cases[i].text);
    g_assert_cmpint (banco_json_lenient_int (root, "x", -7), ==, cases[i].number);
    g_assert_true (banco_json_check (json, NULL));
  }
  g_assert_null (banco_json_lenient_string (NULL, "x"));
  g_assert_cmpint (banco_json_lenient_int (NULL, "x", 5), ==, 5);
}

static void
test_quotes_nothing (void)
{
  static const char *const texts[] = {
    "{\"token\": s3cret}", "{\"token\": \"s3cret",      "s3cret",
    "{s3cret: 1}",         "{\"token\": \"a\" s3cret}", "[\"s3cret\" \"s3cret\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (banco_json_parse (texts[i], -1, &error));
    g_assert_error (error, BANCO_JSON_ERROR, BANCO_JSON_ERROR_SYNTAX);
    g_assert_null (strstr (error->message, "s3cret"));
  }
}

static void
free_text (gpointer data)
{
  g_string_free (data, TRUE);
}

int
main (int argc, char **argv)
{
  const struct {
    const char *name;
    GString *text;
  } refused[] = {
    { "empty", g_string_new ("") },
    { "cut", g_string_new ("{\"a\": ") },
    { "html", g_string_new ("<html></html>") },
    { "a bare value", g_string_new ("7") },
    { "null", g_string_new ("null") },
    { "not UTF-8", g_string_new ("{\"a\": \"\xff\"}") },
    { "a NUL inside", g_string_new_len ("{\"a\0\": 1}", 9) },
    { "too deep", nested ("", 100000) },
    { "depth behind a comment", nested ("/* \" */", 100000) },
    { "depth behind text in other quotes", nested ("['\"',", 100000) },
    { "depth behind half a pair", nested ("[\"\\ud800\",\",", 100000) },
    { "depth behind a short escape", nested ("[\"\\u00\",\",", 100000) },
    { "two objects", g_string_new ("{\"a\": 1}{\"b\": 2}") },
    { "two lists", g_string_new ("[1]\n[2]") },
    { "a list behind a value", g_string_new ("1 [2]") },
    { "text behind the end", g_string_new ("[1] x") },
    { "an assignment", g_string_new ("var a = {};") },
    { "a comment", g_string_new ("[1] // one") },
    { "other quotes", g_string_new ("['a']") },
    { "a comma too many", g_string_new ("[1,]") },
    { "a comma too few", g_string_new ("{\"a\": 1 \"b\": 2}") },
    { "brackets that do not match", g_string_new ("[1}") },
    { "a name that is no text", g_string_new ("{1: 2}") },
    { "a leading zero", g_string_new ("[010]") },
    { "a number in hexadecimal", g_string_new ("[0x10]") },
    { "a number that starts with its point", g_string_new ("[.5]") },
    { "a number that ends with its point", g_string_new ("[5.]") },
    { "no number", g_string_new ("[NaN]") },
    { "an escape that is none", g_string_new ("[\"\\x\"]") },
    { "a byte as an escape", g_string_new ("[\"\\377\"]") },
    { "half a pair", g_string_new ("[\"\\ud83d\"]") },
    { "the other half", g_string_new ("[\"\\udd25\"]") },
    { "half a pair and a letter", g_string_new ("[\"\\ud83d\\u0041\"]") },
    { "a line end in text", g_string_new ("[\"a\nb\"]") },
    { "a backslash at the end", g_string_new ("[\"\\") },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (reads); i++) {
    g_autofree char *path = g_strdup_printf ("/json/read/%s", reads[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_read);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/json/refuses/%s", refused[i].name);
    g_test_add_data_func_full (path, refused[i].text, test_refuses, free_text);
  }
  g_test_add_func ("/json/first-failure-stands", test_first_failure_stands);
  g_test_add_func ("/json/cut", test_cut);
  g_test_add_func ("/json/line", test_line);
  g_test_add_func ("/json/mutations", test_mutations);
  g_test_add_func ("/json/optional", test_optional);
  g_test_add_func ("/json/lenient", test_lenient);
  g_test_add_func ("/json/quotes-nothing", test_quotes_nothing);
  g_test_add_func ("/json/depth-outside-text", test_depth_is_counted_outside_text);
  return g_test_run ();
}
