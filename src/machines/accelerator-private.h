/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

G_BEGIN_DECLS

/* The device that a text speaks of. */
typedef struct {
  BancoAcceleratorKind kind;
  char *model;      /* owned; NULL: none that is known */
  guint memory_mib; /* of one; 0: not known */
  guint count;      /* 0: it does not say */
} BancoAcceleratorGuess;

/* FALSE when @text speaks of no accelerator at all. @is_name: it is what an offer is called, where
 * numbers may count anything. */
gboolean banco_accelerator_guess (BancoAcceleratorGuess *guess, const char *text, gboolean is_name);

G_END_DECLS
