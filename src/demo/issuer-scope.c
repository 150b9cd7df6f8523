/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

/* What anyone may have; the others of IAM are for administrators and never given out here. */
static const char everyone[] =
  "openid profile email address phone offline_access eduperson_scoped_affiliation "
  "eduperson_entitlement eduperson_assurance entitlements";

gboolean
demo_scope_has (const char *scope, const char *word)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

gboolean
demo_scope_within (const char *scope, const char *of)
{
  g_auto (GStrv) words = g_strsplit (scope, " ", -1);
  g_auto (GStrv) allowed = g_strsplit (of, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0' && !g_strv_contains ((const char *const *) allowed, words[i]))
      return FALSE;
  return TRUE;
}

char *
demo_scope_all (DemoIssuer *self)
{
  gboolean wlcg = g_str_equal (self->quirks.profile, "wlcg");

  return g_strconcat (everyone, wlcg ? " wlcg wlcg.groups" : "", NULL);
}

static char *
keep (const char *scope, const char *words, gboolean in_words)
{
  g_auto (GStrv) each = g_strsplit (scope, " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; each[i] != NULL; i++)
    if (each[i][0] != '\0' && demo_scope_has (words, each[i]) == in_words)
      g_ptr_array_add (kept, each[i]);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (" ", (char **) kept->pdata);
}

const char *
demo_oauth_audience (DemoRequest *request)
{
  static const char *const names[] = { "resource", "aud", "audience" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = demo_request_value (request, names[i]);

    if (value != NULL && value[0] != '\0')
      return value;
  }
  return NULL;
}

char *
demo_scope_allowed (DemoIssuer *self, const char *scope)
{
  g_autofree char *all = demo_scope_all (self);

  return keep (scope, all, TRUE);
}

char *
demo_scope_granted (DemoIssuer *self, const char *scope)
{
  return keep (scope, self->quirks.withhold, FALSE);
}
