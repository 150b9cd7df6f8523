/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <glib/gi18n.h>

#define USAGE                                                                                      \
  "bancoctl [--federation FILE] [--account NAME] [--unlock] [--json] [--quiet] [--no-color] VERB " \
  "…"

static void
add_verb (JsonBuilder *builder, const Verb *verb)
{
  json_builder_begin_object (builder);
  output_text (builder, "name", verb->name);
  output_text (builder, "arguments", verb->arguments);
  output_text (builder, "summary", verb->summary);
  json_builder_end_object (builder);
}

static void
print_json (Command *self, const Verb *verb)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (verb != NULL) {
    add_verb (builder, verb);
  } else {
    json_builder_begin_array (builder);
    for (verb = self->verbs; verb->name != NULL; verb++)
      add_verb (builder, verb);
    json_builder_end_array (builder);
  }
  output_json_builder (builder);
}

int
command_print_help (Command *self, const Verb *verb)
{
  if (self->json) {
    print_json (self, verb);
    return 0;
  }
  if (verb != NULL) {
    output_print (_ ("Usage: bancoctl %s %s\n\n%s\n\nMore: man bancoctl\n"), verb->name,
                  verb->arguments, _ (verb->summary));
    return 0;
  }
  output_print (_ ("Usage: %s\n\n"), USAGE);
  for (verb = self->verbs; verb->name != NULL; verb++)
    output_print ("  %-11s %s\n", verb->name, _ (verb->summary));
  output_print (
    _ ("\n“bancoctl help VERB” shows how a verb is used; “man bancoctl” everything.\n"));
  return 0;
}

int
verb_help (Command *command, char ***words, GError **error)
{
  const Verb *verb = NULL;

  if (!command_parse (command, NULL, words, 0, 1, error))
    return 0;
  if ((*words)[1] != NULL && (verb = command_find_verb (command, (*words)[1])) == NULL) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("there is no verb “%s”; “bancoctl help” lists them"), (*words)[1]);
    return 0;
  }
  return command_print_help (command, verb);
}
