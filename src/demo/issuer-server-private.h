/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"
#include "demo/quirks-private.h"

G_BEGIN_DECLS

/* An OpenID provider that behaves like INDIGO IAM. */
typedef struct _DemoIssuer DemoIssuer;

/* @id: "official" or "hackathon"; users belong to one. @mode as in demo_quirks_init(). */
DemoIssuer *demo_issuer_new (DemoState *state,
                             const char *id,
                             const char *name,
                             const char *mode,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_issuer_free (DemoIssuer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoIssuer, demo_issuer_free)

const char *demo_issuer_get_id (DemoIssuer *self);
const char *demo_issuer_get_name (DemoIssuer *self);
/* As it stands in "iss" and in federation files. Free it. */
char *demo_issuer_make_url (DemoIssuer *self) G_GNUC_WARN_UNUSED_RESULT;
DemoQuirks *demo_issuer_get_quirks (DemoIssuer *self);

/* Signs with a new key from now on; the old one stays published. */
void demo_issuer_change_key (DemoIssuer *self);

/* Forgets every client, as after the database of a test instance was reset. */
void demo_issuer_forget_clients (DemoIssuer *self);

/* Settles a device code as its user would: @username approves it, or NULL and @action is "deny"
 * or "expire". FALSE when this issuer has no such code or user. */
gboolean demo_issuer_settle_device (DemoIssuer *self,
                                    const char *user_code,
                                    const char *username,
                                    const char *action);

G_END_DECLS
