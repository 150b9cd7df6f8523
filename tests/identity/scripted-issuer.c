/* SPDX-License-Identifier: Apache-2.0 */
#include "scripted-issuer.h"

#include "base/clock-private.h"
#include "fixture/cheap-keyring.h"

#include <string.h>

typedef struct {
  guint status;
  char *type;
  char *body;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_free (answer->type);
  g_free (answer->body);
  g_free (answer);
}

static void
answers_free (gpointer data)
{
  g_queue_free_full (data, answer_free);
}

static void
remember (ScriptedIssuer *self, SoupServerMessage *message, const char *path)
{
  GPtrArray *bodies = g_hash_table_lookup (self->requests, path);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *credentials = soup_message_headers_get_one (headers, "Authorization");

  if (bodies == NULL) {
    bodies = g_ptr_array_new_with_free_func (g_free);
    g_hash_table_insert (self->requests, g_strdup (path), bodies);
  }
  g_ptr_array_add (bodies, g_strdup_printf ("%s %.*s", credentials != NULL ? credentials : "",
                                            (int) body->length, body->data));
}

static void
respond (ScriptedIssuer *self, SoupServerMessage *message, const char *path)
{
  GQueue *answers = g_hash_table_lookup (self->answers, path);
  Answer *answer;

  if (answers == NULL) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }
  answer =
    g_queue_get_length (answers) > 1 ? g_queue_pop_head (answers) : g_queue_peek_head (answers);
  test_server_respond (message, answer->status, answer->type, answer->body);
  if (!g_queue_find (answers, answer))
    answer_free (answer);
}

static void
handle (SoupServer *server,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer data)
{
  ScriptedIssuer *self = data;

  remember (self, message, path);
  if (g_strcmp0 (path, self->held) != 0) {
    respond (self, message, path);
    return;
  }
  soup_server_message_pause (message);
  g_queue_push_tail (&self->waiting, g_object_ref (message));
}

void
scripted_issuer_hold (ScriptedIssuer *self, const char *path)
{
  self->held = g_strdup (path);
}

void
scripted_issuer_release (ScriptedIssuer *self)
{
  g_autofree char *path = g_steal_pointer (&self->held);
  SoupServerMessage *message;

  while ((message = g_queue_pop_head (&self->waiting)) != NULL) {
    respond (self, message, path);
    soup_server_message_unpause (message);
    g_object_unref (message);
  }
}

ScriptedIssuer *
scripted_issuer_new (void)
{
  ScriptedIssuer *self = g_new0 (ScriptedIssuer, 1);

  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answers_free);
  self->requests =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->server = test_server_new (handle, self);
  self->url = g_strconcat (self->server->address, "/", NULL);
  scripted_issuer_say (self, "/.well-known/openid-configuration", 200, NULL,
                       "{\"issuer\":\"%URL%\",\"authorization_endpoint\":\"%URL%authorize\","
                       "\"token_endpoint\":\"%URL%token\",\"userinfo_endpoint\":\"%URL%userinfo\","
                       "\"device_authorization_endpoint\":\"%URL%devicecode\",\"jwks_uri\":"
                       "\"%URL%jwk\",\"registration_endpoint\":\"%URL%register\","
                       "\"revocation_endpoint\":\"%URL%revoke\",\"scim_endpoint\":\"%URL%scim\","
                       "\"scopes_supported\":[\"openid\"]}");
  scripted_issuer_say (self, "/register", 201, NULL,
                       "{\"client_id\":\"client-1\",\"token_endpoint_auth_method\":\"none\"}");
  scripted_issuer_say (self, "/userinfo", 200, NULL,
                       "{\"sub\":\"s\",\"preferred_username\":\"ada\",\"groups\":[\"ml-infn\"]}");
  return self;
}

void
scripted_issuer_free (ScriptedIssuer *self)
{
  test_server_free (self->server);
  g_hash_table_unref (self->answers);
  g_hash_table_unref (self->requests);
  g_free (self->url);
  g_free (self);
}

void
scripted_issuer_say (ScriptedIssuer *self,
                     const char *path,
                     guint status,
                     const char *type,
                     const char *body)
{
  GQueue *answers = g_hash_table_lookup (self->answers, path);
  Answer *answer = g_new0 (Answer, 1);
  g_auto (GStrv) parts = g_strsplit (body, "%URL%", -1);

  if (answers == NULL) {
    answers = g_queue_new ();
    g_hash_table_insert (self->answers, g_strdup (path), answers);
  }
  answer->status = status;
  answer->type = g_strdup (type);
  answer->body = g_strjoinv (self->url, parts);
  g_queue_push_tail (answers, answer);
}

void
scripted_issuer_change (ScriptedIssuer *self,
                        const char *path,
                        guint status,
                        const char *type,
                        const char *body)
{
  g_hash_table_remove (self->answers, path);
  scripted_issuer_say (self, path, status, type, body);
}

guint
scripted_issuer_count (ScriptedIssuer *self, const char *path)
{
  GPtrArray *bodies = g_hash_table_lookup (self->requests, path);

  return bodies != NULL ? bodies->len : 0;
}

const char *
scripted_issuer_last (ScriptedIssuer *self, const char *path)
{
  GPtrArray *bodies = g_hash_table_lookup (self->requests, path);

  g_assert_nonnull (bodies);
  return bodies->pdata[bodies->len - 1];
}

BancoAccount *
scripted_issuer_account (ScriptedIssuer *self, const char *client_id)
{
  static guint number;
  g_autofree char *federation = g_strdup_printf ("scripted-%u", number++);
  BancoIssuerSetup issuer = {
    .id = "official",
    .name = "INFN Cloud",
    .url = self->url,
    .client_id = client_id,
    .session_days = 30,
  };

  return banco_account_new (federation, &issuer, NULL);
}

void
scripted_issuer_sign_in (BancoAccount *account, gint64 expires_at)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  grant->client.id = g_strdup ("client-0");
  grant->access_token = g_strdup ("access-0");
  grant->refresh_token = g_strdup ("refresh-0");
  grant->expires_at = expires_at;
  grant->subject = g_strdup ("s");
  banco_grant_store_write (banco_account_get_store (account), grant);
  banco_grant_store_write_registration (banco_account_get_store (account), &grant->client);
  banco_account_publish (account);
}

GError *
finish (BancoOperation *operation)
{
  g_autoptr (BancoOperation) held = operation;

  test_wait (held);
  if (banco_operation_get_state (held) == BANCO_OPERATION_CANCELLED)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return banco_operation_get_error (held) != NULL ? g_error_copy (banco_operation_get_error (held))
                                                  : NULL;
}

typedef struct {
  BancoAccount *account;
  guint min_valid;
  const char *audience;
} TokenInput;

static gpointer
token_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  TokenInput *request = input;

  return banco_account_dup_token (request->account, request->min_valid, request->audience, NULL,
                                  cancellable, error);
}

char *
ask_token (BancoAccount *account, guint min_valid, const char *audience, GError **error)
{
  TokenInput request = { account, min_valid, audience };
  BancoOperationPlan plan = { .title = "Token",
                              .work = token_work,
                              .input = &request,
                              .result_free = (GDestroyNotify) banco_secret_free };
  BancoOperation *operation = banco_operation_start (NULL, &plan);
  GError *failure = finish (g_object_ref (operation));
  char *token = g_strdup (banco_operation_get_result (operation));

  g_object_unref (operation);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  if (failure != NULL)
    g_propagate_error (error, failure);
  return token;
}

typedef struct {
  BancoHttp *http;
  const char *uri;
  BancoAccount *account;
} Visit;

static gpointer
visit_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  Visit *visit = input;
  BancoHttpRequest request = {
    .uri = visit->uri,
    .authorizer = visit->account != NULL ? BANCO_AUTHORIZER (visit->account) : NULL,
    .flags = visit->account != NULL ? BANCO_HTTP_NONE : BANCO_HTTP_CLIENT_ERRORS,
  };
  g_autoptr (BancoHttpResponse) response =
    banco_http_send (visit->http, &request, cancellable, error);
  gsize size;
  const char *text;

  if (response == NULL)
    return NULL;
  text = g_bytes_get_data (response->body, &size);
  return g_strndup (text, size);
}

char *
visit (const char *uri, BancoAccount *account, GError **error)
{
  g_autoptr (BancoHttp) http = banco_http_new (NULL);
  Visit input = { http, uri, account };
  BancoOperationPlan plan = {
    .title = "Visit", .work = visit_work, .input = &input, .result_free = g_free
  };
  g_autoptr (BancoOperation) operation = banco_operation_start (NULL, &plan);
  GError *failure = finish (g_object_ref (operation));

  if (failure != NULL)
    g_propagate_error (error, failure);
  return g_strdup (banco_operation_get_result (operation));
}

int
scripted_issuer_run_tests (void)
{
  g_autofree char *folder = g_dir_make_tmp ("banco-identity-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (folder, "keyring", NULL);
  g_autofree char *runtime = g_build_filename (folder, "runtime", NULL);
  const char *cleanup[] = { "rm", "-rf", folder, NULL };
  int status;

  test_keyring_use (keyring);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  banco_clock_skip_waits ();
  status = g_test_run ();
  g_spawn_sync (NULL, (char **) cleanup, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  return status;
}
