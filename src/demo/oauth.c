/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

void
demo_consent_copy (DemoConsent *to, const DemoConsent *from)
{
  to->client_id = g_strdup (from->client_id);
  to->user = from->user;
  to->scope = g_strdup (from->scope);
  to->audience = g_strdup (from->audience);
  to->nonce = g_strdup (from->nonce);
}

void
demo_consent_clear (DemoConsent *consent)
{
  g_free (consent->client_id);
  g_free (consent->scope);
  g_free (consent->audience);
  g_free (consent->nonce);
}

void
demo_oauth_error (DemoRequest *request, guint status, const char *error, const char *description)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", error);
  if (description != NULL)
    json_object_set_string_member (object, "error_description", description);
  demo_reply_object (request, status, object);
  demo_reply_header (request, "Cache-Control", "no-store");
}

char *
demo_issuer_make_url (DemoIssuer *self)
{
  return g_strconcat (demo_server_get_url (self->server), self->quirks.issuer_slash ? "/" : "",
                      NULL);
}

DemoUser *
demo_issuer_auto_user (DemoIssuer *self)
{
  return demo_state_find_user (self->state, self->id, demo_state_get_auto_approve (self->state));
}
