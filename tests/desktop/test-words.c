/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/minute-clock.h"
#include "desktop/words.h"

#include <gio/gio.h>

#define NOW 1000000000

static void
test_ago (void)
{
  static const struct {
    gint64 then;
    const char *words;
  } cases[] = {
    { 0, "never" },
    { NOW + 30, "just now" }, /* a clock that is ahead */
    { NOW - 59, "just now" },
    { NOW - 60, "1 minute ago" },
    { NOW - 150, "2 minutes ago" },
    { NOW - 3600, "1 hour ago" },
    { NOW - 23 * 3600, "23 hours ago" },
    { NOW - 30 * 3600, "yesterday" },
    { NOW - 50 * 3600, "2 days ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = banco_words_ago (cases[i].then, NOW);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_until (void)
{
  static const struct {
    gint64 left;
    const char *words;
  } cases[] = {
    { -5, "over" },
    { 0, "over" },
    { 20, "in 1 minute" },
    { 600, "in 10 minutes" },
    { 3600, "in 1 hour" },
    { 40 * 3600, "in 40 hours" },
    { 48 * 3600, "in 2 days" },
    { 30 * 86400, "in 30 days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = banco_words_until (NOW + cases[i].left, NOW);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_left (void)
{
  g_autofree char *some = banco_words_left (605);
  g_autofree char *none = banco_words_left (-3);

  g_assert_cmpstr (some, ==, "10:05");
  g_assert_cmpstr (none, ==, "0:00");
}

static void
test_mebibytes (void)
{
  static const struct {
    guint64 mib;
    const char *words;
  } cases[] = {
    { 512, "512\u202fMiB" },  { 1024, "1\u202fGiB" },         { 1536, "1.5\u202fGiB" },
    { 65536, "64\u202fGiB" }, { 15360 + 100, "15\u202fGiB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *words = banco_words_mebibytes (cases[i].mib);

    g_assert_cmpstr (words, ==, cases[i].words);
  }
}

static void
test_duration (void)
{
  g_autofree char *brief = banco_words_duration (20);
  g_autofree char *one = banco_words_duration (70);
  g_autofree char *more = banco_words_duration (280);

  g_assert_cmpstr (brief, ==, "less than a minute");
  g_assert_cmpstr (one, ==, "about 1 minute");
  g_assert_cmpstr (more, ==, "about 5 minutes");
}

static void
test_sentence (void)
{
  static const struct {
    const char *given, *wanted;
  } cases[] = {
    { "the cloud is full; wait", "The cloud is full; wait." },
    { "è piena", "È piena." },
    { "All is said.", "All is said." },
    { "Who?", "Who?" },
    { "a", "A." },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *sentence = banco_words_sentence (cases[i].given);

    g_assert_cmpstr (sentence, ==, cases[i].wanted);
  }
}

static void
count (guint *calls)
{
  (*calls)++;
}

static gboolean
pass (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* It goes on for as long as something is bound to it, and rests then. */
static void
test_clock (void)
{
  g_autoptr (BancoMinuteClock) clock = banco_minute_clock_dup (NULL);
  g_autoptr (BancoMinuteClock) same = banco_minute_clock_dup (NULL);
  g_autoptr (GObject) watch = g_object_new (G_TYPE_SIMPLE_ACTION, "name", "watch", NULL);
  GBinding *binding = NULL;
  guint seconds = 0, minutes = 0, before;
  gboolean passed = FALSE;

  g_assert_true (clock == same);
  g_signal_connect_swapped (clock, "notify::second", G_CALLBACK (count), &seconds);
  g_signal_connect_swapped (clock, "notify::now", G_CALLBACK (count), &minutes);
  binding = g_object_bind_property_full (clock, "second", watch, "enabled", G_BINDING_SYNC_CREATE,
                                         NULL, NULL, NULL, NULL);
  while (seconds < 2)
    g_main_context_iteration (NULL, TRUE);
  g_binding_unbind (binding);
  before = seconds;
  g_timeout_add (2500, pass, &passed);
  while (!passed)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (seconds, <=, before + 1);
  g_assert_cmpuint (minutes, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/ago", test_ago);
  g_test_add_func ("/words/until", test_until);
  g_test_add_func ("/words/sentence", test_sentence);
  g_test_add_func ("/words/left", test_left);
  g_test_add_func ("/words/mebibytes", test_mebibytes);
  g_test_add_func ("/words/duration", test_duration);
  g_test_add_func ("/words/clock", test_clock);
  return g_test_run ();
}
