/* SPDX-License-Identifier: Apache-2.0 */
#include "workspace/workspace.h"

#include "benchmark/benchmark.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/federation.h"

/* The contract's table: what each kind of trouble is called, how a script sees it, and the one
 * button that the desktop offers. */
static const struct {
  GQuark (*domain) (void);
  int code;
  int exit_code;
  const char *name;
  const char *button; /* NULL: none helps */
} rows[] = {
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_SIGN_IN, 3, "sign-in-again", "Sign In" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_SIGNED_OUT, 3, "sign-in-again", "Sign In" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_DENIED, 3, "sign-in-again", "Try Again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_EXPIRED, 3, "sign-in-again", "Try Again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_TERMS, 3, "sign-in-again", "Open Terms" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_ENDED, 3, "sign-in-again", "Account" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_CLIENT, 3, "sign-in-again", "Try Again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_UNREACHABLE, 6, "not-reachable", "Try Again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NOT_UNDERSTOOD, 8, "not-understood",
    "Try Again" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NO_SUCH, 5, "not-found", NULL },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NOT_AGREED, 3, "sign-in-again",
    "Review Hosts" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_LOCKED, 9, "locked", "Account" },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_FAILED, 1, "failed", NULL },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_AUDIENCE, 3, "sign-in-again", NULL },
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NO_KEYRING, 1, "failed", "Account" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_SIGN_IN, 3, "sign-in-again", "Sign In" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_ALLOWED, 4, "not-allowed", "Account" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_FOUND, 5, "not-found", NULL },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_UNREACHABLE, 6, "not-reachable", "Try Again" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NO_ROOM, 7, "no-room", "Request Another" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_FULL, 7, "no-room", "Give Back" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_QUOTA, 7, "no-room", NULL },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NOT_UNDERSTOOD, 8, "not-understood",
    "Try Again" },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_NAME_TAKEN, 1, "failed", NULL },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_AMBIGUOUS, 1, "failed", NULL },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_USAGE, 2, "usage", NULL },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_FAILED, 1, "failed", NULL },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_UNREACHABLE, 6, "not-reachable",
    "Try Again" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_NOT_ALLOWED, 4, "not-allowed", NULL },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_NOT_FOUND, 5, "not-found", NULL },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_NOT_UNDERSTOOD, 8, "not-understood",
    "Try Again" },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_STORAGE, 1, "failed", NULL },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_FAILED, 1, "failed", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_UNREACHABLE, 6, "not-reachable",
    "Try Again" },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_CANNOT_RUN, 1, "failed", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_CHECK_FAILED, 1, "failed", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_NOTHING, 1, "failed", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_NOT_FOUND, 5, "not-found", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_NOT_UNDERSTOOD, 8, "not-understood", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_USAGE, 2, "usage", NULL },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_FAILED, 1, "failed", NULL },
  { banco_http_error_quark, BANCO_HTTP_ERROR_UNREACHABLE, 6, "not-reachable", "Try Again" },
  { banco_http_error_quark, BANCO_HTTP_ERROR_SIGN_IN, 3, "sign-in-again", "Sign In" },
  { banco_http_error_quark, BANCO_HTTP_ERROR_FORBIDDEN, 4, "not-allowed", "Account" },
  { banco_http_error_quark, BANCO_HTTP_ERROR_NOT_FOUND, 5, "not-found", NULL },
  { banco_http_error_quark, BANCO_HTTP_ERROR_REFUSED, 1, "failed", NULL },
  { banco_http_error_quark, BANCO_HTTP_ERROR_NOT_UNDERSTOOD, 8, "not-understood", "Try Again" },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_FEDERATION, 1, "failed", NULL },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_NOT_FOUND, 5, "not-found", NULL },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_NOT_READY, 1, "failed", "Machines" },
  { g_io_error_quark, G_IO_ERROR_CANCELLED, 130, "cancelled", NULL },
  { g_io_error_quark, G_IO_ERROR_FAILED, 1, "failed", NULL },
  { g_option_error_quark, G_OPTION_ERROR_UNKNOWN_OPTION, 2, "usage", NULL },
  { g_option_error_quark, G_OPTION_ERROR_BAD_VALUE, 2, "usage", NULL },
};

/* How many codes each room has: a new one needs a row. */
static const struct {
  GQuark (*domain) (void);
  guint codes;
} domains[] = {
  { banco_identity_error_quark, BANCO_IDENTITY_ERROR_NO_KEYRING + 1 },
  { banco_machines_error_quark, BANCO_MACHINES_ERROR_FAILED + 1 },
  { banco_knowledge_error_quark, BANCO_KNOWLEDGE_ERROR_FAILED + 1 },
  { banco_benchmark_error_quark, BANCO_BENCHMARK_ERROR_FAILED + 1 },
  { banco_http_error_quark, BANCO_HTTP_ERROR_NOT_UNDERSTOOD + 1 },
  { banco_workspace_error_quark, BANCO_WORKSPACE_ERROR_NOT_READY + 1 },
};

static void
test_row (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = g_error_new_literal (rows[i].domain (), rows[i].code, "x");
  const BancoRemedy *remedy = banco_remedy_for_error (error);

  g_assert_cmpint (remedy->exit_code, ==, rows[i].exit_code);
  g_assert_cmpstr (remedy->code, ==, rows[i].name);
  g_assert_cmpstr (remedy->button, ==, rows[i].button);
  /* A button without an action, or the other way round, would be a dead one. */
  g_assert_true ((remedy->button == NULL) == (remedy->action == NULL));
  /* What a button can mend, a sentence can tell the command line. */
  g_assert_true (remedy->button == NULL || remedy->hint[0] != '\0');
}

static void
test_every_code (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++) {
    guint found = 0;

    for (guint j = 0; j < G_N_ELEMENTS (rows); j++)
      found += rows[j].domain == domains[i].domain;
    g_assert_cmpuint (found, ==, domains[i].codes);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path =
      g_strdup_printf ("/advice/%s/%d", g_quark_to_string (rows[i].domain ()), rows[i].code);
    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
  }
  g_test_add_func ("/advice/every-code", test_every_code);
  return g_test_run ();
}
