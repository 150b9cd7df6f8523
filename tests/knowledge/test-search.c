/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "knowledge/search-private.h"

#include <string.h>

static void
test_expression (void)
{
  static const struct {
    const char *typed;
    const char *expression;
  } cases[] = {
    { "auto encoder", "\"auto\" \"encoder\"*" },
    { "  b-tagging ", "\"b-tagging\"*" },
    { "\"", NULL },
    { "* ( ) ^", NULL },
    { "NEAR(", "\"NEAR(\"*" },
    { "a AND", "\"a\" \"AND\"*" },
    { "title:x", "\"title:x\"*" },
    { "say \"hi", "\"say\" \"hi\"*" },
    { "x", "title : \"x\"*" },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *expression = banco_search_expression (cases[i].typed);

    g_assert_cmpstr (expression, ==, cases[i].expression);
  }
}

static void
write_entries (Fixture *fixture)
{
  fixture_write (
    fixture, "index.json",
    "{\"format\":1,\"entries\":["
    "{\"path\":\"a.md\",\"title\":\"10. Tagging jets\",\"technology\":[\"cnn\",\"gnn\"],"
    "\"tool\":[\"keras\"]},"
    "{\"path\":\"b.md\",\"title\":\"2. Gravità\",\"technology\":[\"cnn\"],"
    "\"tool\":[\"torch\"]},"
    "{\"path\":\"c.ipynb\",\"title\":\"Appendix\",\"technology\":[\"gnn\"]}]}");
  fixture_write (fixture, "dimensions.ini",
                 "[technology]\ncnn=CNN\ngnn=Graph network\n[tool]\nkeras=Keras\ntorch=PyTorch\n");
  fixture_write (fixture, "a.md", "Jets & <b>quarks</b> near and not a star, C++ too.");
  fixture_write (fixture, "b.md", "The words quark and jet.");
  fixture_write (fixture, "c.ipynb",
                 "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":\"quark gluon\"}]}");
}

/* Whatever is typed is words, never syntax. */
static void
test_typed (void)
{
  static const char *const typed[] = {
    "\"",    "*",      "NEAR(", "a AND",   "a OR", "NOT",    "title:", "^x",
    "{a b}", "a + b",  "-",     "'; DROP", "\\",   "\x01",   "(((",    "x*y*",
    "C++",   "a\xffz", "….,",   "AND AND", ":",    "\"\"\"", "%",      "NEAR(a b, 5)",
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  write_entries (&fixture);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autoptr (GError) error = NULL;
    const BancoQuery query = { .text = typed[i] };
    g_autoptr (BancoHits) hits = banco_library_search (library, &query, &error);
    g_autoptr (GPtrArray) facets = banco_library_list_facets (library, 0, &query);

    g_assert_no_error (error);
    g_assert_cmpuint (facets->len, <=, 2);
    for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (hits)); k++) {
      g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), k);

      g_assert_nonnull (banco_hit_get_snippet (hit));
    }
  }
  fixture_clear (&fixture);
}

static void
test_order_and_snippets (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) all = NULL;
  g_autoptr (BancoHits) accents = NULL;
  g_autoptr (BancoHits) found = NULL;
  g_autoptr (BancoHit) hit = NULL;

  fixture_init (&fixture);
  write_entries (&fixture);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  all = fixture_search (library, "");
  g_assert_cmpuint (banco_hits_get_total (all), ==, 3);
  g_assert_cmpstr (fixture_title (all, 0), ==, "2. Gravità");
  g_assert_cmpstr (fixture_title (all, 1), ==, "10. Tagging jets");
  g_assert_cmpstr (fixture_title (all, 2), ==, "Appendix");
  g_assert_null (fixture_title (all, 3));
  accents = fixture_search (library, "GRAVITA");
  g_assert_cmpuint (banco_hits_get_total (accents), ==, 1);
  found = fixture_search (library, "quarks");
  hit = g_list_model_get_item (G_LIST_MODEL (found), 0);
  g_assert_cmpstr (banco_hit_get_snippet_markup (hit), ==,
                   "Jets &amp; <b>quarks</b> near and not a star, C++ too.");
  g_assert_cmpstr (banco_hit_get_snippet (hit), ==, "Jets & quarks near and not a star, C++ too.");
  /* A snippet that is looked at later than its library. */
  g_clear_object (&library);
  g_clear_object (&hit);
  hit = g_list_model_get_item (G_LIST_MODEL (all), 2);
  g_assert_cmpstr (banco_hit_get_snippet (hit), ==, "quark gluon");
  fixture_clear (&fixture);
}

static void
test_facets (void)
{
  static const struct {
    const char *technology[3];
    const char *tool[2];
    const char *kind;
    guint total;
  } cases[] = {
    { { NULL }, { NULL }, NULL, 3 },
    { { "cnn" }, { NULL }, NULL, 2 },
    { { "GRAPH Network" }, { NULL }, NULL, 2 },
    { { "CNN", "gnn" }, { NULL }, NULL, 1 },
    { { "cnn" }, { "pytorch" }, NULL, 1 },
    { { "cnn" }, { "none" }, NULL, 0 },
    { { NULL }, { NULL }, "notebook", 1 },
    { { NULL }, { NULL }, "page", 2 },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GPtrArray) facets = NULL;
  const BancoFacet *first;

  fixture_init (&fixture);
  write_entries (&fixture);
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const BancoQuery query = { .text = i % 2 == 0 ? NULL : "quark",
                               .facets = { [BANCO_DIMENSION_TECHNOLOGY] = cases[i].technology,
                                           [BANCO_DIMENSION_TOOL] = cases[i].tool },
                               .kind = cases[i].kind };
    g_autoptr (BancoHits) hits = banco_library_search (library, &query, NULL);

    g_assert_cmpuint (banco_hits_get_total (hits), ==, cases[i].total);
  }
  facets = banco_library_list_facets (library, BANCO_DIMENSION_TECHNOLOGY,
                                      &(BancoQuery){ .text = "gluon" });
  g_assert_cmpuint (facets->len, ==, 1);
  first = facets->pdata[0];
  g_assert_cmpstr (first->label, ==, "gnn");
  g_assert_cmpstr (first->name, ==, "Graph network");
  g_assert_cmpuint (first->count, ==, 1);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/search/expression", test_expression);
  g_test_add_func ("/knowledge/search/typed", test_typed);
  g_test_add_func ("/knowledge/search/order-and-snippets", test_order_and_snippets);
  g_test_add_func ("/knowledge/search/facets", test_facets);
  return g_test_run ();
}
