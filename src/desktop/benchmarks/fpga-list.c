/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/fpga-list.h"

#include <glib/gi18n.h>

struct _BancoFpgaList {
  AdwBin parent_instance;
  AdwPreferencesGroup *group; /* NULL before anything was shown */
};

G_DEFINE_FINAL_TYPE (BancoFpgaList, banco_fpga_list, ADW_TYPE_BIN)

static GtkWidget *
new_row (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

static guint
add_cards (BancoFpgaList *self, BancoResult *result)
{
  const GPtrArray *cards = banco_result_get_fpgas (result);

  for (guint i = 0; i < cards->len; i++) {
    g_autofree char *text = banco_fpga_describe (cards->pdata[i]);

    adw_preferences_group_add (self->group, new_row (banco_result_get_place_label (result), text));
  }
  return cards->len;
}

static void
add_topics (BancoFpgaList *self)
{
  const char *const *topics = banco_fpga_list_topics ();
  GtkWidget *row = new_row (_ ("How They Are Used"), _ ("What the library knows of it."));

  for (; *topics != NULL; topics++) {
    GtkWidget *button = gtk_button_new_with_label (*topics);
    g_autofree char *location = g_strconcat ("?", *topics, NULL);

    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (button, "flat");
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.read");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", location);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  }
  adw_preferences_group_add (self->group, row);
}

static void
banco_fpga_list_class_init (BancoFpgaListClass *klass)
{
}

static void
banco_fpga_list_init (BancoFpgaList *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
banco_fpga_list_show (BancoFpgaList *self, BancoResults *results, const char *const *ids)
{
  guint n = 0;

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("FPGA Cards"));
  adw_preferences_group_set_description (
    self->group, _ ("They run designs made for them, so their speed is not compared."));
  for (; *ids != NULL; ids++) {
    BancoResult *result = banco_results_find (results, *ids);

    if (result != NULL)
      n += add_cards (self, result);
  }
  add_topics (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}
