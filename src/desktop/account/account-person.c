/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-person.h"

#include "desktop/account/account-end.h"
#include "desktop/minute-clock.h"
#include "desktop/words.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoAccountPerson {
  AdwBin parent_instance;
  BancoAccount *account;
};

G_DEFINE_FINAL_TYPE (BancoAccountPerson, banco_account_person, ADW_TYPE_BIN)

enum {
  PROP_ACCOUNT = 1,
};

/* What account-person.ui calls. */

static char *
clean (BancoAccountPerson *self, const char *text)
{
  return banco_visible_line (text);
}

static const char *
choose_name (const char *full_name, const char *username)
{
  return full_name && full_name[0] ? full_name : username ? username : _ ("Signed in");
}

static char *
person_name (BancoAccountPerson *self, const char *full_name, const char *username)
{
  return banco_visible_line (choose_name (full_name, username));
}

static char *
person_line (BancoAccountPerson *self,
             const char *full_name,
             const char *username,
             const char *email)
{
  gboolean both = username && choose_name (full_name, username) != username;

  return banco_visible_printf ("%s%s%s", both ? username : "", both && email ? " · " : "",
                               email ? email : "");
}

static gboolean
is_said (BancoAccountPerson *self, const char *text)
{
  return text[0] != '\0';
}

static gboolean
is_known (BancoAccountPerson *self, gint64 then)
{
  return then != 0;
}

/* A session cannot outlive its account. */
static gboolean
can_sign_in_again (BancoAccountPerson *self, gint64 session, gint64 account, gint64 now)
{
  return session != 0 && !banco_account_end_is_over (account, now);
}

static gboolean
is_over (BancoAccountPerson *self, gint64 account, gint64 now)
{
  return banco_account_end_is_over (account, now);
}

static char **
avatar_style (BancoAccountPerson *self, gint64 account, gint64 now)
{
  return g_strdupv (banco_account_end_is_over (account, now) ? (char *[]){ (char *) "over", NULL }
                                                             : (char *[]){ NULL });
}

static char *
moment (BancoAccountPerson *self, gint64 then)
{
  return banco_words_moment (then);
}

static char *
session_words (BancoAccountPerson *self, gint64 then, gint64 now)
{
  g_autofree char *until = banco_words_until (then, now);

  return g_strdup_printf (_ ("Sign in again %s"), until);
}

static char *
account_words (BancoAccountPerson *self, gint64 then, gint64 now)
{
  g_autofree char *until = banco_words_until (then, now);
  g_autofree char *end = banco_words_moment (then);

  return banco_account_end_is_over (then, now) ? g_strdup_printf (_ ("Over since %s"), end)
                                               : g_strdup_printf (_ ("Ends %s"), until);
}

static char *
terms_words (BancoAccountPerson *self, gint64 then, gint64 now)
{
  g_autofree char *until = banco_words_until (then, now);

  return g_strdup_printf (_ ("To be accepted again %s"), until);
}

/* Groups as what they open, said where the federation tells. */
static char *
groups_words (BancoAccountPerson *self, char **groups)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; groups[i]; i++) {
    g_autofree char *group = banco_visible_line (groups[i]);

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", group);
  }
  return g_strdup (groups[0] ? text->str
                             : _ ("None yet. Ask the people of your project to add you."));
}

static gboolean
is_lost_at_end (BancoAccountPerson *self, gboolean kept, gboolean locked)
{
  return !kept && !locked;
}

static void
banco_account_person_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, BANCO_ACCOUNT_PERSON (object)->account);
}

static void
banco_account_person_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  g_set_object (&BANCO_ACCOUNT_PERSON (object)->account, g_value_get_object (value));
}

static void
banco_account_person_dispose (GObject *object)
{
  g_clear_object (&BANCO_ACCOUNT_PERSON (object)->account);
  G_OBJECT_CLASS (banco_account_person_parent_class)->dispose (object);
}

static void
banco_account_person_class_init (BancoAccountPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = banco_account_person_dispose;
  object_class->get_property = banco_account_person_get_property;
  object_class->set_property = banco_account_person_set_property;
  g_object_class_install_property (
    object_class, PROP_ACCOUNT,
    g_param_spec_object ("account", NULL, NULL, BANCO_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-person.ui");
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, clean);
  gtk_widget_class_bind_template_callback (widget_class, person_name);
  gtk_widget_class_bind_template_callback (widget_class, person_line);
  gtk_widget_class_bind_template_callback (widget_class, is_said);
  gtk_widget_class_bind_template_callback (widget_class, is_known);
  gtk_widget_class_bind_template_callback (widget_class, moment);
  gtk_widget_class_bind_template_callback (widget_class, can_sign_in_again);
  gtk_widget_class_bind_template_callback (widget_class, is_over);
  gtk_widget_class_bind_template_callback (widget_class, avatar_style);
  gtk_widget_class_bind_template_callback (widget_class, session_words);
  gtk_widget_class_bind_template_callback (widget_class, account_words);
  gtk_widget_class_bind_template_callback (widget_class, terms_words);
  gtk_widget_class_bind_template_callback (widget_class, groups_words);
  gtk_widget_class_bind_template_callback (widget_class, is_lost_at_end);
}

static void
banco_account_person_init (BancoAccountPerson *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
