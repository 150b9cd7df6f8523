/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/space-private.h"

#include <string.h>

#define FIRST_ID 53906360

static void
attachment_free (DemoAttachment *attachment)
{
  g_free (attachment->id);
  g_free (attachment->page_id);
  g_free (attachment->name);
  g_free (attachment->media_type);
  g_bytes_unref (attachment->bytes);
  g_free (attachment);
}

static void
page_free (DemoPage *page)
{
  g_free (page->id);
  g_free (page->parent_id);
  g_free (page->title);
  g_free (page->body);
  g_strfreev (page->labels);
  g_ptr_array_unref (page->attachments);
  g_free (page);
}

DemoSpace *
demo_space_new (void)
{
  DemoSpace *self = g_new0 (DemoSpace, 1);

  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) page_free);
  self->next_id = FIRST_ID;
  return self;
}

void
demo_space_free (DemoSpace *self)
{
  g_ptr_array_unref (self->pages);
  g_free (self);
}

DemoPage *
demo_space_find (DemoSpace *self, const char *id_or_title)
{
  for (guint i = 0; i < self->pages->len; i++) {
    DemoPage *page = g_ptr_array_index (self->pages, i);

    if (g_str_equal (page->id, id_or_title) || g_ascii_strcasecmp (page->title, id_or_title) == 0)
      return page;
  }
  return NULL;
}

gboolean
demo_page_is_readable (const DemoPage *page)
{
  return !page->restricted && !page->trashed;
}

DemoPage *
demo_space_find_readable (DemoSpace *self, const char *id)
{
  DemoPage *page = demo_space_find (self, id);

  return page != NULL && demo_page_is_readable (page) && g_str_equal (page->id, id) ? page : NULL;
}

gboolean
demo_space_is_below (DemoSpace *self, const DemoPage *page, const char *ancestor_id)
{
  /* A page is moved only below one that exists, so the way up ends. */
  while (page != NULL && page->parent_id != NULL) {
    if (g_str_equal (page->parent_id, ancestor_id))
      return TRUE;
    page = demo_space_find (self, page->parent_id);
  }
  return FALSE;
}

DemoPage *
demo_space_add (DemoSpace *self,
                const char *parent_id,
                const char *title,
                const char *body,
                const char *const *labels,
                gint64 when)
{
  DemoPage *page = g_new0 (DemoPage, 1);

  page->id = g_strdup_printf ("%" G_GUINT64_FORMAT, self->next_id++);
  page->parent_id = g_strdup (parent_id);
  page->title = g_strdup (title);
  page->body = g_strdup (body);
  page->labels = g_strdupv ((char **) labels);
  page->version = 1;
  page->when = when;
  page->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) attachment_free);
  g_ptr_array_add (self->pages, page);
  return page;
}

DemoAttachment *
demo_page_find_attachment (DemoPage *page, const char *name)
{
  for (guint i = 0; i < page->attachments->len; i++) {
    DemoAttachment *attachment = g_ptr_array_index (page->attachments, i);

    if (g_str_equal (attachment->name, name))
      return attachment;
  }
  return NULL;
}

/* As a Data Center guesses it; notebooks are nothing it knows. */
static const char *
guess_media_type (const char *name)
{
  static const struct {
    const char *suffix, *type;
  } types[] = {
    { ".png", "image/png" },
    { ".jpg", "image/jpeg" },
    { ".svg", "image/svg+xml" },
    { ".pdf", "application/pdf" },
    { ".txt", "text/plain" },
    { ".py", "text/x-python" },
    { ".ipynb", "application/octet-stream" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i].suffix))
      return types[i].type;
  return "application/octet-stream";
}

DemoAttachment *
demo_space_attach (DemoSpace *self, DemoPage *page, const char *name, GBytes *bytes, gint64 when)
{
  DemoAttachment *attachment = demo_page_find_attachment (page, name);

  if (attachment == NULL) {
    attachment = g_new0 (DemoAttachment, 1);
    attachment->id = g_strdup_printf ("att%" G_GUINT64_FORMAT, self->next_id++);
    attachment->page_id = g_strdup (page->id);
    attachment->name = g_strdup (name);
    attachment->media_type = g_strdup (guess_media_type (name));
    g_ptr_array_add (page->attachments, attachment);
  } else {
    g_bytes_unref (attachment->bytes);
  }
  attachment->bytes = g_bytes_ref (bytes);
  attachment->version++;
  attachment->when = when;
  return attachment;
}
