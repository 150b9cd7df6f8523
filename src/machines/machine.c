/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <string.h>

struct _BancoMachine {
  GObject parent_instance;
  char *cloud;
  char *key; /* cloud and id */
  BancoMachineRecord *record;
};

G_DEFINE_FINAL_TYPE (BancoMachine, banco_machine, G_TYPE_OBJECT)

typedef enum {
  PROP_NAME = 1,
  PROP_STATE,
  PROP_ADDRESS,
  PROP_OFFER,
  PROP_IMAGE,
  PROP_GROUP,
  PROP_CREATED,
  PROP_UNTIL,
  PROP_REASON,
  PROP_HOST_KEY,
  PROP_SERVICES,
} Property;

static GParamSpec *properties[PROP_SERVICES + 1];

static void
banco_machine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoMachine *self = BANCO_MACHINE (object);

  switch ((Property) id) {
  case PROP_NAME:
    g_value_set_string (value, self->record->name);
    break;
  case PROP_STATE:
    g_value_set_uint (value, self->record->state);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, banco_machine_get_address (self));
    break;
  case PROP_OFFER:
    g_value_set_string (value, self->record->offer);
    break;
  case PROP_IMAGE:
    g_value_set_string (value, self->record->image);
    break;
  case PROP_GROUP:
    g_value_set_string (value, self->record->group);
    break;
  case PROP_CREATED:
    g_value_set_int64 (value, self->record->created);
    break;
  case PROP_UNTIL:
    g_value_set_int64 (value, self->record->until);
    break;
  case PROP_REASON:
    g_value_set_string (value, self->record->reason);
    break;
  case PROP_HOST_KEY:
    g_value_set_uint (value, self->record->host_key);
    break;
  case PROP_SERVICES:
    g_value_set_boxed (value, self->record->services);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_machine_finalize (GObject *object)
{
  BancoMachine *self = BANCO_MACHINE (object);

  g_free (self->cloud);
  g_free (self->key);
  banco_machine_record_free (self->record);
  G_OBJECT_CLASS (banco_machine_parent_class)->finalize (object);
}

static void
banco_machine_class_init (BancoMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_machine_get_property;
  object_class->finalize = banco_machine_finalize;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, 0, BANCO_MACHINE_RELEASING, 0, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);
  properties[PROP_OFFER] = g_param_spec_string ("offer", NULL, NULL, NULL, flags);
  properties[PROP_IMAGE] = g_param_spec_string ("image", NULL, NULL, NULL, flags);
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, flags);
  properties[PROP_CREATED] =
    g_param_spec_int64 ("created", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_UNTIL] =
    g_param_spec_int64 ("until", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, flags);
  properties[PROP_HOST_KEY] =
    g_param_spec_uint ("host-key", NULL, NULL, 0, BANCO_HOST_KEY_VERIFIED, 0, flags);
  properties[PROP_SERVICES] = g_param_spec_boxed ("services", NULL, NULL, G_TYPE_PTR_ARRAY, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_machine_init (BancoMachine *self)
{
}

BancoMachineRecord *
banco_machine_record_copy (const BancoMachineRecord *record)
{
  BancoMachineRecord *copy = g_memdup2 (record, sizeof *record);

  copy->id = g_strdup (record->id);
  copy->name = g_strdup (record->name);
  copy->addresses = g_strdupv (record->addresses);
  copy->login = g_strdup (record->login);
  copy->accelerator.model = g_strdup (record->accelerator.model);
  copy->image = g_strdup (record->image);
  copy->offer = g_strdup (record->offer);
  copy->group = g_strdup (record->group);
  copy->key = g_strdup (record->key);
  copy->reason = g_strdup (record->reason);
  copy->address = g_strdup (record->address);
  copy->services = g_ptr_array_ref (record->services);
  return copy;
}

char *
banco_machine_make_key (const char *cloud, const char *id)
{
  return g_strconcat (cloud, "/", id, NULL);
}

const char *
banco_machine_get_key (BancoMachine *self)
{
  return self->key;
}

BancoMachine *
banco_machine_new (const char *cloud, const BancoMachineRecord *record)
{
  BancoMachine *self = g_object_new (BANCO_TYPE_MACHINE, NULL);

  self->cloud = g_strdup (cloud);
  self->key = banco_machine_make_key (cloud, record->id);
  self->record = banco_machine_record_copy (record);
  return self;
}

/* What is not a property counts as the address: it says how the machine is reached. */
static gboolean
is_reached_alike (const BancoMachineRecord *a, const BancoMachineRecord *b)
{
  return g_strcmp0 (a->address, b->address) == 0 && a->port == b->port && a->unsure == b->unsure &&
         g_strcmp0 (a->login, b->login) == 0 && g_strcmp0 (a->key, b->key) == 0 &&
         g_strv_equal ((const char *const *) a->addresses, (const char *const *) b->addresses);
}

static gboolean
has_same_services (const BancoMachineRecord *a, const BancoMachineRecord *b)
{
  gboolean same = a->services->len == b->services->len;

  for (guint i = 0; same && i < a->services->len; i++) {
    const BancoService *x = a->services->pdata[i], *y = b->services->pdata[i];

    same = g_strcmp0 (x->name, y->name) == 0 && g_strcmp0 (x->url, y->url) == 0;
  }
  return same;
}

void
banco_machine_apply (BancoMachine *self, const BancoMachineRecord *record)
{
  g_autoptr (BancoMachineRecord) before = NULL;
  const BancoMachineRecord *known = self->record;
  const guint8 changed[G_N_ELEMENTS (properties)] = {
    [PROP_NAME] = g_strcmp0 (known->name, record->name) != 0,
    [PROP_STATE] = known->state != record->state,
    [PROP_ADDRESS] = !is_reached_alike (known, record),
    [PROP_OFFER] = g_strcmp0 (known->offer, record->offer) != 0,
    [PROP_IMAGE] = g_strcmp0 (known->image, record->image) != 0,
    [PROP_GROUP] = g_strcmp0 (known->group, record->group) != 0,
    [PROP_CREATED] = known->created != record->created,
    [PROP_UNTIL] = known->until != record->until,
    [PROP_REASON] = g_strcmp0 (known->reason, record->reason) != 0,
    [PROP_HOST_KEY] = known->host_key != record->host_key,
    [PROP_SERVICES] = !has_same_services (known, record),
  };

  if (memchr (changed, TRUE, sizeof changed) == NULL)
    return;
  before = self->record;
  self->record = banco_machine_record_copy (record);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 1; i < G_N_ELEMENTS (properties); i++)
    if (changed[i])
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
banco_machine_set_state (BancoMachine *self, BancoMachineState state)
{
  if (self->record->state == state)
    return;
  self->record->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

const char *
banco_machine_get_key_pair (BancoMachine *self)
{
  return self->record->key;
}

const char *
banco_machine_get_cloud (BancoMachine *self)
{
  return self->cloud;
}

const char *
banco_machine_get_id (BancoMachine *self)
{
  return self->record->id;
}

const char *
banco_machine_get_name (BancoMachine *self)
{
  return self->record->name;
}

BancoMachineState
banco_machine_get_state (BancoMachine *self)
{
  g_return_val_if_fail (BANCO_IS_MACHINE (self), BANCO_MACHINE_UNKNOWN);
  return self->record->state;
}

/* The one that answered, else the one that is likeliest to. */
const char *
banco_machine_get_address (BancoMachine *self)
{
  return self->record->address != NULL ? self->record->address : self->record->addresses[0];
}

guint
banco_machine_get_port (BancoMachine *self)
{
  return banco_machine_get_address (self) != NULL ? self->record->port : 0;
}

const char *
banco_machine_get_login (BancoMachine *self)
{
  return self->record->login;
}

const BancoAccelerator *
banco_machine_get_accelerator (BancoMachine *self)
{
  return &self->record->accelerator;
}

const char *
banco_machine_get_image (BancoMachine *self)
{
  return self->record->image;
}

const char *
banco_machine_get_offer (BancoMachine *self)
{
  return self->record->offer;
}

const char *
banco_machine_get_group (BancoMachine *self)
{
  return self->record->group;
}

gint64
banco_machine_get_created (BancoMachine *self)
{
  return self->record->created;
}

gint64
banco_machine_get_until (BancoMachine *self)
{
  return self->record->until;
}

const char *
banco_machine_get_reason (BancoMachine *self)
{
  return self->record->reason;
}

gboolean
banco_machine_failed_for_room (BancoMachine *self)
{
  return self->record->failed_for_room;
}

BancoHostKey
banco_machine_get_host_key (BancoMachine *self)
{
  return self->record->host_key;
}

gboolean
banco_machine_is_unsure (BancoMachine *self)
{
  return self->record->unsure;
}

BancoReach
banco_machine_get_reach (BancoMachine *self)
{
  return self->record->reach;
}

const GPtrArray *
banco_machine_get_services (BancoMachine *self)
{
  return self->record->services;
}
