/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/problem-report.h"

#include "benchmark/benchmark.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/federation.h"

#include <string.h>
#include <sys/utsname.h>

#define MOST_ERRORS 20
#define LARGEST_FILE 8192
/* What banco_report_note_error() writes; a line that is anything else stays out of a report. */
#define ERROR_LINE "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z [a-z]+ [0-9]+ [a-z-]+$"

static char *
errors_path (void)
{
  g_autofree char *folder = banco_paths_user_cache (NULL);

  return g_build_filename (folder, "errors", NULL);
}

/* Kinds of errors that were noted, oldest first; never NULL. */
static char **
read_errors (void)
{
  g_autofree char *path = errors_path ();
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  g_auto (GStrv) lines = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > LARGEST_FILE)
    return g_new0 (char *, 1);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_regex_match_simple (ERROR_LINE, lines[i], G_REGEX_DOLLAR_ENDONLY, 0))
      g_ptr_array_add (kept, g_strdup (lines[i]));
  g_ptr_array_add (kept, NULL);
  return (char **) g_ptr_array_steal (kept, NULL);
}

static const char *
room_of (GQuark domain)
{
  const struct {
    GQuark domain;
    const char *room;
  } rooms[] = {
    { BANCO_IDENTITY_ERROR, "identity" },   { BANCO_MACHINES_ERROR, "machines" },
    { BANCO_KNOWLEDGE_ERROR, "knowledge" }, { BANCO_BENCHMARK_ERROR, "benchmark" },
    { BANCO_HTTP_ERROR, "http" },           { BANCO_WORKSPACE_ERROR, "workspace" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rooms); i++)
    if (rooms[i].domain == domain)
      return rooms[i].room;
  return "other";
}

void
banco_report_note_error (const GError *error)
{
  g_autofree char *path = errors_path ();
  g_autofree char *now = banco_clock_format (banco_clock_now ());
  g_autofree char *line = g_strdup_printf ("%s %s %d %s", now, room_of (error->domain), error->code,
                                           banco_remedy_for_error (error)->code);
  g_auto (GStrv) before = read_errors ();
  guint length = g_strv_length (before);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = length >= MOST_ERRORS ? length - MOST_ERRORS + 1 : 0; i < length; i++)
    g_string_append_printf (text, "%s\n", before[i]);
  g_string_append_printf (text, "%s\n", line);
  g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_NONE, 0600,
                            NULL);
}

static gboolean
looks_like (const char *pattern, const char *text)
{
  return text != NULL && g_regex_match_simple (pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* A kernel that was built at home may carry a name. */
static char *
describe_system (void)
{
  g_autofree char *id = g_get_os_info (G_OS_INFO_KEY_ID);
  g_autofree char *release = g_get_os_info (G_OS_INFO_KEY_VERSION_ID);
  struct utsname names;
  g_autofree char *kernel = NULL;

  if (uname (&names) != 0)
    return g_strdup ("not known");
  kernel = g_strndup (names.release, strspn (names.release, "0123456789."));
  return g_strdup_printf ("%s %s, %s %s, %s", looks_like ("^[a-z]{1,20}$", id) ? id : "other",
                          looks_like ("^[0-9.]{1,10}$", release) ? release : "?", names.sysname,
                          kernel, names.machine);
}

/* The environment may hold anything: only words that are known. */
static const char *
find_known (const char *variable, const char *const *known)
{
  const char *value = g_getenv (variable);

  for (guint i = 0; value != NULL && known[i] != NULL; i++)
    if (strstr (value, known[i]) != NULL)
      return known[i];
  return value != NULL ? "other" : "none";
}

static char *
describe_desktop (void)
{
  static const char *const desktops[] = { "GNOME", "KDE",  "XFCE",  "MATE",   "Cinnamon", "Budgie",
                                          "LXQt",  "LXDE", "Unity", "COSMIC", "sway",     NULL };
  static const char *const sessions[] = { "wayland", "x11", "tty", NULL };
  const char *const *languages = g_get_language_names ();
  gboolean sandboxed = g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);

  return g_strdup_printf ("%s, %s, language %.2s%s", find_known ("XDG_CURRENT_DESKTOP", desktops),
                          find_known ("XDG_SESSION_TYPE", sessions),
                          looks_like ("^[a-z]{2}(_|$)", languages[0]) ? languages[0] : "C",
                          sandboxed ? ", Flatpak" : "");
}

/* A file may name any kind. */
static void
append_kind (GString *text, const char *kind, const BancoKind *(*get_kind) (guint position))
{
  const BancoKind *known;

  for (guint i = 0; (known = get_kind (i)) != NULL; i++)
    if (g_str_equal (known->name, kind)) {
      g_string_append_printf (text, " %s", known->name);
      return;
    }
  g_string_append (text, " unknown");
}

/* Only what comes with Banco is public. */
static char *
describe_federation (BancoFederation *self)
{
  static const char *const origins[] = { "a file", "added by the user", "of this system",
                                         "built in" };
  g_autoptr (GString) text = NULL;
  guint n_temporary = 0;

  if (self == NULL)
    return g_strdup ("none that can be used");
  text = g_string_new (origins[self->origin]);
  if (self->origin == BANCO_FEDERATION_BUILT_IN)
    g_string_append_printf (text, " (%s)", self->id);
  for (guint i = 0; i < self->n_issuers; i++)
    n_temporary += self->issuers[i].temporary;
  g_string_append_printf (text, "; issuers: %u, %u of them temporary; knowledge:", self->n_issuers,
                          n_temporary);
  for (guint i = 0; i < self->n_sources; i++)
    append_kind (text, self->sources[i].kind, banco_source_get_kind);
  g_string_append (text, "; clouds:");
  for (guint i = 0; i < self->n_clouds; i++)
    append_kind (text, self->clouds[i].kind, banco_provider_get_kind);
  if (self->warnings[0] != NULL)
    g_string_append_printf (text, "; warnings: %u", g_strv_length (self->warnings));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

BancoReport *
banco_report_new (BancoFederation *federation, const char *front_end)
{
  BancoReport *self = g_new0 (BancoReport, 1);
  g_autofree char *versions = banco_versions_dup ();

  self->version = g_strdup (BANCO_VERSION);
  self->libraries = g_strjoin (", ", versions, front_end, NULL);
  self->system = describe_system ();
  self->desktop = describe_desktop ();
  self->federation = describe_federation (federation);
  self->errors = read_errors ();
  return self;
}

void
banco_report_free (BancoReport *self)
{
  g_free (self->version);
  g_free (self->libraries);
  g_free (self->system);
  g_free (self->desktop);
  g_free (self->federation);
  g_strfreev (self->errors);
  g_free (self);
}

char *
banco_report_to_text (const BancoReport *self)
{
  g_autofree char *errors = g_strjoinv ("\n  ", self->errors);

  return g_strdup_printf ("Banco: %s\nLibraries: %s\nSystem: %s\nDesktop: %s\nFederation: %s\n"
                          "Last errors, oldest first:\n  %s\n",
                          self->version, self->libraries, self->system, self->desktop,
                          self->federation, self->errors[0] != NULL ? errors : "none");
}
