/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"
#include "demo/space-private.h"

G_BEGIN_DECLS

/* A Confluence Data Center as far as an anonymous reader sees it: REST v1 over the starter library
 * and a few entries of the demo's own. */
typedef struct _DemoWiki DemoWiki;

#define DEMO_WIKI_SPACE "MLINFN"

DemoWiki *demo_wiki_new (DemoState *state, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void demo_wiki_free (DemoWiki *self);
const char *demo_wiki_get_url (DemoWiki *self);
DemoSpace *demo_wiki_get_space (DemoWiki *self);

/* POST /wiki of the control port; @data is the DemoWiki. */
void demo_wiki_control (DemoRequest *request, gpointer data);

/* The zone in which times of queries are read: minutes, as POST /set has them; what is none is
 * remembered in @reader. */
gint64 demo_wiki_read_zone (BancoJson *reader, JsonObject *object, const char *name);
void demo_wiki_set_zone (DemoWiki *self, gint64 minutes);

G_END_DECLS
