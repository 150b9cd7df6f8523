/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

char *
format_accelerator (const BancoAccelerator *accelerator)
{
  if (accelerator == NULL || accelerator->kind == BANCO_ACCELERATOR_NONE)
    return g_strdup ("");
  return g_strdup_printf ("%u × %s%s", accelerator->count, accelerator->model,
                          accelerator->simulated ? " (simulated)" : "");
}

static BancoMachines *
refresh_offers (Command *command, const char *cloud, const char *group, GError **error)
{
  BancoWorkspace *workspace = command_get_workspace (command, error);
  BancoMachines *machines = workspace != NULL ? banco_workspace_get_machines (workspace) : NULL;

  if (machines == NULL ||
      !command_wait (command, banco_machines_refresh_offers (machines, cloud, group), NULL, error))
    return NULL;
  return machines;
}

int
verb_clouds (Command *command, char ***words, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) trouble = NULL;
  OutputTable *table;
  BancoWorkspace *workspace;
  GListModel *clouds;

  if (!command_parse (command, NULL, words, 0, 0, error))
    return 0;
  workspace = command_get_workspace (command, error);
  if (workspace == NULL)
    return 0;
  if (!command_wait (command, banco_accounts_load (banco_workspace_get_accounts (workspace)), NULL,
                     error))
    return 0;
  /* That a cloud cannot be asked is what this verb tells, not why it fails. */
  if (!command_refresh_machines (command, &trouble) &&
      g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return 0;
  }
  clouds = banco_machines_get_clouds (banco_workspace_get_machines (workspace));
  table = output_table_new ("CLOUD", "KIND", "STATE", "GROUPS", NULL);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (clouds, i);
    const char *const *groups = banco_cloud_get_groups (cloud);
    g_autofree char *joined = g_strjoinv (", ", (char **) groups);
    const char *state = banco_cloud_state_to_string (banco_cloud_get_state (cloud));

    json_builder_begin_object (builder);
    output_text (builder, "id", banco_cloud_get_id (cloud));
    output_text (builder, "kind", banco_cloud_get_kind (cloud));
    output_text (builder, "state", state);
    output_text (builder, "account", banco_workspace_get_cloud_account (workspace, cloud));
    output_list (builder, "groups", groups);
    json_builder_end_object (builder);
    output_table_add (table, banco_cloud_get_id (cloud), banco_cloud_get_kind (cloud), state,
                      joined, NULL);
  }
  json_builder_end_array (builder);
  if (command->json)
    output_json_builder (builder);
  output_table_finish (table, command);
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

static void
add_offer (JsonBuilder *builder, BancoOffer *offer)
{
  json_builder_begin_object (builder);
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
  json_builder_end_object (builder);
}

static void
list_offer (OutputTable *table, BancoOffer *offer)
{
  g_autofree char *accelerator = format_accelerator (banco_offer_get_accelerator (offer));
  g_autofree char *vcpus = g_strdup_printf ("%u", banco_offer_get_vcpus (offer));
  g_autofree char *memory =
    g_strdup_printf ("%.0f GiB", (double) banco_offer_get_memory_mib (offer) / 1024);
  g_autofree char *disk =
    g_strdup_printf ("%" G_GUINT64_FORMAT " GB", banco_offer_get_disk_gib (offer));
  const char *why_not = banco_offer_get_why_not (offer);

  output_table_add (table, banco_offer_get_name (offer), banco_offer_get_cloud (offer), accelerator,
                    vcpus, memory, disk, why_not != NULL ? why_not : "", NULL);
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
  g_autofree char *cloud = NULL, *group = NULL, *accelerator = NULL;
  BancoAcceleratorKind kind = BANCO_ACCELERATOR_NONE;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud, NULL, NULL },
    { "group", 0, 0, G_OPTION_ARG_STRING, &group, NULL, NULL },
    { "accelerator", 0, 0, G_OPTION_ARG_STRING, &accelerator, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  OutputTable *table;
  BancoMachines *machines;
  GListModel *offers;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  if (accelerator != NULL && !parse_accelerator (accelerator, &kind))
    return command_fail_usage (command, "--accelerator is gpu, fpga or none");
  machines = refresh_offers (command, cloud, group, error);
  if (machines == NULL)
    return 0;
  offers = banco_machines_get_offers (machines);
  table = output_table_new ("OFFER", "CLOUD", "ACCELERATOR", "VCPU", "MEMORY", "DISK",
                            "NOT ALLOWED BECAUSE", NULL);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (BancoOffer) offer = g_list_model_get_item (offers, i);

    if (accelerator != NULL && banco_offer_get_accelerator (offer)->kind != kind)
      continue;
    add_offer (builder, offer);
    list_offer (table, offer);
  }
  json_builder_end_array (builder);
  if (command->json)
    output_json_builder (builder);
  output_table_finish (table, command);
  return 0;
}

int
verb_images (Command *command, char ***words, GError **error)
{
  g_autofree char *cloud = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  OutputTable *table;
  BancoMachines *machines;
  GListModel *images;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  machines = refresh_offers (command, cloud, NULL, error);
  if (machines == NULL)
    return 0;
  images = banco_machines_get_images (machines);
  table = output_table_new ("IMAGE", "CLOUD", "SYSTEM", "VERSION", "LOGIN", NULL);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (images); i++) {
    g_autoptr (BancoImage) image = g_list_model_get_item (images, i);
    const char *login = banco_image_get_login (image);

    json_builder_begin_object (builder);
    output_text (builder, "cloud", banco_image_get_cloud (image));
    output_text (builder, "id", banco_image_get_id (image));
    output_text (builder, "name", banco_image_get_name (image));
    output_text (builder, "os", banco_image_get_os (image));
    output_text (builder, "os_version", banco_image_get_os_version (image));
    output_text_if (builder, "cuda", banco_image_get_cuda (image));
    output_int (builder, "min_disk_gib", banco_image_get_min_disk_gib (image));
    output_text_if (builder, "login", login);
    json_builder_end_object (builder);
    output_table_add (table, banco_image_get_name (image), banco_image_get_cloud (image),
                      banco_image_get_os (image), banco_image_get_os_version (image),
                      login != NULL ? login : "", NULL);
  }
  json_builder_end_array (builder);
  if (command->json)
    output_json_builder (builder);
  output_table_finish (table, command);
  return 0;
}

int
verb_limits (Command *command, char ***words, GError **error)
{
  g_autofree char *cloud = NULL, *group = NULL;
  const GOptionEntry entries[] = {
    { "cloud", 0, 0, G_OPTION_ARG_STRING, &cloud, NULL, NULL },
    { "group", 0, 0, G_OPTION_ARG_STRING, &group, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  OutputTable *table;
  BancoMachines *machines;
  GListModel *limits;

  if (!command_parse (command, entries, words, 0, 0, error))
    return 0;
  machines = refresh_offers (command, cloud, group, error);
  if (machines == NULL)
    return 0;
  limits = banco_machines_get_limits (machines);
  table = output_table_new ("CLOUD", "GROUP", "RESOURCE", "USED", "LIMIT", NULL);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (limits); i++) {
    g_autoptr (BancoLimit) limit = g_list_model_get_item (limits, i);
    gint64 most = banco_limit_get_limit (limit);
    g_autofree char *used = g_strdup_printf ("%" G_GINT64_FORMAT, banco_limit_get_used (limit));
    g_autofree char *most_text =
      most >= 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, most) : g_strdup ("none");

    json_builder_begin_object (builder);
    output_text (builder, "cloud", banco_limit_get_cloud (limit));
    output_text (builder, "group", banco_limit_get_group (limit));
    output_text (builder, "resource", banco_limit_get_resource (limit));
    output_int (builder, "used", banco_limit_get_used (limit));
    if (most >= 0)
      output_int (builder, "limit", most);
    else
      output_null (builder, "limit");
    json_builder_end_object (builder);
    output_table_add (table, banco_limit_get_cloud (limit), banco_limit_get_group (limit),
                      banco_limit_get_resource (limit), used, most_text, NULL);
  }
  json_builder_end_array (builder);
  if (command->json)
    output_json_builder (builder);
  output_table_finish (table, command);
  return 0;
}

void
output_machine (JsonBuilder *builder, BancoMachine *machine)
{
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
  output_list (builder, "services", NULL);
}
