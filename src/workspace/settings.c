/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#define SCHEMA "it.infn.ml.Banco"

#define KEY_FEDERATION "federation"
#define KEY_WIDTH "window-width"
#define KEY_HEIGHT "window-height"
#define KEY_MAXIMIZED "window-maximized"
#define KEY_PAGE "page"
#define KEY_READER_VIEW "reader-view"
#define KEY_TERMINAL_ZOOM "terminal-zoom"
#define KEY_KEEP_TERMINALS "keep-terminals"
#define KEY_TERMINALS "terminals"
#define KEY_NOTES "notes"
#define MOST_NOTES 64

struct _BancoSettings {
  GObject parent_instance;
  GSettings *settings; /* NULL: the schema is not installed, so defaults hold */
};

G_DEFINE_FINAL_TYPE (BancoSettings, banco_settings, G_TYPE_OBJECT)

enum {
  PROP_READER_VIEW = 1,
  PROP_KEEP_TERMINALS,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
banco_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_READER_VIEW)
    g_value_set_boolean (value, banco_settings_get_reader_view (BANCO_SETTINGS (object)));
  else if (id == PROP_KEEP_TERMINALS)
    g_value_set_boolean (value, banco_settings_get_keep_terminals (BANCO_SETTINGS (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_READER_VIEW)
    banco_settings_set_reader_view (BANCO_SETTINGS (object), g_value_get_boolean (value));
  else if (id == PROP_KEEP_TERMINALS)
    banco_settings_set_keep_terminals (BANCO_SETTINGS (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_settings_finalize (GObject *object)
{
  BancoSettings *self = BANCO_SETTINGS (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (banco_settings_parent_class)->finalize (object);
}

static void
banco_settings_class_init (BancoSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_settings_finalize;
  G_OBJECT_CLASS (klass)->get_property = banco_settings_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_settings_set_property;
  properties[PROP_READER_VIEW] =
    g_param_spec_boolean ("reader-view", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_KEEP_TERMINALS] =
    g_param_spec_boolean ("keep-terminals", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

/* The compiled schema that belongs to this program comes first, wherever it was put. */
static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autofree char *folder = banco_paths_schemas ();
  g_autoptr (GSettingsSchemaSource) own =
    g_settings_schema_source_new_from_directory (folder, installed, TRUE, NULL);

  if (own != NULL)
    return g_settings_schema_source_lookup (own, SCHEMA, TRUE);
  return installed != NULL ? g_settings_schema_source_lookup (installed, SCHEMA, TRUE) : NULL;
}

static void
banco_settings_init (BancoSettings *self)
{
  g_autoptr (GSettingsSchema) schema = find_schema ();

  if (schema != NULL)
    self->settings = g_settings_new_full (schema, NULL, NULL);
}

BancoSettings *
banco_settings_new (void)
{
  return g_object_new (BANCO_TYPE_SETTINGS, NULL);
}

static gboolean
has (BancoSettings *self, const char *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (self->settings == NULL)
    return FALSE;
  g_object_get (self->settings, "settings-schema", &schema, NULL);
  return g_settings_schema_has_key (schema, key);
}

static char *
dup_text (BancoSettings *self, const char *key)
{
  g_autofree char *text = has (self, key) ? g_settings_get_string (self->settings, key) : NULL;

  return text != NULL && text[0] != '\0' ? g_steal_pointer (&text) : NULL;
}

char *
banco_settings_dup_federation (BancoSettings *self)
{
  return dup_text (self, KEY_FEDERATION);
}

void
banco_settings_set_federation (BancoSettings *self, const char *id)
{
  if (has (self, KEY_FEDERATION))
    g_settings_set_string (self->settings, KEY_FEDERATION, id);
}

void
banco_settings_get_window (BancoSettings *self, int *width, int *height, gboolean *maximized)
{
  *width = has (self, KEY_WIDTH) ? g_settings_get_int (self->settings, KEY_WIDTH) : 1100;
  *height = has (self, KEY_HEIGHT) ? g_settings_get_int (self->settings, KEY_HEIGHT) : 760;
  *maximized = has (self, KEY_MAXIMIZED) && g_settings_get_boolean (self->settings, KEY_MAXIMIZED);
}

void
banco_settings_set_window (BancoSettings *self, int width, int height, gboolean maximized)
{
  if (!has (self, KEY_WIDTH))
    return;
  g_settings_set_int (self->settings, KEY_WIDTH, width);
  g_settings_set_int (self->settings, KEY_HEIGHT, height);
  g_settings_set_boolean (self->settings, KEY_MAXIMIZED, maximized);
}

char *
banco_settings_dup_page (BancoSettings *self)
{
  return dup_text (self, KEY_PAGE);
}

void
banco_settings_set_page (BancoSettings *self, const char *page)
{
  if (has (self, KEY_PAGE))
    g_settings_set_string (self->settings, KEY_PAGE, page);
}

gboolean
banco_settings_get_reader_view (BancoSettings *self)
{
  return has (self, KEY_READER_VIEW) && g_settings_get_boolean (self->settings, KEY_READER_VIEW);
}

void
banco_settings_set_reader_view (BancoSettings *self, gboolean reader_view)
{
  if (!has (self, KEY_READER_VIEW) || banco_settings_get_reader_view (self) == reader_view)
    return;
  g_settings_set_boolean (self->settings, KEY_READER_VIEW, reader_view);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READER_VIEW]);
}

double
banco_settings_get_terminal_zoom (BancoSettings *self)
{
  return has (self, KEY_TERMINAL_ZOOM) ? g_settings_get_double (self->settings, KEY_TERMINAL_ZOOM)
                                       : 1.0;
}

void
banco_settings_set_terminal_zoom (BancoSettings *self, double zoom)
{
  if (has (self, KEY_TERMINAL_ZOOM))
    g_settings_set_double (self->settings, KEY_TERMINAL_ZOOM, zoom);
}

gboolean
banco_settings_get_keep_terminals (BancoSettings *self)
{
  return !has (self, KEY_KEEP_TERMINALS) ||
         g_settings_get_boolean (self->settings, KEY_KEEP_TERMINALS);
}

void
banco_settings_set_keep_terminals (BancoSettings *self, gboolean keep)
{
  if (!has (self, KEY_KEEP_TERMINALS) || banco_settings_get_keep_terminals (self) == keep)
    return;
  g_settings_set_boolean (self->settings, KEY_KEEP_TERMINALS, keep);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_TERMINALS]);
}

char **
banco_settings_dup_terminals (BancoSettings *self)
{
  return has (self, KEY_TERMINALS) ? g_settings_get_strv (self->settings, KEY_TERMINALS)
                                   : g_new0 (char *, 1);
}

void
banco_settings_set_terminals (BancoSettings *self, const char *const *terminals)
{
  if (has (self, KEY_TERMINALS))
    g_settings_set_strv (self->settings, KEY_TERMINALS, terminals);
}

gboolean
banco_settings_note_once (BancoSettings *self, const char *note)
{
  g_auto (GStrv) notes =
    has (self, KEY_NOTES) ? g_settings_get_strv (self->settings, KEY_NOTES) : g_new0 (char *, 1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint length = g_strv_length (notes);

  if (g_strv_contains ((const char *const *) notes, note))
    return FALSE;
  for (guint i = length >= MOST_NOTES ? length - MOST_NOTES + 1 : 0; i < length; i++)
    g_ptr_array_add (kept, notes[i]);
  g_ptr_array_add (kept, (gpointer) note);
  g_ptr_array_add (kept, NULL);
  if (has (self, KEY_NOTES))
    g_settings_set_strv (self->settings, KEY_NOTES, (const char *const *) kept->pdata);
  return TRUE;
}
