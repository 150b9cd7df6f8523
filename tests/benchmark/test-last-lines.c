/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "fuzz.h"

#define BAR "\342\224\201\342\224\201\342\224\201"

/* What programs print to a terminal, and what a person would read of it. */
static const struct {
  const char *name;
  const char *printed;
  const char *shown;
} prints[] = {
  { "nothing", "", "" },
  { "lines", "one\ntwo\r\nthree\n\n", "one\ntwo\nthree" },
  { "more lines than are shown", "1\n2\n3\n4\n5\n6\n7\n", "3\n4\n5\n6\n7" },
  { "a tab", "Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.3\n",
    "Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.3" },
  { "a character behind a bell", "\a\342\234\223 saved\n", "\342\234\223 saved" },
  { "characters of four bytes behind controls", "\a\a\a\360\237\224\245\360\237\224\245\n",
    "\360\237\224\245\360\237\224\245" },
  { "accents behind empty lines", "\n\n\r\r\ncos\303\254 \303\250 perch\303\251\n",
    "cos\303\254 \303\250 perch\303\251" },
  { "tqdm", "\r 45%|\342\226\210| 1.80k/4.00k\r 47%|\342\226\210| 1.90k/4.00k",
    " 45%|\342\226\210| 1.80k/4.00k\n 47%|\342\226\210| 1.90k/4.00k" },
  { "nested tqdm",
    "\r 50%|\342\226\210 | 1/2\n\r  0%|  | 0/3\033[A\r100%|\342\226\210\342\226\210| 2/2",
    " 50%|\342\226\210 | 1/2\n  0%|  | 0/3\n100%|\342\226\210\342\226\210| 2/2" },
  { "Keras",
    "Epoch 1/3\n\r\033[1m1/2\033[0m \033[32m" BAR "\033[0m\033[37m\033[0m \033[1m3s\033[0m 98ms\r"
    "\033[1m2/2\033[0m \033[32m" BAR "\033[0m",
    "Epoch 1/3\n1/2 " BAR " 3s 98ms\n2/2 " BAR },
  { "older Keras", " 1/2 [=>.]\b\b\b\b\b\b\b\b\b\b 2/2 [==>]", " 1/2 [=>.]\n 2/2 [==>]" },
  { "rich",
    "\033[?25l\r\033[2KTraining \033[38;2;249;38;114m" BAR "\033[0m \033[35m 40%\033[0m\033[?25h",
    "Training " BAR "  40%" },
  { "a window's title", "\033]0;train\aone\033]0;test\033\\two\033]no end\nthree",
    "onetwo\nthree" },
  { "a picture", "\033Pq#0;2;0;0;0\033\\loss 1", "loss 1" },
  { "letter sets", "\033(B\016x\017\033=y\033c", "xy" },
  { "a sequence without an end", "loss 1\n\033[38;2", "loss 1" },
  { "a character in place of a sequence's end", "\033\303\251\033[1\303\251", "\303\251\303\251" },
  { "controls of eight bits", "a\302\2331mb\302\205c", "ab\nc" },
  { "what is not seen", "a\342\200\256b\342\200\213c\357\273\277", "abc" },
  { "no text", "\377\376ok\303", "\357\277\275\357\277\275ok\357\277\275" },
};

static char *
show (const char *bytes, gsize length, gsize piece)
{
  g_autoptr (GString) tail = g_string_new (NULL);

  for (gsize i = 0; i < length; i += piece)
    banco_last_lines_keep (tail, bytes + i, MIN (piece, length - i));
  return banco_last_lines_show (tail);
}

static void
test_shown (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  for (gsize piece = 1; piece < 100; piece += 33) {
    g_autofree char *shown = show (prints[i].printed, strlen (prints[i].printed), piece);
    g_assert_cmpstr (shown, ==, prints[i].shown);
  }
}

/* However much came before: what is shown starts with a whole line or, in a very long line, with a
 * whole character. */
static void
test_cut (gconstpointer data)
{
  const char *part = data;
  gboolean whole = g_str_has_suffix (part, "\n");

  for (guint extra = 0; extra < 40; extra++) {
    g_autoptr (GString) printed = g_string_new (NULL);
    g_autofree char *shown = NULL;

    for (guint i = 0; i < extra; i++)
      g_string_append_c (printed, 'x');
    for (guint i = 0; i < 5000; i++)
      g_string_append (printed, part);
    g_string_append (printed, "end\n");
    shown = show (printed->str, printed->len, 512);
    g_assert_true (g_str_has_suffix (shown, whole ? BAR " 40%\nend" : BAR "end"));
    g_assert_true (g_str_has_prefix (shown, whole ? BAR " 40%\n" : "\342\224\201"));
    g_assert_null (strstr (shown, "\357\277\275"));
  }
}

/* Every sequence of four of what matters. */
static void
test_all_sequences (void)
{
  static const char *const parts[] = {
    "a",    "\n",       "\a",       "\033",         "[",
    "]",    "\302\233", "\303\251", "\342\234\223", "\360\237\224\245",
    "\200", "\303"
  };
  const guint n = G_N_ELEMENTS (parts);

  for (guint number = 0; number < n * n * n * n; number++) {
    g_autoptr (GString) printed = g_string_new (NULL);

    for (guint rest = number, i = 0; i < 4; i++, rest /= n)
      g_string_append (printed, parts[rest % n]);
    fuzz_last_lines (printed->str, printed->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (prints); i++) {
    g_autofree char *path = g_strdup_printf ("/last-lines/shown/%s", prints[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_shown);
  }
  g_test_add_data_func ("/last-lines/cut/lines", "\033[38;2;249;38;114m" BAR "\033[0m 40%\n",
                        test_cut);
  g_test_add_data_func ("/last-lines/cut/one-line", BAR, test_cut);
  g_test_add_func ("/last-lines/all-sequences", test_all_sequences);
  return g_test_run ();
}
