/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/fault-private.h"
#include "demo/state-private.h"

#include "base/clock.h"

#include <string.h>
#include <sys/random.h>

#define LOG_LENGTH 5000

struct _DemoState {
  gint64 clock_offset;
  GRand *seeded; /* NULL: the system's randomness */
  GPtrArray *users;
  GHashTable *tokens;
  GPtrArray *faults;
  JsonArray *log;
  char *auto_approve;
};

static void
user_free (DemoUser *user)
{
  g_free (user->issuer_id);
  g_free (user->username);
  g_free (user->subject);
  g_free (user->full_name);
  g_free (user->email);
  g_strfreev (user->groups);
  g_free (user);
}

static void
token_free (DemoToken *token)
{
  g_free (token->client_id);
  g_free (token->grant_id);
  g_free (token->scope);
  g_free (token);
}

DemoState *
demo_state_new (gboolean seeded, guint32 seed)
{
  DemoState *self = g_new0 (DemoState, 1);

  self->seeded = seeded ? g_rand_new_with_seed (seed) : NULL;
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) user_free);
  self->tokens =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) token_free);
  self->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) demo_fault_free);
  self->log = json_array_new ();
  return self;
}

void
demo_state_free (DemoState *self)
{
  g_clear_pointer (&self->seeded, g_rand_free);
  g_ptr_array_unref (self->users);
  g_hash_table_unref (self->tokens);
  g_ptr_array_unref (self->faults);
  json_array_unref (self->log);
  g_free (self->auto_approve);
  g_free (self);
}

gint64
demo_state_now (DemoState *self)
{
  return banco_clock_now () + self->clock_offset;
}

void
demo_state_set_clock_offset (DemoState *self, gint64 seconds)
{
  self->clock_offset = seconds;
}

static void
fill_random (DemoState *self, guint8 *bytes, gsize count)
{
  if (self->seeded == NULL && getrandom (bytes, count, 0) == (gssize) count)
    return;
  for (gsize i = 0; i < count; i++)
    bytes[i] = self->seeded != NULL ? g_rand_int (self->seeded) & 0xff : g_random_int () & 0xff;
}

char *
demo_state_random_hex (DemoState *self, guint count)
{
  g_autofree guint8 *bytes = g_malloc (count);
  GString *text = g_string_sized_new (2 * count);

  fill_random (self, bytes, count);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

static char *
format_uuid (const guint8 bytes[16], guint version)
{
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%x%x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], version,
                          bytes[6] & 0x0f, bytes[7], (bytes[8] & 0x3f) | 0x80, bytes[9], bytes[10],
                          bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]);
}

char *
demo_state_random_uuid (DemoState *self)
{
  guint8 bytes[16];

  fill_random (self, bytes, sizeof bytes);
  return format_uuid (bytes, 4);
}

guint32
demo_state_random_int (DemoState *self, guint32 below)
{
  guint32 value;

  fill_random (self, (guint8 *) &value, sizeof value);
  return value % below;
}

DemoUser *
demo_state_find_user (DemoState *self, const char *issuer_id, const char *username)
{
  for (guint i = 0; username != NULL && i < self->users->len; i++) {
    DemoUser *user = g_ptr_array_index (self->users, i);

    if (g_str_equal (user->issuer_id, issuer_id) && g_str_equal (user->username, username))
      return user;
  }
  return NULL;
}

/* The subject of a person is the same in every run. */
static char *
make_subject (const char *issuer_id, const char *username)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) issuer_id, strlen (issuer_id) + 1);
  g_checksum_update (sum, (const guchar *) username, strlen (username));
  g_checksum_get_digest (sum, digest, &length);
  return format_uuid (digest, 5);
}

DemoUser *
demo_state_add_user (DemoState *self, const char *issuer_id, const char *username)
{
  DemoUser *user = demo_state_find_user (self, issuer_id, username);

  if (user != NULL)
    return user;
  user = g_new0 (DemoUser, 1);
  user->issuer_id = g_strdup (issuer_id);
  user->username = g_strdup (username);
  user->subject = make_subject (issuer_id, username);
  user->full_name = g_strdup_printf ("%c%s Demo", g_ascii_toupper (username[0]), username + 1);
  user->email = g_strdup_printf ("%s@%s.example", username, issuer_id);
  user->groups = g_new0 (char *, 1);
  user->terms_time = demo_state_now (self);
  g_ptr_array_add (self->users, user);
  return user;
}

void
demo_user_set_groups (DemoUser *user, const char *const *groups)
{
  g_strfreev (user->groups);
  user->groups = g_strdupv ((char **) groups);
}

gboolean
demo_user_is_active (const DemoUser *user, gint64 now)
{
  return !user->disabled && !user->deleted && (user->end_time == 0 || now < user->end_time);
}

void
demo_state_add_token (DemoState *self, const char *token, const DemoToken *record)
{
  DemoToken *copy = g_new0 (DemoToken, 1);

  *copy = *record;
  copy->client_id = g_strdup (record->client_id);
  copy->grant_id = g_strdup (record->grant_id);
  copy->scope = g_strdup (record->scope);
  g_hash_table_replace (self->tokens, g_strdup (token), copy);
}

const DemoToken *
demo_state_find_token (DemoState *self, const char *token)
{
  DemoToken *record = token != NULL ? g_hash_table_lookup (self->tokens, token) : NULL;

  return record != NULL && demo_state_now (self) < record->expires_at ? record : NULL;
}

void
demo_state_revoke_token (DemoState *self, const char *token)
{
  g_hash_table_remove (self->tokens, token);
}

static gboolean
is_of_grant (gpointer key, gpointer value, gpointer grant_id)
{
  return g_str_equal (((DemoToken *) value)->grant_id, grant_id);
}

void
demo_state_revoke_grant (DemoState *self, const char *grant_id)
{
  g_hash_table_foreach_remove (self->tokens, is_of_grant, (gpointer) grant_id);
}

const DemoUser *
demo_state_check_token (DemoState *self, const char *token, const char **issuer_id)
{
  const DemoToken *record = demo_state_find_token (self, token);

  if (record == NULL || !demo_user_is_active (record->user, demo_state_now (self)))
    return NULL;
  if (issuer_id != NULL)
    *issuer_id = record->user->issuer_id;
  return record->user;
}

gboolean
demo_state_order_fault (DemoState *self, BancoJson *reader, JsonObject *order, GError **error)
{
  DemoFault *fault;

  if (json_object_has_member (order, "clear")) {
    g_ptr_array_set_size (self->faults, 0);
    return TRUE;
  }
  fault = demo_fault_read (reader, order, error);
  if (fault == NULL)
    return FALSE;
  g_ptr_array_add (self->faults, fault);
  return TRUE;
}

DemoFault *
demo_state_take_fault (DemoState *self, const char *server, const char *method, const char *path)
{
  for (guint i = 0; i < self->faults->len; i++) {
    DemoFault *fault = g_ptr_array_index (self->faults, i);

    if (!demo_fault_fits (fault, server, method, path))
      continue;
    if (fault->count == 1)
      return g_ptr_array_steal_index (self->faults, i);
    if (fault->count > 0)
      fault->count--;
    return demo_fault_copy (fault);
  }
  return NULL;
}

void
demo_state_log (DemoState *self, JsonObject *entry)
{
  if (json_array_get_length (self->log) >= LOG_LENGTH)
    json_array_remove_element (self->log, 0);
  json_array_add_object_element (self->log, entry);
}

JsonArray *
demo_state_get_log (DemoState *self)
{
  return self->log;
}

void
demo_state_clear_log (DemoState *self)
{
  json_array_unref (self->log);
  self->log = json_array_new ();
}

const char *
demo_state_get_auto_approve (DemoState *self)
{
  return self->auto_approve;
}

void
demo_state_set_auto_approve (DemoState *self, const char *username)
{
  g_free (self->auto_approve);
  self->auto_approve = g_strdup (username);
}
