/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/federation.h"

G_BEGIN_DECLS

/* What the user can work with: the installed federations, and each file that a window has shown
 * since Banco started. */

/* Of BancoFederation, the installed ones first. */
GPtrArray *banco_federation_choices_list (void) G_GNUC_WARN_UNUSED_RESULT;
/* @federation is shown: it can be chosen from now on, installed or not. */
void banco_federation_choices_add (BancoFederation *federation);
/* What "app.federation" takes: the id, or the path of a file that is not installed. Borrowed. */
const char *banco_federation_choices_get_target (BancoFederation *federation);
/* Its name, and that of a file that is not installed. */
char *banco_federation_choices_dup_label (BancoFederation *federation) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
