/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/choices.h"

#include "desktop/benchmark-words.h"
#include "desktop/words.h"

#include <glib/gi18n.h>

#define FIRST_RESULTS 6 /* more on demand */

struct _BancoChoices {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  GHashTable *checked; /* ids */
  GtkSliceListModel *results;
  gboolean all; /* cards, not only what can be requested */

  GtkListBox *result_list;
  GtkWidget *all_results;
  GtkListBox *card_list;
  GtkWidget *all_cards;
};

G_DEFINE_FINAL_TYPE (BancoChoices, banco_choices, ADW_TYPE_BIN)

enum {
  CHANGED,
  REMOVE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static BancoResults *
get_results (BancoChoices *self)
{
  return banco_workspace_get_results (self->workspace);
}

static void
check_toggled (BancoChoices *self, GtkCheckButton *check)
{
  const char *id = g_object_get_data (G_OBJECT (check), "id");
  gboolean changed;

  if (gtk_check_button_get_active (check))
    changed = g_hash_table_add (self->checked, g_strdup (id));
  else
    changed = g_hash_table_remove (self->checked, id);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
new_row (BancoChoices *self, const char *id, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = g_strdup_printf ("%s, %s", title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  g_object_set_data_full (G_OBJECT (check), "id", g_strdup (id), g_free);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->checked, id));
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (check, "toggled", G_CALLBACK (check_toggled), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  /* Else the title would be said twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static void
delete_clicked (BancoChoices *self, GtkWidget *button)
{
  g_signal_emit (self, signals[REMOVE], 0, g_object_get_data (G_OBJECT (button), "result"));
}

static GtkWidget *
new_delete_button (BancoChoices *self, BancoResult *result)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *moment = banco_words_moment (banco_result_get_when (result));
  g_autofree char *name = g_strdup_printf (_ ("Delete the result of %s, %s"),
                                           banco_result_get_place_label (result), moment);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Delete"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "result", g_object_ref (result), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_clicked), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_warning (BancoResult *result)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *text = banco_benchmark_words_flags (banco_result_get_flags (result));

  gtk_widget_set_tooltip_text (icon, text);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return icon;
}

static GtkWidget *
create_result_row (gpointer item, gpointer data)
{
  BancoChoices *self = data;
  BancoResult *result = item;
  g_autofree char *ago = banco_words_ago (banco_result_get_when (result), banco_clock_now ());
  g_autofree char *moment = banco_words_moment (banco_result_get_when (result));
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", banco_result_get_device (result), ago);
  g_autofree char *title =
    banco_result_is_simulated (result)
      ? g_strdup_printf (_ ("%s (simulated)"), banco_result_get_place_label (result))
      : g_strdup (banco_result_get_place_label (result));
  GtkWidget *row = new_row (self, banco_result_get_id (result), title, subtitle);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_set_tooltip_text (row, moment);
  if (banco_result_get_flags (result)[0] != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_warning (result));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_delete_button (self, result));
  return row;
}

static void
add_cards (BancoChoices *self, gboolean requestable)
{
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);

  for (guint i = 0; i < cards->len; i++) {
    const BancoCard *card = cards->pdata[i];
    g_autofree char *memory = card->memory_gib > 0
                                ? banco_words_mebibytes ((guint64) card->memory_gib * 1024)
                                : g_strdup ("");

    if (card->requestable == requestable &&
        (requestable || self->all || g_hash_table_contains (self->checked, card->id)))
      gtk_list_box_append (self->card_list, new_row (self, card->id, card->name, memory));
  }
}

/* All of them, or only what can be requested and what is checked. */
static void
show_all_cards (BancoChoices *self)
{
  GtkListBoxRow *row;

  self->all = !self->all;
  while ((row = gtk_list_box_get_row_at_index (self->card_list, 0)) != NULL)
    gtk_list_box_remove (self->card_list, GTK_WIDGET (row));
  add_cards (self, TRUE);
  add_cards (self, FALSE);
  gtk_button_set_label (GTK_BUTTON (self->all_cards),
                        self->all ? _ ("Only What Can Be Requested") : _ ("Show All Cards"));
}

static void
show_all_results (BancoChoices *self)
{
  gtk_slice_list_model_set_size (self->results, G_MAXUINT);
  gtk_widget_set_visible (self->all_results, FALSE);
}

static void
results_changed (BancoChoices *self)
{
  GListModel *results = G_LIST_MODEL (get_results (self));
  guint n = g_list_model_get_n_items (results);
  GHashTableIter iter;
  gpointer id;
  gboolean changed = FALSE;

  gtk_widget_set_visible (self->all_results, n > gtk_slice_list_model_get_size (self->results));
  g_hash_table_iter_init (&iter, self->checked);
  while (g_hash_table_iter_next (&iter, &id, NULL)) {
    gboolean is_card = FALSE;
    const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);

    for (guint i = 0; i < cards->len && !is_card; i++)
      is_card = g_str_equal (((const BancoCard *) cards->pdata[i])->id, id);
    if (is_card || banco_results_find (get_results (self), id) != NULL)
      continue;
    g_hash_table_iter_remove (&iter);
    changed = TRUE;
  }
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
check_defaults (BancoChoices *self)
{
  GListModel *results = G_LIST_MODEL (get_results (self));
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (results, i);

    if (g_hash_table_add (places, (gpointer) banco_result_get_place (result)))
      g_hash_table_add (self->checked, g_strdup (banco_result_get_id (result)));
  }
  for (guint i = 0; i < cards->len; i++) {
    const BancoCard *card = cards->pdata[i];

    if (card->requestable) {
      g_hash_table_add (self->checked, g_strdup (card->id));
      return;
    }
  }
}

static void
show_checked (BancoChoices *self, GtkListBox *list)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++) {
    GtkCheckButton *check = g_object_get_data (G_OBJECT (row), "check");

    gtk_check_button_set_active (
      check, g_hash_table_contains (self->checked, g_object_get_data (G_OBJECT (check), "id")));
  }
}

static void
banco_choices_finalize (GObject *object)
{
  BancoChoices *self = BANCO_CHOICES (object);

  g_clear_object (&self->results);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->checked, g_hash_table_unref);
  G_OBJECT_CLASS (banco_choices_parent_class)->finalize (object);
}

static void
banco_choices_class_init (BancoChoicesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_choices_finalize;
  signals[CHANGED] = g_signal_new ("changed", BANCO_TYPE_CHOICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[REMOVE] = g_signal_new ("remove", BANCO_TYPE_CHOICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, BANCO_TYPE_RESULT);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/choices.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, result_list);
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, all_results);
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, card_list);
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, all_cards);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cards);
  gtk_widget_class_bind_template_callback (widget_class, show_all_results);
}

static void
banco_choices_init (BancoChoices *self)
{
  self->checked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
banco_choices_set_workspace (BancoChoices *self, BancoWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->results =
    gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (get_results (self))), 0, FIRST_RESULTS);
  check_defaults (self);
  gtk_list_box_bind_model (self->result_list, G_LIST_MODEL (self->results), create_result_row, self,
                           NULL);
  add_cards (self, TRUE);
  g_signal_connect_object (get_results (self), "items-changed", G_CALLBACK (results_changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  results_changed (self);
}

void
banco_choices_choose (BancoChoices *self, BancoResult *chosen)
{
  GListModel *results = G_LIST_MODEL (get_results (self));

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (results, i);

    if (g_str_equal (banco_result_get_place (result), banco_result_get_place (chosen)))
      g_hash_table_remove (self->checked, banco_result_get_id (result));
  }
  g_hash_table_add (self->checked, g_strdup (banco_result_get_id (chosen)));
  show_checked (self, self->result_list);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
banco_choices_choose_only (BancoChoices *self, const char *const *ids)
{
  g_hash_table_remove_all (self->checked);
  for (; *ids != NULL; ids++)
    g_hash_table_add (self->checked, g_strdup (*ids));
  show_all_results (self);
  show_checked (self, self->result_list);
  show_checked (self, self->card_list);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_here (BancoResult *result)
{
  return g_str_equal (banco_result_get_place (result), "here");
}

static gboolean
is_true (BancoResult *result)
{
  return !is_here (result) && !banco_result_is_simulated (result);
}

static gboolean
is_simulated (BancoResult *result)
{
  return !is_here (result) && banco_result_is_simulated (result);
}

static void
add_results (BancoChoices *self, GStrvBuilder *ids, gboolean (*belongs) (BancoResult *result))
{
  GListModel *results = G_LIST_MODEL (get_results (self));

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (results, i);

    if (belongs (result) && g_hash_table_contains (self->checked, banco_result_get_id (result)))
      g_strv_builder_add (ids, banco_result_get_id (result));
  }
}

char **
banco_choices_dup_ids (BancoChoices *self)
{
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  add_results (self, ids, is_here);
  add_results (self, ids, is_true);
  for (guint i = 0; i < cards->len; i++) {
    const BancoCard *card = cards->pdata[i];

    if (g_hash_table_contains (self->checked, card->id))
      g_strv_builder_add (ids, card->id);
  }
  /* What is simulated tells nothing about a GPU, so it does not come first. */
  add_results (self, ids, is_simulated);
  return g_strv_builder_end (ids);
}
