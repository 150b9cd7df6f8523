/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What the program says, which has no catalogue of its own because it also runs on bare machines.
 * "%s" stands for what differs. */
static const char *const known[] = {
  N_ ("There is an NVIDIA card here, but no NVIDIA driver."),
  N_ ("There is no NVIDIA driver; the graphics here is of another maker, which we do not use."),
  N_ ("There is no NVIDIA driver here."),
  N_ ("The libcuda found is the one for linking only; there is no NVIDIA driver."),
  N_ ("There is an NVIDIA driver, but no card."),
  N_ ("This build has no runtime back end."),
  N_ ("The CPU alone was asked for."),
  N_ ("The NVIDIA driver does not start: %s (CUDA error %s)."),
  N_ ("The NVIDIA driver is too old: it is for CUDA %s, 10.2 is needed."),
  N_ ("The NVIDIA driver is incomplete: it has no %s."),
  N_ ("The runtime back end needs a driver for CUDA 13.0, this one is for %s."),
  N_ ("It is older than Turing (compute capability %s, 7.5 is needed)."),
  N_ ("There is no GPU %s; the last one is %s."),
  N_ ("Somebody is using the GPU; with --device %s it is measured all the same."),
  N_ ("The %s back end does not start: %s."),
};

char *
banco_reason_fill (const char *sentence, const char *translation, const char *reason)
{
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", -1);
  g_auto (GStrv) places = g_strsplit (translation, "%s", -1);
  g_autoptr (GString) text = g_string_new (places[0]);
  guint n = g_strv_length (parts);

  if (g_strv_length (places) != n || !g_str_has_prefix (reason, parts[0]))
    return NULL;
  reason += strlen (parts[0]);
  for (guint i = 1; i < n; i++) {
    /* The last part ends the sentence. */
    const char *end = i + 1 < n ? strstr (reason, parts[i])
                      : g_str_has_suffix (reason, parts[i])
                        ? reason + strlen (reason) - strlen (parts[i])
                        : NULL;

    if (end == NULL)
      return NULL;
    g_string_append_len (text, reason, end - reason);
    g_string_append (text, places[i]);
    reason = end + strlen (parts[i]);
  }
  return *reason == '\0' ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
banco_reason_translate (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    char *text = banco_reason_fill (known[i], _ (known[i]), reason);

    if (text != NULL)
      return text;
  }
  return g_strdup (reason);
}
