/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/json-tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  char *text = malloc (size + 1);
  BenchJson json;

  memcpy (text, data, size);
  text[size] = '\0';
  if (bench_json_read (&json, text)) {
    for (int i = 0; i < json.count; i++) {
      bench_json_number (&json, bench_json_find (&json, i, "a"), 0);
      bench_json_item (&json, i, 2);
    }
    bench_json_clear (&json);
  }
  free (text);
  return 0;
}
