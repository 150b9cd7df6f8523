/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A console log is whatever a machine prints. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *log = g_strndup ((const char *) data, size);
  g_auto (GStrv) keys = banco_host_keys_parse (log);
  g_autofree char *clean = banco_console_log_clean (log);

  for (guint i = 0; keys[i] != NULL; i++) {
    g_autofree char *again = banco_host_key_parse_line (keys[i]);

    g_assert_cmpstr (again, ==, keys[i]);
  }
  g_assert_true (g_utf8_validate (clean, -1, NULL));
  return 0;
}
