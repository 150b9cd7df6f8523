/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/application.h"

#include "base/base.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

int
main (int argc, char **argv)
{
  g_autoptr (BancoApplication) application = NULL;

  /* A process or machine at the other end that goes away is an error to report, not our end. */
  signal (SIGPIPE, SIG_IGN);
  banco_process_forbid_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, BANCO_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Banco");

  application = banco_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
