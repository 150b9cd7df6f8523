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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operation/done", test_done);
  g_test_add_func ("/operation/failed", test_failed);
  g_test_add_func ("/operation/cancelled", test_cancelled_is_never_published);
  g_test_add_func ("/operation/born-failed", test_born_failed);
  return g_test_run ();
}
