/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/page.h"

#include "machines/machines.h"

typedef struct {
  BancoWorkspace *workspace;
  BancoSettings *settings;
  GMenuModel *menu;
  GActionGroup *actions;
  char *title;
  guint badge;
  gboolean cannot_find;
} BancoPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BancoPage, banco_page, ADW_TYPE_BIN)

enum {
  PROP_WORKSPACE = 1,
  PROP_SETTINGS,
  PROP_TITLE,
  PROP_BADGE,
  PROP_MENU,
  PROP_ACTIONS,
  PROP_CAN_FIND,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

enum {
  VISITED,
  TROUBLE,
  TOAST,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static BancoPagePrivate *
get_private (BancoPage *self)
{
  return banco_page_get_instance_private (self);
}

static void
banco_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoPagePrivate *priv = get_private (BANCO_PAGE (object));

  switch (id) {
  case PROP_WORKSPACE:
    g_value_set_object (value, priv->workspace);
    break;
  case PROP_SETTINGS:
    g_value_set_object (value, priv->settings);
    break;
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_BADGE:
    g_value_set_uint (value, priv->badge);
    break;
  case PROP_MENU:
    g_value_set_object (value, priv->menu);
    break;
  case PROP_ACTIONS:
    g_value_set_object (value, priv->actions);
    break;
  case PROP_CAN_FIND:
    g_value_set_boolean (value, banco_page_can_find (BANCO_PAGE (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoPage *self = BANCO_PAGE (object);
  BancoPagePrivate *priv = get_private (self);

  switch (id) {
  case PROP_WORKSPACE:
    priv->workspace = g_value_dup_object (value);
    break;
  case PROP_SETTINGS:
    priv->settings = g_value_dup_object (value);
    break;
  case PROP_TITLE:
    banco_page_set_title (self, g_value_get_string (value));
    break;
  case PROP_BADGE:
    banco_page_set_badge (self, g_value_get_uint (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_page_finalize (GObject *object)
{
  BancoPagePrivate *priv = get_private (BANCO_PAGE (object));

  g_clear_object (&priv->workspace);
  g_clear_object (&priv->settings);
  g_clear_object (&priv->menu);
  g_clear_object (&priv->actions);
  g_free (priv->title);
  G_OBJECT_CLASS (banco_page_parent_class)->finalize (object);
}

static void
banco_page_class_init (BancoPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags bound = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_page_get_property;
  object_class->set_property = banco_page_set_property;
  object_class->finalize = banco_page_finalize;

  properties[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, BANCO_TYPE_WORKSPACE, once);
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, BANCO_TYPE_SETTINGS, once);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, bound);
  properties[PROP_BADGE] = g_param_spec_uint ("badge", NULL, NULL, 0, G_MAXUINT, 0, bound);
  properties[PROP_MENU] = g_param_spec_object ("menu", NULL, NULL, G_TYPE_MENU_MODEL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTIONS] = g_param_spec_object ("actions", NULL, NULL, G_TYPE_ACTION_GROUP,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CAN_FIND] =
    g_param_spec_boolean ("can-find", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[VISITED] = g_signal_new ("visited", BANCO_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[TROUBLE] = g_signal_new ("trouble", BANCO_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[TOAST] = g_signal_new ("toast", BANCO_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
banco_page_init (BancoPage *self)
{
}

BancoWorkspace *
banco_page_get_workspace (BancoPage *self)
{
  return get_private (self)->workspace;
}

BancoSettings *
banco_page_get_settings (BancoPage *self)
{
  return get_private (self)->settings;
}

const char *
banco_page_get_title (BancoPage *self)
{
  return get_private (self)->title;
}

void
banco_page_set_title (BancoPage *self, const char *title)
{
  BancoPagePrivate *priv = get_private (self);

  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

void
banco_page_set_badge (BancoPage *self, guint badge)
{
  BancoPagePrivate *priv = get_private (self);

  if (priv->badge == badge)
    return;
  priv->badge = badge;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BADGE]);
}

void
banco_page_set_menu (BancoPage *self, GMenuModel *menu, GActionGroup *actions)
{
  BancoPagePrivate *priv = get_private (self);

  if (g_set_object (&priv->actions, actions))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIONS]);
  if (g_set_object (&priv->menu, menu))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MENU]);
}

GMenuModel *
banco_page_get_menu (BancoPage *self)
{
  return get_private (self)->menu;
}

GActionGroup *
banco_page_get_actions (BancoPage *self)
{
  return get_private (self)->actions;
}

void
banco_page_shown (BancoPage *self)
{
  if (BANCO_PAGE_GET_CLASS (self)->shown)
    BANCO_PAGE_GET_CLASS (self)->shown (self);
}

void
banco_page_hidden (BancoPage *self)
{
  if (BANCO_PAGE_GET_CLASS (self)->hidden)
    BANCO_PAGE_GET_CLASS (self)->hidden (self);
}

gboolean
banco_page_can_find (BancoPage *self)
{
  return BANCO_PAGE_GET_CLASS (self)->find != NULL && !get_private (self)->cannot_find;
}

void
banco_page_set_can_find (BancoPage *self, gboolean can_find)
{
  BancoPagePrivate *priv = get_private (self);

  if (priv->cannot_find == !can_find)
    return;
  priv->cannot_find = !can_find;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_FIND]);
}

void
banco_page_find (BancoPage *self)
{
  if (BANCO_PAGE_GET_CLASS (self)->find)
    BANCO_PAGE_GET_CLASS (self)->find (self);
}

void
banco_page_refresh (BancoPage *self)
{
  if (BANCO_PAGE_GET_CLASS (self)->refresh)
    BANCO_PAGE_GET_CLASS (self)->refresh (self);
}

gboolean
banco_page_back (BancoPage *self)
{
  return BANCO_PAGE_GET_CLASS (self)->back && BANCO_PAGE_GET_CLASS (self)->back (self);
}

void
banco_page_open (BancoPage *self, const char *location)
{
  if (BANCO_PAGE_GET_CLASS (self)->open)
    BANCO_PAGE_GET_CLASS (self)->open (self, location);
}

void
banco_page_revisit (BancoPage *self, const char *location)
{
  if (BANCO_PAGE_GET_CLASS (self)->revisit)
    BANCO_PAGE_GET_CLASS (self)->revisit (self, location);
  else
    banco_page_open (self, location);
}

char *
banco_page_get_work (BancoPage *self, gboolean *goes_on)
{
  *goes_on = FALSE;
  return BANCO_PAGE_GET_CLASS (self)->get_work
           ? BANCO_PAGE_GET_CLASS (self)->get_work (self, goes_on)
           : NULL;
}

void
banco_page_visited (BancoPage *self, const char *location)
{
  g_signal_emit (self, signals[VISITED], 0, location);
}

void
banco_page_trouble (BancoPage *self, const GError *error)
{
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

void
banco_page_toast (BancoPage *self, const char *text)
{
  g_signal_emit (self, signals[TOAST], 0, text);
}

static void
toast_clicked (AdwToast *toast, gpointer page)
{
  BancoPageClicked clicked = (BancoPageClicked) g_object_get_data (G_OBJECT (toast), "clicked");

  clicked (page, g_object_get_data (G_OBJECT (toast), "data"));
}

void
banco_page_toast_offer (BancoPage *self,
                        const char *text,
                        const char *label,
                        BancoPageClicked clicked,
                        GObject *data)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *shown = banco_visible_line (text);
  g_autofree char *escaped = g_markup_escape_text (shown, -1);
  AdwToast *toast;

  if (overlay == NULL) {
    banco_page_toast (self, text);
    return;
  }
  toast = adw_toast_new (escaped);
  adw_toast_set_button_label (toast, label);
  g_object_set_data (G_OBJECT (toast), "clicked", (gpointer) clicked);
  g_object_set_data_full (G_OBJECT (toast), "data", g_object_ref (data), g_object_unref);
  /* A toast is final, and a click is an event. */
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (toast_clicked), self, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

typedef struct {
  GWeakRef page;
  BancoPageDone done;
} FollowedOperation;

static void
following_free (gpointer data, GClosure *closure)
{
  FollowedOperation *following = data;

  g_weak_ref_clear (&following->page);
  g_free (following);
}

static void
fail (BancoPage *self, const GError *error)
{
  if (g_error_matches (error, BANCO_MACHINES_ERROR, BANCO_MACHINES_ERROR_NOT_ALLOWED))
    g_ptr_array_unref (banco_workspace_refresh_groups (banco_page_get_workspace (self)));
  banco_page_trouble (self, error);
}

/* What went wrong before is over. */
static void
succeed (BancoPage *self, BancoOperation *operation, BancoPageDone done)
{
  banco_page_trouble (self, NULL);
  if (done)
    done (self, operation);
}

static void
operation_ended (BancoOperation *operation, GParamSpec *pspec, FollowedOperation *following)
{
  g_autoptr (BancoPage) self = g_weak_ref_get (&following->page);
  BancoPageDone done = following->done;

  g_signal_handlers_disconnect_by_data (operation, following);
  if (self && banco_operation_get_state (operation) == BANCO_OPERATION_FAILED)
    fail (self, banco_operation_get_error (operation));
  else if (self && banco_operation_get_state (operation) == BANCO_OPERATION_DONE)
    succeed (self, operation, done);
  g_object_unref (operation);
}

void
banco_page_follow (BancoPage *self, BancoOperation *operation, BancoPageDone done)
{
  FollowedOperation *following = g_new0 (FollowedOperation, 1);

  g_weak_ref_init (&following->page, self);
  following->done = done;
  g_signal_connect_data (operation, "notify::state", G_CALLBACK (operation_ended), following,
                         following_free, 0);
}
