/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/knowledge-page.h"

#include "desktop/column.h"
#include "desktop/first-frame.h"
#include "desktop/knowledge/entry-view.h"
#include "desktop/knowledge/facet-bar.h"
#include "desktop/knowledge/hit-row.h"
#include "desktop/tab-stop.h"

#include <glib/gi18n.h>

/* What the first frame shows; the rest comes right after it. */
#define FIRST_ROWS 8
#define FIRST_CHIPS 3

struct _BancoKnowledgePage {
  BancoPage parent_instance;
  gboolean drawn; /* the first frame is out */
  GtkSingleSelection *selection;
  GListStore *hits; /* of BancoHit */
  GtkWidget *facets[BANCO_N_DIMENSIONS];

  AdwLeaflet *leaflet;
  GtkWidget *list_side;
  GtkWidget *entry_side;
  GtkSearchEntry *search;
  GtkBox *facet_box;
  GtkLabel *count;
  GtkButton *sync;
  GtkStack *results;
  GtkListView *list;
  AdwStatusPage *nothing; /* NULL until nothing is found; borrowed from results */
  GtkStack *reading;
  GtkWidget *welcome;
  GtkImage *picture;
  BancoEntryView *entry; /* NULL until one is read; borrowed from reading */
  GMenuModel *entry_menu;
};

G_DEFINE_FINAL_TYPE (BancoKnowledgePage, banco_knowledge_page, BANCO_TYPE_PAGE)

static BancoLibrary *
get_library (BancoKnowledgePage *self)
{
  return banco_workspace_get_library (banco_page_get_workspace (BANCO_PAGE (self)));
}

static gboolean
same_hit (BancoHit *a, BancoHit *b)
{
  return g_str_equal (banco_hit_get_id (a), banco_hit_get_id (b)) &&
         g_str_equal (banco_hit_get_title (a), banco_hit_get_title (b)) &&
         g_str_equal (banco_hit_get_snippet_markup (a), banco_hit_get_snippet_markup (b));
}

/* Replaces only what differs, so that the selection and the scroll position stay. */
static void
merge_hits (GListStore *store, GListModel *found, guint most)
{
  guint old = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint new = MIN (g_list_model_get_n_items (found), most);
  guint head = 0, tail = 0;
  g_autoptr (GPtrArray) middle = g_ptr_array_new_with_free_func (g_object_unref);

  for (; head < MIN (old, new); head++) {
    g_autoptr (BancoHit) a = g_list_model_get_item (G_LIST_MODEL (store), head);
    g_autoptr (BancoHit) b = g_list_model_get_item (found, head);

    if (!same_hit (a, b))
      break;
  }
  for (; tail < MIN (old, new) - head; tail++) {
    g_autoptr (BancoHit) a = g_list_model_get_item (G_LIST_MODEL (store), old - tail - 1);
    g_autoptr (BancoHit) b = g_list_model_get_item (found, new - tail - 1);

    if (!same_hit (a, b))
      break;
  }
  for (guint i = head; i < new - tail; i++)
    g_ptr_array_add (middle, g_list_model_get_item (found, i));
  g_list_store_splice (store, head, old - head - tail, middle->pdata, middle->len);
}

/* Nothing is sought: what is not found is not there at all. */
static gboolean
is_whole (BancoKnowledgePage *self)
{
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    g_auto (GStrv) chosen = banco_facet_bar_dup_chosen (BANCO_FACET_BAR (self->facets[i]));

    if (chosen)
      return FALSE;
  }
  return gtk_editable_get_text (GTK_EDITABLE (self->search))[0] == '\0';
}

static void
relax_query (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (widget);
  gboolean filtered = FALSE;

  if (is_whole (self)) {
    banco_page_refresh (BANCO_PAGE (self));
    return;
  }
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    g_auto (GStrv) chosen = banco_facet_bar_dup_chosen (BANCO_FACET_BAR (self->facets[i]));

    if (chosen) {
      banco_facet_bar_clear (BANCO_FACET_BAR (self->facets[i]));
      filtered = TRUE;
    }
  }
  if (!filtered)
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* Made when nothing is found for the first time. */
static void
make_nothing (BancoKnowledgePage *self)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "knowledge.relax");
  self->nothing = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->nothing, "edit-find-symbolic");
  adw_status_page_set_child (self->nothing, button);
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "compact");
  gtk_stack_add_named (self->results, GTK_WIDGET (self->nothing), "nothing");
}

/* Which single filter is in the way: removing it would find something. */
static void
show_nothing (BancoKnowledgePage *self, BancoQuery *query)
{
  BancoQuery wider = { .text = query->text, .limit = query->limit };
  g_autoptr (BancoHits) hits = banco_library_search (get_library (self), &wider, NULL);
  guint total = hits ? banco_hits_get_total (hits) : 0;
  gboolean filtered = FALSE, whole = is_whole (self);
  g_autofree char *text = NULL;

  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    filtered = filtered || query->facets[i] != NULL;
  if (filtered && total > 0)
    text = g_strdup_printf (ngettext ("%u entry matches without the filters",
                                      "%u entries match without the filters", total),
                            total);
  else
    text = g_strdup (whole ? _ ("Sync brings what there is to read, and keeps it on this computer")
                           : _ ("Try fewer or other words"));
  if (self->nothing == NULL)
    make_nothing (self);
  adw_status_page_set_title (self->nothing,
                             whole ? _ ("Nothing to Read Yet") : _ ("Nothing Found"));
  adw_status_page_set_description (self->nothing, text);
  gtk_button_set_label (GTK_BUTTON (adw_status_page_get_child (self->nothing)),
                        whole                   ? _ ("Sync")
                        : filtered && total > 0 ? _ ("Remove Filters")
                                                : _ ("Clear Search"));
}

/* Marks it in the list, or nothing: what is read is not among what was found. */
static void
select_id (BancoKnowledgePage *self, const char *id, gboolean reveal)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->hits)); i++) {
    g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (self->hits), i);

    if (g_str_equal (banco_hit_get_id (hit), id)) {
      if (reveal)
        gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", i);
      gtk_single_selection_set_selected (self->selection, i);
      return;
    }
  }
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
show_found (BancoKnowledgePage *self, BancoQuery *query, BancoHits *hits)
{
  guint total = banco_hits_get_total (hits);
  g_autofree char *text = g_strdup_printf (ngettext ("%u entry", "%u entries", total), total);

  merge_hits (self->hits, G_LIST_MODEL (hits), self->drawn ? G_MAXUINT : FIRST_ROWS);
  gtk_label_set_label (self->count, text);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    g_autoptr (GPtrArray) facets = banco_library_list_facets (get_library (self), i, query);

    banco_facet_bar_set_facets (BANCO_FACET_BAR (self->facets[i]), facets,
                                self->drawn ? G_MAXUINT : FIRST_CHIPS);
  }
  if (total == 0)
    show_nothing (self, query);
  gtk_stack_set_visible_child_name (self->results, total ? "list" : "nothing");
  /* A row that was replaced has lost its mark. */
  if (self->entry && banco_entry_view_get_entry (self->entry))
    select_id (self, banco_entry_get_id (banco_entry_view_get_entry (self->entry)), FALSE);
}

static void
find_entries (BancoKnowledgePage *self)
{
  char **chosen[BANCO_N_DIMENSIONS];
  BancoQuery query = { .text = gtk_editable_get_text (GTK_EDITABLE (self->search)), .limit = 500 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoHits) hits = NULL;

  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    chosen[i] = banco_facet_bar_dup_chosen (BANCO_FACET_BAR (self->facets[i]));
    query.facets[i] = (const char *const *) chosen[i];
  }
  hits = banco_library_search (get_library (self), &query, &error);
  if (hits)
    show_found (self, &query, hits);
  else
    banco_page_trouble (BANCO_PAGE (self), error);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    g_strfreev (chosen[i]);
}

/* Made when the first entry is read: not before the first frame. */
static void
make_entry_view (BancoKnowledgePage *self)
{
  if (self->entry)
    return;
  self->entry = g_object_new (BANCO_TYPE_ENTRY_VIEW, NULL);
  banco_entry_view_set_workspace (self->entry, banco_page_get_workspace (BANCO_PAGE (self)),
                                  banco_page_get_settings (BANCO_PAGE (self)));
  gtk_stack_add_child (self->reading, GTK_WIDGET (self->entry));
}

/* The same, as it is now. */
static gboolean
is_shown (BancoKnowledgePage *self, BancoEntry *entry)
{
  BancoEntry *shown = banco_entry_view_get_entry (self->entry);

  return shown != NULL && g_str_equal (banco_entry_get_id (entry), banco_entry_get_id (shown)) &&
         banco_entry_get_updated (entry) == banco_entry_get_updated (shown);
}

/* @again: where it was left. */
static void
read_entry (BancoKnowledgePage *self, const char *id, gboolean again)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoEntry) entry = banco_library_read (get_library (self), id, &error);

  if (entry == NULL) {
    banco_page_trouble (BANCO_PAGE (self), error);
    return;
  }
  make_entry_view (self);
  if (!again || !is_shown (self, entry))
    banco_entry_view_set_entry (self->entry, entry, again);
  select_id (self, id, TRUE);
  gtk_stack_set_visible_child (self->reading, GTK_WIDGET (self->entry));
  adw_leaflet_set_visible_child (self->leaflet, self->entry_side);
  banco_page_set_title (BANCO_PAGE (self), banco_entry_get_title (entry));
  banco_page_set_menu (BANCO_PAGE (self), self->entry_menu,
                       banco_entry_view_get_actions (self->entry));
  banco_page_visited (BANCO_PAGE (self), banco_entry_get_id (entry));
}

/* Its text has the keyboard then: the next key scrolls it. */
static void
hit_activated (BancoKnowledgePage *self, guint position)
{
  g_autoptr (BancoHit) hit = g_list_model_get_item (G_LIST_MODEL (self->hits), position);

  if (hit == NULL)
    return;
  read_entry (self, banco_hit_get_id (hit), FALSE);
  if (self->entry)
    banco_entry_view_grab_text (self->entry);
}

/* The entry also says so once at the start; what is typed before the first frame comes after it. */
static void
search_changed (BancoKnowledgePage *self)
{
  if (self->drawn)
    find_entries (self);
}

static void
search_activated (BancoKnowledgePage *self)
{
  find_entries (self);
  hit_activated (self, 0);
}

static void
search_stopped (BancoKnowledgePage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static gboolean
search_key (BancoKnowledgePage *self, guint key, guint code, GdkModifierType state)
{
  if (key != GDK_KEY_Down)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
synced (BancoPage *page, BancoOperation *operation)
{
  const BancoSyncReport *report = banco_operation_get_result (operation);
  guint news = report->added + report->changed;
  g_autofree char *text =
    news ? g_strdup_printf (
             ngettext ("%u entry is new or changed", "%u entries are new or changed", news), news)
         : g_strdup (_ ("The library is up to date"));

  banco_page_toast (page, text);
}

static void
banco_knowledge_page_refresh (BancoPage *page)
{
  BancoLibrary *library = get_library (BANCO_KNOWLEDGE_PAGE (page));

  banco_page_follow (page, banco_library_sync (library, FALSE), synced);
}

static void
library_changed (BancoKnowledgePage *self)
{
  BancoEntry *shown = self->entry ? banco_entry_view_get_entry (self->entry) : NULL;

  find_entries (self);
  if (shown) {
    g_autoptr (BancoEntry) entry =
      banco_library_read (get_library (self), banco_entry_get_id (shown), NULL);

    if (entry && !is_shown (self, entry))
      banco_entry_view_set_entry (self->entry, entry, TRUE);
  }
}

static void
banco_knowledge_page_shown (BancoPage *page)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (page);

  if (!adw_leaflet_get_folded (self->leaflet))
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* At the start there is no window yet when the page is shown: one can type at once all the same. */
static void
banco_knowledge_page_map (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  GTK_WIDGET_CLASS (banco_knowledge_page_parent_class)->map (widget);
  if (gtk_root_get_focus (root) == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (BANCO_KNOWLEDGE_PAGE (widget)->search));
}

static gboolean
banco_knowledge_page_back (BancoPage *page)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (page);

  if (self->entry && banco_entry_view_stop_find (self->entry))
    return TRUE;
  if (!adw_leaflet_get_folded (self->leaflet) ||
      adw_leaflet_get_visible_child (self->leaflet) == self->list_side)
    return FALSE;
  adw_leaflet_set_visible_child (self->leaflet, self->list_side);
  return TRUE;
}

/* However it was left: by a key, a button or a finger. */
static void
side_changed (BancoKnowledgePage *self)
{
  if (adw_leaflet_get_folded (self->leaflet) &&
      adw_leaflet_get_visible_child (self->leaflet) == self->list_side)
    banco_page_set_title (BANCO_PAGE (self), NULL);
}

static void
banco_knowledge_page_find (BancoPage *page)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (page);
  gboolean reading =
    self->entry != NULL && (!adw_leaflet_get_folded (self->leaflet) ||
                            adw_leaflet_get_visible_child (self->leaflet) == self->entry_side);

  if (reading)
    banco_entry_view_start_find (self->entry);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
banco_knowledge_page_open (BancoPage *page, const char *location)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (page);

  /* "?words" is a search in all there is; no entry is called so. */
  if (location[0] == '?') {
    for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
      banco_facet_bar_clear (BANCO_FACET_BAR (self->facets[i]));
    gtk_editable_set_text (GTK_EDITABLE (self->search), location + 1);
    find_entries (self);
  } else if (location[0] != '\0') {
    read_entry (self, location, FALSE);
    return;
  }
  adw_leaflet_set_visible_child (self->leaflet, self->list_side);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
banco_knowledge_page_revisit (BancoPage *page, const char *location)
{
  read_entry (BANCO_KNOWLEDGE_PAGE (page), location, TRUE);
}

static void
open_guide (BancoKnowledgePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.help", NULL);
}

static void
show_the_rest (GtkWidget *widget)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (widget);

  self->drawn = TRUE;
  if (self->hits) {
    gtk_image_set_from_icon_name (self->picture, "accessories-dictionary-symbolic");
    gtk_widget_set_visible (self->welcome, TRUE);
    find_entries (self);
  }
}

static void
banco_knowledge_page_constructed (GObject *object)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (object);
  const char *names[BANCO_N_DIMENSIONS] = { _ ("Technology"), _ ("Field"), _ ("Tool") };

  G_OBJECT_CLASS (banco_knowledge_page_parent_class)->constructed (object);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++) {
    self->facets[i] = banco_facet_bar_new (names[i]);
    gtk_box_append (self->facet_box, self->facets[i]);
    /* A search follows: a binding moves one value, and there are words and three of these. */
    g_signal_connect_object (self->facets[i], "notify::chosen", G_CALLBACK (find_entries), self,
                             G_CONNECT_SWAPPED);
  }
  g_object_bind_property (get_library (self), "syncing", self->sync, "sensitive",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  /* The same words find something else now: no value of the library's says what. */
  g_signal_connect_object (get_library (self), "changed", G_CALLBACK (library_changed), self,
                           G_CONNECT_SWAPPED);
  find_entries (self);
  banco_after_first_frame (GTK_WIDGET (self), show_the_rest);
}

static void
banco_knowledge_page_dispose (GObject *object)
{
  BancoKnowledgePage *self = BANCO_KNOWLEDGE_PAGE (object);

  g_clear_object (&self->hits);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (banco_knowledge_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/knowledge-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, list_side);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, entry_side);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, search);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, facet_box);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, count);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, sync);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, results);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, list);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, reading);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, welcome);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, picture);
  gtk_widget_class_bind_template_child (widget_class, BancoKnowledgePage, entry_menu);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, search_key);
  gtk_widget_class_bind_template_callback (widget_class, hit_activated);
  gtk_widget_class_bind_template_callback (widget_class, side_changed);
  gtk_widget_class_bind_template_callback (widget_class, open_guide);
  gtk_widget_class_bind_template_callback (widget_class, banco_page_refresh);
}

static void
banco_knowledge_page_class_init (BancoKnowledgePageClass *klass)
{
  BancoPageClass *page_class = BANCO_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = banco_knowledge_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = banco_knowledge_page_dispose;
  GTK_WIDGET_CLASS (klass)->map = banco_knowledge_page_map;
  page_class->shown = banco_knowledge_page_shown;
  page_class->refresh = banco_knowledge_page_refresh;
  page_class->back = banco_knowledge_page_back;
  page_class->find = banco_knowledge_page_find;
  page_class->open = banco_knowledge_page_open;
  page_class->revisit = banco_knowledge_page_revisit;
  g_type_ensure (BANCO_TYPE_COLUMN);
  g_type_ensure (BANCO_TYPE_HIT_ROW);
  g_type_ensure (BANCO_TYPE_TAB_STOP);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "knowledge.relax", NULL, relax_query);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
banco_knowledge_page_init (BancoKnowledgePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->hits = g_list_store_new (BANCO_TYPE_HIT);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->hits)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
}
