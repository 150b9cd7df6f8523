/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/last-lines-private.h"
#include "benchmark/lines-private.h"
#include "benchmark/step-finder-private.h"
#include "fixture/visible.h"

#include <math.h>
#include <string.h>

/* What every fuzzer does with its bytes. The same over seeds is test-result-mutations.c. */

static inline void
fuzz_check_rows (BancoResult *result)
{
  const GPtrArray *rows = banco_result_get_rows (result);

  for (guint i = 0; i < rows->len; i++) {
    const BancoRow *row = rows->pdata[i];

    g_assert_true (isfinite (row->median) && row->median >= 0 && row->p5 <= row->p95);
    for (const char *at = row->id; *at != '\0'; at++)
      g_assert_false (g_ascii_iscntrl (*at));
  }
}

/* A file of results: what is understood can be shown, kept, and read again. */
static inline void
fuzz_results (const char *bytes, gsize size)
{
  g_autofree char *text = g_strndup (bytes, size);
  g_autoptr (GPtrArray) results = banco_results_read_export (text, -1, NULL);
  g_autoptr (BancoJson) json = banco_json_parse (text, -1, NULL);
  g_autoptr (BancoResult) result = json != NULL ? banco_result_from_json (json, NULL) : NULL;

  for (guint i = 0; results != NULL && i < results->len; i++)
    fuzz_check_rows (results->pdata[i]);
  if (result != NULL) {
    g_autoptr (JsonNode) node = banco_result_to_json (result);
    g_autofree char *again = json_to_string (node, FALSE);
    g_autoptr (BancoJson) reread = banco_json_parse (again, -1, NULL);
    g_autoptr (BancoResult) same = banco_result_from_json (reread, NULL);

    g_assert_nonnull (same);
    g_assert_null (strchr (banco_result_get_id (result), '/'));
    fuzz_check_rows (result);
  }
}

/* Lines of the benchmark program on a machine that may say anything. */
static inline void
fuzz_lines (const char *bytes, gsize size)
{
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 100);
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  BancoLines read;

  banco_lines_init (&read, here, "quick");
  for (guint i = 0; lines[i] != NULL && banco_lines_read (&read, lines[i], NULL); i++)
    ;
  if (read.exit_code == 0)
    fuzz_check_rows (read.result);
  banco_lines_clear (&read);
}

/* What a training command prints. */
static inline void
fuzz_step_finder (const char *bytes, gsize size)
{
  g_autoptr (BancoStepFinder) steps = banco_step_finder_new (NULL, NULL);
  g_autoptr (BancoStepFinder) own = banco_step_finder_new ("(\\d+)", NULL);
  g_autoptr (BancoObservation) seen = banco_observation_new ();

  for (gsize i = 0; i < size; i += 7) {
    banco_step_finder_feed (steps, bytes + i, MIN (7, size - i), (double) i / 100);
    banco_step_finder_feed (own, bytes + i, MIN (7, size - i), (double) i / 100);
  }
  banco_step_finder_finish (steps, (double) size);
  banco_step_finder_finish (own, (double) size);
  banco_step_finder_summarize (own, seen);
  banco_step_finder_summarize (steps, seen);
  g_assert_true (isfinite (seen->step_seconds) && seen->step_seconds >= 0);
  g_assert_true (seen->step_low <= seen->step_seconds && seen->step_seconds <= seen->step_high);
}

/* The letters of @text, without controls and blanks. */
static inline char *
fuzz_letters (const char *text)
{
  GString *letters = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_iscntrl (g_utf8_get_char (at)) && !g_ascii_isspace (*at))
      g_string_append_unichar (letters, g_utf8_get_char (at));
  return g_string_free (letters, FALSE);
}

/* What a command prints, as it is shown: any bytes make a few lines of text, and text that can be
 * shown as it is, letter by letter, is so shown. */
static inline void
fuzz_last_lines (const char *bytes, gsize size)
{
  g_autoptr (GString) tail = g_string_new (NULL);
  g_autofree char *shown = NULL;
  guint lines = 1;

  for (gsize i = 0; i < size; i += 7)
    banco_last_lines_keep (tail, bytes + i, MIN (7, size - i));
  shown = banco_last_lines_show (tail);
  g_assert_true (test_is_visible (shown, TRUE));
  for (const char *at = shown; *at != '\0'; at++) {
    lines += *at == '\n';
  }
  g_assert_cmpuint (lines, <=, 5);
  if (g_utf8_validate_len (bytes, size, NULL)) {
    g_autofree char *text = g_strndup (bytes, size);
    g_autofree char *visible = banco_visible_text (text);
    g_autofree char *printed = fuzz_letters (text);
    g_autofree char *kept = fuzz_letters (visible);
    g_autofree char *read = fuzz_letters (shown);

    g_assert_true (!g_str_equal (printed, kept) || g_str_has_suffix (printed, read));
  }
}
