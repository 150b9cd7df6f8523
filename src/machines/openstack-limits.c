/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>

gboolean
banco_openstack_get_usage (BancoOpenstackScope *scope,
                           BancoOpenstackUsage *usage,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (BancoHttpResponse) response =
    banco_openstack_scope_send (scope, "compute", NULL, "/limits", NULL, 0, cancellable, error);
  BancoJson *json = response != NULL ? response->json : NULL;
  JsonObject *absolute;
  GError *cause = NULL;

  if (response == NULL)
    return FALSE;
  if (json == NULL) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD,
                         "the cloud's compute service sent empty limits");
    return FALSE;
  }
  absolute = banco_json_object (json, banco_json_object (json, banco_json_root (json), "limits"),
                                "absolute");
  usage->machines_used = banco_json_int_or (json, absolute, "totalInstancesUsed", 0);
  usage->machines_limit = banco_json_int_or (json, absolute, "maxTotalInstances", -1);
  usage->vcpus_used = banco_json_int_or (json, absolute, "totalCoresUsed", 0);
  usage->vcpus_limit = banco_json_int_or (json, absolute, "maxTotalCores", -1);
  usage->memory_used = banco_json_int_or (json, absolute, "totalRAMUsed", 0);
  usage->memory_limit = banco_json_int_or (json, absolute, "maxTotalRAMSize", -1);
  if (banco_json_check (json, &cause))
    return TRUE;
  banco_openstack_propagate (error, cause);
  return FALSE;
}

static gboolean
exceeds (gint64 used, guint64 wanted, gint64 limit)
{
  return limit >= 0 && used + (gint64) wanted > limit;
}

char *
banco_openstack_usage_forbids (const BancoOpenstackUsage *usage,
                               const char *project,
                               const BancoOpenstackFlavor *flavor)
{
  if (exceeds (0, 1, usage->machines_limit))
    return g_strdup_printf (_ ("group %s may have no machines"), project);
  if (exceeds (0, flavor->vcpus, usage->vcpus_limit))
    return g_strdup_printf (_ ("it has %u virtual CPUs and group %s may use %ld in all"),
                            flavor->vcpus, project, (long) usage->vcpus_limit);
  if (exceeds (0, flavor->memory_mib, usage->memory_limit))
    return g_strdup_printf (_ ("it has %lu MiB of memory and group %s may use %ld in all"),
                            (unsigned long) flavor->memory_mib, project,
                            (long) usage->memory_limit);
  return NULL;
}

gboolean
banco_openstack_usage_has_room (const BancoOpenstackUsage *usage,
                                const BancoOpenstackFlavor *flavor)
{
  return !exceeds (usage->machines_used, 1, usage->machines_limit) &&
         !exceeds (usage->vcpus_used, flavor->vcpus, usage->vcpus_limit) &&
         !exceeds (usage->memory_used, flavor->memory_mib, usage->memory_limit);
}

/* Volumes and addresses: clouds without these services, or where a person may not look, have no
 * such limits to show. */
static BancoHttpResponse *
get_extra (BancoOpenstackScope *scope,
           const char *service,
           const char *path,
           GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHttpResponse) response =
    banco_openstack_scope_send (scope, service, NULL, path, NULL, 0, cancellable, &error);

  if (response != NULL && response->json != NULL)
    return g_steal_pointer (&response);
  if (error != NULL)
    g_debug ("openstack: no limits of %s: %s", service, error->message);
  return NULL;
}

static void
add_volumes (BancoOpenstackScope *scope,
             const char *cloud,
             GPtrArray *limits,
             GCancellable *cancellable)
{
  g_autoptr (BancoHttpResponse) response = get_extra (scope, "volumev3", "/limits", cancellable);
  const char *group = banco_openstack_scope_get_project (scope);
  BancoJson *json = response != NULL ? response->json : NULL;
  g_autoptr (BancoLimit) volumes = NULL;
  g_autoptr (BancoLimit) size = NULL;
  JsonObject *absolute;

  if (json == NULL)
    return;
  absolute = banco_json_object (json, banco_json_object (json, banco_json_root (json), "limits"),
                                "absolute");
  volumes = banco_limit_new (cloud, group, "volumes",
                             banco_json_int_or (json, absolute, "totalVolumesUsed", 0),
                             banco_json_int_or (json, absolute, "maxTotalVolumes", -1));
  size = banco_limit_new (cloud, group, "volume_gib",
                          banco_json_int_or (json, absolute, "totalGigabytesUsed", 0),
                          banco_json_int_or (json, absolute, "maxTotalVolumeGigabytes", -1));
  if (!banco_json_check (json, NULL))
    return;
  g_ptr_array_add (limits, g_steal_pointer (&volumes));
  g_ptr_array_add (limits, g_steal_pointer (&size));
}

static void
add_addresses (BancoOpenstackScope *scope,
               const char *cloud,
               GPtrArray *limits,
               GCancellable *cancellable)
{
  g_autofree char *path =
    banco_http_path ("v2.0", "quotas", banco_openstack_scope_get_id (scope), "details.json", NULL);
  g_autoptr (BancoHttpResponse) response = get_extra (scope, "network", path, cancellable);
  BancoJson *json = response != NULL ? response->json : NULL;
  JsonObject *quota =
    json != NULL ? banco_json_object_or_null (json, banco_json_root (json), "quota") : NULL;
  JsonObject *addresses =
    quota != NULL ? banco_json_object_or_null (json, quota, "floatingip") : NULL;
  g_autoptr (BancoLimit) floating = NULL;

  if (addresses == NULL)
    return;
  floating = banco_limit_new (cloud, banco_openstack_scope_get_project (scope), "addresses",
                              banco_json_int_or (json, addresses, "used", 0),
                              banco_json_int_or (json, addresses, "limit", -1));
  if (banco_json_check (json, NULL))
    g_ptr_array_add (limits, g_steal_pointer (&floating));
}

gboolean
banco_openstack_list_limits (BancoOpenstackScope *scope,
                             const char *cloud,
                             GPtrArray *limits,
                             GCancellable *cancellable,
                             GError **error)
{
  const char *group = banco_openstack_scope_get_project (scope);
  BancoOpenstackUsage usage;

  if (!banco_openstack_get_usage (scope, &usage, cancellable, error))
    return FALSE;
  g_ptr_array_add (
    limits, banco_limit_new (cloud, group, "machines", usage.machines_used, usage.machines_limit));
  g_ptr_array_add (limits,
                   banco_limit_new (cloud, group, "vcpus", usage.vcpus_used, usage.vcpus_limit));
  g_ptr_array_add (
    limits, banco_limit_new (cloud, group, "memory_mib", usage.memory_used, usage.memory_limit));
  add_volumes (scope, cloud, limits, cancellable);
  add_addresses (scope, cloud, limits, cancellable);
  return TRUE;
}
