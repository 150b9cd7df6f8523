/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "fuzz.h"

#define RESULT                                                                                     \
  "{\"format\":1,\"id\":\"x\",\"host\":\"h\",\"place\":\"here\",\"when\":\"2026-01-01\","          \
  "\"mode\":\"quick\",\"backend\":\"cpu\",\"device\":\"C\",\"flags\":[\"contended\"],\"rows\":["   \
  "{\"id\":\"a\",\"unit\":\"b\",\"median\":1.5,\"best\":2,\"p5\":1,\"p95\":2e0,\"count\":15}]}"

/* The fuzzers' checks over seeds that were damaged in the same way every time. */
static const struct {
  const char *name;
  void (*check) (const char *bytes, gsize size);
  const char *seeds[2];
} fuzzers[] = {
  { "results",
    fuzz_results,
    { RESULT,
      "{\"banco\":\"results\",\"format\":1,\"check\":"
      "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\"results\":[" RESULT
      "]}" } },
  { "lines",
    fuzz_lines,
    { "{\"event\":\"start\",\"schema\":1}\n{\"event\":\"inventory\",\"host\":\"h\",\"backend\":"
      "\"cpu\",\"cpu\":{\"model\":\"C\"},\"device\":0,\"gpus\":[{\"name\":\"T4\"}]}\n{\"event\":"
      "\"sample\",\"id\":\"cpu.triad\",\"unit\":\"GB/s\",\"checked\":true,\"median\":2.0,\"best\":"
      "3.0,\"p5\":1.0,\"p95\":3.0,\"count\":20,\"flags\":[]}\n{\"event\":\"end\",\"exit\":0}",
      "{\"event\":\"progress\",\"id\":\"cpu.triad\",\"fraction\":0.5}\n{\"event\":\"sample\","
      "\"id\":\"a\",\"unit\":\"b\",\"checked\":false,\"reason\":\"x\"}\n" } },
  { "steps",
    fuzz_step_finder,
    { "Epoch 1/3\n\r 12/90 [==>...] - ETA: 3s\b\b\b\r\033[1m 13/90\033[0m [==>..]\nstep 3: 0.1\n"
      "iter [4/90]\nstep 5\nstep 6\nstep 7\nstep 8\n",
      "\r 45%|\342\226\210| 45/100 [00:01<00:01]\r 46%|\342\226\210| 46/100 [00:01\r47/100 "
      "[\r48/100 "
      "[\r49/100 [\r99999999999999999999/100 [\n" } },
  { "last-lines",
    fuzz_last_lines,
    { "\r\033[1m1/40\033[0m \033[32m\342\224\201\342\224\201\033[0m \a\342\234\223 perch\303\251\n",
      "\n\n\b\342\226\210\360\237\224\245\tloss\303\254\r\033]0;"
      "a\ab\302\233c\n\n1\n2\n3\n4\n5\n6" } },
};

static void
mutate (GRand *random, GByteArray *bytes)
{
  static const char *const tokens[] = {
    "{",   "}",      "[",       "]",       "\"",   ",",  ":",  "-", "1e999",
    "NaN", "null",   "\\u0000", "\\u001b", "\xff", "\n", "\r", "/", "99999999999999999999",
    "../", "epoch ", "step "
  };

  for (int i = g_rand_int_range (random, 1, 5); i > 0 && bytes->len > 0; i--) {
    guint at = (guint) g_rand_int_range (random, 0, (gint32) bytes->len);
    const char *token = tokens[g_rand_int_range (random, 0, G_N_ELEMENTS (tokens))];
    gsize length = strlen (token);
    guint cut = (guint) g_rand_int_range (random, 1, 30);

    switch (g_rand_int_range (random, 0, 4)) {
    case 0:
      bytes->data[at] = (guint8) g_rand_int (random);
      break;
    case 1:
      g_byte_array_remove_range (bytes, at, MIN (cut, bytes->len - at));
      break;
    case 2:
      g_byte_array_set_size (bytes, at);
      break;
    default:
      memcpy (bytes->data + at, token, MIN (length, bytes->len - at));
    }
  }
}

static void
test_mutations (gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123 + which);

  for (guint i = 0; i < 4000; i++) {
    const char *seed = fuzzers[which].seeds[i % 2];
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, (const guint8 *) seed, (guint) strlen (seed));
    if (i >= 2)
      mutate (random, bytes);
    fuzzers[which].check ((const char *) bytes->data, bytes->len);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fuzzers); i++) {
    g_autofree char *path = g_strdup_printf ("/benchmark/mutations/%s", fuzzers[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_mutations);
  }
  return g_test_run ();
}
