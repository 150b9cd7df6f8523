/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "demo/cloud-services-private.h"

void
demo_cloud_add_request_id (DemoRequest *request)
{
  g_autofree char *id = demo_state_random_uuid (request->state);
  g_autofree char *request_id = g_strconcat ("req-", id, NULL);

  demo_reply_header (request, "x-openstack-request-id", request_id);
}

DemoListPage
demo_list_page (DemoRequest *request, guint length, DemoGetId get_id, gpointer data)
{
  const char *marker = demo_request_value (request, "marker");
  const char *limit = demo_request_value (request, "limit");
  DemoListPage page = { 0, length, FALSE, marker != NULL };
  guint64 most = 0;

  for (guint i = 0; marker != NULL && i < length; i++)
    if (g_str_equal (get_id (i, data), marker)) {
      page.from = i + 1;
      page.lost = FALSE;
    }
  if (banco_number_parse (limit, 1, 1000, &most) && page.from + most < length) {
    page.to = page.from + (guint) most;
    page.more = TRUE;
  }
  return page;
}

void
demo_list_page_link (DemoRequest *request,
                     const DemoListPage *page,
                     JsonObject *root,
                     const char *member,
                     DemoGetId get_id,
                     gpointer data)
{
  JsonArray *links;
  g_autofree char *href = NULL;

  if (!page->more)
    return;
  href = g_strdup_printf ("%s%s?limit=%u&marker=%s", demo_server_get_url (request->server),
                          request->path, page->to - page->from, get_id (page->to - 1, data));
  links = json_array_new ();
  json_array_add_element (links, demo_json ("{'rel': 'next', 'href': %s}", href));
  json_object_set_array_member (root, member, links);
}
