/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/quota-bars.h"

#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoQuotaBars {
  AdwBin parent_instance;
  GtkFlowBox *bars;
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

static const char *
find_name (BancoLimit *limit, gboolean *memory)
{
  for (guint i = 0; i < G_N_ELEMENTS (resources); i++)
    if (g_strcmp0 (banco_limit_get_resource (limit), resources[i].resource) == 0) {
      *memory = resources[i].memory;
      return _ (resources[i].name);
    }
  return NULL;
}

static gboolean
has_bar (gpointer limit, gpointer data)
{
  gboolean memory;

  return banco_limit_get_limit (limit) > 0 && find_name (limit, &memory) != NULL;
}

static gboolean
has_several_groups (GListModel *limits)
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

/* The group is said where there are several. */
static gboolean
show_title (GBinding *binding, const GValue *from, GValue *to, gpointer limit)
{
  g_autoptr (GObject) limits = g_binding_dup_source (binding);
  gboolean memory;
  const char *name = find_name (limit, &memory);

  if (has_several_groups (G_LIST_MODEL (limits)))
    g_value_take_string (to, banco_visible_printf ("%s (%s)", name, banco_limit_get_group (limit)));
  else
    g_value_set_string (to, name);
  return TRUE;
}

static GtkWidget *
create_bar (gpointer limit, gpointer limits)
{
  gint64 used = banco_limit_get_used (limit);
  gint64 most = banco_limit_get_limit (limit);
  gboolean memory = find_name (limit, &memory) != NULL && memory;
  g_autofree char *is = amount (used, memory);
  g_autofree char *may = amount (most, memory);
  g_autofree char *value = g_strdup_printf (_ ("%s of %s"), is, may);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *number = gtk_label_new (value);
  GtkWidget *bar = gtk_progress_bar_new ();

  g_object_bind_property_full (limits, "n-items", label, "label", G_BINDING_SYNC_CREATE, show_title,
                               NULL, g_object_ref (limit), g_object_unref);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (number, "dim-label");
  gtk_widget_add_css_class (line, "caption");
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), number);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 CLAMP ((double) used / (double) most, 0, 1));
  if (used >= most)
    gtk_widget_add_css_class (bar, "full");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                  number, NULL, -1);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  /* No cell of a table. */
  return g_object_new (GTK_TYPE_FLOW_BOX_CHILD, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                       "child", box, NULL);
}

static void
banco_quota_bars_class_init (BancoQuotaBarsClass *klass)
{
}

static void
banco_quota_bars_init (BancoQuotaBars *self)
{
  /* Nothing in it is chosen: nothing for the keyboard to stop at. */
  self->bars = g_object_new (GTK_TYPE_FLOW_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                             "can-focus", FALSE, NULL);
  gtk_flow_box_set_selection_mode (self->bars, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->bars, TRUE);
  gtk_flow_box_set_min_children_per_line (self->bars, 1);
  gtk_flow_box_set_column_spacing (self->bars, 12);
  gtk_flow_box_set_row_spacing (self->bars, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is used"), -1);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->bars));
}

/* Rows that are full, or nearly: up to four bars in one, five and six in two. */
static gboolean
choose_columns (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  guint n = g_value_get_uint (from);

  g_value_set_uint (to, n <= 4 ? MAX (n, 1) : n <= 6 ? 3 : 4);
  return TRUE;
}

void
banco_quota_bars_set_limits (BancoQuotaBars *self, BancoKeyedList *limits)
{
  g_autoptr (GtkFilterListModel) shown = gtk_filter_list_model_new (
    g_object_ref (G_LIST_MODEL (limits)), GTK_FILTER (gtk_custom_filter_new (has_bar, NULL, NULL)));

  gtk_flow_box_bind_model (self->bars, G_LIST_MODEL (shown), create_bar, g_object_ref (limits),
                           g_object_unref);
  g_object_bind_property (shown, "n-items", self, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (shown, "n-items", self->bars, "max-children-per-line",
                               G_BINDING_SYNC_CREATE, choose_columns, NULL, NULL, NULL);
}
