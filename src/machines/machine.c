/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

struct _BancoMachine {
  GObject parent_instance;
  char *cloud;
  BancoMachineRecord *record;
};

G_DEFINE_FINAL_TYPE (BancoMachine, banco_machine, G_TYPE_OBJECT)

enum {
  PROP_STATE = 1,
};

static GParamSpec *state_property;
static guint changed_signal;

static void
banco_machine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, banco_machine_get_state (BANCO_MACHINE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_machine_finalize (GObject *object)
{
  BancoMachine *self = BANCO_MACHINE (object);

  g_free (self->cloud);
  banco_machine_record_free (self->record);
  G_OBJECT_CLASS (banco_machine_parent_class)->finalize (object);
}

static void
banco_machine_class_init (BancoMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = banco_machine_get_property;
  object_class->finalize = banco_machine_finalize;
  state_property = g_param_spec_uint ("state", NULL, NULL, 0, BANCO_MACHINE_RELEASING, 0,
                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, PROP_STATE, state_property);
  changed_signal = g_signal_new ("changed", BANCO_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
banco_machine_init (BancoMachine *self)
{
}

static BancoMachineRecord *
copy_record (const BancoMachineRecord *record)
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
  return copy;
}

BancoMachine *
banco_machine_new (const char *cloud, const BancoMachineRecord *record)
{
  BancoMachine *self = g_object_new (BANCO_TYPE_MACHINE, NULL);

  self->cloud = g_strdup (cloud);
  self->record = copy_record (record);
  return self;
}

static gboolean
is_equal (const BancoMachineRecord *a, const BancoMachineRecord *b)
{
  return a->state == b->state && g_strcmp0 (a->name, b->name) == 0 && a->port == b->port &&
         g_strv_equal ((const char *const *) a->addresses, (const char *const *) b->addresses) &&
         g_strcmp0 (a->address, b->address) == 0 && g_strcmp0 (a->login, b->login) == 0 &&
         g_strcmp0 (a->image, b->image) == 0 && g_strcmp0 (a->offer, b->offer) == 0 &&
         g_strcmp0 (a->reason, b->reason) == 0 && g_strcmp0 (a->key, b->key) == 0 &&
         a->created == b->created && a->until == b->until && a->host_key == b->host_key;
}

static void
notify (BancoMachine *self, BancoMachineState before)
{
  if (self->record->state != before)
    g_object_notify_by_pspec (G_OBJECT (self), state_property);
  g_signal_emit (self, changed_signal, 0);
}

void
banco_machine_apply (BancoMachine *self, const BancoMachineRecord *record)
{
  BancoMachineState before = self->record->state;

  if (is_equal (self->record, record))
    return;
  banco_machine_record_free (self->record);
  self->record = copy_record (record);
  notify (self, before);
}

void
banco_machine_set_state (BancoMachine *self, BancoMachineState state)
{
  BancoMachineState before = self->record->state;

  self->record->state = state;
  if (state != before)
    notify (self, before);
}

const char *
banco_machine_get_key (BancoMachine *self)
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
