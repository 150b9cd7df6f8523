/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/cuda.h"

#include <dlfcn.h>
#include <string.h>

static Cuda cuda;
static const char *first_missing;

static void *
find (void *library, const char *symbol)
{
  void *function = dlsym (library, symbol);

  if (function == NULL && first_missing == NULL)
    first_missing = symbol;
  return function;
}

const Cuda *
bench_cuda (const char **missing)
{
  static void *library;

  if (library == NULL) {
    library = dlopen ("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
      return NULL;
#define CUDA_FIND(name, symbol, arguments)                                                         \
  {                                                                                                \
    void *found = find (library, symbol);                                                          \
    memcpy (&cuda.name, &found, sizeof found);                                                     \
  }
    CUDA_FUNCTIONS (CUDA_FIND)
#undef CUDA_FIND
  }
  *missing = first_missing;
  return &cuda;
}
