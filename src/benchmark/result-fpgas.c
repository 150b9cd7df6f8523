/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

#define MOST_FPGAS 64

void
banco_fpga_free (BancoFpga *self)
{
  g_free (self->name);
  g_free (self->shell);
  g_free (self->design);
  g_free (self->unusable);
  g_free (self);
}

static char *
read_text (BancoJson *json, JsonObject *object, const char *member)
{
  if (banco_json_string_or (json, object, member, NULL) == NULL)
    return NULL;
  return g_strdup (banco_result_read_text (json, object, member));
}

void
banco_fpgas_read (GPtrArray *fpgas, BancoJson *json, JsonObject *object)
{
  JsonArray *array = banco_json_array_or_null (json, object, "fpgas");

  for (guint i = 0; i < MIN (banco_json_length (array), MOST_FPGAS); i++) {
    JsonObject *card = banco_json_element_object (json, array, i);
    BancoFpga *self;

    if (card == NULL)
      continue;
    self = g_new0 (BancoFpga, 1);
    self->name = read_text (json, card, "name");
    self->shell = read_text (json, card, "shell");
    self->design = read_text (json, card, "design");
    self->unusable = read_text (json, card, "unusable");
    self->celsius = banco_json_double_or (json, card, "celsius", -1);
    self->watts = banco_json_double_or (json, card, "watts", -1);
    g_ptr_array_add (fpgas, self);
  }
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  if (value < 0)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

void
banco_fpgas_write (const GPtrArray *fpgas, JsonBuilder *builder)
{
  if (fpgas->len == 0)
    return;
  json_builder_set_member_name (builder, "fpgas");
  json_builder_begin_array (builder);
  for (guint i = 0; i < fpgas->len; i++) {
    const BancoFpga *self = fpgas->pdata[i];

    json_builder_begin_object (builder);
    add_text (builder, "name", self->name);
    add_text (builder, "shell", self->shell);
    add_text (builder, "design", self->design);
    add_text (builder, "unusable", self->unusable);
    add_number (builder, "celsius", self->celsius);
    add_number (builder, "watts", self->watts);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

char *
banco_fpga_describe (const BancoFpga *self)
{
  g_autoptr (GString) text = g_string_new (self->name != NULL ? self->name : "FPGA");

  if (self->unusable != NULL) {
    g_string_append_printf (text, ": %s", self->unusable);
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  if (self->shell != NULL)
    g_string_append_printf (text, _ (", shell %s"), self->shell);
  if (self->celsius >= 0)
    g_string_append_printf (text, _ (", %.0f °C"), self->celsius);
  if (self->watts >= 0)
    g_string_append_printf (text, _ (", %.0f W"), self->watts);
  if (self->design != NULL)
    g_string_append_printf (text, _ (", design %s is loaded"), self->design);
  else
    g_string_append (text, _ (", no design is loaded"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const char *const *
banco_fpga_list_topics (void)
{
  static const char *const topics[] = { "hls4ml", "BondMachine", NULL };

  return topics;
}
