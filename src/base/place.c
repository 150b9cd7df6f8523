/* SPDX-License-Identifier: Apache-2.0 */
#include "base/place.h"

#include <string.h>

struct _BancoPlace {
  gatomicrefcount references;
  char *id;
  char *label;
  char **prefix;
};

G_DEFINE_BOXED_TYPE (BancoPlace, banco_place, banco_place_ref, banco_place_unref)

BancoPlace *
banco_place_new (const char *id, const char *label, const char *const *prefix)
{
  BancoPlace *self = g_new0 (BancoPlace, 1);

  g_atomic_ref_count_init (&self->references);
  self->id = g_strdup (id);
  self->label = g_strdup (label);
  self->prefix = g_strdupv ((char **) prefix);
  return self;
}

BancoPlace *
banco_place_new_here (void)
{
  static const char *const nothing[] = { NULL };

  return banco_place_new ("here", "This computer", nothing);
}

BancoPlace *
banco_place_ref (BancoPlace *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
banco_place_unref (BancoPlace *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->id);
  g_free (self->label);
  g_strfreev (self->prefix);
  g_free (self);
}

const char *
banco_place_get_id (BancoPlace *self)
{
  return self->id;
}

const char *
banco_place_get_label (BancoPlace *self)
{
  return self->label;
}

gboolean
banco_place_is_here (BancoPlace *self)
{
  return self->prefix[0] == NULL;
}

static char **
join (BancoPlace *self, const char *const *words)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();

  g_strv_builder_addv (argv, (const char **) self->prefix);
  g_strv_builder_addv (argv, (const char **) words);
  return g_strv_builder_end (argv);
}

/* All in single quotes and nothing else in it that some shell reads there: csh "!" and the end of a
 * line, fish "\" and what it is in front of. printf's %b brings them back. */
static char *
encode (const char *command)
{
  GString *text = g_string_new ("'");

  for (; *command != '\0'; command++)
    if (strchr ("\\'!\n", *command) != NULL)
      g_string_append_printf (text, "\\0%03o", *command);
    else
      g_string_append_c (text, *command);
  return g_string_free (g_string_append_c (text, '\''), FALSE);
}

char **
banco_place_command (BancoPlace *self, const char *const *argv)
{
  g_autoptr (GString) command = g_string_new ("exec");
  g_autofree char *encoded = NULL;

  if (banco_place_is_here (self))
    return g_strdupv ((char **) argv);
  for (; *argv != NULL; argv++) {
    g_autofree char *word = g_shell_quote (*argv);

    g_string_append_printf (command, " %s", word);
  }
  encoded = encode (command->str);
  return join (
    self, (const char *const[]){ "sh", "-c", "'eval \"$(printf %b \"$0\")\"'", encoded, NULL });
}

char **
banco_place_raw_command (BancoPlace *self, const char *const *words)
{
  return join (self, words);
}
