/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A key pair that signs JSON web tokens with RS256. It is made when it is first used: that takes
 * longer than everything else at the start of the demo. */
typedef struct _DemoKey DemoKey;

DemoKey *demo_key_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
void demo_key_free (DemoKey *self);

/* The compact form of @claims, signed. */
char *demo_key_sign (DemoKey *self, JsonObject *claims) G_GNUC_WARN_UNUSED_RESULT;

/* The public half as it stands in a key set. */
JsonNode *demo_key_publish (DemoKey *self) G_GNUC_WARN_UNUSED_RESULT;

/* A token that nobody signed (alg none). */
char *demo_key_unsigned (JsonObject *claims) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
