/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"

G_BEGIN_DECLS

/* What every server of the federation shares: the clock, the people, the tokens that are alive,
 * the faults that were ordered and the log of requests. Main thread only. */
typedef struct _DemoState DemoState;

typedef struct {
  char *issuer_id; /* "official", "hackathon" */
  char *username;
  char *subject;
  char *full_name;
  char *email;
  char **groups;
  gint64 end_time; /* 0: none */
  gboolean disabled;
  gboolean deleted;  /* kept only so that tokens can still name it */
  gint64 terms_time; /* when the terms of use were accepted; 0 never */
} DemoUser;

/* An access token that this federation gave out. */
typedef struct {
  const DemoUser *user;
  char *client_id;
  char *grant_id; /* tokens of one sign-in fall together */
  char *scope;
  gint64 issued_at;
  gint64 expires_at;
} DemoToken;

DemoState *demo_state_new (gboolean seeded, guint32 seed);
void demo_state_free (DemoState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoState, demo_state_free)

/* Seconds since 1970 on the federation's clock, which /set may move. */
gint64 demo_state_now (DemoState *self);
void demo_state_set_clock_offset (DemoState *self, gint64 seconds);

/* @count random bytes as hexadecimal text, or as a UUID; repeatable with a seed. Free it. */
char *demo_state_random_hex (DemoState *self, guint count);
char *demo_state_random_uuid (DemoState *self);
guint32 demo_state_random_int (DemoState *self, guint32 below);

/* People, by issuer and name; NULL when there is none. Borrowed, alive as long as the state. */
DemoUser *demo_state_find_user (DemoState *self, const char *issuer_id, const char *username);
/* Adds one, or returns the one that is there. */
DemoUser *demo_state_add_user (DemoState *self, const char *issuer_id, const char *username);
void demo_user_set_groups (DemoUser *user, const char *const *groups);
gboolean demo_user_is_active (const DemoUser *user, gint64 now);

/* Tokens. add takes copies. check: who it belongs to, NULL for unknown, expired, revoked, or an
 * account that is over; @issuer_id (nullable) is borrowed. */
void demo_state_add_token (DemoState *self, const char *token, const DemoToken *record);
const DemoToken *demo_state_find_token (DemoState *self, const char *token);
void demo_state_revoke_token (DemoState *self, const char *token);
void demo_state_revoke_grant (DemoState *self, const char *grant_id);
const DemoUser *demo_state_check_token (DemoState *self, const char *token, const char **issuer_id);

/* Faults: what the control port ordered for requests to come. */
typedef struct {
  char *server; /* NULL any */
  char *method; /* NULL any */
  char *path;   /* with * and ? */
  gint status;  /* -1 none (delay only), 0 cuts the connection */
  gint count;   /* -1 for ever */
  double delay; /* seconds */
  char *body;
  char *content_type;
  GPtrArray *headers; /* name, value, … */
} DemoFault;

/* @order as /fault takes it, or {"clear":true}. Errors: BANCO_JSON_ERROR_SHAPE. */
gboolean
demo_state_order_fault (DemoState *self, BancoJson *reader, JsonObject *order, GError **error);
/* The fault that is due for this request, with one taken off its count; free the copy. */
DemoFault *
demo_state_take_fault (DemoState *self, const char *server, const char *method, const char *path);
void demo_fault_free (DemoFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoFault, demo_fault_free)

/* The log: one object a request, no secret in it. Takes @entry. */
void demo_state_log (DemoState *self, JsonObject *entry);
JsonArray *demo_state_get_log (DemoState *self);
void demo_state_clear_log (DemoState *self);

/* Who signs in without being asked; NULL nobody. */
const char *demo_state_get_auto_approve (DemoState *self);
void demo_state_set_auto_approve (DemoState *self, const char *username);

G_END_DECLS
