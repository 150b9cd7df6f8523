/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A machine of the demo: a real sshd behind a loopback port, in a bubblewrap sandbox with its own
 * users, host name, host key, processes and (empty) network. Everything it can write lives in
 * memory, so it is gone with its last process, and that dies with ours, whatever kills us.
 * Main thread only: bwrap follows the thread that spawned it. */
typedef struct _DemoMachine DemoMachine;

typedef struct {
  const char *name;       /* the host name */
  const char *login;      /* who may sign in */
  const char *image;      /* for the console and /etc/os-release */
  const char *public_key; /* a line of authorized_keys; nullable: nobody can sign in */
  gboolean has_accelerator;
  gboolean lies; /* the console log announces another host key than sshd shows */
} DemoMachineSetup;

/* Errors: G_IO_ERROR_NOT_FOUND when bwrap or sshd is missing (the sentence says what to do), or
 * whatever kept it from starting. */
DemoMachine *demo_machine_new (const DemoMachineSetup *setup,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Kills it and waits until it is gone. */
void demo_machine_free (DemoMachine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DemoMachine, demo_machine_free)

guint demo_machine_get_port (DemoMachine *self);
/* What it wrote on its console so far. Borrowed. */
const char *demo_machine_get_console (DemoMachine *self);
/* FALSE once its last process has ended. */
gboolean demo_machine_is_running (DemoMachine *self);

G_END_DECLS
