/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"

G_BEGIN_DECLS

/* How an issuer departs from the standards. Each is a switch of POST /set, by this name. */
typedef struct {
  gboolean issuer_slash;        /* "iss" ends in a slash */
  gboolean slow_down;           /* early polls are answered slow_down */
  gboolean access_denied;       /* a denied device code says so; else it stays pending */
  gboolean unknown_client_404;  /* /devicecode: 404 without a body */
  gboolean expired_once;        /* expired_token once, then invalid_grant */
  gboolean refresh_error_401;   /* 401 invalid_token with the token in its text */
  gboolean leaky_descriptions;  /* error_description carries codes and tokens */
  gboolean short_user_code;     /* six of 0-9A-Z; else eight consonants */
  gboolean exact_redirect;      /* no other loopback port than registered */
  gboolean free_text_errors;    /* registration answers {"error": sentence} */
  gboolean drop_scopes;         /* scopes that may not be had vanish without a word */
  gboolean clear_on_refresh;    /* a refresh ends the access tokens before it */
  gboolean rotate;              /* every refresh gives a new refresh token */
  gboolean iss_parameter;       /* RFC 9207 */
  gboolean require_pkce;        /* and S256 only */
  gboolean access_token_claims; /* scope, groups, aud, nbf in access tokens */
  gboolean registration_closed; /* dynamic registration answers 403 */
  gboolean suspend_clients;     /* every client is refused */
  gboolean terms;               /* there are terms of use to accept */
  gint64 interval;              /* seconds in device replies; 0: not sent */
  gint64 access_lifetime;       /* seconds */
  gint64 refresh_lifetime;
  gint64 device_lifetime;
  char *withhold; /* scopes that nobody is granted, without a word */
  char *profile;  /* iam, wlcg, aarc, kc: how groups are written */
} DemoQuirks;

/* @mode: iam-1.12, iam-1.15 or strict; FALSE when it is none of them. Clear it after use. */
gboolean demo_quirks_init (DemoQuirks *self, const char *mode, gboolean rotate);
void demo_quirks_clear (DemoQuirks *self);
/* @to holds quirks already, or nothing. */
void demo_quirks_copy (DemoQuirks *to, const DemoQuirks *from);

/* Sets the member @name of @object; FALSE when there is no such switch. A wrong value is
 * remembered in @reader. */
gboolean
demo_quirks_read (DemoQuirks *self, BancoJson *reader, JsonObject *object, const char *name);

G_END_DECLS
