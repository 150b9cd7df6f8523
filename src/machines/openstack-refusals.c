/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* What Nova said, from {"forbidden": {"message": …}}: to be recognised, never shown. */
static const char *
read_message (BancoHttpResponse *response)
{
  JsonObject *root = response->json != NULL ? banco_json_root (response->json) : NULL;
  g_autoptr (GList) members = root != NULL ? json_object_get_members (root) : NULL;
  JsonObject *inner =
    members != NULL ? banco_json_object_or_null (response->json, root, members->data) : NULL;

  return banco_json_string_or (response->json, inner, "message", "");
}

static const char *
resource_name (const char *name)
{
  if (strcmp (name, "cores") == 0)
    return "virtual CPUs";
  if (strcmp (name, "ram") == 0)
    return "MiB of memory";
  if (strcmp (name, "instances") == 0)
    return "machines";
  return "other resources";
}

static char **
split_match (GMatchInfo *match, int group)
{
  g_autofree char *list = g_match_info_fetch (match, group);

  return g_regex_split_simple ("[, ]+", g_strstrip (list), 0, 0);
}

/* "Quota exceeded for cores, instances: Requested 8, 1, but already used 8, 1 of 8, 1 …" in words,
 * or something vaguer if it reads otherwise. */
char *
banco_openstack_explain_quota (const char *message, const char *group)
{
  g_autoptr (GRegex) regex = g_regex_new ("exceeded for ([a-z_, ]+): Requested ([0-9, ]+), "
                                          "but already used ([0-9, ]+) of ([0-9, ]+)",
                                          0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) wanted = NULL;
  g_auto (GStrv) used = NULL;
  g_auto (GStrv) limits = NULL;

  g_string_printf (text, "group %s has no room for it", group);
  if (!g_regex_match (regex, message, 0, &match)) {
    g_string_append (text, ": its quota is used up");
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  names = split_match (match, 1);
  wanted = split_match (match, 2);
  used = split_match (match, 3);
  limits = split_match (match, 4);
  for (guint i = 0; names[i] != NULL && wanted[i] != NULL && used[i] != NULL && limits[i] != NULL;
       i++)
    g_string_append_printf (text, "%s %s of %s %s are in use and it needs %s", i == 0 ? ":" : ";",
                            used[i], limits[i], resource_name (names[i]), wanted[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Refusals that a person can do something about, by a piece of Nova's sentence. */
static const struct {
  const char *piece;
  BancoMachinesError code;
  const char *sentence;
} refusals[] = {
  { "disk is too small", BANCO_MACHINES_ERROR_FAILED,
    N_ ("the image needs a larger disk than this offer has; choose another offer") },
  { "memory is too small", BANCO_MACHINES_ERROR_FAILED,
    N_ ("the image needs more memory than this offer has; choose another offer") },
  { "requested image", BANCO_MACHINES_ERROR_NOT_FOUND,
    N_ ("the cloud does not have that image any more") },
  { "Flavor", BANCO_MACHINES_ERROR_NOT_FOUND, N_ ("the cloud does not have that offer any more") },
  { "Multiple possible networks", BANCO_MACHINES_ERROR_FAILED,
    N_ ("the group has several networks and the cloud cannot tell which to use; ask its manager") },
  { "No valid host", BANCO_MACHINES_ERROR_NO_ROOM, N_ ("the cloud has no room for it now") },
};

void
banco_openstack_set_refusal (GError **error, BancoHttpResponse *response, const char *group)
{
  const char *message = read_message (response);

  g_debug ("openstack: refused with %u: %s", response->status, message);
  if (strstr (message, "uota") != NULL ||
      response->status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE) {
    g_autofree char *sentence = banco_openstack_explain_quota (message, group);

    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NO_ROOM, sentence);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    if (strstr (message, refusals[i].piece) == NULL)
      continue;
    g_set_error_literal (error, BANCO_MACHINES_ERROR, refusals[i].code, _ (refusals[i].sentence));
    return;
  }
  if (response->status == SOUP_STATUS_UNAUTHORIZED)
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_SIGN_IN,
                         _ ("the cloud does not accept the session any more"));
  else if (response->status == SOUP_STATUS_FORBIDDEN)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
                 _ ("the cloud does not allow group %s to do that"), group);
  else
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                 _ ("the cloud refuses the request (HTTP %u)"), response->status);
}
