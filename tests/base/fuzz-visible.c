/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

#include "fuzz-visible.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_visible ((const char *) data, size);
  return 0;
}
