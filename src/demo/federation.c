/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/federation-private.h"

#include "demo/control-private.h"
#include "demo/people-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

struct _DemoFederation {
  DemoState *state;
  DemoControl *control;
  char *file;
};

static gboolean
write_file (DemoFederation *self, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_set_integer (keys, "Federation", "Format", 1);
  g_key_file_set_string (keys, "Federation", "Id", "demo");
  g_key_file_set_string (keys, "Federation", "Name", "Demo federation");
  text = g_key_file_to_data (keys, NULL, NULL);
  return g_file_set_contents_full (self->file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

DemoFederation *
demo_federation_new (const DemoOptions *options, GError **error)
{
  g_autoptr (DemoFederation) self = g_new0 (DemoFederation, 1);

  self->state = demo_state_new (options->folder, options->seeded, options->seed);
  demo_state_set_auto_approve (self->state, options->auto_approve);
  demo_people_add (self->state);
  if (options->control) {
    self->control = demo_control_new (self->state, error);
    if (self->control == NULL)
      return NULL;
  }
  self->file = g_strdup (options->file);
  if (!write_file (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
demo_federation_free (DemoFederation *self)
{
  if (self->file != NULL)
    g_unlink (self->file);
  g_clear_pointer (&self->control, demo_control_free);
  g_clear_pointer (&self->state, demo_state_free);
  g_free (self->file);
  g_free (self);
}

char *
demo_federation_describe (DemoFederation *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  json_object_set_string_member (object, "event", "ready");
  json_object_set_string_member (object, "federation", self->file);
  if (self->control != NULL)
    json_object_set_string_member (object, "control", demo_control_get_url (self->control));
  return json_to_string (node, FALSE);
}
