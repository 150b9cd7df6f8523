/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/benchmarks/choices.h"

#include "desktop/benchmark-words.h"
#include "desktop/chosen.h"
#include "desktop/minute-clock.h"
#include "desktop/words.h"

#include <glib/gi18n.h>

#define FIRST_RESULTS 6 /* more on demand */

struct _BancoChoices {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  char **chosen; /* ids */
  GtkSliceListModel *results;
  gboolean all; /* cards, not only what can be requested */

  GtkListBox *result_list;
  GtkListBox *card_list;
  GtkWidget *all_cards;
};

G_DEFINE_FINAL_TYPE (BancoChoices, banco_choices, ADW_TYPE_BIN)

enum {
  PROP_CHOSEN = 1,
  PROP_RESULTS,
  PROP_N_RESULTS, /* written only: changes when a result comes or goes */
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static BancoResults *
get_results (BancoChoices *self)
{
  return banco_workspace_get_results (self->workspace);
}

static gboolean
is_chosen (BancoChoices *self, const char *id)
{
  return g_strv_contains ((const char *const *) self->chosen, id);
}

/* Takes @ids. */
static void
set_chosen (BancoChoices *self, char **ids)
{
  char **former = self->chosen;

  self->chosen = ids;
  if (!g_strv_equal ((const char *const *) former, (const char *const *) ids))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
  g_strfreev (former);
}

/* Assistive technology says it with the check button. */
static void
set_subtitle (GtkWidget *row, const char *subtitle)
{
  GtkAccessible *check = g_object_get_data (G_OBJECT (row), "check");
  g_autofree char *name =
    g_strdup_printf ("%s, %s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), subtitle);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_accessible_update_property (check, GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
new_row (BancoChoices *self, const char *id, const char *title)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  banco_chosen_bind (self, check, id);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  /* Else the title would be said twice. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  g_object_set_data (G_OBJECT (row), "check", check);
  return row;
}

static GtkWidget *
new_delete_button (BancoResult *result)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *moment = banco_words_moment (banco_result_get_when (result));
  g_autofree char *name = g_strdup_printf (_ ("Delete the result of %s, %s"),
                                           banco_result_get_place_label (result), moment);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Delete"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "benchmarks.remove");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", banco_result_get_id (result));
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

static gboolean
show_age (GBinding *binding, const GValue *now, GValue *age, gpointer data)
{
  BancoResult *result = data;
  g_autoptr (GObject) row = g_binding_dup_target (binding);
  g_autofree char *ago = banco_words_ago (banco_result_get_when (result), g_value_get_int64 (now));
  g_autofree char *subtitle = g_strdup_printf ("%s\n%s", banco_result_get_device (result), ago);

  set_subtitle (GTK_WIDGET (row), subtitle);
  g_value_set_string (age, subtitle);
  return TRUE;
}

static GtkWidget *
create_result_row (gpointer item, gpointer data)
{
  BancoChoices *self = data;
  BancoResult *result = item;
  g_autoptr (BancoMinuteClock) clock = banco_minute_clock_dup (NULL);
  g_autofree char *moment = banco_words_moment (banco_result_get_when (result));
  g_autofree char *title =
    banco_result_is_simulated (result)
      ? g_strdup_printf (_ ("%s (simulated)"), banco_result_get_place_label (result))
      : g_strdup (banco_result_get_place_label (result));
  GtkWidget *row = new_row (self, banco_result_get_id (result), title);

  g_object_bind_property_full (clock, "now", row, "subtitle", G_BINDING_SYNC_CREATE, show_age, NULL,
                               g_object_ref (result), g_object_unref);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_set_tooltip_text (row, moment);
  if (banco_result_get_flags (result)[0] != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_warning (result));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_delete_button (result));
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

    GtkWidget *row;

    if (card->requestable != requestable ||
        !(requestable || self->all || is_chosen (self, card->id)))
      continue;
    row = new_row (self, card->id, card->name);
    set_subtitle (row, memory);
    gtk_list_box_append (self->card_list, row);
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
}

static gboolean
has_more (BancoChoices *self, guint n, guint shown)
{
  return n > shown;
}

static gboolean
exists (BancoChoices *self, const char *id)
{
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);

  for (guint i = 0; i < cards->len; i++)
    if (g_str_equal (((const BancoCard *) cards->pdata[i])->id, id))
      return TRUE;
  return banco_results_find (get_results (self), id) != NULL;
}

/* What was removed is not chosen any more. */
static void
forget_removed (BancoChoices *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (char **id = self->chosen; *id != NULL; id++)
    if (exists (self, *id))
      g_strv_builder_add (ids, *id);
  set_chosen (self, g_strv_builder_end (ids));
}

static void
choose_defaults (BancoChoices *self)
{
  GListModel *results = G_LIST_MODEL (get_results (self));
  const GPtrArray *cards = banco_workspace_get_catalogue (self->workspace);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (BancoResult) result = g_list_model_get_item (results, i);

    if (g_hash_table_add (places, (gpointer) banco_result_get_place (result)))
      g_strv_builder_add (ids, banco_result_get_id (result));
  }
  for (guint i = 0; i < cards->len; i++) {
    const BancoCard *card = cards->pdata[i];

    if (card->requestable) {
      g_strv_builder_add (ids, card->id);
      break;
    }
  }
  set_chosen (self, g_strv_builder_end (ids));
}

static void
banco_choices_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoChoices *self = BANCO_CHOICES (object);

  switch (id) {
  case PROP_CHOSEN:
    g_value_set_boxed (value, self->chosen);
    break;
  case PROP_RESULTS:
    g_value_set_object (value, self->results);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_choices_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoChoices *self = BANCO_CHOICES (object);

  switch (id) {
  case PROP_CHOSEN:
    set_chosen (self, g_value_dup_boxed (value));
    break;
  case PROP_N_RESULTS:
    forget_removed (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_choices_finalize (GObject *object)
{
  BancoChoices *self = BANCO_CHOICES (object);

  g_clear_object (&self->results);
  g_clear_object (&self->workspace);
  g_strfreev (self->chosen);
  G_OBJECT_CLASS (banco_choices_parent_class)->finalize (object);
}

static void
banco_choices_class_init (BancoChoicesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = banco_choices_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_choices_set_property;
  G_OBJECT_CLASS (klass)->finalize = banco_choices_finalize;
  properties[PROP_CHOSEN] =
    g_param_spec_boxed ("chosen", NULL, NULL, G_TYPE_STRV, flags | G_PARAM_READWRITE);
  properties[PROP_RESULTS] = g_param_spec_object ("results", NULL, NULL, GTK_TYPE_SLICE_LIST_MODEL,
                                                  flags | G_PARAM_READABLE);
  properties[PROP_N_RESULTS] =
    g_param_spec_uint ("n-results", NULL, NULL, 0, G_MAXUINT, 0, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/choices.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, result_list);
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, card_list);
  gtk_widget_class_bind_template_child (widget_class, BancoChoices, all_cards);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cards);
  gtk_widget_class_bind_template_callback (widget_class, show_all_results);
  gtk_widget_class_bind_template_callback (widget_class, has_more);
}

static void
banco_choices_init (BancoChoices *self)
{
  self->chosen = g_new0 (char *, 1);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
banco_choices_set_workspace (BancoChoices *self, BancoWorkspace *workspace)
{
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->results =
    gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (get_results (self))), 0, FIRST_RESULTS);
  choose_defaults (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULTS]);
  gtk_list_box_bind_model (self->result_list, G_LIST_MODEL (self->results), create_result_row, self,
                           NULL);
  add_cards (self, TRUE);
  g_object_bind_property (get_results (self), "n-items", self, "n-results", G_BINDING_DEFAULT);
}

void
banco_choices_choose (BancoChoices *self, BancoResult *newest)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (char **id = self->chosen; *id != NULL; id++) {
    BancoResult *result = banco_results_find (get_results (self), *id);

    if (result == NULL ||
        !g_str_equal (banco_result_get_place (result), banco_result_get_place (newest)))
      g_strv_builder_add (ids, *id);
  }
  g_strv_builder_add (ids, banco_result_get_id (newest));
  set_chosen (self, g_strv_builder_end (ids));
}

void
banco_choices_choose_only (BancoChoices *self, const char *const *ids)
{
  show_all_results (self);
  set_chosen (self, g_strdupv ((char **) ids));
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

    if (belongs (result) && is_chosen (self, banco_result_get_id (result)))
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

    if (is_chosen (self, card->id))
      g_strv_builder_add (ids, card->id);
  }
  /* What is simulated tells nothing about a GPU, so it does not come first. */
  add_results (self, ids, is_simulated);
  return g_strv_builder_end (ids);
}
