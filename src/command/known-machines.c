/* SPDX-License-Identifier: Apache-2.0 */
/* Which cloud has which machines, as the last whole list of each told: kept in the cache, so that a
 * command asks only the cloud that has the machine. Without the file all are asked. */
#include "command/command-private.h"

#include "machines/machines.h"
#include "workspace/federation.h"

static char *
make_path (void)
{
  g_autofree char *folder = banco_paths_user_cache ("machines");

  return g_build_filename (folder, "known", NULL);
}

static GKeyFile *
load (const char *path)
{
  GKeyFile *file = g_key_file_new ();

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  return file;
}

static char *
make_group (Command *self, const char *cloud)
{
  return g_strconcat (self->federation->id, "/", cloud, NULL);
}

/* How often @name is one of the names or ids of a cloud. */
static guint
count (GKeyFile *file, const char *group, const char *name)
{
  guint n = 0;

  for (guint i = 0; i < 2; i++) {
    g_auto (GStrv) known =
      g_key_file_get_string_list (file, group, i == 0 ? "Names" : "Ids", NULL, NULL);

    for (guint j = 0; known != NULL && known[j] != NULL; j++)
      if (g_str_equal (known[j], name))
        n++;
  }
  return n;
}

const char *
command_recall_cloud (Command *self, const char *name)
{
  g_autofree char *path = make_path ();
  g_autoptr (GKeyFile) file = load (path);
  const char *found = NULL;
  guint n = 0;

  for (guint i = 0; i < self->federation->n_clouds; i++) {
    const char *cloud = self->federation->clouds[i].id;
    g_autofree char *group = make_group (self, cloud);
    guint here = count (file, group, name);

    if (here > 0)
      found = cloud;
    n += here;
  }
  return n == 1 ? found : NULL;
}

static void
remember_cloud (Command *self, GKeyFile *file, const char *cloud, BancoMachines *machines)
{
  g_autofree char *group = make_group (self, cloud);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (machines), i)) != NULL;
       i++) {
    if (!g_str_equal (banco_machine_get_cloud (machine), cloud))
      continue;
    g_ptr_array_add (names, (gpointer) banco_machine_get_name (machine));
    g_ptr_array_add (ids, (gpointer) banco_machine_get_id (machine));
  }
  g_key_file_set_string_list (file, group, "Names", (const char *const *) names->pdata, names->len);
  g_key_file_set_string_list (file, group, "Ids", (const char *const *) ids->pdata, ids->len);
}

void
command_remember_machines (Command *self)
{
  BancoMachines *machines = banco_workspace_get_machines (self->workspace);
  GListModel *clouds = banco_machines_get_clouds (machines);
  g_autofree char *path = make_path ();
  g_autoptr (GKeyFile) file = load (path);
  g_autofree char *before = g_key_file_to_data (file, NULL, NULL);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoRefreshSource) cloud = g_list_model_get_item (clouds, i);

    if (banco_refresh_source_get_refreshed (cloud) > 0 &&
        banco_refresh_source_get_error (cloud) == NULL)
      remember_cloud (self, file, banco_refresh_source_get_id (cloud), machines);
  }
  after = g_key_file_to_data (file, NULL, NULL);
  if (!g_str_equal (before, after) &&
      !g_file_set_contents_full (path, after, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_debug ("machines: %s", error->message);
}
