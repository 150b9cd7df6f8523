/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

/* A remote shell splits what it gets once more; whatever comes out there must be what went in. */
static const char *const words[] = {
  "plain", "two words", "it's", "$HOME",     "a\"b",        "*",         "",     "semi;colon",
  "è",     "`id`",      "~",    "{a,b}",     "line\nbreak", "end\n",     "\n",   "\t",
  "!",     "hey!you",   "!!",   "back\\",    "\\'",         "\\n\\0101", "%s%%", "-n",
  "#",     "a=b",       "^a^b", "'\\''!\n'", "<a>(b)|c&&d",
};
static const char *const shells[] = { "sh", "dash", "bash", "zsh", "ksh", "csh", "tcsh", "fish" };

static void
test_here_is_literal (void)
{
  g_autoptr (BancoPlace) place = banco_place_new_here ();
  const char *const argv[] = { "echo", "two words", NULL };
  g_auto (GStrv) command = banco_place_command (place, argv);

  g_assert_true (banco_place_is_here (place));
  g_assert_cmpstr (banco_place_get_id (place), ==, "here");
  g_assert_true (g_strv_equal ((const char *const *) command, argv));
}

/* As ssh does: the words behind the prefix are joined by spaces and given to the person's shell. */
static void
test_words_survive_the_remote_shell (gconstpointer data)
{
  g_autofree char *shell = g_find_program_in_path (data);
  const char *const prefix[] = { "sh", "-c", "exec \"$0\" -c \"$*\"", shell, NULL };
  g_autoptr (BancoPlace) place = banco_place_new ("m", "M", prefix);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    const char *const argv[] = { "printf", "%s.", words[i], "", words[i], NULL };
    g_auto (GStrv) command = banco_place_command (place, argv);
    g_autofree char *expected = g_strconcat (words[i], "..", words[i], ".", NULL);
    g_autofree char *output = NULL;

    g_assert_true (g_spawn_sync (NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                                 NULL, NULL, NULL));
    g_assert_cmpstr (output, ==, expected);
  }
}

static void
test_raw_words_are_the_shells (void)
{
  const char *const prefix[] = { "ssh", "host", "--", NULL };
  const char *const argv[] = { "echo", "$HOME", NULL };
  g_autoptr (BancoPlace) place = banco_place_new ("m", "M", prefix);
  g_auto (GStrv) command = banco_place_raw_command (place, argv);

  g_assert_cmpstr (command[4], ==, "$HOME");
  g_assert_cmpuint (g_strv_length (command), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/place/here", test_here_is_literal);
  g_test_add_func ("/place/raw", test_raw_words_are_the_shells);
  for (guint i = 0; i < G_N_ELEMENTS (shells); i++) {
    g_autofree char *path = g_strdup_printf ("/place/words/%s", shells[i]);
    g_autofree char *shell = g_find_program_in_path (shells[i]);

    if (shell != NULL)
      g_test_add_data_func (path, shells[i], test_words_survive_the_remote_shell);
  }
  return g_test_run ();
}
