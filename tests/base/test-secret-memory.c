/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

/* TRUE when the page that @address is in is left out of core dumps. */
static gboolean
is_left_out (gconstpointer address)
{
  g_autofree char *smaps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  lines = g_strsplit (smaps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    guint64 begin, end;

    if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &begin, &end) == 2)
      inside = begin <= (guintptr) address && (guintptr) address < end;
    else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
      return strstr (lines[i], " dd") != NULL;
  }
  g_assert_not_reached ();
}

static void
test_apart (void)
{
  g_auto (BancoSecret) secret = banco_secret_dup ("s3cret");
  g_auto (BancoSecret) joined = banco_secret_join ("Bearer ", secret);
  g_autofree char *ordinary = g_strdup (secret);

  g_assert_cmpstr (secret, ==, "s3cret");
  g_assert_cmpstr (joined, ==, "Bearer s3cret");
  g_assert_true (is_left_out (secret));
  g_assert_true (is_left_out (joined));
  g_assert_false (is_left_out (ordinary));
}

static void
test_nothing (void)
{
  g_auto (BancoSecret) empty = banco_secret_dup ("");

  g_assert_null (banco_secret_dup (NULL));
  g_assert_cmpstr (empty, ==, "");
  banco_secret_free (NULL);
  banco_secret_free (g_strdup ("from elsewhere"));
}

/* The pool is only so large; what has no room there is memory all the same. */
static void
test_no_room (void)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_secret_free);
  gboolean all_apart = TRUE;

  for (guint i = 0; i < 100; i++) {
    char *memory = banco_secret_alloc (10000);

    for (guint j = 0; j < 10000; j++)
      g_assert_cmpint (memory[j], ==, 0);
    memset (memory, 'x', 9999);
    g_ptr_array_add (held, memory);
    all_apart = all_apart && is_left_out (memory);
  }
  g_assert_true (is_left_out (held->pdata[0]));
  g_assert_false (all_apart);
}

static void
test_grows (void)
{
  BancoSecretText text = { 0 };
  g_autoptr (GString) same = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *piece = g_strdup_printf ("%u,", i);

    banco_secret_text_append (&text, piece, i % 2 == 0 ? -1 : (gssize) strlen (piece));
    g_string_append (same, piece);
    g_assert_cmpstr (text.text, ==, same->str);
    g_assert_cmpuint (text.length, ==, same->len);
  }
  banco_secret_free (text.text);
}

static void
test_json (void)
{
  static const char *const values[] = { "", "a", "\"\\/\b\f\n\r\t\037\177",
                                        "caff\303\250 \360\237\224\245" };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    BancoSecretText text = { 0 };
    g_autoptr (BancoJson) json = NULL;

    banco_secret_text_append (&text, "[", 1);
    banco_secret_text_append_json (&text, values[i]);
    banco_secret_text_append (&text, "]", 1);
    json = banco_json_parse (text.text, -1, NULL);
    g_assert_nonnull (json);
    g_assert_cmpstr (banco_json_element_string (json, banco_json_root_array (json), 0), ==,
                     values[i]);
    banco_secret_free (text.text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret-memory/apart", test_apart);
  g_test_add_func ("/secret-memory/nothing", test_nothing);
  g_test_add_func ("/secret-memory/no-room", test_no_room);
  g_test_add_func ("/secret-memory/grows", test_grows);
  g_test_add_func ("/secret-memory/json", test_json);
  return g_test_run ();
}
