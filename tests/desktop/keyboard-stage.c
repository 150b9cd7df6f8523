/* SPDX-License-Identifier: Apache-2.0 */
#include "keyboard-stage.h"

#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MOST_STOPS 200

static GPid hand;
static int orders = -1;
static GtkWindow *entered; /* borrowed */

gboolean
keyboard_start (void)
{
  const char *words[] = { "xdotool", "-", NULL };
  g_autofree char *tool = g_find_program_in_path (words[0]);
  g_autoptr (GError) error = NULL;

  if (tool == NULL) {
    g_test_skip ("xdotool is missing");
    return FALSE;
  }
  if (orders >= 0)
    return TRUE;
  g_spawn_async_with_pipes (NULL, (char **) words, NULL,
                            G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                              G_SPAWN_STDERR_TO_DEV_NULL,
                            NULL, NULL, &hand, &orders, NULL, NULL, &error);
  g_assert_no_error (error);
  return TRUE;
}

void
keyboard_stop (void)
{
  if (orders >= 0)
    g_close (orders, NULL);
  orders = -1;
}

G_GNUC_PRINTF (1, 2)
static void
order (const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list values;

  va_start (values, format);
  line = g_strdup_vprintf (format, values);
  va_end (values);
  g_assert_cmpint (write (orders, line, strlen (line)), ==, (gssize) strlen (line));
}

static gboolean
is_active (gpointer window)
{
  return gtk_window_is_active (window);
}

void
keyboard_enter (GtkWidget *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  g_assert_true (GDK_IS_X11_SURFACE (surface));
  entered = GTK_WINDOW (window);
  /* A window that has just gone may still give its keyboard to another one. */
  do {
    order ("windowraise %lu windowfocus %lu\n", gdk_x11_surface_get_xid (surface),
           gdk_x11_surface_get_xid (surface));
    fixture_wait ("the window has the keyboard", is_active, window);
    fixture_turn (100, NULL);
  } while (!is_active (window));
}

static gboolean
hear (GtkEventController *controller, GdkEvent *event, guint *expected)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_RELEASE || type == GDK_BUTTON_RELEASE || type == GDK_SCROLL)
    *expected -= MIN (*expected, 1);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
is_heard (gpointer expected)
{
  return *(guint *) expected == 0;
}

/* Until the window of @listener, which may go by this, heard the order's last event. */
static void
wait_heard (const char *what, GtkEventController *listener, guint *expected)
{
  g_autoptr (GtkEventController) kept = g_object_ref (listener);

  fixture_wait (what, is_heard, expected);
  g_signal_handlers_disconnect_by_data (kept, expected);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static GtkEventController *
listen (guint *expected)
{
  GtkEventController *listener = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (listener, GTK_PHASE_CAPTURE);
  g_signal_connect (listener, "event", G_CALLBACK (hear), expected);
  gtk_widget_add_controller (GTK_WIDGET (entered), listener);
  return listener;
}

void
keyboard_press (const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, "+", -1);
  guint expected = g_strv_length (parts);
  GtkEventController *listener = listen (&expected);

  order ("key %s\n", key);
  wait_heard (key, listener, &expected);
}

void
keyboard_click (GtkWidget *widget, guint button)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (entered));
  guint expected = 1;
  GtkEventController *listener = listen (&expected);
  double left, top;
  graphene_point_t at;

  g_assert_true (
    gtk_widget_compute_point (widget, GTK_WIDGET (entered),
                              &GRAPHENE_POINT_INIT ((float) gtk_widget_get_width (widget) / 2,
                                                    (float) gtk_widget_get_height (widget) / 2),
                              &at));
  gtk_native_get_surface_transform (GTK_NATIVE (entered), &left, &top);
  order ("mousemove --window %lu %d %d click %u\n", gdk_x11_surface_get_xid (surface),
         (int) (at.x + (float) left), (int) (at.y + (float) top), button);
  wait_heard ("a click", listener, &expected);
}

GtkWidget *
keyboard_get_focus (void)
{
  return gtk_window_get_focus (entered);
}

/* A field has its keyboard in a text of its own; it is the field that has the name. */
static GtkWidget *
get_stop (GtkWidget *widget)
{
  GtkWidget *field = gtk_widget_get_ancestor (gtk_widget_get_parent (widget), GTK_TYPE_EDITABLE);

  return field != NULL && gtk_editable_get_delegate (GTK_EDITABLE (field)) == GTK_EDITABLE (widget)
           ? field
           : widget;
}

static char *
dup_label (GtkWidget *widget)
{
  return gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
           ? gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                 GTK_ACCESSIBLE_PROPERTY_LABEL, "\1")
           : NULL;
}

char *
keyboard_dup_name (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  char *name = dup_label (widget);

  /* The button inside says it is labelled by the one around it, whatever that is called. */
  if (GTK_IS_MENU_BUTTON (parent))
    return dup_label (parent);
  if (name == NULL && gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    name = g_strdup ("labelled");
  return name;
}

/* Within all that clips it. */
gboolean
keyboard_is_seen (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  for (GtkWidget *around = gtk_widget_get_parent (widget); around != NULL;
       around = gtk_widget_get_parent (around)) {
    graphene_rect_t box;

    if (!GTK_IS_SCROLLED_WINDOW (around) && !GTK_IS_NATIVE (around) && !ADW_IS_LEAFLET (around))
      continue;
    if (!gtk_widget_compute_bounds (widget, around, &box) || box.size.width < 1 ||
        box.size.height < 1 || box.origin.x >= (float) gtk_widget_get_width (around) ||
        box.origin.y >= (float) gtk_widget_get_height (around) ||
        box.origin.x + box.size.width <= 0 || box.origin.y + box.size.height <= 0)
      return FALSE;
    if (GTK_IS_NATIVE (around))
      return TRUE;
  }
  return FALSE;
}

static char *
describe (GtkWidget *widget)
{
  g_autofree char *name = keyboard_dup_name (widget);
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return g_strdup_printf ("%s “%s” in %s", G_OBJECT_TYPE_NAME (widget), name ? name : "",
                          parent ? G_OBJECT_TYPE_NAME (parent) : "nothing");
}

G_GNUC_PRINTF (2, 3)
static void
complain (const char *what, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  g_test_message ("%s: %s", what, text);
  g_test_fail ();
}

/* A page of WebKit's has stops of its own, in another process: which of them, only that one knows.
 */
static gboolean
is_page (GtkWidget *widget)
{
  return widget != NULL && g_str_equal (G_OBJECT_TYPE_NAME (widget), "WebPage");
}

/* Presses @key: where it leads, which must be as a stop is. NULL: nowhere. */
static GtkWidget *
step (const char *what, const char *key)
{
  GtkWidget *focus, *stop;
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  keyboard_press (key);
  for (guint i = 0; i < 10 && is_page (keyboard_get_focus ()); i++)
    fixture_turn (30, NULL);
  focus = keyboard_get_focus ();
  if (focus == NULL) {
    complain (what, "%s leads nowhere", key);
    return NULL;
  }
  stop = get_stop (focus);
  words = describe (stop);
  name = keyboard_dup_name (stop);
  g_test_message ("%s: %s: %s", what, key, words);
  /* What it is in scrolls with the next frame. */
  for (guint i = 0; i < 25 && !keyboard_is_seen (focus); i++)
    fixture_turn (20, NULL);
  if (!keyboard_is_seen (focus))
    complain (what, "%s cannot be seen", words);
  if (!gtk_widget_has_visible_focus (focus))
    complain (what, "%s does not show that it has the keyboard", words);
  if (name == NULL || name[0] == '\0')
    complain (what, "%s has no name", words);
  return focus;
}

/* From stop to stop until one comes again, which is the first. */
static guint
walk_one_way (const char *what, const char *key)
{
  g_autoptr (GPtrArray) stops = g_ptr_array_new ();
  GtkWidget *at = step (what, key), *before = NULL;

  while (at != NULL && stops->len < MOST_STOPS &&
         (stops->len == 0 || at != stops->pdata[0] || (at == before && is_page (at)))) {
    g_ptr_array_add (stops, at);
    before = at;
    at = step (what, key);
  }
  if (at == NULL || at != stops->pdata[0])
    complain (what, "%s does not come back", key);
  return stops->len;
}

guint
keyboard_walk (const char *what)
{
  guint stops = walk_one_way (what, "Tab");

  walk_one_way (what, "shift+Tab");
  return stops;
}
