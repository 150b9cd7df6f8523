/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/reach-private.h"

#include <string.h>

#define BEGIN "-----BEGIN SSH HOST KEY KEYS-----\n"
#define END "-----END SSH HOST KEY KEYS-----\n"
/* Blobs with the right beginning; nobody has the private halves. */
#define ED "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBB"
#define ED2 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJB"
#define EC                                                                                         \
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEFCQUJBQkFCQUJBQkFCQU" \
  "JBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUI="
#define SK                                                                                         \
  "sk-ssh-ed25519@openssh.com "                                                                    \
  "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIFBBUEFQQVBBUEFQQVBBUEFQ"                           \
  "QVBBUEFQQVBBUEFQQVBBAAAABHNzaDo="
#define SK_EC                                                                                      \
  "sk-ecdsa-sha2-nistp256@openssh.com "                                                            \
  "AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlz"                                   \
  "dHAyNTYAAABBBEFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQk" \
  "FC"                                                                                             \
  "QUIAAAAEc3NoOg=="

static const struct {
  const char *about;
  const char *log;
  const char *keys[4];
  gboolean cut;
} cases[] = {
  { "empty", "", { NULL } },
  { "no block", "booting\n" ED "\n", { NULL } },
  { "one key", "boot\n" BEGIN ED "\n" END "login:", { ED } },
  { "several", BEGIN ED "\n" EC "\n" END, { ED, EC } },
  { "comments", BEGIN ED " root@host\n" END, { ED } },
  { "carriage returns",
    "-----BEGIN SSH HOST KEY KEYS-----\r\n" ED "\r\n-----END SSH HOST KEY KEYS-----\r\n",
    { ED } },
  { "a time before each line",
    "[   12.3] cloud-init[7]: " BEGIN "[   12.3] cloud-init[7]: " ED "\n[   12.3] " END,
    { ED },
    TRUE },
  { "the last boot counts", BEGIN ED "\n" END "reboot\n" BEGIN ED2 "\n" END, { ED2 } },
  { "still being printed", BEGIN ED "\n" END "reboot\n" BEGIN ED2 "\n", { NULL }, TRUE },
  { "not base64", BEGIN "ssh-ed25519 !!!!\n" END, { NULL }, TRUE },
  { "cut key", BEGIN "ssh-ed25519 AAAAC3Nz\n" END, { NULL }, TRUE },
  { "a character short",
    BEGIN "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBBUFB\n" END,
    { NULL },
    TRUE },
  { "type does not fit",
    BEGIN "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIFBBUFBBUFBBUFBBUFBB\n" END,
    { NULL },
    TRUE },
  { "type of the same length does not fit",
    BEGIN
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEFCQUJBQkFCQUJBQkFCQ"
    "UJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUI=\n" END,
    { NULL },
    TRUE },
  { "type of the same shape does not fit",
    BEGIN "ssh-ed25519 AAAAC3NzaC14eDI1NTE5AAAAIFBBUEFQQVBBUEFQQVBBUEFQQVBBUEFQQVBBUEFQQVBB\n" END,
    { NULL },
    TRUE },
  { "unknown type", BEGIN "ssh-dss AAAAB3NzaC1kc3MAAAAB\n" ED "\n" END, { ED }, TRUE },
  { "fingerprints are no keys",
    "-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256 SHA256:x root (ED25519)\n" BEGIN ED "\n" END,
    { ED } },
  { "end before begin", END BEGIN, { NULL }, TRUE },
  { "of FIDO devices", BEGIN SK "\n" SK_EC " me\n" END, { SK, SK_EC } },
  { "a message of the kernel in a key",
    BEGIN "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFBBUFBB[   12.345678] random: crng init done\r\n"
          "UFBBUFBBUFBBUFBBUFBBUFBBUFBBUFBB\n" EC "\n" END,
    { EC },
    TRUE },
  { "a message before the key itself",
    BEGIN "ssh-ed25519 [   12.345678] eth0: link up\nAAAAC3NzaC1lZDI1NTE5\n" END,
    { NULL },
    TRUE },
  { "a message between keys",
    BEGIN ED "\n[   12.3] eth0: link up\n" EC "\n" END,
    { ED, EC },
    TRUE },
  { "a cut frame of a later boot",
    BEGIN ED "\n" END "reboot\n-----BEGIN SSH H[  1.2] usb\nOST KEY KEYS-----\n" ED2 "\n" END,
    { NULL },
    TRUE },
  { "key of another length",
    BEGIN
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\n" END,
    { NULL },
    TRUE },
};

static void
test_parse (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  gboolean cut = FALSE;
  g_auto (GStrv) keys = banco_host_keys_parse (cases[i].log, &cut);

  g_assert_cmpint (cut, ==, cases[i].cut);
  for (guint j = 0; j < 4; j++) {
    g_assert_cmpstr (keys[j], ==, cases[i].keys[j]);
    if (keys[j] == NULL)
      break;
  }
}

/* No key is that long, and what is read here ends up in a file of ssh's. */
static void
test_long (void)
{
  g_autofree char *more = g_strnfill (4096, 'A');
  g_autofree char *line = g_strconcat (ED, more, NULL);
  g_autofree char *key = banco_host_key_parse_line (line);

  g_assert_null (key);
}

/* Every cut of a good log gives its key or none, never another. */
static void
test_cuts (void)
{
  static const char log[] = "boot\n" BEGIN ED "\n" EC " root\n" END "done\n";

  for (gsize length = 0; length <= strlen (log); length++) {
    g_autofree char *part = g_strndup (log, length);
    gboolean cut;
    g_auto (GStrv) keys = banco_host_keys_parse (part, &cut);

    if (keys[0] == NULL)
      continue;
    g_assert_cmpstr (keys[0], ==, ED);
    g_assert_cmpstr (keys[1], ==, EC);
    g_assert_null (keys[2]);
  }
}

/* A few thousand damaged logs: nothing crashes, and what comes out is well formed. */
static void
test_damage (void)
{
  static const char log[] = "boot\n" BEGIN ED "\n" EC "\n" END BEGIN ED2 "\n" END;
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);

  for (guint round = 0; round < 5000; round++) {
    g_autofree char *damaged = g_strdup (log);
    g_auto (GStrv) keys = NULL;
    gboolean cut;

    for (guint i = 0; i < 4; i++)
      damaged[g_rand_int_range (random, 0, sizeof log - 1)] =
        (char) g_rand_int_range (random, 1, 256);
    keys = banco_host_keys_parse (damaged, &cut);
    for (guint i = 0; keys[i] != NULL; i++) {
      g_autofree char *again = banco_host_key_parse_line (keys[i]);

      g_assert_cmpstr (again, ==, keys[i]);
      g_assert_null (strpbrk (keys[i], "\n\r\""));
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/host-keys/%s", cases[i].about);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_parse);
  }
  g_test_add_func ("/host-keys/long", test_long);
  g_test_add_func ("/host-keys/every cut", test_cuts);
  g_test_add_func ("/host-keys/damage", test_damage);
  return g_test_run ();
}
