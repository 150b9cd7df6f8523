/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A question before something ends or is lost. */
#define BANCO_TYPE_QUESTION (banco_question_get_type ())
G_DECLARE_FINAL_TYPE (BancoQuestion, banco_question, BANCO, QUESTION, AdwMessageDialog)

typedef struct {
  const char *heading;
  const char *body;
  const char *agree; /* what the button does: "Delete" */
  const char *keep;  /* the other button; NULL: "Keep It" */
  const char *other; /* a third button, which activates @action there; NULL: none */
  const char *action;
  gboolean is_gain;      /* to agree is the usual answer; nothing is lost */
  GtkWidget *detail;     /* below the body, nullable */
  GObject *owner;        /* when it has gone, the answer is lost; not held */
  gpointer data;         /* taken */
  GDestroyNotify forget; /* frees @data, nullable */
  /* Called once. What is closed without an answer is kept. */
  void (*answered) (gpointer owner, gboolean agreed, gpointer data);
} BancoQuestionPlan;

/* Asks in front of @parent. Borrowed from GTK. */
GtkWidget *banco_question_ask (GtkWindow *parent, const BancoQuestionPlan *plan);

G_END_DECLS
