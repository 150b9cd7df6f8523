/* SPDX-License-Identifier: Apache-2.0 */
#include "knowledge/draft-private.h"
#include "reading.h"

#include <string.h>

/* A cell that shows @data. */
#define SHOWN(data)                                                                                \
  "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"e\",\"outputs\":[{"             \
  "\"output_type\":\"display_data\",\"data\":{" data "}}]}]}"

/* Every kind of cell and of output, of every version: what may be shown, and what is said of the
 * rest. */
static const ReadingCase notebooks[] = {
  { "latex", SHOWN ("\"text/latex\": [\"$$\\\\frac{a}{b}$$\"], \"text/plain\": \"a/b\""),
    "    e\n\n    \\frac{a}{b}" },
  { "latex of an array", SHOWN ("\"text/latex\": \"\\\\begin{bmatrix}1\\\\end{bmatrix}\""),
    "    e\n\n    \\begin{bmatrix}1\\end{bmatrix}" },
  { "markdown", SHOWN ("\"text/markdown\": [\"**bold** and\", \"\\n- x\"], \"text/plain\": \"no\""),
    "    e\n\n  bold and\n\n  • x" },
  { "picture",
    SHOWN ("\"image/png\": \"iVBORw0KGgoAAAANSUhEUg==\", \"text/plain\": \"<Figure size 1x1>\""),
    "    e\n\n  [picture]" },
  { "svg",
    SHOWN ("\"image/svg+xml\": ["
           "\"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script><text>t</text></svg>\"],"
           " \"text/plain\": \"<SVG>\""),
    "    e\n\n  (a drawing; open the notebook to see it)" },
  { "json", SHOWN ("\"application/json\": {\"a\": [1, 2]}, \"text/plain\": \"<JSON>\""),
    "    e\n\n  <JSON>" },
  { "only javascript", SHOWN ("\"application/javascript\": \"alert(1)\""), "    e" },
  { "plain as a list", SHOWN ("\"text/plain\": [\"line 1\\n\", \"line 2\"]"),
    "    e\n\n  line 1\n  line 2" },
  { "escapes before accents",
    SHOWN ("\"text/plain\": \"\\u001b\\u00e9t\\u00e9 \\u001b[1\\u2713 \\u001b\\ud83d\\udd25\""),
    "    e\n\n  \303\251t\303\251 \342\234\223 \360\237\224\245" },
  { "other sequences",
    SHOWN ("\"text/plain\": \"\\u009b31mred \\u001bPq#0\\u001b\\\\ \\u009d0;title\\u009cend\""),
    "    e\n\n  red  end" },
  { "html with a script and a link",
    SHOWN ("\"text/html\": \"<p>see <a "
           "href=\\\"javascript:x\\\">this</a><script>alert(1)</script></p>\""),
    "    e\n\n  see this" },
  { "error with a traceback",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"code\","
    " \"source\": \"1/0\", \"outputs\": [{\"output_type\": \"error\", \"ename\": \"E\","
    " \"evalue\": \"v\", \"traceback\": [\"\\u001b[0;31m---\\u001b[0m\", \"line 1\","
    " \"E: v\"]}]}]}",
    "    1/0\n\n  ---\n  line 1\n  E: v" },
  { "two streams",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"code\","
    " \"source\": \"x\", \"outputs\": [{\"output_type\": \"stream\","
    " \"name\": \"stdout\", \"text\": \"a\\n\"}, {\"output_type\": \"stream\","
    " \"name\": \"stdout\", \"text\": \"b\\n\"}, {\"output_type\": \"stream\","
    " \"name\": \"stderr\", \"text\": \"warn\\n\"}]}]}",
    "    x\n\n  a\n  b\n\n  warn" },
  { "a progress bar that was flushed",
    "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"x\", \"outputs\": ["
    "{\"output_type\": \"stream\", \"name\": \"stderr\", \"text\": \"10%\\r\"},"
    "{\"output_type\": \"stream\", \"name\": \"stderr\", \"text\": [\"50%\\r\", \"100%\"]},"
    "{\"output_type\": \"stream\", \"name\": \"stderr\", \"text\": \" done\\n\"},"
    "{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": \"\"},"
    "{\"output_type\": \"stream\", \"text\": \"out\"}]}]}",
    "    x\n\n  100% done\n\n  out" },
  { "raw cell",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"raw\","
    " \"source\": \"raw *text*\"}]}",
    "    raw *text*" },
  { "heading of version 3",
    "{\"nbformat\": 3, \"metadata\": {\"name\": \"Old one\"}, \"worksheets\": [{"
    "\"cells\": [{\"cell_type\": \"heading\", \"level\": 1, \"source\": [\"A\"]}, {"
    "\"cell_type\": \"heading\", \"level\": 6, \"source\": \"B\"}, {"
    "\"cell_type\": \"html\", \"source\": \"<b>h</b>\"}, {\"cell_type\": \"raw\","
    " \"source\": \"r\"}]}]}",
    "A\n=\n\nB\n\n    <b>h</b>\n\n    r" },
  { "outputs of version 3",
    "{\"nbformat\": 3, \"metadata\": {\"name\": \"Old one\"}, \"worksheets\": [{"
    "\"cells\": [{\"cell_type\": \"code\", \"input\": [\"x\\n\", \"y\"],"
    " \"prompt_number\": 4, \"language\": \"python\", \"outputs\": [{"
    "\"output_type\": \"stream\", \"stream\": \"stdout\", \"text\": \"s\"}, {"
    "\"output_type\": \"pyout\", \"prompt_number\": 4, \"text\": \"t\","
    " \"html\": \"<i>i</i>\"}, {\"output_type\": \"display_data\","
    " \"png\": \"iVBORw0KGgoAAAANSUhEUg==\"}, {\"output_type\": \"display_data\","
    " \"latex\": \"$$y$$\"}, {\"output_type\": \"display_data\", \"svg\": \"<svg/>\","
    " \"text\": \"<fig>\"}, {\"output_type\": \"display_data\","
    " \"javascript\": \"alert(1)\", \"text\": \"js\"}, {\"output_type\": \"pyerr\","
    " \"ename\": \"N\", \"evalue\": \"v\", \"traceback\": [\"tb\"]}]}]}]}",
    "In [4]:\n    x\n    y\n\n  s\n\n  i\n\n  [picture]\n\n    y\n\n  (a drawing; open th"
    "e notebook to see it)\n\n  js\n\n  tb" },
  { "two worksheets",
    "{\"nbformat\": 3, \"worksheets\": [{\"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"one\"}]}, {\"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"two\"}]}]}",
    "one\n\ntwo" },
  { "attachment picture",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"![p](attachment:p.png)\", \"attachments\": {\"p.png\": {"
    "\"image/png\": \"iVBORw0KGgoAAAANSUhEUg==\"}}}]}",
    "[picture: p]" },
  { "attachment that is not there",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"![p](attachment:q.png)\"}]}",
    "p" },
  { "magics",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"code\","
    " \"source\": \"%%bash\\nls\", \"outputs\": []}]}",
    "    %%bash\n    ls" },
  { "no outputs, no count",
    "{\"nbformat\": 4, \"metadata\": {}, \"cells\": [{\"cell_type\": \"code\","
    " \"source\": \"x = 1\", \"outputs\": [], \"execution_count\": null}]}",
    "    x = 1" },
  { "widget beside a picture",
    SHOWN ("\"application/vnd.jupyter.widget-view+json\": {\"model_id\": \"1\"},"
           " \"image/png\": \"iVBORw0KGgoAAAANSUhEUg==\""),
    "    e\n\n  (an interactive element; it needs a running notebook)" },
  { "a byte order mark",
    "\xEF\xBB\xBF{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"one\"}]}",
    "one" },
  { "text as JSON has it not",
    "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\","
    " \"source\": \"it\\'s\ta \\ud83d \\ud83d\\udd25\\udc80 \\\\ud83d \\\"\\u0041\nb\"}]}",
    "    it's\ta \357\277\275 \360\237\224\245\357\277\275 \\ud83d \"A\n    b" },
  { "a second notebook behind the first",
    "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"one\"}]}"
    "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"raw\", \"source\": \"two\"}]}",
    "    one" },
  { "version 2",
    "{\"nbformat\": 2, \"worksheets\": [{\"cells\": [{\"cell_type\": \"markdown\","
    " \"source\": \"two\"}]}]}",
    "two" },
};

/* What is not as the format says is told, and the rest is read. */
static const struct {
  const char *name;
  const char *text;
  const char *problem;
  const char *kept;
} broken[] = {
  { "a picture that is none",
    "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"e\",\"outputs\":[{\"output_type\":"
    "\"display_data\",\"data\":{\"image/jpeg\":\"bm90IGEgcGljdHVyZQ==\",\"text/"
    "plain\":\"<Figure>\"}}"
    "]}]}",
    "a picture of it cannot be read", "<Figure>" },
  { "cells that are no list", "{\"nbformat\":4,\"cells\":{\"a\":1}}", "it has no cells", "" },
};

static void
test_notebooks (void)
{
  reading_check (BANCO_FORMAT_NOTEBOOK, notebooks, G_N_ELEMENTS (notebooks));
}

static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++) {
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_NOTEBOOK, broken[i].text);
    const GPtrArray *problems = banco_document_get_problems (document);
    g_autofree char *text = banco_document_to_text (document, 60);

    g_test_message ("%s", broken[i].name);
    g_assert_cmpuint (problems->len, ==, 1);
    g_assert_nonnull (strstr (((BancoProblem *) problems->pdata[0])->what, broken[i].problem));
    g_assert_nonnull (strstr (text, broken[i].kept));
  }
}

/* Nothing of an output runs or loads, whatever kind it says it is. */
static void
test_harmless (void)
{
  static const char *const kinds[] = {
    "text/html",
    "image/svg+xml",
    "text/markdown",
    "text/latex",
    "text/plain",
    "application/javascript",
    "application/vnd.plotly.v1+json",
    "image/png",
    "something/else",
  };
  static const char evil[] =
    "<script>alert(1)</script><img src=http://192.0.2.1/x onerror=alert(1)>"
    "<a href=javascript:alert(1)>x</a><iframe src=http://192.0.2.1/></iframe>";

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *text =
      g_strdup_printf ("{\"cells\":[{\"cell_type\":\"code\",\"source\":\"e\",\"outputs\":[{"
                       "\"output_type\":\"display_data\",\"data\":{\"%s\":\"%s\"}}]}]}",
                       kinds[i], evil);
    g_autoptr (BancoDocument) document = reading_read (BANCO_FORMAT_NOTEBOOK, text);
    g_autofree char *html = banco_document_to_html (document, "T");

    g_assert_null (strstr (html, "<script"));
    g_assert_null (strstr (html, "<iframe"));
    g_assert_null (strstr (html, "<img"));
    g_assert_null (strstr (html, "href=\"javascript"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/knowledge/notebooks/text", test_notebooks);
  g_test_add_func ("/knowledge/notebooks/broken", test_broken);
  g_test_add_func ("/knowledge/notebooks/harmless", test_harmless);
  return g_test_run ();
}
