/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "library-fixture.h"

G_BEGIN_DECLS

/* A small Confluence in this process, with the traps that real ones have. Its space is ML. */
typedef struct {
  guint id; /* 0: no page */
  const char *title;
  const char *body;
  const char *label; /* nullable */
  guint version;
  gboolean unlisted; /* no listing tells of it, but it can be had */
  const char *space; /* NULL: ML */
} WikiPage;

typedef struct {
  guint page; /* 0: no file */
  const char *name;
  const char *type;
  const char *content;
  guint version;
  guint64 bytes; /* 0: those of @content */
} WikiFile;

/* What is answered instead, where an address has @at in it. */
typedef struct {
  const char *at; /* NULL: no fault */
  guint status;
  const char *type; /* NULL: JSON */
  const char *body; /* nullable */
  const char *retry_after;
  guint times; /* 0: always */
} WikiFault;

typedef struct {
  Fixture fixture;
  TestServer *server;
  BancoHttp *http;
  WikiPage pages[8];
  WikiFile files[8];
  WikiFault faults[2];
  guint per_answer;            /* results of a listing; pages come short */
  const char *base;            /* what _links.base says; NULL: the truth */
  BancoAuthorizer *authorizer; /* nullable; borrowed */
  GPtrArray *asked;            /* of char *: the addresses that were asked for */
  guint vanishes;              /* this page is deleted once it was listed; 0 none */
} Wiki;

/* Pages 11, with a notebook and a picture, and 12; nothing else. */
void wiki_init (Wiki *self);
void wiki_clear (Wiki *self);
BancoLibrary *wiki_open (Wiki *self);

/* Syncs and wants it to work; forgets what was asked for before. */
const BancoSyncReport *wiki_sync (Wiki *self, BancoLibrary *library, gboolean full);
/* Syncs and wants it to fail with @code. */
void wiki_fail (Wiki *self, BancoLibrary *library, int code);

/* How many of the requests of the last sync had @what in their address. */
guint wiki_count (Wiki *self, const char *what);

G_END_DECLS
