/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/fake-cloud.h"
#include "machines/machines-private.h"
#include "machines/test-sshd.h"

G_BEGIN_DECLS

/* A cloud with one machine, which is a real sshd on this computer. */
typedef struct {
  FakeCloud *cloud;
  BancoHttp *http;
  BancoCloudSetup setup;
  BancoProvider *provider;
  GHashTable *reached;
  TestSshd *sshd;
  char *announced;
  const char *addresses; /* NULL: 127.0.0.1 */
  guint milliseconds;    /* 0: as many as it needs */
  char *folder;          /* of an ssh in the place of the system's */
  char *path;            /* as it was */
} ReachFixture;

void reach_fixture_set_up (ReachFixture *fixture, gconstpointer data);
void reach_fixture_tear_down (ReachFixture *fixture, gconstpointer data);

BancoMachineRecord *reach_fixture_make_record (guint port) G_GNUC_WARN_UNUSED_RESULT;

/* What becomes of the one machine, whose console says @log, @age seconds after it was made. */
BancoMachineRecord *
reach_fixture_check (ReachFixture *fixture, const char *log, gint64 age) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @record. */
void
reach_fixture_assert_state (BancoMachineRecord *record, BancoMachineState state, BancoHostKey key);

char *reach_fixture_run_there (BancoMachine *machine, const char *const *words, int *status);
/* Ends the connection that commands share. */
void reach_fixture_hang_up (BancoMachine *machine);

/* A port at another address of this computer where a connection is taken, and nothing said. */
int reach_fixture_listen (guint port);
/* What the user's ssh_config would say: an ssh of ours reads it in its place. */
void reach_fixture_use_config (ReachFixture *fixture, const char *config);
/* Lines of it: the way to @port of this computer, through the sshd of the fixture, for @host. */
char *reach_fixture_make_jump (ReachFixture *fixture,
                               const char *host,
                               const char *before,
                               const char *port);

G_END_DECLS
