/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/grant-store-private.h"

#include "identity/keyring-private.h"
#include "identity/secret-private.h"

#include <string.h>

struct _BancoGrantStore {
  char *federation;
  char *issuer;
  char *name;
  char *kind; /* of its item in the keyring */
  char *label;

  GMutex mutex;
  BancoGrant *grant;  /* NULL: the keyring was not asked yet */
  BancoClient client; /* this program as registered, as far as known */
  gboolean kept;
  gboolean locked; /* never together with kept */
  gboolean ahead;  /* memory knows more than the keyring took */
  guint serial;
};

BancoGrantStore *
banco_grant_store_new (const char *federation,
                       const char *issuer,
                       const char *name,
                       const char *audience)
{
  BancoGrantStore *self = g_atomic_rc_box_new0 (BancoGrantStore);

  self->federation = g_strdup (federation);
  self->issuer = g_strdup (issuer);
  self->name = g_strdup (name);
  self->kind = g_strconcat (BANCO_KEYRING_GRANT, audience != NULL ? " " : NULL, audience, NULL);
  self->label = g_strconcat ("Banco: ", name, audience != NULL ? ", " : NULL, audience, NULL);
  self->kept = TRUE;
  g_mutex_init (&self->mutex);
  return self;
}

BancoGrantStore *
banco_grant_store_new_for (BancoGrantStore *self, const char *audience)
{
  return banco_grant_store_new (self->federation, self->issuer, self->name, audience);
}

static void
store_finalize (gpointer data)
{
  BancoGrantStore *self = data;

  g_free (self->federation);
  g_free (self->issuer);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->label);
  banco_grant_free (self->grant);
  banco_client_clear (&self->client);
  g_mutex_clear (&self->mutex);
}

BancoGrantStore *
banco_grant_store_ref (BancoGrantStore *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
banco_grant_store_unref (BancoGrantStore *self)
{
  g_atomic_rc_box_release_full (self, store_finalize);
}

int
banco_grant_store_lock (BancoGrantStore *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_strconcat (self->federation, "\n", self->issuer, NULL);

  return banco_lock_take (name, cancellable, error);
}

void
banco_grant_store_unlock (BancoGrantStore *self, int lock)
{
  banco_lock_release (lock);
}

static BancoGrant *
copy_held (BancoGrantStore *self)
{
  BancoGrant *grant = NULL;

  g_mutex_lock (&self->mutex);
  if (self->grant != NULL)
    grant = banco_grant_copy (self->grant);
  g_mutex_unlock (&self->mutex);
  return grant;
}

static void
hold (BancoGrantStore *self, const BancoGrant *grant, gboolean kept, gboolean ahead)
{
  gboolean locked = !kept && banco_keyring_is_locked (NULL);

  g_mutex_lock (&self->mutex);
  banco_grant_free (self->grant);
  self->grant = banco_grant_copy (grant);
  self->kept = kept;
  self->locked = locked;
  self->ahead = ahead;
  self->serial++;
  g_mutex_unlock (&self->mutex);
}

BancoGrant *
banco_grant_store_peek (BancoGrantStore *self)
{
  BancoGrant *grant = copy_held (self);

  return grant != NULL ? grant : banco_grant_new ();
}

guint
banco_grant_store_get_serial (BancoGrantStore *self)
{
  guint serial;

  g_mutex_lock (&self->mutex);
  serial = self->serial;
  g_mutex_unlock (&self->mutex);
  return serial;
}

BancoGrant *
banco_grant_store_read (BancoGrantStore *self, GCancellable *cancellable)
{
  BancoGrant *grant = copy_held (self);

  return grant != NULL ? grant : banco_grant_store_read_again (self, cancellable);
}

static gboolean
is_ahead (BancoGrantStore *self)
{
  gboolean ahead;

  g_mutex_lock (&self->mutex);
  ahead = self->ahead;
  g_mutex_unlock (&self->mutex);
  return ahead;
}

static BancoKeyringKey
key_for (BancoGrantStore *self, const char *kind, const char *subject)
{
  return (BancoKeyringKey){ kind, self->issuer, subject, self->federation };
}

/* Where there is no item of that kind, Banco 0.1 may have left its one for the account's own
 * sign-in and its registration. */
static BancoKeyringAnswer
look_up (BancoGrantStore *self, const char *kind, char **text, GCancellable *cancellable)
{
  BancoKeyringKey key = key_for (self, kind, NULL);
  BancoKeyringKey first = key_for (self, NULL, NULL);
  BancoKeyringAnswer answer = banco_keyring_lookup (&key, text, cancellable);

  if (answer != BANCO_KEYRING_ABSENT || g_str_has_prefix (kind, BANCO_KEYRING_GRANT " "))
    return answer;
  return banco_keyring_lookup (&first, text, cancellable);
}

BancoGrant *
banco_grant_store_read_again (BancoGrantStore *self, GCancellable *cancellable)
{
  g_auto (BancoSecret) text = NULL;
  g_autoptr (BancoGrant) grant = NULL;
  BancoKeyringAnswer answer;

  if (is_ahead (self))
    return copy_held (self);

  answer = look_up (self, self->kind, &text, cancellable);
  if (answer == BANCO_KEYRING_UNAVAILABLE || answer == BANCO_KEYRING_LOCKED) {
    gboolean locked = answer == BANCO_KEYRING_LOCKED;

    g_mutex_lock (&self->mutex);
    self->serial += self->kept || self->locked != locked;
    self->kept = FALSE;
    self->locked = locked;
    g_mutex_unlock (&self->mutex);
    return banco_grant_store_peek (self);
  }
  if (text != NULL)
    grant = banco_grant_from_text (text);
  if (grant == NULL)
    grant = banco_grant_new ();
  hold (self, grant, TRUE, FALSE);
  return g_steal_pointer (&grant);
}

/* Not every issuer says at once who signed in. */
static const char *
subject_of (const BancoGrant *grant)
{
  return grant->subject != NULL ? grant->subject : "";
}

/* TRUE when the keyring keeps @client from now on. */
static gboolean
store_registration (BancoGrantStore *self, const BancoClient *client)
{
  BancoKeyringKey key = key_for (self, BANCO_KEYRING_REGISTRATION, NULL);
  g_auto (BancoSecret) text = banco_client_to_text (client);

  return banco_keyring_store (&key, self->label, text, NULL);
}

/* What Banco 0.1 wrote becomes two items before the one is taken away. */
static void
replace_first (BancoGrantStore *self)
{
  BancoKeyringKey first = key_for (self, NULL, NULL);
  g_auto (BancoSecret) text = NULL;
  BancoClient client = { 0 };

  if (banco_keyring_lookup (&first, &text, NULL) != BANCO_KEYRING_FOUND)
    return;
  if (!banco_client_from_text (&client, text) || store_registration (self, &client))
    banco_keyring_clear (&first, NULL);
  banco_client_clear (&client);
}

void
banco_grant_store_write (BancoGrantStore *self, const BancoGrant *grant)
{
  g_autoptr (BancoGrant) before = banco_grant_store_peek (self);
  g_auto (BancoSecret) text = banco_grant_to_text (grant);
  BancoKeyringKey key = key_for (self, self->kind, subject_of (grant));
  BancoKeyringKey other = key_for (self, self->kind, subject_of (before));
  /* Not to be cancelled: a refresh token that was given is either kept or lost. */
  gboolean kept = banco_keyring_store (&key, self->label, text, NULL);

  /* One account an issuer: another one takes its place. */
  if (kept && strcmp (other.subject, key.subject) != 0)
    banco_keyring_clear (&other, NULL);
  if (kept && strcmp (self->kind, BANCO_KEYRING_GRANT) == 0)
    replace_first (self);
  hold (self, grant, kept, !kept);
}

void
banco_grant_store_read_registration (BancoGrantStore *self,
                                     BancoClient *client,
                                     GCancellable *cancellable)
{
  g_auto (BancoSecret) text = NULL;

  if (look_up (self, BANCO_KEYRING_REGISTRATION, &text, cancellable) == BANCO_KEYRING_FOUND &&
      banco_client_from_text (client, text))
    return;
  g_mutex_lock (&self->mutex);
  banco_client_copy (client, &self->client);
  g_mutex_unlock (&self->mutex);
}

void
banco_grant_store_write_registration (BancoGrantStore *self, const BancoClient *client)
{
  store_registration (self, client);
  g_mutex_lock (&self->mutex);
  banco_client_copy (&self->client, client);
  g_mutex_unlock (&self->mutex);
}

void
banco_grant_store_reconcile (BancoGrantStore *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  int lock;

  if (!is_ahead (self)) {
    banco_grant_free (banco_grant_store_read_again (self, cancellable));
    return;
  }
  lock = banco_grant_store_lock (self, cancellable, &error);
  if (lock < 0)
    return;
  if (is_ahead (self)) {
    g_autoptr (BancoGrant) grant = banco_grant_store_peek (self);

    banco_grant_store_write (self, grant);
  }
  banco_grant_store_unlock (self, lock);
}

GPtrArray *
banco_grant_store_list (BancoGrantStore *self, GCancellable *cancellable)
{
  BancoKeyringKey key = key_for (self, BANCO_KEYRING_ALL, NULL);
  g_autoptr (GPtrArray) texts = banco_keyring_list (&key, cancellable);
  GPtrArray *grants = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_grant_free);
  g_autoptr (BancoGrant) held = banco_grant_store_peek (self);
  const char *own = held->refresh_token; /* what memory has is in the keyring, too */

  g_ptr_array_add (grants, g_steal_pointer (&held));
  for (guint i = 0; i < texts->len; i++) {
    g_autoptr (BancoGrant) grant = banco_grant_from_text (texts->pdata[i]);

    if (grant != NULL && g_strcmp0 (grant->refresh_token, own) != 0)
      g_ptr_array_add (grants, g_steal_pointer (&grant));
  }
  return grants;
}

gboolean
banco_grant_store_clear (BancoGrantStore *self)
{
  const char *kinds[] = { BANCO_KEYRING_ALL, NULL };
  g_autoptr (BancoGrant) nobody = banco_grant_new ();
  gboolean was_kept = banco_grant_store_is_kept (self);
  gboolean cleared = TRUE;

  /* The last kind is the item of Banco 0.1. */
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    BancoKeyringKey key = key_for (self, kinds[i], NULL);

    cleared = banco_keyring_clear (&key, NULL) && cleared;
  }
  g_mutex_lock (&self->mutex);
  banco_client_clear (&self->client);
  g_mutex_unlock (&self->mutex);
  hold (self, nobody, was_kept && cleared, FALSE);
  return cleared || !was_kept;
}

gboolean
banco_grant_store_is_kept (BancoGrantStore *self)
{
  gboolean kept;

  g_mutex_lock (&self->mutex);
  kept = self->kept;
  g_mutex_unlock (&self->mutex);
  return kept;
}

gboolean
banco_grant_store_is_locked (BancoGrantStore *self)
{
  gboolean locked;

  g_mutex_lock (&self->mutex);
  locked = self->locked;
  g_mutex_unlock (&self->mutex);
  return locked;
}
