/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

/* Looks are scripted: how a source answers is attached to it. */

typedef struct {
  gint n_looks; /* begun; atomic */
  gint mood;    /* atomic */
  guint published;
  guint delay;
  gboolean moves;
} Script;

typedef enum {
  GOOD,
  BAD,
  HUNG
} Mood;

static GHashTable *scripts; /* source id to Script */

static Script *
get_script (BancoRefreshSource *source)
{
  return g_hash_table_lookup (scripts, banco_refresh_source_get_id (source));
}

static gpointer
look_work (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  Script *script = input;

  while (g_atomic_int_get (&script->mood) == HUNG &&
         !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  if (g_atomic_int_get (&script->mood) == BAD)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "bad");
  return NULL;
}

static void
look_publish (BancoOperation *operation, gpointer result, gpointer owner)
{
  Script *script = g_object_get_data (G_OBJECT (operation), "script");

  script->published++;
}

static BancoOperation *
look (BancoRefreshSource *source, gpointer owner)
{
  Script *script = get_script (source);
  BancoOperation *operation = banco_operation_start (
    NULL, &(BancoOperationPlan){
            .title = "Look", .work = look_work, .input = script, .publish = look_publish });

  g_object_set_data (G_OBJECT (operation), "script", script);
  script->n_looks++;
  return operation;
}

static guint
get_delay (BancoRefreshSource *source, gpointer owner)
{
  return get_script (source)->delay;
}

static gboolean
moves (BancoRefreshSource *source, gpointer owner)
{
  return get_script (source)->moves;
}

static const BancoRefresherPlan plan = { look, NULL, get_delay, moves, 40 };

typedef struct {
  BancoRefresher *refresher;
  BancoRefreshSource *good, *other;
  Script *good_script, *other_script;
} Fixture;

static BancoRefreshSource *
add_source (Fixture *fixture, const char *id, Mood mood, Script **script)
{
  BancoRefreshSource *source = banco_refresh_source_new (id);

  *script = g_new0 (Script, 1);
  (*script)->mood = mood;
  (*script)->delay = 20;
  g_hash_table_insert (scripts, g_strdup (id), *script);
  banco_refresher_add (fixture->refresher, source);
  return source;
}

static void
set_up (Fixture *fixture, gconstpointer mood)
{
  scripts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->refresher = banco_refresher_new (&plan, NULL);
  fixture->good = add_source (fixture, "good", GOOD, &fixture->good_script);
  fixture->other = add_source (fixture, "other", GPOINTER_TO_INT (mood), &fixture->other_script);
}

static void
turn (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  do {
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_usleep (1000);
  } while (g_get_monotonic_time () < end);
}

static void
tear_down (Fixture *fixture, gconstpointer mood)
{
  banco_refresher_reset (fixture->refresher);
  g_assert_finalize_object (fixture->refresher);
  turn (30);
  g_assert_finalize_object (fixture->good);
  g_assert_finalize_object (fixture->other);
  g_clear_pointer (&scripts, g_hash_table_unref);
}

#define wait_for(condition)                                                                        \
  for (gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; !(condition);) {                \
    g_assert_cmpint (g_get_monotonic_time (), <, end);                                             \
    turn (1);                                                                                      \
  }

/* The one that hangs delays nothing of the other, and is not asked twice. */
static void
test_hung (Fixture *fixture, gconstpointer mood)
{
  banco_refresher_watch (fixture->refresher);
  wait_for (fixture->good_script->n_looks >= 4);
  g_assert_cmpint (fixture->other_script->n_looks, ==, 1);
  g_assert_true (banco_refresh_source_is_refreshing (fixture->other));
  g_assert_cmpint (banco_refresh_source_get_refreshed (fixture->other), ==, 0);
  g_assert_cmpint (banco_refresh_source_get_refreshed (fixture->good), >, 0);
  g_assert_null (banco_refresh_source_get_error (fixture->other));
}

static gboolean
is_late (BancoRefreshSource *source)
{
  gboolean late;

  g_object_get (source, "late", &late, NULL);
  return late;
}

/* It is told while it hangs, and no longer. */
static void
test_late (Fixture *fixture, gconstpointer mood)
{
  g_autoptr (BancoOperation) operation = NULL;

  fixture->good_script->delay = fixture->other_script->delay = 3600 * 1000;
  banco_refresher_watch (fixture->refresher);
  g_assert_false (is_late (fixture->other));
  wait_for (is_late (fixture->other));
  g_assert_false (is_late (fixture->good));
  g_atomic_int_set (&fixture->other_script->mood, GOOD);
  wait_for (banco_refresh_source_get_refreshed (fixture->other) > 0);
  g_assert_false (is_late (fixture->other));
  g_atomic_int_set (&fixture->other_script->mood, HUNG);
  operation = banco_refresher_look (fixture->refresher, fixture->other);
  wait_for (is_late (fixture->other));
  banco_refresher_reset (fixture->refresher);
  g_assert_false (is_late (fixture->other));
  turn (60);
  g_assert_false (is_late (fixture->other));
}

/* Its age stays that of its last answer, beside what went wrong since. */
static void
test_bad (Fixture *fixture, gconstpointer mood)
{
  gint64 when;

  banco_refresher_watch (fixture->refresher);
  wait_for (banco_refresh_source_get_error (fixture->other) != NULL);
  g_assert_cmpint (banco_refresh_source_get_refreshed (fixture->other), ==, 0);
  g_assert_null (banco_refresh_source_get_error (fixture->good));
  g_atomic_int_set (&fixture->other_script->mood, GOOD);
  wait_for (banco_refresh_source_get_error (fixture->other) == NULL);
  when = banco_refresh_source_get_refreshed (fixture->other);
  g_assert_cmpint (when, >, 0);
  g_atomic_int_set (&fixture->other_script->mood, BAD);
  wait_for (banco_refresh_source_get_error (fixture->other) != NULL);
  g_assert_cmpint (banco_refresh_source_get_refreshed (fixture->other), >=, when);
}

/* Counted: as long as one of two watches. */
static void
test_watched (Fixture *fixture, gconstpointer mood)
{
  gint seen;

  turn (60);
  g_assert_cmpint (fixture->good_script->n_looks, ==, 0);
  banco_refresher_watch (fixture->refresher);
  banco_refresher_watch (fixture->refresher);
  banco_refresher_unwatch (fixture->refresher);
  wait_for (fixture->good_script->n_looks >= 3);
  banco_refresher_unwatch (fixture->refresher);
  turn (60);
  seen = fixture->good_script->n_looks;
  turn (100);
  g_assert_cmpint (fixture->good_script->n_looks, ==, seen);
}

/* Once each, and then only where something moves. */
static void
test_followed (Fixture *fixture, gconstpointer mood)
{
  gint seen;

  fixture->good_script->moves = TRUE;
  banco_refresher_follow (fixture->refresher);
  wait_for (fixture->good_script->n_looks >= 3);
  g_assert_cmpint (fixture->other_script->n_looks, ==, 1);
  banco_refresher_watch (fixture->refresher);
  banco_refresher_unwatch (fixture->refresher);
  seen = fixture->good_script->n_looks;
  wait_for (fixture->good_script->n_looks > seen);
  fixture->good_script->moves = FALSE;
  turn (60);
  seen = fixture->good_script->n_looks;
  turn (100);
  g_assert_cmpint (fixture->good_script->n_looks, ==, seen);
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer mood)
{
  g_autoptr (BancoOperation) first = banco_refresher_look (fixture->refresher, fixture->other);
  g_autoptr (BancoOperation) second = banco_refresher_look (fixture->refresher, fixture->other);
  g_autoptr (BancoOperation) third = NULL;

  g_assert_true (first == second);
  banco_refresher_watch (fixture->refresher);
  g_assert_cmpint (fixture->other_script->n_looks, ==, 1);
  banco_operation_cancel (first);
  wait_for (fixture->other_script->n_looks == 2);
  third = banco_refresher_look (fixture->refresher, fixture->other);
  g_assert_true (third != first);
}

/* A shorter delay counts at once, when it is said. */
static void
test_schedule (Fixture *fixture, gconstpointer mood)
{
  fixture->good_script->delay = 3600 * 1000;
  banco_refresher_watch (fixture->refresher);
  wait_for (banco_refresh_source_get_refreshed (fixture->good) > 0);
  turn (60);
  g_assert_cmpint (fixture->good_script->n_looks, ==, 1);
  fixture->good_script->delay = 1;
  banco_refresher_schedule (fixture->refresher);
  wait_for (fixture->good_script->n_looks >= 3);
}

/* Nothing that was asked before is published after, even where the worker does not notice. */
static void
test_reset (Fixture *fixture, gconstpointer mood)
{
  g_autoptr (BancoOperation) before = banco_refresher_look (fixture->refresher, fixture->other);
  g_autoptr (BancoOperation) after = NULL;

  banco_refresher_reset (fixture->refresher);
  g_assert_false (banco_refresh_source_is_refreshing (fixture->other));
  after = banco_refresher_look (fixture->refresher, fixture->other);
  g_assert_true (before != after);
  g_atomic_int_set (&fixture->other_script->mood, GOOD);
  wait_for (banco_refresh_source_get_refreshed (fixture->other) > 0);
  wait_for (banco_operation_get_state (before) != BANCO_OPERATION_RUNNING);
  g_assert_cmpint (banco_operation_get_state (before), ==, BANCO_OPERATION_CANCELLED);
  g_assert_cmpuint (fixture->other_script->published, ==, 1);
  banco_refresher_reset (fixture->refresher);
  g_assert_cmpint (banco_refresh_source_get_refreshed (fixture->other), ==, 0);
}

static void
count (BancoRefreshSource *source, GParamSpec *pspec, GHashTable *seen)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (seen, pspec->name));

  g_hash_table_insert (seen, (gpointer) pspec->name, GUINT_TO_POINTER (n + 1));
}

static void
test_properties (Fixture *fixture, gconstpointer mood)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (BancoOperation) operation = NULL;
  g_autofree char *id = NULL;
  gboolean refreshing;

  g_signal_connect (fixture->other, "notify", G_CALLBACK (count), seen);
  operation = banco_refresher_look (fixture->refresher, fixture->other);
  g_object_get (fixture->other, "id", &id, "refreshing", &refreshing, NULL);
  g_assert_cmpstr (id, ==, "other");
  g_assert_true (refreshing);
  wait_for (!banco_refresh_source_is_refreshing (fixture->other));
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (seen, "refreshing")), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (seen, "error")), ==, 1);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (seen, "refreshed")), ==, 0);
  g_signal_handlers_disconnect_by_data (fixture->other, seen);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    Mood mood;
    void (*test) (Fixture *, gconstpointer);
  } cases[] = {
    { "hung", HUNG, test_hung },
    { "late", HUNG, test_late },
    { "bad", BAD, test_bad },
    { "watched", GOOD, test_watched },
    { "followed", GOOD, test_followed },
    { "one at a time", HUNG, test_one_at_a_time },
    { "schedule", GOOD, test_schedule },
    { "reset", HUNG, test_reset },
    { "properties", BAD, test_properties },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/refresher/", cases[i].path, NULL);

    g_test_add (path, Fixture, GINT_TO_POINTER (cases[i].mood), set_up, cases[i].test, tear_down);
  }
  return g_test_run ();
}
