/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As ssh has it when a connection could not be made or is lost. */
#define RELAY_FAILED 255

/* Runs @argv, a tmux in control mode that is here or at the other end of ssh, and shows its pane on
 * the terminal that this process has. @notes: a descriptor that gets a line,
 * "COMMAND\tFOLDER\tHOME", when what runs there changes; -1: none. Blocks; returns @argv's exit
 * status. */
int relay_run (char **argv, int notes);

G_END_DECLS
