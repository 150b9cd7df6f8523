/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_PAGES 200

struct _BancoOpenstackScope {
  GObject parent_instance;
  BancoOpenstackSession *session;
  BancoHttp *http;
  char *url;
  char *id;
  char *project;

  GMutex mutex; /* for what follows; never held during an exchange */
  char *token;
  gint64 expires;
  char *user;
  GHashTable *addresses; /* of services */
  gboolean negotiated;
};

static void authorizer_iface_init (BancoAuthorizerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoOpenstackScope,
                               banco_openstack_scope,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_AUTHORIZER, authorizer_iface_init))

static void
banco_openstack_scope_finalize (GObject *object)
{
  BancoOpenstackScope *self = BANCO_OPENSTACK_SCOPE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->http);
  g_free (self->url);
  g_free (self->id);
  g_free (self->project);
  banco_secret_free (self->token);
  g_free (self->user);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_openstack_scope_parent_class)->finalize (object);
}

static void
banco_openstack_scope_class_init (BancoOpenstackScopeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_openstack_scope_finalize;
}

static void
banco_openstack_scope_init (BancoOpenstackScope *self)
{
  g_mutex_init (&self->mutex);
}

BancoOpenstackScope *
banco_openstack_scope_new (BancoOpenstackSession *session,
                           BancoHttp *http,
                           const char *url,
                           const char *id,
                           const char *name)
{
  BancoOpenstackScope *self = g_object_new (BANCO_TYPE_OPENSTACK_SCOPE, NULL);

  self->session = g_object_ref (session);
  self->http = g_object_ref (http);
  self->url = g_strdup (url);
  self->id = g_strdup (id);
  self->project = g_strdup (name);
  return self;
}

const char *
banco_openstack_scope_get_id (BancoOpenstackScope *self)
{
  return self->id;
}

const char *
banco_openstack_scope_get_project (BancoOpenstackScope *self)
{
  return self->project;
}

/* The first public address of each service that may be talked to. One that is registered by half is
 * passed over. */
static GHashTable *
read_catalog (BancoJson *json, JsonObject *token, const char *keystone)
{
  GHashTable *addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonArray *catalog = banco_json_array (json, token, "catalog");

  for (guint i = 0; i < banco_json_length (catalog); i++) {
    JsonObject *service = banco_json_element_object (json, catalog, i);
    const char *type = banco_json_lenient_string (service, "type");
    JsonArray *endpoints = banco_json_array_or_null (json, service, "endpoints");

    for (guint j = 0; type != NULL && j < banco_json_length (endpoints); j++) {
      JsonObject *endpoint = banco_json_element_object (json, endpoints, j);
      const char *interface = banco_json_lenient_string (endpoint, "interface");
      const char *url = banco_json_lenient_string (endpoint, "url");

      if (interface != NULL && url != NULL && strcmp (interface, "public") == 0 &&
          banco_http_uri_may_follow (keystone, url) && !g_hash_table_contains (addresses, type))
        g_hash_table_insert (addresses, g_strdup (type), g_strdup (url));
    }
  }
  return addresses;
}

static gboolean
take_token (BancoOpenstackScope *self, BancoHttpResponse *response, GError **error)
{
  const char *header = soup_message_headers_get_one (response->headers, "X-Subject-Token");
  JsonObject *token, *user;
  g_autoptr (GHashTable) addresses = NULL;
  gint64 expires;
  const char *user_id;
  GError *cause = NULL;

  if (!banco_http_is_token (header) || response->json == NULL) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                 _ ("the cloud gave no token for project %s"), self->project);
    return FALSE;
  }
  token = banco_json_object (response->json, banco_json_root (response->json), "token");
  expires = banco_clock_parse (banco_json_string (response->json, token, "expires_at"));
  user = banco_json_object (response->json, token, "user");
  user_id = banco_json_string (response->json, user, "id");
  addresses = read_catalog (response->json, token, self->url);
  if (!banco_json_check (response->json, &cause)) {
    banco_openstack_propagate (error, cause);
    return FALSE;
  }
  g_mutex_lock (&self->mutex);
  banco_secret_free (self->token);
  self->token = banco_secret_dup (header);
  self->expires = expires;
  g_free (self->user);
  self->user = g_strdup (user_id);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  self->addresses = g_steal_pointer (&addresses);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

static GBytes *
describe_scope (const char *token, const char *project)
{
  BancoSecretText text = { 0 };

  banco_secret_text_append (
    &text, "{\"auth\":{\"identity\":{\"methods\":[\"token\"],\"token\":{\"id\":", -1);
  banco_secret_text_append_json (&text, token);
  banco_secret_text_append (&text, "}},\"scope\":{\"project\":{\"id\":", -1);
  banco_secret_text_append_json (&text, project);
  banco_secret_text_append (&text, "}}}}", -1);
  return g_bytes_new_with_free_func (text.text, text.length, (GDestroyNotify) banco_secret_free,
                                     text.text);
}

/* POST /auth/tokens. An unscoped token that was taken back is renewed once; Keystone says 401 too
 * when the person may not use the project. */
static gboolean
scope_token (BancoOpenstackScope *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *uri = g_strconcat (self->url, "/auth/tokens", NULL);

  for (gboolean renew = FALSE;; renew = TRUE) {
    g_auto (BancoSecret) token =
      banco_openstack_session_sign_in (self->session, renew, cancellable, error);
    g_autoptr (GBytes) body = NULL;
    g_autoptr (BancoHttpResponse) response = NULL;
    GError *cause = NULL;

    if (token == NULL)
      return FALSE;
    body = describe_scope (token, self->id);
    response =
      banco_http_send (self->http,
                       &(BancoHttpRequest){
                         .uri = uri,
                         .body = body,
                         .body_type = "application/json",
                         .flags = BANCO_HTTP_JSON | BANCO_HTTP_SECRET | BANCO_HTTP_CLIENT_ERRORS,
                       },
                       cancellable, &cause);
    if (response == NULL) {
      banco_openstack_propagate (error, cause);
      return FALSE;
    }
    if (response->status < 300)
      return take_token (self, response, error);
    if (renew || response->status != SOUP_STATUS_UNAUTHORIZED) {
      g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
                   _ ("the cloud does not let this account use project %s"), self->project);
      return FALSE;
    }
  }
}

static gboolean
ensure_token (BancoOpenstackScope *self, gboolean renew, GCancellable *cancellable, GError **error)
{
  gboolean fresh;

  g_mutex_lock (&self->mutex);
  fresh = !renew && self->token != NULL && banco_clock_is_valid_until (self->expires);
  g_mutex_unlock (&self->mutex);
  return fresh || scope_token (self, cancellable, error);
}

char *
banco_openstack_scope_dup_user (BancoOpenstackScope *self,
                                GCancellable *cancellable,
                                GError **error)
{
  char *user;

  if (!ensure_token (self, FALSE, cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  user = g_strdup (self->user);
  g_mutex_unlock (&self->mutex);
  return user;
}

static gboolean
authorize (BancoAuthorizer *authorizer,
           SoupMessage *message,
           gboolean renew,
           GCancellable *cancellable,
           GError **error)
{
  BancoOpenstackScope *self = BANCO_OPENSTACK_SCOPE (authorizer);
  gboolean set;

  if (!ensure_token (self, renew, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  set = banco_http_set_header (message, "X-Auth-Token", self->token, error);
  g_mutex_unlock (&self->mutex);
  return set;
}

static void
authorizer_iface_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
}

/* The address without a slash at its end, and without a version where paths carry one. */
static char *
plain_address (const char *service, const char *address)
{
  g_autofree char *plain = g_strdup (address);
  gsize length = strlen (plain);
  char *last;

  while (length > 0 && plain[length - 1] == '/')
    plain[--length] = '\0';
  last = strrchr (plain, '/');
  if (strcmp (service, "compute") == 0)
    return strstr (plain, "/v2") != NULL ? g_steal_pointer (&plain)
                                         : g_strconcat (plain, "/v2.1", NULL);
  /* A volume service has its version, and on most clouds the project, in the address. */
  if (strcmp (service, "volumev3") != 0 && last != NULL && last[1] == 'v' &&
      g_ascii_isdigit (last[2]))
    *last = '\0';
  return g_steal_pointer (&plain);
}

static char *
find_address (BancoOpenstackScope *self,
              const char *service,
              GCancellable *cancellable,
              GError **error)
{
  char *address = NULL;

  if (!ensure_token (self, FALSE, cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  if (g_hash_table_contains (self->addresses, service))
    address = plain_address (service, g_hash_table_lookup (self->addresses, service));
  g_mutex_unlock (&self->mutex);
  if (address == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("the cloud offers project %s no %s service at a safe address"), self->project,
                 service);
  return address;
}

/* "2.93" as a number that compares; 0 for what is none. */
static guint
read_version (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ".", 2);
  guint64 major, minor;

  if (g_strv_length (parts) != 2 || !banco_number_parse (parts[0], 0, 999, &major) ||
      !banco_number_parse (parts[1], 0, 9999, &minor))
    return 0;
  return (guint) (major * 10000 + minor);
}

/* Once per project: does its Nova speak the version that all requests ask for? */
static gboolean
negotiate (BancoOpenstackScope *self,
           const char *address,
           GCancellable *cancellable,
           GError **error)
{
  const char *version = strstr (address, "/v2");
  const char *end = strchr (version + 1, '/');
  g_autofree char *root =
    g_strndup (address, end != NULL ? (gsize) (end - address) : strlen (address));
  g_autofree char *uri = g_strconcat (root, "/", NULL);
  g_autoptr (BancoHttpResponse) response = NULL;
  GError *cause = NULL;
  JsonObject *document;
  guint wanted = read_version (BANCO_OPENSTACK_MICROVERSION), least, most;
  gboolean done;

  g_mutex_lock (&self->mutex);
  done = self->negotiated;
  g_mutex_unlock (&self->mutex);
  if (done)
    return TRUE;
  response = banco_http_send (self->http,
                              &(BancoHttpRequest){ .uri = uri,
                                                   .authorizer = BANCO_AUTHORIZER (self),
                                                   .flags = BANCO_HTTP_JSON },
                              cancellable, &cause);
  if (response == NULL) {
    banco_openstack_propagate (error, cause);
    return FALSE;
  }
  document = response->json != NULL
               ? banco_json_object (response->json, banco_json_root (response->json), "version")
               : NULL;
  most =
    document != NULL ? read_version (banco_json_string (response->json, document, "version")) : 0;
  least = document != NULL
            ? read_version (banco_json_string (response->json, document, "min_version"))
            : 0;
  if (wanted < least || wanted > most) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                 _ ("the cloud's compute service is too old or too new: version %s is needed"),
                 BANCO_OPENSTACK_MICROVERSION);
    return FALSE;
  }
  g_mutex_lock (&self->mutex);
  self->negotiated = TRUE;
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

BancoHttpResponse *
banco_openstack_scope_send (BancoOpenstackScope *self,
                            const char *service,
                            const char *method,
                            const char *path,
                            JsonNode *json,
                            BancoHttpFlags flags,
                            GCancellable *cancellable,
                            GError **error)
{
  static const char *const version[] = { "OpenStack-API-Version",
                                         "compute " BANCO_OPENSTACK_MICROVERSION, NULL };
  gboolean compute = strcmp (service, "compute") == 0;
  g_autofree char *address = NULL;
  g_autofree char *uri = NULL;
  BancoHttpResponse *response;
  GError *cause = NULL;

  if (path == NULL) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                         _ ("the cloud gave an id that no request can name"));
    return NULL;
  }
  address = find_address (self, service, cancellable, error);
  if (address == NULL || (compute && !negotiate (self, address, cancellable, error)))
    return NULL;
  uri = g_strconcat (address, path, NULL);
  response = banco_http_send (self->http,
                              &(BancoHttpRequest){ .method = method,
                                                   .uri = uri,
                                                   .authorizer = BANCO_AUTHORIZER (self),
                                                   .headers = compute ? version : NULL,
                                                   .json = json,
                                                   .flags = BANCO_HTTP_JSON | flags },
                              cancellable, &cause);
  if (response == NULL)
    banco_openstack_propagate (error, cause);
  return response;
}

/* What comes after this page, as the query of its address: the rest of an address is often wrong
 * behind a proxy. NULL at the end. */
static char *
read_next (BancoJson *json, const char *member)
{
  JsonObject *root = banco_json_root (json);
  g_autofree char *name = g_strconcat (member, "_links", NULL);
  JsonArray *links = banco_json_array_or_null (json, root, name);
  const char *next = banco_json_string_or (json, root, "next", NULL);
  const char *query;

  for (guint i = 0; next == NULL && i < banco_json_length (links); i++) {
    JsonObject *link = banco_json_element_object (json, links, i);

    if (g_strcmp0 (banco_json_string (json, link, "rel"), "next") == 0)
      next = banco_json_string (json, link, "href");
  }
  query = next != NULL ? strchr (next, '?') : NULL;
  return g_strdup (query);
}

gboolean
banco_openstack_scope_list (BancoOpenstackScope *self,
                            const char *service,
                            const char *path,
                            const char *member,
                            BancoOpenstackRead read,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error)
{
  const char *query = strchr (path, '?');
  g_autofree char *plain = g_strndup (path, query != NULL ? (gsize) (query - path) : strlen (path));
  g_autofree char *page = g_strdup (path);

  for (guint i = 0; page != NULL && i < MOST_PAGES; i++) {
    g_autoptr (BancoHttpResponse) response =
      banco_openstack_scope_send (self, service, NULL, page, NULL, 0, cancellable, error);
    g_autofree char *next = NULL;
    GError *cause = NULL;
    JsonArray *items;

    if (response == NULL)
      return FALSE;
    if (response->json == NULL) {
      g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                   _ ("the cloud's %s service sent an empty answer"), service);
      return FALSE;
    }
    items = banco_json_array (response->json, banco_json_root (response->json), member);
    for (guint j = 0; j < banco_json_length (items); j++)
      read (response->json, banco_json_element_object (response->json, items, j), data);
    next = read_next (response->json, member);
    if (!banco_json_check (response->json, &cause)) {
      banco_openstack_propagate (error, cause);
      return FALSE;
    }
    g_free (page);
    page = next != NULL ? g_strconcat (plain, next, NULL) : NULL;
  }
  return TRUE;
}
