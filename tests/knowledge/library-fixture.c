/* SPDX-License-Identifier: Apache-2.0 */
#include "library-fixture.h"

#include <glib/gstdio.h>

void
fixture_init (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->top = g_dir_make_tmp ("banco-knowledge-XXXXXX", &error);
  g_assert_no_error (error);
  self->folder = g_build_filename (self->top, "docs", NULL);
  self->database = g_build_filename (self->top, "library.db", NULL);
  g_assert_cmpint (g_mkdir (self->folder, 0700), ==, 0);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) names = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR)) {
    names = g_dir_open (path, 0, NULL);
    while (names != NULL && (name = g_dir_read_name (names)) != NULL) {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  }
  g_remove (path);
}

void
fixture_clear (Fixture *self)
{
  remove_tree (self->top);
  g_free (self->top);
  g_free (self->folder);
  g_free (self->database);
}

void
fixture_write (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
fixture_remove (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

BancoLibrary *
fixture_open (Fixture *self, const char *starter)
{
  const BancoSourceSetup source = { .id = "docs", .kind = "folder", .path = self->folder };
  g_autoptr (GError) error = NULL;
  BancoLibrary *library =
    banco_library_new (self->database, NULL, &source, 1, starter, NULL, &error);

  g_assert_no_error (error);
  return library;
}

const BancoSyncReport *
fixture_sync (BancoLibrary *library, gboolean full, GError **error)
{
  g_autoptr (BancoOperation) operation = banco_library_sync (library, full);
  BancoSyncReport *report;

  test_wait (operation);
  if (banco_operation_get_state (operation) != BANCO_OPERATION_DONE) {
    if (banco_operation_get_error (operation) != NULL)
      g_propagate_error (error, g_error_copy (banco_operation_get_error (operation)));
    return NULL;
  }
  /* As long as the library lives. */
  report = g_memdup2 (banco_operation_get_result (operation), sizeof *report);
  g_object_set_data_full (G_OBJECT (library), "report", report, g_free);
  return report;
}

BancoHits *
fixture_search (BancoLibrary *library, const char *text)
{
  g_autoptr (GError) error = NULL;
  BancoHits *hits = banco_library_search (library, &(BancoQuery){ .text = text }, &error);

  g_assert_no_error (error);
  return hits;
}

const char *
fixture_title (BancoHits *hits, guint position)
{
  g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (hits), position);

  return hit != NULL ? banco_hit_get_title (hit) : NULL;
}
