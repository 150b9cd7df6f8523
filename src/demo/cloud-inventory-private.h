/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What the demo's cloud has to sell, and the ways in which it can be told to fail: constants. */

/* What a quota counts, in the order in which Nova names them. */
enum {
  DEMO_CORES,
  DEMO_INSTANCES,
  DEMO_RAM,
  DEMO_N_RESOURCES
};
extern const char *const demo_resource_names[DEMO_N_RESOURCES];

typedef struct {
  const char *id;
  const char *name;
  const char *description;
  const char *groups[3]; /* any of them may use it */
  gint64 limits[DEMO_N_RESOURCES];
} DemoProject;

/* An extra spec "ml-infn:projects" says who may use it: everyone sees every flavor. */
typedef struct {
  const char *id;
  const char *name;
  guint vcpus;
  guint ram;  /* MiB */
  guint disk; /* GiB */
  const char *device;
  guint devices;
  const char *projects[3]; /* none: every project */
  const char *specs[12];   /* name, value, … */
} DemoFlavor;

typedef struct {
  const char *id;
  const char *name;
  const char *distro;
  const char *version;
  const char *login;    /* of the machine */
  const char *property; /* os_admin_user; NULL: the image does not say */
  guint min_disk;       /* GiB */
  guint min_ram;        /* MiB */
} DemoImage;

typedef struct {
  const char *name;
  guint count; /* in the racks, free or not */
} DemoDevice;

extern const DemoProject demo_projects[];
extern const guint demo_n_projects;
extern const DemoFlavor demo_flavors[];
extern const guint demo_n_flavors;
extern const DemoImage demo_images[];
extern const guint demo_n_images;
extern const DemoDevice demo_devices[];
extern const guint demo_n_devices;

#define DEMO_NETWORK_ID "2792625d-6009-5fe9-8c5e-52ffd4c290d8"
#define DEMO_NETWORK_NAME "infn-demo"
#define DEMO_SUBNET_ID "329b83f6-fe1a-5274-b5fe-584c1fbaf07e"

/* Borrowed; NULL when there is none. */
const DemoFlavor *demo_flavor_find (const char *id);
const DemoImage *demo_image_find (const char *id);
JsonObject *demo_flavor_describe_specs (const DemoFlavor *flavor);
gboolean demo_flavor_may (const DemoFlavor *flavor, const DemoProject *project);

/* How the next request fails. */
typedef enum {
  DEMO_FAILURE_NONE,
  DEMO_FAILURE_NO_VALID_HOST, /* ERROR with Nova's sentence */
  DEMO_FAILURE_FAULT,         /* ERROR with another sentence */
  DEMO_FAILURE_NO_FAULT,      /* ERROR while building, without a fault */
  DEMO_FAILURE_STUCK,         /* BUILD for ever */
  DEMO_FAILURE_SILENT,        /* ACTIVE, and never answers */
  DEMO_FAILURE_NO_CONSOLE,    /* no console log can be had */
  DEMO_FAILURE_OTHER_KEY,     /* sshd shows another host key than announced */
  DEMO_N_FAILURES
} DemoFailure;
extern const char *const demo_failure_names[DEMO_N_FAILURES];

G_END_DECLS
