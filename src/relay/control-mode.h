/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes apart what a tmux in control mode says ("tmux -C"). All text is borrowed. */
typedef struct {
  /* What the programs in @pane wrote, byte by byte. */
  void (*output) (gpointer data, const char *pane, const char *bytes, gsize length);
  /* The answer to a command, in the order of the commands. */
  void (*reply) (gpointer data, const GPtrArray *lines, gboolean good);
  /* A subscribed value changed. */
  void (*changed) (gpointer data, const char *value);
} ControlEvents;

typedef struct _ControlMode ControlMode;

ControlMode *control_mode_new (const ControlEvents *events,
                               gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void control_mode_free (ControlMode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ControlMode, control_mode_free)

void control_mode_feed (ControlMode *self, const char *bytes, gsize length);
/* tmux has spoken: what came before is of a login script. */
gboolean control_mode_has_begun (ControlMode *self);

G_END_DECLS
