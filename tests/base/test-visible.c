/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz-visible.h"

#define SAME NULL

static const struct {
  const char *text;
  const char *line; /* SAME: as @text */
  const char *many; /* as text of many lines; SAME: as @line */
} cases[] = {
  { "", SAME, SAME },
  { "plain, caffè, 日本, e\u0301", SAME, SAME },
  { "a\nb\tc", "a b c", "a\nb\tc" },
  { HOSTILE, HOSTILE_SHOWN, "a\nb\tc\nde<b>&_\nz" },
  /* Ends of lines. */
  { "a\r\nb\r\n", "a b ", "a\nb\n" },
  { "10%\r20%\r\r\n", "10% 20% ", "10%\n20%\n" },
  { "\ra\n\rb\r", "a b", "a\nb" },
  { "\b1/2\b\b\b2/2\b\r\n", "1/2 2/2 ", "1/2\n2/2\n" },
  { "a\vb\fc\302\205d\u2028e\u2029f", "a b c d e f", "a\nb\nc\nd\ne\nf" },
  /* Escape sequences go whole. */
  { "\033[1;31mred\033[0m \033[38:2::1:2:3mx\033[?25l\033[2 q", "red x", SAME },
  { "\302\23331mred\302\233m", "red", SAME },
  { "\033]0;title\007text", "text", SAME },
  { "\033]52;c;aGk=\033\\text", "text", SAME },
  { "\302\2358;;https://one.example\302\234link\302\2358;;\302\234", "link", SAME },
  { "\033P1$r0m\033\\a\033_b\033\\c\033^d\033\\e\033Xf\033\\g", "aceg", SAME },
  { "\302\220a\302\234b\302\230c\302\234d\302\236e\302\234f\302\237g\302\234h", "bdfh", SAME },
  { "\033Ptmux;\033\033]52;c;aGk=\007\033\\text", "text", SAME },
  { "\033(Bansi\0337\033=\033c\033#8\033M", "ansi", SAME },
  { "\033]0;never ended\nnext line", " next line", "\nnext line" },
  { "\033[31", "", SAME },
  { "\033[3\nm", " m", "\nm" },
  { "\033", "", SAME },
  { "\033\033[31mred", "red", SAME },
  { "\033[31\u00e9", "é", SAME },
  { "\033]0;日本\007text\033日", "text日", SAME },
  /* Other controls. */
  { "bell\007 del\177 null\001 so\016 c1\302\200\302\232", "bell del null so c1", SAME },
  { "\377\23331m\302", "��31m�", SAME },
  { "\355\240\200", "���", SAME },
  /* Bidi controls, and what cannot be seen. */
  { "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "", SAME },
  { "a\u00adb\u200bc\u2060d\ufeffe\u180ef\u034fg\u3164h\uffa0i\u115f\u1160j\u206ak\ufff9l\u2063m",
    "abcdefghijklm", SAME },
  { "flag\U000e0067\U000e0062\U000e007f\U000e0001", "flag", SAME },
  { "l\u200da\u200cb\ufe0f \ufe0f1\u200d", "lab 1", SAME },
  { "\u200dx", "x", SAME },
  /* Where it decides about a shape, it stays: once. */
  { "👩\u200d💻 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 👩🏽\u200d⚕\ufe0f", SAME, SAME },
  { "می\u200cخواهم", SAME, SAME },
  { "क्\u200dष র\u200d্যা ന്\u200d", SAME, SAME },
  { "葛\U000e0100 ᠠ\u180b", SAME, SAME },
  { "👩\u200d\u200d\u200c\ufe0f💻", "👩\u200d💻", SAME },
  { "❤\ufe0f\ufe0e\U000e0100x", "❤\ufe0fx", SAME },
  { "می\u200c\u202eخ", "می\u200cخ", SAME },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *expected = cases[i].line != SAME ? cases[i].line : cases[i].text;
    g_autofree char *line = banco_visible_line (cases[i].text);
    g_autofree char *many = banco_visible_text (cases[i].text);

    g_test_message ("case %u", i);
    g_assert_cmpstr (line, ==, expected);
    g_assert_cmpstr (many, ==, cases[i].many != SAME ? cases[i].many : expected);
    g_assert_true (test_is_visible (line, FALSE));
  }
  g_assert_null (banco_visible_line (NULL));
  g_assert_null (banco_visible_text (NULL));
}

/* What comes of a log that grows begins with what came of it before. */
static void
test_growing (void)
{
  static const char log[] = "boot\r\n\033[32m[ ok ]\033[0m 10%\r20%\r\n\033]0;t\007日 login: ";
  g_autofree char *whole = banco_visible_text (log);

  g_assert_cmpstr (whole, ==, "boot\n[ ok ] 10%\n20%\n日 login: ");
  for (const char *end = log; *end != '\0'; end = g_utf8_next_char (end)) {
    g_autofree char *part = g_strndup (log, (gsize) (end - log));
    g_autofree char *shown = banco_visible_text (part);

    g_assert_true (g_str_has_prefix (whole, shown));
  }
}

/* Only arguments are cleaned, wherever they stand and whatever a translator made of their order. */
static void
test_printf (void)
{
  g_autofree char *plain =
    banco_visible_printf ("100 %% of\n%s\t%5.1f %-4u|%*s|%c", HOSTILE, 2.25, 7u, 4, "x\n", 'y');
  g_autofree char *moved = banco_visible_printf ("%2$s: %1$s.\n", "X\033[1mX", "Y\nY");
  g_autofree char *nothing = banco_visible_printf ("%s%s", "", "\033");
  g_autofree char *constant = banco_visible_printf ("line\nline");

  g_assert_cmpstr (plain, ==, "100 % of\n" HOSTILE_SHOWN "\t  2.2 7   |  x |y");
  g_assert_cmpstr (moved, ==, "Y Y: XX.\n");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (constant, ==, "line\nline");
}

static void
test_json (void)
{
  g_autofree char *shown =
    banco_visible_json ("{\t\"a\":\"\302\233\u202e\177\u00ad👩\u200d💻\U000e0041 é\\n\"\r\n}");

  g_assert_cmpstr (shown, ==,
                   "{ \"a\":\"\\u009b\\u202e\\u007f\\u00ad👩\\u200d💻\\udb40\\udc41 é\\n\"  }");
}

/* A few thousand pieces of all this in a row, cut and damaged. */
static void
test_mutations (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint round = 0; round < 5000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint i = 0; i < 4; i++)
      g_string_append (text,
                       cases[g_rand_int_range (random, 0, (gint32) G_N_ELEMENTS (cases))].text);
    for (guint i = 0; i < 3 && text->len > 0; i++)
      text->str[g_rand_int_range (random, 0, (gint32) text->len)] =
        (char) g_rand_int_range (random, 1, 256);
    fuzz_visible (text->str, text->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/visible/cases", test_cases);
  g_test_add_func ("/visible/a log that grows", test_growing);
  g_test_add_func ("/visible/printf", test_printf);
  g_test_add_func ("/visible/json", test_json);
  g_test_add_func ("/visible/mutations", test_mutations);
  return g_test_run ();
}
