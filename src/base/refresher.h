/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/operation.h"

G_BEGIN_DECLS

/* Something that can be looked at again and again: a cloud, a hub, a wiki. Properties, all of them
 * read only: "id", "refreshed" (when it last answered, 0 never), "error" (of the last look, NULL
 * when that brought all), "refreshing", "late" (that look has taken longer than it usually does).
 */
#define BANCO_TYPE_REFRESH_SOURCE (banco_refresh_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (BancoRefreshSource, banco_refresh_source, BANCO, REFRESH_SOURCE, GObject)

struct _BancoRefreshSourceClass {
  GObjectClass parent_class;
};

BancoRefreshSource *banco_refresh_source_new (const char *id) G_GNUC_WARN_UNUSED_RESULT;
const char *banco_refresh_source_get_id (BancoRefreshSource *self);
gint64 banco_refresh_source_get_refreshed (BancoRefreshSource *self);
const GError *banco_refresh_source_get_error (BancoRefreshSource *self); /* borrowed, nullable */
gboolean banco_refresh_source_is_refreshing (BancoRefreshSource *self);
/* It has answered the look that is under way, which is now about something else: it is not late. */
void banco_refresh_source_set_answered (BancoRefreshSource *self);
gboolean banco_refresh_source_has_answered (BancoRefreshSource *self);

/* Looks at each source by itself, while anything watches: one that hangs delays no other. */
#define BANCO_TYPE_REFRESHER (banco_refresher_get_type ())
G_DECLARE_FINAL_TYPE (BancoRefresher, banco_refresher, BANCO, REFRESHER, GObject)

typedef struct {
  /* Starts a look at @source, which publishes what it finds. */
  BancoOperation *(*look) (BancoRefreshSource *source, gpointer owner);
  /* Of a look that is done: what it could not have; nullable, borrowed. */
  const GError *(*get_incomplete) (BancoOperation *look);
  /* Milliseconds until the next one; up to a quarter more is waited, so that programs that were
   * started together do not ask together. */
  guint (*get_delay) (BancoRefreshSource *source, gpointer owner);
  /* Something there changes soon; nullable: nothing does. See banco_refresher_follow(). */
  gboolean (*moves) (BancoRefreshSource *source, gpointer owner);
  guint patience; /* milliseconds until a look is late; 0: it never is */
} BancoRefresherPlan;

/* @plan: static. @owner: owns the refresher. */
BancoRefresher *banco_refresher_new (const BancoRefresherPlan *plan,
                                     gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void banco_refresher_add (BancoRefresher *self, BancoRefreshSource *source);

/* Counted. The first that watches has every source looked at at once. */
void banco_refresher_watch (BancoRefresher *self);
void banco_refresher_unwatch (BancoRefresher *self);

/* Has every source looked at now; from then on, while nothing watches, those where something moves.
 */
void banco_refresher_follow (BancoRefresher *self);

/* Asks for the delays again: something happened that may make them shorter. */
void banco_refresher_schedule (BancoRefresher *self);

/* The look at @source that is under way, or a new one. */
BancoOperation *banco_refresher_look (BancoRefresher *self,
                                      BancoRefreshSource *source) G_GNUC_WARN_UNUSED_RESULT;

/* Another account or federation: what was asked before is never published, ages and errors are
 * forgotten. */
void banco_refresher_reset (BancoRefresher *self);

G_END_DECLS
