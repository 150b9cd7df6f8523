/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/federation-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define LARGEST_FILE (1024 * 1024)
#define STARTER "starter"

/* What may stand in a file. Kinds that only a later Banco knows are passed over with a warning. */
static const char *const federation_keys[] = { "Format", "Id", "Name", NULL };
static const char *const issuer_keys[] = { "Name",     "Url",         "AdminGroups",
                                           "ClientId", "SessionDays", "RegistrationUrl",
                                           "CaFile",   "Temporary",   NULL };
static const char *const knowledge_keys[] = { "Name",  "Kind",   "Url",        "Path",
                                              "Space", "Access", "Dimensions", NULL };
static const char *const cloud_keys[] = { "Name",     "Kind",    "Url",    "IdentityProvider",
                                          "Protocol", "Issuers", "CaFile", NULL };
static const char *const reserved[] = { "Availability ", "Monitoring ", "Storage ",
                                        "Events ",       "Batch ",      NULL };

typedef struct {
  const char *path;
  char *folder;
  char *text;
  GKeyFile *file;
  BancoFederationData *data;
  GArray *issuers;
  GArray *sources;
  GArray *clouds;
  GPtrArray *cloud_issuers;
  GPtrArray *warnings;
  GError **error;
} Reader;

static gpointer
own (Reader *reader, gpointer memory)
{
  if (memory != NULL)
    g_ptr_array_add (reader->data->heap, memory);
  return memory;
}

static gboolean G_GNUC_PRINTF (4, 5)
  refuse (Reader *reader, const char *group, const char *key, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (reader->error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_FEDERATION,
               "%s: [%s] %s: %s", reader->path, group, key, what);
  return FALSE;
}

/* GKeyFile keeps no line numbers, and a warning without one is hard to act on. */
static guint
line_of (Reader *reader, const char *group, const char *key)
{
  g_auto (GStrv) lines = g_strsplit (reader->text, "\n", -1);
  g_autofree char *head = g_strdup_printf ("[%s]", group);
  gboolean inside = FALSE;

  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = g_strstrip (lines[i]);

    if (line[0] == '[') {
      inside = g_str_equal (line, head);
      if (inside && key == NULL)
        return i + 1;
    } else if (inside && key != NULL && g_str_has_prefix (line, key) &&
               strspn (line + strlen (key), " \t=") > 0) {
      return i + 1;
    }
  }
  return 0;
}

static void
warn (Reader *reader, const char *group, const char *key, const char *what)
{
  g_ptr_array_add (reader->warnings,
                   g_strdup_printf ("%s:%u: [%s]%s%s %s", reader->path,
                                    line_of (reader, group, key), group, key != NULL ? " " : "",
                                    key != NULL ? key : "", what));
}

/* A remark behind a value ("anonymous   # or pat") is how people annotate such files. */
char *
banco_federation_dup_value (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  for (char *c = value; c != NULL && *c != '\0'; c++)
    if (*c == '#' && c > value && g_ascii_isspace (c[-1])) {
      *c = '\0';
      break;
    }
  if (value == NULL || g_strstrip (value)[0] == '\0')
    return NULL;
  return g_steal_pointer (&value);
}

static char *
text_of (Reader *reader, const char *group, const char *key)
{
  return own (reader, banco_federation_dup_value (reader->file, group, key));
}

static gboolean
require (Reader *reader, const char *group, const char *key, const char **value)
{
  *value = text_of (reader, group, key);
  return *value != NULL || refuse (reader, group, key, _ ("is missing"));
}

static gboolean
require_address (Reader *reader, const char *group, const char *key, const char **value)
{
  if (!require (reader, group, key, value))
    return FALSE;
  return banco_http_uri_is_allowed (*value) ||
         refuse (reader, group, key,
                 _ ("“%s” is not allowed; use an https address (http only for this computer)"),
                 *value);
}

static gboolean
read_boolean (Reader *reader, const char *group, const char *key, gboolean *value)
{
  const char *text = text_of (reader, group, key);

  *value = g_strcmp0 (text, "true") == 0;
  return text == NULL || *value || g_str_equal (text, "false") ||
         refuse (reader, group, key, _ ("“%s” is not allowed; use true or false"), text);
}

static const char *const *
read_list (Reader *reader, const char *group, const char *key)
{
  const char *text = text_of (reader, group, key);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ";", -1);
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (g_strstrip (words[i])[0] != '\0')
      g_ptr_array_add (list, own (reader, g_strdup (words[i])));
  g_ptr_array_add (list, NULL);
  return own (reader, g_ptr_array_free (list, FALSE));
}

static char *
resolve (Reader *reader, const char *path)
{
  return own (reader, path != NULL ? g_canonicalize_filename (path, reader->folder) : NULL);
}

/* Nullable, but never for a file that is not there: the system's certificates would take its place.
 */
static gboolean
read_ca_file (Reader *reader, const char *group, const char **path)
{
  *path = resolve (reader, text_of (reader, group, "CaFile"));
  return *path == NULL || g_access (*path, R_OK) == 0 ||
         refuse (reader, group, "CaFile",
                 _ ("“%s” cannot be read; name a file of certificates (PEM)"), *path);
}

static gboolean
is_identifier (const char *text)
{
  return text[0] != '\0' &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen (text);
}

static gboolean
check_keys (Reader *reader, const char *group, const char *const *allowed)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reader->file, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++) {
    g_autoptr (GError) trouble = NULL;
    g_autofree char *value = g_key_file_get_string (reader->file, group, keys[i], &trouble);

    if (!g_strv_contains (allowed, keys[i]))
      warn (reader, group, keys[i], _ ("is not known and is ignored"));
    else if (trouble != NULL)
      return refuse (reader, group, keys[i], _ ("cannot be read; a backslash is written “\\\\”"));
  }
  return TRUE;
}

static gboolean
read_head (Reader *reader)
{
  BancoFederation *federation = &reader->data->public;
  const char *format, *id, *name;

  if (!check_keys (reader, "Federation", federation_keys) ||
      !require (reader, "Federation", "Format", &format) ||
      !require (reader, "Federation", "Id", &id) || !require (reader, "Federation", "Name", &name))
    return FALSE;
  if (!g_str_equal (format, "1"))
    return refuse (reader, "Federation", "Format", _ ("“%s” is not allowed; use 1"), format);
  if (!is_identifier (id))
    return refuse (reader, "Federation", "Id", _ ("“%s” is not allowed; use letters, digits and -"),
                   id);
  federation->id = (char *) id;
  federation->name = (char *) name;
  return TRUE;
}

static gboolean
read_issuer (Reader *reader, const char *group, const char *id)
{
  BancoIssuerSetup issuer = { .id = id };
  const char *days = text_of (reader, group, "SessionDays");
  guint64 session_days = 0;

  if (!check_keys (reader, group, issuer_keys) ||
      !require_address (reader, group, "Url", &issuer.url) ||
      !read_ca_file (reader, group, &issuer.ca_file) ||
      !read_boolean (reader, group, "Temporary", &issuer.temporary))
    return FALSE;
  if (days != NULL && !banco_number_parse (days, 1, 3650, &session_days))
    return refuse (reader, group, "SessionDays",
                   _ ("“%s” is not allowed; use a number from 1 to 3650"), days);
  if (g_key_file_has_key (reader->file, group, "RegistrationUrl", NULL) &&
      !require_address (reader, group, "RegistrationUrl", &issuer.registration_url))
    return FALSE;
  issuer.session_days = (guint) session_days;
  issuer.name = text_of (reader, group, "Name");
  issuer.name = issuer.name != NULL ? issuer.name : id;
  issuer.admin_groups = read_list (reader, group, "AdminGroups");
  issuer.client_id = text_of (reader, group, "ClientId");
  g_array_append_val (reader->issuers, issuer);
  return TRUE;
}

static gboolean
read_source (Reader *reader, const char *group, const char *id)
{
  BancoSourceSetup source = { .id = id };
  const char *access = text_of (reader, group, "Access");

  if (!check_keys (reader, group, knowledge_keys) || !require (reader, group, "Kind", &source.kind))
    return FALSE;
  if (g_str_equal (id, STARTER))
    return refuse (reader, group, "id",
                   _ ("“%s” is the library that comes with Banco; use another"), id);
  if (g_str_equal (source.kind, "git")) {
    warn (reader, group, "Kind", _ ("is for a later version and is passed over"));
    return TRUE;
  }
  source.dimensions = resolve (reader, text_of (reader, group, "Dimensions"));
  if (g_str_equal (source.kind, "folder")) {
    const char *path;

    if (!require (reader, group, "Path", &path))
      return FALSE;
    source.path = resolve (reader, path);
  } else if (g_str_equal (source.kind, "confluence")) {
    if (!require_address (reader, group, "Url", &source.url) ||
        !require (reader, group, "Space", &source.space))
      return FALSE;
    if (access != NULL && !g_str_equal (access, "anonymous") && !g_str_equal (access, "pat"))
      return refuse (reader, group, "Access", _ ("“%s” is not allowed; use anonymous or pat"),
                     access);
  } else {
    return refuse (reader, group, "Kind", _ ("“%s” is not allowed; use confluence or folder"),
                   source.kind);
  }
  g_array_append_val (reader->sources, source);
  return TRUE;
}

static gboolean
read_cloud (Reader *reader, const char *group, const char *id)
{
  BancoCloudSetup cloud = { .id = id };
  const char *const *issuers = read_list (reader, group, "Issuers");

  if (!check_keys (reader, group, cloud_keys) || !require (reader, group, "Kind", &cloud.kind))
    return FALSE;
  if (g_str_equal (cloud.kind, "orchestrator") || g_str_equal (cloud.kind, "jupyterhub")) {
    warn (reader, group, "Kind", _ ("is for a later version and is passed over"));
    return TRUE;
  }
  if (!g_str_equal (cloud.kind, "openstack"))
    return refuse (reader, group, "Kind", _ ("“%s” is not allowed; use openstack"), cloud.kind);
  if (!require_address (reader, group, "Url", &cloud.url) ||
      !require (reader, group, "IdentityProvider", &cloud.identity_provider) ||
      !require (reader, group, "Protocol", &cloud.protocol) ||
      !read_ca_file (reader, group, &cloud.ca_file))
    return FALSE;
  if (issuers[0] == NULL)
    return refuse (reader, group, "Issuers", _ ("is missing; name an issuer of this file"));
  g_array_append_val (reader->clouds, cloud);
  g_ptr_array_add (reader->cloud_issuers, (gpointer) issuers);
  return TRUE;
}

static gboolean
read_group (Reader *reader, const char *group)
{
  const struct {
    const char *prefix;
    gboolean (*read) (Reader *reader, const char *group, const char *id);
  } kinds[] = {
    { "Issuer ", read_issuer },
    { "Knowledge ", read_source },
    { "Cloud ", read_cloud },
  };

  if (g_str_equal (group, "Federation"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (group, kinds[i].prefix)) {
      const char *id = group + strlen (kinds[i].prefix);

      if (!is_identifier (id))
        return refuse (reader, group, "id", _ ("“%s” is not allowed; use letters, digits and -"),
                       id);
      return kinds[i].read (reader, group, own (reader, g_strdup (id)));
    }
  for (guint i = 0; reserved[i] != NULL; i++)
    if (g_str_has_prefix (group, reserved[i]))
      return TRUE;
  warn (reader, group, NULL, _ ("is not known and is ignored"));
  return TRUE;
}

static gboolean
check_issuers (Reader *reader)
{
  if (reader->issuers->len == 0)
    return refuse (reader, "Issuer", "Url", _ ("at least one issuer is needed"));
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

        return refuse (reader, group, "Issuers", _ ("“%s” is not an issuer of this file"),
                       names[j]);
      }
    }
  }
  return TRUE;
}

static gboolean
read_all (Reader *reader)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->file, NULL);

  if (!read_head (reader))
    return FALSE;
  for (guint i = 0; groups[i] != NULL; i++)
    if (!read_group (reader, groups[i]))
      return FALSE;
  return check_issuers (reader);
}

static void
add_host (Reader *reader, GPtrArray *hosts, const char *uri)
{
  char *host = uri != NULL ? own (reader, banco_http_dup_host (uri)) : NULL;

  if (host != NULL && !g_ptr_array_find_with_equal_func (hosts, host, g_str_equal, NULL))
    g_ptr_array_add (hosts, host);
}

/* Where the tokens of @issuer go besides: to each cloud that takes them. */
static const char *const *
list_hosts (Reader *reader, const BancoIssuerSetup *issuer)
{
  GPtrArray *hosts = g_ptr_array_new ();

  add_host (reader, hosts, issuer->registration_url);
  for (guint i = 0; i < reader->clouds->len; i++)
    if (g_strv_contains (reader->cloud_issuers->pdata[i], issuer->id))
      add_host (reader, hosts, g_array_index (reader->clouds, BancoCloudSetup, i).url);
  g_ptr_array_add (hosts, NULL);
  return own (reader, g_ptr_array_free (hosts, FALSE));
}

/* What vouches for those clouds in place of the system's certificates. */
static const char *const *
list_cloud_ca_files (Reader *reader, const BancoIssuerSetup *issuer)
{
  GPtrArray *files = g_ptr_array_new ();

  for (guint i = 0; i < reader->clouds->len; i++) {
    const BancoCloudSetup *cloud = &g_array_index (reader->clouds, BancoCloudSetup, i);

    if (cloud->ca_file == NULL || !g_strv_contains (reader->cloud_issuers->pdata[i], issuer->id))
      continue;
    g_ptr_array_add (files, own (reader, banco_http_dup_host (cloud->url)));
    g_ptr_array_add (files, (gpointer) cloud->ca_file);
  }
  g_ptr_array_add (files, NULL);
  return own (reader, g_ptr_array_free (files, FALSE));
}

/* A file that an administrator put there needs no agreement; for one that the user installed, see
 * BANCO_AGREEMENT_KEPT. */
static void
set_agreements (Reader *reader, BancoFederationOrigin origin)
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
hand_over (Reader *reader)
{
  BancoFederation *federation = &reader->data->public;

  reader->data->text = own (reader, g_steal_pointer (&reader->text));
  federation->path = own (reader, g_strdup (reader->path));
  federation->origin = banco_federation_origin_of (reader->path);
  set_agreements (reader, federation->origin);
  federation->n_issuers = reader->issuers->len;
  federation->issuers = own (reader, g_array_steal (reader->issuers, NULL));
  federation->n_sources = reader->sources->len;
  federation->sources = own (reader, g_array_steal (reader->sources, NULL));
  federation->n_clouds = reader->clouds->len;
  federation->clouds = own (reader, g_array_steal (reader->clouds, NULL));
  federation->cloud_issuers = own (reader, g_ptr_array_steal (reader->cloud_issuers, NULL));
  for (guint i = 0; i < reader->warnings->len; i++)
    own (reader, reader->warnings->pdata[i]);
  g_ptr_array_add (reader->warnings, NULL);
  federation->warnings = own (reader, g_ptr_array_steal (reader->warnings, NULL));
}

static BancoFederation *
parse_text (Reader *reader)
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
  Reader reader = { .path = path, .folder = folder, .file = file, .error = error };
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
