/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdlib.h>

/* A kernel of ours in C, all its blocks at once. */
typedef struct {
  const char *name;
  void (*run) (unsigned columns, void **arguments);
} FakeKernel;

/* NULL for a name that is none. */
const FakeKernel *fake_kernel_find (const char *name);

/* What the environment says about how to behave. */
static inline int
fake_told (const char *name, int otherwise)
{
  const char *value = getenv (name);

  return value != NULL ? atoi (value) : otherwise;
}
