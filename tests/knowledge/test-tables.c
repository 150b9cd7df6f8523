/* SPDX-License-Identifier: Apache-2.0 */
#include "reading.h"

#include <string.h>

#define TABLE(rows) "<table><tbody>" rows "</tbody></table>"

/* Columns stay columns, whatever cells take of them. */
static void
test_grid (void)
{
  static const ReadingCase cases[] = {
    { "a cell over two columns",
      TABLE ("<tr><th>a</th><th>b</th><th>c</th></tr><tr><td colspan='2'>wide</td><td>z</td></tr>"),
      "a    │ b │ c\nwide │   │ z" },
    { "a cell over two rows",
      TABLE ("<tr><td rowspan='2'>tall</td><td>1</td></tr><tr><td>2</td></tr><tr><td>x</td>"
             "<td>3</td></tr>"),
      "tall │ 1\n     │ 2\nx    │ 3" },
    { "a tall one in the middle",
      TABLE ("<tr><td>a</td><td rowspan='3'>m</td><td>1</td></tr><tr><td>b</td><td>2</td></tr>"
             "<tr><td>c</td><td>3</td></tr>"),
      "a │ m │ 1\nb │   │ 2\nc │   │ 3" },
    { "a tall one at the end",
      TABLE ("<tr><td>a</td><td rowspan='2'>m</td></tr><tr><td>b</td></tr>"), "a │ m\nb │" },
    { "both ways",
      TABLE ("<tr><td colspan='2' rowspan='2'>block</td><td>1</td></tr><tr><td>2</td></tr>"
             "<tr><td>a</td><td>b</td><td>3</td></tr>"),
      "block │   │ 1\n      │   │ 2\na     │ b │ 3" },
    { "a tall one over the edge of its group",
      "<table><thead><tr><th rowspan='2'>h</th><th>i</th></tr></thead><tbody><tr><td>j</td></tr>"
      "</tbody></table>",
      "h │ i\n  │ j" },
    /* The heads of a grouped table of pandas. */
    { "pandas",
      "<table><thead><tr><th></th><th></th><th>loss</th></tr><tr><th>net</th><th>run</th><th></th>"
      "</tr></thead><tbody><tr><th rowspan='2' valign='top'>cnn</th><th>1</th><td>0.5</td></tr>"
      "<tr><th>2</th><td>0.4</td></tr><tr><th>gnn</th><th>1</th><td>0.3</td></tr></tbody></table>",
      "    │     │ loss\nnet │ run │\ncnn │ 1   │ 0.5\n    │ 2   │ 0.4\ngnn │ 1   │ 0.3" },
    { "no such numbers",
      TABLE ("<tr><td colspan='0' rowspan='0'>a</td><td colspan='-2'>b</td><td rowspan='x'>c</td>"
             "</tr><tr><td>d</td></tr>"),
      "a │ b │ c\nd" },
    { "a table in a tall cell",
      TABLE ("<tr><td rowspan='2'>" TABLE ("<tr><td>i</td><td>j</td></tr>") "</td><td>1</td></tr>"
                                                                            "<tr><td>2</td></tr>"),
      "i j │ 1\n    │ 2" },
    { "cells without a row", "<table><tbody><td>lost</td></tbody></table><p>after</p>", "after" },
  };

  reading_check (BANCO_FORMAT_STORAGE, cases, G_N_ELEMENTS (cases));
}

/* Numbers that would fill the memory are as good as smaller ones. */
static void
test_limits (void)
{
  static const char *const pages[] = {
    TABLE ("<tr><td colspan='4000000000'>a</td></tr><tr><td>b</td></tr>"),
    TABLE ("<tr><td colspan='99999999999999999999999'>a</td></tr>"),
    TABLE ("<tr><td rowspan='4000000000'>a</td><td>b</td></tr><tr><td>c</td></tr>"),
    TABLE ("<tr><td colspan='200' rowspan='4000000000'>a</td></tr>"),
  };
  g_autoptr (GString) tall = g_string_new ("<table>");
  g_autoptr (BancoDocument) document = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autoptr (BancoDocument) one = reading_read (BANCO_FORMAT_STORAGE, pages[i]);
    const BancoBlock *table = banco_document_get_blocks (one)->pdata[0];
    const BancoBlock *row = table->children->pdata[0];

    g_assert_cmpuint (row->children->len, <=, 200);
  }
  g_string_append (tall, "<tr><td colspan='200' rowspan='4000000000'>a</td></tr>");
  for (guint i = 0; i < 5000; i++)
    g_string_append (tall, "<tr></tr>");
  g_string_append (tall, "<tr><td>last</td></tr></table>");
  document = reading_read (BANCO_FORMAT_STORAGE, tall->str);
  {
    const BancoBlock *table = banco_document_get_blocks (document)->pdata[0];
    guint cells = 0;

    g_assert_cmpuint (table->children->len, ==, 5002);
    for (guint i = 0; i < table->children->len; i++)
      cells += ((BancoBlock *) table->children->pdata[i])->children->len;
    g_assert_cmpuint (cells, <, 21000);
  }
}

/* What a head takes is a head, also where it is empty. */
static void
test_heads (void)
{
  g_autoptr (BancoDocument) document = reading_read (
    BANCO_FORMAT_STORAGE, TABLE ("<tr><th colspan='2'>h</th></tr><tr><td>a</td><td>b</td></tr>"));
  g_autofree char *html = banco_document_to_html (document, "t");

  g_assert_nonnull (strstr (html, "<tr><th>h</th><th></th></tr>\n<tr><td>a</td><td>b</td></tr>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/tables/grid", test_grid);
  g_test_add_func ("/knowledge/tables/limits", test_limits);
  g_test_add_func ("/knowledge/tables/heads", test_heads);
  return g_test_run ();
}
