/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture/server.h"

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean started;
  gboolean released;
  guint published;
  GString *seen; /* what was notified, in order */
} Stage;

static Stage *
stage_new (void)
{
  Stage *stage = g_new0 (Stage, 1);

  g_mutex_init (&stage->mutex);
  g_cond_init (&stage->cond);
  stage->seen = g_string_new (NULL);
  return stage;
}

static void
stage_free (Stage *stage)
{
  g_mutex_clear (&stage->mutex);
  g_cond_clear (&stage->cond);
  g_string_free (stage->seen, TRUE);
  g_free (stage);
}

static void
run_to_end (BancoOperation *operation)
{
  test_wait (operation);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gpointer
work_doubles (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  for (int i = 1; i <= 100; i++)
    banco_operation_report (operation, i / 100.0, i == 100 ? "last" : "working");
  return GINT_TO_POINTER (2 * GPOINTER_TO_INT (input));
}

static gpointer
work_fails (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no");
  return NULL;
}

/* Finishes its work although it was cancelled meanwhile: the worst case for "nothing late". */
static gpointer
work_ignores_cancel (BancoOperation *operation,
                     gpointer input,
                     GCancellable *cancellable,
                     GError **error)
{
  Stage *stage = input;

  g_mutex_lock (&stage->mutex);
  stage->started = TRUE;
  g_cond_signal (&stage->cond);
  while (!stage->released)
    g_cond_wait (&stage->cond, &stage->mutex);
  g_mutex_unlock (&stage->mutex);
  return GINT_TO_POINTER (1);
}

static void
publish_counts (BancoOperation *operation, gpointer result, gpointer owner)
{
  Stage *stage = g_object_get_data (owner, "stage");

  stage->published++;
  g_string_append (stage->seen, "published;");
}

static void
note (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  Stage *stage = data;

  if (g_str_equal (pspec->name, "message"))
    g_string_append_printf (stage->seen, "%s;", banco_operation_get_message (operation));
  else if (g_str_equal (pspec->name, "state"))
    g_string_append_printf (stage->seen, "state %d;", banco_operation_get_state (operation));
}

static void
test_done (void)
{
  Stage *stage = stage_new ();
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);
  BancoOperation *operation;

  g_object_set_data (owner, "stage", stage);
  operation = banco_operation_start (operations, &(BancoOperationPlan){
                                                   .title = "Doubling",
                                                   .work = work_doubles,
                                                   .input = GINT_TO_POINTER (21),
                                                   .publish = publish_counts,
                                                   .owner = owner,
                                                 });
  g_signal_connect (operation, "notify", G_CALLBACK (note), stage);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 1);
  run_to_end (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_DONE);
  g_assert_cmpint (GPOINTER_TO_INT (banco_operation_get_result (operation)), ==, 42);
  g_assert_cmpfloat (banco_operation_get_fraction (operation), ==, 1.0);
  /* The last report, then the publication, then the end, whatever order idles have. */
  g_assert_true (g_str_has_suffix (stage->seen->str, "last;published;state 1;"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 0);
  g_assert_finalize_object (operation);
  g_assert_finalize_object (owner);
  stage_free (stage);
}

static void
test_failed (void)
{
  BancoOperation *operation =
    banco_operation_start (NULL, &(BancoOperationPlan){ .title = "Failing", .work = work_fails });

  run_to_end (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_FAILED);
  g_assert_error (banco_operation_get_error (operation), G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_finalize_object (operation);
}

static void
test_cancelled_is_never_published (void)
{
  Stage *stage = stage_new ();
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);
  BancoOperation *operation;

  g_object_set_data (owner, "stage", stage);
  operation = banco_operation_start (operations, &(BancoOperationPlan){
                                                   .title = "Stubborn",
                                                   .work = work_ignores_cancel,
                                                   .input = stage,
                                                   .publish = publish_counts,
                                                   .owner = owner,
                                                 });
  g_mutex_lock (&stage->mutex);
  while (!stage->started)
    g_cond_wait (&stage->cond, &stage->mutex);
  banco_operations_cancel_all (operations);
  stage->released = TRUE;
  g_cond_signal (&stage->cond);
  g_mutex_unlock (&stage->mutex);
  run_to_end (operation);
  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_CANCELLED);
  g_assert_null (banco_operation_get_error (operation));
  g_assert_cmpuint (stage->published, ==, 0);
  g_assert_finalize_object (operation);
  g_object_unref (owner);
  stage_free (stage);
}

static void
test_born_failed (void)
{
  BancoOperation *operation = banco_operation_new_failed (
    "Nothing", g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "no"));

  g_assert_cmpint (banco_operation_get_state (operation), ==, BANCO_OPERATION_RUNNING);
  run_to_end (operation);
  g_assert_error (banco_operation_get_error (operation), G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_finalize_object (operation);
}

/* A group: what its parts do, one letter each (good, bad, hung), and what it has come to then. */
typedef struct {
  const char *parts;
  BancoOperationPatience patience; /* without @late */
  gboolean late;
  gboolean cancel;
  BancoOperationState state;
  const char *error; /* nullable */
  guint running;     /* parts that go on */
} GroupCase;

static const GroupCase group_cases[] = {
  { "", { 0 }, FALSE, FALSE, BANCO_OPERATION_DONE, NULL, 0 },
  { "g", { 0 }, FALSE, FALSE, BANCO_OPERATION_DONE, NULL, 0 },
  { "b", { 0 }, FALSE, FALSE, BANCO_OPERATION_FAILED, "no", 0 },
  { "bg", { 0 }, FALSE, FALSE, BANCO_OPERATION_DONE, NULL, 0 },
  { "bb", { 30, 60 }, FALSE, FALSE, BANCO_OPERATION_FAILED, "no", 0 },
  { "gh", { 30, 0 }, FALSE, FALSE, BANCO_OPERATION_DONE, NULL, 1 },
  { "bgh", { 30, 5000 }, FALSE, FALSE, BANCO_OPERATION_DONE, NULL, 1 },
  { "bh", { 30, 90 }, TRUE, FALSE, BANCO_OPERATION_FAILED, "late", 1 },
  { "hh", { 30, 90 }, TRUE, FALSE, BANCO_OPERATION_FAILED, "late", 2 },
  { "h", { 0 }, TRUE, TRUE, BANCO_OPERATION_CANCELLED, NULL, 0 },
  { "gh", { 0 }, FALSE, TRUE, BANCO_OPERATION_CANCELLED, NULL, 0 },
};

/* Until it is cancelled. */
static gpointer
work_hangs (BancoOperation *operation, gpointer input, GCancellable *cancellable, GError **error)
{
  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_usleep (1000);
  return NULL;
}

static void
test_group (gconstpointer data)
{
  const GroupCase *test = data;
  g_autoptr (BancoOperations) operations = banco_operations_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  BancoOperationPatience patience = test->patience;
  g_autoptr (BancoOperation) group = NULL;
  guint running = 0;

  for (const char *part = test->parts; *part != '\0'; part++)
    g_ptr_array_add (parts, banco_operation_start (NULL, &(BancoOperationPlan){
                                                           .title = "Part",
                                                           .work = *part == 'g'   ? work_doubles
                                                                   : *part == 'b' ? work_fails
                                                                                  : work_hangs,
                                                         }));
  if (test->late)
    patience.late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "late");
  group = banco_operation_new_group (operations, "All", parts, &patience);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 1);
  if (test->cancel)
    banco_operations_cancel_all (operations);
  run_to_end (group);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (operations)), ==, 0);
  g_assert_cmpint (banco_operation_get_state (group), ==, test->state);
  if (test->error != NULL)
    g_assert_cmpstr (banco_operation_get_error (group)->message, ==, test->error);
  for (guint i = 0; i < parts->len; i++) {
    if (banco_operation_get_state (parts->pdata[i]) == BANCO_OPERATION_RUNNING)
      running++;
    banco_operation_cancel (parts->pdata[i]);
    run_to_end (parts->pdata[i]);
  }
  g_assert_cmpuint (running, ==, test->running);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operation/done", test_done);
  g_test_add_func ("/operation/failed", test_failed);
  g_test_add_func ("/operation/cancelled", test_cancelled_is_never_published);
  g_test_add_func ("/operation/born-failed", test_born_failed);
  for (guint i = 0; i < G_N_ELEMENTS (group_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/operation/group/of %s%s", group_cases[i].parts,
                                             group_cases[i].cancel ? " cancelled" : "");

    g_test_add_data_func (path, &group_cases[i], test_group);
  }
  return g_test_run ();
}
