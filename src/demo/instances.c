/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

#include "base/clock.h"

/* A server moves by a timer, a step at a time, so that a client sees the states it would see. */
enum {
  SCHEDULE_MS = 250,
  CLAIM_MS = 200,
  SPAWN_MS = 400,
  SPAWN_SPREAD_MS = 600,
  BOOT_MS = 50,
  DELETE_MS = 300,
  DELETED_MS = 300
};

static void
wait_for (DemoInstance *self, guint milliseconds, GSourceFunc step)
{
  self->timer = g_timeout_add (milliseconds, step, self);
}

static void
set_status (DemoInstance *self, const char *status, const char *state, const char *task)
{
  self->status = status;
  self->state = state;
  self->task = task;
  self->updated = demo_state_now (self->cloud->state);
}

/* @fault NULL: an error that says nothing. */
static void
fail (DemoInstance *self, const char *fault)
{
  self->fault = g_strdup (fault);
  set_status (self, "ERROR", "error", NULL);
}

/* Nova's own rule: what is not allowed in a host name becomes a hyphen. */
static char *
make_hostname (const char *name, const char *id)
{
  g_autofree char *lower = g_ascii_strdown (name, 63);
  GString *hostname = g_string_new (NULL);

  for (const char *at = lower; *at != '\0'; at++) {
    if (g_ascii_isalnum (*at) || (*at == '-' && hostname->len > 0))
      g_string_append_c (hostname, *at);
    else if (g_ascii_isspace (*at) || *at == '_' || *at == '.')
      g_string_append_c (hostname, hostname->len > 0 ? '-' : 's');
  }
  while (hostname->len > 0 && hostname->str[hostname->len - 1] == '-')
    g_string_truncate (hostname, hostname->len - 1);
  if (hostname->len == 0)
    g_string_printf (hostname, "server-%.8s", id);
  return g_string_free (hostname, FALSE);
}

static gboolean
boot (DemoInstance *self, GError **error)
{
  DemoMachineSetup setup = {
    .name = self->hostname,
    .login = self->image->login,
    .image = self->image->name,
    .public_key = self->public_key,
    .has_accelerator = self->flavor->device != NULL,
    .lies = self->failure == DEMO_FAILURE_OTHER_KEY,
  };
  g_autofree char *port = NULL;

  self->machine = demo_machine_new (&setup, error);
  if (self->machine == NULL)
    return FALSE;
  port = g_strdup_printf ("%u", demo_machine_get_port (self->machine));
  json_object_set_string_member (self->metadata, "ssh_port", port);
  return TRUE;
}

static void
abort_build (DemoInstance *self, const char *why)
{
  g_autofree char *text = g_strdup_printf ("Build of instance %s aborted: %s", self->id, why);
  g_autofree char *fault = g_utf8_make_valid (g_strchomp (text), -1);

  fail (self, fault);
}

static void
become_active (DemoInstance *self)
{
  set_status (self, "ACTIVE", "active", NULL);
  self->launched = self->updated;
}

/* A sandbox that cannot be made ends soon, and bwrap says why on what would be the console; a
 * guest's first line begins with its uptime. */
static gboolean
on_booting (gpointer data)
{
  DemoInstance *self = data;
  const char *console = demo_machine_get_console (self->machine);

  if (demo_machine_is_running (self->machine) && console[0] != '[')
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  if (demo_machine_is_running (self->machine))
    become_active (self);
  else
    abort_build (self, console);
  return G_SOURCE_REMOVE;
}

/* Nothing listens behind port 9 of the loopback: a machine that never answers. */
static gboolean
on_spawned (gpointer data)
{
  DemoInstance *self = data;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  if (self->failure == DEMO_FAILURE_FAULT) {
    abort_build (self, "the demo was told so.");
  } else if (self->failure == DEMO_FAILURE_NO_FAULT) {
    fail (self, NULL);
  } else if (self->failure == DEMO_FAILURE_SILENT) {
    json_object_set_string_member (self->metadata, "ssh_port", "9");
    become_active (self);
  } else if (boot (self, &error)) {
    wait_for (self, BOOT_MS, on_booting);
  } else {
    abort_build (self, error->message);
  }
  return G_SOURCE_REMOVE;
}

static gboolean
on_claimed (gpointer data)
{
  DemoInstance *self = data;

  self->timer = 0;
  set_status (self, "BUILD", "building", "spawning");
  if (self->failure != DEMO_FAILURE_STUCK)
    wait_for (self, SPAWN_MS + demo_state_random_int (self->cloud->state, SPAWN_SPREAD_MS),
              on_spawned);
  return G_SOURCE_REMOVE;
}

static gboolean
on_scheduled (gpointer data)
{
  DemoInstance *self = data;

  self->timer = 0;
  if (self->failure == DEMO_FAILURE_NO_VALID_HOST ||
      !demo_cloud_has_room (self->cloud, self->flavor)) {
    fail (self, "No valid host was found. ");
    return G_SOURCE_REMOVE;
  }
  self->has_host = TRUE;
  set_status (self, "BUILD", "building", NULL);
  wait_for (self, CLAIM_MS, on_claimed);
  return G_SOURCE_REMOVE;
}

static DemoFailure
take_failure (DemoCloud *cloud)
{
  DemoFailure failure = DEMO_FAILURE_NONE;

  if (cloud->failures->len > 0) {
    failure = g_array_index (cloud->failures, DemoFailure, 0);
    g_array_remove_index (cloud->failures, 0);
  }
  return failure;
}

static JsonObject *
copy_metadata (JsonObject *metadata)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) names = metadata != NULL ? json_object_get_members (metadata) : NULL;

  for (GList *at = names; at != NULL; at = at->next)
    json_object_set_string_member (copy, at->data,
                                   json_object_get_string_member (metadata, at->data));
  return copy;
}

DemoInstance *
demo_instance_new (DemoCloud *cloud, const DemoInstanceSetup *setup)
{
  DemoInstance *self = g_new0 (DemoInstance, 1);
  DemoState *state = cloud->state;
  g_autoptr (JsonNode) default_groups = demo_json ("[{'name': 'default'}]");

  self->cloud = cloud;
  self->id = demo_state_random_uuid (state);
  self->port_id = demo_state_random_uuid (state);
  self->name = g_strdup (setup->name);
  self->hostname = make_hostname (setup->name, self->id);
  self->user_id = g_strdup (setup->pass->user_id);
  self->description = g_strdup (setup->description);
  self->project = setup->pass->project;
  self->flavor = setup->flavor;
  self->image = setup->image;
  self->config_drive = setup->config_drive;
  self->metadata = copy_metadata (setup->metadata);
  self->tags = setup->tags != NULL ? json_array_ref (setup->tags) : json_array_new ();
  self->security_groups = setup->security_groups != NULL ? json_array_ref (setup->security_groups)
                                                         : json_node_dup_array (default_groups);
  self->failure = take_failure (cloud);
  self->mac =
    g_strdup_printf ("fa:16:3e:%02x:%02x:%02x", demo_state_random_int (state, 256),
                     demo_state_random_int (state, 256), demo_state_random_int (state, 256));
  if (setup->key_pair != NULL) {
    self->key_name = g_strdup (setup->key_pair->name);
    self->public_key = g_strdup (setup->key_pair->public_key);
  }
  if (self->flavor->device != NULL)
    json_object_set_string_member (self->metadata, "accelerator_simulated", "true");
  set_status (self, "BUILD", "building", "scheduling");
  self->created = self->updated;
  wait_for (self, SCHEDULE_MS, on_scheduled);
  g_ptr_array_add (cloud->instances, self);
  return self;
}

void
demo_instance_free (DemoInstance *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->machine, demo_machine_free);
  json_object_unref (self->metadata);
  json_array_unref (self->tags);
  json_array_unref (self->security_groups);
  g_free (self->id);
  g_free (self->name);
  g_free (self->hostname);
  g_free (self->user_id);
  g_free (self->description);
  g_free (self->key_name);
  g_free (self->public_key);
  g_free (self->mac);
  g_free (self->port_id);
  g_free (self->fault);
  g_free (self);
}

static gboolean
on_gone (gpointer data)
{
  DemoInstance *self = data;

  self->timer = 0;
  g_ptr_array_remove (self->cloud->instances, self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_deleted (gpointer data)
{
  DemoInstance *self = data;

  g_clear_pointer (&self->machine, demo_machine_free);
  self->has_host = FALSE;
  set_status (self, "DELETED", "deleted", NULL);
  wait_for (self, DELETED_MS, on_gone);
  return G_SOURCE_REMOVE;
}

/* What never had a host is gone at once. */
void
demo_instance_delete (DemoInstance *self)
{
  if (g_strcmp0 (self->task, "deleting") == 0 || demo_instance_is_deleted (self))
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!self->has_host) {
    on_gone (self);
    return;
  }
  set_status (self, self->status, self->state, "deleting");
  wait_for (self, DELETE_MS, on_deleted);
}

gboolean
demo_instance_is_deleted (DemoInstance *self)
{
  return g_str_equal (self->status, "DELETED");
}

guint
demo_instance_count_devices (DemoInstance *self, const char *device)
{
  return self->has_host && g_strcmp0 (self->flavor->device, device) == 0 ? self->flavor->devices
                                                                         : 0;
}

const char *
demo_instance_get_console (DemoInstance *self)
{
  if (self->machine == NULL || self->failure == DEMO_FAILURE_NO_CONSOLE)
    return NULL;
  return demo_machine_get_console (self->machine);
}

gboolean
demo_instance_has_address (DemoInstance *self)
{
  return self->has_host && self->launched != 0;
}

void
demo_instance_refresh (DemoInstance *self)
{
  if (self->machine != NULL && !demo_machine_is_running (self->machine) &&
      g_str_equal (self->status, "ACTIVE"))
    set_status (self, "SHUTOFF", "stopped", self->task);
}

DemoInstance *
demo_cloud_find_instance (DemoCloud *self, const DemoProject *project, const char *id)
{
  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);

    if (instance->project == project && g_str_equal (instance->id, id))
      return instance;
  }
  return NULL;
}

gint64
demo_cloud_get_limit (DemoCloud *self, const DemoProject *project, guint resource)
{
  return self->limits[project - demo_projects][resource];
}

gint64
demo_cloud_get_used (DemoCloud *self, const DemoProject *project, guint resource)
{
  gint64 used = 0;

  for (guint i = 0; i < self->instances->len; i++) {
    DemoInstance *instance = g_ptr_array_index (self->instances, i);
    const DemoFlavor *flavor = instance->flavor;

    if (instance->project != project || demo_instance_is_deleted (instance))
      continue;
    used += resource == DEMO_CORES ? flavor->vcpus : resource == DEMO_RAM ? flavor->ram : 1;
  }
  return used;
}

gboolean
demo_cloud_has_room (DemoCloud *self, const DemoFlavor *flavor)
{
  guint used = 0;
  guint device = 0;

  if (flavor->device == NULL)
    return TRUE;
  while (!g_str_equal (demo_devices[device].name, flavor->device))
    device++;
  for (guint i = 0; i < self->instances->len; i++)
    used += demo_instance_count_devices (g_ptr_array_index (self->instances, i), flavor->device);
  return used + flavor->devices <= self->capacity[device];
}
