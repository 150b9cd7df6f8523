/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

/* The contract's table: what each kind of trouble is called and how a script sees it. */
static const struct {
  GQuark (*domain) (void);
  int code;
  int exit_code;
  const char *name;
} rows[] = {
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_SIGN_IN, 3, "sign-in-again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_DENIED, 3, "sign-in-again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_EXPIRED, 3, "sign-in-again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_TERMS, 3, "sign-in-again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_ENDED, 3, "sign-in-again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NO_SUCH, 5, "not-found" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, 8, "not-understood" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_SIGN_IN, 3, "sign-in-again" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_ALLOWED, 4, "not-allowed" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_FOUND, 5, "not-found" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_UNREACHABLE, 6, "not-reachable" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NO_ROOM, 7, "no-room" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD, 8, "not-understood" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NAME_TAKEN, 1, "failed" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_UNREACHABLE, 6, "not-reachable" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_NOT_FOUND, 5, "not-found" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD, 8, "not-understood" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_STORAGE, 1, "failed" },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_CHECK_FAILED, 1, "failed" },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_USAGE, 2, "usage" },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_UNREACHABLE, 6, "not-reachable" },
  { banco_http_error_quark, BANCO_HTTP_ERROR_UNREACHABLE, 6, "not-reachable" },
  { banco_http_error_quark, BANCO_HTTP_ERROR_NOT_UNDERSTOOD, 8, "not-understood" },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_FEDERATION, 1, "failed" },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_NOT_FOUND, 5, "not-found" },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, 130, "cancelled" },
  { g_option_error_quark, G_OPTION_ERROR_UNKNOWN_OPTION, 2, "usage" },
  { g_io_error_quark, G_IO_ERROR_FAILED, 1, "failed" },
};

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = g_error_new_literal (rows[i].domain (), rows[i].code, "x");
  const BancoRemedy *remedy = banco_remedy_for_error (error);

  g_assert_cmpint (remedy->exit_code, ==, rows[i].exit_code);
  g_assert_cmpstr (remedy->code, ==, rows[i].name);
  /* A button without an action, or the other way round, would be a dead one. */
  g_assert_true ((remedy->button == NULL) == (remedy->action == NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/advice/%u", i);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
  }
  return g_test_run ();
}
