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
  char *others;          /* regions that are not asked, nullable */
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
  g_free (self->others);
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

static gboolean
take_token (BancoOpenstackScope *self, BancoHttpResponse *response, GError **error)
{
  const char *header = soup_message_headers_get_one (response->headers, "X-Subject-Token");
  JsonObject *token, *user;
  g_autoptr (GHashTable) addresses = NULL;
  g_autofree char *others = NULL;
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
  addresses =
    banco_openstack_read_catalog (response->json, token, self->url, self->session->region, &others);
  if (!banco_json_check (response->json, &cause)) {
    banco_openstack_propagate (error, cause);
    return FALSE;
  }
  if (addresses == NULL) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                 _ ("the cloud has no region “%s”; it has %s. Correct “Region=” of the federation "
                    "file"),
                 self->session->region, others);
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
  g_free (self->others);
  self->others = self->session->region == NULL ? g_steal_pointer (&others) : NULL;
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
  g_auto (BancoSecret) refused = NULL;

  for (;;) {
    g_auto (BancoSecret) token =
      banco_openstack_session_sign_in (self->session, refused, cancellable, error);
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
    if (refused != NULL || response->status != SOUP_STATUS_UNAUTHORIZED) {
      g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
                   _ ("the cloud does not let this account use project %s"), self->project);
      return FALSE;
    }
    refused = g_steal_pointer (&token);
  }
}

static gboolean
ensure_token (BancoOpenstackScope *self, GCancellable *cancellable, GError **error)
{
  gboolean fresh;

  g_mutex_lock (&self->mutex);
  fresh = self->token != NULL && banco_clock_is_valid_until (self->expires);
  g_mutex_unlock (&self->mutex);
  return fresh || scope_token (self, cancellable, error);
}

char *
banco_openstack_scope_dup_user (BancoOpenstackScope *self,
                                GCancellable *cancellable,
                                GError **error)
{
  char *user;

  if (!ensure_token (self, cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  user = g_strdup (self->user);
  g_mutex_unlock (&self->mutex);
  return user;
}

static gboolean
authorize (BancoAuthorizer *authorizer,
           SoupMessage *message,
           GCancellable *cancellable,
           GError **error)
{
  BancoOpenstackScope *self = BANCO_OPENSTACK_SCOPE (authorizer);
  gboolean set;

  if (!ensure_token (self, cancellable, error))
    return FALSE;
  g_mutex_lock (&self->mutex);
  set = banco_http_set_header (message, "X-Auth-Token", self->token, error);
  g_mutex_unlock (&self->mutex);
  return set;
}

static gboolean
renew (BancoAuthorizer *authorizer, SoupMessage *refused, GCancellable *cancellable, GError **error)
{
  BancoOpenstackScope *self = BANCO_OPENSTACK_SCOPE (authorizer);
  SoupMessageHeaders *headers = soup_message_get_request_headers (refused);
  const char *token = soup_message_headers_get_one (headers, "X-Auth-Token");

  g_mutex_lock (&self->mutex);
  if (g_strcmp0 (self->token, token) == 0)
    self->expires = 0;
  g_mutex_unlock (&self->mutex);
  return ensure_token (self, cancellable, error);
}

static void
authorizer_iface_init (BancoAuthorizerInterface *iface)
{
  iface->authorize = authorize;
  iface->renew = renew;
}

/* Where the path of an address begins; its end where it has none. */
static const char *
find_path (const char *address)
{
  const char *host = strstr (address, "://");
  const char *path = strchr (host != NULL ? host + 3 : address, '/');

  return path != NULL ? path : address + strlen (address);
}

/* "/v2.1" in a path, behind which a project may stand; NULL without a version. */
static const char *
find_version (const char *path)
{
  const char *found = strstr (path, "/v");

  while (found != NULL && !g_ascii_isdigit (found[2]))
    found = strstr (found + 1, "/v");
  return found;
}

char *
banco_openstack_plain_address (const char *service, const char *address)
{
  g_autofree char *plain = g_strdup (address);
  gsize length = strlen (plain);
  const char *version;

  while (length > 0 && plain[length - 1] == '/')
    plain[--length] = '\0';
  version = find_version (find_path (plain));
  if (strcmp (service, "compute") == 0)
    return version != NULL ? g_steal_pointer (&plain) : g_strconcat (plain, "/v2.1", NULL);
  /* A volume service has its version, and on most clouds the project, in the address. */
  if (strcmp (service, "volumev3") != 0 && version != NULL && strchr (version + 1, '/') == NULL)
    return g_strndup (plain, (gsize) (version - plain));
  return g_steal_pointer (&plain);
}

static char *
find_address (BancoOpenstackScope *self,
              const char *service,
              GCancellable *cancellable,
              GError **error)
{
  char *address = NULL;
  const char *known;
  gboolean listed;

  if (!ensure_token (self, cancellable, error))
    return NULL;
  g_mutex_lock (&self->mutex);
  known = g_hash_table_lookup (self->addresses, service);
  listed = known != NULL;
  if (listed && known[0] != '\0')
    address = banco_openstack_plain_address (service, known);
  g_mutex_unlock (&self->mutex);
  if (!listed)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("the cloud has no %s service for project %s"), service, self->project);
  else if (address == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                 _ ("the cloud gives no safe address for the %s service of project %s"), service,
                 self->project);
  return address;
}

char *
banco_openstack_scope_dup_other_regions (BancoOpenstackScope *self)
{
  char *others;

  g_mutex_lock (&self->mutex);
  others = g_strdup (self->others);
  g_mutex_unlock (&self->mutex);
  return others;
}

gboolean
banco_openstack_scope_has (BancoOpenstackScope *self, const char *service)
{
  gboolean has;

  g_mutex_lock (&self->mutex);
  has = self->addresses == NULL || g_hash_table_contains (self->addresses, service);
  g_mutex_unlock (&self->mutex);
  return has;
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
  const char *version = find_version (find_path (address));
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

static void
set_no_list (GError **error, const char *service)
{
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
               _ ("the cloud's %s service does not list what it has as an OpenStack does"),
               service);
}

/* One page: calls @read with its items. @next: what stands behind it, NULL at the end. */
static gboolean
list_page (BancoOpenstackScope *self,
           const char *service,
           const char *path,
           const char *member,
           BancoOpenstackRead read,
           gpointer data,
           char **next,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (BancoHttpResponse) response =
    banco_openstack_scope_send (self, service, NULL, path, NULL, 0, cancellable, error);
  GError *cause = NULL;
  JsonArray *items;

  if (response == NULL)
    return FALSE;
  if (response->json == NULL) {
    set_no_list (error, service);
    return FALSE;
  }
  items = banco_json_array (response->json, banco_json_root (response->json), member);
  for (guint i = 0; i < banco_json_length (items); i++)
    read (response->json, banco_json_element_object (response->json, items, i), data);
  *next = read_next (response->json, member);
  if (banco_json_check (response->json, &cause))
    return TRUE;
  banco_openstack_propagate (error, cause);
  return FALSE;
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
  g_autofree char *plain = g_strndup (path, strcspn (path, "?"));
  g_autofree char *page = g_strdup (path);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  while (g_hash_table_size (seen) < MOST_PAGES && g_hash_table_add (seen, g_strdup (page))) {
    g_autofree char *next = NULL;

    if (!list_page (self, service, page, member, read, data, &next, cancellable, error))
      return FALSE;
    if (next == NULL)
      return TRUE;
    g_free (page);
    page = g_strconcat (plain, next, NULL);
  }
  set_no_list (error, service);
  return FALSE;
}
