/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/facet-bar.h"

#include "desktop/chosen.h"
#include "desktop/tab-stop.h"

#include <glib/gi18n.h>

#define SCROLL_STEP 60 /* for one turn of a wheel */

struct _BancoFacetBar {
  AdwBin parent_instance;
  GtkWidget *scroller;
  GtkWidget *chips;
  GtkWidget *caption;
  GHashTable *by_name; /* display name → GtkToggleButton, borrowed from chips */
  char **chosen;       /* display names */
};

G_DEFINE_FINAL_TYPE (BancoFacetBar, banco_facet_bar, ADW_TYPE_BIN)

enum {
  PROP_CHOSEN = 1,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

/* Takes @chosen. */
static void
set_chosen (BancoFacetBar *self, char **chosen)
{
  char **former = self->chosen;

  self->chosen = chosen;
  if (!g_strv_equal ((const char *const *) former, (const char *const *) chosen))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
  g_strfreev (former);
}

static GtkWidget *
add_chip (BancoFacetBar *self, const char *name)
{
  GtkWidget *chip = gtk_toggle_button_new_with_label ("");

  gtk_label_set_use_markup (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (chip))), TRUE);
  gtk_widget_add_css_class (chip, "chip");
  gtk_widget_add_css_class (chip, "caption");
  gtk_box_append (GTK_BOX (self->chips), chip);
  g_hash_table_insert (self->by_name, g_strdup (name), chip);
  banco_chosen_bind (self, chip, name);
  return chip;
}

/* Whether it is shown: while it is chosen it can be taken back. */
static gboolean
set_count (GtkWidget *chip, const char *name, guint count)
{
  g_autofree char *shown = banco_visible_line (name);
  g_autofree char *text =
    g_markup_printf_escaped ("%s <span alpha=\"55%%\">%u</span>", shown, count);
  gboolean shown_at_all = count > 0 || gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (chip));
  g_autofree char *spoken = g_strdup_printf ("%s %u", shown, count);

  /* A button says its label to assistive technology, which here is markup: so this comes after. */
  gtk_button_set_label (GTK_BUTTON (chip), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_visible (chip, shown_at_all);
  return shown_at_all;
}

static void
banco_facet_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    g_value_set_boxed (value, BANCO_FACET_BAR (object)->chosen);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_facet_bar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHOSEN)
    set_chosen (BANCO_FACET_BAR (object), g_value_dup_boxed (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_facet_bar_finalize (GObject *object)
{
  g_strfreev (BANCO_FACET_BAR (object)->chosen);
  G_OBJECT_CLASS (banco_facet_bar_parent_class)->finalize (object);
}

static void
banco_facet_bar_dispose (GObject *object)
{
  BancoFacetBar *self = BANCO_FACET_BAR (object);

  g_clear_pointer (&self->by_name, g_hash_table_unref);
  G_OBJECT_CLASS (banco_facet_bar_parent_class)->dispose (object);
}

static void
banco_facet_bar_class_init (BancoFacetBarClass *klass)
{
  G_OBJECT_CLASS (klass)->get_property = banco_facet_bar_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_facet_bar_set_property;
  G_OBJECT_CLASS (klass)->dispose = banco_facet_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = banco_facet_bar_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  properties[PROP_CHOSEN] =
    g_param_spec_boxed ("chosen", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

/* A wheel turns up and down; there is only one way to go here. */
static gboolean
wheel_turned (BancoFacetBar *self, double dx, double dy)
{
  GtkAdjustment *across =
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  gtk_adjustment_set_value (across, gtk_adjustment_get_value (across) + (dx + dy) * SCROLL_STEP);
  return GDK_EVENT_STOP;
}

static void
banco_facet_bar_init (BancoFacetBar *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *stop = g_object_new (BANCO_TYPE_TAB_STOP, "hexpand", TRUE, NULL);
  GtkEventController *wheel =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->chosen = g_new0 (char *, 1);
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->caption = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_add_css_class (self->caption, "dim-label");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->chips);
  /* Captured: the scroller takes what it has no use for. A turn is no property. */
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_object (wheel, "scroll", G_CALLBACK (wheel_turned), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->scroller, wheel);
  adw_bin_set_child (ADW_BIN (stop), self->scroller);
  gtk_widget_add_css_class (line, "chips");
  gtk_box_append (GTK_BOX (line), self->caption);
  gtk_box_append (GTK_BOX (line), stop);
  adw_bin_set_child (ADW_BIN (self), line);
}

GtkWidget *
banco_facet_bar_new (const char *name)
{
  BancoFacetBar *self = g_object_new (BANCO_TYPE_FACET_BAR, NULL);

  gtk_label_set_label (GTK_LABEL (self->caption), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return GTK_WIDGET (self);
}

void
banco_facet_bar_set_facets (BancoFacetBar *self, const GPtrArray *facets, guint most)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name, chip;
  gboolean any = FALSE;

  for (guint i = 0; i < facets->len; i++) {
    const BancoFacet *facet = facets->pdata[i];

    g_hash_table_insert (counts, facet->name, GUINT_TO_POINTER (facet->count));
    if (!g_hash_table_contains (self->by_name, facet->name) && i < most)
      add_chip (self, facet->name);
  }
  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, &name, &chip))
    any = set_count (chip, name, GPOINTER_TO_UINT (g_hash_table_lookup (counts, name))) || any;
  /* A name alone says nothing. */
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

char **
banco_facet_bar_dup_chosen (BancoFacetBar *self)
{
  return self->chosen[0] != NULL ? g_strdupv (self->chosen) : NULL;
}

void
banco_facet_bar_clear (BancoFacetBar *self)
{
  set_chosen (self, g_new0 (char *, 1));
}

void
banco_facet_bar_choose (BancoFacetBar *self, const char *name)
{
  GtkToggleButton *chip = g_hash_table_lookup (self->by_name, name);

  if (chip)
    gtk_toggle_button_set_active (chip, TRUE);
}
