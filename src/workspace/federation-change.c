/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-private.h"

#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

/* One thing that a file says. */
typedef struct {
  const char *kind;
  const char *id; /* NULL for the name */
  char *value;
} Fact;

static void
fact_clear (gpointer data)
{
  g_free (((Fact *) data)->value);
}

/* The host as a user agrees to it, then the rest of the address. */
static GString *
describe_address (const char *uri)
{
  g_autofree char *host = banco_http_dup_host (uri);
  g_autoptr (GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  const char *path = g_uri_get_path (parsed);
  GString *text = g_string_new (host);

  if (strcmp (path, "/") != 0)
    g_string_append (text, path);
  if (g_uri_get_query (parsed) != NULL)
    g_string_append_printf (text, "?%s", g_uri_get_query (parsed));
  return text;
}

static void
add_fact (GArray *facts, const char *kind, const char *id, GString *value)
{
  Fact fact = { kind, id, g_string_free (value, FALSE) };

  g_array_append_val (facts, fact);
}

/* @ca_file: nullable. */
static void
add_authority (GString *value, const char *ca_file)
{
  if (ca_file == NULL)
    return;
  g_string_append (value, ", ");
  g_string_append_printf (value, _ ("certificate authority in %s"), ca_file);
}

static void
add_issuer (GArray *facts, const BancoIssuerSetup *issuer)
{
  GString *value = describe_address (issuer->url);
  g_autofree char *registration =
    issuer->registration_url != NULL ? banco_http_dup_host (issuer->registration_url) : NULL;

  if (registration != NULL) {
    g_string_append (value, ", ");
    g_string_append_printf (value, _ ("registers Banco at %s"), registration);
  }
  if (issuer->audiences[0] != NULL) {
    g_autofree char *audiences = g_strjoinv (" ", (char **) issuer->audiences);

    g_string_append (value, ", ");
    g_string_append_printf (value, _ ("tokens for %s"), audiences);
  }
  add_authority (value, issuer->ca_file);
  add_fact (facts, "issuer", issuer->id, value);
}

static void
add_source (GArray *facts, const BancoSourceSetup *source)
{
  GString *value =
    source->url != NULL ? describe_address (source->url) : g_string_new (source->path);

  if (source->space != NULL) {
    g_string_append (value, ", ");
    g_string_append_printf (value, _ ("space %s"), source->space);
  }
  add_fact (facts, source->url != NULL ? "wiki" : "folder", source->id, value);
}

static void
add_cloud (GArray *facts, const BancoCloudSetup *cloud, char **issuers)
{
  GString *value = describe_address (cloud->url);
  g_autofree char *names = g_strjoinv (" ", issuers);

  g_string_append (value, ", ");
  g_string_append_printf (value, _ ("takes the sign-in of %s"), names);
  add_authority (value, cloud->ca_file);
  add_fact (facts, "cloud", cloud->id, value);
}

static GArray *
list_facts (BancoFederation *self)
{
  GArray *facts = g_array_new (FALSE, FALSE, sizeof (Fact));

  g_array_set_clear_func (facts, fact_clear);
  if (self == NULL)
    return facts;
  add_fact (facts, "name", NULL, g_string_new (self->name));
  for (guint i = 0; i < self->n_issuers; i++)
    add_issuer (facts, &self->issuers[i]);
  for (guint i = 0; i < self->n_sources; i++)
    add_source (facts, &self->sources[i]);
  for (guint i = 0; i < self->n_clouds; i++)
    add_cloud (facts, &self->clouds[i], self->cloud_issuers[i]);
  return facts;
}

static const Fact *
find (GArray *facts, const Fact *like)
{
  for (guint i = 0; i < facts->len; i++) {
    Fact *fact = &g_array_index (facts, Fact, i);

    if (g_str_equal (fact->kind, like->kind) && g_strcmp0 (fact->id, like->id) == 0)
      return fact;
  }
  return NULL;
}

static void
change_free (gpointer data)
{
  BancoFederationChange *change = data;

  g_free (change->id);
  g_free (change->value);
  g_free (change->before);
  g_free (change);
}

/* @after, @before: nullable, not both. */
static BancoFederationChange *
change_new (const Fact *after, const Fact *before)
{
  BancoFederationChange *change = g_new0 (BancoFederationChange, 1);

  change->kind = after != NULL ? after->kind : before->kind;
  change->id = g_strdup (after != NULL ? after->id : before->id);
  change->value = g_strdup (after != NULL ? after->value : NULL);
  change->before = g_strdup (before != NULL ? before->value : NULL);
  if (before == NULL)
    change->change = "added";
  else if (after == NULL)
    change->change = "removed";
  else
    change->change = g_str_equal (after->value, before->value) ? "same" : "changed";
  return change;
}

/* What differs comes first. */
GPtrArray *
banco_federation_compare (BancoFederation *self, BancoFederation *installed)
{
  g_autoptr (GArray) after = list_facts (self);
  g_autoptr (GArray) before = list_facts (installed);
  g_autoptr (GPtrArray) same = g_ptr_array_new ();
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);

  for (guint i = 0; i < after->len; i++) {
    Fact *fact = &g_array_index (after, Fact, i);
    BancoFederationChange *change = change_new (fact, find (before, fact));

    g_ptr_array_add (g_str_equal (change->change, "same") ? same : changes, change);
  }
  for (guint i = 0; i < before->len; i++) {
    Fact *fact = &g_array_index (before, Fact, i);

    if (find (after, fact) == NULL)
      g_ptr_array_add (changes, change_new (NULL, fact));
  }
  g_ptr_array_extend (changes, same, NULL, NULL);
  return changes;
}
