/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/embedded-federation-private.h"

#include "base/clock.h"
#include "demo/cloud-private.h"
#include "demo/control-private.h"
#include "demo/issuer-server-private.h"
#include "demo/people-private.h"
#include "demo/wiki-private.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#define ISSUERS 2
#define FEDERATION_ID "demo"

struct _DemoFederation {
  DemoState *state;
  DemoIssuer *issuers[ISSUERS];
  DemoCloud *cloud;
  DemoWiki *wiki;
  DemoControl *control;
  char *file;
  char *text; /* of the file, as it was written */
};

static void
describe_issuers (DemoFederation *self, GKeyFile *keys)
{
  for (guint i = 0; i < ISSUERS; i++) {
    const char *id = demo_issuer_get_id (self->issuers[i]);
    g_autofree char *group = g_strconcat ("Issuer ", id, NULL);
    g_autofree char *url = demo_issuer_make_url (self->issuers[i]);

    g_key_file_set_string (keys, group, "Name", demo_issuer_get_name (self->issuers[i]));
    g_key_file_set_string (keys, group, "Url", url);
    if (g_str_equal (id, "official"))
      g_key_file_set_string (keys, group, "AdminGroups", "ml-infn/admins;");
    else
      g_key_file_set_boolean (keys, group, "Temporary", TRUE);
    g_key_file_set_integer (keys, group, "SessionDays", 30);
  }
}

static void
describe_wiki (DemoFederation *self, GKeyFile *keys)
{
  static const char group[] = "Knowledge mlinfn";

  g_key_file_set_string (keys, group, "Kind", "confluence");
  g_key_file_set_string (keys, group, "Url", demo_wiki_get_url (self->wiki));
  g_key_file_set_string (keys, group, "Space", DEMO_WIKI_SPACE);
  g_key_file_set_string (keys, group, "Access", "anonymous");
}

static gboolean
write_file (DemoFederation *self, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  g_key_file_set_integer (keys, "Federation", "Format", 1);
  g_key_file_set_string (keys, "Federation", "Id", FEDERATION_ID);
  g_key_file_set_string (keys, "Federation", "Name", "Demo federation");
  describe_issuers (self, keys);
  demo_cloud_describe (self->cloud, keys);
  describe_wiki (self, keys);
  g_free (self->text);
  self->text = g_key_file_to_data (keys, NULL, NULL);
  return g_file_set_contents_full (self->file, self->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

/* Another demo may have been told to write to the same place since. */
static void
remove_file (DemoFederation *self)
{
  g_autofree char *text = NULL;

  if (self->file != NULL && g_file_get_contents (self->file, &text, NULL, NULL) &&
      g_strcmp0 (text, self->text) == 0)
    g_unlink (self->file);
}

/* A file that is there already may be a dead demo's, but nobody else's: it goes when we go. */
static gboolean
may_write (const char *file, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *id = NULL;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_key_file_load_from_file (keys, file, G_KEY_FILE_NONE, NULL))
    id = g_key_file_get_string (keys, "Federation", "Id", NULL);
  if (g_strcmp0 (id, FEDERATION_ID) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               "%s exists and is not the demo's; name a new file", file);
  return FALSE;
}

/* What POST /set asks for, read whole before any of it is done. */
typedef struct {
  BancoJson *reader;
  JsonObject *json;
  DemoQuirks quirks[ISSUERS];
  gint64 clock_offset; /* seconds */
  gint64 zone_minutes;
  gboolean with_clock, with_zone;
} StateChange;

/* "clock": seconds ahead of the true time, or a time to be now. */
static void
read_clock (StateChange *change)
{
  JsonNode *node = json_object_get_member (change->json, "clock");
  gint64 time;

  change->with_clock = TRUE;
  if (json_node_get_value_type (node) == G_TYPE_INT64) {
    change->clock_offset = json_node_get_int (node);
    return;
  }
  time = banco_clock_parse (banco_json_string (change->reader, change->json, "clock"));
  change->clock_offset = time - banco_clock_now ();
  if (time == 0)
    banco_json_refuse (change->reader, change->json, "clock",
                       "expected seconds, or a time as in RFC 3339");
}

static gboolean
is_for (DemoFederation *self, const StateChange *change, guint issuer)
{
  const char *id = banco_json_string_or (change->reader, change->json, "issuer", NULL);

  return id == NULL || g_str_equal (id, demo_issuer_get_id (self->issuers[issuer]));
}

/* Two are no switches but events. */
static gboolean
is_event (const char *name)
{
  return g_str_equal (name, "new_key") || g_str_equal (name, "forget_clients");
}

/* One switch of one issuer or, without "issuer", of both. */
static gboolean
read_quirk (DemoFederation *self, StateChange *change, const char *name)
{
  gboolean known = FALSE;

  for (guint i = 0; i < ISSUERS; i++)
    if (is_for (self, change, i))
      known = is_event (name) ||
              demo_quirks_read (&change->quirks[i], change->reader, change->json, name);
  return known;
}

static void
read_change (DemoFederation *self, StateChange *change)
{
  gboolean for_any = FALSE;
  JsonObjectIter at;
  const char *name;

  for (guint i = 0; i < ISSUERS; i++)
    for_any = is_for (self, change, i) || for_any;
  if (!for_any) {
    banco_json_refuse (change->reader, change->json, "issuer", "expected official or hackathon");
    return;
  }
  json_object_iter_init (&at, change->json);
  while (json_object_iter_next (&at, &name, NULL)) {
    if (g_str_equal (name, "clock")) {
      read_clock (change);
    } else if (g_str_equal (name, "wiki_zone_minutes")) {
      change->with_zone = TRUE;
      change->zone_minutes = demo_wiki_read_zone (change->reader, change->json, name);
    } else if (!g_str_equal (name, "issuer") && !read_quirk (self, change, name)) {
      banco_json_refuse (change->reader, change->json, name, "there is no such switch");
    }
  }
}

static void
apply_change (DemoFederation *self, StateChange *change)
{
  if (change->with_clock)
    demo_state_set_clock_offset (self->state, change->clock_offset);
  if (change->with_zone)
    demo_wiki_set_zone (self->wiki, change->zone_minutes);
  for (guint i = 0; i < ISSUERS; i++) {
    demo_quirks_copy (demo_issuer_get_quirks (self->issuers[i]), &change->quirks[i]);
    if (is_for (self, change, i) && json_object_has_member (change->json, "new_key"))
      demo_issuer_change_key (self->issuers[i]);
    if (is_for (self, change, i) && json_object_has_member (change->json, "forget_clients"))
      demo_issuer_forget_clients (self->issuers[i]);
  }
}

static void
on_set (DemoRequest *request, gpointer data)
{
  DemoFederation *self = data;
  g_autoptr (GError) error = NULL;
  StateChange change = { .reader = request->reader, .json = request->json };

  for (guint i = 0; i < ISSUERS; i++)
    demo_quirks_copy (&change.quirks[i], demo_issuer_get_quirks (self->issuers[i]));
  read_change (self, &change);
  /* The file names the issuers, and one of the switches is how they are called. */
  if (banco_json_check (request->reader, &error)) {
    apply_change (self, &change);
    write_file (self, &error);
  }
  for (guint i = 0; i < ISSUERS; i++)
    demo_quirks_clear (&change.quirks[i]);
  demo_control_reply (request, error);
}

static void
on_device (DemoRequest *request, gpointer data)
{
  DemoFederation *self = data;
  const char *code = banco_json_string (request->reader, request->json, "user_code");
  const char *user = banco_json_string_or (request->reader, request->json, "user", NULL);
  const char *action = banco_json_string_or (request->reader, request->json, "action", NULL);
  g_autoptr (GError) error = NULL;
  gboolean settled = FALSE;

  if (action != NULL && !g_str_equal (action, "deny") && !g_str_equal (action, "expire"))
    banco_json_refuse (request->reader, request->json, "action", "expected deny or expire");
  if (banco_json_check (request->reader, &error)) {
    for (guint i = 0; i < ISSUERS && !settled; i++)
      settled = demo_issuer_settle_device (self->issuers[i], code, user, action);
    if (!settled)
      g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           "no issuer has this code, or not this user");
  }
  demo_control_reply (request, error);
}

static gboolean
start_control (DemoFederation *self, GError **error)
{
  self->control = demo_control_new (self->state, error);
  if (self->control == NULL)
    return FALSE;
  demo_control_route (self->control, "/set", on_set, self);
  demo_control_route (self->control, "/device", on_device, self);
  demo_cloud_serve_control (self->cloud, self->control);
  demo_control_route (self->control, "/wiki", demo_wiki_control, self->wiki);
  return TRUE;
}

static gboolean
check_auto_approve (DemoFederation *self, const char *username, GError **error)
{
  if (username == NULL || demo_state_find_user (self->state, "official", username) != NULL ||
      demo_state_find_user (self->state, "hackathon", username) != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "“%s” is not a user of the demo: try researcher, fpga, manager, newcomer, "
               "attendee1 or tutor1",
               username);
  return FALSE;
}

DemoFederation *
demo_federation_new (const DemoOptions *options, GError **error)
{
  static const struct {
    const char *id, *name;
  } issuers[ISSUERS] = { { "official", "Demo INFN Cloud" }, { "hackathon", "Demo hackathon" } };
  g_autoptr (DemoFederation) self = g_new0 (DemoFederation, 1);

  self->state = demo_state_new (options->seeded, options->seed);
  demo_state_set_auto_approve (self->state, options->auto_approve);
  demo_people_add (self->state);
  if (!check_auto_approve (self, options->auto_approve, error) || !may_write (options->file, error))
    return NULL;
  for (guint i = 0; i < ISSUERS; i++) {
    self->issuers[i] =
      demo_issuer_new (self->state, issuers[i].id, issuers[i].name, options->mode, error);
    if (self->issuers[i] == NULL)
      return NULL;
  }
  self->cloud = demo_cloud_new (self->state, error);
  if (self->cloud == NULL)
    return NULL;
  self->wiki = demo_wiki_new (self->state, error);
  if (self->wiki == NULL)
    return NULL;
  if (options->control && !start_control (self, error))
    return NULL;
  self->file = g_strdup (options->file);
  if (!write_file (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
demo_federation_free (DemoFederation *self)
{
  remove_file (self);
  g_clear_pointer (&self->control, demo_control_free);
  g_clear_pointer (&self->cloud, demo_cloud_free);
  g_clear_pointer (&self->wiki, demo_wiki_free);
  for (guint i = 0; i < ISSUERS; i++)
    g_clear_pointer (&self->issuers[i], demo_issuer_free);
  g_clear_pointer (&self->state, demo_state_free);
  g_free (self->file);
  g_free (self->text);
  g_free (self);
}

char *
demo_federation_describe (DemoFederation *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *issuers = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  json_object_set_string_member (object, "event", "ready");
  json_object_set_string_member (object, "federation", self->file);
  for (guint i = 0; i < ISSUERS; i++) {
    g_autofree char *url = demo_issuer_make_url (self->issuers[i]);

    json_object_set_string_member (issuers, demo_issuer_get_id (self->issuers[i]), url);
  }
  json_object_set_object_member (object, "issuers", issuers);
  if (self->control != NULL)
    json_object_set_string_member (object, "control", demo_control_get_url (self->control));
  return json_to_string (node, FALSE);
}
