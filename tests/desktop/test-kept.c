/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/machines-page.h"
#include "desktop/terminals/terminal.h"
#include "desktop/terminals/terminals-page.h"
#include "desktop/terminals/vte-names.h"
#include "fixture.h"
#include "machine-stage.h"
#include "machines/machines-private.h"
#include "machines/reach-fixture.h"
#include "machines/remote-terminal.h"

#include <string.h>
#include <sys/wait.h>

/* Terminals on a machine, in a real tmux behind a real sshd. */

typedef struct {
  FixtureScene scene;
  TestSshd *sshd;
  BancoMachine *machine;
  BancoPage *page;
  GtkWidget *window;
} Fixture;

static void
show_page (Fixture *fixture)
{
  fixture->page = g_object_new (BANCO_TYPE_TERMINALS_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 700, 400);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *why_not = "tmux is not installed";
  g_autofree char *tmux = g_find_program_in_path ("tmux");

  fixture_scene_open (&fixture->scene);
  banco_settings_set_terminals (fixture->scene.settings, (const char *[]){ NULL });
  banco_settings_set_keep_terminals (fixture->scene.settings, TRUE);
  if (tmux)
    fixture->machine = machine_stage_add_real (&fixture->scene, &fixture->sshd, &why_not);
  if (fixture->machine)
    show_page (fixture);
  else
    g_test_skip (why_not);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->machine && banco_machine_get_state (fixture->machine) == BANCO_MACHINE_READY)
    reach_fixture_hang_up (fixture->machine);
  fixture_scene_close (&fixture->scene);
  g_clear_pointer (&fixture->sshd, test_sshd_free);
}

static BancoTerminal *
get_terminal (Fixture *fixture)
{
  return BANCO_TERMINAL (fixture_find_one (fixture->window, BANCO_TYPE_TERMINAL));
}

/* All of it, what was scrolled away too. */
static char *
read_terminal (Fixture *fixture)
{
  VteTerminal *terminal = VTE_TERMINAL (fixture_find_one (fixture->window, VTE_TYPE_TERMINAL));
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  g_assert_true (
    vte_terminal_write_contents_sync (terminal, stream, VTE_WRITE_DEFAULT, NULL, NULL));
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

typedef struct {
  Fixture *fixture;
  const char *text;
} Wanted;

static gboolean
says (gpointer data)
{
  Wanted *wanted = data;
  g_autofree char *text = read_terminal (wanted->fixture);
  return strstr (text, wanted->text) != NULL;
}

static void
wait_for (Fixture *fixture, const char *text)
{
  g_autofree char *what = g_strescape (text, NULL);

  fixture_wait (what, says, &(Wanted){ fixture, text });
}

static void
type_and_wait (Fixture *fixture, const char *typed, const char *answer)
{
  banco_terminal_type (get_terminal (fixture), typed);
  wait_for (fixture, answer);
}

static guint
count_tabs (Fixture *fixture)
{
  guint badge;

  g_object_get (fixture->page, "badge", &badge, NULL);
  return badge;
}

static gboolean
has_one_tab (gpointer fixture)
{
  return count_tabs (fixture) == 1;
}

static gboolean
has_no_tab (gpointer fixture)
{
  return count_tabs (fixture) == 0;
}

/* "#" for who is root. */
static gboolean
has_prompt (gpointer fixture)
{
  g_autofree char *text = read_terminal (fixture);

  g_strchomp (text);
  return g_str_has_suffix (text, "#") || g_str_has_suffix (text, "$");
}

static void
open_there (Fixture *fixture)
{
  banco_page_open (fixture->page, "box");
  g_assert_nonnull (banco_terminal_get_kept (get_terminal (fixture)));
  fixture_wait ("a prompt", has_prompt, fixture);
  type_and_wait (fixture, "PS1='ready> '; echo o''ne\n", "one\nready>");
}

/* Scrollback and search are the terminal's own, and the shell does not see that tmux keeps it. */
static void
test_transparent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  type_and_wait (fixture, "seq 1 3000; echo a''ll\n", "\nall\n");
  text = read_terminal (fixture);
  for (guint i = 1; i <= 3000; i += 37) {
    g_autofree char *line = g_strdup_printf ("\n%u\n", i);

    g_assert_nonnull (strstr (text, line));
  }
  type_and_wait (fixture, "echo \"[$TMUX$TERM_PROGRAM]\" $TERM\n", "\n[] xterm-256color");
  /* The user's own works inside; its first key is the usual one. */
  type_and_wait (fixture, "tmux -L own -f /dev/null new -d -s x; echo t''old $?\n", "\ntold 0");
  type_and_wait (fixture, "tmux -L own show -gv prefix; tmux -L own kill-server\n", "\nC-b");
  /* What asks the terminal has one answer. */
  type_and_wait (fixture,
                 "stty -echo; printf '\\033[6n'; read -rst 1 -d R a; read -rst 1 -d R b;"
                 " stty echo; echo \"<${a#?}><${b#?}>\" | tr '0-9' '#'\n",
                 "<[");
  wait_for (fixture, "><>");
}

static gboolean
has_title (gpointer fixture)
{
  return g_strcmp0 (banco_terminal_get_title (get_terminal (fixture)), "box: /usr/lib") == 0;
}

static gboolean
is_busy (gpointer fixture)
{
  g_autofree char *command = banco_terminal_dup_command (get_terminal (fixture));

  return g_strcmp0 (command, "sleep") == 0;
}

static void
start_sleep (Fixture *fixture)
{
  banco_terminal_type (get_terminal (fixture), "cd /usr/lib; sleep 1234\n");
  fixture_wait ("it tells what runs", is_busy, fixture);
  fixture_wait ("it tells where", has_title, fixture);
}

/* The window closes, and Banco starts again: the shell is the same one. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *work = NULL;
  gboolean goes_on = FALSE;

  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  type_and_wait (fixture, "echo mem''ory\n", "\nmemory\n");
  start_sleep (fixture);
  work = banco_page_get_work (fixture->page, &goes_on);
  g_assert_true (goes_on);
  g_assert_nonnull (strstr (work, "“sleep” runs on box and goes on without Banco."));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  show_page (fixture);
  g_assert_cmpuint (count_tabs (fixture), ==, 0);
  banco_page_shown (fixture->page);
  fixture_wait ("its tab", has_one_tab, fixture);
  wait_for (fixture, "memory");
  fixture_wait ("it tells what runs", is_busy, fixture);
  type_and_wait (fixture, "\003echo st''ill\n", "\nstill");
}

static gboolean
is_drawn_anew (gpointer fixture)
{
  g_autofree char *text = read_terminal (fixture);

  return strstr (text, "of before") == NULL && strstr (text, "sleep 1234") != NULL;
}

/* A closed lid: nothing is lost, and what was on the screen comes once. */
static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  type_and_wait (fixture, "seq 1 100; echo mem''ory\n", "\nmemory\n");
  start_sleep (fixture);
  reach_fixture_hang_up (fixture->machine);
  fixture_wait_says (fixture->window, "The connection to box was lost. The command that runs");
  vte_terminal_feed (VTE_TERMINAL (fixture_find_one (fixture->window, VTE_TYPE_TERMINAL)),
                     "of before", -1);
  wait_for (fixture, "of before");
  fixture_press (fixture->window, "Reconnect");
  fixture_wait_silent (fixture->window, "was lost");
  fixture_wait ("it is drawn anew", is_drawn_anew, fixture);
  type_and_wait (fixture, "\003echo st''ill\n", "\nstill");
  text = read_terminal (fixture);
  g_assert_nonnull (strstr (text, "\n17\n"));
  g_assert_null (strstr (strstr (text, "\nmemory\n") + 1, "\nmemory\n"));
}

static AdwMessageDialog *
find_question (void)
{
  return ADW_MESSAGE_DIALOG (fixture_find_window (ADW_TYPE_MESSAGE_DIALOG));
}

static gboolean
is_asked (gpointer data)
{
  return find_question () != NULL;
}

static gboolean
is_done (gpointer operation)
{
  return banco_operation_get_state (operation) != BANCO_OPERATION_RUNNING;
}

static guint
count_there (Fixture *fixture)
{
  g_autoptr (BancoPlace) place = banco_machine_get_place (fixture->machine);
  g_autoptr (BancoOperation) asking = banco_remote_terminals_list (place);

  fixture_wait ("the machine answers", is_done, asking);
  return ((GPtrArray *) banco_operation_get_result (asking))->len;
}

static gboolean
has_none_there (gpointer fixture)
{
  return count_there (fixture) == 0;
}

/* The question names the command as it was given; to agree ends it there. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  start_sleep (fixture);
  gtk_widget_activate_action (GTK_WIDGET (get_terminal (fixture)), "terminals.close", NULL);
  fixture_wait ("a question", is_asked, NULL);
  fixture_wait_says (GTK_WIDGET (find_question ()), "“sleep 1234” still runs in it.");
  fixture_press (GTK_WIDGET (find_question ()), "Keep It");
  fixture_turn (50, NULL);
  g_assert_cmpuint (count_there (fixture), ==, 1);
  type_and_wait (fixture, "\003echo st''ill\n", "\nstill");
  gtk_widget_activate_action (GTK_WIDGET (get_terminal (fixture)), "terminals.close", NULL);
  fixture_wait ("its tab goes", has_no_tab, fixture);
  g_assert_null (find_question ());
  fixture_wait ("it ends there", has_none_there, fixture);
  show_page (fixture);
  banco_page_shown (fixture->page);
  fixture_turn (200, NULL);
  g_assert_cmpuint (count_tabs (fixture), ==, 0);
}

/* Without tmux: the shell that sshd starts, which a command is seen in, too. */
static void
test_switched_off (Fixture *fixture, gconstpointer data)
{
  if (fixture->machine == NULL)
    return;
  banco_settings_set_keep_terminals (fixture->scene.settings, FALSE);
  banco_page_open (fixture->page, "box");
  g_assert_null (banco_terminal_get_kept (get_terminal (fixture)));
  fixture_wait ("a prompt", has_prompt, fixture);
  type_and_wait (fixture, "PS1='ready$ '; echo o''ne\n", "one\nready$");
  banco_terminal_type (get_terminal (fixture), "sleep 1234\n");
  wait_for (fixture, "sleep 1234\n");
  gtk_widget_activate_action (GTK_WIDGET (get_terminal (fixture)), "terminals.close", NULL);
  fixture_wait ("a question", is_asked, NULL);
  fixture_wait_says (GTK_WIDGET (find_question ()), "“sleep 1234” still runs in it.");
  fixture_press (GTK_WIDGET (find_question ()), "Close");
  fixture_wait ("its tab goes", has_no_tab, fixture);
}

/* It is given back: that is said, not what ssh makes of it. */
static void
test_given_back (Fixture *fixture, gconstpointer data)
{
  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  reach_fixture_hang_up (fixture->machine);
  banco_machine_set_state (fixture->machine, BANCO_MACHINE_RELEASING);
  fixture_wait_says (fixture->window, "box was given back.");
  g_assert_null (fixture_find_button (fixture->window, "Reconnect"));
}

/* What the menu copies works as it is. */
static void
test_ssh_command (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = NULL;
  g_autofree char *line = NULL;
  int status;

  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  gtk_widget_activate_action (GTK_WIDGET (get_terminal (fixture)), "terminal.copy-ssh-command",
                              NULL);
  command = fixture_read_clipboard (fixture->window);
  line = g_strdup_printf ("%s exit 7", command);
  g_assert_true (g_spawn_sync (NULL, (char *[]){ "sh", "-c", line, NULL }, NULL,
                               G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (WEXITSTATUS (status), ==, 7);
}

/* Who gives a machine back is told what else ends. */
static void
test_give_back (Fixture *fixture, gconstpointer data)
{
  BancoPage *machines;

  if (fixture->machine == NULL)
    return;
  open_there (fixture);
  start_sleep (fixture);
  machines = g_object_new (BANCO_TYPE_MACHINES_PAGE, "workspace", fixture->scene.workspace,
                           "settings", fixture->scene.settings, NULL);
  fixture_show (GTK_WIDGET (machines), 700, 400);
  banco_page_open (machines, "give-back:cloud/box");
  fixture_wait ("a question", is_asked, NULL);
  fixture_wait_says (GTK_WIDGET (find_question ()), "“sleep 1234” still runs there.");
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/kept/transparent", test_transparent);
  ADD ("/kept/restart", test_restart);
  ADD ("/kept/reconnect", test_reconnect);
  ADD ("/kept/close", test_close);
  ADD ("/kept/switched-off", test_switched_off);
  ADD ("/kept/ssh-command", test_ssh_command);
  ADD ("/kept/give-back", test_give_back);
  ADD ("/kept/given-back", test_given_back);
  return g_test_run ();
}
