/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-private.h"

#include "identity/identity.h"

#include <glib/gi18n.h>

typedef struct {
  BancoFederation *federation;
  BancoAccounts *accounts; /* borrowed: the operation's owner */
} AddInput;

static void
input_free (gpointer data)
{
  AddInput *input = data;

  banco_federation_unref (input->federation);
  g_free (input);
}

/* The agreement first: a file that was added must work. Where it cannot be kept, nothing is
 * added. */
static gpointer
add_work (BancoOperation *operation, gpointer data, GCancellable *cancellable, GError **error)
{
  AddInput *input = data;

  if (input->federation->origin > BANCO_FEDERATION_OWN) {
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s is installed for every user of this computer; there is nothing to add"),
                 input->federation->path);
    return NULL;
  }
  if (!banco_accounts_agree (input->accounts, cancellable, error))
    return NULL;
  return banco_federation_install (input->federation, error);
}

BancoOperation *
banco_federation_add (BancoFederation *self, BancoOperations *operations)
{
  g_autofree char *title = g_strdup_printf (_ ("Adding %s"), self->name);
  g_autoptr (BancoAccounts) accounts =
    banco_accounts_new (self->id, self->issuers, self->n_issuers, operations);
  AddInput *input = g_new0 (AddInput, 1);

  input->federation = banco_federation_ref (self);
  input->accounts = accounts;
  return banco_operation_start (operations,
                                &(BancoOperationPlan){
                                  .title = title,
                                  .work = add_work,
                                  .input = input,
                                  .input_free = input_free,
                                  .result_free = (GDestroyNotify) banco_federation_unref,
                                  .owner = G_OBJECT (accounts),
                                });
}
