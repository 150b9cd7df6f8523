/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/keyring-private.h"

#include "base/secret-memory.h"
#include "identity/identity.h"

#include <glib/gi18n.h>
/* For a secret as the bus carries it. */
#define SECRET_API_SUBJECT_TO_CHANGE
#include <libsecret/secret.h>

/* How gnome-keyring takes a password in place of a prompt; others have no way. */
#define PASSWORD_INTERFACE "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
#define PASSWORD_METHOD "UnlockWithMasterPassword"

#define GRACE 1000    /* ms for a cancelled call to come back */
#define TYPING 120000 /* ms for a person who was asked for a password and wants to be */

/* ms; a prompter that cannot show itself would block for ever. */
static guint limit = 10000;

void
banco_keyring_set_limit (guint milliseconds)
{
  limit = milliseconds;
}

static const SecretSchema schema = {
  .name = "it.infn.ml.Banco.Secret",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "subject", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "federation", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

/* Banco 0.1 kept all of an issuer in one item. */
static const SecretSchema first_schema = {
  .name = "it.infn.ml.Banco.Account",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "federation", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "issuer", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

/* One asynchronous call of libsecret, run to its end or its limit in a context of its own. Held
 * by the caller and by the call, so that a call which never ends can be left behind. */
typedef struct {
  GMainContext *context;
  GCancellable *cancellable;
  GAsyncResult *result;
  gulong forward;
  GCancellable *outer;
} Call;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_main_context_unref (call->context);
  g_object_unref (call->cancellable);
  g_clear_object (&call->result);
}

static void
call_unref (Call *call)
{
  g_atomic_rc_box_release_full (call, call_clear);
}

static void
forward_cancel (GCancellable *outer, gpointer inner)
{
  g_cancellable_cancel (inner);
}

/* libsecret shares one connection to the service, which belongs to the context that made it: so
 * one call at a time, and nothing of it outlives its context. That also survives a service that
 * was started anew. */
static GMutex one_call;

static Call *
call_begin (GCancellable *outer)
{
  Call *call = g_atomic_rc_box_new0 (Call);

  g_mutex_lock (&one_call);
  call->context = g_main_context_new ();
  call->cancellable = g_cancellable_new ();
  call->outer = outer;
  if (outer != NULL)
    call->forward = g_cancellable_connect (outer, G_CALLBACK (forward_cancel),
                                           g_object_ref (call->cancellable), g_object_unref);
  g_main_context_push_thread_default (call->context);
  return call;
}

static void
call_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;

  call->result = g_object_ref (result);
  call_unref (call);
}

static gboolean
set_flag (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
iterate (Call *call, guint milliseconds)
{
  g_autoptr (GSource) timer = g_timeout_source_new (milliseconds);
  gboolean elapsed = FALSE;

  g_source_set_callback (timer, set_flag, &elapsed, NULL);
  g_source_attach (timer, call->context);
  while (call->result == NULL && !elapsed)
    g_main_context_iteration (call->context, TRUE);
  g_source_destroy (timer);
}

/* The result, or NULL when there will be none; borrowed. */
static GAsyncResult *
call_wait (Call *call, guint milliseconds)
{
  g_clear_object (&call->result);
  iterate (call, milliseconds);
  if (call->result == NULL) {
    g_debug ("keyring: no answer in %u ms", milliseconds);
    g_cancellable_cancel (call->cancellable);
    iterate (call, GRACE);
  }
  return call->result;
}

static void
call_end (Call *call)
{
  /* A result holds what it came from, which gives back its own only while the context runs. */
  g_clear_object (&call->result);
  secret_service_disconnect ();
  while (g_main_context_iteration (call->context, FALSE))
    continue;
  g_main_context_pop_thread_default (call->context);
  g_cancellable_disconnect (call->outer, call->forward);
  call_unref (call);
  g_mutex_unlock (&one_call);
}

static void
note (const char *what, const GError *error)
{
  if (error != NULL)
    g_debug ("keyring: %s: %s", what, error->message);
}

static SecretCollection *
find_collection (Call *call)
{
  GAsyncResult *result;
  SecretCollection *collection = NULL;
  g_autoptr (GError) error = NULL;

  secret_collection_for_alias (NULL, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               call->cancellable, call_done, g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    collection = secret_collection_for_alias_finish (result, &error);
  note ("state", error);
  return collection;
}

static gboolean
is_a_service (void)
{
  return g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") != 0;
}

static gboolean
is_locked (Call *call)
{
  g_autoptr (SecretCollection) collection = is_a_service () ? find_collection (call) : NULL;

  return collection != NULL && secret_collection_get_locked (collection);
}

gboolean
banco_keyring_is_locked (GCancellable *cancellable)
{
  Call *call = call_begin (cancellable);
  gboolean locked = is_locked (call);

  call_end (call);
  return locked;
}

/* The prompt is the service's own, wherever it can show one. */
static gboolean
unlock_by_prompt (Call *call, SecretCollection *collection, GError **error)
{
  GList collections = { .data = collection };
  GAsyncResult *result;

  secret_service_unlock (NULL, &collections, call->cancellable, call_done,
                         g_atomic_rc_box_acquire (call));
  result = call_wait (call, TYPING);
  return result != NULL && secret_service_unlock_finish (NULL, result, NULL, error) > 0;
}

static SecretService *
open_session (Call *call, GError **error)
{
  GAsyncResult *result;

  secret_service_get (SECRET_SERVICE_OPEN_SESSION, call->cancellable, call_done,
                      g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  return result != NULL ? secret_service_get_finish (result, error) : NULL;
}

static gboolean
unlock_by_password (Call *call, SecretCollection *collection, const char *password, GError **error)
{
  g_autoptr (SecretService) service = open_session (call, error);
  SecretValue *value;
  GVariant *secret;
  GAsyncResult *result;
  g_autoptr (GVariant) answer = NULL;

  if (service == NULL)
    return FALSE;
  value = secret_value_new (password, -1, "text/plain");
  secret = secret_service_encode_dbus_secret (service, value);
  secret_value_unref (value);
  g_dbus_connection_call (
    g_dbus_proxy_get_connection (G_DBUS_PROXY (service)),
    g_dbus_proxy_get_name (G_DBUS_PROXY (service)),
    g_dbus_proxy_get_object_path (G_DBUS_PROXY (service)), PASSWORD_INTERFACE, PASSWORD_METHOD,
    g_variant_new ("(o@(oayays))", g_dbus_proxy_get_object_path (G_DBUS_PROXY (collection)),
                   secret),
    NULL, G_DBUS_CALL_FLAGS_NONE, (int) limit, call->cancellable, call_done,
    g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    answer = g_dbus_connection_call_finish (g_dbus_proxy_get_connection (G_DBUS_PROXY (service)),
                                            result, error);
  return answer != NULL;
}

static void
set_still_locked (GError **error, const char *password, const GError *cause)
{
  const char *sentence = _ ("the keyring is still locked");

  if (password != NULL && (g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
                           g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_INTERFACE)))
    sentence = _ ("this keyring takes no password from a terminal; unlock it with its own program");
  else if (password != NULL && cause != NULL && g_dbus_error_is_remote_error (cause))
    sentence = _ ("the keyring does not open with that password");
  g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED, sentence);
}

gboolean
banco_keyring_unlock (const char *password, GCancellable *cancellable, GError **error)
{
  Call *call;
  SecretCollection *collection;
  g_autoptr (GError) cause = NULL;
  gboolean unlocked = FALSE;

  if (!is_a_service ())
    return TRUE;
  call = call_begin (cancellable);
  collection = find_collection (call);
  if (collection != NULL && password != NULL)
    unlocked = unlock_by_password (call, collection, password, &cause);
  else if (collection != NULL)
    unlocked = unlock_by_prompt (call, collection, &cause);
  note ("unlock", cause);
  g_clear_object (&collection);
  call_end (call);
  if (!unlocked && !g_cancellable_set_error_if_cancelled (cancellable, error))
    set_still_locked (error, password, cause);
  return unlocked;
}

static const SecretSchema *
schema_of (const BancoKeyringKey *key)
{
  return key->kind != NULL ? &schema : &first_schema;
}

static GHashTable *
attributes_of (const BancoKeyringKey *key)
{
  GHashTable *attributes = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (attributes, "federation", (gpointer) key->federation);
  g_hash_table_insert (attributes, key->kind != NULL ? "server" : "issuer", (gpointer) key->server);
  if (key->kind != NULL && key->kind[0] != '\0')
    g_hash_table_insert (attributes, "kind", (gpointer) key->kind);
  if (key->kind != NULL && key->subject != NULL)
    g_hash_table_insert (attributes, "subject", (gpointer) key->subject);
  return attributes;
}

/* The secret of @item, which is not locked; NULL on error. */
static SecretValue *
retrieve (Call *call, SecretRetrievable *item, GError **error)
{
  GAsyncResult *result;

  secret_retrievable_retrieve_secret (item, call->cancellable, call_done,
                                      g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  return result != NULL ? secret_retrievable_retrieve_secret_finish (item, result, error) : NULL;
}

static GList *
search (Call *call, const BancoKeyringKey *key, SecretSearchFlags flags, GError **error)
{
  g_autoptr (GHashTable) attributes = attributes_of (key);
  GAsyncResult *result;

  secret_password_searchv (schema_of (key), attributes, flags, call->cancellable, call_done,
                           g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    return secret_password_search_finish (result, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "no answer");
  return NULL;
}

/* What @items, of a search, say. */
static BancoKeyringAnswer
read_items (Call *call, GList *items, char **text, GError **error)
{
  SecretRetrievable *item = items != NULL ? items->data : NULL;
  SecretValue *value;

  if (item == NULL)
    return is_locked (call) ? BANCO_KEYRING_LOCKED : BANCO_KEYRING_ABSENT;
  if (SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item)))
    return BANCO_KEYRING_LOCKED;
  value = retrieve (call, item, error);
  if (value == NULL)
    return BANCO_KEYRING_UNAVAILABLE;
  *text = banco_secret_dup (secret_value_get_text (value));
  secret_value_unref (value);
  return *text != NULL ? BANCO_KEYRING_FOUND : BANCO_KEYRING_UNAVAILABLE;
}

/* By a search: a lookup of libsecret's asks for the password of a locked keyring each time. */
BancoKeyringAnswer
banco_keyring_lookup (const BancoKeyringKey *key, char **text, GCancellable *cancellable)
{
  Call *call = call_begin (cancellable);
  g_autoptr (GError) error = NULL;
  GList *items = search (call, key, SECRET_SEARCH_NONE, &error);
  BancoKeyringAnswer answer = BANCO_KEYRING_UNAVAILABLE;

  *text = NULL;
  if (error == NULL)
    answer = read_items (call, items, text, &error);
  note ("lookup", error);
  g_list_free_full (items, g_object_unref);
  call_end (call);
  return answer;
}

GPtrArray *
banco_keyring_list (const BancoKeyringKey *key, GCancellable *cancellable)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_secret_free);
  Call *call = call_begin (cancellable);
  g_autoptr (GError) error = NULL;
  GList *items = search (call, key, SECRET_SEARCH_ALL, &error);

  for (GList *item = items; item != NULL; item = item->next) {
    GList alone = { .data = item->data };
    char *text = NULL;

    if (read_items (call, &alone, &text, &error) == BANCO_KEYRING_FOUND)
      g_ptr_array_add (texts, text);
    note ("list", error);
    g_clear_error (&error);
  }
  note ("list", error);
  g_list_free_full (items, g_object_unref);
  call_end (call);
  return texts;
}

gboolean
banco_keyring_store (const BancoKeyringKey *key,
                     const char *label,
                     const char *text,
                     GCancellable *cancellable)
{
  g_autoptr (GHashTable) attributes = attributes_of (key);
  Call *call = call_begin (cancellable);
  GAsyncResult *result;
  g_autoptr (GError) error = NULL;
  gboolean stored = FALSE;

  /* libsecret would ask for the password here, too. */
  if (is_locked (call)) {
    call_end (call);
    return FALSE;
  }
  secret_password_storev (schema_of (key), attributes, SECRET_COLLECTION_DEFAULT, label, text,
                          call->cancellable, call_done, g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    stored = secret_password_store_finish (result, &error);
  note ("store", error);
  call_end (call);
  return stored;
}

gboolean
banco_keyring_clear (const BancoKeyringKey *key, GCancellable *cancellable)
{
  g_autoptr (GHashTable) attributes = attributes_of (key);
  Call *call = call_begin (cancellable);
  GAsyncResult *result;
  g_autoptr (GError) error = NULL;
  g_auto (BancoSecret) left = NULL;

  secret_password_clearv (schema_of (key), attributes, call->cancellable, call_done,
                          g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    secret_password_clear_finish (result, &error);
  note ("clear", error);
  call_end (call);
  /* What clear returns says nothing about a locked item: look. */
  return banco_keyring_lookup (key, &left, cancellable) == BANCO_KEYRING_ABSENT;
}
