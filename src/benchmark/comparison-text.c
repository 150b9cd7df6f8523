/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"

#include <string.h>

/* Quoted where it must be; a formula of a spreadsheet is made text. */
static void
add_field (GString *text, const char *field)
{
  gboolean quote = strpbrk (field, ",\"\r\n") != NULL;
  const char *guard = field[0] != '\0' && strchr ("=+-@", field[0]) != NULL ? "'" : "";

  if (quote)
    g_string_append_c (text, '"');
  g_string_append (text, guard);
  for (; *field != '\0'; field++)
    g_string_append_printf (text, *field == '"' ? "\"\"" : "%c", *field);
  if (quote)
    g_string_append_c (text, '"');
  g_string_append_c (text, ',');
}

static void
add_number (GString *text, double number, gboolean known)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (known)
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.6g", number));
  g_string_append_c (text, ',');
}

static void
add_csv_value (GString *text,
               const BancoComparedRow *row,
               const char *name,
               const BancoComparedValue *value)
{
  g_autofree char *flags = g_strjoinv (" ", value->flags);

  add_field (text, row->id);
  add_field (text, row->unit);
  add_field (text, value->result);
  add_field (text, name);
  add_number (text, value->median, TRUE);
  add_number (text, value->low, value->has_spread);
  add_number (text, value->high, value->has_spread);
  add_number (text, value->ratio, value->ratio > 0);
  add_field (text, value->same ? "yes" : "no");
  add_field (text, banco_value_source_to_string (value->source));
  add_field (text, flags);
  text->str[text->len - 1] = '\n';
}

static void
add_csv_rows (GString *text, const BancoComparison *self, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];

    for (guint j = 0; j < row->values->len; j++)
      if (row->values->pdata[j] != NULL)
        add_csv_value (text, row, self->names->pdata[j], row->values->pdata[j]);
  }
}

char *
banco_comparison_to_csv (const BancoComparison *self)
{
  GString *text = g_string_new ("measure,unit,result,name,median,p5,p95,ratio,same,source,flags\n");

  add_csv_rows (text, self, self->scales);
  add_csv_rows (text, self, self->rows);
  return g_string_free (text, FALSE);
}

/* What Markdown would take as its own. */
static char *
escape (const char *text)
{
  GString *escaped = g_string_new (NULL);

  for (; *text != '\0'; text++) {
    if (strchr ("\\|*_`<>[]#", *text) != NULL)
      g_string_append_c (escaped, '\\');
    g_string_append_c (escaped, *text);
  }
  return g_string_free (escaped, FALSE);
}

static void
add_cell (GString *text, const BancoComparedValue *value)
{
  if (value == NULL) {
    g_string_append (text, " – |");
    return;
  }
  g_string_append_printf (text, " %.4g", value->median);
  if (value->same)
    g_string_append (text, " (same)");
  else if (value->ratio > 0)
    g_string_append_printf (text, " (%.2f ×)", value->ratio);
  if (value->source > BANCO_SOURCE_MEASURED_THERE)
    g_string_append_printf (text, " *%s*", banco_value_source_to_string (value->source));
  g_string_append (text, " |");
}

/* What to call column @nth; two of one name are told apart by the results' ids. */
static char *
column_title (const BancoComparison *self, guint nth)
{
  const char *name = self->names->pdata[nth];
  const char *id = NULL;
  g_autofree char *both = NULL;
  gboolean shared = FALSE;

  for (guint i = 0; i < self->names->len; i++)
    shared |= i != nth && g_str_equal (self->names->pdata[i], name);
  for (guint i = 0; shared && id == NULL && i < self->rows->len; i++) {
    const BancoComparedRow *row = self->rows->pdata[i];
    const BancoComparedValue *value = row->values->pdata[nth];

    id = value != NULL ? value->result : NULL;
  }
  both = id != NULL ? g_strdup_printf ("%s, %s", name, id) : g_strdup (name);
  return escape (both);
}

static void
add_lines (GString *text, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const BancoComparedRow *row = rows->pdata[i];
    g_autofree char *id = escape (row->id);
    g_autofree char *unit = escape (row->unit);

    g_string_append_printf (text, "| %s | %s |", id, unit);
    for (guint j = 0; j < row->values->len; j++)
      add_cell (text, row->values->pdata[j]);
    g_string_append_c (text, '\n');
  }
}

char *
banco_comparison_to_markdown (const BancoComparison *self)
{
  GString *text = g_string_new ("| measure | unit |");

  for (guint i = 0; i < self->names->len; i++) {
    g_autofree char *name = column_title (self, i);

    g_string_append_printf (text, " %s |", name);
  }
  g_string_append (text, "\n| --- | --- |");
  for (guint i = 0; i < self->names->len; i++)
    g_string_append (text, " ---: |");
  g_string_append_c (text, '\n');
  add_lines (text, self->scales);
  add_lines (text, self->rows);
  for (guint i = 0; i < self->advice->len; i++) {
    g_autofree char *advice = escape (((const BancoAdvice *) self->advice->pdata[i])->text);
    g_string_append_printf (text, "%s- %s\n", i == 0 ? "\n" : "", advice);
  }
  return g_string_free (text, FALSE);
}
