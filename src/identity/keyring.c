/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/keyring-private.h"

#include "base/secret-memory.h"

#include <libsecret/secret.h>

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

gboolean
banco_keyring_is_locked (GCancellable *cancellable)
{
  Call *call;
  SecretCollection *collection;
  gboolean locked;

  if (!is_a_service ())
    return FALSE;
  call = call_begin (cancellable);
  collection = find_collection (call);
  locked = collection != NULL && secret_collection_get_locked (collection);
  g_clear_object (&collection);
  call_end (call);
  return locked;
}

gboolean
banco_keyring_unlock (GCancellable *cancellable)
{
  Call *call;
  SecretCollection *collection;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  int unlocked = 0;

  if (!is_a_service ())
    return TRUE;
  call = call_begin (cancellable);
  collection = find_collection (call);
  if (collection != NULL) {
    GList *collections = g_list_prepend (NULL, collection);

    secret_service_unlock (NULL, collections, call->cancellable, call_done,
                           g_atomic_rc_box_acquire (call));
    result = call_wait (call, TYPING);
    g_list_free (collections);
  }
  if (result != NULL)
    unlocked = secret_service_unlock_finish (NULL, result, NULL, &error);
  note ("unlock", error);
  g_clear_object (&collection);
  call_end (call);
  return unlocked > 0;
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
  if (key->kind != NULL)
    g_hash_table_insert (attributes, "kind", (gpointer) key->kind);
  if (key->kind != NULL && key->subject != NULL)
    g_hash_table_insert (attributes, "subject", (gpointer) key->subject);
  return attributes;
}

BancoKeyringAnswer
banco_keyring_lookup (const BancoKeyringKey *key, char **text, GCancellable *cancellable)
{
  g_autoptr (GHashTable) attributes = attributes_of (key);
  Call *call = call_begin (cancellable);
  GAsyncResult *result;
  g_autoptr (GError) error = NULL;
  char *found = NULL;
  gboolean answered;

  secret_password_lookupv (schema_of (key), attributes, call->cancellable, call_done,
                           g_atomic_rc_box_acquire (call));
  result = call_wait (call, limit);
  if (result != NULL)
    found = secret_password_lookup_nonpageable_finish (result, &error);
  answered = result != NULL && error == NULL;
  note ("lookup", error);
  call_end (call);
  *text = banco_secret_dup (found);
  secret_password_free (found);
  if (*text != NULL)
    return BANCO_KEYRING_FOUND;
  /* libsecret says "nothing" also for what it could not unlock. */
  return answered && !banco_keyring_is_locked (cancellable) ? BANCO_KEYRING_ABSENT
                                                            : BANCO_KEYRING_UNAVAILABLE;
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
