/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identity/identity.h"

G_BEGIN_DECLS

/* 256 bits from the kernel as base64url without padding: 43 characters. */
char *banco_secret_random (void) G_GNUC_WARN_UNUSED_RESULT;

/* base64url without padding. */
char *banco_secret_encode (const guint8 *bytes, gsize length) G_GNUC_WARN_UNUSED_RESULT;
guint8 *banco_secret_decode (const char *text, gsize length, gsize *size) G_GNUC_WARN_UNUSED_RESULT;

/* PKCE's S256: the challenge of a verifier. */
char *banco_secret_challenge (const char *verifier) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
