/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of JSON that the program writes, byte by byte. */
#include "benchmark/program/line.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* A text, and how it stands in JSON: only what is UTF-8, and nothing that steers a terminal. */
static const struct {
  const char *text;
  const char *quoted;
} texts[] = {
  { "", "" },
  { "plain words", "plain words" },
  { "caffè €, 𝛼", "caffè €, 𝛼" },
  { "a \"quoted\" \\ word", "a \\u0022quoted\\u0022 \\u005c word" },
  { "\x01\t\n\x1b[31m\x7f", "\\u0001\\u0009\\u000a\\u001b[31m\\u007f" },
  { "\x80", "?" },
  { "a\xff\xfe"
    "b",
    "a??b" },
  { "\xc0\xaf", "??" }, /* "/", too long */
  { "\xc1\xbf", "??" },
  { "\xe0\x80\xaf", "???" },
  { "\xe0\xa0\x80", "\xe0\xa0\x80" },
  { "\xed\x9f\xbf", "\xed\x9f\xbf" }, /* the last before the surrogates */
  { "\xed\xa0\x80", "???" },          /* a surrogate */
  { "\xee\x80\x80", "\xee\x80\x80" },
  { "\xf0\x8f\xbf\xbf", "????" },
  { "\xf0\x90\x80\x80", "\xf0\x90\x80\x80" },
  { "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" }, /* the last character there is */
  { "\xf4\x90\x80\x80", "????" },
  { "\xf5\x80\x80\x80", "????" },
  { "cut \xe2\x82", "cut ??" },
  { "cut \xf0\x9f\x98", "cut ???" },
  { "\xc3(", "?(" },
};

static const struct {
  double number;
  const char *written;
} numbers[] = {
  { 0, "0" },
  { -1.5, "-1.5" },
  { 1e6, "1e+06" },
  { 123456.7, "123457" },
  { 1e-9, "1e-09" },
  { 0.1 + 0.2, "0.3" },
  { NAN, "null" },
  { INFINITY, "null" },
  { -INFINITY, "null" },
  { 1e300, "1e+300" },
};

/* What @line is when it is sent: standard output is a file meanwhile. */
static char *
send_to_file (BenchLine *line)
{
  g_autofree char *path = NULL;
  char *text = NULL;
  int file = g_file_open_tmp ("banco-line-XXXXXX", &path, NULL);
  int kept = dup (STDOUT_FILENO);
  bool complete;

  g_assert_cmpint (dup2 (file, STDOUT_FILENO), ==, STDOUT_FILENO);
  complete = bench_line_send (line);
  g_assert_cmpint (dup2 (kept, STDOUT_FILENO), ==, STDOUT_FILENO);
  close (kept);
  close (file);
  g_assert_true (complete);
  g_assert_null (line->text);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  return text;
}

static void
test_texts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *expected =
      g_strdup_printf ("{\"event\":\"e\",\"%s\":\"%s\"}\n", texts[i].quoted, texts[i].quoted);
    g_autofree char *written = NULL;
    BenchLine line;

    bench_line_begin (&line, "e");
    bench_line_text (&line, texts[i].text, texts[i].text);
    written = send_to_file (&line);
    g_assert_cmpstr (written, ==, expected);
    g_assert_true (g_utf8_validate (written, -1, NULL));
  }
}

static void
test_numbers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *expected =
      g_strdup_printf ("{\"event\":\"e\",\"n\":%s}\n", numbers[i].written);
    g_autofree char *written = NULL;
    BenchLine line;

    bench_line_begin (&line, "e");
    bench_line_number (&line, "n", numbers[i].number);
    written = send_to_file (&line);
    g_assert_cmpstr (written, ==, expected);
  }
}

/* Commas stand between members and elements, and nowhere else. */
static void
test_nested (void)
{
  g_autofree char *written = NULL;
  BenchLine line;

  bench_line_begin (&line, "all");
  bench_line_open (&line, "empty", '[');
  bench_line_close (&line, ']');
  bench_line_open (&line, "list", '[');
  bench_line_integer (&line, NULL, INT64_MIN);
  bench_line_integer (&line, NULL, INT64_MAX);
  bench_line_open (&line, NULL, '{');
  bench_line_bool (&line, "yes", true);
  bench_line_bool (&line, "no", false);
  bench_line_close (&line, '}');
  bench_line_open (&line, NULL, '[');
  bench_line_text (&line, NULL, "x");
  bench_line_close (&line, ']');
  bench_line_close (&line, ']');
  bench_line_integer (&line, "last", 0);
  written = send_to_file (&line);
  g_assert_cmpstr (written, ==,
                   "{\"event\":\"all\",\"empty\":[],\"list\":[-9223372036854775808,"
                   "9223372036854775807,{\"yes\":true,\"no\":false},[\"x\"]],\"last\":0}\n");
}

static void
test_long (void)
{
  g_autofree char *text = g_strnfill (300000, 'x');
  g_autofree char *expected = g_strdup_printf ("{\"event\":\"e\",\"t\":\"%s\",\"n\":7}\n", text);
  g_autofree char *written = NULL;
  BenchLine line;

  bench_line_begin (&line, "e");
  bench_line_text (&line, "t", text);
  bench_line_integer (&line, "n", 7);
  written = send_to_file (&line);
  g_assert_cmpstr (written, ==, expected);
}

/* A reader that left, and a disk that is full, are told apart by what the system says. */
static void
test_failures (void)
{
  int ends[2], kept = dup (STDOUT_FILENO);
  const struct {
    int file;
    int why;
  } cases[] = { { pipe (ends) == 0 && close (ends[0]) == 0 ? ends[1] : -1, EPIPE },
                { open ("/dev/full", O_WRONLY | O_CLOEXEC), ENOSPC } };

  signal (SIGPIPE, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BenchLine line;
    bool complete;
    int why;

    bench_line_begin (&line, "e");
    g_assert_cmpint (dup2 (cases[i].file, STDOUT_FILENO), ==, STDOUT_FILENO);
    errno = 0;
    complete = bench_line_send (&line);
    why = errno;
    g_assert_cmpint (dup2 (kept, STDOUT_FILENO), ==, STDOUT_FILENO);
    close (cases[i].file);
    g_assert_false (complete);
    g_assert_cmpint (why, ==, cases[i].why);
    g_assert_null (line.text);
  }
  close (kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line/texts", test_texts);
  g_test_add_func ("/line/numbers", test_numbers);
  g_test_add_func ("/line/nested", test_nested);
  g_test_add_func ("/line/long", test_long);
  g_test_add_func ("/line/failures", test_failures);
  return g_test_run ();
}
