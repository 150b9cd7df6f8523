/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_keys (const char *log)
{
  gboolean cut;
  g_auto (GStrv) keys = banco_host_keys_parse (log, &cut);

  for (guint i = 0; keys[i] != NULL; i++) {
    g_autofree char *again = banco_host_key_parse_line (keys[i]);

    g_assert_cmpstr (again, ==, keys[i]);
  }
}

/* A console log is whatever a machine prints: as a whole, and inside of a block of keys. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *log = g_strndup ((const char *) data, size);
  g_autofree char *block = g_strconcat ("-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 ", log,
                                        "\n-----END SSH HOST KEY KEYS-----\n", NULL);

  check_keys (log);
  check_keys (block);
  return 0;
}
