/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/quota-bars.h"

#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoQuotaBars {
  AdwBin parent_instance;
  GtkFlowBox *bars;
  GListModel *limits;
};

G_DEFINE_FINAL_TYPE (BancoQuotaBars, banco_quota_bars, ADW_TYPE_BIN)

static const struct {
  const char *resource;
  const char *name;
  gboolean memory;
} resources[] = {
  { "machines", N_ ("Machines"), FALSE },       { "vcpus", N_ ("vCPU"), FALSE },
  { "memory_mib", N_ ("Memory"), TRUE },        { "gpus", N_ ("GPU"), FALSE },
  { "volume_gib", N_ ("Volumes, GiB"), FALSE },
};

static char *
amount (gint64 value, gboolean memory)
{
  return memory && value ? banco_words_mebibytes ((guint64) value)
                         : g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static GtkWidget *
new_bar (BancoLimit *limit, const char *name, gboolean memory, gboolean several)
{
  gint64 used = banco_limit_get_used (limit);
  gint64 most = banco_limit_get_limit (limit);
  g_autofree char *is = amount (used, memory);
  g_autofree char *may = amount (most, memory);
  g_autofree char *title = several
                             ? banco_visible_printf ("%s (%s)", name, banco_limit_get_group (limit))
                             : g_strdup (name);
  g_autofree char *value = g_strdup_printf (_ ("%s of %s"), is, may);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, value);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *number = gtk_label_new (value);
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (line, "caption");
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), number);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 most > 0 ? CLAMP ((double) used / (double) most, 0, 1) : 0);
  if (used >= most)
    gtk_widget_add_css_class (bar, "full");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  return box;
}

static gboolean
several_groups (GListModel *limits)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (limits); i++) {
    g_autoptr (BancoLimit) limit = g_list_model_get_item (limits, i);

    if (first && g_strcmp0 (first, banco_limit_get_group (limit)) != 0)
      return TRUE;
    if (first == NULL)
      first = g_strdup (banco_limit_get_group (limit));
  }
  return FALSE;
}

static void
limits_changed (BancoQuotaBars *self)
{
  gboolean several = several_groups (self->limits);
  GtkFlowBoxChild *child;
  guint n = 0;

  while ((child = gtk_flow_box_get_child_at_index (self->bars, 0)))
    gtk_flow_box_remove (self->bars, GTK_WIDGET (child));
  for (guint i = 0; i < g_list_model_get_n_items (self->limits); i++) {
    g_autoptr (BancoLimit) limit = g_list_model_get_item (self->limits, i);

    for (guint k = 0; k < G_N_ELEMENTS (resources); k++)
      if (banco_limit_get_limit (limit) > 0 &&
          g_strcmp0 (banco_limit_get_resource (limit), resources[k].resource) == 0) {
        gtk_flow_box_append (self->bars,
                             new_bar (limit, _ (resources[k].name), resources[k].memory, several));
        n++;
      }
  }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
banco_quota_bars_dispose (GObject *object)
{
  g_clear_object (&BANCO_QUOTA_BARS (object)->limits);
  G_OBJECT_CLASS (banco_quota_bars_parent_class)->dispose (object);
}

static void
banco_quota_bars_class_init (BancoQuotaBarsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = banco_quota_bars_dispose;
}

static void
banco_quota_bars_init (BancoQuotaBars *self)
{
  self->bars = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->bars, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->bars, TRUE);
  gtk_flow_box_set_min_children_per_line (self->bars, 1);
  gtk_flow_box_set_max_children_per_line (self->bars, 4);
  gtk_flow_box_set_column_spacing (self->bars, 12);
  gtk_flow_box_set_row_spacing (self->bars, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is used"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->bars));
}

void
banco_quota_bars_set_limits (BancoQuotaBars *self, GListModel *limits)
{
  g_return_if_fail (self->limits == NULL);

  self->limits = g_object_ref (limits);
  g_signal_connect_object (limits, "items-changed", G_CALLBACK (limits_changed), self,
                           G_CONNECT_SWAPPED);
  limits_changed (self);
}
