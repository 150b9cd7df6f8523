/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/screen-reader.h"

/* The version of GTK 4 by which WebKit puts its pages into the tree of assistive technology. */
#define FIRST_WITH_PAGES 14

struct _BancoScreenReader {
  GObject parent_instance;
  GDBusProxy *status; /* of assistive technology; NULL: not known, or not needed */
  gboolean needs_text;
};

G_DEFINE_FINAL_TYPE (BancoScreenReader, banco_screen_reader, G_TYPE_OBJECT)

enum {
  PROP_NEEDS_TEXT = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
status_changed (BancoScreenReader *self)
{
  g_autoptr (GVariant) enabled =
    g_dbus_proxy_get_cached_property (self->status, "ScreenReaderEnabled");
  gboolean runs = enabled != NULL && g_variant_is_of_type (enabled, G_VARIANT_TYPE_BOOLEAN) &&
                  g_variant_get_boolean (enabled);

  if (self->needs_text == runs)
    return;
  self->needs_text = runs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS_TEXT]);
}

static void
status_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BancoScreenReader) self = data;

  self->status = g_dbus_proxy_new_for_bus_finish (result, NULL);
  if (self->status == NULL)
    return;
  /* What is on a bus is no property of an object here. */
  g_signal_connect_object (self->status, "g-properties-changed", G_CALLBACK (status_changed), self,
                           G_CONNECT_SWAPPED);
  status_changed (self);
}

static void
banco_screen_reader_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, BANCO_SCREEN_READER (object)->needs_text);
}

static void
banco_screen_reader_dispose (GObject *object)
{
  g_clear_object (&BANCO_SCREEN_READER (object)->status);
  G_OBJECT_CLASS (banco_screen_reader_parent_class)->dispose (object);
}

static void
banco_screen_reader_class_init (BancoScreenReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = banco_screen_reader_get_property;
  object_class->dispose = banco_screen_reader_dispose;
  properties[PROP_NEEDS_TEXT] = g_param_spec_boolean ("needs-text", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
banco_screen_reader_init (BancoScreenReader *self)
{
  if (gtk_get_minor_version () < FIRST_WITH_PAGES)
    g_dbus_proxy_new_for_bus (G_BUS_TYPE_SESSION, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL,
                              "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status", NULL,
                              status_found, g_object_ref (self));
}

BancoScreenReader *
banco_screen_reader_new (void)
{
  return g_object_new (BANCO_TYPE_SCREEN_READER, NULL);
}
