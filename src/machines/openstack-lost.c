/* SPDX-License-Identifier: Apache-2.0 */
/* A request whose answer was lost (a proxy's time-out, a reset): was a machine made? */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LOOKS 3
#define PAUSE 2000 /* ms between them: what came in is listed a moment later */

typedef struct {
  const BancoResolvedRequest *order;
  const char *tag;
  const char *user;
  BancoMachineRecord *found;
} Search;

/* The name was free before, so that one of this name is ours unless another request's tag says
 * otherwise. */
static void
consider_server (BancoJson *json, JsonObject *item, gpointer data)
{
  Search *search = data;
  JsonObject *metadata = banco_json_object_or_null (json, item, "metadata");
  const char *tag = banco_json_lenient_string (metadata, BANCO_OPENSTACK_REQUEST);
  const char *user = banco_json_string (json, item, "user_id");
  const char *image_id;
  g_autoptr (BancoMachineRecord) record = banco_openstack_read_server (json, item, &image_id);

  if (record == NULL || search->found != NULL || g_strcmp0 (user, search->user) != 0 ||
      (tag != NULL ? strcmp (tag, search->tag) != 0
                   : strcmp (record->name, search->order->name) != 0))
    return;
  record->group = g_strdup (search->order->group);
  record->login = g_strdup (banco_image_get_login (search->order->image));
  g_free (record->image);
  record->image = g_strdup (banco_image_get_name (search->order->image));
  search->found = g_steal_pointer (&record);
}

static gboolean
look (BancoOpenstackScope *scope, Search *search, GCancellable *cancellable, GError **error)
{
  g_autofree char *user = banco_openstack_scope_dup_user (scope, cancellable, error);

  search->user = user;
  return user != NULL && banco_openstack_scope_list (scope, "compute", "/servers/detail", "servers",
                                                     consider_server, search, cancellable, error);
}

static gboolean
is_lost (const GError *cause)
{
  return g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE) ||
         g_error_matches (cause, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD);
}

BancoMachineRecord *
banco_openstack_find_lost (BancoOpenstackScope *scope,
                           const BancoResolvedRequest *order,
                           const char *tag,
                           GError *cause,
                           GCancellable *cancellable,
                           GError **error)
{
  Search search = { .order = order, .tag = tag };
  g_autoptr (GError) lost = cause;
  g_autoptr (GError) trouble = NULL;

  if (!is_lost (lost)) {
    g_propagate_error (error, g_steal_pointer (&lost));
    return NULL;
  }
  g_debug ("openstack: the answer to the request for %s was lost: %s", order->name, lost->message);
  for (guint i = 0; i < LOOKS && search.found == NULL; i++) {
    g_clear_error (&trouble);
    if (i > 0 && !banco_clock_wait (PAUSE, cancellable, &trouble))
      break;
    look (scope, &search, cancellable, &trouble);
  }
  if (search.found != NULL)
    return search.found;
  if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&trouble));
  else if (trouble == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, lost->code,
                 _ ("%s; %s was not created: ask for it again"), lost->message, order->name);
  else
    g_set_error (error, BANCO_MACHINES_ERROR, lost->code,
                 _ ("%s; it is not known yet whether %s was created: “bancoctl machines” shows it, "
                    "“bancoctl release %s” gives it back"),
                 lost->message, order->name, order->name);
  return NULL;
}
