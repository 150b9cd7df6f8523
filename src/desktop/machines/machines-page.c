/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/machines-page.h"

#include "desktop/machines/cloud-notice.h"
#include "desktop/machines/log-window.h"
#include "desktop/machines/machine-row.h"
#include "desktop/machines/quota-bars.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/minute-clock.h"
#include "desktop/question.h"
#include "desktop/words.h"
#include "identity/identity.h"
#include "machines/remote-terminal.h"

#include <glib/gi18n.h>
#include <string.h>

struct _BancoMachinesPage {
  BancoPage parent_instance;
  gboolean watching;
  guint signed_in; /* accounts */

  GtkListBox *notices;
  BancoQuotaBars *quota;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BancoMachinesPage, banco_machines_page, BANCO_TYPE_PAGE)

enum {
  PROP_SIGNED_IN = 1,
};

static BancoMachines *
get_machines (BancoMachinesPage *self)
{
  return banco_workspace_get_machines (banco_page_get_workspace (BANCO_PAGE (self)));
}

/* What machines-page.ui calls. */

static gboolean
is_signed_in (BancoMachinesPage *self, guint signed_in)
{
  return signed_in > 0;
}

/* One cloud that has answered is enough to say what there is: others have their notices. */
static char *
choose_view (BancoMachinesPage *self, guint n, guint signed_in, gint64 refreshed, gboolean failed)
{
  if (n > 0)
    return g_strdup ("list");
  if (signed_in == 0)
    return g_strdup ("account");
  if (refreshed > 0)
    return g_strdup ("none");
  return g_strdup (failed ? "trouble" : "loading");
}

/* A federation may have a knowledge base only. */
static gboolean
can_sign_in (BancoMachinesPage *self, BancoAccount *account)
{
  return account != NULL;
}

/* Shown while no one is signed in, as far as is known. */
static char *
describe_account (BancoMachinesPage *self, BancoAccount *account)
{
  if (account == NULL)
    return g_strdup (_ ("This federation has no cloud. Choose another one in Preferences."));
  return g_strdup (account && banco_account_is_locked (account)
                     ? _ ("Your keyring is locked, so Banco cannot see whether you are signed in. "
                          "Unlock it on the Account page.")
                     : _ ("Ask for a machine with a GPU or an FPGA, work on it, and give it back "
                          "when you are done. For that, sign in."));
}

static char *
age (BancoMachinesPage *self, gint64 refreshed, gint64 now)
{
  g_autofree char *ago = banco_words_ago (refreshed, now);

  return refreshed > 0 ? g_strdup_printf (_ ("As of %s"), ago) : g_strdup ("");
}

static void
banco_machines_page_refresh (BancoPage *page)
{
  BancoMachinesPage *self = BANCO_MACHINES_PAGE (page);

  if (self->signed_in == 0)
    return;
  /* What goes wrong stands in the notice of the cloud, until it answers. */
  g_object_unref (banco_machines_refresh (get_machines (self), NULL, 0));
  g_object_unref (banco_machines_refresh_offers (get_machines (self), NULL, NULL, 0));
}

static void
set_watching (BancoMachinesPage *self, gboolean watching)
{
  if (self->watching == watching)
    return;
  self->watching = watching;
  if (watching)
    banco_machines_watch (get_machines (self));
  else
    banco_machines_unwatch (get_machines (self));
}

static void
banco_machines_page_shown (BancoPage *page)
{
  BancoMachinesPage *self = BANCO_MACHINES_PAGE (page);

  if (self->signed_in > 0) {
    set_watching (self, TRUE);
    banco_page_refresh (page);
  }
}

static void
banco_machines_page_hidden (BancoPage *page)
{
  set_watching (BANCO_MACHINES_PAGE (page), FALSE);
}

/* One more or one less: what may still be used has changed too. */
static void
count_changed (BancoPage *page, BancoOperation *operation)
{
  BancoMachines *machines = get_machines (BANCO_MACHINES_PAGE (page));

  g_object_unref (banco_machines_refresh_offers (machines, NULL, NULL, 0));
}

static void
send_request (const BancoRequest *request, gpointer data)
{
  BancoMachinesPage *self = data;

  banco_page_follow (BANCO_PAGE (self), banco_machines_request (get_machines (self), request),
                     count_changed);
}

static void
request_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoMachinesPage *self = data;

  banco_request_dialog_show (BANCO_PAGE (self), send_request, self);
}

static BancoMachine *
find_machine (BancoMachinesPage *self, GVariant *parameter)
{
  return banco_machines_find (get_machines (self), g_variant_get_string (parameter, NULL), NULL,
                              NULL);
}

static void
give_back_answered (gpointer owner, gboolean agreed, gpointer machine)
{
  if (agreed)
    banco_page_follow (owner, banco_machines_release (get_machines (owner), machine),
                       count_changed);
}

/* What else would end: the machine says so while the question stands. */
static gboolean
say_terminals (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  BancoOperation *asking = BANCO_OPERATION (g_binding_dup_source (binding));
  const GPtrArray *terminals = banco_operation_get_result (asking);
  const char *first = NULL;
  guint busy = 0;

  for (guint i = 0; terminals && i < terminals->len; i++) {
    const BancoRemoteTerminal *terminal = terminals->pdata[i];

    busy += terminal->command != NULL;
    first = first ? first : terminal->command;
  }
  if (busy > 0) {
    g_autofree char *command = banco_words_command (first);

    g_value_take_string (
      to, busy == 1
            ? g_strdup_printf (_ ("“%s” still runs there."), command)
            : g_strdup_printf (ngettext ("“%s” and %u other command still run there.",
                                         "“%s” and %u other commands still run there.", busy - 1),
                               command, busy - 1));
  } else if (terminals && terminals->len > 0) {
    g_value_take_string (to,
                         g_strdup_printf (ngettext ("%u terminal is open there.",
                                                    "%u terminals are open there.", terminals->len),
                                          terminals->len));
  }
  g_object_unref (asking);
  return TRUE;
}

/* NULL: the machine cannot be asked. */
static GtkWidget *
create_terminals_label (BancoMachine *machine)
{
  g_autoptr (BancoPlace) place = banco_machine_get_place (machine);
  GtkWidget *label;
  BancoOperation *asking;

  if (place == NULL)
    return NULL;
  label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  asking = banco_remote_terminals_list (place);
  g_object_bind_property_full (asking, "state", label, "label", G_BINDING_DEFAULT, say_terminals,
                               NULL, NULL, NULL);
  g_object_set_data_full (G_OBJECT (label), "asking", asking, g_object_unref);
  return label;
}

static void
ask_to_give_back (BancoMachinesPage *self, BancoMachine *machine)
{
  g_autofree char *heading = NULL;

  if (machine == NULL)
    return;
  heading = banco_visible_printf (_ ("Give Back %s?"), banco_machine_get_name (machine));
  banco_question_ask (
    GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
    &(BancoQuestionPlan){
      .heading = heading,
      .body = _ ("The machine is deleted, and with it its disk and everything on it that "
                 "you have not copied elsewhere. Its accelerator becomes free for others."),
      .agree = _ ("Give Back"),
      .detail = create_terminals_label (machine),
      .owner = G_OBJECT (self),
      .data = g_object_ref (machine),
      .forget = g_object_unref,
      .answered = give_back_answered,
    });
}

static void
give_back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_to_give_back (data, find_machine (data, parameter));
}

static void
log_read (BancoPage *page, BancoOperation *operation)
{
  banco_log_window_show (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                         g_object_get_data (G_OBJECT (operation), "name"),
                         banco_operation_get_result (operation));
}

static void
log_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoMachinesPage *self = data;
  BancoMachine *machine = find_machine (self, parameter);
  BancoOperation *operation;

  if (machine == NULL)
    return;
  operation = banco_machines_read_log (get_machines (self), machine);
  g_object_set_data_full (G_OBJECT (operation), "name", g_strdup (banco_machine_get_name (machine)),
                          g_free);
  banco_page_follow (BANCO_PAGE (self), operation, log_read);
}

static void
copy_ssh_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoMachinesPage *self = data;
  BancoMachine *machine = find_machine (self, parameter);
  g_autofree char *settings = machine ? banco_machine_to_ssh_config (machine) : NULL;

  if (settings == NULL) {
    banco_page_toast (BANCO_PAGE (self), _ ("It has no address yet"));
    return;
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), settings);
  banco_page_toast (BANCO_PAGE (self), _ ("Copied: paste it into ~/.ssh/config"));
}

static const GActionEntry actions[] = {
  { .name = "request", .activate = request_action },
  { .name = "give-back", .activate = give_back_action, .parameter_type = "s" },
  { .name = "log", .activate = log_action, .parameter_type = "s" },
  { .name = "copy-ssh", .activate = copy_ssh_action, .parameter_type = "s" },
};

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  return banco_machine_row_new (item);
}

/* @wanted: "CLOUD/ID". An offer that has gone leaves the dialog as it opens. */
static void
request_offer (BancoPage *page, const char *wanted)
{
  GListModel *offers = banco_machines_get_offers (get_machines (BANCO_MACHINES_PAGE (page)));
  BancoRequestDialog *dialog = banco_request_dialog_show (page, send_request, page);

  for (guint i = 0; i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (BancoOffer) offer = g_list_model_get_item (offers, i);
    g_autofree char *name =
      g_strdup_printf ("%s/%s", banco_offer_get_cloud (offer), banco_offer_get_id (offer));

    if (g_str_equal (name, wanted)) {
      banco_request_dialog_choose (dialog, offer);
      return;
    }
  }
}

static void
banco_machines_page_open (BancoPage *page, const char *location)
{
  BancoKeyedList *machines = BANCO_KEYED_LIST (get_machines (BANCO_MACHINES_PAGE (page)));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (machines));

  if (g_str_equal (location, "give-back") && n == 1)
    ask_to_give_back (BANCO_MACHINES_PAGE (page), banco_keyed_list_get (machines, 0));
  else if (g_str_equal (location, "give-back") && n > 1)
    banco_page_toast (page, _ ("Choose the machine to give back"));
  else if (g_str_equal (location, "give-back") || g_str_equal (location, "request"))
    banco_request_dialog_show (page, send_request, page);
  else if (g_str_has_prefix (location, "request:"))
    request_offer (page, location + strlen ("request:"));
  else if (g_str_has_prefix (location, "give-back:"))
    ask_to_give_back (BANCO_MACHINES_PAGE (page),
                      banco_machines_find (get_machines (BANCO_MACHINES_PAGE (page)),
                                           location + strlen ("give-back:"), NULL, NULL));
}

static GtkWidget *
create_notice (gpointer item, gpointer data)
{
  return banco_cloud_notice_new (item);
}

/* Bound to the accounts: after a sign-in the list comes by itself. */
static void
banco_machines_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoMachinesPage *self = BANCO_MACHINES_PAGE (object);
  guint signed_in = g_value_get_uint (value);

  if (self->signed_in == signed_in)
    return;
  self->signed_in = signed_in;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    banco_machines_page_shown (BANCO_PAGE (self));
}

static void
banco_machines_page_constructed (GObject *object)
{
  BancoMachinesPage *self = BANCO_MACHINES_PAGE (object);
  BancoMachines *machines = get_machines (self);

  G_OBJECT_CLASS (banco_machines_page_parent_class)->constructed (object);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (machines), create_row, NULL, NULL);
  gtk_list_box_bind_model (self->notices, banco_machines_get_clouds (machines), create_notice, NULL,
                           NULL);
  banco_quota_bars_set_limits (self->quota,
                               BANCO_KEYED_LIST (banco_machines_get_limits (machines)));
  g_object_bind_property (
    banco_workspace_get_accounts (banco_page_get_workspace (BANCO_PAGE (self))), "signed-in", self,
    "signed-in", G_BINDING_SYNC_CREATE);
}

static void
banco_machines_page_dispose (GObject *object)
{
  BancoMachinesPage *self = BANCO_MACHINES_PAGE (object);

  set_watching (self, FALSE);
  G_OBJECT_CLASS (banco_machines_page_parent_class)->dispose (object);
}

static void
banco_machines_page_class_init (BancoMachinesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BancoPageClass *page_class = BANCO_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = banco_machines_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = banco_machines_page_dispose;
  G_OBJECT_CLASS (klass)->set_property = banco_machines_page_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SIGNED_IN,
                                   g_param_spec_uint ("signed-in", NULL, NULL, 0, G_MAXUINT, 0,
                                                      G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  page_class->shown = banco_machines_page_shown;
  page_class->hidden = banco_machines_page_hidden;
  page_class->refresh = banco_machines_page_refresh;
  page_class->open = banco_machines_page_open;
  g_type_ensure (BANCO_TYPE_QUOTA_BARS);
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/machines-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoMachinesPage, notices);
  gtk_widget_class_bind_template_child (widget_class, BancoMachinesPage, quota);
  gtk_widget_class_bind_template_child (widget_class, BancoMachinesPage, list);
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, is_signed_in);
  gtk_widget_class_bind_template_callback (widget_class, choose_view);
  gtk_widget_class_bind_template_callback (widget_class, can_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, describe_account);
  gtk_widget_class_bind_template_callback (widget_class, age);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_start);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_stop);
}

static void
banco_machines_page_init (BancoMachinesPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "machines", G_ACTION_GROUP (group));
}
