/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/terminals/terminal-keys.h"

/* Captured: VTE would hand these to the shell. */
void
banco_terminal_keys_add (GtkWidget *terminal)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_c, "terminal.copy" },
    { GDK_KEY_v, "terminal.paste" },
    { GDK_KEY_f, "terminal.find" },
    { GDK_KEY_F6, "terminal.leave" },
    { GDK_KEY_F10, "terminal.menu" },
    { GDK_KEY_t, "terminals.again" },
    { GDK_KEY_w, "terminals.close" },
    { GDK_KEY_plus, "terminals.zoom-in" },
    { GDK_KEY_underscore, "terminals.zoom-out" },
    { GDK_KEY_0, "terminals.zoom-normal" },
    { GDK_KEY_parenright, "terminals.zoom-normal" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK | GDK_SHIFT_MASK),
                        gtk_named_action_new (keys[i].action)));
  gtk_widget_add_controller (terminal, controller);
}
