/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/groups-private.h"
#include "identity/id-token-private.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What an issuer sends to prove who signed in: keys, a line break, an ID token. Whatever it is,
 * nobody without our key is believed, and looking at it is safe. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static BancoIssuer *issuer;
  BancoIssuerSetup setup = { .id = "i", .name = "I", .url = "https://iam.example/" };
  g_autofree char *text = g_strndup ((const char *) data, size);
  char *token = strchr (text, '\n');
  g_autoptr (BancoJson) keys = NULL, claims = NULL, hint = NULL;

  if (issuer == NULL)
    issuer = banco_issuer_new (&setup);
  if (token == NULL)
    return 0;
  *token++ = '\0';
  keys = banco_json_parse (text, -1, NULL);
  if (keys != NULL)
    claims = banco_id_token_verify (issuer, token, keys, "c", NULL, 1795000000, NULL);
  hint = banco_jwt_peek (token);
  if (hint != NULL && banco_json_root (hint) != NULL)
    g_strfreev (banco_groups_read (banco_json_root (hint)));
  return 0;
}
