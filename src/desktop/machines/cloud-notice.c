/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/cloud-notice.h"

#include "desktop/minute-clock.h"
#include "desktop/words.h"
#include "workspace/workspace.h"

#include <glib/gi18n.h>

struct _BancoCloudNotice {
  GtkListBoxRow parent_instance;
  BancoCloud *cloud;
};

G_DEFINE_FINAL_TYPE (BancoCloudNotice, banco_cloud_notice, GTK_TYPE_LIST_BOX_ROW)

enum {
  PROP_CLOUD = 1,
};

/* What cloud-notice.ui calls. */

static char *
words (BancoCloudNotice *self,
       const char *id,
       const GError *error,
       guint state,
       gint64 refreshed,
       gint64 now)
{
  g_autofree char *ago = banco_words_ago (refreshed, now);
  g_autofree char *reason = error != NULL ? banco_words_sentence (error->message) : NULL;
  g_autofree char *what = NULL;

  if (error == NULL || state == BANCO_CLOUD_UNREACHABLE)
    what =
      banco_visible_printf (refreshed != 0 ? _ ("%s does not answer; its machines are as of %s.")
                                           : _ ("%s does not answer; its machines are not known."),
                            id, ago);
  else
    what = banco_visible_printf (refreshed != 0 ? _ ("The machines of %s are as of %s.")
                                                : _ ("The machines of %s are not known."),
                                 id, ago);
  return reason != NULL ? g_strconcat (what, " ", reason, NULL) : g_steal_pointer (&what);
}

/* @error is read from the cloud, and notifies of it. */
static gboolean
is_in_trouble (BancoCloudNotice *self, const GError *error, gboolean late)
{
  return late || banco_workspace_find_trouble (BANCO_REFRESH_SOURCE (self->cloud)) != NULL;
}

static const BancoRemedy *
find_remedy (BancoCloudNotice *self)
{
  const GError *error = banco_workspace_find_trouble (BANCO_REFRESH_SOURCE (self->cloud));

  return error != NULL ? banco_remedy_for_error (error) : NULL;
}

static gboolean
has_remedy (BancoCloudNotice *self, const GError *error)
{
  const BancoRemedy *remedy = find_remedy (self);

  return remedy != NULL && remedy->button != NULL;
}

static char *
remedy_label (BancoCloudNotice *self, const GError *error)
{
  return has_remedy (self, error) ? g_strdup (_ (find_remedy (self)->button)) : NULL;
}

static char *
remedy_action (BancoCloudNotice *self, const GError *error)
{
  return has_remedy (self, error) ? g_strdup (find_remedy (self)->action) : NULL;
}

static void
banco_cloud_notice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BANCO_CLOUD_NOTICE (object)->cloud);
}

static void
banco_cloud_notice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BANCO_CLOUD_NOTICE (object)->cloud = g_value_dup_object (value);
}

static void
banco_cloud_notice_dispose (GObject *object)
{
  g_clear_object (&BANCO_CLOUD_NOTICE (object)->cloud);
  G_OBJECT_CLASS (banco_cloud_notice_parent_class)->dispose (object);
}

static void
banco_cloud_notice_class_init (BancoCloudNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = banco_cloud_notice_dispose;
  object_class->get_property = banco_cloud_notice_get_property;
  object_class->set_property = banco_cloud_notice_set_property;
  g_object_class_install_property (
    object_class, PROP_CLOUD,
    g_param_spec_object ("cloud", NULL, NULL, BANCO_TYPE_CLOUD,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/cloud-notice.ui");
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, words);
  gtk_widget_class_bind_template_callback (widget_class, is_in_trouble);
  gtk_widget_class_bind_template_callback (widget_class, has_remedy);
  gtk_widget_class_bind_template_callback (widget_class, remedy_label);
  gtk_widget_class_bind_template_callback (widget_class, remedy_action);
}

static void
banco_cloud_notice_init (BancoCloudNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
banco_cloud_notice_new (BancoCloud *cloud)
{
  return g_object_new (BANCO_TYPE_CLOUD_NOTICE, "cloud", cloud, NULL);
}
