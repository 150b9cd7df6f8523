/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/question.h"

#include <glib/gi18n.h>

struct _BancoQuestion {
  AdwMessageDialog parent_instance;
  GWeakRef owner;
  gpointer data;
  GDestroyNotify forget;
  char *action; /* of the third button, nullable */
  void (*answered) (gpointer owner, gboolean agreed, gpointer data);
};

G_DEFINE_FINAL_TYPE (BancoQuestion, banco_question, ADW_TYPE_MESSAGE_DIALOG)

static void
banco_question_response (AdwMessageDialog *dialog, const char *response)
{
  BancoQuestion *self = BANCO_QUESTION (dialog);
  g_autoptr (GObject) owner = g_weak_ref_get (&self->owner);

  if (owner != NULL)
    self->answered (owner, g_str_equal (response, "close"), self->data);
  if (g_str_equal (response, "other"))
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                                self->action, NULL);
}

static void
banco_question_finalize (GObject *object)
{
  BancoQuestion *self = BANCO_QUESTION (object);

  g_weak_ref_clear (&self->owner);
  g_free (self->action);
  if (self->forget != NULL)
    self->forget (self->data);
  G_OBJECT_CLASS (banco_question_parent_class)->finalize (object);
}

static void
banco_question_class_init (BancoQuestionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = banco_question_finalize;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = banco_question_response;
}

static void
banco_question_init (BancoQuestion *self)
{
  g_weak_ref_init (&self->owner, NULL);
}

/* libadwaita 1.7 measures a dialog's own heading for less than it needs, and GTK 4.18 warns of that
 * each time: the heading is the beginning of the body. */
GtkWidget *
banco_question_ask (GtkWindow *parent, const BancoQuestionPlan *plan)
{
  g_autofree char *text = g_markup_printf_escaped (
    "<span size=\"x-large\" weight=\"ultrabold\">%s</span>\n\n%s", plan->heading, plan->body);
  BancoQuestion *self =
    g_object_new (BANCO_TYPE_QUESTION, "transient-for", parent, "application",
                  g_application_get_default (), "title", plan->heading, "body-use-markup", TRUE,
                  "body", text, "extra-child", plan->detail, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  g_weak_ref_set (&self->owner, plan->owner);
  self->data = plan->data;
  self->forget = plan->forget;
  self->answered = plan->answered;
  self->action = g_strdup (plan->action);
  adw_message_dialog_add_responses (dialog, "keep", plan->keep != NULL ? plan->keep : _ ("Keep It"),
                                    NULL);
  if (plan->other != NULL)
    adw_message_dialog_add_response (dialog, "other", plan->other);
  adw_message_dialog_add_response (dialog, "close", plan->agree);
  adw_message_dialog_set_response_appearance (
    dialog, "close", plan->is_gain ? ADW_RESPONSE_SUGGESTED : ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "keep");
  adw_message_dialog_set_default_response (dialog, "keep");
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WIDGET (self);
}
