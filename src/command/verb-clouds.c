/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

static BancoMachines *
refresh_offers (Command *command, const char *cloud, const char *group, GError **error)
{
  BancoMachines *machines =
    command_check_cloud (command, cloud, error) ? command_get_machines (command, error) : NULL;

  if (machines == NULL ||
      !command_wait (command, banco_machines_refresh_offers (machines, cloud, group, COMMAND_GRACE),
                     NULL, error) ||
      !command_check_groups (command, cloud, error))
    return NULL;
  return machines;
}

static void
add_cloud (JsonBuilder *builder, gpointer item, gpointer data)
{
  BancoWorkspace *workspace = BANCO_WORKSPACE (data);

  output_text (builder, "id", banco_cloud_get_id (item));
  output_text (builder, "kind", banco_cloud_get_kind (item));
  output_text (builder, "state", banco_cloud_state_to_string (banco_cloud_get_state (item)));
  output_text (builder, "account", banco_workspace_get_cloud_account (workspace, item));
  output_list (builder, "groups", banco_cloud_get_groups (item));
}

int
verb_clouds (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("CLOUD"), "id", NULL },
    { N_ ("KIND"), "kind", NULL },
    { N_ ("STATE"), "state", NULL },
    { N_ ("GROUPS"), "groups", NULL },
    { NULL },
  };
  static const OutputList list = { columns, add_cloud, NULL };
  g_autoptr (GError) trouble = NULL;
  BancoWorkspace *workspace;

  if (!command_parse (command, NULL, words, 0, 0, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL || command_get_machines (command, error) == NULL)
    return 0;
  /* That a cloud cannot be asked is what this verb tells, not why it fails. */
  if (!command_refresh_machines (command, NULL, &trouble) &&
      g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return 0;
  }
  output_items (command, banco_machines_get_clouds (banco_workspace_get_machines (workspace)),
                &list, workspace);
  return 0;
}

static void
add_accelerator (JsonBuilder *builder, const BancoAccelerator *accelerator)
{
  if (accelerator == NULL || accelerator->kind == BANCO_ACCELERATOR_NONE) {
    output_null (builder, "accelerator");
    return;
  }
  json_builder_set_member_name (builder, "accelerator");
  json_builder_begin_object (builder);
  output_text (builder, "kind", accelerator->kind == BANCO_ACCELERATOR_FPGA ? "fpga" : "gpu");
  output_text (builder, "model", accelerator->model);
  output_int (builder, "count", accelerator->count);
  if (accelerator->memory_mib > 0)
    output_int (builder, "memory_mib", accelerator->memory_mib);
  if (accelerator->simulated)
    output_boolean (builder, "simulated", TRUE);
  json_builder_end_object (builder);
}

char *
format_accelerator (JsonNode *value)
{
  JsonObject *object = value != NULL ? json_node_get_object (value) : NULL;
  BancoAccelerator accelerator = { 0 };

  if (object == NULL)
    return g_strdup ("");
  accelerator.kind = BANCO_ACCELERATOR_GPU;
  accelerator.model = (char *) json_object_get_string_member (object, "model");
  accelerator.count = (guint) json_object_get_int_member (object, "count");
  accelerator.simulated = json_object_get_boolean_member_with_default (object, "simulated", FALSE);
  return banco_accelerator_to_words (&accelerator);
}

static char *
format_memory (JsonNode *value)
{
  return g_strdup_printf ("%.0f GiB", (double) json_node_get_int (value) / 1024);
}

static char *
format_disk (JsonNode *value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " GB", json_node_get_int (value));
}

static char *
format_limit (JsonNode *value)
{
  return value != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (value))
                       : g_strdup (_ ("none"));
}

static void
add_offer (JsonBuilder *builder, gpointer item, gpointer data)
{
  BancoOffer *offer = item;

  output_text (builder, "cloud", banco_offer_get_cloud (offer));
  output_text (builder, "id", banco_offer_get_id (offer));
  output_text (builder, "name", banco_offer_get_name (offer));
  output_int (builder, "vcpus", banco_offer_get_vcpus (offer));
  output_int (builder, "memory_mib", (gint64) banco_offer_get_memory_mib (offer));
  output_int (builder, "disk_gib", (gint64) banco_offer_get_disk_gib (offer));
  output_text_if (builder, "disk_kind", banco_offer_get_disk_kind (offer));
  add_accelerator (builder, banco_offer_get_accelerator (offer));
  if (banco_offer_get_available (offer) >= 0)
    output_int (builder, "available", banco_offer_get_available (offer));
  else
    output_null (builder, "available");
  output_boolean (builder, "allowed", banco_offer_is_allowed (offer));
  output_text_if (builder, "why_not", banco_offer_get_why_not (offer));
}

/* @data: the kind that was asked for, NULL for all. */
static gboolean
is_wanted_offer (gpointer item, gpointer data)
{
  const BancoAcceleratorKind *kind = data;

  return kind == NULL || banco_offer_get_accelerator (item)->kind == *kind;
}

static gboolean
parse_accelerator (const char *text, BancoAcceleratorKind *kind)
{
  static const char *const names[] = { "none", "gpu", "fpga" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i])) {
      *kind = i;
      return TRUE;
    }
  return FALSE;
}

int
verb_offers (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("OFFER"), "name", NULL },
    { N_ ("CLOUD"), "cloud", NULL },
    { N_ ("ACCELERATOR"), "accelerator", format_accelerator },
    { N_ ("VCPU"), "vcpus", NULL },
    { N_ ("MEMORY"), "memory_mib", format_memory },
    { N_ ("DISK"), "disk_gib", format_disk },
    { N_ ("NOT ALLOWED BECAUSE"), "why_not", NULL },
    { NULL },
  };
  static const OutputList list = { columns, add_offer, is_wanted_offer };
  g_autofree char *cloud = NULL, *group = NULL, *accelerator = NULL;
  BancoAcceleratorKind kind = BANCO_ACCELERATOR_NONE;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { "group", 0, 0, WORD_OPTION, &group, NULL, NULL },
    { "accelerator", 0, 0, WORD_OPTION, &accelerator, NULL, NULL },
    { NULL },
  };
  BancoMachines *machines;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  if (accelerator != NULL && !parse_accelerator (accelerator, &kind))
    return command_fail_usage (command, _ ("--accelerator is gpu, fpga or none"));
  machines = refresh_offers (command, cloud, group, error);
  if (machines == NULL)
    return 0;
  output_items (command, banco_machines_get_offers (machines), &list,
                accelerator != NULL ? &kind : NULL);
  return command_name_missing (command, banco_machines_get_catalogues (machines), cloud);
}

static void
add_image (JsonBuilder *builder, gpointer item, gpointer data)
{
  BancoImage *image = item;

  output_text (builder, "cloud", banco_image_get_cloud (image));
  output_text (builder, "id", banco_image_get_id (image));
  output_text (builder, "name", banco_image_get_name (image));
  output_text (builder, "os", banco_image_get_os (image));
  output_text (builder, "os_version", banco_image_get_os_version (image));
  output_text_if (builder, "cuda", banco_image_get_cuda (image));
  output_int (builder, "min_disk_gib", banco_image_get_min_disk_gib (image));
  output_text_if (builder, "login", banco_image_get_login (image));
}

int
verb_images (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("IMAGE"), "name", NULL },  { N_ ("CLOUD"), "cloud", NULL },
    { N_ ("SYSTEM"), "os", NULL },   { N_ ("VERSION"), "os_version", NULL },
    { N_ ("LOGIN"), "login", NULL }, { NULL },
  };
  static const OutputList list = { columns, add_image, NULL };
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { NULL },
  };
  BancoMachines *machines;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  machines = refresh_offers (command, cloud, NULL, error);
  if (machines == NULL)
    return 0;
  output_items (command, banco_machines_get_images (machines), &list, NULL);
  return command_name_missing (command, banco_machines_get_catalogues (machines), cloud);
}

static void
add_limit (JsonBuilder *builder, gpointer item, gpointer data)
{
  gint64 most = banco_limit_get_limit (item);

  output_text (builder, "cloud", banco_limit_get_cloud (item));
  output_text (builder, "group", banco_limit_get_group (item));
  output_text (builder, "resource", banco_limit_get_resource (item));
  output_int (builder, "used", banco_limit_get_used (item));
  if (most >= 0)
    output_int (builder, "limit", most);
  else
    output_null (builder, "limit");
}

int
verb_limits (Command *command, char ***words, GError **error)
{
  static const OutputColumn columns[] = {
    { N_ ("CLOUD"), "cloud", NULL },         { N_ ("GROUP"), "group", NULL },
    { N_ ("RESOURCE"), "resource", NULL },   { N_ ("USED"), "used", NULL },
    { N_ ("LIMIT"), "limit", format_limit }, { NULL },
  };
  static const OutputList list = { columns, add_limit, NULL };
  g_autofree char *cloud = NULL, *group = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, WORD_OPTION, &cloud, NULL, NULL },
    { "group", 0, 0, WORD_OPTION, &group, NULL, NULL },
    { NULL },
  };
  BancoMachines *machines;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  machines = refresh_offers (command, cloud, group, error);
  if (machines == NULL)
    return 0;
  output_items (command, banco_machines_get_limits (machines), &list, NULL);
  return command_name_missing (command, banco_machines_get_catalogues (machines), cloud);
}

void
output_machine (JsonBuilder *builder, BancoMachine *machine)
{
  const GPtrArray *services = banco_machine_get_services (machine);
  const char *address = banco_machine_get_address (machine);

  output_text (builder, "cloud", banco_machine_get_cloud (machine));
  output_text (builder, "id", banco_machine_get_id (machine));
  output_text (builder, "name", banco_machine_get_name (machine));
  output_text (builder, "state", banco_machine_state_to_string (banco_machine_get_state (machine)));
  output_text_if (builder, "address", address);
  if (banco_machine_get_port (machine) > 0)
    output_int (builder, "port", banco_machine_get_port (machine));
  output_text_if (builder, "login", banco_machine_get_login (machine));
  if (banco_machine_get_accelerator (machine)->kind != BANCO_ACCELERATOR_NONE)
    add_accelerator (builder, banco_machine_get_accelerator (machine));
  output_text (builder, "image", banco_machine_get_image (machine));
  output_text (builder, "offer", banco_machine_get_offer (machine));
  output_text (builder, "group", banco_machine_get_group (machine));
  output_time (builder, "created", banco_machine_get_created (machine));
  output_time_if (builder, "until", banco_machine_get_until (machine));
  output_text_if (builder, "reason", banco_machine_get_reason (machine));
  output_text (builder, "host_key",
               banco_host_key_to_string (banco_machine_get_host_key (machine)));
  json_builder_set_member_name (builder, "services");
  json_builder_begin_array (builder);
  for (guint i = 0; i < services->len; i++) {
    const BancoService *service = services->pdata[i];

    json_builder_begin_object (builder);
    output_text (builder, "name", service->name);
    output_text (builder, "url", service->url);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}
