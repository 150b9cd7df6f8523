/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define GRACE (3 * G_USEC_PER_SEC) /* for clouds before the one that has the offer */

BancoRequestInput *
banco_request_input_new (GPtrArray *providers, const BancoRequest *request, char **taken)
{
  BancoRequestInput *self = g_new0 (BancoRequestInput, 1);

  self->providers = g_ptr_array_ref (providers);
  self->request = *request;
  self->request.name = g_strdup (request->name);
  self->request.offer = g_strdup (request->offer);
  self->request.image = g_strdup (request->image);
  self->request.cloud = g_strdup (request->cloud);
  self->request.group = g_strdup (request->group);
  self->request.key_file = g_strdup (request->key_file);
  self->request.settings = g_strdupv ((char **) request->settings);
  self->taken = taken;
  return self;
}

void
banco_request_input_free (BancoRequestInput *self)
{
  g_ptr_array_unref (self->providers);
  g_free ((char *) self->request.name);
  g_free ((char *) self->request.offer);
  g_free ((char *) self->request.image);
  g_free ((char *) self->request.cloud);
  g_free ((char *) self->request.group);
  g_free ((char *) self->request.key_file);
  g_strfreev ((char **) self->request.settings);
  g_strfreev (self->taken);
  g_free (self);
}

gboolean
banco_request_check_name (const char *name, GError **error)
{
  if (g_strcmp0 (name, "here") == 0) {
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE,
                         _ ("“here” is this computer; choose another name"));
    return FALSE;
  }
  if (name != NULL &&
      g_regex_match_simple ("^[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\z", name, 0, 0))
    return TRUE;
  g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_USAGE,
                       _ ("a machine's name has 1 to 63 letters, digits and hyphens, begins with a "
                          "letter and does not end with a hyphen"));
  return FALSE;
}

/* Everything that a request's words stand for. */
typedef struct {
  BancoProvider *provider; /* borrowed */
  BancoOffer *offer;
  BancoImage *image;
  char *group;
  char *key;
  char *public_key;
  GPtrArray *inputs;
  GHashTable *values;
} Resolution;

static void
resolution_clear (Resolution *self)
{
  g_clear_object (&self->offer);
  g_clear_object (&self->image);
  g_clear_pointer (&self->group, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->public_key, g_free);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Resolution, resolution_clear)

static gboolean
is_called (const char *wanted, const char *id, const char *name)
{
  return g_strcmp0 (wanted, id) == 0 || g_ascii_strcasecmp (wanted, name) == 0;
}

static gboolean
has_group (BancoProvider *provider, GCancellable *cancellable)
{
  g_auto (GStrv) groups = banco_provider_list_groups (provider, cancellable, NULL);

  return groups == NULL || groups[0] != NULL;
}

BancoOffer *
banco_request_find_offer (BancoProvider *provider,
                          const BancoRequest *request,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GHashTable) missing = banco_missing_new ();
  g_autoptr (GPtrArray) offers =
    banco_provider_list_offers (provider, request->group, missing, cancellable, error);

  for (guint i = 0; offers != NULL && i < offers->len; i++) {
    BancoOffer *offer = offers->pdata[i];

    if (is_called (request->offer, banco_offer_get_id (offer), banco_offer_get_name (offer)))
      return g_object_ref (offer);
  }
  if (offers == NULL)
    return NULL;
  if (g_hash_table_size (missing) > 0)
    banco_missing_propagate (missing, error);
  else if (offers->len == 0 && !has_group (provider, cancellable))
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED,
                 _ ("you are in no project at cloud %s"), banco_provider_get_cloud (provider));
  else
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("there is no offer “%s” at cloud %s"), request->offer,
                 banco_provider_get_cloud (provider));
  return NULL;
}

/* How much an error says about the offer: that one cloud does not know it says more than that
 * another would want a sign-in first, and trouble says more than both. */
static int
weight (const GError *error)
{
  if (error == NULL)
    return 0;
  if (error->domain != BANCO_MACHINES_ERROR || error->code == BANCO_MACHINES_ERROR_SIGN_IN)
    return 1;
  return error->code == BANCO_MACHINES_ERROR_NOT_FOUND ? 2 : 3;
}

/* One cloud is asked for the offer. */
typedef struct {
  const BancoRequest *request;
  BancoProvider *provider;
  GCancellable *cancellable;
  GAsyncQueue *answered;
  GThread *thread;
  gboolean ended;
  BancoOffer *offer;
  GError *error;
} OfferSearch;

static gpointer
search_offer (gpointer data)
{
  OfferSearch *search = data;

  search->offer = banco_request_find_offer (search->provider, search->request, search->cancellable,
                                            &search->error);
  g_async_queue_push (search->answered, search);
  return NULL;
}

static void
offer_search_clear (gpointer data)
{
  OfferSearch *search = data;

  g_thread_join (search->thread);
  g_clear_object (&search->offer);
  g_clear_error (&search->error);
}

/* The first in the federation's order that has it, among those that answered; NULL while one before
 * it has not. */
static OfferSearch *
choose_search (GArray *searches, gboolean late)
{
  for (guint i = 0; i < searches->len; i++) {
    OfferSearch *search = &g_array_index (searches, OfferSearch, i);

    if (search->ended && search->offer != NULL)
      return search;
    if (!search->ended && !late)
      return NULL;
  }
  return NULL;
}

/* All are asked at once: one that hangs must not hold up the one that has the offer. */
static OfferSearch *
search_clouds (GArray *searches, GAsyncQueue *answered)
{
  OfferSearch *chosen = NULL;
  gint64 end = 0;

  for (guint n = 0; n < searches->len && chosen == NULL; n++) {
    OfferSearch *search =
      end == 0 ? g_async_queue_pop (answered)
               : g_async_queue_timeout_pop (answered, MAX (end - g_get_monotonic_time (), 1));

    if (search == NULL)
      break;
    search->ended = TRUE;
    if (search->offer != NULL && end == 0)
      end = g_get_monotonic_time () + GRACE;
    chosen = choose_search (searches, FALSE);
  }
  return chosen != NULL ? chosen : choose_search (searches, TRUE);
}

static void
explain_no_offer (BancoRequestInput *self, GArray *searches, GError **error)
{
  OfferSearch *first = NULL;

  for (guint i = 0; i < searches->len; i++) {
    OfferSearch *search = &g_array_index (searches, OfferSearch, i);

    if (first == NULL || weight (search->error) > weight (first->error))
      first = search;
  }
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first->error));
  else if (self->request.cloud != NULL)
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("there is no cloud “%s” in this federation"), self->request.cloud);
  else
    g_set_error_literal (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                         _ ("this federation has no cloud"));
}

static void
pass_on (GCancellable *cancelled, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

/* The cloud that was named, else the first that has the offer. */
static gboolean
find_provider (BancoRequestInput *self,
               Resolution *resolution,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GAsyncQueue) answered = g_async_queue_new ();
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autoptr (GArray) searches =
    g_array_sized_new (FALSE, TRUE, sizeof (OfferSearch), self->providers->len);
  gulong chained = g_cancellable_connect (cancellable, G_CALLBACK (pass_on), stop, NULL);
  OfferSearch *chosen;

  g_array_set_clear_func (searches, offer_search_clear);
  for (guint i = 0; i < self->providers->len; i++) {
    BancoProvider *provider = self->providers->pdata[i];
    OfferSearch search = { &self->request, provider, stop, answered };

    if (self->request.cloud == NULL ||
        strcmp (self->request.cloud, banco_provider_get_cloud (provider)) == 0)
      g_array_append_val (searches, search);
  }
  for (guint i = 0; i < searches->len; i++) {
    OfferSearch *search = &g_array_index (searches, OfferSearch, i);

    search->thread = g_thread_new ("offer", search_offer, search);
  }
  chosen = search_clouds (searches, answered);
  if (chosen != NULL) {
    resolution->provider = chosen->provider;
    resolution->offer = g_steal_pointer (&chosen->offer);
  } else {
    explain_no_offer (self, searches, error);
  }
  g_cancellable_disconnect (cancellable, chained);
  g_cancellable_cancel (stop);
  return chosen != NULL;
}

static gboolean
find_image (BancoRequestInput *self,
            Resolution *resolution,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GHashTable) missing = banco_missing_new ();
  g_autoptr (GPtrArray) images = NULL;

  if (banco_inputs_find (resolution->inputs, BANCO_INPUT_IMAGE) == NULL)
    return TRUE;
  images = banco_provider_list_images (resolution->provider, missing, cancellable, error);

  for (guint i = 0; images != NULL && resolution->image == NULL && i < images->len; i++) {
    BancoImage *image = images->pdata[i];

    if (is_called (self->request.image, banco_image_get_id (image), banco_image_get_name (image)))
      resolution->image = g_object_ref (image);
  }
  if (resolution->image != NULL && banco_image_get_why_not (resolution->image) != NULL) {
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_FAILED,
                 _ ("no machine can start from image %s: %s; choose another image"),
                 banco_image_get_name (resolution->image),
                 banco_image_get_why_not (resolution->image));
    return FALSE;
  }
  if (images == NULL || resolution->image != NULL)
    return images != NULL;
  if (g_hash_table_size (missing) > 0)
    banco_missing_propagate (missing, error);
  else
    g_set_error (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_FOUND,
                 _ ("there is no image “%s” at cloud %s"), self->request.image,
                 banco_provider_get_cloud (resolution->provider));
  return FALSE;
}

static gboolean
find_group (BancoRequestInput *self,
            Resolution *resolution,
            GCancellable *cancellable,
            GError **error)
{
  if (self->request.group == NULL)
    resolution->group =
      banco_provider_choose_group (resolution->provider, resolution->offer, cancellable, error);
  else if (banco_offer_is_allowed (resolution->offer))
    resolution->group = g_strdup (self->request.group);
  else
    g_set_error (
      error, BANCO_MACHINES_ERROR, (int) banco_offer_get_why_not_code (resolution->offer),
      _ ("group %s may not have %s: %s"), self->request.group,
      banco_offer_get_name (resolution->offer), banco_offer_get_why_not (resolution->offer));
  return resolution->group != NULL;
}

static gboolean
check_free (BancoRequestInput *self,
            Resolution *resolution,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GHashTable) missing = banco_missing_new ();
  g_autoptr (GPtrArray) machines =
    banco_provider_list_machines (resolution->provider, missing, cancellable, error);
  gboolean taken = g_strv_contains ((const char *const *) self->taken, self->request.name);

  for (guint i = 0; machines != NULL && i < machines->len; i++) {
    BancoMachineRecord *record = machines->pdata[i];

    taken = taken || strcmp (record->name, self->request.name) == 0;
  }
  if (taken)
    g_set_error (
      error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NAME_TAKEN,
      _ ("you have a machine called %s already; choose another name, or give that one back"),
      self->request.name);
  return machines != NULL && !taken;
}

static gboolean
find_values (BancoRequestInput *self,
             Resolution *resolution,
             GCancellable *cancellable,
             GError **error)
{
  resolution->inputs =
    banco_provider_list_inputs (resolution->provider, resolution->offer, cancellable, error);
  if (resolution->inputs != NULL)
    resolution->values = banco_inputs_resolve (resolution->inputs, self->request.settings, error);
  return resolution->values != NULL;
}

static gboolean
prepare_key_pair (BancoRequestInput *self,
                  Resolution *resolution,
                  GCancellable *cancellable,
                  GError **error)
{
  return banco_inputs_find (resolution->inputs, BANCO_INPUT_KEY_PAIR) == NULL ||
         banco_key_pair_prepare (self->request.key_file, !self->request.dry_run, &resolution->key,
                                 &resolution->public_key, cancellable, error);
}

static gboolean
resolve (BancoRequestInput *self, Resolution *resolution, GCancellable *cancellable, GError **error)
{
  return banco_request_check_name (self->request.name, error) &&
         find_provider (self, resolution, cancellable, error) &&
         find_values (self, resolution, cancellable, error) &&
         find_image (self, resolution, cancellable, error) &&
         find_group (self, resolution, cancellable, error) &&
         check_free (self, resolution, cancellable, error) &&
         prepare_key_pair (self, resolution, cancellable, error);
}

static BancoResolvedRequest
fill_request (BancoRequestInput *self, const Resolution *resolution)
{
  return (BancoResolvedRequest){ .name = self->request.name,
                                 .offer = resolution->offer,
                                 .image = resolution->image,
                                 .group = resolution->group,
                                 .key = resolution->key,
                                 .public_key = resolution->public_key,
                                 .until = self->request.until,
                                 .values = resolution->values };
}

BancoMachine *
banco_request_input_send (BancoRequestInput *self, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_strconcat ("request\n", self->request.name, NULL);
  g_auto (Resolution) resolution = { NULL };
  g_autoptr (BancoMachineRecord) record = NULL;
  BancoResolvedRequest order;
  int lock;

  /* Two requests at once would both find the name free. */
  lock = banco_lock_take (name, cancellable, error);
  if (lock < 0)
    return NULL;
  if (resolve (self, &resolution, cancellable, error)) {
    order = fill_request (self, &resolution);
    record = banco_provider_request (resolution.provider, &order, cancellable, error);
  }
  banco_lock_release (lock);
  return record != NULL ? banco_machine_new (banco_provider_get_cloud (resolution.provider), record)
                        : NULL;
}

JsonNode *
banco_request_input_describe (BancoRequestInput *self, GCancellable *cancellable, GError **error)
{
  g_auto (Resolution) resolution = { NULL };
  BancoResolvedRequest order;

  if (!resolve (self, &resolution, cancellable, error))
    return NULL;
  order = fill_request (self, &resolution);
  return banco_provider_describe (resolution.provider, &order, cancellable, error);
}
