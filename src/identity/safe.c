/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/safe-private.h"

#include "identity/keyring-private.h"
#include "identity/lock-private.h"
#include "identity/secret-private.h"

struct _BancoSafe {
  char *federation;
  char *issuer;
  char *label;

  GMutex mutex;
  BancoGrant *grant; /* NULL: the keyring was not asked yet */
  gboolean kept;
  gboolean locked; /* never together with kept */
  gboolean ahead;  /* memory knows more than the keyring took */
  guint serial;
};

BancoSafe *
banco_safe_new (const char *federation, const char *issuer, const char *name)
{
  BancoSafe *self = g_atomic_rc_box_new0 (BancoSafe);

  self->federation = g_strdup (federation);
  self->issuer = g_strdup (issuer);
  self->label = g_strdup_printf ("Banco: %s", name);
  self->kept = TRUE;
  g_mutex_init (&self->mutex);
  return self;
}

static void
safe_finalize (gpointer data)
{
  BancoSafe *self = data;

  g_free (self->federation);
  g_free (self->issuer);
  g_free (self->label);
  banco_grant_free (self->grant);
  g_mutex_clear (&self->mutex);
}

BancoSafe *
banco_safe_ref (BancoSafe *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
banco_safe_unref (BancoSafe *self)
{
  g_atomic_rc_box_release_full (self, safe_finalize);
}

int
banco_safe_lock (BancoSafe *self, GCancellable *cancellable, GError **error)
{
  return banco_lock_take (self->federation, self->issuer, cancellable, error);
}

void
banco_safe_unlock (BancoSafe *self, int lock)
{
  banco_lock_release (lock);
}

static BancoGrant *
copy_held (BancoSafe *self)
{
  BancoGrant *grant = NULL;

  g_mutex_lock (&self->mutex);
  if (self->grant != NULL)
    grant = banco_grant_copy (self->grant);
  g_mutex_unlock (&self->mutex);
  return grant;
}

static void
hold (BancoSafe *self, const BancoGrant *grant, gboolean kept, gboolean ahead)
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
banco_safe_peek (BancoSafe *self)
{
  BancoGrant *grant = copy_held (self);

  return grant != NULL ? grant : banco_grant_new ();
}

guint
banco_safe_get_serial (BancoSafe *self)
{
  guint serial;

  g_mutex_lock (&self->mutex);
  serial = self->serial;
  g_mutex_unlock (&self->mutex);
  return serial;
}

BancoGrant *
banco_safe_read (BancoSafe *self, GCancellable *cancellable)
{
  BancoGrant *grant = copy_held (self);

  return grant != NULL ? grant : banco_safe_read_again (self, cancellable);
}

static gboolean
is_ahead (BancoSafe *self)
{
  gboolean ahead;

  g_mutex_lock (&self->mutex);
  ahead = self->ahead;
  g_mutex_unlock (&self->mutex);
  return ahead;
}

BancoGrant *
banco_safe_read_again (BancoSafe *self, GCancellable *cancellable)
{
  g_auto (BancoSecret) text = NULL;
  g_autoptr (BancoGrant) grant = NULL;
  BancoKeyringAnswer answer;

  if (is_ahead (self))
    return copy_held (self);

  answer = banco_keyring_lookup (self->federation, self->issuer, &text, cancellable);
  if (answer == BANCO_KEYRING_UNAVAILABLE) {
    gboolean locked = banco_keyring_is_locked (cancellable);

    g_mutex_lock (&self->mutex);
    self->serial += self->kept || self->locked != locked;
    self->kept = FALSE;
    self->locked = locked;
    g_mutex_unlock (&self->mutex);
    return banco_safe_peek (self);
  }
  if (text != NULL)
    grant = banco_grant_from_text (text);
  if (grant == NULL)
    grant = banco_grant_new ();
  hold (self, grant, TRUE, FALSE);
  return g_steal_pointer (&grant);
}

void
banco_safe_write (BancoSafe *self, const BancoGrant *grant)
{
  g_auto (BancoSecret) text = banco_grant_to_text (grant);
  /* Not to be cancelled: a refresh token that was given is either kept or lost. */
  gboolean kept = banco_keyring_store (self->federation, self->issuer, self->label, text, NULL);

  hold (self, grant, kept, !kept);
}

void
banco_safe_reconcile (BancoSafe *self, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  int lock;

  if (!is_ahead (self)) {
    banco_grant_free (banco_safe_read_again (self, cancellable));
    return;
  }
  lock = banco_safe_lock (self, cancellable, &error);
  if (lock < 0)
    return;
  if (is_ahead (self)) {
    g_autoptr (BancoGrant) grant = banco_safe_peek (self);

    banco_safe_write (self, grant);
  }
  banco_safe_unlock (self, lock);
}

gboolean
banco_safe_clear (BancoSafe *self)
{
  g_autoptr (BancoGrant) nobody = banco_grant_new ();
  gboolean was_kept = banco_safe_is_kept (self);
  gboolean cleared = banco_keyring_clear (self->federation, self->issuer, NULL);

  hold (self, nobody, was_kept && cleared, FALSE);
  return cleared || !was_kept;
}

gboolean
banco_safe_is_kept (BancoSafe *self)
{
  gboolean kept;

  g_mutex_lock (&self->mutex);
  kept = self->kept;
  g_mutex_unlock (&self->mutex);
  return kept;
}

gboolean
banco_safe_is_locked (BancoSafe *self)
{
  gboolean locked;

  g_mutex_lock (&self->mutex);
  locked = self->locked;
  g_mutex_unlock (&self->mutex);
  return locked;
}
