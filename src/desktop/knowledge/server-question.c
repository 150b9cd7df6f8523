/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/server-question.h"

#include "desktop/open-uri.h"
#include "desktop/question.h"

#include <glib/gi18n.h>

static void
browser_answered (gpointer page, gboolean agreed, gpointer address)
{
  if (agreed)
    banco_open_uri (page, address, NULL, NULL);
}

/* The address that is shown has no token, and leads to a page of the user's own that has it. */
void
banco_server_question_ask (BancoPage *page, const BancoBrought *result)
{
  g_autofree char *link =
    g_markup_printf_escaped ("<a href=\"%s\">%s</a>", result->page, result->address);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_markup (GTK_LABEL (label), link);
  banco_question_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                      &(BancoQuestionPlan){
                        .heading = _ ("The Notebook Is Open in Jupyter"),
                        .body = _ ("It runs on the machine, and goes on there. Its address on "
                                   "this computer works while Banco is open."),
                        .agree = _ ("Open in Browser"),
                        .keep = _ ("Close"),
                        .is_gain = TRUE,
                        .detail = label,
                        .owner = G_OBJECT (page),
                        .data = g_strdup (result->page),
                        .forget = g_free,
                        .answered = browser_answered,
                      });
}
