/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/knowledge/entry-view.h"

#include "desktop/knowledge/hit-row.h"
#include "desktop/knowledge/reader.h"
#include "desktop/knowledge/server-question.h"
#include "desktop/knowledge/web-loader.h"
#include "desktop/minute-clock.h"
#include "desktop/open-uri.h"
#include "desktop/page.h"
#include "desktop/screen-reader.h"
#include "desktop/words.h"
#include "machines/machines.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoEntryView {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
  BancoSettings *settings;
  BancoEntry *entry;
  GSimpleActionGroup *actions;
  BancoScreenReader *screen_reader;
  gboolean spoken;    /* it needs the text in place of the page */
  GtkWidget *web;     /* made when first needed; NULL without the module */
  char *uri;          /* of the shown page */
  GHashTable *places; /* id → where the reader was left */

  GtkBox *tags;
  GtkMenuButton *bring;
  GtkMenuButton *outline;
  GtkListBox *headings;
  GtkMenuButton *contacts;
  GtkSearchBar *find_bar;
  GtkSearchEntry *find;
  GtkLabel *found;
  GtkStack *stack;
  BancoReader *reader;
};

G_DEFINE_FINAL_TYPE (BancoEntryView, banco_entry_view, ADW_TYPE_BIN)

enum {
  PROP_ENTRY = 1,
  PROP_READER_VIEW, /* written only, here or in the preferences */
  PROP_DARK,        /* written only */
  PROP_SPOKEN,      /* written only */
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static GBytes *
serve (const char *uri, char **media_type, gpointer data)
{
  BancoEntryView *self = data;

  if (self->entry && g_strcmp0 (uri, self->uri) == 0) {
    char *html = banco_document_to_html (banco_entry_get_document (self->entry),
                                         banco_entry_get_title (self->entry));

    *media_type = g_strdup ("text/html");
    return g_bytes_new_take (html, strlen (html));
  }
  return banco_library_read_resource (banco_workspace_get_library (self->workspace), uri,
                                      media_type, NULL);
}

/* kb:ID is another entry; anything else is for the person's browser. */
static void
open_link (const char *uri, gpointer data)
{
  BancoEntryView *self = data;

  if (g_str_has_prefix (uri, "kb:")) {
    g_autofree char *id = g_uri_unescape_string (uri + strlen ("kb:"), NULL);

    if (id)
      gtk_widget_activate_action (GTK_WIDGET (self), "win.read", "s", id);
  } else if (g_str_has_prefix (uri, "#")) {
    banco_reader_scroll_to (self->reader, uri + 1);
  } else if (g_str_has_prefix (uri, "https:") || g_str_has_prefix (uri, "http:") ||
             g_str_has_prefix (uri, "mailto:")) {
    banco_open_uri (GTK_WIDGET (self), uri, NULL, NULL);
  }
}

static void
show_matches (guint matches, gpointer data)
{
  BancoEntryView *self = data;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));
  g_autofree char *words =
    matches >= 1000 ? g_strdup (_ ("1000 or more"))
                    : g_strdup_printf (ngettext ("%u match", "%u matches", matches), matches);

  gtk_label_set_label (self->found, text[0] ? words : "");
}

static const WebHost host = { serve, open_link, show_matches };

static gboolean
in_web (BancoEntryView *self)
{
  return self->web && gtk_stack_get_visible_child (self->stack) == self->web;
}

static void
link_clicked (BancoEntryView *self, const char *uri)
{
  open_link (uri, self);
}

static void
find_text (BancoEntryView *self, gboolean forward)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->find));

  if (in_web (self))
    banco_web_load ()->find (self->web, text, forward);
  else
    show_matches (banco_reader_find (self->reader, text, forward), self);
  if (text[0] == '\0')
    gtk_label_set_label (self->found, "");
}

static void
find_next (BancoEntryView *self)
{
  find_text (self, TRUE);
}

static void
find_previous (BancoEntryView *self)
{
  find_text (self, FALSE);
}

static void
find_mode_changed (BancoEntryView *self)
{
  if (!gtk_search_bar_get_search_mode (self->find_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->find), "");
}

static void
enable (BancoEntryView *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
    G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), action)), enabled);
}

static void
name_text (BancoEntryView *self, GtkWidget *text)
{
  g_autofree char *title = banco_visible_line (banco_entry_get_title (self->entry));

  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* @again: where it was left. */
static void
show_text (BancoEntryView *self, gboolean again)
{
  const WebModule *module;

  if (self->entry == NULL)
    return;
  module =
    banco_settings_get_reader_view (self->settings) || self->spoken ? NULL : banco_web_load ();
  if (module == NULL) {
    banco_reader_set_document (self->reader, banco_entry_get_title (self->entry),
                               banco_entry_get_document (self->entry),
                               banco_workspace_get_library (self->workspace));
    if (again)
      banco_reader_set_place (self->reader, GPOINTER_TO_UINT (g_hash_table_lookup (
                                              self->places, banco_entry_get_id (self->entry))));
    gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->reader));
    enable (self, "print", FALSE);
    return;
  }
  if (self->web == NULL) {
    self->web = module->create (&host, self);
    gtk_stack_add_child (self->stack, self->web);
  }
  name_text (self, self->web);
  module->show (self->web, self->uri, again);
  gtk_stack_set_visible_child (self->stack, self->web);
  enable (self, "print", TRUE);
}

static void
heading_activated (BancoEntryView *self, GtkListBoxRow *row)
{
  const char *anchor = gtk_widget_get_name (GTK_WIDGET (row));

  gtk_menu_button_popdown (self->outline);
  if (in_web (self)) {
    g_autofree char *uri = g_strconcat (self->uri, "#", anchor, NULL);

    banco_web_load ()->show (self->web, uri, FALSE);
  } else {
    banco_reader_scroll_to (self->reader, anchor);
  }
}

static void
show_outline (BancoEntryView *self)
{
  const GPtrArray *blocks = banco_document_get_blocks (banco_entry_get_document (self->entry));
  GtkListBoxRow *old;
  guint n = 0;

  while ((old = gtk_list_box_get_row_at_index (self->headings, 0)))
    gtk_list_box_remove (self->headings, GTK_WIDGET (old));
  for (guint i = 0; i < blocks->len; i++) {
    const BancoBlock *block = blocks->pdata[i];
    g_autofree char *heading = NULL;
    g_autofree char *text = NULL;
    GtkWidget *row, *label;

    if (block->type != BANCO_BLOCK_HEADING || block->target == NULL)
      continue;
    heading = banco_reader_heading_text (block);
    text = banco_visible_line (heading);
    label = gtk_label_new (text);
    row = gtk_list_box_row_new ();
    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
    gtk_widget_set_margin_start (label, (int) (12 * (CLAMP (block->level, 1, 4) - 1)));
    gtk_widget_set_name (row, block->target);
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
    gtk_list_box_append (self->headings, row);
    n++;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->outline), n > 1);
}

static void
show_contacts (BancoEntryView *self)
{
  const GPtrArray *contacts = banco_entry_get_contacts (self->entry);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < contacts->len; i++) {
    const BancoContact *contact = contacts->pdata[i];
    g_autofree char *name = contact->role && contact->role[0]
                              ? g_strdup_printf ("%s (%s)", contact->name, contact->role)
                              : g_strdup (contact->name);
    g_autofree char *label = banco_words_menu (name);
    g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

    if (contact->email)
      g_menu_item_set_action_and_target (item, "entry.mail", "s", contact->email);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->contacts, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->contacts), contacts->len > 0);
}

static void
create_bring_menu (GtkMenuButton *button, gpointer data)
{
  BancoEntryView *self = data;
  GListModel *machines = G_LIST_MODEL (banco_workspace_get_machines (self->workspace));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) ready = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (machines, i);
    g_autofree char *label = banco_words_menu (banco_machine_get_name (machine));
    g_autoptr (GMenuItem) item = NULL;

    if (banco_machine_get_state (machine) != BANCO_MACHINE_READY)
      continue;
    item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "entry.bring", "s", banco_machine_get_key (machine));
    g_menu_append_item (ready, item);
  }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (ready));
  g_menu_append (menu, _ ("Request a Machine"), "win.page::machines");
  gtk_menu_button_set_menu_model (self->bring, G_MENU_MODEL (menu));
}

static char *
get_about (BancoEntryView *self, BancoEntry *entry, gint64 now)
{
  gint64 updated = entry != NULL ? banco_entry_get_updated (entry) : 0;
  g_autofree char *ago = banco_words_ago (updated, now);
  g_autofree char *changed = updated ? g_strdup_printf (_ ("Updated %s"), ago) : NULL;
  g_autofree char *comment =
    entry != NULL ? banco_visible_line (banco_entry_get_comment (entry)) : NULL;
  GString *about = g_string_new (comment);

  if (changed && about->len)
    g_string_append (about, " · ");
  if (changed)
    g_string_append (about, changed);
  return g_string_free (about, FALSE);
}

static gboolean
has_about (BancoEntryView *self, BancoEntry *entry)
{
  return entry != NULL && (banco_entry_get_updated (entry) || banco_entry_get_comment (entry)[0]);
}

static char *
get_moment (BancoEntryView *self, BancoEntry *entry)
{
  return entry != NULL && banco_entry_get_updated (entry)
           ? banco_words_moment (banco_entry_get_updated (entry))
           : NULL;
}

static gboolean
can_bring (BancoEntryView *self, BancoEntry *entry)
{
  return entry != NULL && banco_workspace_can_bring (entry);
}

/* Without a server there: types what runs it into a terminal, for the person to confirm. */
static void
brought (BancoPage *page, BancoOperation *operation)
{
  const char *place = g_object_get_data (G_OBJECT (operation), "place");
  const BancoBrought *result = banco_operation_get_result (operation);
  g_autofree char *target = NULL;

  if (result->command == NULL) {
    banco_server_question_ask (page, result);
    return;
  }
  target = g_strdup_printf ("%s\n%s", place, result->command);
  gtk_widget_activate_action (GTK_WIDGET (page), "win.terminal", "s", target);
}

static void
bring_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoEntryView *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  BancoMachine *machine =
    banco_machines_find (banco_workspace_get_machines (self->workspace), id, NULL, NULL);
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), BANCO_TYPE_PAGE);
  BancoOperation *operation;

  if (machine == NULL || self->entry == NULL)
    return;
  operation = banco_workspace_bring (self->workspace, self->entry, machine);
  g_object_set_data_full (G_OBJECT (operation), "place", g_strdup (banco_machine_get_key (machine)),
                          g_free);
  banco_page_follow (BANCO_PAGE (page), operation, brought);
}

static void
mail_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoEntryView *self = data;
  g_autofree char *address =
    g_uri_escape_string (g_variant_get_string (parameter, NULL), "@", FALSE);
  g_autofree char *uri = g_strconcat ("mailto:", address, NULL);

  banco_open_uri (GTK_WIDGET (self), uri, NULL, NULL);
}

static void
print_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoEntryView *self = data;

  if (in_web (self))
    banco_web_load ()->print (self->web);
}

static void
browse_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoEntryView *self = data;

  if (self->entry && banco_entry_get_url (self->entry))
    open_link (banco_entry_get_url (self->entry), self);
}

static const GActionEntry entries[] = {
  { .name = "bring", .activate = bring_action, .parameter_type = "s" },
  { .name = "mail", .activate = mail_action, .parameter_type = "s" },
  { .name = "print", .activate = print_action },
  { .name = "browse", .activate = browse_action },
};

/* The web view knows its own. */
static void
keep_place (BancoEntryView *self)
{
  if (self->entry && !in_web (self))
    g_hash_table_insert (self->places, g_strdup (banco_entry_get_id (self->entry)),
                         GUINT_TO_POINTER (banco_reader_get_place (self->reader)));
}

static void
banco_entry_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ENTRY)
    g_value_set_object (value, BANCO_ENTRY_VIEW (object)->entry);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_entry_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoEntryView *self = BANCO_ENTRY_VIEW (object);

  switch (id) {
  case PROP_READER_VIEW:
    show_text (self, FALSE);
    break;
  case PROP_SPOKEN:
    self->spoken = g_value_get_boolean (value);
    show_text (self, TRUE);
    break;
  case PROP_DARK:
    if (!in_web (self)) {
      keep_place (self);
      show_text (self, TRUE);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_entry_view_dispose (GObject *object)
{
  BancoEntryView *self = BANCO_ENTRY_VIEW (object);

  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_object (&self->entry);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_object (&self->screen_reader);
  self->web = NULL;
  G_OBJECT_CLASS (banco_entry_view_parent_class)->dispose (object);
}

static void
banco_entry_view_class_init (BancoEntryViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  const GParamFlags flags = G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  G_OBJECT_CLASS (klass)->get_property = banco_entry_view_get_property;
  G_OBJECT_CLASS (klass)->set_property = banco_entry_view_set_property;
  G_OBJECT_CLASS (klass)->dispose = banco_entry_view_dispose;
  properties[PROP_ENTRY] =
    g_param_spec_object ("entry", NULL, NULL, BANCO_TYPE_ENTRY, flags | G_PARAM_READABLE);
  properties[PROP_READER_VIEW] =
    g_param_spec_boolean ("reader-view", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_DARK] =
    g_param_spec_boolean ("dark", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  properties[PROP_SPOKEN] =
    g_param_spec_boolean ("spoken", NULL, NULL, FALSE, flags | G_PARAM_WRITABLE);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  g_type_ensure (BANCO_TYPE_READER);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/entry-view.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, tags);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, bring);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, outline);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, headings);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, contacts);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, find_bar);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, find);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, found);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoEntryView, reader);
  gtk_widget_class_bind_template_callback (widget_class, link_clicked);
  gtk_widget_class_bind_template_callback (widget_class, heading_activated);
  gtk_widget_class_bind_template_callback (widget_class, find_next);
  gtk_widget_class_bind_template_callback (widget_class, find_previous);
  gtk_widget_class_bind_template_callback (widget_class, find_mode_changed);
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, get_about);
  gtk_widget_class_bind_template_callback (widget_class, has_about);
  gtk_widget_class_bind_template_callback (widget_class, get_moment);
  gtk_widget_class_bind_template_callback (widget_class, can_bring);
}

static void
banco_entry_view_init (BancoEntryView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "entry", G_ACTION_GROUP (self->actions));
  gtk_search_bar_connect_entry (self->find_bar, GTK_EDITABLE (self->find));
  g_object_bind_property (adw_style_manager_get_default (), "dark", self, "dark",
                          G_BINDING_DEFAULT);
}

void
banco_entry_view_set_workspace (BancoEntryView *self,
                                BancoWorkspace *workspace,
                                BancoSettings *settings)
{
  g_autoptr (GPropertyAction) reader = g_property_action_new ("reader", settings, "reader-view");

  self->workspace = g_object_ref (workspace);
  self->settings = g_object_ref (settings);
  self->screen_reader = banco_screen_reader_new ();
  g_object_bind_property (self->screen_reader, "needs-text", self, "spoken", G_BINDING_SYNC_CREATE);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (reader));
  g_object_bind_property (settings, "reader-view", self, "reader-view", G_BINDING_SYNC_CREATE);
  gtk_menu_button_set_create_popup_func (self->bring, create_bring_menu, self, NULL);
}

void
banco_entry_view_set_entry (BancoEntryView *self, BancoEntry *entry, gboolean again)
{
  const char *const *facets[BANCO_N_DIMENSIONS];
  g_autofree char *escaped = g_uri_escape_string (banco_entry_get_id (entry), "/", FALSE);

  keep_place (self);
  g_set_object (&self->entry, entry);
  g_free (self->uri);
  self->uri = g_strconcat ("kb:", escaped, NULL);
  for (guint i = 0; i < BANCO_N_DIMENSIONS; i++)
    facets[i] = banco_entry_get_facets (entry, i);
  banco_tags_fill (self->tags, facets, 12);
  show_contacts (self);
  show_outline (self);
  enable (self, "browse", banco_entry_get_url (entry) != NULL);
  banco_entry_view_stop_find (self);
  show_text (self, again);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENTRY]);
}

BancoEntry *
banco_entry_view_get_entry (BancoEntryView *self)
{
  return self->entry;
}

GActionGroup *
banco_entry_view_get_actions (BancoEntryView *self)
{
  return G_ACTION_GROUP (self->actions);
}

void
banco_entry_view_grab_text (BancoEntryView *self)
{
  GtkWidget *text = gtk_stack_get_visible_child (self->stack);

  if (!gtk_widget_grab_focus (text))
    gtk_widget_child_focus (text, GTK_DIR_TAB_FORWARD);
}

void
banco_entry_view_start_find (BancoEntryView *self)
{
  gtk_search_bar_set_search_mode (self->find_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->find));
}

gboolean
banco_entry_view_stop_find (BancoEntryView *self)
{
  gboolean was = gtk_search_bar_get_search_mode (self->find_bar);

  gtk_search_bar_set_search_mode (self->find_bar, FALSE);
  return was;
}
