/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define SOON 1200         /* ms between looks while something moves */
#define SLOWER 5000       /* ... and has moved for some minutes */
#define SELDOM 30000      /* ... while nothing moves */
#define LIMIT 10000       /* ms that a list waits for the first answer */
#define PATIENCE 5000     /* ms that a cloud may think */
#define MINUTES_SOON 5    /* how long a young machine is looked at often */
#define MINUTES_SLOWER 30 /* and how long at least now and then */
#define REACH 10000       /* ms that machines may take to answer */
#define FIRST_REACH 2500  /* ... when all are asked, and the user waits for the list */

/* What a cloud said; @error instead of lists that could not be had. */
typedef struct {
  char **groups;
  GPtrArray *machines; /* of BancoMachineRecord */
  GPtrArray *offers;   /* of BancoOffer, and so on */
  GPtrArray *images;
  GPtrArray *limits;
  GHashTable *missing; /* groups that the lists lack */
  GError *incomplete;  /* why they do, nullable */
  GError *error;
} CloudReply;

/* What one cloud is asked, and what it said. */
typedef struct {
  BancoProvider *provider;
  BancoMachines *machines; /* borrowed: the operation holds it while it runs */
  GHashTable *reached;     /* id of every ready machine there to BancoReached */
  char *group;             /* nullable */
  gboolean catalogue;      /* offers, images and limits rather than machines */
  gboolean first;          /* nothing is known of it in this run */
  gboolean moves;          /* machines come or go, and what is used of the limits with them */
  guint epoch;
  guint asked;
  CloudReply reply;
} CloudQuery;

static void
cloud_query_free (gpointer data)
{
  CloudQuery *query = data;

  g_object_unref (query->provider);
  g_clear_pointer (&query->reached, g_hash_table_unref);
  g_free (query->group);
  g_strfreev (query->reply.groups);
  g_clear_pointer (&query->reply.machines, g_ptr_array_unref);
  g_clear_pointer (&query->reply.offers, g_ptr_array_unref);
  g_clear_pointer (&query->reply.images, g_ptr_array_unref);
  g_clear_pointer (&query->reply.limits, g_ptr_array_unref);
  g_clear_pointer (&query->reply.missing, g_hash_table_unref);
  g_clear_error (&query->reply.incomplete);
  g_clear_error (&query->reply.error);
  g_free (query);
}

static BancoCloud *
find_cloud (BancoMachines *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->clouds)); i++) {
    g_autoptr (BancoCloud) cloud = g_list_model_get_item (G_LIST_MODEL (self->clouds), i);

    if (strcmp (banco_cloud_get_id (cloud), id) == 0)
      return cloud; /* the list holds it */
  }
  return NULL;
}

/* The state of machines as the cloud tells it, before they are asked themselves. */
typedef struct {
  BancoMachines *machines;
  char *cloud;
  GPtrArray *records;
  GHashTable *missing; /* groups */
  guint epoch;
  guint asked;
} EarlyReply;

static gboolean
take_early (gpointer data)
{
  EarlyReply *early = data;

  if (early->epoch != early->machines->epoch)
    return G_SOURCE_REMOVE;
  banco_machines_merge (early->machines, early->cloud, early->records, early->missing,
                        early->asked);
  if (g_hash_table_size (early->missing) == 0)
    banco_refresh_source_set_answered (
      BANCO_REFRESH_SOURCE (find_cloud (early->machines, early->cloud)));
  return G_SOURCE_REMOVE;
}

static void
early_reply_free (gpointer data)
{
  EarlyReply *early = data;

  g_object_unref (early->machines);
  g_free (early->cloud);
  g_ptr_array_unref (early->records);
  g_hash_table_unref (early->missing);
  g_free (early);
}

static void
show_early (CloudQuery *query)
{
  EarlyReply *early = g_new0 (EarlyReply, 1);
  GHashTableIter iter;
  gpointer group;

  early->machines = g_object_ref (query->machines);
  early->cloud = g_strdup (banco_provider_get_cloud (query->provider));
  early->records = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  early->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  early->epoch = query->epoch;
  early->asked = query->asked;
  for (guint i = 0; i < query->reply.machines->len; i++)
    g_ptr_array_add (early->records, banco_machine_record_copy (query->reply.machines->pdata[i]));
  g_hash_table_iter_init (&iter, query->reply.missing);
  while (g_hash_table_iter_next (&iter, &group, NULL))
    g_hash_table_add (early->missing, g_strdup (group));
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, take_early, early, early_reply_free);
}

static void
ask_for_machines (CloudQuery *query, GCancellable *cancellable)
{
  CloudReply *reply = &query->reply;

  reply->machines =
    banco_provider_list_machines (query->provider, reply->missing, cancellable, &reply->error);
  if (reply->machines == NULL)
    return;
  banco_reach_recall (reply->machines, query->provider, query->reached);
  show_early (query);
  banco_reach_check (reply->machines, query->provider, query->first ? FIRST_REACH : REACH,
                     cancellable);
  /* The list is worth having without them. */
  if (query->moves)
    reply->limits =
      banco_provider_list_limits (query->provider, NULL, reply->missing, cancellable, NULL);
}

static void
drop_unusable (GPtrArray *images)
{
  for (guint i = images->len; i > 0; i--)
    if (banco_image_get_why_not (images->pdata[i - 1]) != NULL)
      g_ptr_array_remove_index (images, i - 1);
}

static void
ask_for_catalogue (CloudQuery *query, GCancellable *cancellable)
{
  CloudReply *reply = &query->reply;

  reply->offers = banco_provider_list_offers (query->provider, query->group, reply->missing,
                                              cancellable, &reply->error);
  if (reply->offers != NULL)
    reply->images =
      banco_provider_list_images (query->provider, reply->missing, cancellable, &reply->error);
  if (reply->images != NULL)
    drop_unusable (reply->images);
  if (reply->images != NULL)
    reply->limits = banco_provider_list_limits (query->provider, query->group, reply->missing,
                                                cancellable, &reply->error);
}

static gpointer
look_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  CloudQuery *query = input;
  CloudReply *reply = &query->reply;

  reply->missing = banco_missing_new ();
  reply->groups = banco_provider_list_groups (query->provider, cancellable, &reply->error);
  if (reply->groups != NULL && query->catalogue)
    ask_for_catalogue (query, cancellable);
  else if (reply->groups != NULL)
    ask_for_machines (query, cancellable);
  if (reply->error != NULL)
    g_propagate_error (error, g_error_copy (reply->error));
  else
    banco_missing_propagate (reply->missing, &reply->incomplete);
  return query;
}

static BancoCloudState
get_state (const CloudReply *reply)
{
  const GError *error = reply->error;

  if (error == NULL)
    return reply->groups[0] != NULL ? BANCO_CLOUD_READY : BANCO_CLOUD_NO_PROJECT;
  if (error->domain != BANCO_MACHINES_ERROR)
    return BANCO_CLOUD_SIGN_IN; /* the authorizer has no credentials to give */
  switch ((BancoMachinesError) error->code) {
  case BANCO_MACHINES_ERROR_SIGN_IN:
    return BANCO_CLOUD_SIGN_IN;
  case BANCO_MACHINES_ERROR_NOT_ALLOWED:
  case BANCO_MACHINES_ERROR_NOT_FOUND:
    return BANCO_CLOUD_READY;
  case BANCO_MACHINES_ERROR_UNREACHABLE:
  case BANCO_MACHINES_ERROR_NO_ROOM:
  case BANCO_MACHINES_ERROR_FULL:
  case BANCO_MACHINES_ERROR_QUOTA:
  case BANCO_MACHINES_ERROR_NOT_UNDERSTOOD:
  case BANCO_MACHINES_ERROR_NAME_TAKEN:
  case BANCO_MACHINES_ERROR_AMBIGUOUS:
  case BANCO_MACHINES_ERROR_USAGE:
  case BANCO_MACHINES_ERROR_FAILED:
    break;
  }
  return BANCO_CLOUD_UNREACHABLE;
}

/* Also of a look that failed: it tells how the cloud is. */
static void
take_reply (CloudQuery *query)
{
  BancoMachines *self = query->machines;
  CloudReply *reply = &query->reply;
  const char *cloud = banco_provider_get_cloud (query->provider);

  if (query->epoch != self->epoch)
    return;
  banco_cloud_update (find_cloud (self, cloud), get_state (reply),
                      (const char *const *) reply->groups);
  if (reply->machines != NULL)
    banco_machines_merge (self, cloud, reply->machines, reply->missing, query->asked);
  if (reply->offers != NULL)
    banco_keyed_list_take (self->offers, cloud, reply->offers);
  if (reply->images != NULL)
    banco_keyed_list_take (self->images, cloud, reply->images);
  if (reply->limits != NULL)
    banco_keyed_list_take (self->limits, cloud, reply->limits);
}

static void
look_publish (BancoOperation *operation, gpointer result, gpointer owner)
{
  take_reply (result);
}

static void
look_ended (BancoOperation *operation, GParamSpec *pspec, CloudQuery *query)
{
  if (banco_operation_get_state (operation) == BANCO_OPERATION_FAILED)
    take_reply (query);
}

static GHashTable *
collect_reached (BancoMachines *self, const char *cloud)
{
  GHashTable *all =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) banco_reached_free);
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++) {
    BancoReached *reached;

    if (strcmp (banco_machine_get_cloud (machine), cloud) != 0)
      continue;
    reached = g_new0 (BancoReached, 1);
    reached->state = banco_machine_get_state (machine);
    reached->address = g_strdup (banco_machine_get_address (machine));
    reached->port = banco_machine_get_port (machine);
    reached->host_key = banco_machine_get_host_key (machine);
    reached->reason = g_strdup (banco_machine_get_reason (machine));
    reached->unsure = banco_machine_is_unsure (machine);
    g_hash_table_insert (all, g_strdup (banco_machine_get_id (machine)), reached);
  }
  return all;
}

/* Seconds since the youngest machine of @cloud that is on its way was asked for, -1 when none
 * is. */
static gint64
get_youngest_moving (BancoMachines *self, const char *cloud)
{
  gint64 now = banco_clock_now (), youngest = -1;
  BancoMachine *machine;

  for (guint i = 0; (machine = banco_keyed_list_get (BANCO_KEYED_LIST (self), i)) != NULL; i++) {
    BancoMachineState state = banco_machine_get_state (machine);
    gint64 age = MAX (0, now - banco_machine_get_created (machine));

    if (strcmp (banco_machine_get_cloud (machine), cloud) != 0)
      continue;
    if (state == BANCO_MACHINE_RELEASING)
      return 0;
    if ((state == BANCO_MACHINE_ASKED || state == BANCO_MACHINE_BUILDING) &&
        (youngest < 0 || age < youngest))
      youngest = age;
  }
  return youngest;
}

static guint
get_delay (BancoRefreshSource *source, gpointer owner)
{
  gint64 age = get_youngest_moving (owner, banco_refresh_source_get_id (source));

  if (age >= 0 && age < MINUTES_SOON * 60)
    return SOON;
  return age >= 0 && age < MINUTES_SLOWER * 60 ? SLOWER : SELDOM;
}

static gboolean
moves (BancoRefreshSource *source, gpointer owner)
{
  return get_youngest_moving (owner, banco_refresh_source_get_id (source)) >= 0;
}

static BancoOperation *
start_look (BancoMachines *self, BancoRefreshSource *source, gboolean catalogue)
{
  const char *cloud = banco_refresh_source_get_id (source);
  CloudQuery *query = g_new0 (CloudQuery, 1);
  BancoOperation *operation;

  query->provider = g_object_ref (banco_machines_find_provider (self, cloud));
  query->machines = self;
  query->reached = catalogue ? NULL : collect_reached (self, cloud);
  query->group = g_strdup (self->group);
  query->catalogue = catalogue;
  query->first = banco_refresh_source_get_refreshed (source) == 0;
  query->moves = get_youngest_moving (self, cloud) >= 0;
  query->epoch = self->epoch;
  query->asked = ++self->clock;
  operation = banco_operation_start (NULL, &(BancoOperationPlan){ .title = cloud,
                                                                  .work = look_work,
                                                                  .input = query,
                                                                  .input_free = cloud_query_free,
                                                                  .publish = look_publish,
                                                                  .owner = G_OBJECT (self) });
  g_signal_connect (operation, "notify::state", G_CALLBACK (look_ended), query);
  return operation;
}

static BancoOperation *
look_for_machines (BancoRefreshSource *source, gpointer owner)
{
  return start_look (owner, source, FALSE);
}

static BancoOperation *
look_for_catalogue (BancoRefreshSource *source, gpointer owner)
{
  return start_look (owner, source, TRUE);
}

static const GError *
get_incomplete (BancoOperation *look)
{
  CloudQuery *query = banco_operation_get_result (look);

  return query->reply.incomplete;
}

BancoRefresher *
banco_machines_new_refresher (BancoMachines *self, gboolean catalogue)
{
  static const BancoRefresherPlan machines = { look_for_machines, get_incomplete, get_delay, moves,
                                               PATIENCE };
  static const BancoRefresherPlan offers = { look_for_catalogue, get_incomplete, get_delay, NULL,
                                             PATIENCE };

  return banco_refresher_new (catalogue ? &offers : &machines, self);
}

void
banco_machines_follow (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));
  banco_refresher_follow (self->refresher);
}

void
banco_machines_watch (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));
  banco_refresher_watch (self->refresher);
}

void
banco_machines_unwatch (BancoMachines *self)
{
  g_return_if_fail (BANCO_IS_MACHINES (self));
  banco_refresher_unwatch (self->refresher);
}

static BancoOperation *
look_at (BancoMachines *self,
         BancoRefresher *refresher,
         GListModel *sources,
         const char *title,
         const char *cloud,
         guint grace)
{
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func (g_object_unref);
  BancoOperationPatience patience = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (BancoRefreshSource) source = g_list_model_get_item (sources, i);

    if (cloud == NULL || strcmp (banco_refresh_source_get_id (source), cloud) == 0)
      g_ptr_array_add (looks, banco_refresher_look (refresher, source));
  }
  if (cloud != NULL && looks->len == 0)
    return banco_operation_new_failed (
      title, g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                          _ ("there is no cloud “%s” in this federation"), cloud));
  patience.grace = grace;
  if (grace > 0) {
    patience.limit = LIMIT;
    patience.late = g_error_new (BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_UNREACHABLE,
                                 _ ("no cloud has answered within %d seconds"), LIMIT / 1000);
  }
  return banco_operation_new_group (self->operations, title, looks, &patience);
}

BancoOperation *
banco_machines_refresh (BancoMachines *self, const char *cloud, guint grace)
{
  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);

  return look_at (self, self->refresher, G_LIST_MODEL (self->clouds), "Asking for machines", cloud,
                  grace);
}

BancoOperation *
banco_machines_refresh_offers (BancoMachines *self,
                               const char *cloud,
                               const char *group,
                               guint grace)
{
  g_return_val_if_fail (BANCO_IS_MACHINES (self), NULL);

  /* A look that is under way for another group would be the wrong answer. */
  if (g_strcmp0 (self->group, group) != 0) {
    banco_refresher_reset (self->catalogue);
    g_free (self->group);
    self->group = g_strdup (group);
  }
  return look_at (self, self->catalogue, G_LIST_MODEL (self->catalogues), "Asking for offers",
                  cloud, grace);
}
