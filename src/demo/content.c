/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/content-private.h"

#include "demo/wiki-private.h"

#include <string.h>

#define SPACE_NUMBER 53477379

gboolean
demo_content_expands (const char *expand, const char *name)
{
  g_auto (GStrv) names = g_strsplit (expand != NULL ? expand : "", ",", -1);
  gsize length = strlen (name);

  for (guint i = 0; names[i] != NULL; i++) {
    const char *each = g_strstrip (names[i]);

    /* What is asked below a name opens the name. */
    if (strncmp (each, name, length) == 0 && (each[length] == '\0' || each[length] == '.'))
      return TRUE;
  }
  return FALSE;
}

gboolean
demo_content_expands_body (const char *expand)
{
  return demo_content_expands (expand, "body");
}

/* "/display/MLINFN/Some+title". */
static char *
make_web_path (const DemoPage *page)
{
  g_autofree char *title = g_uri_escape_string (page->title, " ", FALSE);

  g_strdelimit (title, " ", '+');
  return g_strconcat ("/display/" DEMO_WIKI_SPACE "/", title, NULL);
}

static char *
format_when (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.000Z");
}

static JsonObject *
describe_version (guint number, gint64 when)
{
  JsonObject *version = json_object_new ();
  JsonObject *by = json_object_new ();
  g_autofree char *text = format_when (when);

  json_object_set_string_member (by, "type", "known");
  json_object_set_string_member (by, "username", "editor");
  json_object_set_string_member (by, "userKey", "8a4b1c0e6b1d2f3a016b1d2f3a4b0001");
  json_object_set_string_member (by, "displayName", "Demo Editor");
  json_object_set_object_member (version, "by", by);
  json_object_set_string_member (version, "when", text);
  json_object_set_string_member (version, "message", "");
  json_object_set_int_member (version, "number", number);
  json_object_set_boolean_member (version, "minorEdit", FALSE);
  return version;
}

static JsonObject *
describe_body (const DemoPage *page)
{
  JsonObject *body = json_object_new ();
  JsonObject *storage = json_object_new ();
  JsonObject *others = json_object_new ();

  json_object_set_string_member (storage, "value", page->body);
  json_object_set_string_member (storage, "representation", "storage");
  json_object_set_object_member (body, "storage", storage);
  json_object_set_string_member (others, "view", "");
  json_object_set_string_member (others, "export_view", "");
  json_object_set_object_member (body, "_expandable", others);
  return body;
}

JsonObject *
demo_content_labels (const DemoPage *page)
{
  JsonObject *labels = json_object_new ();
  JsonArray *results = json_array_new ();
  guint count = g_strv_length (page->labels);

  for (guint i = 0; i < count; i++) {
    JsonObject *label = json_object_new ();
    g_autofree char *id = g_strdup_printf ("%u", 41222000 + g_str_hash (page->labels[i]) % 1000);

    json_object_set_string_member (label, "prefix", "global");
    json_object_set_string_member (label, "name", page->labels[i]);
    json_object_set_string_member (label, "id", id);
    json_array_add_object_element (results, label);
  }
  json_object_set_array_member (labels, "results", results);
  json_object_set_int_member (labels, "start", 0);
  json_object_set_int_member (labels, "limit", 200);
  json_object_set_int_member (labels, "size", count);
  return labels;
}

JsonObject *
demo_content_space (DemoSpace *space)
{
  const DemoPage *home = g_ptr_array_index (space->pages, 0);
  JsonObject *object = json_object_new ();
  JsonObject *links = json_object_new ();
  JsonObject *others = json_object_new ();
  g_autofree char *homepage = g_strconcat ("/rest/api/content/", home->id, NULL);

  json_object_set_int_member (object, "id", SPACE_NUMBER);
  json_object_set_string_member (object, "key", DEMO_WIKI_SPACE);
  json_object_set_string_member (object, "name", "ML_INFN");
  json_object_set_string_member (object, "status", "CURRENT");
  json_object_set_string_member (object, "type", "global");
  json_object_set_string_member (others, "homepage", homepage);
  json_object_set_object_member (object, "_expandable", others);
  json_object_set_string_member (links, "webui", "/display/" DEMO_WIKI_SPACE);
  json_object_set_string_member (links, "self", "/rest/api/space/" DEMO_WIKI_SPACE);
  json_object_set_object_member (object, "_links", links);
  return object;
}

/* Root first, the parent last. */
static JsonArray *
describe_ancestors (DemoSpace *space, const DemoPage *page)
{
  JsonArray *ancestors = json_array_new ();
  g_autoptr (GPtrArray) line = g_ptr_array_new ();

  while (page->parent_id != NULL && (page = demo_space_find (space, page->parent_id)) != NULL)
    g_ptr_array_insert (line, 0, (gpointer) page);
  for (guint i = 0; i < line->len; i++)
    json_array_add_object_element (ancestors, demo_content_page (space, line->pdata[i], NULL));
  return ancestors;
}

static JsonObject *
describe_children (DemoSpace *space, const DemoPage *page, const char *expand)
{
  JsonObject *children = json_object_new ();
  JsonObject *list = json_object_new ();
  JsonArray *results = json_array_new ();
  gboolean version = demo_content_expands (expand, "children.attachment.version");

  for (guint i = 0; i < page->attachments->len; i++)
    json_array_add_object_element (results, demo_content_attachment (space, page,
                                                                     page->attachments->pdata[i],
                                                                     version ? "version" : NULL));
  json_object_set_int_member (list, "size", json_array_get_length (results));
  json_object_set_array_member (list, "results", results);
  json_object_set_int_member (list, "start", 0);
  json_object_set_int_member (list, "limit", 25);
  json_object_set_object_member (children, "attachment", list);
  return children;
}

/* What was asked for stands in place, what was not is named in _expandable. */
static void
add_expanded (JsonObject *object, DemoSpace *space, const DemoPage *page, const char *expand)
{
  static const char *const names[] = { "ancestors", "body",  "children", "history",
                                       "metadata",  "space", "version" };
  JsonObject *others = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *name = names[i];

    if (!demo_content_expands (expand, name))
      json_object_set_string_member (others, name, "");
    else if (g_str_equal (name, "ancestors"))
      json_object_set_array_member (object, name, describe_ancestors (space, page));
    else if (g_str_equal (name, "body"))
      json_object_set_object_member (object, name, describe_body (page));
    else if (g_str_equal (name, "children"))
      json_object_set_object_member (object, name, describe_children (space, page, expand));
    else if (g_str_equal (name, "space"))
      json_object_set_object_member (object, name, demo_content_space (space));
    else if (g_str_equal (name, "version"))
      json_object_set_object_member (object, name, describe_version (page->version, page->when));
    else if (g_str_equal (name, "metadata")) {
      JsonObject *metadata = json_object_new ();

      json_object_set_object_member (metadata, "labels", demo_content_labels (page));
      json_object_set_object_member (object, name, metadata);
    } else {
      JsonObject *history = json_object_new ();

      json_object_set_boolean_member (history, "latest", TRUE);
      json_object_set_object_member (history, "lastUpdated",
                                     describe_version (page->version, page->when));
      json_object_set_object_member (object, name, history);
    }
  }
  json_object_set_object_member (object, "_expandable", others);
}

JsonObject *
demo_content_page (DemoSpace *space, const DemoPage *page, const char *expand)
{
  JsonObject *object = json_object_new ();
  JsonObject *extensions = json_object_new ();
  JsonObject *links = json_object_new ();
  g_autofree char *web = make_web_path (page);
  g_autofree char *self = g_strconcat ("/rest/api/content/", page->id, NULL);

  json_object_set_string_member (object, "id", page->id);
  json_object_set_string_member (object, "type", "page");
  json_object_set_string_member (object, "status", page->trashed ? "trashed" : "current");
  json_object_set_string_member (object, "title", page->title);
  /* A number where the page was ordered by hand, this word where not. */
  json_object_set_string_member (extensions, "position", "none");
  json_object_set_object_member (object, "extensions", extensions);
  add_expanded (object, space, page, expand);
  json_object_set_string_member (links, "webui", web);
  json_object_set_string_member (links, "self", self);
  json_object_set_object_member (object, "_links", links);
  return object;
}

JsonObject *
demo_content_attachment (DemoSpace *space,
                         const DemoPage *page,
                         const DemoAttachment *attachment,
                         const char *expand)
{
  JsonObject *object = json_object_new ();
  JsonObject *extensions = json_object_new ();
  JsonObject *links = json_object_new ();
  g_autofree char *name = g_uri_escape_string (attachment->name, NULL, FALSE);
  g_autofree char *download = g_strdup_printf (
    "/download/attachments/%s/%s?version=%u&modificationDate=%" G_GINT64_FORMAT "&api=v2", page->id,
    name, attachment->version, attachment->when * 1000);

  json_object_set_string_member (object, "id", attachment->id);
  json_object_set_string_member (object, "type", "attachment");
  json_object_set_string_member (object, "status", "current");
  json_object_set_string_member (object, "title", attachment->name);
  json_object_set_string_member (extensions, "mediaType", attachment->media_type);
  json_object_set_int_member (extensions, "fileSize", g_bytes_get_size (attachment->bytes));
  json_object_set_string_member (extensions, "comment", "");
  json_object_set_object_member (object, "extensions", extensions);
  if (demo_content_expands (expand, "version"))
    json_object_set_object_member (object, "version",
                                   describe_version (attachment->version, attachment->when));
  if (demo_content_expands (expand, "container"))
    json_object_set_object_member (object, "container", demo_content_page (space, page, NULL));
  json_object_set_string_member (links, "download", download);
  json_object_set_object_member (object, "_links", links);
  return object;
}

JsonObject *
demo_content_list (DemoServer *server,
                   const char *self_path,
                   JsonArray *results,
                   guint start,
                   guint limit)
{
  JsonObject *list = json_object_new ();
  JsonObject *links = json_object_new ();
  g_autofree char *self = g_strconcat (demo_server_get_url (server), self_path, NULL);

  json_object_set_int_member (list, "size", json_array_get_length (results));
  json_object_set_array_member (list, "results", results);
  json_object_set_int_member (list, "start", start);
  json_object_set_int_member (list, "limit", limit);
  json_object_set_string_member (links, "self", self);
  json_object_set_string_member (links, "base", demo_server_get_url (server));
  json_object_set_string_member (links, "context", "");
  json_object_set_object_member (list, "_links", links);
  return list;
}
