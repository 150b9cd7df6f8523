/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define REFUSED                                                                                    \
  (5 * G_TIME_SPAN_MINUTE) /* that a refusal holds: the cloud may think better of it */

G_DEFINE_FINAL_TYPE (BancoOpenstackSession, banco_openstack_session, G_TYPE_OBJECT)

static void
banco_openstack_session_finalize (GObject *object)
{
  BancoOpenstackSession *self = BANCO_OPENSTACK_SESSION (object);

  g_clear_object (&self->http);
  g_clear_object (&self->bearer);
  g_free (self->url);
  g_free (self->cloud);
  g_free (self->identity_provider);
  g_free (self->protocol);
  g_free (self->region);
  banco_secret_free (self->token);
  g_clear_pointer (&self->scopes, g_ptr_array_unref);
  g_free (self->refused_bearer);
  g_clear_error (&self->refusal);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_openstack_session_parent_class)->finalize (object);
}

static void
banco_openstack_session_class_init (BancoOpenstackSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_openstack_session_finalize;
}

static void
banco_openstack_session_init (BancoOpenstackSession *self)
{
  g_mutex_init (&self->mutex);
}

BancoOpenstackSession *
banco_openstack_session_new (BancoHttp *http, const BancoCloudSetup *setup)
{
  BancoOpenstackSession *self = g_object_new (BANCO_TYPE_OPENSTACK_SESSION, NULL);
  gsize length;

  self->http = g_object_ref (http);
  self->url = g_strdup (setup->url);
  for (length = strlen (self->url); length > 0 && self->url[length - 1] == '/'; length--)
    self->url[length - 1] = '\0';
  self->cloud = g_strdup (setup->id);
  self->identity_provider = g_strdup (setup->identity_provider);
  self->protocol = g_strdup (setup->protocol);
  self->region = g_strdup (setup->region);
  g_set_object (&self->bearer, setup->bearer);
  return self;
}

void
banco_openstack_session_forget (BancoOpenstackSession *self)
{
  g_mutex_lock (&self->mutex);
  self->generation++;
  g_clear_pointer (&self->token, banco_secret_free);
  g_clear_pointer (&self->scopes, g_ptr_array_unref);
  g_clear_pointer (&self->refused_bearer, g_free);
  g_clear_error (&self->refusal);
  g_mutex_unlock (&self->mutex);
}

void
banco_openstack_propagate (GError **error, GError *cause)
{
  static const BancoMachinesError codes[] = {
    [BANCO_HTTP_ERROR_UNREACHABLE] = BANCO_MACHINES_ERROR_UNREACHABLE,
    [BANCO_HTTP_ERROR_SIGN_IN] = BANCO_MACHINES_ERROR_SIGN_IN,
    [BANCO_HTTP_ERROR_FORBIDDEN] = BANCO_MACHINES_ERROR_NOT_ALLOWED,
    [BANCO_HTTP_ERROR_NOT_FOUND] = BANCO_MACHINES_ERROR_NOT_FOUND,
    [BANCO_HTTP_ERROR_REFUSED] = BANCO_MACHINES_ERROR_FAILED,
    [BANCO_HTTP_ERROR_NOT_UNDERSTOOD] = BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
  };

  if (cause->domain == BANCO_HTTP_ERROR && cause->code < (int) G_N_ELEMENTS (codes)) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, codes[cause->code], cause->message);
    g_error_free (cause);
  } else if (cause->domain == BANCO_JSON_ERROR) {
    g_debug ("openstack: %s", cause->message);
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                         _ ("the cloud's answer does not look like OpenStack's"));
    g_error_free (cause);
  } else {
    g_propagate_error (error, cause);
  }
}

static BancoHttpResponse *
send_or_propagate (BancoHttp *http,
                   const BancoHttpRequest *request,
                   GCancellable *cancellable,
                   GError **error)
{
  GError *cause = NULL;
  BancoHttpResponse *response = banco_http_send (http, request, cancellable, &cause);

  if (response == NULL)
    banco_openstack_propagate (error, cause);
  return response;
}

/* The token of an answer of Keystone, and when it ends; NULL if there is none. */
static char *
read_token (BancoHttpResponse *response, gint64 *expires, JsonObject **token)
{
  const char *header = soup_message_headers_get_one (response->headers, "X-Subject-Token");

  if (!banco_http_is_token (header) || response->json == NULL)
    return NULL;
  *token = banco_json_object (response->json, banco_json_root (response->json), "token");
  *expires = banco_clock_parse (banco_json_string (response->json, *token, "expires_at"));
  return *expires > 0 ? banco_secret_dup (header) : NULL;
}

static void
set_not_keystone (GError **error, const char *cloud)
{
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
               _ ("cloud %s does not answer as an OpenStack does; its address may be wrong"),
               cloud);
}

/* Which bearer would be sent to @uri now, as a checksum. NULL on error. */
static char *
identify_bearer (BancoOpenstackSession *self,
                 const char *uri,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_POST, uri);
  const char *value;

  if (!banco_authorizer_authorize (self->bearer, message, cancellable, error))
    return NULL;
  value =
    soup_message_headers_get_one (soup_message_get_request_headers (message), "Authorization");
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, value != NULL ? value : "", -1);
}

/* As long as there is no other bearer to send, the answer would be the same. */
static gboolean
was_refused (BancoOpenstackSession *self,
             const char *uri,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree char *bearer = identify_bearer (self, uri, cancellable, error);
  gboolean same;

  if (bearer == NULL)
    return TRUE;
  g_mutex_lock (&self->mutex);
  same = g_strcmp0 (bearer, self->refused_bearer) == 0 &&
         g_get_monotonic_time () - self->refused_at < REFUSED;
  if (same)
    g_propagate_error (error, g_error_copy (self->refusal));
  g_mutex_unlock (&self->mutex);
  return same;
}

static void
remember_refusal (BancoOpenstackSession *self,
                  const char *uri,
                  const GError *refusal,
                  GCancellable *cancellable)
{
  g_autofree char *bearer = identify_bearer (self, uri, cancellable, NULL);

  g_mutex_lock (&self->mutex);
  g_free (self->refused_bearer);
  self->refused_bearer = g_steal_pointer (&bearer);
  g_clear_error (&self->refusal);
  self->refusal = g_error_copy (refusal);
  self->refused_at = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}

/* 401 is Keystone's (or its web server's) only word for every bearer that it does not take. */
static BancoHttpResponse *
exchange_bearer (BancoOpenstackSession *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *path =
    banco_http_path ("OS-FEDERATION", "identity_providers", self->identity_provider, "protocols",
                     self->protocol, "auth", NULL);
  g_autofree char *uri = g_strconcat (self->url, path, NULL);
  BancoHttpRequest request = { .method = "POST",
                               .uri = uri,
                               .authorizer = self->bearer,
                               .flags = BANCO_HTTP_JSON | BANCO_HTTP_CLIENT_ERRORS };
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GError) refusal = NULL;

  if (was_refused (self, uri, cancellable, error))
    return NULL;
  response = send_or_propagate (self->http, &request, cancellable, error);
  if (response == NULL || response->status < 300)
    return g_steal_pointer (&response);
  if (response->status == SOUP_STATUS_UNAUTHORIZED || response->status == SOUP_STATUS_FORBIDDEN) {
    refusal = g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_SIGN_IN,
                           _ ("cloud %s does not accept this sign-in"), self->cloud);
    remember_refusal (self, uri, refusal, cancellable);
    g_propagate_error (error, g_steal_pointer (&refusal));
  } else if (response->status == SOUP_STATUS_NOT_FOUND)
    g_set_error (
      error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
      _ ("cloud %s knows no identity provider “%s” with protocol “%s”; the federation file "
         "may be wrong"),
      self->cloud, self->identity_provider, self->protocol);
  else if (!banco_openstack_set_known_refusal (error, response, self->cloud))
    set_not_keystone (error, self->cloud);
  return NULL;
}

char *
banco_openstack_session_sign_in (BancoOpenstackSession *self,
                                 const char *refused,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (BancoHttpResponse) response = NULL;
  g_auto (BancoSecret) token = NULL;
  JsonObject *body;
  gint64 expires = 0;
  guint generation;

  g_mutex_lock (&self->mutex);
  generation = self->generation;
  if (g_strcmp0 (self->token, refused) == 0)
    g_clear_pointer (&self->token, banco_secret_free);
  if (self->token != NULL && banco_clock_is_valid_until (self->expires))
    token = banco_secret_dup (self->token);
  g_mutex_unlock (&self->mutex);
  if (token != NULL)
    return g_steal_pointer (&token);

  if (self->bearer == NULL) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_SIGN_IN,
                 _ ("sign in first: cloud %s needs an account"), self->cloud);
    return NULL;
  }
  response = exchange_bearer (self, cancellable, error);
  if (response == NULL)
    return NULL;
  token = read_token (response, &expires, &body);
  if (token == NULL) {
    set_not_keystone (error, self->cloud);
    return NULL;
  }
  g_mutex_lock (&self->mutex);
  if (generation == self->generation) {
    banco_secret_free (self->token);
    self->token = banco_secret_dup (token);
    self->expires = expires;
  }
  g_mutex_unlock (&self->mutex);
  return g_steal_pointer (&token);
}

BancoHttpResponse *
banco_openstack_session_get_projects (BancoOpenstackSession *self,
                                      GCancellable *cancellable,
                                      GError **error)
{
  g_autofree char *uri = g_strconcat (self->url, "/auth/projects", NULL);

  g_auto (BancoSecret) refused = NULL;

  for (;;) {
    g_auto (BancoSecret) token =
      banco_openstack_session_sign_in (self, refused, cancellable, error);
    const char *headers[] = { "X-Auth-Token", token, NULL };
    BancoHttpRequest request = { .uri = uri,
                                 .headers = headers,
                                 .flags = BANCO_HTTP_JSON | BANCO_HTTP_CLIENT_ERRORS };
    g_autoptr (BancoHttpResponse) response = NULL;

    if (token == NULL)
      return NULL;
    response = send_or_propagate (self->http, &request, cancellable, error);
    if (response == NULL)
      return NULL;
    if (response->status < 300 && response->json != NULL)
      return g_steal_pointer (&response);
    if (refused != NULL || response->status != SOUP_STATUS_UNAUTHORIZED) {
      set_not_keystone (error, self->cloud);
      return NULL;
    }
    refused = g_steal_pointer (&token);
  }
}
