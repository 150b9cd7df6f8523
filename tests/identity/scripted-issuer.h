/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture/server.h"
#include "identity/account-private.h"

/* An issuer in this process that answers by script: for what no well-behaved one ever says. Lives
 * in the main context, so the code under test has to run in workers. */
typedef struct {
  TestServer *server;
  char *url;            /* as the issuer calls itself */
  GHashTable *answers;  /* path to GQueue of Answer; the last one stays */
  char *held;           /* path whose answers wait; nullable */
  GQueue waiting;       /* of SoupServerMessage */
  GHashTable *requests; /* path to GPtrArray of request bodies, with the Authorization in front */
} ScriptedIssuer;

ScriptedIssuer *scripted_issuer_new (void);
void scripted_issuer_free (ScriptedIssuer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedIssuer, scripted_issuer_free)

/* The next answer of @path. @type NULL: JSON; "%URL%" in @body is the issuer's address. */
void scripted_issuer_say (ScriptedIssuer *self,
                          const char *path,
                          guint status,
                          const char *type,
                          const char *body);

/* The only answer of @path from now on. */
void scripted_issuer_change (ScriptedIssuer *self,
                             const char *path,
                             guint status,
                             const char *type,
                             const char *body);

/* Answers of @path wait from now on, until they are released. */
void scripted_issuer_hold (ScriptedIssuer *self, const char *path);
void scripted_issuer_release (ScriptedIssuer *self);

/* How often @path was asked, and what with the last time. */
guint scripted_issuer_count (ScriptedIssuer *self, const char *path);
const char *scripted_issuer_last (ScriptedIssuer *self, const char *path);

/* The account of a federation that no other test uses. @client_id nullable. */
BancoAccount *scripted_issuer_account (ScriptedIssuer *self, const char *client_id);

/* Signs somebody in without any flow: tokens "access-0" (over at @expires_at) and "refresh-0". */
void scripted_issuer_sign_in (BancoAccount *account, gint64 expires_at);

/* Secrets in a file of this test alone, a clock that skips waits; g_test_run(), and nothing left
 * behind. */
int scripted_issuer_run_tests (void);

/* Runs to the end; NULL when done, else the error (cancelled is one too). */
GError *finish (BancoOperation *operation);

/* A GET in a worker, as a browser or a service does it; the text of the page, NULL on error.
 * @account nullable. */
char *visit (const char *uri, BancoAccount *account, GError **error);

/* banco_account_dup_token() in a worker. */
char *ask_token (BancoAccount *account, guint min_valid, const char *audience, GError **error);
