/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

G_BEGIN_DECLS

/* For those who implement a cloud. Every function blocks, is called from workers only, maybe from
 * several at once, and sets BANCO_MACHINES_ERROR, the authorizer's error or
 * G_IO_ERROR_CANCELLED. */

/* What a cloud tells about one machine. BANCO_MACHINE_READY means "it runs": whether one that is
 * reached by ssh answers is found out by BancoMachines, which fills in address and host_key. */
typedef struct {
  char *id;
  char *name;
  BancoMachineState state;
  char **addresses; /* the most likely first; never NULL */
  guint port;       /* of ssh */
  char *login;      /* nullable */
  BancoAccelerator accelerator;
  char *image; /* name, "" unknown */
  char *offer; /* name, "" unknown */
  char *group;
  char *key; /* what the key pair is called there, nullable */
  gint64 created;
  gint64 until;
  char *reason; /* nullable */
  gboolean failed_for_room;

  BancoReach reach;
  GPtrArray *services; /* of BancoService, never NULL */

  char *address; /* the one that answered, nullable */
  BancoHostKey host_key;
  gboolean unsure; /* what is known of it is of an earlier look: it is still to be asked */
} BancoMachineRecord;

/* What a list lacks, to why: a group's name, or "" for something else, to GError. */
GHashTable *banco_missing_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* One of the errors, which name what is missing; nothing where nothing is. */
void banco_missing_propagate (GHashTable *missing, GError **error);

BancoService *banco_service_new (const char *name, const char *url) G_GNUC_WARN_UNUSED_RESULT;
void banco_service_free (BancoService *self);

BancoInput *banco_input_new (const BancoInput *facts) G_GNUC_WARN_UNUSED_RESULT; /* copied */
void banco_input_free (BancoInput *self);

BancoMachineRecord *banco_machine_record_new (void) G_GNUC_WARN_UNUSED_RESULT;
BancoMachineRecord *
banco_machine_record_copy (const BancoMachineRecord *self) G_GNUC_WARN_UNUSED_RESULT;
void banco_machine_record_free (BancoMachineRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoMachineRecord, banco_machine_record_free)

/* A request whose names were looked up. Borrowed. */
typedef struct {
  const char *name;
  BancoOffer *offer;
  BancoImage *image; /* NULL where no input asks for one */
  const char *group;
  const char *key;        /* what to call the key pair there; NULL where no input asks for one */
  const char *public_key; /* one line of OpenSSH's format; NULL: only to be described */
  gint64 until;
  GHashTable *values; /* of each further input by its name: what was set, else its fallback */
} BancoResolvedRequest;

#define BANCO_TYPE_PROVIDER (banco_provider_get_type ())
G_DECLARE_INTERFACE (BancoProvider, banco_provider, BANCO, PROVIDER, GObject)

struct _BancoProviderInterface {
  GTypeInterface parent_iface;

  const char *(*get_cloud) (BancoProvider *self);

  /* The names of the groups (projects) the person may use there, perhaps none. */
  char **(*list_groups) (BancoProvider *self, GCancellable *cancellable, GError **error);

  /* In the following lists, groups that do not answer are left out and noted in @missing (group to
   * GError), unless none answers. @missing NULL: one is enough to fail. */

  /* Everything sold there; allowed in @group (nullable: in any). Of BancoOffer. */
  GPtrArray *(*list_offers) (BancoProvider *self,
                             const char *group,
                             GHashTable *missing,
                             GCancellable *cancellable,
                             GError **error);
  /* Of BancoImage, also those that no machine starts from. */
  GPtrArray *(*list_images) (BancoProvider *self,
                             GHashTable *missing,
                             GCancellable *cancellable,
                             GError **error);
  /* Of BancoLimit; @group nullable: of all groups. */
  GPtrArray *(*list_limits) (BancoProvider *self,
                             const char *group,
                             GHashTable *missing,
                             GCancellable *cancellable,
                             GError **error);

  /* The person's own machines, of BancoMachineRecord. */
  GPtrArray *(*list_machines) (BancoProvider *self,
                               GHashTable *missing,
                               GCancellable *cancellable,
                               GError **error);

  /* What a request of @offer may say, of BancoInput. A key pair is made, and an image looked up,
   * only where one of them asks for it. */
  GPtrArray *(*list_inputs) (BancoProvider *self,
                             BancoOffer *offer,
                             GCancellable *cancellable,
                             GError **error);

  /* The group that may have @offer, with room if there is one. Errors: NOT_ALLOWED. */
  char *(*choose_group) (BancoProvider *self,
                         BancoOffer *offer,
                         GCancellable *cancellable,
                         GError **error);
  /* What request would send. */
  JsonNode *(*describe) (BancoProvider *self,
                         const BancoResolvedRequest *order,
                         GCancellable *cancellable,
                         GError **error);
  BancoMachineRecord *(*request) (BancoProvider *self,
                                  const BancoResolvedRequest *order,
                                  GCancellable *cancellable,
                                  GError **error);
  /* Gone already is fine. */
  gboolean (*release) (BancoProvider *self,
                       const char *id,
                       const char *group,
                       GCancellable *cancellable,
                       GError **error);
  char *(*read_log) (BancoProvider *self,
                     const char *id,
                     const char *group,
                     GCancellable *cancellable,
                     GError **error);

  /* Forgets sessions, for another account. */
  void (*forget) (BancoProvider *self);
};

const char *banco_provider_get_cloud (BancoProvider *self);
char **banco_provider_list_groups (BancoProvider *self,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_provider_list_offers (BancoProvider *self,
                                       const char *group,
                                       GHashTable *missing,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_provider_list_images (BancoProvider *self,
                                       GHashTable *missing,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_provider_list_limits (BancoProvider *self,
                                       const char *group,
                                       GHashTable *missing,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_provider_list_machines (BancoProvider *self,
                                         GHashTable *missing,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *banco_provider_list_inputs (BancoProvider *self,
                                       BancoOffer *offer,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *banco_provider_choose_group (BancoProvider *self,
                                   BancoOffer *offer,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *banco_provider_describe (BancoProvider *self,
                                   const BancoResolvedRequest *order,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
BancoMachineRecord *banco_provider_request (BancoProvider *self,
                                            const BancoResolvedRequest *order,
                                            GCancellable *cancellable,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean banco_provider_release (BancoProvider *self,
                                 const char *id,
                                 const char *group,
                                 GCancellable *cancellable,
                                 GError **error);
char *banco_provider_read_log (BancoProvider *self,
                               const char *id,
                               const char *group,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_provider_forget (BancoProvider *self);

/* Records; every pointer borrowed and copied. */
typedef struct {
  const char *cloud;
  const char *id;
  const char *name;
  guint vcpus;
  guint64 memory_mib;
  guint64 disk_gib;
  const char *disk_kind;
  const BancoAccelerator *accelerator;
  int available;
  const char *why_not; /* NULL: allowed */
  gboolean over_limit; /* that is a limit of the group, whatever is in use */
} BancoOfferFacts;
BancoOffer *banco_offer_new (const BancoOfferFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  const char *cloud;
  const char *id;
  const char *name;
  const char *os;
  const char *os_version;
  const char *cuda;
  guint min_disk_gib;
  guint min_memory_mib;
  const char *login;
  const char *why_not; /* NULL: a machine can start from it */
} BancoImageFacts;
BancoImage *banco_image_new (const BancoImageFacts *facts) G_GNUC_WARN_UNUSED_RESULT;

BancoLimit *banco_limit_new (const char *cloud,
                             const char *group,
                             const char *resource,
                             gint64 used,
                             gint64 limit) G_GNUC_WARN_UNUSED_RESULT;

/* The accelerator that labels of an offer (char * to char *, such as a flavor's extra specs)
 * speak of; where they do not, its @name (nullable). Fills @accelerator; its model is to be freed.
 */
void banco_accelerator_read (BancoAccelerator *accelerator, const char *name, GHashTable *labels);

/* Who logs in on an image of distribution @os, or of that @name; NULL not known. Static. */
const char *banco_login_for_image (const char *os, const char *name);

G_END_DECLS
