/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/hit-private.h"

#include <string.h>

struct _BancoHit {
  GObject parent_instance;
  char *id;
  char *title;
  char *comment;
  gint64 number;
  BancoSnippets *snippets; /* until the snippet was read */
  char *markup;
  char *snippet;
  char **facets[BANCO_N_DIMENSIONS];
  BancoEntryKind kind;
};

G_DEFINE_FINAL_TYPE (BancoHit, banco_hit, G_TYPE_OBJECT)

static void
banco_hit_finalize (GObject *object)
{
  BancoHit *self = BANCO_HIT (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->comment);
  g_clear_pointer (&self->snippets, banco_snippets_unref);
  g_free (self->markup);
  g_free (self->snippet);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    g_strfreev (self->facets[i]);
  G_OBJECT_CLASS (banco_hit_parent_class)->finalize (object);
}

static void
banco_hit_class_init (BancoHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_hit_finalize;
}

static void
banco_hit_init (BancoHit *self)
{
}

/* Blanks as one; matches as @start and @end; the rest escaped when it becomes markup. */
static char *
render (const char *snippet, const char *start, const char *end, gboolean escape)
{
  GString *text = g_string_new (NULL);
  gboolean after_blank = TRUE, inside = FALSE;

  for (; *snippet != '\0'; snippet++) {
    gboolean blank = strchr (" \t\r\n", *snippet) != NULL;
    /* The text may have such characters of its own: they do not come in pairs. */
    gboolean opens = *snippet == '\x02' && !inside, closes = *snippet == '\x03' && inside;

    inside = (inside || opens) && !closes;
    if (opens || closes)
      g_string_append (text, opens ? start : end);
    else if (blank && !after_blank)
      g_string_append_c (text, ' ');
    else if (escape && *snippet == '&')
      g_string_append (text, "&amp;");
    else if (escape && *snippet == '<')
      g_string_append (text, "&lt;");
    else if (escape && *snippet == '>')
      g_string_append (text, "&gt;");
    else if (!blank && ((guchar) *snippet >= 0x20))
      g_string_append_c (text, *snippet);
    after_blank = blank;
  }
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  return g_string_free (g_string_append (text, inside ? end : ""), FALSE);
}

BancoHit *
banco_hit_new (gint64 number,
               const char *id,
               const char *title,
               BancoEntryKind kind,
               const char *comment,
               char **facets[BANCO_N_DIMENSIONS],
               BancoSnippets *snippets)
{
  BancoHit *self = g_object_new (BANCO_TYPE_HIT, NULL);

  self->number = number;
  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->kind = kind;
  self->comment = g_strdup (comment);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    self->facets[i] = facets[i];
  self->snippets = banco_snippets_ref (snippets);
  return self;
}

static void
read_snippet (BancoHit *self)
{
  g_autofree char *raw = NULL;

  if (self->snippets == NULL)
    return;
  raw = banco_snippets_read (self->snippets, self->number);
  g_clear_pointer (&self->snippets, banco_snippets_unref);
  self->markup = render (raw, "<b>", "</b>", TRUE);
  self->snippet = render (raw, "", "", FALSE);
}

const char *
banco_hit_get_id (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), NULL);
  return self->id;
}

const char *
banco_hit_get_title (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), NULL);
  return self->title;
}

BancoEntryKind
banco_hit_get_kind (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), BANCO_ENTRY_PAGE);
  return self->kind;
}

const char *
banco_hit_get_comment (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), NULL);
  return self->comment;
}

const char *const *
banco_hit_get_facets (BancoHit *self, BancoDimension dimension)
{
  g_return_val_if_fail (BANCO_IS_HIT (self) && dimension < BANCO_N_DIMENSIONS, NULL);
  return (const char *const *) self->facets[dimension];
}

const char *
banco_hit_get_snippet_markup (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), NULL);
  read_snippet (self);
  return self->markup;
}

const char *
banco_hit_get_snippet (BancoHit *self)
{
  g_return_val_if_fail (BANCO_IS_HIT (self), NULL);
  read_snippet (self);
  return self->snippet;
}

struct _BancoHits {
  BancoKeyedList parent_instance;
  guint total;
  double elapsed_ms;
};

G_DEFINE_FINAL_TYPE (BancoHits, banco_hits, BANCO_TYPE_KEYED_LIST)

static void
banco_hits_class_init (BancoHitsClass *klass)
{
  static const BancoKeyedListKind kind = { banco_hit_get_type, NULL, NULL };

  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
}

static void
banco_hits_init (BancoHits *self)
{
}

BancoHits *
banco_hits_new (GPtrArray *hits, guint total, double elapsed_ms)
{
  BancoHits *self = g_object_new (BANCO_TYPE_HITS, NULL);

  banco_keyed_list_take (BANCO_KEYED_LIST (self), NULL, hits);
  self->total = total;
  self->elapsed_ms = elapsed_ms;
  return self;
}

guint
banco_hits_get_total (BancoHits *self)
{
  g_return_val_if_fail (BANCO_IS_HITS (self), 0);
  return self->total;
}

double
banco_hits_get_elapsed_ms (BancoHits *self)
{
  g_return_val_if_fail (BANCO_IS_HITS (self), 0);
  return self->elapsed_ms;
}
