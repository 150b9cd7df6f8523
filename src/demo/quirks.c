/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/quirks-private.h"

#define DAY (24 * 60 * 60)

typedef enum {
  KIND_BOOLEAN,
  KIND_SECONDS
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  gsize offset;
  gint64 iam_1_12, iam_1_15, strict;
} Switch;

#define FLAG(member, old, new, strict)                                                             \
  {                                                                                                \
#member, KIND_BOOLEAN, G_STRUCT_OFFSET(DemoQuirks, member), old, new, strict                   \
  }
#define SECONDS(member, old, new, strict)                                                          \
  {                                                                                                \
#member, KIND_SECONDS, G_STRUCT_OFFSET(DemoQuirks, member), old, new, strict                   \
  }

static const Switch switches[] = {
  FLAG (issuer_slash, TRUE, TRUE, FALSE),
  FLAG (slow_down, FALSE, TRUE, TRUE),
  FLAG (access_denied, FALSE, TRUE, TRUE),
  FLAG (unknown_client_404, TRUE, FALSE, FALSE),
  FLAG (expired_once, TRUE, TRUE, FALSE),
  FLAG (refresh_error_401, TRUE, TRUE, FALSE),
  FLAG (leaky_descriptions, TRUE, TRUE, FALSE),
  FLAG (short_user_code, TRUE, TRUE, FALSE),
  FLAG (exact_redirect, TRUE, TRUE, FALSE),
  FLAG (free_text_errors, TRUE, TRUE, FALSE),
  FLAG (drop_scopes, TRUE, TRUE, FALSE),
  FLAG (clear_on_refresh, TRUE, FALSE, FALSE),
  FLAG (iss_parameter, FALSE, FALSE, TRUE),
  FLAG (require_pkce, FALSE, FALSE, TRUE),
  FLAG (access_token_claims, FALSE, TRUE, TRUE),
  FLAG (registration_closed, FALSE, FALSE, FALSE),
  FLAG (terms, TRUE, TRUE, FALSE),
  SECONDS (interval, 0, 5, 5),
  SECONDS (access_lifetime, 3600, 3600, 3600),
  SECONDS (refresh_lifetime, 30 * DAY, 30 * DAY, 30 * DAY),
  SECONDS (device_lifetime, 600, 600, 600),
};

static const char *const profiles[] = { "iam", "wlcg", "aarc", "kc", NULL };

static void
set (DemoQuirks *self, const Switch *at, gint64 value)
{
  if (at->kind == KIND_BOOLEAN)
    G_STRUCT_MEMBER (gboolean, self, at->offset) = value != 0;
  else
    G_STRUCT_MEMBER (gint64, self, at->offset) = value;
}

gboolean
demo_quirks_init (DemoQuirks *self, const char *mode, gboolean rotate)
{
  gboolean old = g_str_equal (mode, "iam-1.12");
  gboolean recent = g_str_equal (mode, "iam-1.15");

  if (!old && !recent && !g_str_equal (mode, "strict"))
    return FALSE;
  *self = (DemoQuirks){ .rotate = rotate, .profile = g_strdup ("iam") };
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    set (self, &switches[i],
         old      ? switches[i].iam_1_12
         : recent ? switches[i].iam_1_15
                  : switches[i].strict);
  return TRUE;
}

void
demo_quirks_clear (DemoQuirks *self)
{
  g_clear_pointer (&self->profile, g_free);
}

gboolean
demo_quirks_read (DemoQuirks *self, BancoJson *reader, JsonObject *object, const char *name)
{
  static const Switch rotate = FLAG (rotate, 0, 0, 0);
  const Switch *found = g_str_equal (name, "rotate") ? &rotate : NULL;

  for (guint i = 0; found == NULL && i < G_N_ELEMENTS (switches); i++)
    if (g_str_equal (switches[i].name, name))
      found = &switches[i];
  if (found != NULL) {
    set (self, found,
         found->kind == KIND_BOOLEAN ? banco_json_boolean (reader, object, name)
                                     : banco_json_int (reader, object, name));
    return TRUE;
  }
  if (g_str_equal (name, "profile")) {
    const char *profile = banco_json_string (reader, object, name);

    if (profile != NULL && g_strv_contains (profiles, profile)) {
      g_free (self->profile);
      self->profile = g_strdup (profile);
    } else {
      banco_json_refuse (reader, object, name, "expected iam, wlcg, aarc or kc");
    }
    return TRUE;
  }
  return FALSE;
}
