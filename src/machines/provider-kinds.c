/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include "machines/openstack-private.h"

#define MEMBER(name) G_STRUCT_OFFSET (BancoCloudSetup, name)

static const BancoField openstack_fields[] = {
  { .key = "Url", .type = BANCO_FIELD_ADDRESS, .offset = MEMBER (url), .required = TRUE },
  { .key = "IdentityProvider", .offset = MEMBER (identity_provider), .required = TRUE },
  { .key = "Protocol", .offset = MEMBER (protocol), .required = TRUE },
  { .key = "CaFile", .type = BANCO_FIELD_FILE, .offset = MEMBER (ca_file) },
  { .key = "Region", .offset = MEMBER (region) },
  { NULL },
};

/* The only place that lists them. */
static const struct {
  BancoKind kind;
  BancoProvider *(*create) (BancoHttp *http, const BancoCloudSetup *setup);
} kinds[] = {
  { { "openstack", openstack_fields }, banco_openstack_new },
  { { "orchestrator", NULL }, NULL },
  { { "jupyterhub", NULL }, NULL },
};

const BancoKind *
banco_provider_get_kind (guint position)
{
  return position < G_N_ELEMENTS (kinds) ? &kinds[position].kind : NULL;
}

BancoProvider *
banco_provider_new (BancoHttp *http, const BancoCloudSetup *setup)
{
  g_autoptr (BancoHttp) own = setup->ca_file != NULL ? banco_http_new (setup->ca_file) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].create != NULL && g_strcmp0 (setup->kind, kinds[i].kind.name) == 0)
      return kinds[i].create (own != NULL ? own : http, setup);
  g_warning ("cloud %s is left out: kind %s is not known", setup->id, setup->kind);
  return NULL;
}
