/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"
#include "demo/space-private.h"

G_BEGIN_DECLS

/* How content looks in REST v1. @expand: the comma separated names that were asked for. */

gboolean demo_content_expands (const char *expand, const char *name);
gboolean demo_content_expands_body (const char *expand);

JsonObject *demo_content_page (DemoSpace *space, const DemoPage *page, const char *expand);
JsonObject *demo_content_attachment (DemoSpace *space,
                                     const DemoPage *page,
                                     const DemoAttachment *attachment,
                                     const char *expand);
JsonObject *demo_content_space (DemoSpace *space);
JsonObject *demo_content_labels (const DemoPage *page);

/* {"results",…,"_links":{"base","context","self"}}; takes @results. */
JsonObject *demo_content_list (DemoServer *server,
                               const char *self_path,
                               JsonArray *results,
                               guint start,
                               guint limit);

G_END_DECLS
