/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/federation-dialog.h"

#include "desktop/question.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>

#define ALL_SEEN 6

static const char *
kind_label (const char *kind)
{
  const struct {
    const char *kind;
    const char *label;
  } labels[] = {
    { "name", N_ ("Name") },     { "issuer", N_ ("Sign-in") }, { "wiki", N_ ("Wiki") },
    { "folder", N_ ("Folder") }, { "cloud", N_ ("Cloud") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].kind, kind))
      return _ (labels[i].label);
  return kind;
}

static const char *
change_label (const char *change)
{
  const struct {
    const char *change;
    const char *label;
  } labels[] = {
    { "added", N_ ("New") },
    { "changed", N_ ("Changed") },
    { "removed", N_ ("Removed") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].change, change))
      return _ (labels[i].label);
  return NULL;
}

static GtkWidget *
create_row (const BancoFederationChange *change)
{
  GtkWidget *row = adw_action_row_new ();
  const char *kind = kind_label (change->kind);
  const char *label = change_label (change->change);
  g_autofree char *title =
    change->id != NULL ? banco_visible_printf (_ ("%s “%s”"), kind, change->id) : g_strdup (kind);
  g_autofree char *value =
    change->value != NULL && label != NULL && change->before != NULL
      ? banco_visible_printf (_ ("%s\nuntil now: %s"), change->value, change->before)
      : banco_visible_line (change->value != NULL ? change->value : change->before);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (label != NULL) {
    GtkWidget *mark = gtk_label_new (label);

    gtk_widget_add_css_class (mark, "accent");
    gtk_widget_add_css_class (mark, "caption-heading");
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
  }
  return row;
}

/* The frame is the scroller's: it would cut the shadow of a list that has one of its own. */
static GtkWidget *
create_scroller (GtkWidget *list)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_list_box_set_show_separators (GTK_LIST_BOX (list), TRUE);
  gtk_widget_add_css_class (scroller, "card");
  gtk_widget_set_overflow (scroller, GTK_OVERFLOW_HIDDEN);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 400);
  return scroller;
}

/* A few rows are all seen at once. GTK 4.8 takes the height of a scroller from lines that do not
 * wrap, and hides the last rows. */
static GtkWidget *
create_rows (BancoFederation *federation, BancoFederation *installed)
{
  g_autoptr (GPtrArray) changes = banco_federation_compare (federation, installed);
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; i < changes->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), create_row (changes->pdata[i]));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  if (changes->len > ALL_SEEN)
    return create_scroller (list);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

void
banco_federation_dialog_show (GtkWindow *parent,
                              BancoFederation *federation,
                              GObject *owner,
                              void (*answered) (gpointer owner,
                                                gboolean agreed,
                                                gpointer federation))
{
  g_autoptr (BancoFederation) installed = banco_federation_find_installed (federation);
  gboolean is_own = federation->origin == BANCO_FEDERATION_OWN;
  g_autofree char *heading =
    banco_visible_printf (is_own              ? _ ("Use Your Sign-In of %s at These Hosts?")
                          : installed != NULL ? _ ("Change %s?")
                                              : _ ("Add %s?"),
                          installed != NULL ? installed->name : federation->name);

  banco_question_ask (
    parent,
    &(BancoQuestionPlan){
      .heading = heading,
      .body = _ (
        "Banco sends your sign-ins of this federation to the hosts below. Agree only if you trust "
        "them."),
      .agree = is_own              ? _ ("Agree")
               : installed != NULL ? _ ("Change")
                                   : _ ("Add"),
      .keep = _ ("Cancel"),
      .is_gain = installed == NULL,
      .detail = create_rows (federation, installed),
      .owner = owner,
      .data = banco_federation_ref (federation),
      .forget = (GDestroyNotify) banco_federation_unref,
      .answered = answered,
    });
}
