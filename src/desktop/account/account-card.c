/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-card.h"

#include "desktop/account/qr.h"
#include "desktop/open-uri.h"
#include "desktop/question.h"
#include "desktop/words.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

struct _BancoAccountCard {
  AdwBin parent_instance;
  BancoPage *page; /* borrowed: the card is in it */
  BancoAccounts *accounts;
  BancoAccount *account;
  BancoOperation *signing; /* the sign-in that runs, or NULL */
  BancoSignInMethod method;
  gboolean failed; /* the last one did */
  guint clock;     /* runs only while a code is shown */
  GPtrArray *rows; /* of GtkWidget in facts, borrowed */

  GtkStack *stack;
  AdwPreferencesGroup *ways;
  AdwActionRow *browser;
  AdwActionRow *device;
  GtkLabel *browser_hint;
  GtkLabel *address;
  GtkLabel *code;
  GtkPicture *qr;
  GtkLabel *left;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *email;
  AdwPreferencesGroup *facts;
};

G_DEFINE_FINAL_TYPE (BancoAccountCard, banco_account_card, ADW_TYPE_BIN)

static void
add_fact (BancoAccountCard *self, const char *title, const char *value, const char *tooltip)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  gtk_widget_add_css_class (row, "property");
  gtk_widget_set_tooltip_text (row, tooltip);
  adw_preferences_group_add (self->facts, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_moment (BancoAccountCard *self, const char *title, const char *format, gint64 then)
{
  g_autofree char *until = banco_words_until (then, banco_clock_now ());
  g_autofree char *value = g_strdup_printf (format, until);
  g_autofree char *when = banco_words_moment (then);

  if (then)
    add_fact (self, title, value, when);
}

/* Groups as what they open, said where the federation tells. */
static void
add_groups (BancoAccountCard *self)
{
  const char *const *groups = banco_account_get_groups (self->account);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; groups[i]; i++) {
    g_autofree char *group = banco_visible_line (groups[i]);

    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", group);
  }
  add_fact (self, _ ("Groups"),
            groups[0] ? text->str : _ ("None yet. Ask the people of your project to add you."),
            NULL);
}

static void
show_person (BancoAccountCard *self)
{
  const char *username = banco_account_get_username (self->account);
  const char *full_name = banco_account_get_full_name (self->account);
  const char *email = banco_account_get_email (self->account);
  const char *name = full_name && full_name[0] ? full_name : username ? username : _ ("Signed in");
  g_autofree char *issuer = banco_visible_line (banco_account_get_issuer_name (self->account));
  g_autofree char *address = banco_visible_line (banco_account_get_issuer_url (self->account));
  gboolean both = username && name != username;
  g_autofree char *title = banco_visible_line (name);
  g_autofree char *line = banco_visible_printf ("%s%s%s", both ? username : "",
                                                both && email ? " · " : "", email ? email : "");

  adw_avatar_set_text (self->avatar, title);
  gtk_label_set_label (self->name, title);
  gtk_label_set_label (self->email, line);
  gtk_widget_set_visible (GTK_WIDGET (self->email), line[0] != '\0');
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->facts, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  add_fact (self, _ ("Issuer"), issuer, address);
  add_moment (self, _ ("Session"), _ ("Sign in again %s"),
              banco_account_get_session_until (self->account));
  add_moment (self, _ ("Account"), _ ("Ends %s"), banco_account_get_account_until (self->account));
  add_moment (self, _ ("Terms of use"), _ ("To be accepted again %s"),
              banco_account_get_terms_until (self->account));
  add_groups (self);
  if (banco_account_is_admin (self->account))
    add_fact (self, _ ("Role"), _ ("You look after this federation's machines and groups"), NULL);
  if (!banco_account_is_kept (self->account) && !banco_account_is_locked (self->account))
    add_fact (self, _ ("Kept"), _ ("For this session only: there is no keyring to keep it in"),
              NULL);
}

static gboolean
show_time_left (gpointer data)
{
  BancoAccountCard *self = data;
  const BancoPending *pending = banco_account_get_pending (self->account);
  g_autofree char *left = NULL;
  g_autofree char *text = NULL;

  if (pending == NULL || pending->expires_at == 0) {
    gtk_label_set_label (self->left, "");
    self->clock = 0;
    return G_SOURCE_REMOVE;
  }
  left = banco_words_left (pending->expires_at - banco_clock_now ());
  text = g_strdup_printf (_ ("Valid for %s"), left);
  gtk_label_set_label (self->left, text);
  return G_SOURCE_CONTINUE;
}

static void
show_device (BancoAccountCard *self, const BancoPending *pending)
{
  g_autofree char *address = banco_visible_line (pending->uri);
  g_autofree char *link = g_markup_printf_escaped ("<a href=\"%s\">%s</a>", address, address);
  g_autofree char *code = banco_visible_line (pending->user_code);
  g_autofree char *spoken = g_strdup_printf (_ ("Code %s"), code);
  g_autoptr (GdkPaintable) qr =
    banco_qr_new (pending->complete_uri ? pending->complete_uri : pending->uri);

  gtk_label_set_markup (self->address, link);
  gtk_label_set_label (self->code, code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  gtk_picture_set_paintable (self->qr, qr);
  gtk_widget_set_visible (GTK_WIDGET (self->qr), qr != NULL);
  if (show_time_left (self) && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, show_time_left, self);
}

static void
browser_opened (gboolean opened, gpointer data)
{
  g_autoptr (BancoAccountCard) self = data;

  if (!opened)
    gtk_label_set_label (self->browser_hint,
                         _ ("No browser could be opened. Copy the address and open it in one."));
}

static void
show_state (BancoAccountCard *self)
{
  const BancoPending *pending = banco_account_get_pending (self->account);

  if (pending && pending->method == BANCO_SIGN_IN_DEVICE) {
    show_device (self, pending);
    gtk_stack_set_visible_child_name (self->stack, "device");
  } else if (pending) {
    gtk_stack_set_visible_child_name (self->stack, "browser");
  } else if (banco_account_get_state (self->account) == BANCO_ACCOUNT_SIGNED_IN) {
    show_person (self);
    gtk_stack_set_visible_child_name (self->stack, "in");
  } else {
    gtk_stack_set_visible_child_name (self->stack, "out");
  }
}

static void
pending_changed (BancoAccountCard *self)
{
  const BancoPending *pending = banco_account_get_pending (self->account);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  show_state (self);
  if (pending && pending->method == BANCO_SIGN_IN_BROWSER && root) {
    gtk_label_set_label (self->browser_hint,
                         _ ("A page of the issuer has opened. Come back here when it says so."));
    banco_open_uri (GTK_WIDGET (self), pending->uri, browser_opened, g_object_ref (self));
  }
}

static void
signed_in (BancoPage *page, BancoOperation *operation)
{
  banco_page_toast (page, _ ("You are signed in"));
}

static void
signing_ended (BancoAccountCard *self)
{
  self->failed = banco_operation_get_state (self->signing) == BANCO_OPERATION_FAILED;
  g_clear_object (&self->signing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ways), TRUE);
  if (banco_account_get_state (self->account) == BANCO_ACCOUNT_SIGNED_IN)
    banco_accounts_set_default (self->accounts, self->account);
  show_state (self);
}

static void
start_sign_in (BancoAccountCard *self, gboolean unkept)
{
  self->signing = banco_account_sign_in (self->account, self->method, NULL, unkept);
  gtk_widget_set_sensitive (GTK_WIDGET (self->ways), FALSE);
  g_signal_connect_object (self->signing, "notify::state", G_CALLBACK (signing_ended), self,
                           G_CONNECT_SWAPPED);
  banco_page_follow (self->page, g_object_ref (self->signing), signed_in);
}

static void
unkept_answered (gpointer owner, gboolean agreed, gpointer data)
{
  BancoAccountCard *self = owner;

  if (agreed && self->signing == NULL)
    start_sign_in (self, TRUE);
}

/* Before the issuer gives something that is lost when Banco closes. */
static void
ask_unkept (BancoAccountCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  banco_question_ask (
    GTK_WINDOW (root),
    &(BancoQuestionPlan){
      .heading = _ ("Sign in until Banco closes?"),
      .body = banco_account_is_locked (self->account)
                ? _ ("Your keyring is locked and cannot keep the sign-in. Unlock it first to stay "
                     "signed in.")
                : _ ("There is no keyring to keep the sign-in in. The next time you start Banco, "
                     "you sign in again."),
      .agree = _ ("Sign In"),
      .keep = _ ("Cancel"),
      .is_gain = TRUE,
      .owner = G_OBJECT (self),
      .answered = unkept_answered,
    });
}

static void
sign_in (BancoAccountCard *self, BancoSignInMethod method)
{
  if (self->signing)
    return;
  self->method = method;
  if (banco_account_is_kept (self->account))
    start_sign_in (self, FALSE);
  else
    ask_unkept (self);
}

static void
sign_in_with_browser (BancoAccountCard *self)
{
  sign_in (self, BANCO_SIGN_IN_BROWSER);
}

static void
sign_in_with_code (BancoAccountCard *self)
{
  sign_in (self, BANCO_SIGN_IN_DEVICE);
}

static void
cancel (BancoAccountCard *self)
{
  if (self->signing)
    banco_operation_cancel (self->signing);
}

static void
copy (BancoAccountCard *self, const char *text, const char *said)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  banco_page_toast (self->page, said);
}

static void
copy_code (BancoAccountCard *self)
{
  copy (self, gtk_label_get_label (self->code), _ ("Code copied"));
}

static void
copy_address (BancoAccountCard *self)
{
  const BancoPending *pending = banco_account_get_pending (self->account);
  g_autofree char *address = banco_visible_line (pending ? pending->uri : NULL);

  if (address)
    copy (self, address, _ ("Address copied"));
}

static void
signed_out (BancoPage *page, BancoOperation *operation)
{
  banco_page_toast (page, GPOINTER_TO_INT (banco_operation_get_result (operation))
                            ? _ ("Signed out")
                            : _ ("Signed out here; the issuer did not confirm"));
}

static void
sign_out (BancoAccountCard *self)
{
  banco_page_follow (self->page, banco_account_sign_out (self->account), signed_out);
}

static void
banco_account_card_dispose (GObject *object)
{
  BancoAccountCard *self = BANCO_ACCOUNT_CARD (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  if (self->signing)
    banco_operation_cancel (self->signing);
  g_clear_object (&self->signing);
  g_clear_object (&self->accounts);
  g_clear_object (&self->account);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (banco_account_card_parent_class)->dispose (object);
}

static void
banco_account_card_class_init (BancoAccountCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_account_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, ways);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, browser);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, device);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, browser_hint);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, address);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, code);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, qr);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, left);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, name);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, email);
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, facts);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_with_browser);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_start);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_stop);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_with_code);
  gtk_widget_class_bind_template_callback (widget_class, copy_code);
  gtk_widget_class_bind_template_callback (widget_class, copy_address);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, sign_out);
}

static void
banco_account_card_init (BancoAccountCard *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What it is for; a file that is not the system's also says where the account will be used. */
static char *
describe_purpose (BancoAccount *account)
{
  g_autofree char *joined = g_strjoinv (", ", (char **) banco_account_get_hosts (account));
  g_autofree char *hosts = banco_visible_line (joined);
  const char *purpose = banco_account_is_temporary (account)
                          ? _ ("For a course or an event: an account for a few days")
                          : _ ("To request machines and work on them. Reading needs no account.");

  if (!banco_account_needs_agreement (account))
    return g_strdup (purpose);
  return g_markup_printf_escaped (
    _ ("%s\nBy signing in you agree that Banco uses this account at %s."), purpose, hosts);
}

GtkWidget *
banco_account_card_new (BancoPage *page, BancoAccounts *accounts, BancoAccount *account)
{
  BancoAccountCard *self = g_object_new (BANCO_TYPE_ACCOUNT_CARD, NULL);
  const char *const *hosts = banco_account_get_hosts (account);
  g_autofree char *host = banco_visible_line (hosts[0] ? hosts[0] : "");
  g_autofree char *name = banco_visible_line (banco_account_get_issuer_name (account));
  g_autofree char *issuer = g_markup_escape_text (name, -1);
  g_autofree char *purpose = describe_purpose (account);

  self->page = page;
  self->accounts = g_object_ref (accounts);
  self->account = g_object_ref (account);
  adw_preferences_group_set_title (self->ways, issuer);
  adw_preferences_group_set_description (self->ways, purpose);
  adw_action_row_set_subtitle (self->browser, host);
  adw_action_row_set_subtitle (self->device, host);
  g_signal_connect_object (account, "notify::pending", G_CALLBACK (pending_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  show_state (self);
  return GTK_WIDGET (self);
}

void
banco_account_card_retry (BancoAccountCard *self)
{
  if (self->failed)
    sign_in (self, self->method);
}
