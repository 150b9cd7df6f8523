/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cql-private.h"

#include <string.h>

/* 2027-03-01 12:00:30 UTC; the index is a minute and a half behind and counts minutes. */
#define NOON 1803902430
#define DAY (24 * 60 * 60)

/* What is asked of a space of five pages, and which of them fit, by their letters. */
static const struct {
  const char *cql;
  int zone_minutes;
  const char *fits; /* NULL: it cannot be read */
} queries[] = {
  { "type = page", 0, "abcde" },
  { "TYPE = PAGE", 0, "abcde" },
  { "type != page", 0, "" },
  { "type = blogpost", 0, "" },
  { "type in (page, blogpost)", 0, "abcde" },
  { "space = MLINFN", 0, "abcde" },
  { "space = mlinfn", 0, "abcde" },
  { "space != MLINFN", 0, "" },
  { "label = cnn", 0, "bc" },
  { "label = CNN", 0, "" },
  { "label != cnn", 0, "ade" },
  { "label in (cnn, hep)", 0, "bcd" },
  { "label = cnn and label = hep", 0, "c" },
  { "label=cnn AND label=hep", 0, "c" },
  { "label = \"two words\"", 0, "e" },
  { "title = alpha", 0, "a" },
  { "title != alpha", 0, "bcde" },
  { "title ~ a", 0, "abcd" },
  { "title ~ \"ÉTÉ\"", 0, "e" },
  { "text ~ neutrino", 0, "bd" },
  { "text ~ \"a neutrino\"", 0, "b" },
  { "text ~ alpha", 0, "a" },
  { "id = 53906362", 0, "c" },
  { "id in (53906360,53906364)", 0, "ae" },
  { "id != 53906360", 0, "bcde" },
  { "parent = 53906360", 0, "bc" },
  { "parent = 53906361", 0, "d" },
  { "ancestor = 53906360", 0, "bcd" },
  { "ancestor = 53906361", 0, "d" },
  { "ancestor != 53906360", 0, "ae" },
  /* Page a is of noon, b of a minute before, c of a day before, d of a day later, e of 1970. */
  { "lastmodified >= \"2027-03-01 11:59\"", 0, "ad" },
  { "lastmodified >= \"2027-03-01 11:58\"", 0, "abd" },
  { "lastmodified > \"2027-03-01 11:58\"", 0, "ad" },
  { "lastmodified = \"2027-03-01 11:58\"", 0, "b" },
  { "lastmodified = \"2027-03-01 11:59\"", 0, "a" },
  { "lastmodified != \"2027-03-01 11:59\"", 0, "bcde" },
  { "lastmodified <= \"2027-03-01 11:58\"", 0, "bce" },
  { "lastmodified < \"2027-03-01 11:58\"", 0, "ce" },
  { "lastmodified >= \"2027/03/01 11:58\"", 0, "abd" },
  { "lastmodified >= 2027-03-01", 0, "abd" },
  { "lastmodified < 1980/01/01", 0, "e" },
  /* The same minute elsewhere. */
  { "lastmodified = \"2027-03-01 12:59\"", 60, "a" },
  { "lastmodified = \"2027-03-01 08:29\"", -210, "a" },
  { "lastmodified > now(\"-1h\")", 0, "abd" },
  { "lastmodified > now(\"-2d\")", 0, "abcd" },
  { "lastmodified > now(\"-1w\")", 0, "abcd" },
  { "lastmodified > now(\"-2m\")", 0, "ad" },
  { "lastmodified > now()", 0, "d" },
  { "lastmodified < now(\"-99w\")", 0, "e" },
  { "label = cnn and lastmodified < \"2027-03-01\"", 0, "c" },
  /* What cannot be read. */
  { "", 0, NULL },
  { "and", 0, NULL },
  { "label", 0, NULL },
  { "label =", 0, NULL },
  { "label = cnn and", 0, NULL },
  { "label = cnn or label = hep", 0, NULL },
  { "label == cnn", 0, NULL },
  { "label cnn", 0, NULL },
  { "label > cnn", 0, NULL },
  { "label in cnn", 0, NULL },
  { "label in (cnn", 0, NULL },
  { "label in (cnn,)", 0, NULL },
  { "label in ()", 0, NULL },
  { "colour = red", 0, NULL },
  { "lastmodified > 2027-02-30", 0, NULL },
  { "lastmodified > \"2027-03-01 24:30\"", 0, NULL },
  { "lastmodified > \"2027-03-01T12:00\"", 0, NULL },
  { "lastmodified > \"2027-03-01 12:00:00\"", 0, NULL },
  { "lastmodified > 2027-03/01", 0, NULL },
  { "lastmodified > now", 0, NULL },
  { "lastmodified > now(\"-1h\"", 0, NULL },
  { "lastmodified > now(\"soon\")", 0, NULL },
  { "label = cnn order", 0, NULL },
  { "label = cnn order by", 0, NULL },
  { "label = cnn order by colour", 0, NULL },
  { "label = cnn order by id up", 0, NULL },
};

/* Of all pages, in which order. */
static const struct {
  const char *order;
  const char *pages;
} orders[] = {
  { "", "abcde" },
  { " order by id", "abcde" },
  { " order by id desc", "edcba" },
  { " ORDER BY ID ASC", "abcde" },
  { " order by lastmodified", "ecbad" },
  { " order by lastmodified desc", "dabce" },
  { " order by title", "abdce" },
};

static DemoSpace *
make_space (void)
{
  static const char *const none[] = { NULL };
  static const char *const cnn[] = { "cnn", NULL };
  static const char *const both[] = { "hep", "cnn", NULL };
  static const char *const hep[] = { "hep", NULL };
  static const char *const words[] = { "two words", NULL };
  DemoSpace *space = demo_space_new ();
  const DemoPage *a = demo_space_add (space, NULL, "Alpha", "<p>home</p>", none, NOON);
  const DemoPage *b = demo_space_add (space, a->id, "Beta", "<p>a Neutrino</p>", cnn, NOON - 60);

  demo_space_add (space, a->id, "Gamma", "<p></p>", both, NOON - DAY);
  demo_space_add (space, b->id, "Delta", "<p>neutrino</p>", hep, NOON + DAY);
  demo_space_add (space, NULL, "été", "<p></p>", words, 0);
  return space;
}

static void
test_query (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  DemoSpace *space = make_space ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DemoCql) cql = demo_cql_parse (queries[i].cql, queries[i].zone_minutes, NOON, &error);
  g_autoptr (GString) fits = g_string_new (NULL);

  if (queries[i].fits == NULL) {
    g_assert_null (cql);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    g_assert_nonnull (strstr (error->message, queries[i].cql));
  } else {
    g_assert_no_error (error);
    g_assert_false (demo_cql_wants_attachments (cql));
    for (guint j = 0; j < space->pages->len; j++)
      if (demo_cql_fits (cql, space, space->pages->pdata[j], NULL))
        g_string_append_c (fits, (char) ('a' + j));
    g_assert_cmpstr (fits->str, ==, queries[i].fits);
  }
  demo_space_free (space);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer cql)
{
  return demo_cql_compare (cql, *(DemoPage *const *) a, *(DemoPage *const *) b);
}

static void
test_orders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++) {
    DemoSpace *space = make_space ();
    g_autofree char *text = g_strconcat ("type = page", orders[i].order, NULL);
    g_autoptr (DemoCql) cql = demo_cql_parse (text, 0, NOON, NULL);
    g_autoptr (GPtrArray) pages = g_ptr_array_copy (space->pages, NULL, NULL);
    g_autoptr (GString) letters = g_string_new (NULL);

    g_assert_nonnull (cql);
    g_ptr_array_set_free_func (pages, NULL);
    g_ptr_array_sort_with_data (pages, compare, cql);
    for (guint j = 0; j < pages->len; j++) {
      const DemoPage *page = pages->pdata[j];

      g_string_append_c (letters, (char) ('a' + (page->id[strlen (page->id) - 1] - '0')));
    }
    g_assert_cmpstr (letters->str, ==, orders[i].pages);
    demo_space_free (space);
  }
}

/* An attachment is found by its own id and time, and by the title and labels of its page. */
static void
test_attachments (void)
{
  static const struct {
    const char *cql;
    gboolean wanted; /* attachments, not pages */
    gboolean fits;
  } cases[] = {
    { "type = attachment", TRUE, TRUE },
    { "type in (page, attachment)", TRUE, TRUE },
    { "type != attachment", FALSE, FALSE },
    { "container = 53906361", TRUE, TRUE },
    { "container = 53906360", TRUE, FALSE },
    { "type = attachment and id = att53906365", TRUE, TRUE },
    { "type = attachment and id = 53906361", TRUE, FALSE },
    { "type = attachment and label = cnn", TRUE, TRUE },
    { "type = attachment and lastmodified >= \"2027-03-02\"", TRUE, TRUE },
    { "type = attachment and lastmodified < \"2027-03-02\"", TRUE, FALSE },
  };
  DemoSpace *space = make_space ();
  DemoPage *page = space->pages->pdata[1];
  g_autoptr (GBytes) first = g_bytes_new_static ("1", 1);
  g_autoptr (GBytes) second = g_bytes_new_static ("22", 2);
  DemoAttachment *attachment;

  demo_space_attach (space, page, "a.png", first, NOON);
  attachment = demo_space_attach (space, page, "a.png", second, NOON + DAY);
  g_assert_cmpuint (page->attachments->len, ==, 1);
  g_assert_cmpuint (attachment->version, ==, 2);
  g_assert_cmpuint (g_bytes_get_size (attachment->bytes), ==, 2);
  g_assert_cmpstr (attachment->media_type, ==, "image/png");
  g_assert_true (demo_page_find_attachment (page, "a.png") == attachment);
  g_assert_null (demo_page_find_attachment (page, "A.png"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (DemoCql) cql = demo_cql_parse (cases[i].cql, 0, NOON, NULL);

    g_test_message ("%s", cases[i].cql);
    g_assert_nonnull (cql);
    g_assert_cmpint (demo_cql_wants_attachments (cql), ==, cases[i].wanted);
    g_assert_cmpint (demo_cql_fits (cql, space, page, attachment), ==, cases[i].fits);
  }
  demo_space_free (space);
}

/* A page is found by its id or its title; to a reader without rights a hidden one is none. */
static void
test_space (void)
{
  DemoSpace *space = make_space ();
  DemoPage *page = demo_space_find (space, "beta");

  g_assert_cmpstr (page->id, ==, "53906361");
  g_assert_true (demo_space_find (space, page->id) == page);
  g_assert_true (demo_space_find_readable (space, page->id) == page);
  g_assert_null (demo_space_find_readable (space, "Beta"));
  g_assert_null (demo_space_find (space, "Omega"));
  for (guint i = 0; i < 2; i++) {
    page->restricted = i == 0;
    page->trashed = i == 1;
    g_assert_null (demo_space_find_readable (space, page->id));
    g_assert_true (demo_space_find (space, page->id) == page);
    g_assert_false (demo_page_is_readable (page));
  }
  g_assert_true (demo_space_is_below (space, demo_space_find (space, "Delta"), "53906360"));
  g_assert_false (demo_space_is_below (space, demo_space_find (space, "Delta"), "53906362"));
  g_assert_false (demo_space_is_below (space, page, page->id));
  demo_space_free (space);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autofree char *path = g_strdup_printf ("/cql/query/%02u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_query);
  }
  g_test_add_func ("/cql/orders", test_orders);
  g_test_add_func ("/cql/attachments", test_attachments);
  g_test_add_func ("/cql/space", test_space);
  return g_test_run ();
}
