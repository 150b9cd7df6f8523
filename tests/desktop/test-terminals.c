/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/page.h"
#include "desktop/terminals/terminal-links.h"
#include "desktop/terminals/terminal.h"
#include "desktop/terminals/terminals-page.h"
#include "desktop/terminals/vte-names.h"
#include "fixture.h"

#include <string.h>

typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
  char *trouble;
} Fixture;

static void
page_trouble (Fixture *fixture, const GError *error)
{
  g_free (fixture->trouble);
  fixture->trouble = g_strdup (error->message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_scene_open (&fixture->scene);
  banco_settings_set_terminal_zoom (fixture->scene.settings, 1);
  fixture->page = g_object_new (BANCO_TYPE_TERMINALS_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  g_signal_connect_swapped (fixture->page, "trouble", G_CALLBACK (page_trouble), fixture);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 500, 400);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_scene_close (&fixture->scene);
  g_free (fixture->trouble);
}

static BancoTerminal *
find_terminal (GtkWidget *root)
{
  return BANCO_TERMINAL (fixture_find_one (root, BANCO_TYPE_TERMINAL));
}

typedef struct {
  GtkWidget *root;
  const char *text;
} Screen;

static guint
count_on_screen (GtkWidget *root, const char *text)
{
  VteTerminal *terminal = VTE_TERMINAL (fixture_find_one (root, VTE_TYPE_TERMINAL));
  g_autofree char *screen = vte_terminal_get_text_format (terminal, VTE_FORMAT_TEXT);
  g_auto (GStrv) parts = g_strsplit (screen, text, -1);

  return g_strv_length (parts) - 1;
}

static gboolean
is_on_screen (gpointer data)
{
  Screen *screen = data;

  return count_on_screen (screen->root, screen->text) > 0;
}

static void
wait_screen (GtkWidget *root, const char *text)
{
  fixture_wait (text, is_on_screen, &(Screen){ root, text });
}

/* "#" for who is root. */
static gboolean
has_prompt (gpointer root)
{
  return count_on_screen (root, "$") > 0 || count_on_screen (root, "#") > 0;
}

static void
wait_prompt (GtkWidget *root)
{
  fixture_wait ("a prompt", has_prompt, root);
}

static void
open_here (Fixture *fixture)
{
  banco_page_open (fixture->page, "here");
  wait_prompt (fixture->window);
}

static gboolean
is_busy (gpointer terminal)
{
  return banco_terminal_is_busy (terminal);
}

static guint
count_tabs (Fixture *fixture)
{
  guint badge;

  g_object_get (fixture->page, "badge", &badge, NULL);
  return badge;
}

static gboolean
has_no_tabs (gpointer fixture)
{
  return count_tabs (fixture) == 0;
}

static void
test_first (Fixture *fixture, gconstpointer data)
{
  gboolean goes_on;

  g_assert_nonnull (fixture_find_button (fixture->window, "New Terminal"));
  fixture_wait_says (fixture->window, "A shell on this computer");
  g_assert_cmpuint (count_tabs (fixture), ==, 0);
  g_assert_null (banco_page_get_work (fixture->page, &goes_on));
}

/* A shell of the person's; when it ends, nothing is left to close. */
static void
test_shell (Fixture *fixture, gconstpointer data)
{
  gboolean goes_on;

  open_here (fixture);
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  banco_terminal_type (find_terminal (fixture->window), "echo one''two\n");
  wait_screen (fixture->window, "onetwo");
  g_assert_null (banco_page_get_work (fixture->page, &goes_on));
  banco_terminal_type (find_terminal (fixture->window), "exit\n");
  fixture_wait ("it closes", has_no_tabs, fixture);
  fixture_wait_says (fixture->window, "A shell on this computer");
}

static void
make_busy (Fixture *fixture, const char *command)
{
  open_here (fixture);
  banco_terminal_type (find_terminal (fixture->window), command);
  fixture_wait ("a command runs", is_busy, find_terminal (fixture->window));
}

static AdwMessageDialog *
close_tab (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (find_terminal (fixture->window)), "terminals.close",
                              NULL);
  return ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

/* An idle shell goes without a word, a running command is asked about. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *work = NULL;
  gboolean goes_on;

  open_here (fixture);
  g_assert_null (close_tab (fixture));
  fixture_wait ("it closes", has_no_tabs, fixture);
  make_busy (fixture, "sleep 1000\n");
  work = banco_page_get_work (fixture->page, &goes_on);
  g_assert_cmpstr (work, ==, "“sleep 1000” still runs in a terminal.");
  g_assert_false (goes_on);
  fixture_wait_says (GTK_WIDGET (close_tab (fixture)),
                     "“sleep 1000” still runs in it. Closing the terminal ends it.");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG)),
                               "keep");
  fixture_turn (50, NULL);
  g_assert_cmpuint (count_tabs (fixture), ==, 1);
  adw_message_dialog_response (close_tab (fixture), "close");
  fixture_wait ("it closes", has_no_tabs, fixture);
}

static gboolean
asks_nothing (gpointer data)
{
  return fixture_find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL;
}

/* It ended by itself while the question stood there: no dead screen stays behind. */
static void
test_ends_while_asked (Fixture *fixture, gconstpointer data)
{
  make_busy (fixture, "sh -c 'read line'; exit\n");
  g_assert_nonnull (close_tab (fixture));
  banco_terminal_type (find_terminal (fixture->window), "\n");
  fixture_wait ("it closes", has_no_tabs, fixture);
  fixture_wait ("the question goes", asks_nothing, NULL);
}

static BancoTerminal *
show_kept (Fixture *fixture, const char *script, const char *kept, const char *typed)
{
  const char *prefix[] = { "sh", "-c", script, NULL };
  g_autoptr (BancoPlace) place = banco_place_new ("id-7", "box & <1>", prefix);
  BancoTerminal *terminal =
    banco_terminal_new (&(BancoTerminalPlan){ .place = place, .kept = kept, .typed = typed });

  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (terminal));
  gtk_test_widget_wait_for_draw (fixture->window);
  return terminal;
}

static BancoTerminal *
show_place (Fixture *fixture, const char *script, const char *typed)
{
  return show_kept (fixture, script, NULL, typed);
}

static gboolean
is_twice (gpointer root)
{
  return count_on_screen (root, "hello") == 2;
}

/* Never a dead black window: what was lost is said, what was there stays, and one button begins
 * again. */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  BancoTerminal *terminal = show_place (fixture, "echo hello; read line; exit 255", NULL);

  wait_screen (fixture->window, "hello");
  g_assert_false (fixture_says (fixture->window, "was lost"));
  banco_terminal_type (terminal, "\n");
  fixture_wait_says (fixture->window, "The connection to box & <1> was lost.");
  g_assert_cmpuint (count_on_screen (fixture->window, "hello"), ==, 1);
  fixture_press (fixture->window, "Reconnect");
  fixture_wait_silent (fixture->window, "was lost");
  fixture_wait ("a second greeting", is_twice, fixture->window);
  banco_terminal_type (terminal, "\n");
  fixture_wait_says (fixture->window, "was lost.");
  g_assert_false (banco_terminal_has_ended (terminal));
}

static void
test_ended_there (Fixture *fixture, gconstpointer data)
{
  show_place (fixture, "exit 0", NULL);
  fixture_wait_says (fixture->window, "The shell on box & <1> has ended.");
  g_assert_nonnull (fixture_find_button (fixture->window, "Reconnect"));
}

/* A shell as before; that there is no tmux is not a thing to say. */
static void
test_no_tmux (Fixture *fixture, gconstpointer data)
{
  BancoTerminal *terminal =
    show_kept (fixture, "[ $# -gt 0 ] && exit 96; echo plain; read line", "name", NULL);

  wait_screen (fixture->window, "plain");
  g_assert_false (fixture_says (fixture->window, "has ended"));
  g_assert_null (banco_terminal_get_kept (terminal));
}

static void
test_cannot_start (Fixture *fixture, gconstpointer data)
{
  const char *prefix[] = { "/no/such/program", NULL };
  g_autoptr (BancoPlace) place = banco_place_new ("id-7", "box", prefix);

  adw_window_set_content (ADW_WINDOW (fixture->window),
                          GTK_WIDGET (banco_terminal_new (&(BancoTerminalPlan){ .place = place })));
  fixture_wait_says (fixture->window, "No terminal could be started on box.");
  fixture_press (fixture->window, "Try Again");
  fixture_wait_says (fixture->window, "No terminal could be started on box.");
}

/* What is to be typed waits for the shell: a question for a password is not answered with it. */
static void
test_typed (Fixture *fixture, gconstpointer data)
{
  BancoTerminal *terminal = show_place (
    fixture,
    "printf 'passphrase: '; read word; printf 'got %s.\\n$ ' \"$word\"; read line; echo done",
    "run me");

  wait_screen (fixture->window, "passphrase:");
  fixture_turn (900, NULL);
  g_assert_cmpuint (count_on_screen (fixture->window, "run me"), ==, 0);
  banco_terminal_type (terminal, "secret\n");
  wait_screen (fixture->window, "got secret.");
  wait_screen (fixture->window, "$ run me");
  /* For the person to confirm. */
  g_assert_cmpuint (count_on_screen (fixture->window, "done"), ==, 0);
  banco_terminal_type (terminal, "\n");
  wait_screen (fixture->window, "done");
  g_assert_cmpuint (count_on_screen (fixture->window, "run me"), ==, 1);
}

/* A title is foreign text, and says which machine it is of. */
static void
test_title (Fixture *fixture, gconstpointer data)
{
  BancoTerminal *terminal =
    show_place (fixture, "printf '\\033]0;<b>&x\\007'; echo said; read line", NULL);

  g_assert_cmpstr (banco_terminal_get_title (terminal), ==, "box & <1>");
  wait_screen (fixture->window, "said");
  fixture_turn (50, NULL);
  g_assert_cmpstr (banco_terminal_get_title (terminal), ==, "box & <1>: <b>&x");
}

/* Nobody types into the wrong one: a machine keeps its colour, this computer has none. */
static void
test_colours (void)
{
  const char *prefix[] = { "sh", NULL };
  g_autoptr (BancoPlace) here = banco_place_new_here ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_assert_cmpuint (banco_terminal_colour_of (here), ==, 0);
  for (guint i = 0; i < 40; i++) {
    g_autofree char *id = g_strdup_printf ("machine-%u", i);
    g_autoptr (BancoPlace) place = banco_place_new (id, "a", prefix);
    g_autoptr (BancoPlace) same = banco_place_new (id, "b", prefix);
    guint colour = banco_terminal_colour_of (place);

    g_assert_cmpuint (colour, >=, 1);
    g_assert_cmpuint (colour, <=, 6);
    g_assert_cmpuint (banco_terminal_colour_of (same), ==, colour);
    g_hash_table_add (seen, GUINT_TO_POINTER (colour));
  }
  g_assert_cmpuint (g_hash_table_size (seen), >, 3);
}

static double
get_scale (Fixture *fixture)
{
  return vte_terminal_get_font_scale (
    VTE_TERMINAL (fixture_find_one (fixture->window, VTE_TYPE_TERMINAL)));
}

/* Zoom is the person's, for every terminal and for the next start; it has its ends. */
static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  GtkWidget *terminal;

  open_here (fixture);
  terminal = GTK_WIDGET (find_terminal (fixture->window));
  gtk_widget_activate_action (terminal, "terminals.zoom-in", NULL);
  g_assert_cmpfloat (get_scale (fixture), >, 1.05);
  g_assert_cmpfloat (banco_settings_get_terminal_zoom (fixture->scene.settings), ==,
                     get_scale (fixture));
  for (guint i = 0; i < 40; i++)
    gtk_widget_activate_action (terminal, "terminals.zoom-in", NULL);
  g_assert_cmpfloat (get_scale (fixture), ==, 3);
  for (guint i = 0; i < 80; i++)
    gtk_widget_activate_action (terminal, "terminals.zoom-out", NULL);
  g_assert_cmpfloat (get_scale (fixture), ==, .5);
  gtk_widget_activate_action (terminal, "terminals.again", NULL);
  g_assert_cmpuint (count_tabs (fixture), ==, 2);
  wait_prompt (fixture->window);
  g_assert_cmpfloat (get_scale (fixture), ==, .5);
  gtk_widget_activate_action (terminal, "terminals.zoom-normal", NULL);
  g_assert_cmpfloat (get_scale (fixture), ==, 1);
}

/* Escape leaves the search before it leaves anything else. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  /* No button for what is not there. */
  g_assert_false (banco_page_can_find (fixture->page));
  banco_page_find (fixture->page);
  g_assert_false (banco_page_back (fixture->page));
  open_here (fixture);
  g_assert_true (banco_page_can_find (fixture->page));
  banco_page_find (fixture->page);
  fixture_turn (50, NULL);
  gtk_editable_set_text (GTK_EDITABLE (fixture_find_one (fixture->window, GTK_TYPE_SEARCH_ENTRY)),
                         "a(b[");
  fixture_turn (50, NULL);
  g_assert_true (banco_page_back (fixture->page));
  g_assert_false (banco_page_back (fixture->page));
}

static void
test_unknown_place (Fixture *fixture, gconstpointer data)
{
  banco_page_open (fixture->page, "no-such-machine");
  g_assert_nonnull (strstr (fixture->trouble, "no-such-machine"));
  g_assert_cmpuint (count_tabs (fixture), ==, 0);
}

/* The whole text, for who cannot see the screen. */
static void
test_copy_text (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copied = NULL;

  open_here (fixture);
  banco_terminal_type (find_terminal (fixture->window), "echo to''copy\n");
  wait_screen (fixture->window, "tocopy");
  gtk_widget_activate_action (GTK_WIDGET (find_terminal (fixture->window)), "terminal.copy-text",
                              NULL);
  copied = fixture_read_clipboard (fixture->window);
  g_assert_nonnull (strstr (copied, "tocopy"));
}

static char *
find_link (Fixture *fixture, guint column, guint row)
{
  VteTerminal *terminal = VTE_TERMINAL (fixture_find_one (fixture->window, VTE_TYPE_TERMINAL));

  return banco_terminal_links_find (terminal,
                                    (column + .5) * vte_terminal_get_char_width (terminal),
                                    (row + .5) * vte_terminal_get_char_height (terminal));
}

/* Without what ends the sentence; a program's own links only where a browser shows them. */
static void
test_links (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint column, row;
    const char *link;
  } places[] = {
    { 0, 0, NULL },
    { 6, 0, "http://a.example/b?c=d#e" },
    { 2, 1, "https://marked.example/" },
    { 2, 2, NULL },
    { 2, 3, NULL },
  };

  show_place (fixture,
              "printf 'at (http://a.example/b?c=d#e).\\r\\n"
              "\\033]8;;https://marked.example/\\033\\\\mark\\033]8;;\\033\\\\\\r\\n"
              "\\033]8;;file:///etc/passwd\\033\\\\mark\\033]8;;\\033\\\\\\r\\n"
              "ftp:// http:\\r\\nthere'; read line",
              NULL);
  wait_screen (fixture->window, "there");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autofree char *link = find_link (fixture, places[i].column, places[i].row);

    g_assert_cmpstr (link, ==, places[i].link);
  }
}

/* Tabs are named by machine and directory, whatever a program calls itself. */
static gboolean
is_named (gpointer terminal)
{
  return g_strcmp0 (banco_terminal_get_title (terminal), "This Computer: /usr/lib") == 0;
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  open_here (fixture);
  banco_terminal_type (find_terminal (fixture->window), "cd /usr/lib\n");
  fixture_wait ("its folder", is_named, find_terminal (fixture->window));
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/terminals/first", test_first);
  ADD ("/terminals/shell", test_shell);
  ADD ("/terminals/close", test_close);
  ADD ("/terminals/ends-while-asked", test_ends_while_asked);
  ADD ("/terminals/lost", test_lost);
  ADD ("/terminals/ended-there", test_ended_there);
  ADD ("/terminals/no-tmux", test_no_tmux);
  ADD ("/terminals/cannot-start", test_cannot_start);
  ADD ("/terminals/typed", test_typed);
  ADD ("/terminals/title", test_title);
  g_test_add_func ("/terminals/colours", test_colours);
  ADD ("/terminals/zoom", test_zoom);
  ADD ("/terminals/find", test_find);
  ADD ("/terminals/links", test_links);
  ADD ("/terminals/folder", test_folder);
  ADD ("/terminals/unknown-place", test_unknown_place);
  ADD ("/terminals/copy-text", test_copy_text);
  return g_test_run ();
}
