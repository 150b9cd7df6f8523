/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* What signing out of an account leaves behind, and how it ends. */

/* The machines that the user holds by @account, as a question before it signs out; NULL: none. */
char *banco_sign_out_describe_held (BancoWorkspace *workspace,
                                    BancoAccount *account) G_GNUC_WARN_UNUSED_RESULT;

/* Signs out. Banco goes on until the issuer was told, also without a window, but not for long. */
BancoOperation *banco_sign_out_start (BancoAccount *account) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
