/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include "benchmark/benchmark.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/cloud-bearer-private.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>

struct _BancoWorkspace {
  GObject parent_instance;
  BancoFederation *federation;
  BancoOperations *operations;
  BancoHttp *http;
  BancoAccounts *accounts;
  BancoLibrary *library;
  BancoMachines *machines;
  BancoResults *results;
  BancoBenchmark *benchmark;
  GPtrArray *catalogue;
  GPtrArray *bearers;   /* of BancoCloudBearer, one a cloud of the federation */
  BancoAccount *wanted; /* that the user named, nullable */
  gboolean follows;     /* the machines */
};

G_DEFINE_FINAL_TYPE (BancoWorkspace, banco_workspace, G_TYPE_OBJECT)

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_LIBRARY,
  PROP_MACHINES,
  PROP_OPERATIONS,
  PROP_RESULTS,
} Property;

static void
banco_workspace_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoWorkspace *self = BANCO_WORKSPACE (object);

  switch ((Property) id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_LIBRARY:
    g_value_set_object (value, self->library);
    break;
  case PROP_MACHINES:
    g_value_set_object (value, self->machines);
    break;
  case PROP_OPERATIONS:
    g_value_set_object (value, self->operations);
    break;
  case PROP_RESULTS:
    g_value_set_object (value, self->results);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_workspace_dispose (GObject *object)
{
  BancoWorkspace *self = BANCO_WORKSPACE (object);

  /* Nothing that still runs may publish into what goes away. */
  if (self->operations != NULL)
    banco_operations_cancel_all (self->operations);
  g_clear_object (&self->benchmark);
  g_clear_object (&self->results);
  g_clear_object (&self->machines);
  g_clear_object (&self->library);
  g_clear_pointer (&self->bearers, g_ptr_array_unref);
  g_clear_object (&self->wanted);
  g_clear_object (&self->accounts);
  g_clear_object (&self->http);
  g_clear_object (&self->operations);
  g_clear_pointer (&self->catalogue, g_ptr_array_unref);
  g_clear_pointer (&self->federation, banco_federation_unref);
  G_OBJECT_CLASS (banco_workspace_parent_class)->dispose (object);
}

static void
banco_workspace_class_init (BancoWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const struct {
    const char *name;
    GType type;
  } parts[] = {
    [PROP_ACCOUNTS] = { "accounts", BANCO_TYPE_ACCOUNTS },
    [PROP_LIBRARY] = { "library", BANCO_TYPE_LIBRARY },
    [PROP_MACHINES] = { "machines", BANCO_TYPE_MACHINES },
    [PROP_OPERATIONS] = { "operations", BANCO_TYPE_OPERATIONS },
    [PROP_RESULTS] = { "results", BANCO_TYPE_RESULTS },
  };

  object_class->dispose = banco_workspace_dispose;
  object_class->get_property = banco_workspace_get_property;
  for (guint id = PROP_ACCOUNTS; id < G_N_ELEMENTS (parts); id++)
    g_object_class_install_property (
      object_class, id, g_param_spec_object (parts[id].name, NULL, NULL, parts[id].type, flags));
}

static void
banco_workspace_init (BancoWorkspace *self)
{
  self->bearers = g_ptr_array_new_with_free_func (g_object_unref);
  self->operations = banco_operations_new ();
  self->http = banco_http_new (NULL);
}

static BancoMachines *
make_machines (BancoWorkspace *self)
{
  BancoFederation *federation = self->federation;
  g_autofree BancoCloudSetup *clouds =
    g_memdup2 (federation->clouds, federation->n_clouds * sizeof (BancoCloudSetup));

  for (guint i = 0; i < federation->n_clouds; i++) {
    g_ptr_array_add (
      self->bearers,
      banco_cloud_bearer_new (self->accounts, (const char *const *) federation->cloud_issuers[i]));
    clouds[i].bearer = self->bearers->pdata[i];
  }
  return banco_machines_new (self->http, clouds, federation->n_clouds, self->operations);
}

/* TRUE when another account signs in to a cloud from now on. */
static gboolean
choose_bearers (BancoWorkspace *self)
{
  gboolean changed = FALSE;

  for (guint i = 0; self->bearers != NULL && i < self->bearers->len; i++)
    changed = banco_cloud_bearer_choose (self->bearers->pdata[i], self->wanted) || changed;
  return changed;
}

static gboolean
is_signed_in (BancoCloudBearer *bearer)
{
  BancoAccount *account = banco_cloud_bearer_get_account (bearer);

  return account != NULL && banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN;
}

static void
start_again (BancoWorkspace *self)
{
  banco_machines_reset (self->machines);
  if (self->follows)
    banco_workspace_follow_machines (self);
}

void
banco_workspace_follow_machines (BancoWorkspace *self)
{
  g_return_if_fail (BANCO_IS_WORKSPACE (self));

  self->follows = TRUE;
  for (guint i = 0; i < self->bearers->len; i++)
    if (is_signed_in (self->bearers->pdata[i])) {
      banco_machines_follow (self->machines);
      return;
    }
}

void
banco_workspace_use_account (BancoWorkspace *self, BancoAccount *account)
{
  g_return_if_fail (BANCO_IS_WORKSPACE (self));

  if (g_set_object (&self->wanted, account) && choose_bearers (self))
    start_again (self);
}

static void
default_changed (BancoAccounts *accounts, GParamSpec *pspec, BancoWorkspace *self)
{
  if (choose_bearers (self))
    start_again (self);
}

/* Sessions at clouds belong to whoever signed in: another person starts with none. */
static void
account_changed (BancoAccount *account, GParamSpec *pspec, BancoWorkspace *self)
{
  const char *subject = banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_OUT
                          ? NULL
                          : banco_account_get_subject (account);
  const char *known = g_object_get_data (G_OBJECT (account), "banco-workspace-subject");
  gboolean was_someone = known != NULL;
  gboolean other = choose_bearers (self);

  if (g_strcmp0 (subject, known) == 0 && !other)
    return;
  g_object_set_data_full (G_OBJECT (account), "banco-workspace-subject", g_strdup (subject),
                          g_free);
  if (was_someone || other)
    start_again (self);
  else if (self->follows)
    banco_workspace_follow_machines (self);
}

static void
follow_accounts (BancoWorkspace *self)
{
  g_signal_connect_object (self->accounts, "notify::default", G_CALLBACK (default_changed), self,
                           0);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->accounts)); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

    g_signal_connect_object (account, "notify::state", G_CALLBACK (account_changed), self, 0);
    g_signal_connect_object (account, "notify::subject", G_CALLBACK (account_changed), self, 0);
  }
}

gboolean
banco_workspace_open_library (BancoWorkspace *self, GError **error)
{
  BancoFederation *federation = self->federation;
  g_autofree char *folder = banco_paths_user_data ("libraries");
  g_autofree char *file = g_strconcat (federation->id, ".db", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *starter = banco_paths_data ("library");

  if (self->library == NULL)
    self->library = banco_library_new (path, self->http, federation->sources, federation->n_sources,
                                       starter, self->operations, error);
  return self->library != NULL;
}

BancoWorkspace *
banco_workspace_new (BancoFederation *federation, GError **error)
{
  g_autoptr (BancoWorkspace) self = g_object_new (BANCO_TYPE_WORKSPACE, NULL);
  g_autofree char *cards = banco_paths_data ("cards/gpus.csv");
  g_autofree char *results = banco_paths_user_data ("results");

  self->federation = banco_federation_ref (federation);
  self->catalogue = banco_catalogue_read (cards, error);
  if (self->catalogue == NULL)
    return NULL;
  self->accounts = banco_accounts_new (federation->id, federation->issuers, federation->n_issuers,
                                       self->operations);
  self->machines = make_machines (self);
  follow_accounts (self);
  self->results = banco_results_new (results);
  self->benchmark = banco_benchmark_new (self->results, self->operations);
  return g_steal_pointer (&self);
}

BancoFederation *
banco_workspace_get_federation (BancoWorkspace *self)
{
  return self->federation;
}

BancoOperations *
banco_workspace_get_operations (BancoWorkspace *self)
{
  return self->operations;
}

BancoAccounts *
banco_workspace_get_accounts (BancoWorkspace *self)
{
  return self->accounts;
}

BancoLibrary *
banco_workspace_get_library (BancoWorkspace *self)
{
  return self->library;
}

BancoMachines *
banco_workspace_get_machines (BancoWorkspace *self)
{
  return self->machines;
}

BancoResults *
banco_workspace_get_results (BancoWorkspace *self)
{
  return self->results;
}

BancoBenchmark *
banco_workspace_get_benchmark (BancoWorkspace *self)
{
  return self->benchmark;
}

const GPtrArray *
banco_workspace_get_catalogue (BancoWorkspace *self)
{
  return self->catalogue;
}

const GError *
banco_workspace_find_trouble (BancoRefreshSource *source)
{
  const GError *error = banco_refresh_source_get_error (source);

  if (g_error_matches (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_SIGNED_OUT) ||
      g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND))
    return NULL;
  return error;
}

GPtrArray *
banco_workspace_refresh_groups (BancoWorkspace *self)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);
  GPtrArray *operations = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (BancoAccount) account = g_list_model_get_item (accounts, i);

    if (banco_account_get_state (account) == BANCO_ACCOUNT_SIGNED_IN)
      g_ptr_array_add (operations, banco_account_refresh (account));
  }
  return operations;
}

const char *
banco_workspace_get_cloud_account (BancoWorkspace *self, BancoCloud *cloud)
{
  for (guint i = 0; i < self->federation->n_clouds; i++) {
    BancoAccount *account = banco_cloud_bearer_get_account (self->bearers->pdata[i]);

    if (!g_str_equal (self->federation->clouds[i].id, banco_cloud_get_id (cloud)))
      continue;
    if (is_signed_in (self->bearers->pdata[i]))
      return banco_account_get_name (account);
  }
  return NULL;
}

BancoPlace *
banco_workspace_find_place (BancoWorkspace *self, const char *name, GError **error)
{
  BancoMachine *machine;
  BancoPlace *place;
  const char *reason;

  if (g_strcmp0 (name, "here") == 0)
    return banco_place_new_here ();
  machine = banco_machines_find (self->machines, name, NULL, error);
  if (machine == NULL)
    return NULL;
  place = banco_machine_get_place (machine);
  reason = banco_machine_get_reason (machine);
  if (place == NULL)
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_READY,
                 _ ("%s is not ready (%s)%s%s"), banco_machine_get_name (machine),
                 banco_machine_state_to_string (banco_machine_get_state (machine)),
                 reason != NULL ? ": " : "", reason != NULL ? reason : "");
  return place;
}
