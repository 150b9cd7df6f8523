/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/state-private.h"

G_BEGIN_DECLS

/* Everything that runs: the servers over one state, and the file that describes them. */
typedef struct _DemoFederation DemoFederation;

typedef struct {
  const char *file; /* where the federation file goes */
  const char *mode; /* iam-1.12, iam-1.15, strict */
  const char *auto_approve;
  gboolean control;
  gboolean seeded;
  guint32 seed;
} DemoOptions;

/* Starts every server and writes the file. Errors: G_IO_ERROR, G_FILE_ERROR with a sentence. */
DemoFederation *demo_federation_new (const DemoOptions *options,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_federation_free (DemoFederation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoFederation, demo_federation_free)

/* {"event":"ready",…} in one line. */
char *demo_federation_describe (DemoFederation *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
