/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A line of the file is one of OpenSSH's, with our own note where it has its comment:
 * [10.0.0.7]:22 ssh-ed25519 AAAA… banco:CLOUD/ID:verified */

void
banco_pin_free (BancoPin *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_strfreev (self->keys);
  g_free (self);
}

char *
banco_pins_path (void)
{
  g_autofree char *folder = banco_paths_user_data ("ssh");

  return g_build_filename (folder, "known_hosts", NULL);
}

char *
banco_pins_host (const char *address, guint port)
{
  return g_strdup_printf ("[%s]:%u", address, port);
}

static char *
make_owner (const char *cloud, const char *id)
{
  g_autofree char *escaped_cloud = g_uri_escape_string (cloud, NULL, FALSE);
  g_autofree char *escaped_id = g_uri_escape_string (id, NULL, FALSE);

  return g_strdup_printf ("banco:%s/%s:", escaped_cloud, escaped_id);
}

static char **
read_lines (void)
{
  g_autofree char *path = banco_pins_path ();
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");
  return g_strsplit (text, "\n", -1);
}

/* The desktop and the command line may pin at the same time. Returns a descriptor to close. */
static int
lock_file (void)
{
  g_autofree char *path = banco_pins_path ();
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int fd = open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    flock (fd, LOCK_EX);
  return fd;
}

BancoPin *
banco_pins_find (const char *cloud, const char *id)
{
  g_autofree char *owner = make_owner (cloud, id);
  g_auto (GStrv) lines = read_lines ();
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (BancoPin) pin = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);
    g_autofree char *key = NULL;

    if (g_strv_length (words) != 4 || !g_str_has_prefix (words[3], owner))
      continue;
    if (pin == NULL)
      pin = g_new0 (BancoPin, 1);
    g_free (pin->host);
    pin->host = g_strdup (words[0]);
    pin->trust = strcmp (words[3] + strlen (owner), "verified") == 0 ? BANCO_HOST_KEY_VERIFIED
                                                                     : BANCO_HOST_KEY_FIRST_USE;
    key = g_strdup_printf ("%s %s", words[1], words[2]);
    g_strv_builder_add (keys, key);
  }
  if (pin != NULL)
    pin->keys = g_strv_builder_end (keys);
  return g_steal_pointer (&pin);
}

/* All lines but those of @owner, and those for @host (nullable). */
static GString *
keep_others (const char *owner, const char *host)
{
  g_auto (GStrv) lines = read_lines ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean at_host =
      host != NULL && g_str_has_prefix (lines[i], host) && lines[i][strlen (host)] == ' ';

    if (lines[i][0] == '\0' || at_host || strstr (lines[i], owner) != NULL)
      continue;
    g_string_append (text, lines[i]);
    g_string_append_c (text, '\n');
  }
  return text;
}

static gboolean
write_text (GString *text, GError **error)
{
  g_autofree char *path = banco_pins_path ();
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT,
                                0600, &cause))
    return TRUE;
  g_debug ("pins: %s", cause->message);
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
               _ ("the host key cannot be kept in %s; is the disk full, or the folder not yours?"),
               path);
  return FALSE;
}

gboolean
banco_pins_set (const char *cloud, const char *id, const BancoPin *pin, GError **error)
{
  g_autofree char *owner = make_owner (cloud, id);
  g_autoptr (GString) text = NULL;
  int lock = lock_file ();
  gboolean done;

  text = keep_others (owner, pin->host);
  for (guint i = 0; pin->keys[i] != NULL; i++)
    g_string_append_printf (text, "%s %s %s%s\n", pin->host, pin->keys[i], owner,
                            banco_host_key_to_string (pin->trust));
  done = write_text (text, error);
  if (lock >= 0)
    close (lock);
  return done;
}

void
banco_pins_remove (const char *cloud, const char *id)
{
  g_autofree char *owner = make_owner (cloud, id);
  g_autoptr (BancoPin) pin = NULL;
  int lock = lock_file ();

  pin = banco_pins_find (cloud, id);
  if (pin != NULL) {
    g_autoptr (GString) text = keep_others (owner, NULL);

    write_text (text, NULL);
  }
  if (lock >= 0)
    close (lock);
}
