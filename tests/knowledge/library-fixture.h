/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "fixture/server.h"
#include "knowledge/knowledge.h"

G_BEGIN_DECLS

/* A folder of its own for a test, removed with all that is in it. */
typedef struct {
  char *top;
  char *folder;   /* a source */
  char *database; /* the library's file */
} Fixture;

void fixture_init (Fixture *self);
void fixture_clear (Fixture *self);
void fixture_write (Fixture *self, const char *name, const char *text);
void fixture_remove (Fixture *self, const char *name);

/* A library over @folder of the fixture, as the source "docs"; @starter nullable. */
BancoLibrary *fixture_open (Fixture *self, const char *starter);

/* Runs a sync to its end; the report, or NULL with @error set. */
const BancoSyncReport *fixture_sync (BancoLibrary *library, gboolean full, GError **error);

BancoHits *fixture_search (BancoLibrary *library, const char *text);
/* Title of the hit at @position; NULL none. */
const char *fixture_title (BancoHits *hits, guint position);

G_END_DECLS
