/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "demo/space-private.h"

G_BEGIN_DECLS

/* Fills an empty space from data/library and data/demo (folder sources, see data/README.md), below
 * a home page that lists them as the knowledge base of ML_INFN does; what cannot be read is left
 * out. */
void demo_space_fill (DemoSpace *self, gint64 now);

/* The labels of one dimension of an index entry by their names, as escaped text. */
extern const char *const demo_dimensions[]; /* NULL-terminated */
char *demo_space_name_labels (GKeyFile *names,
                              BancoJson *reader,
                              JsonObject *entry,
                              const char *dimension);

/* What the index knows of an entry as page properties (macro "details"); not @all: only what the
 * page itself does not say, people and repositories. */
char *
demo_space_describe_entry (GKeyFile *names, BancoJson *reader, JsonObject *entry, gboolean all);

G_END_DECLS
