/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/connection-private.h"
#include "benchmark/lines-private.h"
#include "machines/test-sshd.h"

#include <signal.h>
#include <string.h>

/* The connection over a real sshd on loopback, and over places that are a shell and misbehave. */

typedef struct {
  char *folder;
  TestSshd *sshd;
  BancoPlace *place;
} Fixture;

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL, *public = NULL, *line = NULL, *port = NULL;
  const char *why_not = NULL;

  fixture->folder = g_dir_make_tmp ("banco-connection-XXXXXX", NULL);
  key = g_build_filename (fixture->folder, "key", NULL);
  public = g_strconcat (key, ".pub", NULL);
  run ((const char *const[]){ "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key, NULL });
  g_assert_true (g_file_get_contents (public, &line, NULL, NULL));
  fixture->sshd = test_sshd_new (line, &why_not);
  if (fixture->sshd == NULL) {
    g_test_skip (why_not);
    return;
  }
  port = g_strdup_printf ("%u", fixture->sshd->port);
  fixture->place = banco_place_new (
    "lab", "lab",
    (const char *const[]){ "ssh", "-F", "none", "-i", key, "-p", port, "-o", "BatchMode=yes", "-o",
                           "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                           "127.0.0.1", "--", NULL });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->place, banco_place_unref);
  g_clear_pointer (&fixture->sshd, test_sshd_free);
  run ((const char *const[]){ "rm", "-rf", fixture->folder, NULL });
  g_free (fixture->folder);
}

/* What was told, as a run would take it in. */
typedef struct {
  BancoLines lines;
  GPtrArray *told;
} Told;

static void
told_init (Told *self, BancoPlace *place)
{
  banco_lines_init (&self->lines, place, "quick");
  self->told = g_ptr_array_new_with_free_func (g_free);
}

static void
told_clear (Told *self)
{
  banco_lines_clear (&self->lines);
  g_ptr_array_unref (self->told);
}

static void
hear (const char *line, gpointer data)
{
  Told *self = data;

  g_assert_true (banco_lines_read (&self->lines, line, NULL));
  g_ptr_array_add (self->told, g_strdup (line));
}

static void
assert_figure (Told *told, const char *id, const char *unit)
{
  const BancoRow *row = banco_rows_find (banco_result_get_rows (told->lines.result), id);

  g_assert_nonnull (row);
  g_assert_cmpstr (row->unit, ==, unit);
  g_assert_cmpuint (row->count, >=, 3);
  g_assert_cmpfloat (row->p5, >, 0);
  g_assert_cmpfloat (row->p5, <=, row->median);
  g_assert_cmpint (g_strv_contains ((const char *const *) row->flags, "incomplete"), ==,
                   row->count < 15);
}

static void
test_sshd (Fixture *fixture, gconstpointer data)
{
  Told told;

  if (fixture->place == NULL)
    return;
  told_init (&told, fixture->place);
  g_assert_true (banco_connection_measure (fixture->place, NULL, 1, hear, &told, NULL));
  g_assert_cmpuint (told.told->len, ==, 3);
  assert_figure (&told, "net.rtt", "ms");
  assert_figure (&told, "net.up", "MB/s");
  assert_figure (&told, "net.down", "MB/s");
  told_clear (&told);
}

/* Places whose ssh is a script: what ssh gives, and what a broken machine makes of it. */
static const struct {
  const char *name;
  const char *script;
  const char *only;
  const char *says; /* in the one line that is told */
} places[] = {
  { "echo", "eval \"$*\"", "net.rtt", "\"event\":\"sample\"" },
  { "greeting", "echo Welcome; eval \"$*\"", "net.rtt", "the login there prints something" },
  { "no login", "exit 255", "net.rtt", "did not carry it" },
  { "no login for data", "exit 255", "net.up", "did not carry it" },
  { "swallows", "dd bs=65536 count=1 2>/dev/null | wc -c; cat >/dev/null", "net.up",
    "Not all bytes" },
  { "counts in words", "cat >/dev/null; echo many", "net.up", "Not all bytes" },
  { "greeting and counts", "echo 12 users; eval \"$*\"", "net.up", "\"error\":0" },
  { "title and counts", "printf 'lab 1'; eval \"$*\"", "net.up", "\"error\":0" },
  { "up", "eval \"$*\"", "net.up", "\"error\":0" },
  { "down", "eval \"$*\"", "net.down", "\"error\":0" },
  { "breaks off", "head -c 8000000 /dev/zero", "net.down", "Not all bytes that were sent arrived" },
  { "nothing comes", "true", "net.down", "Not all bytes" },
};

static void
test_place (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (BancoPlace) lab = banco_place_new (
    "lab", "lab", (const char *const[]){ "sh", "-c", places[i].script, "ssh", NULL });
  Told told;

  told_init (&told, lab);
  g_assert_true (banco_connection_measure (lab, places[i].only, 60, hear, &told, NULL));
  g_assert_cmpuint (told.told->len, ==, 1);
  if (strstr (told.told->pdata[0], places[i].says) == NULL)
    g_error ("%s", (char *) told.told->pdata[0]);
  g_assert_cmpuint (banco_result_get_rows (told.lines.result)->len, ==,
                    strstr (told.told->pdata[0], "skipped") == NULL);
  told_clear (&told);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (300000);
  g_cancellable_cancel (data);
  return NULL;
}

/* A machine that never answers does not hold a run that was cancelled, and nothing is told. */
static void
test_cancel (gconstpointer only)
{
  g_autoptr (BancoPlace) lab =
    banco_place_new ("lab", "lab", (const char *const[]){ "sh", "-c", "exec sleep 1000", NULL });
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  Told told;

  told_init (&told, lab);
  g_assert_false (banco_connection_measure (lab, only, 60, hear, &told, cancellable));
  g_assert_cmpuint (told.told->len, ==, 0);
  g_thread_join (thread);
  told_clear (&told);
}

static const struct {
  const char *only;
  gboolean wanted;
  const char *left;
} asked[] = {
  { NULL, TRUE, NULL },
  { "net", TRUE, "inv" },
  { "net.up,net.down", TRUE, "inv" },
  { "cpu,net.rtt,io", TRUE, "cpu,io" },
  { "cpu", FALSE, "cpu" },
  { "net.nonsense", FALSE, "net.nonsense" },
  { "", FALSE, "" },
};

static void
test_names (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autofree char *left = banco_connection_strip (asked[i].only);

    g_assert_cmpint (banco_connection_is_wanted (asked[i].only), ==, asked[i].wanted);
    g_assert_cmpstr (left, ==, asked[i].left);
  }
}

int
main (int argc, char **argv)
{
  static const char *const each[] = { "net.rtt", "net.up", "net.down" };

  g_test_init (&argc, &argv, NULL);
  /* As in every program: a place that closes its end is no end of ours. */
  signal (SIGPIPE, SIG_IGN);
  g_test_add ("/connection/sshd", Fixture, NULL, set_up, test_sshd, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *path = g_strdup_printf ("/connection/place/%s", places[i].name);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_place);
  }
  for (guint i = 0; i < G_N_ELEMENTS (each); i++) {
    g_autofree char *path = g_strdup_printf ("/connection/cancel/%s", each[i]);
    g_test_add_data_func (path, each[i], test_cancel);
  }
  g_test_add_func ("/connection/names", test_names);
  return g_test_run ();
}
