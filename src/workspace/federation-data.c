/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-private.h"

BancoFederation *
banco_federation_ref (BancoFederation *self)
{
  g_atomic_ref_count_inc (&((BancoFederationData *) self)->references);
  return self;
}

void
banco_federation_unref (BancoFederation *self)
{
  BancoFederationData *data = (BancoFederationData *) self;

  if (!g_atomic_ref_count_dec (&data->references))
    return;
  g_ptr_array_unref (data->heap);
  g_free (data);
}

char *
banco_federation_folder (BancoFederationOrigin origin)
{
  switch (origin) {
  case BANCO_FEDERATION_OWN:
    return banco_paths_user_config ("federations");
  case BANCO_FEDERATION_SYSTEM:
    return g_strdup ("/etc/banco/federations");
  case BANCO_FEDERATION_BUILT_IN:
    return banco_paths_data ("federations");
  case BANCO_FEDERATION_FILE:
    break;
  }
  return NULL;
}

BancoFederationOrigin
banco_federation_origin_of (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (whole);

  for (int origin = BANCO_FEDERATION_OWN; origin <= BANCO_FEDERATION_BUILT_IN; origin++) {
    g_autofree char *folder = banco_federation_folder ((BancoFederationOrigin) origin);
    g_autofree char *there = g_canonicalize_filename (folder, NULL);

    if (g_str_equal (parent, there))
      return (BancoFederationOrigin) origin;
  }
  return BANCO_FEDERATION_FILE;
}
