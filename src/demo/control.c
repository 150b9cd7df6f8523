/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/control-private.h"

#include "base/clock.h"

#include <gio/gio.h>

struct _DemoControl {
  DemoServer *server;
  GPtrArray *orders;
};

void
demo_control_reply (DemoRequest *request, const GError *error)
{
  if (error == NULL)
    demo_reply_json (request, 200, demo_json ("@a{sv} {}"));
  else
    demo_reply_json (request, 400, demo_json ("{'error': <%s>}", error->message));
}

static void
on_fault (DemoRequest *request, gpointer data)
{
  g_autoptr (GError) error = NULL;

  demo_state_order_fault (request->state, request->reader, request->json, &error);
  demo_control_reply (request, error);
}

/* "end_time" is RFC 3339 text, seconds since 1970, or null for none. */
static gint64
read_end_time (BancoJson *reader, JsonObject *json, gint64 before)
{
  JsonNode *node = json_object_get_member (json, "end_time");
  gint64 time;

  if (node == NULL)
    return before;
  if (JSON_NODE_HOLDS_NULL (node))
    return 0;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);
  time = banco_clock_parse (banco_json_string (reader, json, "end_time"));
  if (time == 0)
    banco_json_refuse (reader, json, "end_time", "expected a time such as 2026-11-23T12:00:00Z");
  return time;
}

static char **
read_groups (BancoJson *reader, JsonObject *json)
{
  JsonArray *groups = banco_json_array_or_null (reader, json, "groups");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (groups == NULL)
    return NULL;
  for (guint i = 0; i < banco_json_length (groups); i++) {
    const char *name = banco_json_element_string (reader, groups, i);

    if (name != NULL)
      g_ptr_array_add (names, (gpointer) name);
  }
  g_ptr_array_add (names, NULL);
  return g_strdupv ((char **) names->pdata);
}

/* Where @username is or, being new, goes to: "issuer" (default official). */
static const char *
read_issuer (DemoRequest *request, const char *username)
{
  static const char *const issuers[] = { "official", "hackathon", NULL };
  const char *issuer = banco_json_string_or (request->reader, request->json, "issuer", NULL);

  if (issuer != NULL && !g_strv_contains (issuers, issuer))
    banco_json_refuse (request->reader, request->json, "issuer", "expected official or hackathon");
  if (username != NULL && username[0] == '\0')
    banco_json_refuse (request->reader, request->json, "username", "expected a name");
  if (issuer == NULL && demo_state_find_user (request->state, "hackathon", username) != NULL)
    return "hackathon";
  return issuer != NULL ? issuer : "official";
}

/* All of the order or nothing of it. */
static void
on_user (DemoRequest *request, gpointer data)
{
  BancoJson *reader = request->reader;
  JsonObject *json = request->json;
  const char *username = banco_json_string (reader, json, "username");
  const char *issuer = read_issuer (request, username);
  const DemoUser *known = demo_state_find_user (request->state, issuer, username);
  const DemoUser before = known != NULL ? *known : (DemoUser){ 0 };
  gint64 end_time = read_end_time (reader, json, before.end_time);
  gboolean disabled = banco_json_boolean_or (reader, json, "disabled", before.disabled);
  gboolean deleted = banco_json_boolean_or (reader, json, "deleted", before.deleted);
  gboolean accepted = banco_json_boolean_or (reader, json, "terms_accepted", FALSE);
  g_auto (GStrv) groups = read_groups (reader, json);
  g_autoptr (GError) error = NULL;

  if (banco_json_check (reader, &error)) {
    DemoUser *user = demo_state_add_user (request->state, issuer, username);

    if (groups != NULL)
      demo_user_set_groups (user, (const char *const *) groups);
    user->end_time = end_time;
    user->disabled = disabled;
    user->deleted = deleted;
    if (json_object_has_member (json, "terms_accepted"))
      user->terms_time = accepted ? demo_state_now (request->state) : 0;
  }
  demo_control_reply (request, error);
}

static void
on_log (DemoRequest *request, gpointer data)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_set_array (node, demo_state_get_log (request->state));
  demo_reply_json (request, 200, node);
}

static void
on_clear_log (DemoRequest *request, gpointer data)
{
  demo_state_clear_log (request->state);
  demo_control_reply (request, NULL);
}

typedef struct {
  DemoHandler handler;
  gpointer data;
} ControlRoute;

static void
on_post (DemoRequest *request, gpointer data)
{
  ControlRoute *order = data;

  if (request->json == NULL)
    demo_reply_json (request, 400, demo_json ("{'error': <'expected a JSON object'>}"));
  else
    order->handler (request, order->data);
}

void
demo_control_route (DemoControl *self, const char *path, DemoHandler handler, gpointer data)
{
  ControlRoute *order = g_new0 (ControlRoute, 1);

  order->handler = handler;
  order->data = data;
  g_ptr_array_add (self->orders, order);
  demo_server_route (self->server, "POST", path, on_post, order);
}

DemoControl *
demo_control_new (DemoState *state, GError **error)
{
  DemoServer *server = demo_server_new (state, "control", error);
  DemoControl *self;

  if (server == NULL)
    return NULL;
  self = g_new0 (DemoControl, 1);
  self->server = server;
  self->orders = g_ptr_array_new_with_free_func (g_free);
  demo_server_set_private (server);
  demo_control_route (self, "/fault", on_fault, NULL);
  demo_control_route (self, "/user", on_user, NULL);
  demo_server_route (server, "GET", "/log", on_log, NULL);
  demo_server_route (server, "DELETE", "/log", on_clear_log, NULL);
  return self;
}

void
demo_control_free (DemoControl *self)
{
  demo_server_free (self->server);
  g_ptr_array_unref (self->orders);
  g_free (self);
}

const char *
demo_control_get_url (DemoControl *self)
{
  return demo_server_get_url (self->server);
}
