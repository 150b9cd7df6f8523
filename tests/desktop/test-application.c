/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/application.h"

#include "benchmark/benchmark.h"
#include "fixture.h"
#include "identity/identity.h"
#include "knowledge/knowledge.h"
#include "machines/machines.h"
#include "workspace/federation.h"

#define MOST_CODES 32

/* A button that an error offers does something, whatever the error is. */
static void
test_remedies (void)
{
  GQuark (*const domains[]) (void) = {
    banco_identity_error_quark,  banco_machines_error_quark, banco_knowledge_error_quark,
    banco_benchmark_error_quark, banco_http_error_quark,     banco_workspace_error_quark,
  };
  g_autoptr (BancoApplication) application = banco_application_new ();
  g_autoptr (GError) error = NULL;
  guint buttons = 0;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    for (int code = 0; code < MOST_CODES; code++) {
      g_autoptr (GError) trouble = g_error_new_literal (domains[i](), code, "x");
      const BancoRemedy *remedy = banco_remedy_for_error (trouble);

      if (remedy->action == NULL)
        continue;
      buttons++;
      g_assert_true (g_str_has_prefix (remedy->action, "app."));
      if (!g_action_group_has_action (G_ACTION_GROUP (application), remedy->action + 4))
        g_error ("“%s” leads to %s, which nobody knows", remedy->button, remedy->action);
    }
  g_assert_cmpuint (buttons, >, 10);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/application/remedies", test_remedies);
  return g_test_run ();
}
