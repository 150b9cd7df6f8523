/* SPDX-License-Identifier: Apache-2.0 */
#include "base/refresher.h"

#include "base/clock.h"

typedef struct {
  char *id;
  gint64 refreshed;
  GError *error;
  BancoOperation *look; /* under way, nullable */
  gboolean late;        /* it is, by now */
  guint lateness;       /* timer, until it is */
  gboolean answered;    /* the look that is under way */
  guint timer;          /* until the next look */
} BancoRefreshSourcePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (BancoRefreshSource, banco_refresh_source, G_TYPE_OBJECT)

typedef enum {
  PROP_ID = 1,
  PROP_REFRESHED,
  PROP_ERROR,
  PROP_REFRESHING,
  PROP_LATE,
} Property;

static GParamSpec *properties[PROP_LATE + 1];

static BancoRefreshSourcePrivate *
get_private (gpointer source)
{
  return banco_refresh_source_get_instance_private (BANCO_REFRESH_SOURCE (source));
}

static void
banco_refresh_source_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoRefreshSourcePrivate *priv = get_private (object);

  switch ((Property) id) {
  case PROP_ID:
    g_value_set_string (value, priv->id);
    break;
  case PROP_REFRESHED:
    g_value_set_int64 (value, priv->refreshed);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, priv->error);
    break;
  case PROP_REFRESHING:
    g_value_set_boolean (value, priv->look != NULL);
    break;
  case PROP_LATE:
    g_value_set_boolean (value, priv->late);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_refresh_source_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  if (id == PROP_ID)
    get_private (object)->id = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
banco_refresh_source_finalize (GObject *object)
{
  BancoRefreshSourcePrivate *priv = get_private (object);

  g_free (priv->id);
  g_clear_error (&priv->error);
  G_OBJECT_CLASS (banco_refresh_source_parent_class)->finalize (object);
}

static void
banco_refresh_source_class_init (BancoRefreshSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = banco_refresh_source_get_property;
  object_class->set_property = banco_refresh_source_set_property;
  object_class->finalize = banco_refresh_source_finalize;
  properties[PROP_ID] = g_param_spec_string (
    "id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_REFRESHED] =
    g_param_spec_int64 ("refreshed", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_REFRESHING] = g_param_spec_boolean ("refreshing", NULL, NULL, FALSE, flags);
  properties[PROP_LATE] = g_param_spec_boolean ("late", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
banco_refresh_source_init (BancoRefreshSource *self)
{
}

BancoRefreshSource *
banco_refresh_source_new (const char *id)
{
  return g_object_new (BANCO_TYPE_REFRESH_SOURCE, "id", id, NULL);
}

const char *
banco_refresh_source_get_id (BancoRefreshSource *self)
{
  return get_private (self)->id;
}

gint64
banco_refresh_source_get_refreshed (BancoRefreshSource *self)
{
  return get_private (self)->refreshed;
}

const GError *
banco_refresh_source_get_error (BancoRefreshSource *self)
{
  return get_private (self)->error;
}

gboolean
banco_refresh_source_is_refreshing (BancoRefreshSource *self)
{
  return get_private (self)->look != NULL;
}

static void
set_refreshed (BancoRefreshSource *self, gint64 refreshed)
{
  BancoRefreshSourcePrivate *priv = get_private (self);

  if (priv->refreshed == refreshed)
    return;
  priv->refreshed = refreshed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFRESHED]);
}

static void
set_error (BancoRefreshSource *self, const GError *error)
{
  BancoRefreshSourcePrivate *priv = get_private (self);

  if (priv->error == NULL && error == NULL)
    return;
  g_clear_error (&priv->error);
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_late (BancoRefreshSource *self, gboolean late)
{
  BancoRefreshSourcePrivate *priv = get_private (self);

  if (priv->late == late)
    return;
  priv->late = late;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LATE]);
}

static void
set_look (BancoRefreshSource *self, BancoOperation *look)
{
  BancoRefreshSourcePrivate *priv = get_private (self);

  if (!g_set_object (&priv->look, look))
    return;
  g_clear_handle_id (&priv->lateness, g_source_remove);
  set_late (self, FALSE);
  priv->answered = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFRESHING]);
}

void
banco_refresh_source_set_answered (BancoRefreshSource *self)
{
  BancoRefreshSourcePrivate *priv = get_private (self);

  if (priv->look == NULL)
    return;
  g_clear_handle_id (&priv->lateness, g_source_remove);
  set_late (self, FALSE);
  priv->answered = TRUE;
}

gboolean
banco_refresh_source_has_answered (BancoRefreshSource *self)
{
  return get_private (self)->answered;
}

static gboolean
look_is_late (gpointer source)
{
  get_private (source)->lateness = 0;
  set_late (source, TRUE);
  return G_SOURCE_REMOVE;
}

struct _BancoRefresher {
  GObject parent_instance;
  const BancoRefresherPlan *plan;
  gpointer owner;
  GPtrArray *sources;
  guint watchers;
  gboolean follows;
};

G_DEFINE_FINAL_TYPE (BancoRefresher, banco_refresher, G_TYPE_OBJECT)

/* A source's timer runs while it is watched and no look at it is under way. */
typedef struct {
  BancoRefresher *refresher; /* holds its sources, and their timers end with it */
  BancoRefreshSource *source;
} Turn;

static void
forget_turn (BancoRefreshSource *source)
{
  g_clear_handle_id (&get_private (source)->timer, g_source_remove);
}

static void
banco_refresher_dispose (GObject *object)
{
  BancoRefresher *self = BANCO_REFRESHER (object);

  for (guint i = 0; i < self->sources->len; i++) {
    forget_turn (self->sources->pdata[i]);
    set_look (self->sources->pdata[i], NULL);
  }
  g_ptr_array_set_size (self->sources, 0);
  G_OBJECT_CLASS (banco_refresher_parent_class)->dispose (object);
}

static void
banco_refresher_finalize (GObject *object)
{
  g_ptr_array_unref (BANCO_REFRESHER (object)->sources);
  G_OBJECT_CLASS (banco_refresher_parent_class)->finalize (object);
}

static void
banco_refresher_class_init (BancoRefresherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = banco_refresher_dispose;
  object_class->finalize = banco_refresher_finalize;
}

static void
banco_refresher_init (BancoRefresher *self)
{
  self->sources = g_ptr_array_new_with_free_func (g_object_unref);
}

BancoRefresher *
banco_refresher_new (const BancoRefresherPlan *plan, gpointer owner)
{
  BancoRefresher *self = g_object_new (BANCO_TYPE_REFRESHER, NULL);

  self->plan = plan;
  self->owner = owner;
  return self;
}

static gboolean
take_turn (gpointer data)
{
  Turn *turn = data;
  g_autoptr (BancoOperation) look = NULL;

  get_private (turn->source)->timer = 0;
  look = banco_refresher_look (turn->refresher, turn->source);
  return G_SOURCE_REMOVE;
}

static gboolean
is_wanted (BancoRefresher *self, BancoRefreshSource *source)
{
  if (self->watchers > 0)
    return TRUE;
  return self->follows && self->plan->moves != NULL && self->plan->moves (source, self->owner);
}

static void
schedule (BancoRefresher *self, BancoRefreshSource *source)
{
  BancoRefreshSourcePrivate *priv = get_private (source);
  guint delay;
  Turn *turn;

  forget_turn (source);
  if (priv->look != NULL || !is_wanted (self, source))
    return;
  delay = self->plan->get_delay (source, self->owner);
  turn = g_new0 (Turn, 1);
  *turn = (Turn){ self, source };
  priv->timer = g_timeout_add_full (
    G_PRIORITY_DEFAULT, delay + (guint) g_random_int_range (0, (gint32) MAX (1, delay / 4)),
    take_turn, turn, g_free);
}

void
banco_refresher_schedule (BancoRefresher *self)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));

  for (guint i = 0; i < self->sources->len; i++)
    schedule (self, self->sources->pdata[i]);
}

void
banco_refresher_add (BancoRefresher *self, BancoRefreshSource *source)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));

  g_ptr_array_add (self->sources, g_object_ref (source));
  schedule (self, source);
}

static BancoRefreshSource *
find_source (BancoRefresher *self, BancoOperation *look)
{
  for (guint i = 0; i < self->sources->len; i++)
    if (get_private (self->sources->pdata[i])->look == look)
      return self->sources->pdata[i];
  return NULL; /* reset meanwhile */
}

static void
look_ended (BancoOperation *look, GParamSpec *pspec, BancoRefresher *self)
{
  BancoRefreshSource *source = find_source (self, look);

  if (source == NULL)
    return;
  if (banco_operation_get_state (look) == BANCO_OPERATION_DONE) {
    set_refreshed (source, banco_clock_now ());
    set_error (source,
               self->plan->get_incomplete != NULL ? self->plan->get_incomplete (look) : NULL);
  } else if (banco_operation_get_state (look) == BANCO_OPERATION_FAILED) {
    set_error (source, banco_operation_get_error (look));
  }
  set_look (source, NULL);
  schedule (self, source);
}

BancoOperation *
banco_refresher_look (BancoRefresher *self, BancoRefreshSource *source)
{
  BancoRefreshSourcePrivate *priv = get_private (source);
  g_autoptr (BancoOperation) look = NULL;

  g_return_val_if_fail (BANCO_IS_REFRESHER (self), NULL);

  if (priv->look != NULL)
    return g_object_ref (priv->look);
  forget_turn (source);
  look = self->plan->look (source, self->owner);
  g_signal_connect_object (look, "notify::state", G_CALLBACK (look_ended), self, 0);
  set_look (source, look);
  if (self->plan->patience > 0)
    priv->lateness = g_timeout_add (self->plan->patience, look_is_late, source);
  return g_steal_pointer (&look);
}

static void
look_at_all (BancoRefresher *self)
{
  for (guint i = 0; i < self->sources->len; i++)
    g_object_unref (banco_refresher_look (self, self->sources->pdata[i]));
}

void
banco_refresher_watch (BancoRefresher *self)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));

  if (self->watchers++ == 0)
    look_at_all (self);
}

void
banco_refresher_unwatch (BancoRefresher *self)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));
  g_return_if_fail (self->watchers > 0);

  if (--self->watchers == 0)
    banco_refresher_schedule (self);
}

void
banco_refresher_follow (BancoRefresher *self)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));

  self->follows = TRUE;
  look_at_all (self);
}

void
banco_refresher_reset (BancoRefresher *self)
{
  g_return_if_fail (BANCO_IS_REFRESHER (self));

  for (guint i = 0; i < self->sources->len; i++) {
    BancoRefreshSource *source = self->sources->pdata[i];

    if (get_private (source)->look != NULL)
      banco_operation_cancel (get_private (source)->look);
    set_look (source, NULL);
    set_refreshed (source, 0);
    set_error (source, NULL);
  }
  banco_refresher_schedule (self);
}
