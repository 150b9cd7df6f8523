/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

BancoInput *
banco_input_new (const BancoInput *facts)
{
  BancoInput *self = g_memdup2 (facts, sizeof *facts);

  self->name = g_strdup (facts->name);
  self->title = g_strdup (facts->title);
  self->fallback = g_strdup (facts->fallback);
  self->constraint = g_strdup (facts->constraint);
  self->group = g_strdup (facts->group);
  return self;
}

void
banco_input_free (BancoInput *self)
{
  g_free (self->name);
  g_free (self->title);
  g_free (self->fallback);
  g_free (self->constraint);
  g_free (self->group);
  g_free (self);
}

const BancoInput *
banco_inputs_find (GPtrArray *inputs, BancoInputType type)
{
  for (guint i = 0; i < inputs->len; i++)
    if (((const BancoInput *) inputs->pdata[i])->type == type)
      return inputs->pdata[i];
  return NULL;
}

static gboolean G_GNUC_PRINTF (3, 4)
  refuse (const BancoInput *input, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_clear_error (error);
  if (error != NULL)
    *error =
      g_error_new_valist (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE, format, arguments);
  va_end (arguments);
  return FALSE;
}

static gboolean
check_number (const BancoInput *input, const char *value, GError **error)
{
  g_auto (GStrv) ends =
    g_strsplit (input->constraint != NULL ? input->constraint : "0:4294967295", ":", 2);
  guint64 least = g_ascii_strtoull (ends[0], NULL, 10);
  guint64 most = g_strv_length (ends) > 1 ? g_ascii_strtoull (ends[1], NULL, 10) : least;
  guint64 number;

  return banco_number_parse (value, least, most, &number) ||
         refuse (input, error,
                 _ ("%s is a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", not “%s”"),
                 input->name, least, most, value);
}

static gboolean
check_choice (const BancoInput *input, const char *value, GError **error)
{
  g_auto (GStrv) choices = g_strsplit (input->constraint, "|", -1);
  g_autofree char *listed = g_strjoinv (", ", choices);

  return g_strv_contains ((const char *const *) choices, value) ||
         refuse (input, error, _ ("%s is one of %s, not “%s”"), input->name, listed, value);
}

gboolean
banco_input_check (const BancoInput *self, const char *value, GError **error)
{
  switch (self->type) {
  case BANCO_INPUT_NUMBER:
    return check_number (self, value, error);
  case BANCO_INPUT_BOOLEAN:
    return g_str_equal (value, "true") || g_str_equal (value, "false") ||
           refuse (self, error, _ ("%s is true or false, not “%s”"), self->name, value);
  case BANCO_INPUT_CHOICE:
    return check_choice (self, value, error);
  case BANCO_INPUT_TEXT:
    return self->constraint == NULL || g_regex_match_simple (self->constraint, value, 0, 0) ||
           refuse (self, error, _ ("%s cannot be “%s”: it does not match %s"), self->name, value,
                   self->constraint);
  case BANCO_INPUT_OFFER:
  case BANCO_INPUT_IMAGE:
  case BANCO_INPUT_KEY_PAIR:
  case BANCO_INPUT_UNTIL:
    break; /* the request has members for them */
  }
  return refuse (self, error, _ ("%s is not set this way"), self->name);
}

static const BancoInput *
find_named (GPtrArray *inputs, const char *name)
{
  for (guint i = 0; i < inputs->len; i++)
    if (g_str_equal (((const BancoInput *) inputs->pdata[i])->name, name))
      return inputs->pdata[i];
  return NULL;
}

static gboolean
is_valued (const BancoInput *input)
{
  return input->type <= BANCO_INPUT_CHOICE;
}

GHashTable *
banco_inputs_resolve (GPtrArray *inputs, char *const *settings, GError **error)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; settings != NULL && settings[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (settings[i], "=", 2);
    const BancoInput *input = g_strv_length (parts) == 2 ? find_named (inputs, parts[0]) : NULL;

    if (input == NULL) {
      g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE,
                   _ ("this cloud has no input “%s”; give inputs as NAME=VALUE"), parts[0]);
      return NULL;
    }
    if (!banco_input_check (input, parts[1], error))
      return NULL;
    g_hash_table_insert (values, g_strdup (parts[0]), g_strdup (parts[1]));
  }
  for (guint i = 0; i < inputs->len; i++) {
    const BancoInput *input = inputs->pdata[i];

    if (!is_valued (input) || g_hash_table_contains (values, input->name))
      continue;
    if (input->fallback != NULL) {
      g_hash_table_insert (values, g_strdup (input->name), g_strdup (input->fallback));
    } else if (input->required) {
      g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE,
                   _ ("this cloud needs the input “%s”"), input->name);
      return NULL;
    }
  }
  return g_steal_pointer (&values);
}
