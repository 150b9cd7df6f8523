/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/quirks-private.h"

#define DAY (24 * 60 * 60)

typedef enum {
  KIND_BOOLEAN,
  KIND_SECONDS
} SwitchKind;

typedef struct {
  const char *name;
  SwitchKind kind;
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
  FLAG (suspend_clients, FALSE, FALSE, FALSE),
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
  *self = (DemoQuirks){ .rotate = rotate, .profile = g_strdup ("iam"), .withhold = g_strdup ("") };
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
  g_clear_pointer (&self->withhold, g_free);
}

void
demo_quirks_copy (DemoQuirks *to, const DemoQuirks *from)
{
  demo_quirks_clear (to);
  *to = *from;
  to->profile = g_strdup (from->profile);
  to->withhold = g_strdup (from->withhold);
}

static const Switch *
find_switch (const char *name)
{
  static const Switch rotate = FLAG (rotate, 0, 0, 0);

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (g_str_equal (switches[i].name, name))
      return &switches[i];
  return g_str_equal (name, "rotate") ? &rotate : NULL;
}

static void
read_switch (DemoQuirks *self, const Switch *at, BancoJson *reader, JsonObject *object)
{
  gint64 value = at->kind == KIND_BOOLEAN ? banco_json_boolean (reader, object, at->name)
                                          : banco_json_int (reader, object, at->name);

  if (at->kind == KIND_SECONDS && value < 0)
    banco_json_refuse (reader, object, at->name, "expected seconds");
  if (banco_json_check (reader, NULL))
    set (self, at, value);
}

static void
read_text (char **text, BancoJson *reader, JsonObject *object, const char *name)
{
  const char *value = banco_json_string (reader, object, name);

  if (banco_json_check (reader, NULL)) {
    g_free (*text);
    *text = g_strdup (value);
  }
}

gboolean
demo_quirks_read (DemoQuirks *self, BancoJson *reader, JsonObject *object, const char *name)
{
  const Switch *found = find_switch (name);

  if (found != NULL) {
    read_switch (self, found, reader, object);
  } else if (g_str_equal (name, "withhold")) {
    read_text (&self->withhold, reader, object, name);
  } else if (g_str_equal (name, "profile")) {
    const char *profile = banco_json_string (reader, object, name);

    if (profile != NULL && !g_strv_contains (profiles, profile))
      banco_json_refuse (reader, object, name, "expected iam, wlcg, aarc or kc");
    read_text (&self->profile, reader, object, name);
  } else {
    return FALSE;
  }
  return TRUE;
}
