/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/chosen.h"

static gboolean
show_chosen (GBinding *binding, const GValue *chosen, GValue *active, gpointer id)
{
  g_value_set_boolean (active, g_strv_contains (g_value_get_boxed (chosen), id));
  return TRUE;
}

static gboolean
take_chosen (GBinding *binding, const GValue *active, GValue *chosen, gpointer id)
{
  g_autoptr (GObject) owner = g_binding_dup_source (binding);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) before = NULL;

  g_object_get (owner, "chosen", &before, NULL);
  for (guint i = 0; before[i] != NULL; i++)
    if (!g_str_equal (before[i], id))
      g_strv_builder_add (ids, before[i]);
  if (g_value_get_boolean (active))
    g_strv_builder_add (ids, id);
  g_value_take_boxed (chosen, g_strv_builder_end (ids));
  return TRUE;
}

void
banco_chosen_bind (gpointer owner, GtkWidget *toggle, const char *id)
{
  g_object_bind_property_full (owner, "chosen", toggle, "active",
                               G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL, show_chosen,
                               take_chosen, g_strdup (id), g_free);
}
