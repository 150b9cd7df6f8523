/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz-json.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  fuzz_json ((const char *) data, size);
  return 0;
}
