/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/search-private.h"

#include "knowledge/store-private.h"

#include <string.h>

#define DEFAULT_LIMIT 50
#define MOST_WORDS 16
#define SHORTEST_OPEN 2 /* characters of a last word that is looked for in texts */

/* SQL on its way, and the texts to bind in order. */
typedef struct {
  GString *sql;
  GPtrArray *values; /* of char * */
} Condition;

static gboolean
has_letters (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;
  return FALSE;
}

char *
banco_search_expression (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_auto (GStrv) words = g_strsplit_set (g_strdelimit (valid, "\"", ' '), " \t\r\n", -1);
  g_autoptr (GString) expression = g_string_new (NULL);
  guint count = 0;
  const char *last = NULL;

  for (guint i = 0; words[i] != NULL && count < MOST_WORDS; i++) {
    if (!has_letters (words[i]))
      continue;
    g_string_append_printf (expression, "%s\"%s\"", count++ > 0 ? " " : "", words[i]);
    last = words[i];
  }
  if (count == 0)
    return NULL;
  if (count == 1 && g_utf8_strlen (last, -1) < SHORTEST_OPEN)
    g_string_prepend (expression, "title : ");
  g_string_append_c (expression, '*');
  return g_string_free (g_steal_pointer (&expression), FALSE);
}

/* SQLite's own knows the letters of English only. */
static void
lowered (sqlite3_context *context, int count, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text != NULL)
    sqlite3_result_text (context, g_utf8_strdown (text, -1), -1, g_free);
}

gboolean
banco_search_prepare (sqlite3 *reader)
{
  return sqlite3_create_function (reader, "lowered", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                  lowered, NULL, NULL) == SQLITE_OK;
}

static void
bind (Condition *condition, const char *value)
{
  g_ptr_array_add (condition->values, g_strdup (value));
}

static void
add_facets (Condition *condition, const BancoQuery *query)
{
  for (guint dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++) {
    const char *const *values = query->facets[dimension];

    for (guint i = 0; values != NULL && values[i] != NULL; i++) {
      g_autofree char *lower = g_utf8_strdown (values[i], -1);

      g_string_append_printf (condition->sql,
                              " AND EXISTS (SELECT 1 FROM facet WHERE entry = entry.number"
                              " AND dimension = %u AND (label = ? OR lowered (name) = ?))",
                              dimension);
      bind (condition, lower);
      bind (condition, lower);
    }
  }
}

/* "FROM … WHERE …" for what @query asks; @match: its words as an expression, nullable. */
static void
condition_init (Condition *condition,
                const char *columns,
                const char *match,
                const BancoQuery *query)
{
  condition->sql = g_string_new (columns);
  condition->values = g_ptr_array_new_with_free_func (g_free);
  if (match != NULL) {
    g_string_append (condition->sql, " FROM search JOIN entry ON entry.number = search.rowid"
                                     " WHERE search MATCH ? AND NOT hidden");
    bind (condition, match);
  } else {
    g_string_append (condition->sql, " FROM entry WHERE NOT hidden");
  }
  if (query == NULL)
    return;
  add_facets (condition, query);
  if (query->kind != NULL)
    g_string_append_printf (condition->sql, " AND kind = %d",
                            strcmp (query->kind, "notebook") == 0 ? BANCO_ENTRY_NOTEBOOK
                                                                  : BANCO_ENTRY_PAGE);
}

static sqlite3_stmt *
condition_prepare (Condition *condition, sqlite3 *reader, GError **error)
{
  sqlite3_stmt *statement = banco_database_prepare (reader, condition->sql->str, error);

  for (guint i = 0; statement != NULL && i < condition->values->len; i++)
    banco_database_bind_text (statement, (int) i + 1, condition->values->pdata[i]);
  return statement;
}

static void
condition_clear (Condition *condition)
{
  g_string_free (condition->sql, TRUE);
  g_ptr_array_unref (condition->values);
}

char **
banco_search_names (sqlite3 *reader, gint64 entry, BancoDimension dimension)
{
  g_autoptr (sqlite3_stmt) statement = banco_database_prepare (
    reader, "SELECT name FROM facet WHERE entry = ? AND dimension = ? ORDER BY name", NULL);
  GPtrArray *names = g_ptr_array_new ();

  if (statement != NULL) {
    sqlite3_bind_int64 (statement, 1, entry);
    sqlite3_bind_int (statement, 2, (int) dimension);
    while (banco_database_step (statement, NULL))
      g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (statement, 0)));
  }
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* What is asked about each hit; prepared once, because preparing takes longer than asking. */
typedef struct {
  sqlite3_stmt *entry;
  sqlite3_stmt *names;
  BancoSnippets *snippets;
} Details;

static void
details_init (Details *details, GObject *owner, sqlite3 *reader, const char *match)
{
  details->entry = banco_database_prepare (
    reader, "SELECT id, title, kind, comment FROM entry WHERE number = ?", NULL);
  details->names = banco_database_prepare (
    reader, "SELECT dimension, name FROM facet WHERE entry = ? ORDER BY dimension, name", NULL);
  details->snippets = banco_snippets_new (owner, reader, match);
}

static void
details_clear (Details *details)
{
  sqlite3_finalize (details->entry);
  sqlite3_finalize (details->names);
  banco_snippets_unref (details->snippets);
}

static void
read_names (sqlite3_stmt *names, gint64 number, char **facets[BANCO_N_DIMENSIONS])
{
  GStrvBuilder *builders[BANCO_N_DIMENSIONS];

  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    builders[i] = g_strv_builder_new ();
  sqlite3_bind_int64 (names, 1, number);
  while (banco_database_step (names, NULL)) {
    int dimension = sqlite3_column_int (names, 0);

    if (dimension >= 0 && dimension < BANCO_N_DIMENSIONS)
      g_strv_builder_add (builders[dimension], (const char *) sqlite3_column_text (names, 1));
  }
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    facets[i] = g_strv_builder_end (builders[i]);
    g_strv_builder_unref (builders[i]);
  }
}

static BancoHit *
read_hit (Details *details, gint64 number)
{
  char **facets[BANCO_N_DIMENSIONS];
  BancoHit *hit = NULL;

  if (details->entry == NULL || details->names == NULL)
    return NULL;
  sqlite3_bind_int64 (details->entry, 1, number);
  if (banco_database_step (details->entry, NULL)) {
    read_names (details->names, number, facets);
    hit = banco_hit_new (number, (const char *) sqlite3_column_text (details->entry, 0),
                         (const char *) sqlite3_column_text (details->entry, 1),
                         (BancoEntryKind) sqlite3_column_int (details->entry, 2),
                         (const char *) sqlite3_column_text (details->entry, 3), facets,
                         details->snippets);
  }
  sqlite3_reset (details->entry);
  return hit;
}

/* The numbers of all that is found, best first: who matches in the title, then by weight. */
static GArray *
find_numbers (sqlite3 *reader, const char *match, const BancoQuery *query, GError **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *in_title = NULL;
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GError) failure = NULL;
  Condition condition;

  condition_init (&condition, "SELECT entry.number", match, query);
  if (match != NULL) {
    in_title = g_str_has_prefix (match, "title : ") ? g_strdup (match)
                                                    : g_strdup_printf ("title : (%s)", match);
    g_string_append (condition.sql,
                     " ORDER BY entry.number IN (SELECT rowid FROM search WHERE search MATCH ?)"
                     " DESC, bm25 (search, 10, 4, 4, 1)");
    bind (&condition, in_title);
  } else {
    /* Numbered titles by their number, the others by their letters. */
    g_string_append (condition.sql,
                     " ORDER BY CAST (title AS INTEGER) = 0, CAST (title AS INTEGER),"
                     " title COLLATE NOCASE, number");
  }
  statement = condition_prepare (&condition, reader, &failure);
  condition_clear (&condition);
  while (statement != NULL && banco_database_step (statement, &failure)) {
    gint64 number = sqlite3_column_int64 (statement, 0);

    g_array_append_val (numbers, number);
  }
  if (failure == NULL)
    return g_steal_pointer (&numbers);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

BancoHits *
banco_search_run (GObject *owner, sqlite3 *reader, const BancoQuery *query, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  g_autofree char *match = banco_search_expression (query->text);
  g_autoptr (GArray) numbers = find_numbers (reader, match, query, error);
  guint limit = query->limit > 0 ? query->limit : DEFAULT_LIMIT;
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func (g_object_unref);
  Details details;

  if (numbers == NULL)
    return NULL;
  details_init (&details, owner, reader, match);
  for (guint i = 0; i < numbers->len && i < limit; i++) {
    BancoHit *hit = read_hit (&details, g_array_index (numbers, gint64, i));

    if (hit != NULL)
      g_ptr_array_add (hits, hit);
  }
  details_clear (&details);
  return banco_hits_new (hits, numbers->len, (double) (g_get_monotonic_time () - start) / 1000);
}

void
banco_facet_free (BancoFacet *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->name);
  g_free (self);
}

static void
facet_free (gpointer data)
{
  banco_facet_free (data);
}

GPtrArray *
banco_search_facets (sqlite3 *reader, BancoDimension dimension, const BancoQuery *query)
{
  GPtrArray *facets = g_ptr_array_new_with_free_func (facet_free);
  g_autofree char *match = banco_search_expression (query != NULL ? query->text : NULL);
  g_autofree char *columns =
    g_strdup_printf ("SELECT min (label), max (name), count (DISTINCT entry) FROM facet WHERE "
                     "dimension = %d AND entry IN ("
                     "SELECT entry.number",
                     (int) dimension);
  g_autoptr (sqlite3_stmt) statement = NULL;
  Condition condition;

  condition_init (&condition, columns, match, query);
  g_string_append (condition.sql, ") GROUP BY lowered (name) ORDER BY 3 DESC, 2 COLLATE NOCASE");
  statement = condition_prepare (&condition, reader, NULL);
  while (statement != NULL && banco_database_step (statement, NULL)) {
    BancoFacet *facet = g_new0 (BancoFacet, 1);

    facet->label = g_strdup ((const char *) sqlite3_column_text (statement, 0));
    facet->name = g_strdup ((const char *) sqlite3_column_text (statement, 1));
    facet->count = (guint) sqlite3_column_int (statement, 2);
    g_ptr_array_add (facets, facet);
  }
  condition_clear (&condition);
  return facets;
}
