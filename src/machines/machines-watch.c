/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#define SOON 1200         /* ms between looks while something moves */
#define SLOWER 5000       /* ... and has moved for some minutes */
#define SELDOM 30000      /* ... while nothing moves */
#define MINUTES_SOON 5    /* how long a young machine is looked at often */
#define MINUTES_SLOWER 30 /* and how long at least now and then */

gint64
banco_machines_youngest_moving (BancoMachines *self)
{
  gint64 now = banco_clock_now (), youngest = -1;

  for (guint i = 0; i < self->machines->len; i++) {
    BancoMachine *machine = self->machines->pdata[i];
    BancoMachineState state = banco_machine_get_state (machine);
    gint64 age = MAX (0, now - banco_machine_get_created (machine));

    if (state == BANCO_MACHINE_RELEASING)
      return 0;
    if ((state == BANCO_MACHINE_ASKED || state == BANCO_MACHINE_BUILDING) &&
        (youngest < 0 || age < youngest))
      youngest = age;
  }
  return youngest;
}

/* Jitter, so that many programs that were started together do not ask together. */
static guint
next_delay (BancoMachines *self)
{
  gint64 age = banco_machines_youngest_moving (self);
  guint delay = SELDOM;

  if (age >= 0 && age < MINUTES_SOON * 60)
    delay = SOON;
  else if (age >= 0 && age < MINUTES_SLOWER * 60)
    delay = SLOWER;
  return delay + (guint) g_random_int_range (0, (gint32) delay / 4);
}

static void
look_finished (BancoOperation *look, GParamSpec *pspec, BancoMachines *self)
{
  if (self->look == look)
    g_clear_object (&self->look);
  banco_machines_schedule (self);
}

static gboolean
look_again (gpointer data)
{
  BancoMachines *self = data;

  self->timer = 0;
  self->look = banco_machines_look (self);
  g_signal_connect_object (self->look, "notify::state", G_CALLBACK (look_finished), self, 0);
  return G_SOURCE_REMOVE;
}

void
banco_machines_schedule (BancoMachines *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->watchers > 0 && self->look == NULL && self->providers->len > 0)
    self->timer = g_timeout_add (next_delay (self), look_again, self);
}

void
banco_machines_watch (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));

  if (self->watchers++ > 0 || self->look != NULL)
    return;
  if (self->providers->len > 0)
    look_again (self);
}

void
banco_machines_unwatch (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));
  g_return_if_fail (self->watchers > 0);

  if (--self->watchers == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
}
