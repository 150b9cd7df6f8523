/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

struct _BancoCloud {
  BancoRefreshSource parent_instance;
  char *kind;
  BancoCloudState state;
  char **groups;
};

G_DEFINE_FINAL_TYPE (BancoCloud, banco_cloud, BANCO_TYPE_REFRESH_SOURCE)

typedef enum {
  PROP_STATE = 1,
  PROP_GROUPS,
} Property;

static GParamSpec *properties[PROP_GROUPS + 1];

static void
banco_cloud_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoCloud *self = BANCO_CLOUD (object);

  switch ((Property) id) {
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_GROUPS:
    g_value_set_boxed (value, self->groups);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_cloud_finalize (GObject *object)
{
  BancoCloud *self = BANCO_CLOUD (object);

  g_free (self->kind);
  g_strfreev (self->groups);
  G_OBJECT_CLASS (banco_cloud_parent_class)->finalize (object);
}

static void
banco_cloud_class_init (BancoCloudClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_cloud_get_property;
  object_class->finalize = banco_cloud_finalize;
  properties[PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, 0, BANCO_CLOUD_NO_PROJECT, 0, flags);
  properties[PROP_GROUPS] = g_param_spec_boxed ("groups", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_cloud_init (BancoCloud *self)
{
  self->groups = g_new0 (char *, 1);
}

BancoCloud *
banco_cloud_new (const char *id, const char *kind)
{
  BancoCloud *self = g_object_new (BANCO_TYPE_CLOUD, "id", id, NULL);

  self->kind = g_strdup (kind);
  return self;
}

void
banco_cloud_update (BancoCloud *self, BancoCloudState state, const char *const *groups)
{
  if (groups != NULL && !g_strv_equal ((const char *const *) self->groups, groups)) {
    g_strfreev (self->groups);
    self->groups = g_strdupv ((char **) groups);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUPS]);
  }
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
}

const char *
banco_cloud_get_id (BancoCloud *self)
{
  return banco_refresh_source_get_id (BANCO_REFRESH_SOURCE (self));
}

const char *
banco_cloud_get_kind (BancoCloud *self)
{
  return self->kind;
}

BancoCloudState
banco_cloud_get_state (BancoCloud *self)
{
  return self->state;
}

const char *const *
banco_cloud_get_groups (BancoCloud *self)
{
  return (const char *const *) self->groups;
}
