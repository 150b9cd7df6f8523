/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-end.h"

#include "desktop/minute-clock.h"
#include "desktop/words.h"
#include "identity/identity.h"
#include "machines/machines.h"

#include <glib/gi18n.h>

/* An account that is not for a few days only is worth a banner in its last week. */
#define SOON_SECONDS (7 * 24 * 3600)

struct _BancoAccountEnd {
  AdwBin parent_instance;
  BancoWorkspace *workspace;
};

G_DEFINE_FINAL_TYPE (BancoAccountEnd, banco_account_end, ADW_TYPE_BIN)

enum {
  PROP_WORKSPACE = 1,
};

gboolean
banco_account_end_is_over (gint64 until, gint64 now)
{
  return until != 0 && until <= now;
}

gint64
banco_account_end_of_cloud (BancoWorkspace *workspace, const char *cloud)
{
  GListModel *clouds = banco_machines_get_clouds (banco_workspace_get_machines (workspace));

  for (guint i = 0; i < g_list_model_get_n_items (clouds); i++) {
    g_autoptr (BancoCloud) item = g_list_model_get_item (clouds, i);
    const char *name = banco_workspace_get_cloud_account (workspace, item);

    if (name != NULL && g_str_equal (banco_cloud_get_id (item), cloud))
      return banco_account_get_account_until (
        banco_accounts_find (banco_workspace_get_accounts (workspace), name));
  }
  return 0;
}

/* What account-end.ui calls. */

static gboolean
is_shown (BancoAccountEnd *self, BancoAccount *account, gint64 now)
{
  gint64 until = account != NULL ? banco_account_get_account_until (account) : 0;

  return until != 0 && banco_account_get_state (account) != BANCO_ACCOUNT_SIGNED_OUT &&
         (banco_account_is_temporary (account) || until - now < SOON_SECONDS);
}

static char *
end_words (BancoAccountEnd *self, BancoAccount *account, gint64 now)
{
  gint64 until = account != NULL ? banco_account_get_account_until (account) : 0;
  g_autofree char *left = banco_words_until (until, now);

  if (banco_account_end_is_over (until, now))
    return g_strdup (_ ("Your account is over. What was synced can still be read; for machines, "
                        "sign in with another account."));
  return g_strdup_printf (_ ("Your account ends %s. Copy what you want to keep before that."),
                          left);
}

static char *
moment (BancoAccountEnd *self, BancoAccount *account)
{
  gint64 until = account != NULL ? banco_account_get_account_until (account) : 0;

  return until != 0 ? banco_words_moment (until) : NULL;
}

static void
banco_account_end_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BANCO_ACCOUNT_END (object)->workspace);
}

static void
banco_account_end_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_set_object (&BANCO_ACCOUNT_END (object)->workspace, g_value_get_object (value));
}

static void
banco_account_end_dispose (GObject *object)
{
  g_clear_object (&BANCO_ACCOUNT_END (object)->workspace);
  G_OBJECT_CLASS (banco_account_end_parent_class)->dispose (object);
}

static void
banco_account_end_class_init (BancoAccountEndClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = banco_account_end_dispose;
  object_class->get_property = banco_account_end_get_property;
  object_class->set_property = banco_account_end_set_property;
  g_object_class_install_property (
    object_class, PROP_WORKSPACE,
    g_param_spec_object ("workspace", NULL, NULL, BANCO_TYPE_WORKSPACE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-end.ui");
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, is_shown);
  gtk_widget_class_bind_template_callback (widget_class, end_words);
  gtk_widget_class_bind_template_callback (widget_class, moment);
}

static void
banco_account_end_init (BancoAccountEnd *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
