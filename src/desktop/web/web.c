/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/web/web.h"

#include <string.h>
#include <webkit/webkit.h>

/* A page may show itself, its own pictures and fonts, and nothing else. */
#define POLICY                                                                                     \
  "default-src 'none'; img-src kb: data:; style-src kb: 'unsafe-inline'; font-src kb:; "           \
  "media-src kb:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/* Nothing listens there: what slips through the policy ends here. */
#define DEAD_PROXY "http://127.0.0.1:9"

#define MOST_MATCHES 1000

#define WEB_TYPE_PAGE (web_page_get_type ())
G_DECLARE_FINAL_TYPE (WebPage, web_page, WEB, PAGE, WebKitWebView)

struct _WebPage {
  WebKitWebView parent_instance;
  const WebHost *host;
  gpointer data;
  char *shown;  /* the address that may be navigated to */
  char *sought; /* what is being found in it, or NULL */
};

G_DEFINE_FINAL_TYPE (WebPage, web_page, WEBKIT_TYPE_WEB_VIEW)

static void
serve (WebKitURISchemeRequest *request, gpointer data)
{
  WebKitWebView *view = webkit_uri_scheme_request_get_web_view (request);
  WebPage *page = view ? WEB_PAGE (view) : NULL;
  g_autofree char *media_type = NULL;
  g_autoptr (GBytes) bytes =
    page ? page->host->read (webkit_uri_scheme_request_get_uri (request), &media_type, page->data)
         : NULL;

  if (bytes) {
    g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
    g_autoptr (WebKitURISchemeResponse) response =
      webkit_uri_scheme_response_new (stream, (gint64) g_bytes_get_size (bytes));
    SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

    soup_message_headers_append (headers, "Content-Security-Policy", POLICY);
    soup_message_headers_append (headers, "X-Content-Type-Options", "nosniff");
    webkit_uri_scheme_response_set_http_headers (response, headers);
    webkit_uri_scheme_response_set_content_type (response, media_type);
    webkit_uri_scheme_request_finish_with_response (request, response);
  } else {
    g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "not in the library");

    webkit_uri_scheme_request_finish_error (request, error);
  }
}

static gboolean
same_page (const char *a, const char *b)
{
  gsize length = strcspn (a, "#");

  return b && strcspn (b, "#") == length && strncmp (a, b, length) == 0;
}

static gboolean
web_page_decide_policy (WebKitWebView *view,
                        WebKitPolicyDecision *decision,
                        WebKitPolicyDecisionType type)
{
  WebPage *page = WEB_PAGE (view);
  WebKitNavigationAction *action;
  const char *uri;

  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE)
    return WEBKIT_WEB_VIEW_CLASS (web_page_parent_class)->decide_policy (view, decision, type);
  action = webkit_navigation_policy_decision_get_navigation_action (
    WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  uri = webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && same_page (uri, page->shown)) {
    webkit_policy_decision_use (decision);
    return TRUE;
  }
  if (webkit_navigation_action_get_navigation_type (action) ==
        WEBKIT_NAVIGATION_TYPE_LINK_CLICKED &&
      webkit_navigation_action_is_user_gesture (action))
    page->host->link (uri, page->data);
  webkit_policy_decision_ignore (decision);
  return TRUE;
}

/* Copying and the like stay; reload, download and "open in a new window" make no sense here. */
static gboolean
web_page_context_menu (WebKitWebView *view, WebKitContextMenu *menu, WebKitHitTestResult *hit)
{
  GList *items = g_list_copy (webkit_context_menu_get_items (menu));

  for (GList *at = items; at; at = at->next) {
    WebKitContextMenuAction action = webkit_context_menu_item_get_stock_action (at->data);

    if (action != WEBKIT_CONTEXT_MENU_ACTION_COPY &&
        action != WEBKIT_CONTEXT_MENU_ACTION_SELECT_ALL &&
        action != WEBKIT_CONTEXT_MENU_ACTION_COPY_LINK_TO_CLIPBOARD)
      webkit_context_menu_remove (menu, at->data);
  }
  g_list_free (items);
  return webkit_context_menu_get_n_items (menu) == 0;
}

static void
counted (WebKitFindController *find, guint matches, WebPage *page)
{
  page->host->counted (MIN (matches, MOST_MATCHES), page->data);
}

static void
not_found (WebKitFindController *find, WebPage *page)
{
  page->host->counted (0, page->data);
}

static void
seek (WebKitWebView *view, const char *text)
{
  WebKitFindController *find = webkit_web_view_get_find_controller (view);
  const guint options = WEBKIT_FIND_OPTIONS_CASE_INSENSITIVE | WEBKIT_FIND_OPTIONS_WRAP_AROUND;

  webkit_find_controller_count_matches (find, text, options, MOST_MATCHES);
  webkit_find_controller_search (find, text, options, MOST_MATCHES);
}

/* Whoever types while a page is still loading searched nothing. */
static void
web_page_load_changed (WebKitWebView *view, WebKitLoadEvent event)
{
  if (event == WEBKIT_LOAD_FINISHED && WEB_PAGE (view)->sought)
    seek (view, WEB_PAGE (view)->sought);
}

static void
web_page_finalize (GObject *object)
{
  WebPage *page = WEB_PAGE (object);

  g_free (page->shown);
  g_free (page->sought);
  G_OBJECT_CLASS (web_page_parent_class)->finalize (object);
}

static void
web_page_class_init (WebPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = web_page_finalize;
  WEBKIT_WEB_VIEW_CLASS (klass)->decide_policy = web_page_decide_policy;
  WEBKIT_WEB_VIEW_CLASS (klass)->context_menu = web_page_context_menu;
  WEBKIT_WEB_VIEW_CLASS (klass)->load_changed = web_page_load_changed;
}

static void
web_page_init (WebPage *page)
{
}

/* Its sandbox looks for the compositor's socket in the runtime folder only. */
static void
allow_display_socket (WebKitWebContext *context)
{
  const char *socket = g_getenv ("WAYLAND_DISPLAY");

  if (socket && g_path_is_absolute (socket))
    webkit_web_context_add_path_to_sandbox (context, socket, FALSE);
}

/* WebKit has a text of its own in the page, for input methods, which is not visible: past the last
 * link the keyboard would end there. */
static void
keep_keyboard (GtkWidget *page)
{
  for (GtkWidget *child = gtk_widget_get_first_child (page); child;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_can_focus (child, FALSE);
}

static GtkWidget *
create (const WebHost *host, gpointer data)
{
  g_autoptr (WebKitWebContext) context = webkit_web_context_new ();
  g_autoptr (WebKitNetworkSession) session = webkit_network_session_new_ephemeral ();
  g_autoptr (WebKitSettings) settings = webkit_settings_new_with_settings (
    "enable-javascript", FALSE, "enable-javascript-markup", FALSE, "enable-html5-database", FALSE,
    "enable-html5-local-storage", FALSE, "enable-dns-prefetching", FALSE,
    "enable-back-forward-navigation-gestures", FALSE, "hardware-acceleration-policy",
    WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER, NULL);
  WebKitNetworkProxySettings *proxy = webkit_network_proxy_settings_new (DEAD_PROXY, NULL);
  WebKitFindController *find;
  WebPage *page;

  webkit_network_session_set_proxy_settings (session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  allow_display_socket (context);
  webkit_web_context_register_uri_scheme (context, "kb", serve, NULL, NULL);
  page = g_object_new (WEB_TYPE_PAGE, "web-context", context, "network-session", session,
                       "settings", settings, "default-content-security-policy", POLICY, NULL);
  page->host = host;
  page->data = data;
  keep_keyboard (GTK_WIDGET (page));
  find = webkit_web_view_get_find_controller (WEBKIT_WEB_VIEW (page));
  /* WebKit says what it found by these signals alone. */
  g_signal_connect_object (find, "counted-matches", G_CALLBACK (counted), page, 0);
  g_signal_connect_object (find, "failed-to-find-text", G_CALLBACK (not_found), page, 0);
  return GTK_WIDGET (page);
}

/* The last visit of @uri, which remembers where it was left; NULL: none that is known. */
static WebKitBackForwardListItem *
find_visit (WebKitWebView *view, const char *uri)
{
  WebKitBackForwardList *list = webkit_web_view_get_back_forward_list (view);
  g_autoptr (GList) back = webkit_back_forward_list_get_back_list (list);
  g_autoptr (GList) forward = webkit_back_forward_list_get_forward_list (list);

  back = g_list_concat (back, g_steal_pointer (&forward));
  for (GList *at = back; at; at = at->next)
    if (same_page (webkit_back_forward_list_item_get_uri (at->data), uri))
      return at->data;
  return NULL;
}

static void
show (GtkWidget *widget, const char *uri, gboolean again)
{
  WebPage *page = WEB_PAGE (widget);
  WebKitWebView *view = WEBKIT_WEB_VIEW (widget);
  WebKitBackForwardListItem *visit = again ? find_visit (view, uri) : NULL;

  g_free (page->shown);
  page->shown = g_strdup (uri);
  if (again && same_page (uri, webkit_web_view_get_uri (view)))
    webkit_web_view_reload (view);
  else if (visit)
    webkit_web_view_go_to_back_forward_list_item (view, visit);
  else
    webkit_web_view_load_uri (view, uri);
}

static void
find_text (GtkWidget *widget, const char *text, gboolean forward)
{
  WebKitFindController *find = webkit_web_view_get_find_controller (WEBKIT_WEB_VIEW (widget));
  WebPage *page = WEB_PAGE (widget);

  if (g_strcmp0 (page->sought, text) == 0) {
    if (forward)
      webkit_find_controller_search_next (find);
    else
      webkit_find_controller_search_previous (find);
    return;
  }
  g_free (page->sought);
  page->sought = text[0] ? g_strdup (text) : NULL;
  if (page->sought)
    seek (WEBKIT_WEB_VIEW (widget), text);
  else
    webkit_find_controller_search_finish (find);
}

static void
print_page (GtkWidget *widget)
{
  g_autoptr (WebKitPrintOperation) print = webkit_print_operation_new (WEBKIT_WEB_VIEW (widget));

  webkit_print_operation_run_dialog (print, GTK_WINDOW (gtk_widget_get_root (widget)));
}

G_MODULE_EXPORT const WebModule web_module = { create, show, find_text, print_page };
