/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

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

static void
write_italian (Fixture *fixture)
{
  fixture_write (
    fixture, "index.json",
    "{\"format\":1,\"entries\":["
    "{\"path\":\"1.md\",\"title\":\"Onde gravitazionali\",\"comment\":\"un'attività di Virgo\","
    "\"field\":[\"proprieta\"],\"technology\":[\"cnn\",\"vae\"]},"
    "{\"path\":\"2.md\",\"title\":\"Città e qualità dell'aria\",\"field\":[\"aria\"],"
    "\"technology\":[\"cnn\"],\"tool\":[\"keras\"]},"
    "{\"path\":\"3.md\",\"title\":\"Notes\",\"field\":[\"aria\",\"proprieta\"],"
    "\"tool\":[\"keras\"]},"
    "{\"path\":\"4.ipynb\",\"title\":\"b-tagging\",\"technology\":[\"vae\"]}]}");
  fixture_write (fixture, "dimensions.ini",
                 "[technology]\ncnn=CNN\nvae=Autoencoder variazionale\n[field]\n"
                 "proprieta=Proprietà È\naria=Qualità dell'aria\n[tool]\nkeras=Keras\n");
  fixture_write (fixture, "1.md",
                 "L'università misura. Il perché è noto; gravita, virgo, x_train.");
  fixture_write (fixture, "2.md", "PERCHE' no? citta e <b>onde</b> & onde; gravità.");
  fixture_write (fixture, "3.md",
                 "Onde gravitazionali, onde gravitazionali, onde gravitazionali: tutto qui.");
  fixture_write (
    fixture, "4.ipynb",
    "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"model.fit(x_train)  # onde\"}]}");
}

static char *
ids_of (BancoHits *hits)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (hits)); i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), i);

    g_string_append_len (ids, banco_hit_get_id (hit), 1);
  }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

/* What a person types, in a language with accents, and the entries that it finds, best first. */
static void
test_words (void)
{
  static const struct {
    const char *typed;
    const char *found;
  } cases[] = {
    { "onde gravitazionali", "13" }, /* a title counts more than many words */
    { "GRAVITAZIONALI onde", "13" }, /* in any order and case */
    { "gravitaz", "13" },            /* the last word may be cut */
    { "gravitaz onde", "" },         /* the others may not */
    { "perche", "21" },              /* accents, and what stands for one */
    { "perché", "21" },
    { "qualità", "23" }, /* of a title, and of a field's name */
    { "qualita citta", "2" },
    { "attività", "1" }, /* of a comment */
    { "keras", "32" },   /* of a label */
    { "autoencoder variazionale", "41" },
    { "b-tagging", "4" },
    { "\"b-tagging\"", "4" },
    { "\"onde gravitazionali", "13" }, /* a quotation mark is no syntax */
    { "x_train", "41" },
    { "model.fit(x_train)", "4" },
    { "onde AND gravitazionali", "" }, /* nor is a word */
    { "onde NOT virgo", "" },
    { "title:onde", "" },
    { "l'universita", "1" },
    { "zebra", "" },
    { "o", "1" }, /* one letter is looked for in titles */
    { "a b c d e f g h i j k l m n o p q r s t", "" },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  write_italian (&fixture);
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoHits) hits = fixture_search (library, cases[i].typed);
    g_autofree char *ids = ids_of (hits);

    g_test_message ("%s", cases[i].typed);
    g_assert_cmpstr (ids, ==, cases[i].found);
    g_assert_cmpuint (banco_hits_get_total (hits), ==, strlen (ids));
  }
  fixture_clear (&fixture);
}

/* "label:count" of each value, most frequent first. */
static char *
counts_of (BancoLibrary *library, BancoDimension dimension, const BancoQuery *query)
{
  g_autoptr (GPtrArray) facets = banco_library_list_facets (library, dimension, query);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < facets->len; i++) {
    const BancoFacet *facet = facets->pdata[i];

    g_string_append_printf (text, "%s%s:%u", i > 0 ? " " : "", facet->label, facet->count);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Words and chosen values together: what is found, and how many of it have each other value. */
static void
test_words_and_facets (void)
{
  static const struct {
    const char *text;
    const char *technology;
    const char *field;
    const char *tool;
    const char *kind;
    const char *found;
    const char *technologies; /* among these */
    const char *fields;
  } cases[] = {
    { NULL, NULL, NULL, NULL, NULL, "4231", "vae:2 cnn:2", "proprieta:2 aria:2" },
    { NULL, NULL, "aria", NULL, NULL, "23", "cnn:1", "aria:2 proprieta:1" },
    /* By its name in any case, also where its letters have accents. */
    { NULL, NULL, "QUALITÀ DELL'ARIA", NULL, NULL, "23", "cnn:1", "aria:2 proprieta:1" },
    { NULL, NULL, "proprietà è", NULL, NULL, "31", "vae:1 cnn:1", "proprieta:2 aria:1" },
    { NULL, "cnn", "PROPRIETA", NULL, NULL, "1", "vae:1 cnn:1", "proprieta:1" },
    { "onde", NULL, NULL, "KERAS", NULL, "32", "cnn:1", "aria:2 proprieta:1" },
    { "onde", NULL, NULL, NULL, "notebook", "4", "vae:1", "" },
    { "onde", "cnn", NULL, NULL, "notebook", "", "", "" },
    { "onde", "keras", NULL, NULL, NULL, "", "", "" }, /* a value of another dimension */
    { NULL, "%", NULL, NULL, NULL, "", "", "" },
    { NULL, "' OR 1=1 --", NULL, NULL, NULL, "", "", "" },
    { NULL, "", NULL, NULL, NULL, "", "", "" },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  write_italian (&fixture);
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *technology[] = { cases[i].technology, NULL };
    const char *field[] = { cases[i].field, NULL };
    const char *tool[] = { cases[i].tool, NULL };
    const BancoQuery query = { .text = cases[i].text,
                               .facets = { technology, field, tool },
                               .kind = cases[i].kind };
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoHits) hits = banco_library_search (library, &query, &error);
    g_autofree char *ids = NULL;
    g_autofree char *technologies = counts_of (library, BANCO_DIMENSION_TECHNOLOGY, &query);
    g_autofree char *fields = counts_of (library, BANCO_DIMENSION_FIELD, &query);

    g_test_message ("case %u", i);
    g_assert_no_error (error);
    ids = ids_of (hits);
    g_assert_cmpstr (ids, ==, cases[i].found);
    g_assert_cmpstr (technologies, ==, cases[i].technologies);
    g_assert_cmpstr (fields, ==, cases[i].fields);
  }
  fixture_clear (&fixture);
}

/* Each match is marked, what looks like markup is not, and the rest is told of by its number. */
/* What marks a match may also be in the text: the markup is sound all the same. */
static void
test_marks_in_text (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;
  g_autoptr (BancoHit) hit = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "a.md", "\x03 a \x02\x02 zebra \x02 b \x03\x03 c \x02 d");
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  hits = fixture_search (library, "zebra");
  hit = g_list_model_get_item (G_LIST_MODEL (hits), 0);
  g_assert_cmpstr (banco_hit_get_snippet_markup (hit), ==,
                   " a <b> zebra</b> <b> b </b> c <b> d</b>");
  fixture_clear (&fixture);
}

static void
test_snippets_and_limits (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (BancoHits) hits = NULL;
  g_autoptr (BancoHits) few = NULL;
  g_autoptr (BancoHit) hit = NULL;
  g_autofree char *long_text = NULL;

  fixture_init (&fixture);
  write_italian (&fixture);
  long_text = g_strnfill (300, 'w');
  for (char *c = long_text + 4; *c != '\0' && c < long_text + 295; c += 5)
    *c = ' ';
  fixture_write (&fixture, "5.md", long_text);
  library = fixture_open (&fixture, NULL);
  g_assert_nonnull (fixture_sync (library, FALSE, NULL));
  hits = fixture_search (library, "onde citta");
  hit = g_list_model_get_item (G_LIST_MODEL (hits), 0);
  g_assert_cmpstr (banco_hit_get_snippet_markup (hit), ==,
                   "PERCHE' no? <b>citta</b> e <b>onde</b> &amp; <b>onde</b>; gravità.");
  g_assert_cmpstr (banco_hit_get_snippet (hit), ==, "PERCHE' no? citta e onde & onde; gravità.");
  g_clear_object (&hits);
  few = banco_library_search (library, &(BancoQuery){ .text = "onde", .limit = 2 }, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (few)), ==, 2);
  g_assert_cmpuint (banco_hits_get_total (few), ==, 4);
  hits = fixture_search (library, "wwww");
  g_clear_object (&hit);
  hit = g_list_model_get_item (G_LIST_MODEL (hits), 0);
  g_assert_cmpuint (strlen (banco_hit_get_snippet (hit)), <, 200);
  g_assert_true (g_str_has_suffix (banco_hit_get_snippet (hit), "…"));
  fixture_clear (&fixture);
}

/* What tells about a page is found, but is no text of it: neither its beginning nor a match. */
static void
test_tables_are_no_text (void)
{
  static const struct {
    const char *words;
    const char *markup;
  } cases[] = {
    { "", "Jets fly far." },
    { "Lovelace", "Jets fly far." },
    { "jets", "<b>Jets</b> fly far." },
  };
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "a.md",
                 "| Author | Ada Lovelace |\n| --- | --- |\n| Technology | Jets of networks |\n\n"
                 "Jets fly far.\n");
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BancoHits) hits = fixture_search (library, cases[i].words);
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), 0);
    g_autofree char *markup = NULL;

    g_assert_nonnull (hit);
    markup = g_strstrip (g_strdup (banco_hit_get_snippet_markup (hit)));
    g_assert_cmpstr (markup, ==, cases[i].markup);
  }
  fixture_clear (&fixture);
}

/* What a facet counts is what choosing it finds, also where several labels are called the same. */
static void
test_counts_agree (void)
{
  Fixture fixture;
  g_autoptr (BancoLibrary) library = NULL;
  g_autoptr (GPtrArray) facets = NULL;

  fixture_init (&fixture);
  fixture_write (&fixture, "index.json",
                 "{\"format\":1,\"entries\":["
                 "{\"path\":\"a.md\",\"title\":\"A\",\"technology\":[\"cnn\",\"convnet\"]},"
                 "{\"path\":\"b.md\",\"title\":\"B\",\"technology\":[\"convnet\"]},"
                 "{\"path\":\"c.md\",\"title\":\"C\",\"technology\":[\"gnn\"]}]}");
  fixture_write (&fixture, "dimensions.ini", "[technology]\ncnn=CNN\nconvnet=CNN\n");
  fixture_write (&fixture, "a.md", "a");
  fixture_write (&fixture, "b.md", "b");
  fixture_write (&fixture, "c.md", "c");
  library = fixture_open (&fixture, NULL);
  fixture_sync (library, FALSE, NULL);
  facets = banco_library_list_facets (library, BANCO_DIMENSION_TECHNOLOGY, NULL);
  g_assert_cmpuint (facets->len, ==, 2);
  for (guint i = 0; i < facets->len; i++) {
    const BancoFacet *facet = facets->pdata[i];
    const char *const names[] = { facet->name, NULL };
    const BancoQuery query = { .facets = { [BANCO_DIMENSION_TECHNOLOGY] = names } };
    g_autoptr (BancoHits) hits = banco_library_search (library, &query, NULL);

    g_assert_cmpuint (banco_hits_get_total (hits), ==, facet->count);
  }
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
  g_test_add_func ("/knowledge/search/words", test_words);
  g_test_add_func ("/knowledge/search/words-and-facets", test_words_and_facets);
  g_test_add_func ("/knowledge/search/marks-in-text", test_marks_in_text);
  g_test_add_func ("/knowledge/search/snippets-and-limits", test_snippets_and_limits);
  g_test_add_func ("/knowledge/search/tables-are-no-text", test_tables_are_no_text);
  g_test_add_func ("/knowledge/search/counts-agree", test_counts_agree);
  return g_test_run ();
}
