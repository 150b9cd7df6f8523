/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-private.h"

#include "workspace/workspace.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".federation"
#define BUILT_IN "infn-cloud"

static gboolean
is_path (const char *name)
{
  return strchr (name, '/') != NULL || g_str_has_suffix (name, SUFFIX);
}

static gboolean
has_id (GPtrArray *list, const char *id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((BancoFederation *) list->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

static void
list_folder (const char *folder, GPtrArray *list)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (BancoFederation) federation =
      g_str_has_suffix (name, SUFFIX) ? banco_federation_parse (path, &error) : NULL;

    if (error != NULL)
      g_debug ("%s", error->message);
    if (federation != NULL && !has_id (list, federation->id))
      g_ptr_array_add (list, g_steal_pointer (&federation));
  }
}

/* An unreadable file matches by its name: loading it then says what is wrong with it. */
static gboolean
is_of (const char *path, const char *id)
{
  g_autoptr (BancoFederation) federation = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;
  federation = banco_federation_parse (path, NULL);
  return federation == NULL || g_str_equal (federation->id, id);
}

/* The path of the installed file of that id, the user's own one first; NULL when there is none.
 * A file may have any name, and most have their id's. */
static char *
find_installed (const char *id)
{
  g_autofree char *file = g_strconcat (id, SUFFIX, NULL);

  if (strchr (id, '/') != NULL)
    return NULL;
  for (int origin = BANCO_FEDERATION_OWN; origin <= BANCO_FEDERATION_BUILT_IN; origin++) {
    g_autofree char *folder = banco_federation_folder ((BancoFederationOrigin) origin);
    g_autofree char *path = g_build_filename (folder, file, NULL);
    g_autoptr (GPtrArray) list = NULL;

    if (is_of (path, id))
      return g_steal_pointer (&path);
    list = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_federation_unref);
    list_folder (folder, list);
    for (guint j = 0; j < list->len; j++)
      if (g_str_equal (((BancoFederation *) list->pdata[j])->id, id))
        return g_strdup (((BancoFederation *) list->pdata[j])->path);
  }
  return NULL;
}

BancoFederation *
banco_federation_find_installed (BancoFederation *self)
{
  g_autofree char *path = find_installed (self->id);
  g_autoptr (GError) error = NULL;
  BancoFederation *installed = path != NULL ? banco_federation_parse (path, &error) : NULL;

  if (error != NULL)
    g_debug ("%s", error->message);
  return installed;
}

BancoFederation *
banco_federation_load (const char *name, GError **error)
{
  g_autofree char *chosen = g_strdup (name != NULL ? name : g_getenv ("BANCO_FEDERATION"));
  g_autofree char *path = NULL;

  if (chosen == NULL || chosen[0] == '\0') {
    g_autoptr (BancoSettings) settings = banco_settings_new ();

    g_free (chosen);
    chosen = banco_settings_dup_federation (settings);
    path = chosen != NULL ? find_installed (chosen) : NULL;
    if (path == NULL)
      path = find_installed (BUILT_IN);
  } else if (is_path (chosen)) {
    path = g_canonicalize_filename (chosen, NULL);
  } else {
    path = find_installed (chosen);
  }
  if (path != NULL)
    return banco_federation_parse (path, error);
  g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND,
               _ ("there is no federation called “%s”"), chosen != NULL ? chosen : BUILT_IN);
  return NULL;
}

GPtrArray *
banco_federation_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_federation_unref);

  for (int origin = BANCO_FEDERATION_OWN; origin <= BANCO_FEDERATION_BUILT_IN; origin++) {
    g_autofree char *folder = banco_federation_folder ((BancoFederationOrigin) origin);

    list_folder (folder, list);
  }
  return list;
}

/* What was read, and not what is at its path by now. What it names beside itself, the copy names
 * in full. */
static char *
read_to_move (BancoFederation *self)
{
  static const char *const keys[] = { "Path", "Dimensions", "CaFile" };
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *whole = g_canonicalize_filename (self->path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, ((BancoFederationData *) self)->text, (gsize) -1,
                                  G_KEY_FILE_KEEP_COMMENTS, NULL))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (keys); j++) {
      g_autofree char *value = banco_federation_dup_value (file, groups[i], keys[j]);
      g_autofree char *full = value != NULL ? g_canonicalize_filename (value, folder) : NULL;

      if (full != NULL && !g_path_is_absolute (value))
        g_key_file_set_string (file, groups[i], keys[j], full);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

BancoFederation *
banco_federation_install (BancoFederation *self, GError **error)
{
  g_autofree char *folder = banco_federation_folder (BANCO_FEDERATION_OWN);
  g_autofree char *file = g_strconcat (self->id, SUFFIX, NULL);
  g_autofree char *target = g_build_filename (folder, file, NULL);
  g_autofree char *text = read_to_move (self);

  if (g_file_test (target, G_FILE_TEST_EXISTS) && !is_of (target, self->id)) {
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s holds another federation; rename that file first"), target);
    return NULL;
  }
  if (text == NULL ||
      !g_file_set_contents_full (target, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL)) {
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s cannot be written; is the disk full?"), target);
    return NULL;
  }
  return banco_federation_parse (target, error);
}

gboolean
banco_federation_remove (const char *id, GError **error)
{
  g_autofree char *path = find_installed (id);

  if (path == NULL) {
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND,
                 _ ("there is no federation called “%s”"), id);
    return FALSE;
  }
  if (banco_federation_origin_of (path) != BANCO_FEDERATION_OWN) {
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s is installed for every user of this computer, so Banco does not remove it"),
                 path);
    return FALSE;
  }
  if (g_unlink (path) == 0)
    return TRUE;
  g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
               _ ("%s cannot be removed; may you write in its folder?"), path);
  return FALSE;
}
