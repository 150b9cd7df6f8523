/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The content of the wiki: one space of pages with attachments. */

typedef struct {
  char *id;
  char *page_id;
  char *name;
  char *media_type;
  GBytes *bytes;
  guint version;
  gint64 when;
} DemoAttachment;

typedef struct {
  char *id;
  char *parent_id; /* NULL: the home page */
  char *title;
  char *body; /* storage format */
  char **labels;
  guint version;
  gint64 when;
  gboolean restricted;
  gboolean trashed;
  GPtrArray *attachments; /* of DemoAttachment */
} DemoPage;

typedef struct {
  GPtrArray *pages; /* of DemoPage, by id; the first is the home page */
  guint64 next_id;
} DemoSpace;

/* An empty one; see demo_space_fill(). */
DemoSpace *demo_space_new (void);
void demo_space_free (DemoSpace *self);

DemoPage *demo_space_find (DemoSpace *self, const char *id_or_title);
/* The page, or NULL for one that an anonymous reader cannot tell from none. */
DemoPage *demo_space_find_readable (DemoSpace *self, const char *id);
gboolean demo_page_is_readable (const DemoPage *page);
gboolean demo_space_is_below (DemoSpace *self, const DemoPage *page, const char *ancestor_id);

/* Takes copies of all. */
DemoPage *demo_space_add (DemoSpace *self,
                          const char *parent_id,
                          const char *title,
                          const char *body,
                          const char *const *labels,
                          gint64 when);
/* Adds it, or a version of the one with this name. */
DemoAttachment *
demo_space_attach (DemoSpace *self, DemoPage *page, const char *name, GBytes *bytes, gint64 when);
DemoAttachment *demo_page_find_attachment (DemoPage *page, const char *name);

G_END_DECLS
