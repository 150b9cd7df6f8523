/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/wiki-private.h"

#include "demo/control-private.h"
#include "demo/space-private.h"

#include <string.h>

/* What an editor of the wiki does, one order at a time. */

typedef struct {
  DemoSpace *space;
  DemoPage *page;
  BancoJson *reader;
  JsonObject *json;
  gint64 now;
} Edit;

static char **
read_labels (Edit *edit)
{
  JsonArray *array = banco_json_array_or_null (edit->reader, edit->json, "labels");
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (guint i = 0; i < banco_json_length (array); i++) {
    const char *label = banco_json_element_string (edit->reader, array, i);

    if (label != NULL)
      g_ptr_array_add (labels, (gpointer) label);
  }
  g_ptr_array_add (labels, NULL);
  return g_strdupv ((char **) labels->pdata);
}

static void
add (Edit *edit)
{
  const DemoPage *home = g_ptr_array_index (edit->space->pages, 0);
  const char *title = banco_json_string (edit->reader, edit->json, "title");
  const char *body = banco_json_string_or (edit->reader, edit->json, "body", "<p>New.</p>");
  const char *parent = banco_json_string_or (edit->reader, edit->json, "parent", home->id);
  const DemoPage *above = demo_space_find (edit->space, parent);
  g_auto (GStrv) labels = read_labels (edit);

  if (above == NULL)
    banco_json_refuse (edit->reader, edit->json, "parent", "there is no such page");
  else if (banco_json_check (edit->reader, NULL))
    edit->page =
      demo_space_add (edit->space, above->id, title, body, (const char *const *) labels, edit->now);
}

/* Text makes a version; labels and a move do not. */
static void
change (Edit *edit)
{
  DemoPage *page = edit->page;
  const char *title = banco_json_string_or (edit->reader, edit->json, "new_title", page->title);
  const char *body = banco_json_string_or (edit->reader, edit->json, "body", page->body);
  const char *parent = banco_json_string_or (edit->reader, edit->json, "parent", page->parent_id);
  const DemoPage *above = parent != NULL ? demo_space_find (edit->space, parent) : NULL;
  g_auto (GStrv) labels = read_labels (edit);

  if (parent != NULL &&
      (above == NULL || above == page || demo_space_is_below (edit->space, above, page->id)))
    banco_json_refuse (edit->reader, edit->json, "parent", "there is no such page above this one");
  if (!banco_json_check (edit->reader, NULL))
    return;
  if (!g_str_equal (title, page->title) || !g_str_equal (body, page->body)) {
    page->version++;
    page->when = edit->now;
  }
  if (title != page->title) {
    g_free (page->title);
    page->title = g_strdup (title);
  }
  if (body != page->body) {
    g_free (page->body);
    page->body = g_strdup (body);
  }
  if (above != NULL && !g_str_equal (above->id, page->parent_id)) {
    g_free (page->parent_id);
    page->parent_id = g_strdup (above->id);
  }
  if (json_object_has_member (edit->json, "labels")) {
    g_strfreev (page->labels);
    page->labels = g_steal_pointer (&labels);
  }
}

static void
attach (Edit *edit)
{
  const char *name = banco_json_string (edit->reader, edit->json, "name");
  const char *text = banco_json_string (edit->reader, edit->json, "text");
  g_autoptr (GBytes) bytes = g_bytes_new (text, text != NULL ? strlen (text) : 0);

  if (banco_json_check (edit->reader, NULL))
    demo_space_attach (edit->space, edit->page, name, bytes, edit->now);
}

static void
detach (Edit *edit)
{
  const char *name = banco_json_string (edit->reader, edit->json, "name");
  DemoAttachment *attachment = name != NULL ? demo_page_find_attachment (edit->page, name) : NULL;

  if (attachment == NULL)
    banco_json_refuse (edit->reader, edit->json, "name", "there is no such attachment");
  else
    g_ptr_array_remove (edit->page->attachments, attachment);
}

static void
remove_page (Edit *edit)
{
  edit->page->trashed = TRUE;
}

static void
restore (Edit *edit)
{
  edit->page->trashed = FALSE;
  edit->page->restricted = FALSE;
}

static void
restrict_page (Edit *edit)
{
  edit->page->restricted = TRUE;
}

static const struct {
  const char *name;
  void (*apply_action) (Edit *);
  gboolean on_page; /* of "page": an id or a title */
} actions[] = {
  { "add", add, FALSE },
  { "change", change, TRUE },
  { "attach", attach, TRUE },
  { "detach", detach, TRUE },
  { "remove", remove_page, TRUE },
  { "restore", restore, TRUE },
  { "restrict", restrict_page, TRUE },
};

static void
apply_action (Edit *edit, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (!g_str_equal (actions[i].name, name))
      continue;
    if (actions[i].on_page) {
      const char *page = banco_json_string (edit->reader, edit->json, "page");

      edit->page = page != NULL ? demo_space_find (edit->space, page) : NULL;
      if (edit->page == NULL) {
        banco_json_refuse (edit->reader, edit->json, "page", "there is no such page");
        return;
      }
    }
    actions[i].apply_action (edit);
    return;
  }
  banco_json_refuse (edit->reader, edit->json, "action",
                     "expected add, change, attach, detach, remove, restore or restrict");
}

void
demo_wiki_control (DemoRequest *request, gpointer data)
{
  Edit edit = {
    .space = demo_wiki_get_space (data),
    .reader = request->reader,
    .json = request->json,
    .now = demo_state_now (request->state),
  };
  const char *action = banco_json_string (edit.reader, edit.json, "action");
  g_autoptr (GError) error = NULL;

  if (action != NULL)
    apply_action (&edit, action);
  if (!banco_json_check (edit.reader, &error)) {
    demo_control_reply (request, error);
    return;
  }
  g_assert (edit.page != NULL);
  demo_reply_json (request, 200,
                   demo_json ("{'id': <%s>, 'title': <%s>, 'version': <%u>}", edit.page->id,
                              edit.page->title, edit.page->version));
}
