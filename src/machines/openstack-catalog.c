/* SPDX-License-Identifier: Apache-2.0 */
/* Keystone's catalog: where the services of a region are. What is registered by half is passed
 * over. */
#include "machines/openstack-private.h"

/* A public endpoint has an address; its region may be NULL. */
static const char *
read_endpoint (JsonObject *endpoint, const char **region)
{
  *region = banco_json_lenient_string (endpoint, "region_id");
  if (*region == NULL)
    *region = banco_json_lenient_string (endpoint, "region");
  return g_strcmp0 (banco_json_lenient_string (endpoint, "interface"), "public") == 0
           ? banco_json_lenient_string (endpoint, "url")
           : NULL;
}

/* The regions that have a service of this type, or of any (NULL), each once. */
static GPtrArray *
list_regions (JsonArray *catalog, const char *type)
{
  GPtrArray *regions = g_ptr_array_new ();

  for (guint i = 0; i < banco_json_length (catalog); i++) {
    JsonObject *service = banco_json_lenient_element (catalog, i);
    JsonArray *endpoints = banco_json_lenient_array (service, "endpoints");

    if (type != NULL && g_strcmp0 (banco_json_lenient_string (service, "type"), type) != 0)
      continue;
    for (guint j = 0; j < banco_json_length (endpoints); j++) {
      const char *region;

      if (read_endpoint (banco_json_lenient_element (endpoints, j), &region) != NULL &&
          region != NULL && !g_ptr_array_find_with_equal_func (regions, region, g_str_equal, NULL))
        g_ptr_array_add (regions, (gpointer) region);
    }
  }
  return regions;
}

/* Of the public endpoints in @region (NULL: anywhere), the first that may be talked to; "" where
 * there is none, NULL without one. */
static const char *
choose_endpoint (JsonArray *endpoints, const char *keystone, const char *region)
{
  const char *chosen = NULL;

  for (guint i = 0; i < banco_json_length (endpoints); i++) {
    const char *there;
    const char *url = read_endpoint (banco_json_lenient_element (endpoints, i), &there);

    if (url == NULL || (region != NULL && there != NULL && !g_str_equal (region, there)))
      continue;
    if (banco_http_uri_may_follow (keystone, url))
      return url;
    chosen = "";
  }
  return chosen;
}

static GHashTable *
read_addresses (JsonArray *catalog, const char *keystone, const char *region)
{
  GHashTable *addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < banco_json_length (catalog); i++) {
    JsonObject *service = banco_json_lenient_element (catalog, i);
    const char *type = banco_json_lenient_string (service, "type");
    const char *url =
      choose_endpoint (banco_json_lenient_array (service, "endpoints"), keystone, region);
    const char *known = type != NULL ? g_hash_table_lookup (addresses, type) : NULL;

    if (type != NULL && url != NULL && (known == NULL || known[0] == '\0'))
      g_hash_table_insert (addresses, g_strdup (type), g_strdup (url));
  }
  return addresses;
}

GHashTable *
banco_openstack_read_catalog (BancoJson *json,
                              JsonObject *token,
                              const char *keystone,
                              const char *region,
                              char **others)
{
  JsonArray *catalog = banco_json_array (json, token, "catalog");
  g_autoptr (GPtrArray) regions = list_regions (catalog, "compute");
  guint position;

  *others = NULL;
  if (regions->len == 0) {
    g_ptr_array_unref (regions);
    regions = list_regions (catalog, NULL);
  }
  if (region == NULL && regions->len > 0)
    region = regions->pdata[0];
  if (region != NULL && g_ptr_array_find_with_equal_func (regions, region, g_str_equal, &position))
    g_ptr_array_remove_index (regions, position);
  else if (regions->len > 0)
    region = NULL; /* it is none of them */
  if (regions->len > 0) {
    g_ptr_array_add (regions, NULL);
    *others = g_strjoinv (", ", (char **) regions->pdata);
  }
  return region == NULL && *others != NULL ? NULL : read_addresses (catalog, keystone, region);
}
