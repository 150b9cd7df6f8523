/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

#include <openssl/evp.h>

/* Signs as an issuer does, with OpenSSL: another implementation than the one that is tested. */

/* The public half of @key as a JWK with @id; @more: further members, ",\"use\":\"sig\"" or "". */
char *signer_publish (EVP_PKEY *key, const char *id, const char *more);

/* HEADER.CLAIMS.SIGNATURE of two texts, signed as @algorithm says: RS, PS or ES and 256 to 512,
 * HS256, EdDSA, or "" for no signature. What the header says is another matter. */
char *signer_sign (EVP_PKEY *key, const char *algorithm, const char *header, const char *claims);
