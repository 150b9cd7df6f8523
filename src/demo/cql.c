/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cql-private.h"

#include "demo/wiki-private.h"

#include <stdio.h>
#include <string.h>

/* The index that queries see is behind what the content says of itself, as on a real one: a
 * client that asks for exactly "since the last time" misses pages. */
#define INDEX_SKEW 90

typedef enum {
  FIELD_SPACE,
  FIELD_TYPE,
  FIELD_LABEL,
  FIELD_ID,
  FIELD_TITLE,
  FIELD_TEXT,
  FIELD_PARENT,
  FIELD_ANCESTOR,
  FIELD_CONTAINER,
  FIELD_LAST_MODIFIED
} Field;

static const char *const field_names[] = { "space",     "type",        "label",  "id",
                                           "title",     "text",        "parent", "ancestor",
                                           "container", "lastmodified" };

typedef struct {
  Field field;
  char *relation; /* = != ~ < <= > >= in */
  char **values;
  gint64 time;
} Clause;

struct _DemoCql {
  GPtrArray *clauses;
  Field order;
  gboolean ordered;
  gboolean descending;
};

typedef struct {
  char **words; /* tokens; a quoted one starts with '"' */
  guint at;
  int zone_minutes;
  gint64 now;
} CqlParser;

static void
clause_free (Clause *clause)
{
  g_free (clause->relation);
  g_strfreev (clause->values);
  g_free (clause);
}

void
demo_cql_free (DemoCql *self)
{
  g_ptr_array_unref (self->clauses);
  g_free (self);
}

static char **
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();

  while (*text != '\0') {
    gsize length = strspn (text, " \t\r\n");

    text += length;
    if (*text == '\0')
      break;
    if (*text == '"') {
      const char *end = strchr (text + 1, '"');

      length = end != NULL ? (gsize) (end - text) : strlen (text);
      g_ptr_array_add (words, g_strndup (text, length));
      text += length + (end != NULL ? 1 : 0);
      continue;
    }
    if (strchr ("(),", *text) != NULL)
      length = 1;
    else if (strchr ("=<>!~", *text) != NULL)
      length = strspn (text, "=<>!~");
    else
      length = strcspn (text, " \t\r\n\"(),=<>!~");
    g_ptr_array_add (words, g_strndup (text, length));
    text += length;
  }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

static const char *
peek (CqlParser *reading)
{
  return reading->words[reading->at];
}

static gboolean
take (CqlParser *reading, const char *word)
{
  if (peek (reading) == NULL || g_ascii_strcasecmp (peek (reading), word) != 0)
    return FALSE;
  reading->at++;
  return TRUE;
}

static const char *
take_value (CqlParser *reading)
{
  const char *word = peek (reading);

  if (word == NULL || strchr ("(),=<>!~", word[0]) != NULL)
    return NULL;
  reading->at++;
  return word[0] == '"' ? word + 1 : word;
}

static gboolean
take_field (CqlParser *reading, Field *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++) {
    if (take (reading, field_names[i])) {
      *field = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* "2026-11-23 10:15", "2026/11/23 10:15", or the day alone: no seconds and no zone. */
static gboolean
read_time (CqlParser *reading, const char *text, gint64 *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (reading->zone_minutes * 60);
  g_autoptr (GDateTime) moment = NULL;
  int year, month, day, hour = 0, minute = 0, end = 0;

  if (strchr (text, '/') != NULL) {
    if (sscanf (text, "%4d/%2d/%2d%n %2d:%2d%n", &year, &month, &day, &end, &hour, &minute, &end) <
        3)
      return FALSE;
  } else if (sscanf (text, "%4d-%2d-%2d%n %2d:%2d%n", &year, &month, &day, &end, &hour, &minute,
                     &end) < 3) {
    return FALSE;
  }
  moment = text[end] == '\0' ? g_date_time_new (zone, year, month, day, hour, minute, 0) : NULL;
  if (moment == NULL)
    return FALSE;
  *time = g_date_time_to_unix (moment);
  return TRUE;
}

/* now(), now("-4w"): the only function that is used for syncing. */
static gboolean
read_now (CqlParser *reading, gint64 *time)
{
  const char *offset;
  char unit = 'd';
  int count = 0;

  *time = reading->now;
  if (!take (reading, "("))
    return FALSE;
  if (take (reading, ")"))
    return TRUE;
  offset = take_value (reading);
  if (offset == NULL || sscanf (offset, "%d%c", &count, &unit) != 2 || !take (reading, ")"))
    return FALSE;
  *time += (gint64) count * (unit == 'm'   ? 60
                             : unit == 'h' ? 60 * 60
                             : unit == 'w' ? 7 * 24 * 60 * 60
                                           : 24 * 60 * 60);
  return TRUE;
}

static char **
read_values (CqlParser *reading, gboolean many)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  if (many && !take (reading, "("))
    return NULL;
  do {
    const char *value = take_value (reading);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (values, (gpointer) value);
  } while (many && take (reading, ","));
  if (many && !take (reading, ")"))
    return NULL;
  g_ptr_array_add (values, NULL);
  return g_strdupv ((char **) values->pdata);
}

static gboolean
read_clause (CqlParser *reading, Clause *clause)
{
  static const char *const operators[] = { "=", "!=", "~", "<", "<=", ">", ">=", "in", NULL };
  const char *word;

  if (!take_field (reading, &clause->field))
    return FALSE;
  word = peek (reading);
  if (word == NULL)
    return FALSE;
  clause->relation = g_ascii_strdown (word, -1);
  reading->at++;
  if (!g_strv_contains (operators, clause->relation))
    return FALSE;
  if (clause->field == FIELD_LAST_MODIFIED) {
    const char *text = take_value (reading);

    if (g_strcmp0 (text, "now") == 0)
      return read_now (reading, &clause->time);
    return text != NULL && read_time (reading, text, &clause->time);
  }
  if (strchr ("<>", clause->relation[0]) != NULL)
    return FALSE;
  clause->values = read_values (reading, g_str_equal (clause->relation, "in"));
  return clause->values != NULL;
}

DemoCql *
demo_cql_parse (const char *text, int zone_minutes, gint64 now, GError **error)
{
  g_auto (GStrv) words = split_words (text);
  CqlParser reading = { .words = words, .zone_minutes = zone_minutes, .now = now };
  g_autoptr (DemoCql) self = g_new0 (DemoCql, 1);
  gboolean good = TRUE;

  self->clauses = g_ptr_array_new_with_free_func ((GDestroyNotify) clause_free);
  do {
    Clause *clause = g_new0 (Clause, 1);

    g_ptr_array_add (self->clauses, clause);
    good = read_clause (&reading, clause);
  } while (good && take (&reading, "and"));
  if (good && take (&reading, "order")) {
    self->ordered = good = take (&reading, "by") && take_field (&reading, &self->order);
    self->descending = take (&reading, "desc");
    take (&reading, "asc");
  }
  if (good && peek (&reading) == NULL)
    return g_steal_pointer (&self);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "Could not parse cql : %s", text);
  return NULL;
}

gboolean
demo_cql_wants_attachments (DemoCql *self)
{
  for (guint i = 0; i < self->clauses->len; i++) {
    const Clause *clause = self->clauses->pdata[i];

    if (clause->field == FIELD_CONTAINER ||
        (clause->field == FIELD_TYPE && !g_str_equal (clause->relation, "!=") &&
         g_strv_contains ((const char *const *) clause->values, "attachment")))
      return TRUE;
  }
  return FALSE;
}

static gboolean
time_fits (const Clause *clause, gint64 when)
{
  gint64 indexed = when - INDEX_SKEW;
  const char *relation = clause->relation;

  indexed -= indexed % 60;
  if (g_str_equal (relation, ">"))
    return indexed > clause->time;
  if (g_str_equal (relation, ">="))
    return indexed >= clause->time;
  if (g_str_equal (relation, "<"))
    return indexed < clause->time;
  if (g_str_equal (relation, "<="))
    return indexed <= clause->time;
  return (indexed == clause->time) == g_str_equal (relation, "=");
}

static gboolean
contains_text (const char *where, const char *what)
{
  g_autofree char *haystack = g_utf8_casefold (where, -1);
  g_autofree char *needle = g_utf8_casefold (what, -1);

  return strstr (haystack, needle) != NULL;
}

static gboolean
value_fits (const Clause *clause,
            DemoSpace *space,
            const DemoPage *page,
            const DemoAttachment *attachment,
            const char *value)
{
  switch (clause->field) {
  case FIELD_SPACE:
    return g_ascii_strcasecmp (value, DEMO_WIKI_SPACE) == 0;
  case FIELD_TYPE:
    return g_ascii_strcasecmp (value, attachment != NULL ? "attachment" : "page") == 0;
  case FIELD_LABEL:
    return g_strv_contains ((const char *const *) page->labels, value);
  case FIELD_ID:
    return g_str_equal (value, attachment != NULL ? attachment->id : page->id);
  case FIELD_TITLE:
    return clause->relation[0] == '~' ? contains_text (page->title, value)
                                      : g_ascii_strcasecmp (page->title, value) == 0;
  case FIELD_TEXT:
    return contains_text (page->title, value) || contains_text (page->body, value);
  case FIELD_PARENT:
    return g_strcmp0 (page->parent_id, value) == 0;
  case FIELD_ANCESTOR:
    return demo_space_is_below (space, page, value);
  case FIELD_CONTAINER:
    return g_str_equal (page->id, value);
  case FIELD_LAST_MODIFIED:
    break;
  }
  return FALSE;
}

gboolean
demo_cql_fits (DemoCql *self,
               DemoSpace *space,
               const DemoPage *page,
               const DemoAttachment *attachment)
{
  for (guint i = 0; i < self->clauses->len; i++) {
    const Clause *clause = self->clauses->pdata[i];
    gboolean fits = FALSE;

    if (clause->field == FIELD_LAST_MODIFIED) {
      if (!time_fits (clause, attachment != NULL ? attachment->when : page->when))
        return FALSE;
      continue;
    }
    for (guint at = 0; !fits && clause->values[at] != NULL; at++)
      fits = value_fits (clause, space, page, attachment, clause->values[at]);
    if (fits == g_str_equal (clause->relation, "!="))
      return FALSE;
  }
  return TRUE;
}

int
demo_cql_compare (DemoCql *self, const DemoPage *a, const DemoPage *b)
{
  int order = 0;

  if (!self->ordered)
    return 0;
  if (self->order == FIELD_TITLE)
    order = g_utf8_collate (a->title, b->title);
  else if (self->order == FIELD_LAST_MODIFIED)
    order = a->when < b->when ? -1 : a->when > b->when;
  else if (self->order == FIELD_ID)
    order = g_ascii_strtoll (a->id, NULL, 10) - g_ascii_strtoll (b->id, NULL, 10);
  return self->descending ? -order : order;
}
