/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-reader-private.h"

#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

#define LARGEST_FILE (1024 * 1024)
#define STARTER "starter"

static const BancoField federation_fields[] = {
  { .key = "Format", .words = "1", .unstored = TRUE, .required = TRUE },
  { .key = "Id", .offset = G_STRUCT_OFFSET (BancoFederation, id), .required = TRUE },
  { .key = "Name", .offset = G_STRUCT_OFFSET (BancoFederation, name), .required = TRUE },
  { NULL },
};

static const char *const reserved[] = { "Availability ", "Monitoring ", "Storage ",
                                        "Events ",       "Batch ",      NULL };

static const BancoField no_fields[] = { { NULL } };

static gboolean
read_head (BancoFederationReader *reader)
{
  BancoFederation *federation = &reader->data->public;

  if (!banco_federation_reader_check_keys (reader, "Federation", federation_fields, no_fields) ||
      !banco_federation_reader_read_fields (reader, "Federation", federation_fields, federation))
    return FALSE;
  return banco_federation_reader_is_identifier (federation->id) ||
         banco_federation_reader_refuse (reader, "Federation", "Id",
                                         _ ("“%s” is not allowed; use letters, digits and -"),
                                         federation->id);
}

static gboolean
add_issuer (BancoFederationReader *reader, const char *group, gpointer record)
{
  BancoIssuerSetup *issuer = record;

  if (issuer->name == NULL)
    issuer->name = issuer->id;
  g_array_append_vals (reader->issuers, issuer, 1);
  return TRUE;
}

static gboolean
add_source (BancoFederationReader *reader, const char *group, gpointer record)
{
  const BancoSourceSetup *source = record;

  if (g_str_equal (source->id, STARTER))
    return banco_federation_reader_refuse (
      reader, group, "id", _ ("“%s” is the library that comes with Banco; use another"),
      source->id);
  g_array_append_vals (reader->sources, source, 1);
  return TRUE;
}

static gboolean
add_cloud (BancoFederationReader *reader, const char *group, gpointer record)
{
  const char *const *issuers = banco_federation_reader_split_list (
    reader, banco_federation_reader_get_text (reader, group, "Issuers"));

  if (issuers[0] == NULL)
    return banco_federation_reader_refuse (reader, group, "Issuers",
                                           _ ("is missing; name an issuer of this file"));
  g_array_append_vals (reader->clouds, record, 1);
  g_ptr_array_add (reader->cloud_issuers, (gpointer) issuers);
  return TRUE;
}

/* What all clouds, or all sources, have whatever their kind is. */
static const BancoField cloud_fields[] = { { .key = "Name" },
                                           { .key = "Kind" },
                                           { .key = "Issuers" },
                                           { .key = "Audience" },
                                           { NULL } };
static const BancoField source_fields[] = { { .key = "Name" }, { .key = "Kind" }, { NULL } };

/* The groups of a file. Those of a room with kinds get their keys from its table of kinds. */
typedef struct {
  const char *prefix;
  const BancoField *fields;
  const BancoKind *(*get_kind) (guint position); /* nullable */
  gsize kind;                                    /* offset of the member that names it */
  gboolean (*add) (BancoFederationReader *reader, const char *group, gpointer record);
} GroupRule;

static const GroupRule groups[] = {
  { "Issuer ", banco_issuer_fields, NULL, 0, add_issuer },
  { "Knowledge ", source_fields, banco_source_get_kind, G_STRUCT_OFFSET (BancoSourceSetup, kind),
    add_source },
  { "Cloud ", cloud_fields, banco_provider_get_kind, G_STRUCT_OFFSET (BancoCloudSetup, kind),
    add_cloud },
};

/* Each record begins with its id. */
typedef union {
  const char *id;
  BancoIssuerSetup issuer;
  BancoSourceSetup source;
  BancoCloudSetup cloud;
} Record;
G_STATIC_ASSERT (G_STRUCT_OFFSET (BancoIssuerSetup, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BancoSourceSetup, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (BancoCloudSetup, id) == 0);

/* NULL: it cannot be read by this version, which was said, or refused. */
static const BancoKind *
find_kind (BancoFederationReader *reader, const char *name, const GroupRule *group, gboolean *good)
{
  const char *wanted = banco_federation_reader_get_text (reader, name, "Kind");
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *allowed = NULL;
  const BancoKind *kind;

  *good = FALSE;
  if (wanted == NULL) {
    banco_federation_reader_refuse (reader, name, "Kind", _ ("is missing"));
    return NULL;
  }
  for (guint i = 0; (kind = group->get_kind (i)) != NULL; i++) {
    if (g_str_equal (wanted, kind->name)) {
      *good = TRUE;
      if (kind->fields != NULL)
        return kind;
      banco_federation_reader_warn (reader, name, "Kind",
                                    _ ("is for a later version and is passed over"));
      return NULL;
    }
    if (kind->fields != NULL)
      g_string_append_printf (words, "%s%s", words->len > 0 ? "|" : "", kind->name);
  }
  allowed = banco_federation_reader_join_words (words->str);
  banco_federation_reader_refuse (reader, name, "Kind", _ ("“%s” is not allowed; use %s"), wanted,
                                  allowed);
  return NULL;
}

static gboolean
read_record (BancoFederationReader *reader,
             const char *name,
             const GroupRule *group,
             const char *id)
{
  const BancoField *fields = group->fields;
  const BancoKind *kind = NULL;
  Record record = { .id = id };
  gboolean good;

  if (group->get_kind != NULL) {
    kind = find_kind (reader, name, group, &good);
    if (kind == NULL)
      return good;
    G_STRUCT_MEMBER (const char *, &record, group->kind) = kind->name;
    fields = kind->fields;
  }
  return banco_federation_reader_check_keys (reader, name, fields, group->fields) &&
         banco_federation_reader_read_fields (reader, name, fields, &record) &&
         group->add (reader, name, &record);
}

static gboolean
read_group (BancoFederationReader *reader, const char *name)
{
  if (g_str_equal (name, "Federation"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_has_prefix (name, groups[i].prefix)) {
      const char *id = name + strlen (groups[i].prefix);

      if (!banco_federation_reader_is_identifier (id))
        return banco_federation_reader_refuse (
          reader, name, "id", _ ("“%s” is not allowed; use letters, digits and -"), id);
      return read_record (reader, name, &groups[i],
                          banco_federation_reader_own (reader, g_strdup (id)));
    }
  for (guint i = 0; reserved[i] != NULL; i++)
    if (g_str_has_prefix (name, reserved[i]))
      return TRUE;
  banco_federation_reader_warn (reader, name, NULL, _ ("is not known and is ignored"));
  return TRUE;
}

static gboolean
check_issuers (BancoFederationReader *reader)
{
  for (guint i = 0; i < reader->clouds->len; i++) {
    const char *const *names = reader->cloud_issuers->pdata[i];
    BancoCloudSetup *cloud = &g_array_index (reader->clouds, BancoCloudSetup, i);

    for (guint j = 0; names[j] != NULL; j++) {
      gboolean found = FALSE;

      for (guint k = 0; k < reader->issuers->len; k++)
        found =
          found || g_str_equal (g_array_index (reader->issuers, BancoIssuerSetup, k).id, names[j]);
      if (!found) {
        g_autofree char *group = g_strdup_printf ("Cloud %s", cloud->id);

        return banco_federation_reader_refuse (reader, group, "Issuers",
                                               _ ("“%s” is not an issuer of this file"), names[j]);
      }
    }
  }
  return TRUE;
}

/* GKeyFile puts both into one, and which key counts is then anybody's guess. */
static gboolean
check_no_group_twice (BancoFederationReader *reader)
{
  g_auto (GStrv) lines = g_strsplit (reader->text, "\n", -1);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (line[0] != '[' || g_hash_table_add (seen, (gpointer) line))
      continue;
    g_set_error (reader->error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s:%u: the group %s is there twice; give one of them another id"),
                 reader->path, i + 1, line);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_all (BancoFederationReader *reader)
{
  g_auto (GStrv) names = g_key_file_get_groups (reader->file, NULL);

  if (!check_no_group_twice (reader) || !read_head (reader))
    return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    if (!read_group (reader, names[i]))
      return FALSE;
  return check_issuers (reader) && banco_federation_reader_set_audiences (reader);
}

static void
add_host (BancoFederationReader *reader, GPtrArray *hosts, const char *uri)
{
  char *host = uri != NULL ? banco_federation_reader_own (reader, banco_http_dup_host (uri)) : NULL;

  if (host != NULL && !g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL))
    g_ptr_array_add (hosts, host);
}

/* Where the tokens of @issuer go besides: to each cloud that takes them. */
static const char *const *
list_hosts (BancoFederationReader *reader, const BancoIssuerSetup *issuer)
{
  GPtrArray *hosts = g_ptr_array_new ();

  add_host (reader, hosts, issuer->registration_url);
  for (guint i = 0; i < reader->clouds->len; i++)
    if (g_strv_contains (reader->cloud_issuers->pdata[i], issuer->id))
      add_host (reader, hosts, g_array_index (reader->clouds, BancoCloudSetup, i).url);
  g_ptr_array_add (hosts, NULL);
  return banco_federation_reader_own (reader, g_ptr_array_free (hosts, FALSE));
}

/* What vouches for those clouds in place of the system's certificates. */
static const char *const *
list_cloud_ca_files (BancoFederationReader *reader, const BancoIssuerSetup *issuer)
{
  GPtrArray *files = g_ptr_array_new ();

  for (guint i = 0; i < reader->clouds->len; i++) {
    const BancoCloudSetup *cloud = &g_array_index (reader->clouds, BancoCloudSetup, i);

    if (cloud->ca_file == NULL || !g_strv_contains (reader->cloud_issuers->pdata[i], issuer->id))
      continue;
    g_ptr_array_add (files, banco_federation_reader_own (reader, banco_http_dup_host (cloud->url)));
    g_ptr_array_add (files, (gpointer) cloud->ca_file);
  }
  g_ptr_array_add (files, NULL);
  return banco_federation_reader_own (reader, g_ptr_array_free (files, FALSE));
}

/* A file that an administrator put there needs no agreement; for one that the user installed, see
 * BANCO_AGREEMENT_KEPT. */
static void
set_agreements (BancoFederationReader *reader, BancoFederationOrigin origin)
{
  static const BancoAgreement agreements[] = {
    [BANCO_FEDERATION_FILE] = BANCO_AGREEMENT_NEEDED,
    [BANCO_FEDERATION_OWN] = BANCO_AGREEMENT_KEPT,
    [BANCO_FEDERATION_SYSTEM] = BANCO_AGREEMENT_GIVEN,
    [BANCO_FEDERATION_BUILT_IN] = BANCO_AGREEMENT_GIVEN,
  };

  for (guint i = 0; i < reader->issuers->len; i++) {
    BancoIssuerSetup *issuer = &g_array_index (reader->issuers, BancoIssuerSetup, i);

    issuer->hosts = list_hosts (reader, issuer);
    issuer->cloud_ca_files = list_cloud_ca_files (reader, issuer);
    issuer->agreement = agreements[origin];
  }
}

static void
hand_over (BancoFederationReader *reader)
{
  BancoFederation *federation = &reader->data->public;

  reader->data->text = banco_federation_reader_own (reader, g_steal_pointer (&reader->text));
  federation->path = banco_federation_reader_own (reader, g_strdup (reader->path));
  federation->origin = banco_federation_origin_of (reader->path);
  set_agreements (reader, federation->origin);
  federation->n_issuers = reader->issuers->len;
  federation->issuers = banco_federation_reader_own (reader, g_array_steal (reader->issuers, NULL));
  federation->n_sources = reader->sources->len;
  federation->sources = banco_federation_reader_own (reader, g_array_steal (reader->sources, NULL));
  federation->n_clouds = reader->clouds->len;
  federation->clouds = banco_federation_reader_own (reader, g_array_steal (reader->clouds, NULL));
  federation->cloud_issuers =
    banco_federation_reader_own (reader, g_ptr_array_steal (reader->cloud_issuers, NULL));
  for (guint i = 0; i < reader->warnings->len; i++)
    banco_federation_reader_own (reader, reader->warnings->pdata[i]);
  g_ptr_array_add (reader->warnings, NULL);
  federation->warnings =
    banco_federation_reader_own (reader, g_ptr_array_steal (reader->warnings, NULL));
}

static BancoFederation *
parse_text (BancoFederationReader *reader)
{
  BancoFederation *federation = NULL;

  reader->data = g_new0 (BancoFederationData, 1);
  reader->data->heap = g_ptr_array_new_with_free_func (g_free);
  g_atomic_ref_count_init (&reader->data->references);
  reader->issuers = g_array_new (FALSE, TRUE, sizeof (BancoIssuerSetup));
  reader->sources = g_array_new (FALSE, TRUE, sizeof (BancoSourceSetup));
  reader->clouds = g_array_new (FALSE, TRUE, sizeof (BancoCloudSetup));
  reader->cloud_issuers = g_ptr_array_new ();
  reader->warnings = g_ptr_array_new ();
  if (read_all (reader)) {
    hand_over (reader);
    federation = &reader->data->public;
  } else {
    g_ptr_array_set_free_func (reader->warnings, g_free);
    banco_federation_unref (&reader->data->public);
  }
  g_array_unref (reader->issuers);
  g_array_unref (reader->sources);
  g_array_unref (reader->clouds);
  g_ptr_array_unref (reader->cloud_issuers);
  g_ptr_array_unref (reader->warnings);
  return federation;
}

/* Also a pipe's, but no more of it than anybody would write. */
static char *
read_file (const char *path, gsize *length, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) detail = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &detail);
  g_autofree char *text = g_malloc (LARGEST_FILE + 1);

  if (stream != NULL &&
      g_input_stream_read_all (G_INPUT_STREAM (stream), text, LARGEST_FILE, length, NULL,
                               &detail) &&
      *length < LARGEST_FILE) {
    text[*length] = '\0';
    return g_steal_pointer (&text);
  }
  if (detail == NULL)
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s is not a federation file: it is too large"), path);
  else if (g_error_matches (detail, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
           g_error_matches (detail, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND,
                 _ ("there is no federation file %s"), path);
  else
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("the federation file %s cannot be read; is it a file, and may you read it?"),
                 path);
  return NULL;
}

BancoFederation *
banco_federation_parse (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) detail = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  BancoFederationReader reader = { .path = path, .folder = folder, .file = file, .error = error };
  BancoFederation *federation = NULL;
  gsize length;

  reader.text = read_file (path, &length, error);
  if (reader.text == NULL)
    return NULL;
  if (g_key_file_load_from_data (file, reader.text, length, G_KEY_FILE_NONE, &detail))
    federation = parse_text (&reader);
  else
    g_set_error (error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
                 _ ("%s is not a federation file: %s"), path, detail->message);
  g_free (reader.text);
  return federation;
}
