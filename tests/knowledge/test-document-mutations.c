/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "fuzz.h"

/* The fuzzers' check over seeds that were damaged in the same way every time. */
static const char *const seeds[][2] = {
  { "<h1>a</h1><ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">c"
    "</ac:parameter><ac:plain-text-body><![CDATA[x < y]]></ac:plain-text-body>"
    "</ac:structured-macro><table><tr><th>ML tools</th><td>Keras, ROOT</td></tr></table>",
    "<p><ac:link ac:anchor=\"x\"><ri:page ri:content-title=\"T\"/><ac:link-body><b>w</b>"
    "</ac:link-body></ac:link><ac:image><ri:attachment ri:filename=\"a.png\"/></ac:image>&eacute;"
    "&#x1F642;<a href=\"javascript:x\">y</a></p><ul><li>a<pre>b</pre></li></ul>" },
  { "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"# T\\n\",\"$x$ "
    "<img src='y'>\"]},{\"cell_type\":\"code\",\"execution_count\":1,\"source\":\"a\",\"outputs\":"
    "[{\"output_type\":\"stream\",\"text\":\"\\u001b[31mr\\u001b[0m\\r\\b\\n\"},{\"output_type\":"
    "\"display_data\",\"data\":{\"image/png\":\"iVBORw0KGgoAAAAN\",\"text/html\":\"<b>x</"
    "b>\"}}]}]}",
    "{\"worksheets\":[{\"cells\":[{\"cell_type\":\"code\",\"input\":\"x\",\"outputs\":[{"
    "\"output_type\":\"pyout\",\"latex\":\"$$y$$\",\"html\":\"<table><td>1\"}]}]}]}" },
  { "# a\n\n- b\n  1. c $x$\n\n> d\n\n|e|f|\n|---|---|\n|`g`|<i>h</i>|\n\n```py\ni\n```\n",
    "$$\na\n$$\n\\begin{align}b\\end{align}\n![c](d.png \"e\") [f](http://g/h?i=1&j=2) &amp; "
    "~~k~~\n" },
};

static void
mutate (GRand *random, GByteArray *bytes)
{
  static const char *const tokens[] = { "<",    ">",  "]]>",  "<![CDATA[", "\"",          "{",
                                        "}",    "[",  "\\",   "$",         "&",           ";",
                                        "\xff", "\n", "<ul>", "</p>",      "\xEE\x80\x80" };

  for (int i = g_rand_int_range (random, 1, 6); i > 0 && bytes->len > 0; i--) {
    guint at = (guint) g_rand_int_range (random, 0, (gint32) bytes->len);
    const char *token = tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))];
    guint length = (guint) g_rand_int_range (random, 1, 30);

    switch (g_rand_int_range (random, 0, 4)) {
    case 0:
      bytes->data[at] = (guint8) g_rand_int (random);
      break;
    case 1:
      g_byte_array_remove_range (bytes, at, MIN (length, bytes->len - at));
      break;
    case 2:
      g_byte_array_set_size (bytes, bytes->len + at);
      memmove (bytes->data + at, bytes->data, bytes->len - at);
      break;
    default:
      memcpy (bytes->data + at, token, MIN (strlen (token), bytes->len - at));
    }
  }
}

static void
test_mutations (gconstpointer data)
{
  BancoFormat format = (BancoFormat) GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123 + format);

  for (guint i = 0; i < 3000; i++) {
    const char *seed = seeds[format][i % 2];
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, (const guint8 *) seed, (guint) strlen (seed));
    mutate (random, bytes);
    fuzz_read (format, bytes->data, bytes->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/knowledge/mutations/storage", GUINT_TO_POINTER (BANCO_FORMAT_STORAGE),
                        test_mutations);
  g_test_add_data_func ("/knowledge/mutations/notebook", GUINT_TO_POINTER (BANCO_FORMAT_NOTEBOOK),
                        test_mutations);
  g_test_add_data_func ("/knowledge/mutations/markdown", GUINT_TO_POINTER (BANCO_FORMAT_MARKDOWN),
                        test_mutations);
  return g_test_run ();
}
