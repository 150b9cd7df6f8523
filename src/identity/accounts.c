/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/account-private.h"
#include "identity/keyring-private.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoAccounts {
  BancoKeyedList parent_instance;
  char *federation_id;
  BancoOperations *operations;
  BancoAccount *chosen; /* nullable */
};

G_DEFINE_FINAL_TYPE (BancoAccounts, banco_accounts, BANCO_TYPE_KEYED_LIST)

typedef enum {
  PROP_DEFAULT = 1,
  PROP_SIGNED_IN,
  PROP_LOCKED,
} Property;

static GParamSpec *properties[PROP_LOCKED + 1];

static BancoAccount *
get_account (BancoAccounts *self, guint position)
{
  return banco_keyed_list_get (BANCO_KEYED_LIST (self), position);
}

static const char *
get_key (gpointer account)
{
  return banco_account_get_name (account);
}

static guint
count_signed_in (BancoAccounts *self)
{
  BancoAccount *account;
  guint n = 0;

  for (guint i = 0; (account = get_account (self, i)) != NULL; i++)
    n += banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN;
  return n;
}

static void
banco_accounts_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoAccounts *self = BANCO_ACCOUNTS (object);

  switch ((Property) id) {
  case PROP_DEFAULT:
    g_value_set_object (value, banco_accounts_get_default (self));
    break;
  case PROP_SIGNED_IN:
    g_value_set_uint (value, count_signed_in (self));
    break;
  case PROP_LOCKED:
    g_value_set_boolean (value, banco_accounts_are_locked (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_accounts_finalize (GObject *object)
{
  BancoAccounts *self = BANCO_ACCOUNTS (object);

  g_clear_object (&self->operations);
  g_free (self->federation_id);
  G_OBJECT_CLASS (banco_accounts_parent_class)->finalize (object);
}

static void
banco_accounts_class_init (BancoAccountsClass *klass)
{
  static const BancoKeyedListKind kind = { banco_account_get_type, get_key, NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  BANCO_KEYED_LIST_CLASS (klass)->kind = &kind;
  object_class->get_property = banco_accounts_get_property;
  object_class->finalize = banco_accounts_finalize;
  properties[PROP_DEFAULT] = g_param_spec_object ("default", NULL, NULL, BANCO_TYPE_ACCOUNT,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIGNED_IN] = g_param_spec_uint ("signed-in", NULL, NULL, 0, G_MAXUINT, 0,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOCKED] =
    g_param_spec_boolean ("locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_accounts_init (BancoAccounts *self)
{
}

/* The default is notified for what it tells, too; which one it is may follow from who is signed
 * in. */
static void
account_changed (BancoAccount *account, GParamSpec *pspec, gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_DEFAULT]);
  if (g_str_equal (pspec->name, "state"))
    g_object_notify_by_pspec (data, properties[PROP_SIGNED_IN]);
  if (g_str_equal (pspec->name, "state") || g_str_equal (pspec->name, "locked"))
    g_object_notify_by_pspec (data, properties[PROP_LOCKED]);
}

/* One line a federation: the name of the account. */
static char *
choice_path (const char *federation_id)
{
  g_autofree char *folder = banco_paths_user_config ("accounts");

  return g_build_filename (folder, federation_id, NULL);
}

static void
read_choice (BancoAccounts *self)
{
  g_autofree char *path = choice_path (self->federation_id);
  g_autofree char *name = NULL;

  if (g_file_get_contents (path, &name, NULL, NULL) && g_utf8_validate (name, -1, NULL))
    self->chosen = banco_accounts_find (self, g_strstrip (name));
}

gboolean
banco_accounts_keep_default (BancoAccounts *self, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), FALSE);

  path = choice_path (self->federation_id);
  line = g_strdup_printf ("%s\n", self->chosen ? banco_account_get_name (self->chosen) : "");
  if (g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return TRUE;
  g_set_error (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_FAILED,
               _ ("%s cannot be written; is the disk full?"), path);
  return FALSE;
}

BancoAccounts *
banco_accounts_new (const char *federation_id,
                    const BancoIssuerSetup *issuers,
                    guint n_issuers,
                    BancoOperations *operations)
{
  BancoAccounts *self = g_object_new (BANCO_TYPE_ACCOUNTS, NULL);

  g_set_object (&self->operations, operations);
  self->federation_id = g_strdup (federation_id);
  for (guint i = 0; i < n_issuers; i++) {
    g_autoptr (BancoAccount) account = banco_account_new (federation_id, &issuers[i], operations);

    g_signal_connect_object (account, "notify", G_CALLBACK (account_changed), self, 0);
    banco_keyed_list_insert (BANCO_KEYED_LIST (self), NULL, i, account);
  }
  read_choice (self);
  return self;
}

/* What a worker gets of all accounts. */
typedef struct {
  GPtrArray *stores;
  char *password; /* of the keyring; nullable */
} AccountsInput;

static void
input_free (gpointer data)
{
  AccountsInput *input = data;

  g_ptr_array_unref (input->stores);
  banco_secret_free (input->password);
  g_free (input);
}

static gpointer
load_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  GPtrArray *stores = ((AccountsInput *) input)->stores;

  for (guint i = 0; i < stores->len; i++) {
    banco_grant_free (banco_grant_store_read_again (stores->pdata[i], cancellable));
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return NULL;
  }
  return NULL;
}

static void
publish_all (BancoOperation *operation, gpointer result, gpointer owner)
{
  BancoAccounts *self = owner;
  BancoAccount *account;

  for (guint i = 0; (account = get_account (self, i)) != NULL; i++)
    banco_account_publish (account);
}

static gpointer
unlock_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  AccountsInput *work = input;

  if (!banco_keyring_unlock (work->password, cancellable, error))
    return NULL;
  for (guint i = 0; i < work->stores->len; i++)
    banco_grant_store_reconcile (work->stores->pdata[i], cancellable);
  return NULL;
}

static BancoOperation *
start (BancoAccounts *self, const char *title, BancoOperationWork work, const char *password)
{
  BancoOperationPlan plan = {
    .title = title,
    .work = work,
    .input_free = input_free,
    .publish = publish_all,
    .owner = G_OBJECT (self),
  };
  AccountsInput *input = g_new0 (AccountsInput, 1);
  BancoAccount *account;

  input->stores = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_grant_store_unref);
  input->password = banco_secret_dup (password);
  for (guint i = 0; (account = get_account (self, i)) != NULL; i++)
    g_ptr_array_add (input->stores, banco_grant_store_ref (banco_account_get_store (account)));
  plan.input = input;
  return banco_operation_start (self->operations, &plan);
}

BancoOperation *
banco_accounts_load (BancoAccounts *self)
{
  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), NULL);

  return start (self, "Reading the keyring", load_work, NULL);
}

BancoOperation *
banco_accounts_unlock (BancoAccounts *self, const char *password)
{
  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), NULL);

  return start (self, "Unlocking the keyring", unlock_work, password);
}

gboolean
banco_accounts_are_locked (BancoAccounts *self)
{
  BancoAccount *account;

  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), FALSE);

  for (guint i = 0; (account = get_account (self, i)) != NULL; i++)
    if (banco_account_is_locked (account))
      return TRUE;
  return FALSE;
}

gboolean
banco_accounts_agree (BancoAccounts *self, GCancellable *cancellable, GError **error)
{
  BancoAccount *account;

  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), FALSE);

  for (guint i = 0; (account = get_account (self, i)) != NULL; i++)
    if (!banco_account_agree (account, cancellable, error))
      return FALSE;
  return TRUE;
}

/* With or without the last slash: people leave it out. */
static gboolean
is_same_url (const char *a, const char *b)
{
  gsize length = strlen (a);

  if (g_str_has_suffix (a, "/"))
    length--;
  return strncmp (a, b, length) == 0 && (b[length] == '\0' || strcmp (b + length, "/") == 0);
}

BancoAccount *
banco_accounts_find (BancoAccounts *self, const char *name)
{
  BancoAccount *account;

  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self) && name != NULL, NULL);

  for (guint i = 0; (account = get_account (self, i)) != NULL; i++) {
    if (strcmp (banco_account_get_name (account), name) == 0 ||
        is_same_url (banco_account_get_issuer_url (account), name) ||
        g_strcmp0 (banco_account_get_username (account), name) == 0)
      return account;
  }
  return NULL;
}

BancoAccount *
banco_accounts_get_default (BancoAccounts *self)
{
  BancoAccount *account;

  g_return_val_if_fail (BANCO_IS_ACCOUNTS (self), NULL);

  if (self->chosen != NULL)
    return self->chosen;
  for (guint i = 0; (account = get_account (self, i)) != NULL; i++) {
    if (banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN)
      return account;
  }
  return get_account (self, 0);
}

void
banco_accounts_set_default (BancoAccounts *self, BancoAccount *account)
{
  g_return_if_fail (BANCO_IS_ACCOUNTS (self));
  g_return_if_fail (account == NULL ||
                    banco_accounts_find (self, banco_account_get_name (account)));

  if (self->chosen == account)
    return;
  self->chosen = account;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFAULT]);
}
