/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/openstack-private.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoOpenstack {
  GObject parent_instance;
  char *cloud;
  BancoOpenstackSession *session;
  GMutex mutex;
  GHashTable *images; /* id to BancoImage, or to NULL: not there any more */
};

static void provider_iface_init (BancoProviderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BancoOpenstack,
                               banco_openstack,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BANCO_TYPE_PROVIDER, provider_iface_init))

static void
unref_image (gpointer image)
{
  if (image != NULL)
    g_object_unref (image);
}

static void
banco_openstack_finalize (GObject *object)
{
  BancoOpenstack *self = BANCO_OPENSTACK (object);

  /* Scopes hold their session, which holds them. */
  banco_openstack_session_forget (self->session);
  g_clear_object (&self->session);
  g_free (self->cloud);
  g_hash_table_unref (self->images);
  g_mutex_clear (&self->mutex);
  G_OBJECT_CLASS (banco_openstack_parent_class)->finalize (object);
}

static void
banco_openstack_class_init (BancoOpenstackClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_openstack_finalize;
}

static void
banco_openstack_init (BancoOpenstack *self)
{
  g_mutex_init (&self->mutex);
  self->images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_image);
}

BancoProvider *
banco_openstack_new (BancoHttp *http, const BancoCloudSetup *setup)
{
  BancoOpenstack *self = g_object_new (BANCO_TYPE_OPENSTACK, NULL);

  self->cloud = g_strdup (setup->id);
  self->session = banco_openstack_session_new (http, setup);
  return BANCO_PROVIDER (self);
}

static const char *
get_cloud (BancoProvider *provider)
{
  return BANCO_OPENSTACK (provider)->cloud;
}

static void
forget (BancoProvider *provider)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);

  banco_openstack_session_forget (self->session);
  g_mutex_lock (&self->mutex);
  g_hash_table_remove_all (self->images);
  g_mutex_unlock (&self->mutex);
}

static char **
list_groups (BancoProvider *provider, GCancellable *cancellable, GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) scopes =
    banco_openstack_session_list_scopes (self->session, cancellable, error);
  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();

  if (scopes == NULL)
    return NULL;
  for (guint i = 0; i < scopes->len; i++)
    g_strv_builder_add (groups, banco_openstack_scope_get_project (scopes->pdata[i]));
  return g_strv_builder_end (groups);
}

/* The project called @group, or all of them. */
static GPtrArray *
list_scopes (BancoOpenstack *self, const char *group, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all =
    banco_openstack_session_list_scopes (self->session, cancellable, error);
  g_autoptr (GPtrArray) scopes = NULL;

  if (all == NULL || group == NULL)
    return g_steal_pointer (&all);
  scopes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < all->len; i++)
    if (strcmp (banco_openstack_scope_get_project (all->pdata[i]), group) == 0)
      g_ptr_array_add (scopes, g_object_ref (all->pdata[i]));
  if (scopes->len > 0)
    return g_steal_pointer (&scopes);
  g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
               _ ("you are in no group “%s” at cloud %s"), group, self->cloud);
  return NULL;
}

static BancoOpenstackScope *
find_scope (BancoOpenstack *self, const char *group, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) scopes = list_scopes (self, group, cancellable, error);

  return scopes != NULL ? g_object_ref (scopes->pdata[0]) : NULL;
}

static GPtrArray *
list_offers (BancoProvider *provider,
             const char *group,
             GHashTable *missing,
             GCancellable *cancellable,
             GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) known = list_scopes (self, group, cancellable, error);
  g_autoptr (GPtrArray) scopes =
    known != NULL ? list_scopes (self, NULL, cancellable, error) : NULL;

  return scopes != NULL
           ? banco_openstack_list_offers (scopes, self->cloud, group, missing, cancellable, error)
           : NULL;
}

static char *
choose_group (BancoProvider *provider, BancoOffer *offer, GCancellable *cancellable, GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) scopes = list_scopes (self, NULL, cancellable, error);

  return scopes != NULL
           ? banco_openstack_choose_group (scopes, self->cloud, offer, cancellable, error)
           : NULL;
}

typedef struct {
  BancoOpenstack *self;
  GPtrArray *found;
  GHashTable *seen;
  const char *group;
  char *user;
  GPtrArray *image_ids; /* beside found */
} Listing;

static void
add_image (BancoJson *json, JsonObject *item, gpointer data)
{
  Listing *listing = data;
  g_autoptr (BancoImage) image = banco_openstack_read_image (json, item, listing->self->cloud);

  if (image == NULL || g_hash_table_contains (listing->seen, banco_image_get_id (image)))
    return;
  g_hash_table_add (listing->seen, (gpointer) banco_image_get_id (image));
  g_ptr_array_add (listing->found, g_steal_pointer (&image));
}

static int
compare_images (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (banco_image_get_name (*(BancoImage **) a),
                    banco_image_get_name (*(BancoImage **) b));
}

static GPtrArray *
list_images (BancoProvider *provider,
             GHashTable *missing,
             GCancellable *cancellable,
             GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) scopes = list_scopes (self, NULL, cancellable, error);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Listing listing = { .self = self, .found = images, .seen = seen };

  if (scopes == NULL)
    return NULL;
  for (guint i = 0; i < scopes->len; i++) {
    GError *cause = NULL;

    if (!banco_openstack_scope_list (scopes->pdata[i], "image", "/v2/images?limit=500", "images",
                                     add_image, &listing, cancellable, &cause) &&
        !banco_openstack_leave_out (scopes->pdata[i], "image", missing, cause, error))
      return NULL;
  }
  if (!banco_openstack_check_answers (scopes, missing, error))
    return NULL;
  g_ptr_array_sort (images, compare_images);
  return g_steal_pointer (&images);
}

static GPtrArray *
list_limits (BancoProvider *provider,
             const char *group,
             GHashTable *missing,
             GCancellable *cancellable,
             GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) scopes = list_scopes (self, group, cancellable, error);
  g_autoptr (GPtrArray) limits = g_ptr_array_new_with_free_func (g_object_unref);

  if (scopes == NULL)
    return NULL;
  for (guint i = 0; i < scopes->len; i++) {
    GError *cause = NULL;

    if (!banco_openstack_list_limits (scopes->pdata[i], self->cloud, limits, cancellable, &cause) &&
        !banco_openstack_leave_out (scopes->pdata[i], "compute", missing, cause, error))
      return NULL;
  }
  return banco_openstack_check_answers (scopes, missing, error) ? g_steal_pointer (&limits) : NULL;
}

/* A project shows everybody's servers; a person's list holds their own. */
static void
add_server (BancoJson *json, JsonObject *item, gpointer data)
{
  Listing *listing = data;
  const char *image_id;
  const char *user = banco_json_string (json, item, "user_id");
  BancoMachineRecord *record = banco_openstack_read_server (json, item, &image_id);

  if (record == NULL)
    return;
  if (g_strcmp0 (user, listing->user) != 0) {
    banco_machine_record_free (record);
    return;
  }
  record->group = g_strdup (listing->group);
  g_ptr_array_add (listing->found, record);
  g_ptr_array_add (listing->image_ids, g_strdup (image_id));
}

/* An image's name and login, asked for once; a machine may outlive its image. */
static BancoImage *
look_up_image (BancoOpenstack *self,
               BancoOpenstackScope *scope,
               const char *id,
               GCancellable *cancellable)
{
  g_autofree char *path = banco_http_path ("v2", "images", id, NULL);
  g_autoptr (BancoHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  gpointer image = NULL;
  gboolean known;

  g_mutex_lock (&self->mutex);
  known = g_hash_table_lookup_extended (self->images, id, NULL, &image);
  if (image != NULL)
    g_object_ref (image);
  g_mutex_unlock (&self->mutex);
  if (known)
    return image;
  response = banco_openstack_scope_send (scope, "image", NULL, path, NULL, 0, cancellable, &error);
  if (response != NULL && response->json != NULL)
    image =
      banco_openstack_read_image (response->json, banco_json_root (response->json), self->cloud);
  else if (response == NULL &&
           !g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND))
    return NULL;
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->images, g_strdup (id), image != NULL ? g_object_ref (image) : NULL);
  g_mutex_unlock (&self->mutex);
  return image;
}

static void
describe_images (Listing *listing,
                 BancoOpenstackScope *scope,
                 guint first,
                 GCancellable *cancellable)
{
  for (guint i = first; i < listing->found->len; i++) {
    BancoMachineRecord *record = listing->found->pdata[i];
    const char *id = listing->image_ids->pdata[i];
    g_autoptr (BancoImage) image =
      id != NULL ? look_up_image (listing->self, scope, id, cancellable) : NULL;

    if (image == NULL)
      continue;
    g_free (record->image);
    record->image = g_strdup (banco_image_get_name (image));
    record->login = g_strdup (banco_image_get_login (image));
  }
}

static void
explain_failures (Listing *listing,
                  BancoOpenstackScope *scope,
                  guint first,
                  GCancellable *cancellable)
{
  for (guint i = first; i < listing->found->len; i++) {
    BancoMachineRecord *record = listing->found->pdata[i];
    g_autofree char *path = banco_http_path ("servers", record->id, NULL);
    g_autoptr (BancoHttpResponse) response = NULL;
    BancoJson *json;

    if (record->state != BANCO_MACHINE_FAILED)
      continue;
    response =
      banco_openstack_scope_send (scope, "compute", NULL, path, NULL, 0, cancellable, NULL);
    json = response != NULL ? response->json : NULL;
    banco_openstack_read_failure (
      json,
      json != NULL ? banco_json_object_or_null (json, banco_json_root (json), "server") : NULL,
      record);
  }
}

/* The user's machines in one project, described. */
static gboolean
list_servers (Listing *listing,
              BancoOpenstackScope *scope,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *user = banco_openstack_scope_dup_user (scope, cancellable, error);
  guint first = listing->found->len;

  listing->user = user;
  listing->group = banco_openstack_scope_get_project (scope);
  if (user == NULL || !banco_openstack_scope_list (scope, "compute", "/servers/detail", "servers",
                                                   add_server, listing, cancellable, error)) {
    g_ptr_array_set_size (listing->found, (int) first);
    g_ptr_array_set_size (listing->image_ids, (int) first);
    return FALSE;
  }
  describe_images (listing, scope, first, cancellable);
  explain_failures (listing, scope, first, cancellable);
  return TRUE;
}

static GPtrArray *
list_machines (BancoProvider *provider,
               GHashTable *missing,
               GCancellable *cancellable,
               GError **error)
{
  BancoOpenstack *self = BANCO_OPENSTACK (provider);
  g_autoptr (GPtrArray) scopes = list_scopes (self, NULL, cancellable, error);
  g_autoptr (GPtrArray) machines =
    g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);
  g_autoptr (GPtrArray) image_ids = g_ptr_array_new_with_free_func (g_free);
  Listing listing = { .self = self, .found = machines, .image_ids = image_ids };

  for (guint i = 0; scopes != NULL && i < scopes->len; i++) {
    GError *cause = NULL;

    if (!list_servers (&listing, scopes->pdata[i], cancellable, &cause) &&
        !banco_openstack_leave_out (scopes->pdata[i], "compute", missing, cause, error))
      return NULL;
  }
  return scopes != NULL && banco_openstack_check_answers (scopes, missing, error)
           ? g_steal_pointer (&machines)
           : NULL;
}

static GPtrArray *
list_inputs (BancoProvider *provider, BancoOffer *offer, GCancellable *cancellable, GError **error)
{
  static const BancoInput facts[] = {
    { .name = (char *) "offer", .type = BANCO_INPUT_OFFER, .required = TRUE },
    { .name = (char *) "image", .type = BANCO_INPUT_IMAGE, .required = TRUE },
    { .name = (char *) "key", .type = BANCO_INPUT_KEY_PAIR, .required = TRUE },
    { .name = (char *) "until", .type = BANCO_INPUT_UNTIL },
  };
  g_autoptr (GPtrArray) scopes = list_scopes (BANCO_OPENSTACK (provider), NULL, cancellable, error);
  g_autofree char *networks = NULL;
  GPtrArray *inputs;

  if (scopes == NULL)
    return NULL;
  inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_input_free);
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_ptr_array_add (inputs, banco_input_new (&facts[i]));
  networks = banco_openstack_list_network_choices (scopes, cancellable);
  if (networks != NULL)
    g_ptr_array_add (inputs, banco_input_new (&(BancoInput){ .name = (char *) "network",
                                                             .title = (char *) _ ("Network"),
                                                             .type = BANCO_INPUT_CHOICE,
                                                             .constraint = networks }));
  return inputs;
}

static JsonNode *
describe (BancoProvider *provider,
          const BancoResolvedRequest *order,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (BancoOpenstackScope) scope =
    find_scope (BANCO_OPENSTACK (provider), order->group, cancellable, error);

  return scope != NULL ? banco_openstack_describe (scope, order, cancellable, error) : NULL;
}

static BancoMachineRecord *
request (BancoProvider *provider,
         const BancoResolvedRequest *order,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (BancoOpenstackScope) scope =
    find_scope (BANCO_OPENSTACK (provider), order->group, cancellable, error);

  return scope != NULL ? banco_openstack_request (scope, order, cancellable, error) : NULL;
}

static gboolean
release (BancoProvider *provider,
         const char *id,
         const char *group,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (BancoOpenstackScope) scope =
    find_scope (BANCO_OPENSTACK (provider), group, cancellable, error);

  return scope != NULL && banco_openstack_release (scope, id, cancellable, error);
}

static char *
read_log (BancoProvider *provider,
          const char *id,
          const char *group,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (BancoOpenstackScope) scope =
    find_scope (BANCO_OPENSTACK (provider), group, cancellable, error);

  return scope != NULL ? banco_openstack_read_log (scope, id, cancellable, error) : NULL;
}

static void
provider_iface_init (BancoProviderInterface *iface)
{
  iface->get_cloud = get_cloud;
  iface->list_groups = list_groups;
  iface->list_offers = list_offers;
  iface->list_images = list_images;
  iface->list_limits = list_limits;
  iface->list_machines = list_machines;
  iface->list_inputs = list_inputs;
  iface->choose_group = choose_group;
  iface->describe = describe;
  iface->request = request;
  iface->release = release;
  iface->read_log = read_log;
  iface->forget = forget;
}
