/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

G_BEGIN_DECLS

/* Who signs in to a cloud: one of the accounts of the issuers that it takes. A BancoAuthorizer;
 * changed on the main thread only. */
#define BANCO_TYPE_CLOUD_BEARER (banco_cloud_bearer_get_type ())
G_DECLARE_FINAL_TYPE (BancoCloudBearer, banco_cloud_bearer, BANCO, CLOUD_BEARER, GObject)

/* @issuers: ids, the first one preferred. */
BancoCloudBearer *banco_cloud_bearer_new (BancoAccounts *accounts,
                                          const char *const *issuers) G_GNUC_WARN_UNUSED_RESULT;

/* Chooses again: @wanted alone or, where it is NULL, the default account, else the first that is
 * signed in, else the first. TRUE when that is another one than before. */
gboolean banco_cloud_bearer_choose (BancoCloudBearer *self, BancoAccount *wanted);

/* NULL: the cloud does not take the account that was wanted. Borrowed. */
BancoAccount *banco_cloud_bearer_get_account (BancoCloudBearer *self);

G_END_DECLS
