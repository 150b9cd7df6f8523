/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cql-private.h"
#include "demo/space-folder-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever a client takes for a query is read or refused, and fits pages or not. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char *const labels[] = { "cnn", NULL };
  static DemoSpace *space;
  static DemoPage *page;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (DemoCql) cql = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  if (space == NULL) {
    space = demo_space_new ();
    demo_space_fill (space, 0);
    page = demo_space_add (space, NULL, "Title", "<p>text</p>", labels, 0);
  }
  cql = demo_cql_parse (text, 60, 0, &error);
  g_assert_true ((cql == NULL) == (error != NULL));
  if (cql != NULL) {
    demo_cql_fits (cql, space, page, NULL);
    g_assert_cmpint (demo_cql_compare (cql, page, page), ==, 0);
  }
  return 0;
}
