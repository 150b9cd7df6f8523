/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real sshd on a loopback port, with a folder and a host key of its own. */
typedef struct {
  GSubprocess *process;
  char *folder;
  guint port;
  char *key; /* "ssh-ed25519 AAAA…" */
} TestSshd;

/* NULL and why not, when there is no sshd to run. @public_key may log in; nullable. */
TestSshd *test_sshd_new (const char *public_key, const char **why_not);
/* A new host key, as if another machine had taken over the address. */
void test_sshd_change_key (TestSshd *self);
/* "…KEYS-----" block of a console that announces the key. Free it. */
char *test_sshd_announce (TestSshd *self);
void test_sshd_free (TestSshd *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestSshd, test_sshd_free)

G_END_DECLS
