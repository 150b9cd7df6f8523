/* SPDX-License-Identifier: Apache-2.0 */
#include "relay/relay.h"

#include <fcntl.h>
#include <signal.h>

/* The first descriptor after the usual ones, which a terminal of Banco's gives. */
#define NOTES 3

/* banco-relay COMMAND…: between a terminal and a tmux elsewhere. Our terminal sees the programs'
 * own output, so that its scrollback, its search and its links work as without a tmux between. */
int
main (int argc, char **argv)
{
  gboolean told = fcntl (NOTES, F_SETFD, FD_CLOEXEC) == 0;

  if (argc < 2)
    return 2;
  signal (SIGPIPE, SIG_IGN);
  return relay_run (argv + 1, told ? NOTES : -1);
}
