/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/cloud-services-private.h"

static JsonNode *
describe (const DemoImage *image)
{
  g_autofree char *self = g_strconcat ("/v2/images/", image->id, NULL);
  g_autofree char *file = g_strconcat (self, "/file", NULL);
  JsonNode *node = demo_json (
    "{'os_distro': <%s>, 'os_version': <%s>, 'name': <%s>, 'disk_format': <'qcow2'>,"
    " 'container_format': <'bare'>, 'visibility': <'public'>, 'owner': <'" DEMO_OWNER_ID
    "'>, 'size': <%u>, 'status': <'active'>,"
    " 'protected': <false>, 'min_ram': <%u>, 'min_disk': <%u>, 'os_hidden': <false>, 'id': <%s>,"
    " 'created_at': <'2026-01-12T09:00:00Z'>, 'updated_at': <'2026-01-12T09:00:00Z'>,"
    " 'tags': <['ml-infn']>, 'self': <%s>, 'file': <%s>, 'schema': <'/v2/schemas/image'>}",
    image->distro, image->version, image->name, 700u << 20, image->min_ram, image->min_disk,
    image->id, self, file);

  if (image->property != NULL)
    json_object_set_string_member (json_node_get_object (node), "os_admin_user", image->property);
  return node;
}

static const char *
get_id (guint index, gpointer data)
{
  return demo_images[index].id;
}

static void
on_images (DemoRequest *request, gpointer data)
{
  DemoListPage page = demo_list_page (request, demo_n_images, get_id, NULL);
  const char *name = demo_request_value (request, "name");
  JsonObject *root;
  JsonArray *images;

  if (demo_keystone_check (data, request, TRUE) == NULL)
    return;
  root = json_object_new ();
  images = json_array_new ();
  for (guint i = page.from; i < page.to; i++)
    if (name == NULL || g_str_equal (name, demo_images[i].name))
      json_array_add_element (images, describe (&demo_images[i]));
  json_object_set_array_member (root, "images", images);
  json_object_set_string_member (root, "first", "/v2/images");
  json_object_set_string_member (root, "schema", "/v2/schemas/images");
  if (page.more) {
    g_autofree char *next = g_strdup_printf ("/v2/images?limit=%u&marker=%s", page.to - page.from,
                                             demo_images[page.to - 1].id);

    json_object_set_string_member (root, "next", next);
  }
  demo_reply_object (request, 200, root);
  demo_cloud_add_request_id (request);
}

static void
on_image (DemoRequest *request, gpointer data)
{
  const char *id = demo_request_param (request, "id");
  const DemoImage *image = demo_image_find (id);

  if (demo_keystone_check (data, request, TRUE) == NULL)
    return;
  if (image != NULL) {
    demo_reply_json (request, 200, describe (image));
  } else {
    g_autofree char *valid = g_utf8_make_valid (id, -1);
    g_autofree char *escaped = g_markup_escape_text (valid, -1);
    g_autofree char *page = g_strdup_printf ("<html>\n <head>\n  <title>404 Not Found</title>\n"
                                             " </head>\n <body>\n  <h1>404 Not Found</h1>\n"
                                             "  No image found with ID %s<br /><br />\n\n\n"
                                             " </body>\n</html>",
                                             escaped);

    demo_reply_html (request, 404, page);
  }
}

static void
on_versions (DemoRequest *request, gpointer data)
{
  g_autofree char *link = g_strconcat (demo_server_get_url (request->server), "/v2/", NULL);

  demo_reply_json (request, 300,
                   demo_json ("{'versions': [{'id': <'v2.16'>, 'status': <'CURRENT'>,"
                              " 'links': <[{'rel': 'self', 'href': %s}]>}]}",
                              link));
}

void
demo_glance_serve (DemoCloud *self)
{
  demo_server_route (self->glance, "GET", "/", on_versions, self);
  demo_server_route (self->glance, "GET", "/versions", on_versions, self);
  demo_server_route (self->glance, "GET", "/v2/images", on_images, self);
  demo_server_route (self->glance, "GET", "/v2/images/:id", on_image, self);
}
