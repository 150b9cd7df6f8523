/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/base.h"

G_BEGIN_DECLS

/* A Jupyter server on a machine, at an address of this computer while this lives. */
typedef struct {
  char *address;        /* "http://127.0.0.1:40123/", for people; its token is not in it */
  char *page;           /* a file of the user's own that leads there, as an address */
  GSubprocess *forward; /* ssh */
} BancoNotebookServer;

/* Blocks: starts the one that is installed on @place, or finds the one that it started before, and
 * forwards its port. @file: what to open in ~/banco. NULL without @error: none is installed. */
BancoNotebookServer *banco_notebook_server_open (BancoPlace *place,
                                                 const char *file,
                                                 GCancellable *cancellable,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void banco_notebook_server_free (BancoNotebookServer *self);

G_END_DECLS
