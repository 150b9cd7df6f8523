/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/banner.h"

#include "desktop/words.h"
#include "workspace/workspace.h"

#include <glib/gi18n.h>

struct _BancoBanner {
  AdwBin parent_instance;
  GtkRevealer *revealer;
  GtkLabel *label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (BancoBanner, banco_banner, ADW_TYPE_BIN)

static void
banco_banner_class_init (BancoBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/banner.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, BancoBanner, label);
  gtk_widget_class_bind_template_child (widget_class, BancoBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, banco_banner_hide);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
banco_banner_init (BancoBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
banco_banner_show_error (BancoBanner *self, const GError *error)
{
  const BancoRemedy *remedy = banco_remedy_for_error (error);
  g_autofree char *sentence = banco_words_sentence (error->message);

  banco_banner_show (self, sentence, remedy->button ? _ (remedy->button) : NULL, remedy->action);
}

void
banco_banner_show (BancoBanner *self, const char *text, const char *button, const char *action)
{
  gtk_label_set_label (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL && action != NULL);
  if (button != NULL && action != NULL) {
    gtk_button_set_label (self->button, button);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  }
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

void
banco_banner_hide (BancoBanner *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

void
banco_banner_hide_button (BancoBanner *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
}
