/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* Clouds, what they offer, requests, the machines a person has, and how to reach one. */

#define BANCO_MACHINES_ERROR (banco_machines_error_quark ())
typedef enum {
  BANCO_MACHINES_ERROR_SIGN_IN,     /* the cloud wants a new sign-in, or another account */
  BANCO_MACHINES_ERROR_NOT_ALLOWED, /* in no project, or the project may not */
  BANCO_MACHINES_ERROR_NOT_FOUND,   /* no such machine, offer, image, cloud or group */
  BANCO_MACHINES_ERROR_UNREACHABLE, /* the cloud does not answer */
  BANCO_MACHINES_ERROR_NO_ROOM,     /* capacity, no valid host, an offer above the quota */
  BANCO_MACHINES_ERROR_FULL,        /* the group's quota is used up */
  BANCO_MACHINES_ERROR_QUOTA,       /* a limit that no other offer gets around: ports, key pairs */
  BANCO_MACHINES_ERROR_NOT_UNDERSTOOD, /* an answer that makes no sense */
  BANCO_MACHINES_ERROR_NAME_TAKEN,
  BANCO_MACHINES_ERROR_AMBIGUOUS, /* several machines are meant by a name */
  BANCO_MACHINES_ERROR_USAGE,     /* a value that no cloud would take */
  BANCO_MACHINES_ERROR_FAILED,
} BancoMachinesError;
GQuark banco_machines_error_quark (void);

typedef enum {
  BANCO_MACHINE_UNKNOWN,
  BANCO_MACHINE_ASKED,
  BANCO_MACHINE_BUILDING, /* also: built, but ssh does not answer with the announced key yet */
  BANCO_MACHINE_READY,
  BANCO_MACHINE_STOPPED,
  BANCO_MACHINE_SHELVED,
  BANCO_MACHINE_FAILED,
  BANCO_MACHINE_RELEASING,
} BancoMachineState;
const char *banco_machine_state_to_string (BancoMachineState state); /* "asked", … */

typedef enum {
  BANCO_HOST_KEY_UNKNOWN,
  BANCO_HOST_KEY_FIRST_USE,
  BANCO_HOST_KEY_VERIFIED,
} BancoHostKey;
const char *banco_host_key_to_string (BancoHostKey key); /* "verified", "first-use", "unknown" */

typedef enum {
  BANCO_ACCELERATOR_NONE,
  BANCO_ACCELERATOR_GPU,
  BANCO_ACCELERATOR_FPGA,
} BancoAcceleratorKind;

typedef struct _BancoAccelerator {
  BancoAcceleratorKind kind;
  char *model; /* "Tesla T4"; NULL when kind is none */
  guint count;
  guint memory_mib; /* of one device; 0: not known */
  gboolean simulated;
} BancoAccelerator;

/* "2 × Tesla T4"; "" for none. As the server calls it: see base/visible.h before it is shown. */
char *banco_accelerator_to_words (const BancoAccelerator *self) G_GNUC_WARN_UNUSED_RESULT;

/* How a machine is worked with. */
typedef enum {
  BANCO_REACH_SSH,     /* it is a place: ssh with a pinned host key */
  BANCO_REACH_HUB,     /* by the interface of the hub that started it */
  BANCO_REACH_BROWSER, /* only by a page */
} BancoReach;

/* Something that a machine offers besides. */
typedef struct {
  char *name; /* "jupyter" */
  char *url;
} BancoService;

/* One thing that a request at a cloud may say besides its name and group. */
typedef enum {
  BANCO_INPUT_TEXT,
  BANCO_INPUT_NUMBER,
  BANCO_INPUT_BOOLEAN,
  BANCO_INPUT_CHOICE,
  BANCO_INPUT_OFFER, /* this and the following are members of BancoRequest */
  BANCO_INPUT_IMAGE,
  BANCO_INPUT_KEY_PAIR,
  BANCO_INPUT_UNTIL,
} BancoInputType;

typedef struct {
  char *name;  /* as a setting names it */
  char *title; /* for people, nullable */
  BancoInputType type;
  char *fallback;   /* nullable */
  char *constraint; /* nullable. Text: a regular expression; number: "1:16"; choice: "a|b" */
  char *group;      /* the heading that it stands under, nullable */
  gboolean required;
} BancoInput;

/* Records that lists hold: GObjects without signals, immutable, made by providers
 * (machines/provider.h). Strings are borrowed. */
#define BANCO_TYPE_OFFER (banco_offer_get_type ())
G_DECLARE_FINAL_TYPE (BancoOffer, banco_offer, BANCO, OFFER, GObject)
const char *banco_offer_get_cloud (BancoOffer *self);
const char *banco_offer_get_id (BancoOffer *self);
const char *banco_offer_get_name (BancoOffer *self);
guint banco_offer_get_vcpus (BancoOffer *self);
guint64 banco_offer_get_memory_mib (BancoOffer *self);
guint64 banco_offer_get_disk_gib (BancoOffer *self);
const char *banco_offer_get_disk_kind (BancoOffer *self); /* nullable */
const BancoAccelerator *banco_offer_get_accelerator (BancoOffer *self);
int banco_offer_get_available (BancoOffer *self); /* -1: not known */
gboolean banco_offer_is_allowed (BancoOffer *self);
const char *banco_offer_get_why_not (BancoOffer *self); /* nullable, a sentence */
/* NO_ROOM where that is a limit of the group, else NOT_ALLOWED. */
BancoMachinesError banco_offer_get_why_not_code (BancoOffer *self);

#define BANCO_TYPE_IMAGE (banco_image_get_type ())
G_DECLARE_FINAL_TYPE (BancoImage, banco_image, BANCO, IMAGE, GObject)
const char *banco_image_get_cloud (BancoImage *self);
const char *banco_image_get_id (BancoImage *self);
const char *banco_image_get_name (BancoImage *self);
const char *banco_image_get_os (BancoImage *self);         /* "ubuntu", "" unknown */
const char *banco_image_get_os_version (BancoImage *self); /* "" unknown */
const char *banco_image_get_cuda (BancoImage *self);       /* nullable; "": some version */
guint banco_image_get_min_disk_gib (BancoImage *self);
guint banco_image_get_min_memory_mib (BancoImage *self);
const char *banco_image_get_login (BancoImage *self); /* nullable */
const char *
banco_image_get_why_not (BancoImage *self); /* why no machine starts from it, nullable */

#define BANCO_TYPE_LIMIT (banco_limit_get_type ())
G_DECLARE_FINAL_TYPE (BancoLimit, banco_limit, BANCO, LIMIT, GObject)
const char *banco_limit_get_cloud (BancoLimit *self);
const char *banco_limit_get_group (BancoLimit *self);    /* the project's name */
const char *banco_limit_get_resource (BancoLimit *self); /* "machines", "vcpus", "memory_mib", … */
gint64 banco_limit_get_used (BancoLimit *self);
gint64 banco_limit_get_limit (BancoLimit *self); /* -1: none */

/* A machine. Its identity (cloud, id) never changes; all else may, and has properties: "name",
 * "state", "address" (also for port and login), "offer", "image", "group", "created", "until",
 * "reason", "host-key", "services". One that left the list is RELEASING for good. */
#define BANCO_TYPE_MACHINE (banco_machine_get_type ())
G_DECLARE_FINAL_TYPE (BancoMachine, banco_machine, BANCO, MACHINE, GObject)
const char *banco_machine_get_cloud (BancoMachine *self);
const char *banco_machine_get_id (BancoMachine *self);
const char *banco_machine_get_key (BancoMachine *self); /* "cloud/id": no other has it */
const char *banco_machine_get_name (BancoMachine *self);
BancoMachineState banco_machine_get_state (BancoMachine *self);
const char *banco_machine_get_address (BancoMachine *self); /* nullable */
guint banco_machine_get_port (BancoMachine *self);          /* 0: not known */
const char *banco_machine_get_login (BancoMachine *self);   /* nullable */
const BancoAccelerator *banco_machine_get_accelerator (BancoMachine *self);
const char *banco_machine_get_image (BancoMachine *self); /* name, "" unknown */
const char *banco_machine_get_offer (BancoMachine *self); /* name, "" unknown */
const char *banco_machine_get_group (BancoMachine *self);
gint64 banco_machine_get_created (BancoMachine *self);
gint64 banco_machine_get_until (BancoMachine *self);       /* 0: no end asked for */
const char *banco_machine_get_reason (BancoMachine *self); /* why it failed, nullable */
gboolean banco_machine_failed_for_room (BancoMachine *self);
BancoHostKey banco_machine_get_host_key (BancoMachine *self);
BancoReach banco_machine_get_reach (BancoMachine *self);
const GPtrArray *banco_machine_get_services (BancoMachine *self); /* of BancoService */

/* How to run things there: ssh with the pinned host key, its key pair and a control socket.
 * NULL until it is ready, and for one that is not reached by ssh. */
BancoPlace *banco_machine_get_place (BancoMachine *self) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a terminal of the person's: with -t, and ssh may ask for a passphrase. */
BancoPlace *banco_machine_get_terminal_place (BancoMachine *self) G_GNUC_WARN_UNUSED_RESULT;

/* Why the user's own keys are tried there, a sentence: it got its key elsewhere. NULL: it was here.
 */
char *banco_machine_explain_key (BancoMachine *self) G_GNUC_WARN_UNUSED_RESULT;

/* A "Host" block for ~/.ssh/config, ending in a newline; NULL without an address. */
char *banco_machine_to_ssh_config (BancoMachine *self) G_GNUC_WARN_UNUSED_RESULT;

/* The command that the user types elsewhere; NULL without an address. */
char *banco_machine_to_ssh_command (BancoMachine *self) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  const char *name;
  const char *offer;    /* id or name */
  const char *image;    /* id or name; nullable where the cloud asks for none */
  const char *cloud;    /* nullable: the first that has the offer */
  const char *group;    /* nullable: the first that may */
  const char *key_file; /* nullable: Banco's own, made when missing */
  gint64 until;         /* 0: no end */
  gboolean dry_run;
  char *const *settings; /* nullable: "NAME=VALUE" for further inputs of the cloud */
} BancoRequest;

/* A machine's name becomes its hostname and a Host of ssh's. */
gboolean banco_request_check_name (const char *name, GError **error);

typedef enum {
  BANCO_CLOUD_UNKNOWN, /* not asked yet */
  BANCO_CLOUD_READY,
  BANCO_CLOUD_SIGN_IN,
  BANCO_CLOUD_UNREACHABLE,
  BANCO_CLOUD_NO_PROJECT,
} BancoCloudState;
const char *banco_cloud_state_to_string (BancoCloudState state);

/* Its age and error are those of its list of machines. Properties "state", "groups". */
#define BANCO_TYPE_CLOUD (banco_cloud_get_type ())
G_DECLARE_FINAL_TYPE (BancoCloud, banco_cloud, BANCO, CLOUD, BancoRefreshSource)
const char *banco_cloud_get_id (BancoCloud *self);
const char *banco_cloud_get_kind (BancoCloud *self); /* "openstack" */
BancoCloudState banco_cloud_get_state (BancoCloud *self);
const char *const *banco_cloud_get_groups (BancoCloud *self);

/* A cloud as the federation file describes it, copied. */
typedef struct _BancoCloudSetup {
  const char *id;
  const char *kind; /* others than those below are left out with a warning */
  const char *url;
  const char *identity_provider;
  const char *protocol;
  const char *ca_file; /* nullable: the system's certificates */
  const char *region;  /* nullable: the first of the catalog, and others are said to be missing */
  BancoAuthorizer *bearer; /* who signs in there; nullable: nobody is signed in */
} BancoCloudSetup;

/* The kinds of clouds that a federation file may name, one by one; NULL after the last. */
const BancoKind *banco_provider_get_kind (guint position);

/* All machines of all clouds, cloud by cloud and in its order. Further models below. Each is empty
 * until refreshed; a cloud that does not answer keeps what it had before. Properties "refreshed"
 * and "failed": every cloud was asked, and none has ever answered. */
#define BANCO_TYPE_MACHINES (banco_machines_get_type ())
G_DECLARE_FINAL_TYPE (BancoMachines, banco_machines, BANCO, MACHINES, BancoKeyedList)

BancoMachines *banco_machines_new (BancoHttp *http,
                                   const BancoCloudSetup *clouds,
                                   guint n_clouds,
                                   BancoOperations *operations) G_GNUC_WARN_UNUSED_RESULT;

GListModel *banco_machines_get_clouds (BancoMachines *self); /* of BancoCloud */
/* Of BancoRefreshSource: ages and errors of each cloud's offers, images and limits. */
GListModel *banco_machines_get_catalogues (BancoMachines *self);
GListModel *banco_machines_get_offers (BancoMachines *self); /* of BancoOffer */
GListModel *banco_machines_get_images (BancoMachines *self); /* of BancoImage */
GListModel *banco_machines_get_limits (BancoMachines *self); /* of BancoLimit */
gint64 banco_machines_get_refreshed (BancoMachines *self);   /* when last, 0 never */

/* Asks for machines; each cloud publishes when it answers. @cloud: nullable, all; an unknown one
 * fails. Done when all have answered, @grace milliseconds after the first, or ten seconds after the
 * start (@grace 0: only when all have). Fails only when no cloud could be asked. */
BancoOperation *banco_machines_refresh (BancoMachines *self,
                                        const char *cloud,
                                        guint grace) G_GNUC_WARN_UNUSED_RESULT;
/* The same for offers, images and limits. @group: nullable, all; an unknown one fails. */
BancoOperation *banco_machines_refresh_offers (BancoMachines *self,
                                               const char *cloud,
                                               const char *group,
                                               guint grace) G_GNUC_WARN_UNUSED_RESULT;

/* Another account signed in or out: forgets sessions, empties the lists, drops late answers. */
void banco_machines_reset (BancoMachines *self);

/* Looks at each cloud now and then, while nothing watches, as long as a machine there is on its way
 * or is given back. */
void banco_machines_follow (BancoMachines *self);

/* Keeps the list fresh while it is watched (counted): fast while something moves. */
void banco_machines_watch (BancoMachines *self);
void banco_machines_unwatch (BancoMachines *self);

/* Looks the names up, then one POST. The result is the BancoMachine (borrowed, in the list), or
 * with dry_run the JsonNode that would be sent. */
BancoOperation *banco_machines_request (BancoMachines *self,
                                        const BancoRequest *request) G_GNUC_WARN_UNUSED_RESULT;

/* What a request of @offer (nullable) may say there: the result is a GPtrArray of BancoInput. */
BancoOperation *banco_machines_list_inputs (BancoMachines *self,
                                            const char *cloud,
                                            const char *offer) G_GNUC_WARN_UNUSED_RESULT;

/* Gives it back. Watch it to see it go. The result is the machine. */
BancoOperation *banco_machines_release (BancoMachines *self,
                                        BancoMachine *machine) G_GNUC_WARN_UNUSED_RESULT;

/* The console log as it came, a char *. */
BancoOperation *banco_machines_read_log (BancoMachines *self,
                                         BancoMachine *machine) G_GNUC_WARN_UNUSED_RESULT;

/* The only one with this name or id, of @cloud (nullable: of any); also by its key. One that is
 * being given back counts only where no other does. Borrowed. Errors: NOT_FOUND, AMBIGUOUS. */
BancoMachine *
banco_machines_find (BancoMachines *self, const char *name, const char *cloud, GError **error);
gboolean banco_machines_has_name (BancoMachines *self, const char *name);

G_END_DECLS
