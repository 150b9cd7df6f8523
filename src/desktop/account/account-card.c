/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/account/account-card.h"

#include "desktop/account/account-end.h"
#include "desktop/account/account-person.h"
#include "desktop/account/qr.h"
#include "desktop/account/sign-out.h"
#include "desktop/minute-clock.h"
#include "desktop/open-uri.h"
#include "desktop/question.h"
#include "desktop/words.h"
#include "identity/identity.h"

#include <glib/gi18n.h>

#define UNDO_SECONDS 10

struct _BancoAccountCard {
  AdwBin parent_instance;
  BancoPage *page; /* borrowed: the card is in it */
  BancoAccount *account;
  BancoOperation *signing;     /* the last sign-in, or NULL */
  BancoOperation *signing_out; /* the last sign-out, or NULL */
  BancoSignInMethod method;
  gboolean unopened; /* no browser took the issuer's page */

  GtkLabel *code;
};

G_DEFINE_FINAL_TYPE (BancoAccountCard, banco_account_card, ADW_TYPE_BIN)

typedef enum {
  PROP_ACCOUNT = 1,
  PROP_SIGNING,
  PROP_SIGNING_OUT,
  PROP_UNOPENED,
  PROP_SPOKEN, /* what assistive technology calls the code */
  N_PROPS,
} Property;
static GParamSpec *properties[N_PROPS];

/* What account-card.ui calls. What is read of an account is not called before there is one. */

static const BancoPending *
of_device (const BancoPending *pending)
{
  return pending && pending->method == BANCO_SIGN_IN_DEVICE ? pending : NULL;
}

static char *
choose_view (BancoAccountCard *self, const BancoPending *pending, guint state)
{
  return g_strdup (of_device (pending)                ? "device"
                   : pending                          ? "browser"
                   : state == BANCO_ACCOUNT_SIGNED_IN ? "in"
                                                      : "out");
}

static gboolean
may_sign_in (BancoAccountCard *self, guint state)
{
  return state != BANCO_OPERATION_RUNNING;
}

static char *
issuer_markup (BancoAccountCard *self, const char *name)
{
  g_autofree char *issuer = banco_visible_line (name);

  return g_markup_escape_text (issuer, -1);
}

/* What it is for, or why the last account is no way in any more. */
static char *
purpose_words (BancoAccountCard *self, guint state, gint64 until, gint64 now)
{
  g_autofree char *end = banco_words_moment (until);

  if (state == BANCO_ACCOUNT_EXPIRED && banco_account_end_is_over (until, now))
    return banco_visible_printf (
      _ ("The account %s is over since %s. You can sign in here only with another account."),
      banco_account_get_username (self->account), end);
  return g_strdup (banco_account_is_temporary (self->account)
                     ? _ ("For a course or an event: an account for a few days")
                     : _ ("To request machines and work on them. Reading needs no account."));
}

/* A file that is not the system's also says where the account will be used. */
static char *
purpose_markup (BancoAccountCard *self, char **hosts, guint state, gint64 until, gint64 now)
{
  g_autofree char *joined = g_strjoinv (", ", hosts);
  g_autofree char *places = banco_visible_line (joined);
  g_autofree char *purpose = purpose_words (self, state, until, now);

  if (!banco_account_needs_agreement (self->account))
    return g_markup_escape_text (purpose, -1);
  return g_markup_printf_escaped (
    _ ("%s\nBy signing in you agree that Banco uses this account at %s."), purpose, places);
}

static char *
first_host (BancoAccountCard *self, char **hosts)
{
  return banco_visible_line (hosts[0] ? hosts[0] : "");
}

static char *
browser_hint (BancoAccountCard *self, gboolean unopened)
{
  return g_strdup (unopened
                     ? _ ("No browser could be opened. Copy the address and open it in one.")
                     : _ ("A page of the issuer has opened. Come back here when it says so."));
}

static char *
address_markup (BancoAccountCard *self, const BancoPending *pending)
{
  g_autofree char *address = banco_visible_line (of_device (pending) ? pending->uri : "");

  return g_markup_printf_escaped ("<a href=\"%s\">%s</a>", address, address);
}

static char *
device_code (BancoAccountCard *self, const BancoPending *pending)
{
  return banco_visible_line (of_device (pending) ? pending->user_code : "");
}

static GdkPaintable *
draw_code (BancoAccountCard *self, const BancoPending *pending)
{
  if (of_device (pending) == NULL)
    return NULL;
  return banco_qr_new (pending->complete_uri ? pending->complete_uri : pending->uri);
}

static gboolean
is_drawn (BancoAccountCard *self, GdkPaintable *paintable)
{
  return paintable != NULL;
}

static gboolean
runs_out (BancoAccountCard *self, const BancoPending *pending)
{
  return of_device (pending) && pending->expires_at;
}

/* Only while a code is shown: a clock that is read once goes on. */
static BancoMinuteClock *
code_clock (BancoAccountCard *self, const BancoPending *pending)
{
  return runs_out (self, pending) ? banco_minute_clock_dup (NULL) : NULL;
}

static char *
time_left (BancoAccountCard *self, const BancoPending *pending, gint64 now)
{
  g_autofree char *left = banco_words_left (pending ? pending->expires_at - now : 0);

  return g_strdup_printf (_ ("Valid for %s"), left);
}

static void
set_unopened (BancoAccountCard *self, gboolean unopened)
{
  self->unopened = unopened;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNOPENED]);
}

static void
browser_opened (gboolean opened, gpointer data)
{
  g_autoptr (BancoAccountCard) self = data;

  if (!opened)
    set_unopened (self, TRUE);
}

static void
pending_changed (BancoAccountCard *self)
{
  const BancoPending *pending = banco_account_get_pending (self->account);

  if (pending == NULL || of_device (pending) || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  set_unopened (self, FALSE);
  banco_open_uri (GTK_WIDGET (self), pending->uri, browser_opened, g_object_ref (self));
}

static void
signed_in (BancoPage *page, BancoOperation *operation)
{
  BancoWorkspace *workspace = banco_page_get_workspace (page);

  banco_accounts_set_default (banco_workspace_get_accounts (workspace),
                              g_object_get_data (G_OBJECT (operation), "account"));
  banco_page_toast (page, _ ("You are signed in"));
}

static gboolean
is_signing (BancoAccountCard *self)
{
  return self->signing && banco_operation_get_state (self->signing) == BANCO_OPERATION_RUNNING;
}

static void sign_in (BancoAccountCard *self, BancoSignInMethod method);

static void
start_sign_in (BancoAccountCard *self, gboolean unkept)
{
  g_clear_object (&self->signing);
  self->signing = banco_account_sign_in (self->account, self->method, NULL, unkept);
  g_object_set_data_full (G_OBJECT (self->signing), "account", g_object_ref (self->account),
                          g_object_unref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNING]);
  banco_page_follow (self->page, g_object_ref (self->signing), signed_in);
}

static void
unkept_answered (gpointer owner, gboolean agreed, gpointer data)
{
  BancoAccountCard *self = owner;

  if (agreed && !is_signing (self))
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
                : _ ("No keyring can keep the sign-in: none runs, or the disk is full. The next "
                     "time you start Banco, you sign in again."),
      .agree = _ ("Sign In"),
      .keep = _ ("Cancel"),
      .is_gain = TRUE,
      .owner = G_OBJECT (self),
      .answered = unkept_answered,
    });
}

/* The issuer takes back what the last sign-in left before it gives something new. */
static void
finish_sign_out (BancoAccountCard *self, BancoPageDone done)
{
  g_clear_object (&self->signing_out);
  self->signing_out = banco_sign_out_start (self->account);
  g_object_set_data (G_OBJECT (self->signing_out), "card", self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNING_OUT]);
  banco_page_follow (self->page, g_object_ref (self->signing_out), done);
}

static void
sign_in_again (BancoPage *page, BancoOperation *operation)
{
  BancoAccountCard *self = g_object_get_data (G_OBJECT (operation), "card");

  sign_in (self, self->method);
}

static void
sign_in (BancoAccountCard *self, BancoSignInMethod method)
{
  if (is_signing (self))
    return;
  self->method = method;
  if (banco_account_is_leaving (self->account))
    finish_sign_out (self, sign_in_again);
  else if (banco_account_is_kept (self->account))
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
  if (!GPOINTER_TO_INT (banco_operation_get_result (operation)))
    banco_page_toast (page, _ ("Signed out here; the issuer did not confirm"));
}

static void
toast_dismissed (BancoAccountCard *self)
{
  if (banco_account_is_leaving (self->account))
    finish_sign_out (self, signed_out);
}

/* Signed out at once as far as one sees; the issuer is told when it is too late to undo that. */
static void
leave (BancoAccountCard *self)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *text =
    banco_visible_printf (_ ("Signed out of %s"), banco_account_get_issuer_name (self->account));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  banco_account_leave (self->account);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  /* A toast is final, and what is done with it is an event. */
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (banco_account_stay), self->account,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed), self,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
sign_out_answered (gpointer owner, gboolean agreed, gpointer data)
{
  if (agreed)
    leave (owner);
}

static void
sign_out (BancoAccountCard *self)
{
  g_autofree char *held =
    banco_sign_out_describe_held (banco_page_get_workspace (self->page), self->account);

  if (held == NULL)
    leave (self);
  else
    banco_question_ask (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        &(BancoQuestionPlan){
                          .heading = _ ("Sign Out and Keep Your Machines?"),
                          .body = held,
                          .agree = _ ("Sign Out"),
                          .keep = _ ("Cancel"),
                          .other = _ ("Show Machines"),
                          .action = "app.machines",
                          .owner = G_OBJECT (self),
                          .answered = sign_out_answered,
                        });
}

static void
banco_account_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BancoAccountCard *self = BANCO_ACCOUNT_CARD (object);

  switch ((Property) id) {
  case PROP_ACCOUNT:
    g_value_set_object (value, self->account);
    break;
  case PROP_SIGNING:
    g_value_set_object (value, self->signing);
    break;
  case PROP_SIGNING_OUT:
    g_value_set_object (value, self->signing_out);
    break;
  case PROP_UNOPENED:
    g_value_set_boolean (value, self->unopened);
    break;
  case PROP_SPOKEN:
  case N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
banco_account_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BancoAccountCard *self = BANCO_ACCOUNT_CARD (object);

  if (id == PROP_ACCOUNT)
    self->account = g_value_dup_object (value);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->code), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    g_value_get_string (value), -1);
}

static void
banco_account_card_dispose (GObject *object)
{
  BancoAccountCard *self = BANCO_ACCOUNT_CARD (object);

  if (self->signing)
    banco_operation_cancel (self->signing);
  g_clear_object (&self->signing);
  /* Banco quits, or shows another federation: it is too late to undo it. */
  if (self->account && banco_account_is_leaving (self->account))
    g_object_unref (banco_sign_out_start (self->account));
  g_clear_object (&self->signing_out);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (banco_account_card_parent_class)->dispose (object);
}

static void
bind_closures (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, banco_minute_clock_dup);
  gtk_widget_class_bind_template_callback (widget_class, choose_view);
  gtk_widget_class_bind_template_callback (widget_class, may_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, issuer_markup);
  gtk_widget_class_bind_template_callback (widget_class, purpose_markup);
  gtk_widget_class_bind_template_callback (widget_class, first_host);
  gtk_widget_class_bind_template_callback (widget_class, browser_hint);
  gtk_widget_class_bind_template_callback (widget_class, address_markup);
  gtk_widget_class_bind_template_callback (widget_class, device_code);
  gtk_widget_class_bind_template_callback (widget_class, draw_code);
  gtk_widget_class_bind_template_callback (widget_class, is_drawn);
  gtk_widget_class_bind_template_callback (widget_class, runs_out);
  gtk_widget_class_bind_template_callback (widget_class, code_clock);
  gtk_widget_class_bind_template_callback (widget_class, time_left);
}

static void
banco_account_card_class_init (BancoAccountCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = banco_account_card_dispose;
  object_class->get_property = banco_account_card_get_property;
  object_class->set_property = banco_account_card_set_property;
  properties[PROP_ACCOUNT] =
    g_param_spec_object ("account", NULL, NULL, BANCO_TYPE_ACCOUNT,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIGNING] =
    g_param_spec_object ("signing", NULL, NULL, BANCO_TYPE_OPERATION, flags);
  properties[PROP_SIGNING_OUT] =
    g_param_spec_object ("signing-out", NULL, NULL, BANCO_TYPE_OPERATION, flags);
  properties[PROP_UNOPENED] = g_param_spec_boolean ("unopened", NULL, NULL, FALSE, flags);
  properties[PROP_SPOKEN] =
    g_param_spec_string ("spoken", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (BANCO_TYPE_MINUTE_CLOCK);
  g_type_ensure (BANCO_TYPE_ACCOUNT_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/account-card.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoAccountCard, code);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_start);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_stop);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_with_browser);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_with_code);
  gtk_widget_class_bind_template_callback (widget_class, copy_code);
  gtk_widget_class_bind_template_callback (widget_class, copy_address);
  gtk_widget_class_bind_template_callback (widget_class, cancel);
  gtk_widget_class_bind_template_callback (widget_class, sign_out);
  bind_closures (widget_class);
}

static gboolean
say_code (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  g_value_take_string (to, g_strdup_printf (_ ("Code %s"), g_value_get_string (from)));
  return TRUE;
}

static void
banco_account_card_init (BancoAccountCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_bind_property_full (self->code, "label", self, "spoken", G_BINDING_DEFAULT, say_code,
                               NULL, NULL, NULL);
}

GtkWidget *
banco_account_card_new (BancoPage *page, BancoAccount *account)
{
  BancoAccountCard *self = g_object_new (BANCO_TYPE_ACCOUNT_CARD, "account", account, NULL);

  self->page = page;
  /* An issuer's page is opened once: an act, which no binding says. */
  g_signal_connect_object (account, "notify::pending", G_CALLBACK (pending_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
banco_account_card_retry (BancoAccountCard *self)
{
  if (self->signing && banco_operation_get_state (self->signing) == BANCO_OPERATION_FAILED)
    sign_in (self, self->method);
}
