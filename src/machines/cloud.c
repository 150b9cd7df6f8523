/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

struct _BancoCloud {
  GObject parent_instance;
  char *id;
  char *kind;
  BancoCloudState state;
  char **groups;
};

G_DEFINE_FINAL_TYPE (BancoCloud, banco_cloud, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
};

static GParamSpec *state_property;

static void
banco_cloud_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, BANCO_CLOUD (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_cloud_finalize (GObject *object)
{
  BancoCloud *self = BANCO_CLOUD (object);

  g_free (self->id);
  g_free (self->kind);
  g_strfreev (self->groups);
  G_OBJECT_CLASS (banco_cloud_parent_class)->finalize (object);
}

static void
banco_cloud_class_init (BancoCloudClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = banco_cloud_get_property;
  object_class->finalize = banco_cloud_finalize;
  state_property = g_param_spec_uint ("state", NULL, NULL, 0, BANCO_CLOUD_NO_PROJECT, 0,
                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_STATE, state_property);
}

static void
banco_cloud_init (BancoCloud *self)
{
  self->groups = g_new0 (char *, 1);
}

BancoCloud *
banco_cloud_new (const char *id, const char *kind)
{
  BancoCloud *self = g_object_new (BANCO_TYPE_CLOUD, NULL);

  self->id = g_strdup (id);
  self->kind = g_strdup (kind);
  return self;
}

void
banco_cloud_update (BancoCloud *self, BancoCloudState state, const char *const *groups)
{
  gboolean changed = self->state != state;

  self->state = state;
  if (groups != NULL && !g_strv_equal ((const char *const *) self->groups, groups)) {
    g_strfreev (self->groups);
    self->groups = g_strdupv ((char **) groups);
    changed = TRUE;
  }
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), state_property);
}

const char *
banco_cloud_get_id (BancoCloud *self)
{
  return self->id;
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
