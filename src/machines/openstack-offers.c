/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* One project's catalogue: what it may ask for, and how much it may use. */
typedef struct {
  BancoOpenstackScope *scope; /* borrowed */
  GPtrArray *flavors;
  BancoOpenstackUsage usage;
} ProjectCatalogue;

static void
catalogue_free (ProjectCatalogue *catalogue)
{
  g_clear_pointer (&catalogue->flavors, g_ptr_array_unref);
  g_free (catalogue);
}

static void
add_flavor (BancoJson *json, JsonObject *item, gpointer data)
{
  g_ptr_array_add (data, banco_openstack_read_flavor (json, item));
}

static GPtrArray *
list_catalogues (GPtrArray *scopes, GHashTable *missing, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) catalogues =
    g_ptr_array_new_with_free_func ((GDestroyNotify) catalogue_free);

  for (guint i = 0; i < scopes->len; i++) {
    ProjectCatalogue *catalogue = g_new0 (ProjectCatalogue, 1);
    GError *cause = NULL;

    catalogue->scope = scopes->pdata[i];
    catalogue->flavors =
      g_ptr_array_new_with_free_func ((GDestroyNotify) banco_openstack_flavor_free);
    if (banco_openstack_scope_list (catalogue->scope, "compute", "/flavors/detail", "flavors",
                                    add_flavor, catalogue->flavors, cancellable, &cause) &&
        banco_openstack_get_usage (catalogue->scope, &catalogue->usage, cancellable, &cause)) {
      g_ptr_array_add (catalogues, catalogue);
      continue;
    }
    catalogue_free (catalogue);
    if (!banco_openstack_leave_out (scopes->pdata[i], "compute", missing, cause, error))
      return NULL;
  }
  return banco_openstack_check_answers (scopes, missing, error) ? g_steal_pointer (&catalogues)
                                                                : NULL;
}

/* What this project may ask for, of all that it sees. */
static BancoOpenstackFlavor *
find_flavor (ProjectCatalogue *catalogue, const char *id)
{
  for (guint i = 0; i < catalogue->flavors->len; i++) {
    BancoOpenstackFlavor *flavor = catalogue->flavors->pdata[i];

    if (strcmp (flavor->id, id) == 0 &&
        (flavor->projects == NULL ||
         g_strv_contains ((const char *const *) flavor->projects,
                          banco_openstack_scope_get_project (catalogue->scope))))
      return flavor;
  }
  return NULL;
}

/* Why @group (nullable: all) may not have @flavor, NULL if it may. @over_limit: it may ask for it,
 * and never has that much. */
static char *
why_not (GPtrArray *catalogues,
         const char *group,
         BancoOpenstackFlavor *flavor,
         gboolean *over_limit)
{
  char *reason = NULL;

  for (guint i = 0; i < catalogues->len; i++) {
    ProjectCatalogue *catalogue = catalogues->pdata[i];
    const char *project = banco_openstack_scope_get_project (catalogue->scope);

    if ((group != NULL && strcmp (group, project) != 0) ||
        find_flavor (catalogue, flavor->id) == NULL)
      continue;
    g_free (reason);
    reason = banco_openstack_usage_forbids (&catalogue->usage, project, flavor);
    if (reason == NULL)
      return NULL;
  }
  *over_limit = reason != NULL;
  if (reason == NULL && group != NULL)
    return g_strdup_printf (_ ("group %s may not ask for it"), group);
  return reason != NULL ? reason : g_strdup (_ ("none of your groups may ask for it"));
}

static BancoOffer *
make_offer (const char *cloud,
            BancoOpenstackFlavor *flavor,
            const char *reason,
            gboolean over_limit)
{
  return banco_offer_new (&(BancoOfferFacts){ .cloud = cloud,
                                              .id = flavor->id,
                                              .name = flavor->name,
                                              .vcpus = flavor->vcpus,
                                              .memory_mib = flavor->memory_mib,
                                              .disk_gib = flavor->disk_gib,
                                              .disk_kind = flavor->disk_kind,
                                              .accelerator = &flavor->accelerator,
                                              .available = -1,
                                              .why_not = reason,
                                              .over_limit = over_limit });
}

static int
compare_offers (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (banco_offer_get_name (*(BancoOffer **) a),
                    banco_offer_get_name (*(BancoOffer **) b));
}

GPtrArray *
banco_openstack_list_offers (GPtrArray *scopes,
                             const char *cloud,
                             const char *group,
                             GHashTable *missing,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (GPtrArray) catalogues = list_catalogues (scopes, missing, cancellable, error);
  g_autoptr (GPtrArray) offers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (catalogues == NULL)
    return NULL;
  for (guint i = 0; i < catalogues->len; i++) {
    ProjectCatalogue *catalogue = catalogues->pdata[i];

    for (guint j = 0; j < catalogue->flavors->len; j++) {
      BancoOpenstackFlavor *flavor = catalogue->flavors->pdata[j];
      gboolean over_limit = FALSE;
      g_autofree char *reason = why_not (catalogues, group, flavor, &over_limit);

      if (g_hash_table_add (seen, flavor->id))
        g_ptr_array_add (offers, make_offer (cloud, flavor, reason, over_limit));
    }
  }
  g_ptr_array_sort (offers, compare_offers);
  return g_steal_pointer (&offers);
}

char *
banco_openstack_choose_group (GPtrArray *scopes,
                              const char *cloud,
                              BancoOffer *offer,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GHashTable) missing = banco_missing_new ();
  g_autoptr (GPtrArray) catalogues = list_catalogues (scopes, missing, cancellable, error);
  const char *first = NULL;

  if (catalogues == NULL)
    return NULL;
  for (guint i = 0; i < catalogues->len; i++) {
    ProjectCatalogue *catalogue = catalogues->pdata[i];
    const char *project = banco_openstack_scope_get_project (catalogue->scope);
    BancoOpenstackFlavor *flavor = find_flavor (catalogue, banco_offer_get_id (offer));
    g_autofree char *reason =
      flavor != NULL ? banco_openstack_usage_forbids (&catalogue->usage, project, flavor) : NULL;

    if (flavor == NULL || reason != NULL)
      continue;
    if (banco_openstack_usage_has_room (&catalogue->usage, flavor))
      return g_strdup (project);
    if (first == NULL)
      first = project;
  }
  if (first == NULL && g_hash_table_size (missing) > 0)
    banco_missing_propagate (missing, error);
  else if (first == NULL && banco_offer_is_allowed (offer))
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
                 _ ("none of your groups at cloud %s may ask for %s"), cloud,
                 banco_offer_get_name (offer));
  else if (first == NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, (int) banco_offer_get_why_not_code (offer),
                 _ ("you may not ask for %s at cloud %s: %s"), banco_offer_get_name (offer), cloud,
                 banco_offer_get_why_not (offer));
  return g_strdup (first);
}
