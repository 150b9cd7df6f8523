/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/oauth-private.h"

#include <string.h>

static void
add_list (JsonObject *claims, const char *name, char **words, const char *prefix)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *word = g_strconcat (prefix, words[i], NULL);

    if (g_str_has_prefix (prefix, "urn:"))
      g_strdelimit (word, "/", ':');
    json_array_add_string_element (array, word);
  }
  json_object_set_array_member (claims, name, array);
}

void
demo_claims_add_groups (DemoIssuer *self, JsonObject *claims, const DemoUser *user)
{
  const char *profile = self->quirks.profile;

  if (g_str_equal (profile, "wlcg"))
    add_list (claims, "wlcg.groups", user->groups, "/");
  else if (g_str_equal (profile, "aarc"))
    add_list (claims, "eduperson_entitlement", user->groups, "urn:geant:infn.it:demo:group:");
  else if (g_str_equal (profile, "kc"))
    add_list (claims, "roles", user->groups, "");
  else
    add_list (claims, "groups", user->groups, "");
}

void
demo_claims_add_person (DemoIssuer *self,
                        JsonObject *claims,
                        const DemoUser *user,
                        const char *scope)
{
  if (demo_scope_has (scope, "profile")) {
    const char *family = strrchr (user->full_name, ' ');
    g_autofree char *given =
      family != NULL ? g_strndup (user->full_name, family - user->full_name) : NULL;

    json_object_set_string_member (claims, "name", user->full_name);
    json_object_set_string_member (claims, "preferred_username", user->username);
    if (given != NULL) {
      json_object_set_string_member (claims, "given_name", given);
      json_object_set_string_member (claims, "family_name", family + 1);
    }
    json_object_set_int_member (claims, "updated_at", self->started_at);
    if (!g_str_equal (self->quirks.profile, "wlcg"))
      json_object_set_string_member (claims, "organisation_name", self->id);
    demo_claims_add_groups (self, claims, user);
  }
  if (demo_scope_has (scope, "email")) {
    json_object_set_string_member (claims, "email", user->email);
    json_object_set_boolean_member (claims, "email_verified", TRUE);
  }
}
