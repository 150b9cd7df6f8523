/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/minute-clock.h"

#include "base/base.h"

struct _BancoMinuteClock {
  GObject parent_instance;
  guint timers[3]; /* by property; 0: nothing has read it since the last notification */
};

G_DEFINE_FINAL_TYPE (BancoMinuteClock, banco_minute_clock, G_TYPE_OBJECT)

enum {
  PROP_NOW = 1,
  PROP_SECOND,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static BancoMinuteClock *only;

static gboolean
tick (gpointer pspec)
{
  only->timers[pspec == properties[PROP_NOW] ? PROP_NOW : PROP_SECOND] = 0;
  g_object_notify_by_pspec (G_OBJECT (only), pspec);
  return G_SOURCE_REMOVE;
}

static void
banco_minute_clock_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoMinuteClock *self = BANCO_MINUTE_CLOCK (object);

  if (self->timers[id] == 0)
    self->timers[id] = g_timeout_add_seconds (id == PROP_NOW ? 60 : 1, tick, pspec);
  g_value_set_int64 (value, banco_clock_now ());
}

static void
banco_minute_clock_class_init (BancoMinuteClockClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = banco_minute_clock_get_property;
  properties[PROP_NOW] = g_param_spec_int64 ("now", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_SECOND] = g_param_spec_int64 ("second", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
banco_minute_clock_init (BancoMinuteClock *self)
{
}

BancoMinuteClock *
banco_minute_clock_dup (gpointer unused)
{
  if (only == NULL)
    only = g_object_new (BANCO_TYPE_MINUTE_CLOCK, NULL);
  return g_object_ref (only);
}
