/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define LONGEST_SOCKET 108 /* sun_path, with the end */
#define SOCKET_SUFFIX 18   /* that ssh adds while it makes one */

char *
banco_ssh_quote (const char *path)
{
  g_autoptr (GString) quoted = g_string_new ("\"");

  for (const char *c = path; *c != '\0'; c++) {
    if (*c == '"' || *c == '\\')
      g_string_append_c (quoted, '\\');
    if (*c == '%')
      g_string_append_c (quoted, '%');
    g_string_append_c (quoted, *c);
  }
  g_string_append_c (quoted, '"');
  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static void
add_option (gpointer argv, const char *name, const char *value)
{
  g_autofree char *option = g_strdup_printf ("%s=%s", name, value);

  g_strv_builder_add (argv, "-o");
  g_strv_builder_add (argv, option);
}

/* One connection for all that a person does there. Where the runtime folder's path is too long for
 * a socket, each command makes its own. */
static void
add_control (GStrvBuilder *argv, BancoMachine *machine)
{
  g_autofree char *folder = banco_paths_runtime ("ssh");
  g_autofree char *subject = g_strdup_printf (
    "%s/%s/%s/%u", banco_machine_get_cloud (machine), banco_machine_get_id (machine),
    banco_machine_get_address (machine), banco_machine_get_port (machine));
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, subject, -1);
  g_autofree char *path = g_strdup_printf ("%s/%.12s", folder, digest);
  g_autofree char *quoted = banco_ssh_quote (path);

  if (strlen (path) + SOCKET_SUFFIX >= LONGEST_SOCKET)
    return;
  add_option (argv, "ControlMaster", "auto");
  add_option (argv, "ControlPath", quoted);
  add_option (argv, "ControlPersist", "60");
}

/* A machine that got its key here is shown this one alone. One that was made elsewhere may know any
 * key of the user's: those of the agent, of ~/.ssh/config and the usual ones, which ssh leaves out
 * once a file is named. @add: "-o" and so on, or lines of a configuration. */
static void
add_keys (BancoMachine *machine,
          void (*add) (gpointer to, const char *name, const char *value),
          gpointer to)
{
  static const char *const usual[] = { "id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk",
                                       "id_ecdsa_sk" };
  const char *name = banco_machine_get_key_pair (machine);
  g_autofree char *path = banco_key_pair_path (name);
  g_autofree char *quoted = path != NULL ? banco_ssh_quote (path) : NULL;

  if (path != NULL)
    add (to, "IdentityFile", quoted);
  if (path != NULL && name != NULL)
    add (to, "IdentitiesOnly", "yes");
  for (guint i = 0; path != NULL && name == NULL && i < G_N_ELEMENTS (usual); i++) {
    g_autofree char *file = g_strconcat ("~/.ssh/", usual[i], NULL);

    add (to, "IdentityFile", file);
  }
}

char *
banco_machine_explain_key (BancoMachine *self)
{
  const char *name = banco_machine_get_name (self);
  const char *key = banco_machine_get_key_pair (self);
  g_autofree char *path = banco_key_pair_path (key);

  g_return_val_if_fail (BANCO_IS_MACHINE (self), NULL);

  if (path != NULL && key != NULL)
    return NULL;
  if (key == NULL)
    return g_strdup_printf (_ ("%s was made without a key pair; your own keys and your agent are "
                               "tried"),
                            name);
  if (banco_key_pair_is_ours (key))
    return g_strdup_printf (_ ("%s was made by Banco on another computer; your own keys and your "
                               "agent are tried. Add a key of this computer to the machine's "
                               "~/.ssh/authorized_keys to reach it from here"),
                            name);
  return g_strdup_printf (_ ("%s was made with the key pair “%s”, which is not Banco's; your own "
                             "keys and your agent are tried"),
                          name, key);
}

/* The person's own ~/.ssh/config still counts (a jump host, say); what is here outranks it. */
static char **
make_prefix (BancoMachine *machine, gboolean terminal)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_autofree char *known_hosts = banco_pins_path ();
  g_autofree char *quoted = banco_ssh_quote (known_hosts);
  g_autofree char *port = g_strdup_printf ("%u", banco_machine_get_port (machine));
  const char *address = banco_machine_get_address (machine);
  const char *login = banco_machine_get_login (machine);
  g_autofree char *alias = banco_pins_host (address, banco_machine_get_port (machine));

  g_strv_builder_add (argv, "ssh");
  add_option (argv, "UserKnownHostsFile", quoted);
  add_option (argv, "GlobalKnownHostsFile", "none");
  add_option (argv, "HostKeyAlias", alias);
  add_option (argv, "StrictHostKeyChecking", "yes");
  add_option (argv, "UpdateHostKeys", "no");
  add_keys (machine, add_option, argv);
  add_option (argv, "ConnectTimeout", "20");
  add_option (argv, "ServerAliveInterval", "15");
  add_option (argv, "LogLevel", "ERROR");
  add_control (argv, machine);
  if (terminal)
    g_strv_builder_add (argv, "-t");
  else
    add_option (argv, "BatchMode", "yes");
  g_strv_builder_addv (argv, (const char *[]){ "-p", port, NULL });
  if (login != NULL)
    g_strv_builder_addv (argv, (const char *[]){ "-l", login, NULL });
  g_strv_builder_addv (argv, (const char *[]){ address, "--", NULL });
  return g_strv_builder_end (argv);
}

static BancoPlace *
make_place (BancoMachine *self, gboolean terminal)
{
  g_auto (GStrv) prefix = NULL;
  const char *name = banco_machine_get_name (self);

  if (banco_machine_get_state (self) != BANCO_MACHINE_READY ||
      banco_machine_get_reach (self) != BANCO_REACH_SSH)
    return NULL;
  prefix = make_prefix (self, terminal);
  return banco_place_new (name, name, (const char *const *) prefix);
}

BancoPlace *
banco_machine_get_place (BancoMachine *self)
{
  g_return_val_if_fail (BANCO_IS_MACHINE (self), NULL);
  return make_place (self, FALSE);
}

BancoPlace *
banco_machine_get_terminal_place (BancoMachine *self)
{
  g_return_val_if_fail (BANCO_IS_MACHINE (self), NULL);
  return make_place (self, TRUE);
}

static void
add_line (gpointer text, const char *name, const char *value)
{
  g_string_append_printf (text, "  %s %s\n", name, value);
}

char *
banco_machine_to_ssh_config (BancoMachine *self)
{
  const char *address = banco_machine_get_address (self);
  const char *login = banco_machine_get_login (self);
  guint port = banco_machine_get_port (self);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *known_hosts = banco_pins_path ();
  g_autofree char *quoted = banco_ssh_quote (known_hosts);
  g_autofree char *alias = NULL;

  if (address == NULL ||
      !g_regex_match_simple ("^[A-Za-z0-9._-]+\\z", banco_machine_get_name (self), 0, 0))
    return NULL;
  alias = banco_pins_host (address, port);
  g_string_append_printf (text, "Host %s\n", banco_machine_get_name (self));
  g_string_append_printf (text, "  HostName %s\n", address);
  g_string_append_printf (text, "  Port %u\n", port);
  if (login != NULL)
    g_string_append_printf (text, "  User %s\n", login);
  add_keys (self, add_line, text);
  g_string_append_printf (text, "  UserKnownHostsFile %s\n", quoted);
  g_string_append_printf (text, "  HostKeyAlias %s\n", alias);
  g_string_append (text, "  StrictHostKeyChecking yes\n");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_quoted (gpointer command, const char *name, const char *value)
{
  g_autofree char *option = g_strdup_printf ("%s=%s", name, value);
  g_autofree char *quoted = g_shell_quote (option);

  g_string_append_printf (command, " -o %s", quoted);
}

char *
banco_machine_to_ssh_command (BancoMachine *self)
{
  const char *address = banco_machine_get_address (self);
  const char *login = banco_machine_get_login (self);
  guint port = banco_machine_get_port (self);
  g_autofree char *known_hosts = banco_pins_path ();
  g_autofree char *quoted = banco_ssh_quote (known_hosts);
  g_autofree char *alias = NULL;
  g_autofree char *host = NULL;
  g_autofree char *word = NULL;
  GString *command;

  if (address == NULL)
    return NULL;
  command = g_string_new ("ssh");
  alias = banco_pins_host (address, port);
  host = login ? g_strdup_printf ("%s@%s", login, address) : g_strdup (address);
  word = g_shell_quote (host);
  add_keys (self, add_quoted, command);
  add_quoted (command, "UserKnownHostsFile", quoted);
  add_quoted (command, "HostKeyAlias", alias);
  g_string_append_printf (command, " -p %u %s", port, word);
  return g_string_free (command, FALSE);
}
