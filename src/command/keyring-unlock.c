/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include "identity/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

gboolean
command_has_display (void)
{
  return g_getenv ("WAYLAND_DISPLAY") != NULL || g_getenv ("DISPLAY") != NULL;
}

static void
wake (int number)
{
}

/* One line, without its end; NULL when it was interrupted or there is no line. */
static char *
read_line (int terminal)
{
  BancoSecretText text = { 0 };
  char byte;
  ssize_t got;

  while ((got = read (terminal, &byte, 1)) == 1 && byte != '\n')
    banco_secret_text_append (&text, &byte, 1);
  explicit_bzero (&byte, 1);
  if (got == 1 && text.text != NULL)
    return text.text;
  banco_secret_free (text.text);
  return NULL;
}

/* Unseen, and not to be suspended: the shell would show what is typed then. */
static char *
read_hidden (int terminal)
{
  struct sigaction interrupting = { .sa_handler = wake }, on_int, on_term;
  struct termios plain, hidden;
  char *line;

  if (tcgetattr (terminal, &plain) != 0)
    return NULL;
  hidden = plain;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
  /* Without SA_RESTART, so that Ctrl+C ends the reading. */
  sigaction (SIGINT, &interrupting, &on_int);
  sigaction (SIGTERM, &interrupting, &on_term);
  tcsetattr (terminal, TCSAFLUSH, &hidden);
  line = read_line (terminal);
  tcsetattr (terminal, TCSAFLUSH, &plain);
  sigaction (SIGINT, &on_int, NULL);
  sigaction (SIGTERM, &on_term, NULL);
  return line;
}

/* From the terminal itself, whatever standard input is. */
static char *
ask_password (GError **error)
{
  int terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  const char *question = _ ("Password of the keyring: ");
  char *password;

  if (terminal < 0) {
    g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED,
                         _ ("the keyring is locked, and there is no terminal to read its password "
                            "from"));
    return NULL;
  }
  if (write (terminal, question, strlen (question)) < 0)
    g_debug ("terminal: %s", g_strerror (errno));
  password = read_hidden (terminal);
  if (write (terminal, "\n", 1) < 0)
    g_debug ("terminal: %s", g_strerror (errno));
  close (terminal);
  if (password == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                         _ ("interrupted; the keyring is still locked"));
  return password;
}

static gboolean
unlock (Command *self, BancoAccounts *accounts, GError **error)
{
  g_auto (BancoSecret) password = NULL;

  if (self->unlock) {
    password = ask_password (error);
    if (password == NULL)
      return FALSE;
  } else if (command_has_display ()) {
    output_remark (self, _ ("The keyring is locked. Enter its password in the window that opens; "
                            "Ctrl+C ends the waiting."));
  } else {
    g_set_error_literal (error, BANCO_IDENTITY_ERROR, BANCO_IDENTITY_ERROR_LOCKED,
                         _ ("the keyring is locked, so Banco cannot see who is signed in"));
    return FALSE;
  }
  return command_wait (self, banco_accounts_unlock (accounts, password), NULL, error);
}

gboolean
command_load_accounts (Command *self, BancoAccounts *accounts, GError **error)
{
  return command_wait (self, banco_accounts_load (accounts), NULL, error) &&
         (!banco_accounts_are_locked (accounts) || unlock (self, accounts, error));
}
