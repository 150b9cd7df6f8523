/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/question.h"

#include <glib/gi18n.h>

/* libadwaita 1.7 measures a dialog's own heading for less than it needs, and GTK 4.18 warns of that
 * each time: the heading is the beginning of the body. */
GtkWidget *
banco_question_new (GtkWindow *parent, const char *heading, const char *body)
{
  g_autofree char *text = g_markup_printf_escaped (
    "<span size=\"x-large\" weight=\"ultrabold\">%s</span>\n\n%s", heading, body);
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);

  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (g_application_get_default ()));
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  adw_message_dialog_set_body_use_markup (ADW_MESSAGE_DIALOG (dialog), TRUE);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), text);
  return dialog;
}

GtkWidget *
banco_question_ask (GtkWindow *parent, const char *heading, const char *body, const char *label)
{
  GtkWidget *dialog = banco_question_new (parent, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep It"), "close",
                                    label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}
