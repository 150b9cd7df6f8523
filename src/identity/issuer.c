/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/error-private.h"
#include "identity/secret-private.h"

#include <string.h>

#define MOST_BYTES (1024 * 1024)

#define MEMBER(name) G_STRUCT_OFFSET (BancoIssuerSetup, name)
const BancoField banco_issuer_fields[] = {
  { .key = "Name", .offset = MEMBER (name) },
  { .key = "Url", .type = BANCO_FIELD_ADDRESS, .offset = MEMBER (url), .required = TRUE },
  { .key = "AdminGroups", .type = BANCO_FIELD_LIST, .offset = MEMBER (admin_groups) },
  { .key = "Audience", .type = BANCO_FIELD_LIST, .offset = MEMBER (audiences) },
  { .key = "ClientId", .offset = MEMBER (client_id) },
  { .key = "RegistrationUrl", .type = BANCO_FIELD_ADDRESS, .offset = MEMBER (registration_url) },
  { .key = "CaFile", .type = BANCO_FIELD_FILE, .offset = MEMBER (ca_file) },
  { .key = "SessionDays",
    .type = BANCO_FIELD_NUMBER,
    .offset = MEMBER (session_days),
    .most = 3650 },
  { .key = "Temporary", .type = BANCO_FIELD_BOOLEAN, .offset = MEMBER (temporary) },
  { NULL },
};
#undef MEMBER

/* A host may come twice: a registration elsewhere, a cloud beside the issuer. */
static char **
collect_hosts (const BancoIssuerSetup *setup)
{
  g_autofree char *own = banco_http_dup_host (setup->url);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (own != NULL)
    g_strv_builder_add (builder, own);
  for (guint i = 0; setup->hosts != NULL && setup->hosts[i] != NULL; i++)
    if (g_strcmp0 (setup->hosts[i], own) != 0)
      g_strv_builder_add (builder, setup->hosts[i]);
  return g_strv_builder_end (builder);
}

static void
add_certificates (GChecksum *sum, const char *host, const char *ca_file)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  g_file_get_contents (ca_file, &text, &length, NULL);
  g_checksum_update (sum, (const guchar *) host, (gssize) strlen (host) + 1);
  g_checksum_update (sum, (const guchar *) &length, sizeof length);
  g_checksum_update (sum, (const guchar *) text, (gssize) length);
}

/* Another file in its place is another authority, and so is the same file for another host. */
static char *
checksum_of (const BancoIssuerSetup *setup)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *const *clouds = setup->cloud_ca_files;
  gboolean any = setup->ca_file != NULL;

  if (setup->ca_file != NULL)
    add_certificates (sum, "", setup->ca_file);
  for (; clouds != NULL && clouds[0] != NULL; clouds += 2, any = TRUE)
    add_certificates (sum, clouds[0], clouds[1]);
  return any ? g_strdup (g_checksum_get_string (sum)) : NULL;
}

BancoIssuer *
banco_issuer_new (const BancoIssuerSetup *setup)
{
  static const char *const none[] = { NULL };
  BancoIssuer *self = g_atomic_rc_box_new0 (BancoIssuer);

  self->id = g_strdup (setup->id);
  self->name = g_strdup (setup->name);
  self->url = g_strdup (setup->url);
  self->admin_groups =
    g_strdupv ((char **) (setup->admin_groups != NULL ? setup->admin_groups : none));
  self->audiences = g_strdupv ((char **) (setup->audiences != NULL ? setup->audiences : none));
  self->client_id = g_strdup (setup->client_id);
  self->registration_url = g_strdup (setup->registration_url);
  self->session_days = setup->session_days;
  self->temporary = setup->temporary;
  self->hosts = collect_hosts (setup);
  self->certificates = checksum_of (setup);
  self->agreement = setup->agreement;
  self->http = banco_http_new (setup->ca_file);
  g_mutex_init (&self->mutex);
  return self;
}

static void
issuer_clear (gpointer data)
{
  BancoIssuer *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->url);
  g_strfreev (self->admin_groups);
  g_strfreev (self->audiences);
  g_free (self->client_id);
  g_free (self->registration_url);
  g_strfreev (self->hosts);
  g_free (self->certificates);
  g_object_unref (self->http);
  g_clear_pointer (&self->metadata, banco_metadata_unref);
  g_mutex_clear (&self->mutex);
}

BancoIssuer *
banco_issuer_ref (BancoIssuer *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
banco_issuer_unref (BancoIssuer *self)
{
  g_atomic_rc_box_release_full (self, issuer_clear);
}

gboolean
banco_issuer_trusts (BancoIssuer *self, const char *uri)
{
  return banco_http_uri_may_follow (self->url, uri);
}

/* INDIGO IAM also says things with an empty answer. */
gboolean
banco_issuer_is_answer (BancoHttpResponse *response)
{
  return response->json != NULL || g_bytes_get_size (response->body) == 0;
}

BancoHttpResponse *
banco_issuer_get (BancoIssuer *self,
                  const char *uri,
                  const char *bearer,
                  GCancellable *cancellable,
                  GError **error)
{
  char *value = bearer != NULL ? banco_secret_join ("Bearer ", bearer) : NULL;
  const char *headers[] = { "Authorization", value, NULL };
  BancoHttpRequest request = {
    .uri = uri,
    .headers = bearer != NULL ? headers : NULL,
    .flags = BANCO_HTTP_JSON | BANCO_HTTP_CLIENT_ERRORS | (bearer != NULL ? BANCO_HTTP_SECRET : 0),
    .max_bytes = MOST_BYTES,
  };
  BancoHttpResponse *response = banco_http_send (self->http, &request, cancellable, error);

  banco_secret_free (value);
  return response;
}
