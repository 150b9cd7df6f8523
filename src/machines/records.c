/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

/* Immutable after construction, so that workers may make them and the main thread may list them. */

struct _BancoOffer {
  GObject parent_instance;
  char *key;
  BancoOfferFacts facts; /* strings and accelerator model owned */
  BancoAccelerator accelerator;
};

G_DEFINE_FINAL_TYPE (BancoOffer, banco_offer, G_TYPE_OBJECT)

static void
banco_offer_finalize (GObject *object)
{
  BancoOffer *self = BANCO_OFFER (object);

  g_free (self->key);
  g_free ((char *) self->facts.cloud);
  g_free ((char *) self->facts.id);
  g_free ((char *) self->facts.name);
  g_free ((char *) self->facts.disk_kind);
  g_free ((char *) self->facts.why_not);
  g_free (self->accelerator.model);
  G_OBJECT_CLASS (banco_offer_parent_class)->finalize (object);
}

static void
banco_offer_class_init (BancoOfferClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_offer_finalize;
}

static void
banco_offer_init (BancoOffer *self)
{
}

BancoOffer *
banco_offer_new (const BancoOfferFacts *facts)
{
  BancoOffer *self = g_object_new (BANCO_TYPE_OFFER, NULL);

  self->facts = *facts;
  self->facts.cloud = g_strdup (facts->cloud);
  self->facts.id = g_strdup (facts->id);
  self->key = g_strconcat (facts->cloud, "/", facts->id, NULL);
  self->facts.name = g_strdup (facts->name);
  self->facts.disk_kind = g_strdup (facts->disk_kind);
  self->facts.why_not = g_strdup (facts->why_not);
  if (facts->accelerator != NULL)
    self->accelerator = *facts->accelerator;
  self->accelerator.model = g_strdup (self->accelerator.model);
  self->facts.accelerator = &self->accelerator;
  return self;
}

const char *
banco_offer_get_key (gpointer offer)
{
  return ((BancoOffer *) offer)->key;
}

const char *
banco_offer_get_cloud (BancoOffer *self)
{
  return self->facts.cloud;
}

const char *
banco_offer_get_id (BancoOffer *self)
{
  return self->facts.id;
}

const char *
banco_offer_get_name (BancoOffer *self)
{
  return self->facts.name;
}

guint
banco_offer_get_vcpus (BancoOffer *self)
{
  return self->facts.vcpus;
}

guint64
banco_offer_get_memory_mib (BancoOffer *self)
{
  return self->facts.memory_mib;
}

guint64
banco_offer_get_disk_gib (BancoOffer *self)
{
  return self->facts.disk_gib;
}

const char *
banco_offer_get_disk_kind (BancoOffer *self)
{
  return self->facts.disk_kind;
}

const BancoAccelerator *
banco_offer_get_accelerator (BancoOffer *self)
{
  return &self->accelerator;
}

int
banco_offer_get_available (BancoOffer *self)
{
  return self->facts.available;
}

gboolean
banco_offer_is_allowed (BancoOffer *self)
{
  return self->facts.why_not == NULL;
}

BancoMachinesError
banco_offer_get_why_not_code (BancoOffer *self)
{
  return self->facts.over_limit ? BANCO_MACHINES_ERROR_NO_ROOM : BANCO_MACHINES_ERROR_NOT_ALLOWED;
}

const char *
banco_offer_get_why_not (BancoOffer *self)
{
  return self->facts.why_not;
}

struct _BancoImage {
  GObject parent_instance;
  char *key;
  BancoImageFacts facts; /* strings owned */
};

G_DEFINE_FINAL_TYPE (BancoImage, banco_image, G_TYPE_OBJECT)

static void
banco_image_finalize (GObject *object)
{
  BancoImage *self = BANCO_IMAGE (object);

  g_free (self->key);
  g_free ((char *) self->facts.cloud);
  g_free ((char *) self->facts.id);
  g_free ((char *) self->facts.name);
  g_free ((char *) self->facts.os);
  g_free ((char *) self->facts.os_version);
  g_free ((char *) self->facts.cuda);
  g_free ((char *) self->facts.login);
  g_free ((char *) self->facts.why_not);
  G_OBJECT_CLASS (banco_image_parent_class)->finalize (object);
}

static void
banco_image_class_init (BancoImageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_image_finalize;
}

static void
banco_image_init (BancoImage *self)
{
}

BancoImage *
banco_image_new (const BancoImageFacts *facts)
{
  BancoImage *self = g_object_new (BANCO_TYPE_IMAGE, NULL);

  self->facts = *facts;
  self->facts.cloud = g_strdup (facts->cloud);
  self->facts.id = g_strdup (facts->id);
  self->key = g_strconcat (facts->cloud, "/", facts->id, NULL);
  self->facts.name = g_strdup (facts->name);
  self->facts.os = g_strdup (facts->os != NULL ? facts->os : "");
  self->facts.os_version = g_strdup (facts->os_version != NULL ? facts->os_version : "");
  self->facts.cuda = g_strdup (facts->cuda);
  self->facts.login = g_strdup (facts->login);
  self->facts.why_not = g_strdup (facts->why_not);
  return self;
}

const char *
banco_image_get_key (gpointer image)
{
  return ((BancoImage *) image)->key;
}

const char *
banco_image_get_cloud (BancoImage *self)
{
  return self->facts.cloud;
}

const char *
banco_image_get_id (BancoImage *self)
{
  return self->facts.id;
}

const char *
banco_image_get_name (BancoImage *self)
{
  return self->facts.name;
}

const char *
banco_image_get_os (BancoImage *self)
{
  return self->facts.os;
}

const char *
banco_image_get_os_version (BancoImage *self)
{
  return self->facts.os_version;
}

const char *
banco_image_get_cuda (BancoImage *self)
{
  return self->facts.cuda;
}

guint
banco_image_get_min_disk_gib (BancoImage *self)
{
  return self->facts.min_disk_gib;
}

guint
banco_image_get_min_memory_mib (BancoImage *self)
{
  return self->facts.min_memory_mib;
}

const char *
banco_image_get_login (BancoImage *self)
{
  return self->facts.login;
}

const char *
banco_image_get_why_not (BancoImage *self)
{
  return self->facts.why_not;
}

struct _BancoLimit {
  GObject parent_instance;
  char *key;
  char *cloud;
  char *group;
  char *resource;
  gint64 used;
  gint64 limit;
};

G_DEFINE_FINAL_TYPE (BancoLimit, banco_limit, G_TYPE_OBJECT)

static void
banco_limit_finalize (GObject *object)
{
  BancoLimit *self = BANCO_LIMIT (object);

  g_free (self->key);
  g_free (self->cloud);
  g_free (self->group);
  g_free (self->resource);
  G_OBJECT_CLASS (banco_limit_parent_class)->finalize (object);
}

static void
banco_limit_class_init (BancoLimitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_limit_finalize;
}

static void
banco_limit_init (BancoLimit *self)
{
}

BancoLimit *
banco_limit_new (const char *cloud,
                 const char *group,
                 const char *resource,
                 gint64 used,
                 gint64 limit)
{
  BancoLimit *self = g_object_new (BANCO_TYPE_LIMIT, NULL);

  self->cloud = g_strdup (cloud);
  self->group = g_strdup (group);
  self->resource = g_strdup (resource);
  self->key = g_strjoin ("/", cloud, group, resource, NULL);
  self->used = used;
  self->limit = limit < 0 ? -1 : limit;
  return self;
}

const char *
banco_limit_get_key (gpointer limit)
{
  return ((BancoLimit *) limit)->key;
}

const char *
banco_limit_get_cloud (BancoLimit *self)
{
  return self->cloud;
}

const char *
banco_limit_get_group (BancoLimit *self)
{
  return self->group;
}

const char *
banco_limit_get_resource (BancoLimit *self)
{
  return self->resource;
}

gint64
banco_limit_get_used (BancoLimit *self)
{
  return self->used;
}

gint64
banco_limit_get_limit (BancoLimit *self)
{
  return self->limit;
}

BancoService *
banco_service_new (const char *name, const char *url)
{
  BancoService *self = g_new0 (BancoService, 1);

  self->name = g_strdup (name);
  self->url = g_strdup (url);
  return self;
}

void
banco_service_free (BancoService *self)
{
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

BancoMachineRecord *
banco_machine_record_new (void)
{
  BancoMachineRecord *self = g_new0 (BancoMachineRecord, 1);

  self->addresses = g_new0 (char *, 1);
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_service_free);
  self->port = 22;
  return self;
}

void
banco_machine_record_free (BancoMachineRecord *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->addresses);
  g_free (self->login);
  g_free (self->accelerator.model);
  g_free (self->image);
  g_free (self->offer);
  g_free (self->group);
  g_free (self->key);
  g_free (self->reason);
  g_free (self->address);
  g_ptr_array_unref (self->services);
  g_free (self);
}
