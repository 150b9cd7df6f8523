/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

/* A Secret Service with one locked collection and a temper. */
typedef enum {
  FAKE_SECRETS_SILENT,    /* takes every call and answers none */
  FAKE_SECRETS_DISMISSED, /* locked, and the person closes the prompt */
  FAKE_SECRETS_STUCK,     /* locked, and the prompt shows itself nowhere */
  FAKE_SECRETS_WILLING,   /* locked until somebody asks for it to be unlocked, then open */
} FakeSecretsTemper;

/* Takes the name on the bus of this process, which is to be its own: before anybody else asks for
 * it, once. It lives in a thread of its own, so that tests may block. @text: the grant
 * that the keyring holds, of every account; NULL: none. */
void fake_secrets_start (const char *text);
void fake_secrets_set (FakeSecretsTemper temper);

/* How often it was asked to show a prompt. */
guint fake_secrets_count_prompts (void);

/* The grant that it holds now; free with g_free(). */
char *fake_secrets_dup_text (void);
