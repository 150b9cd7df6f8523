/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts that no core dump and no swap must hold: in locked pages as far as there is room, and wiped
 * when they are freed. Memory is zero at first; a copy of NULL is NULL. */
char *banco_secret_alloc (gsize size) G_GNUC_WARN_UNUSED_RESULT;
char *banco_secret_dup (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *banco_secret_join (const char *first, const char *second) G_GNUC_WARN_UNUSED_RESULT;

/* Takes what the functions above or g_malloc() made, and NULL. */
void banco_secret_free (char *secret);

/* Functions that have returned leave their buffers on the stack: wiped, where they were. */
void banco_secret_wipe_stack (void);

/* For g_autoptr-like locals: g_auto (BancoSecret) token = NULL; */
typedef char *BancoSecret;
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (BancoSecret, banco_secret_free, NULL)

/* A GString for secrets; @text ends with NUL and is NULL while there is none. */
typedef struct {
  char *text;
  gsize length;
  gsize size;
} BancoSecretText;

/* @length −1: up to NUL. */
void banco_secret_text_append (BancoSecretText *self, const char *bytes, gssize length);
/* @value (UTF-8) as a string of JSON, in quotes. */
void banco_secret_text_append_json (BancoSecretText *self, const char *value);

G_END_DECLS
