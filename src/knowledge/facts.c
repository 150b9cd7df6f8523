/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"

#include <string.h>

/* A table that tells about its page is among so many at the top. */
#define TOP_BLOCKS 10

/* A row's heading, in any of the words that the knowledge base uses, and what its value means. */
typedef enum {
  FACT_TECHNOLOGY = BANCO_DIMENSION_TECHNOLOGY,
  FACT_FIELD = BANCO_DIMENSION_FIELD,
  FACT_TOOL = BANCO_DIMENSION_TOOL,
  FACT_COMMENT,
  FACT_CONTACT,
  FACT_NONE,
} FactKind;

typedef struct {
  BancoDraft *draft;
  BancoDimensions *dimensions;
  gboolean has_contacts;
  gboolean has_examples;
  gboolean has_dimension[BANCO_N_DIMENSIONS];
} Facts;

static FactKind
fact_of (const char *heading)
{
  static const struct {
    const char *word;
    FactKind fact;
  } words[] = {
    { "technolog", FACT_TECHNOLOGY }, { "scientific field", FACT_FIELD },
    { "field", FACT_FIELD },          { "ml tool", FACT_TOOL },
    { "tools", FACT_TOOL },           { "comment", FACT_COMMENT },
    { "contact", FACT_CONTACT },      { "author", FACT_CONTACT },
    { "expert", FACT_CONTACT },       { "maintainer", FACT_CONTACT },
  };
  g_autofree char *lower = g_utf8_strdown (heading, -1);

  for (guint i = 0; strlen (lower) < 60 && i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i].word) != NULL)
      return words[i].fact;
  return strcmp (lower, "kind") == 0 ? FACT_COMMENT : FACT_NONE;
}

static void
append_words (const BancoBlock *block, gpointer data)
{
  GString *text = data;
  g_autofree char *words = banco_block_dup_words (block);

  if (words[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, words);
}

static char *
words_of (const BancoBlock *block)
{
  GString *text = g_string_new (NULL);

  banco_blocks_visit (block->children, append_words, text);
  return g_strstrip (g_string_free (text, FALSE));
}

/* "CNN, LSTM": several values in a cell. */
static void
take_values (Facts *facts, BancoDimension dimension, const char *text)
{
  g_auto (GStrv) values = g_strsplit_set (text, ",;\n", -1);

  if (facts->has_dimension[dimension])
    return;
  for (guint i = 0; values[i] != NULL; i++) {
    const char *value = g_strstrip (values[i]);
    g_autofree char *label = banco_slug (value);
    BancoDimension ignored;
    const char *name = banco_dimensions_find (facts->dimensions, value, &ignored);

    if (name == NULL)
      name = banco_dimensions_find (facts->dimensions, label, &ignored);
    if (label[0] != '\0' && strlen (value) < 60)
      banco_draft_add_label (facts->draft, dimension, label, name != NULL ? name : value);
  }
}

typedef struct {
  Facts *facts;
  const char *role;
  guint found;
} People;

static void
take_address (const BancoBlock *block, gpointer data)
{
  People *people = data;

  for (guint i = 0; block->spans != NULL && i < block->spans->len; i++) {
    const BancoSpan *span = block->spans->pdata[i];
    const char *address = span->link != NULL && g_str_has_prefix (span->link, "mailto:")
                            ? span->link + strlen ("mailto:")
                            : NULL;
    g_autofree char *plain = address != NULL ? g_strndup (address, strcspn (address, "?")) : NULL;

    if (plain == NULL)
      continue;
    banco_draft_add_contact (people->facts->draft, span->text, people->role, plain);
    people->found++;
  }
}

static void
take_contacts (Facts *facts, const char *heading, const BancoBlock *cell)
{
  g_autofree char *text = words_of (cell);
  g_auto (GStrv) names = g_strsplit_set (text, ",;\n", -1);
  People people = { facts, heading, 0 };

  if (facts->has_contacts)
    return;
  banco_blocks_visit (cell->children, take_address, &people);
  for (guint i = 0; people.found == 0 && names[i] != NULL; i++) {
    const char *name = g_strstrip (names[i]);

    if (name[0] != '\0' && strlen (name) < 80)
      banco_draft_add_contact (facts->draft, name, heading, NULL);
  }
}

static void
take_pair (Facts *facts, const BancoBlock *heading, const BancoBlock *value)
{
  g_autofree char *name = words_of (heading);
  g_autofree char *text = words_of (value);
  FactKind fact = fact_of (name);

  if (fact <= FACT_TOOL)
    take_values (facts, (BancoDimension) fact, text);
  else if (fact == FACT_CONTACT)
    take_contacts (facts, name, value);
  else if (fact == FACT_COMMENT && facts->draft->comment == NULL && text[0] != '\0')
    facts->draft->comment = g_strdup (text);
}

static const BancoBlock *
cell_at (const BancoBlock *table, guint row, guint column)
{
  const BancoBlock *cells = row < table->children->len ? table->children->pdata[row] : NULL;

  return cells != NULL && cells->children != NULL && column < cells->children->len
           ? cells->children->pdata[column]
           : NULL;
}

/* Headings at the left with a value beside each, or above with one row of values. */
static void
take_table (Facts *facts, const BancoBlock *table)
{
  const BancoBlock *corner = cell_at (table, 0, 0);
  const BancoBlock *beside = cell_at (table, 0, 1);
  gboolean above = beside != NULL && beside->level == 1;

  if (corner == NULL || corner->children == NULL)
    return;
  for (guint i = 0; above && table->children->len == 2 && cell_at (table, 0, i) != NULL; i++)
    if (cell_at (table, 1, i) != NULL)
      take_pair (facts, cell_at (table, 0, i), cell_at (table, 1, i));
  for (guint i = 0; !above && i < table->children->len; i++)
    if (cell_at (table, i, 0) != NULL && cell_at (table, i, 1) != NULL)
      take_pair (facts, cell_at (table, i, 0), cell_at (table, i, 1));
}

static gboolean
is_fact (const BancoBlock *heading)
{
  g_autofree char *name = words_of (heading);

  return fact_of (name) != FACT_NONE;
}

/* As take_table() reads it. */
static gboolean
is_about (const BancoBlock *table)
{
  const BancoBlock *corner = cell_at (table, 0, 0);
  const BancoBlock *beside = cell_at (table, 0, 1);
  gboolean above = beside != NULL && beside->level == 1;

  if (corner == NULL || corner->children == NULL || beside == NULL)
    return FALSE;
  for (guint i = 0; above && table->children->len == 2 && cell_at (table, 0, i) != NULL; i++)
    if (is_fact (cell_at (table, 0, i)))
      return TRUE;
  for (guint i = 0; !above && i < table->children->len; i++)
    if (cell_at (table, i, 0) != NULL && is_fact (cell_at (table, i, 0)))
      return TRUE;
  return FALSE;
}

GPtrArray *
banco_facts_list_tables (BancoDraft *draft, BancoDocument *document)
{
  GPtrArray *tables = g_ptr_array_new ();

  for (guint i = 0; i < MIN (document->blocks->len, TOP_BLOCKS); i++) {
    BancoBlock *block = document->blocks->pdata[i];

    if (draft->format != BANCO_FORMAT_NOTEBOOK && block->type == BANCO_BLOCK_TABLE &&
        is_about (block))
      g_ptr_array_add (tables, block);
  }
  return tables;
}

static void
mention_free (gpointer data)
{
  BancoMention *mention = data;

  g_free (mention->slug);
  g_free (mention->label);
  g_free (mention->name);
  g_free (mention);
}

static void
add_mention (GPtrArray *mentions, const char *slug, int fact, const char *label, const char *name)
{
  BancoMention *mention = g_new0 (BancoMention, 1);

  mention->slug = g_strdup (slug);
  mention->fact = fact;
  mention->label = g_strdup (label);
  mention->name = g_strdup (name);
  g_ptr_array_add (mentions, mention);
}

static void
take_mention (GPtrArray *mentions,
              BancoDimensions *dimensions,
              const char *slug,
              FactKind fact,
              const char *text)
{
  g_autoptr (BancoDraft) values = banco_draft_new ("", BANCO_FORMAT_STORAGE);
  Facts facts = { .draft = values, .dimensions = dimensions };

  if (fact == FACT_COMMENT && text[0] != '\0')
    add_mention (mentions, slug, BANCO_N_DIMENSIONS, "", text);
  if (fact > FACT_TOOL)
    return;
  take_values (&facts, (BancoDimension) fact, text);
  for (guint i = 0; i < values->labels->len; i++) {
    const BancoLabel *label = values->labels->pdata[i];

    add_mention (mentions, slug, (int) fact, label->label, label->name);
  }
}

/* A table of entries: their names at the left, what is known of them to the right. */
static void
take_overview (GPtrArray *mentions, BancoDimensions *dimensions, const BancoBlock *table)
{
  for (guint row = 1; row < table->children->len; row++) {
    const BancoBlock *first = cell_at (table, row, 0);
    g_autofree char *title = first != NULL ? words_of (first) : NULL;
    g_autofree char *slug = title != NULL ? banco_slug (title) : NULL;

    for (guint i = 1; slug != NULL && slug[0] != '\0' && cell_at (table, row, i) != NULL; i++) {
      const BancoBlock *above = cell_at (table, 0, i);
      g_autofree char *heading = above != NULL ? words_of (above) : g_strdup ("");
      g_autofree char *text = words_of (cell_at (table, row, i));

      take_mention (mentions, dimensions, slug, fact_of (heading), text);
    }
  }
}

GPtrArray *
banco_facts_find_mentions (BancoDocument *document, BancoDimensions *dimensions)
{
  GPtrArray *mentions = g_ptr_array_new_with_free_func (mention_free);

  for (guint i = 0; i < document->blocks->len; i++) {
    const BancoBlock *block = document->blocks->pdata[i];
    const BancoBlock *second = block->type == BANCO_BLOCK_TABLE ? cell_at (block, 0, 1) : NULL;
    g_autofree char *heading = second != NULL ? words_of (second) : NULL;

    if (heading != NULL && block->children->len > 2 && fact_of (heading) <= FACT_TOOL)
      take_overview (mentions, dimensions, block);
  }
  return mentions;
}

static gboolean
is_repository (const char *link)
{
  g_autoptr (GUri) uri = g_uri_parse (link, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_auto (GStrv) parts = uri != NULL ? g_strsplit (g_uri_get_path (uri), "/", -1) : NULL;

  if (host == NULL || g_strv_length (parts) < 3 || parts[1][0] == '\0' || parts[2][0] == '\0' ||
      (parts[3] != NULL && parts[3][0] != '\0' && strcmp (parts[3], "tree") != 0))
    return FALSE;
  return (strcmp (host, "github.com") == 0 || g_str_has_prefix (host, "gitlab.") ||
          strcmp (host, "baltig.infn.it") == 0 || g_str_has_suffix (link, ".git"));
}

static void
take_links (const BancoBlock *block, gpointer data)
{
  Facts *facts = data;

  for (guint i = 0; block->spans != NULL && i < block->spans->len; i++) {
    const char *link = ((BancoSpan *) block->spans->pdata[i])->link;
    g_autofree char *id = NULL;
    g_autofree char *name = NULL;

    if (link == NULL)
      continue;
    if (g_str_has_suffix (link, ".ipynb") && banco_scope_parse_address (link, &id, &name))
      banco_draft_add_example (facts->draft, "notebook", NULL, strchr (link, ':') + 1);
    else if (g_str_has_suffix (link, ".ipynb"))
      banco_draft_add_example (facts->draft, "notebook", link, NULL);
    else if (is_repository (link))
      banco_draft_add_example (facts->draft, "git", link, NULL);
  }
}

static char *
first_heading (const GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len && i < 20; i++) {
    const BancoBlock *block = blocks->pdata[i];
    g_autofree char *words = NULL;

    if (block->type != BANCO_BLOCK_HEADING)
      continue;
    words = g_strstrip (banco_block_dup_words (block));
    if (words[0] != '\0')
      return g_strdelimit (g_steal_pointer (&words), "\n", ' ');
  }
  return NULL;
}

static void
complete_title (BancoDraft *draft, BancoDocument *document)
{
  g_autofree char *name = NULL;
  char *dot;

  if (draft->title != NULL)
    return;
  draft->title = first_heading (document->blocks);
  if (draft->title != NULL)
    return;
  name = g_path_get_basename (draft->id);
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  draft->title = g_strdelimit (g_steal_pointer (&name), "_", ' ');
}

void
banco_facts_complete (BancoDraft *draft, BancoDocument *document, BancoDimensions *dimensions)
{
  Facts facts = { draft, dimensions, draft->contacts->len > 0, draft->examples->len > 0, { 0 } };

  complete_title (draft, document);
  for (BancoDimension dimension = 0; dimension < BANCO_N_DIMENSIONS; dimension++)
    facts.has_dimension[dimension] = banco_draft_has_dimension (draft, dimension);
  if (draft->format != BANCO_FORMAT_NOTEBOOK) {
    for (guint i = 0; i < MIN (document->blocks->len, TOP_BLOCKS); i++) {
      const BancoBlock *block = document->blocks->pdata[i];

      if (block->type == BANCO_BLOCK_TABLE)
        take_table (&facts, block);
    }
    /* A wiki page has its own notebooks already; its links come on top. */
    if (!facts.has_examples || draft->url != NULL)
      banco_blocks_visit (document->blocks, take_links, &facts);
  } else if (!facts.has_examples) {
    banco_draft_add_example (draft, "notebook", NULL, draft->id);
  }
}
