/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/application.h"

#include "desktop/file-dialog.h"
#include "desktop/first-frame.h"
#include "desktop/open-uri.h"
#include "desktop/question.h"
#include "desktop/window/about.h"
#include "desktop/window/federation-choices.h"
#include "desktop/window/federation-dialog.h"
#include "desktop/window/preferences.h"
#include "desktop/window/window.h"
#include "identity/identity.h"
#include "workspace/federation.h"

#include <glib/gi18n.h>

/* The entry that F1 opens, of the starter library. */
#define HELP_ENTRY "first-ten-minutes.xml"

struct _BancoApplication {
  AdwApplication parent_instance;
  BancoSettings *settings;
  char *wanted; /* the federation that could not be shown; NULL: the chosen one */
};

G_DEFINE_FINAL_TYPE (BancoApplication, banco_application, ADW_TYPE_APPLICATION)

/* Not the active one, which may be that of the preferences. */
static BancoWindow *
get_window (BancoApplication *self)
{
  for (GList *at = gtk_application_get_windows (GTK_APPLICATION (self)); at; at = at->next)
    if (BANCO_IS_WINDOW (at->data))
      return at->data;
  return NULL;
}

static BancoShell *
get_shell (BancoApplication *self)
{
  BancoWindow *window = get_window (self);

  return window ? banco_window_get_shell (window) : NULL;
}

/* Not before the first frame: the icon is an SVG, and what draws those is large. It may lie where
 * the desktop does not look, in a build folder or a prefix; another folder makes the theme load
 * anew. */
static void
set_icon (GtkWidget *window)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (window));
  g_autofree char *icons = banco_paths_icons ();
  g_autofree char *folder = g_canonicalize_filename (icons, "/");
  g_auto (GStrv) known = gtk_icon_theme_get_search_path (theme);

  if (!g_strv_contains ((const char *const *) known, folder))
    gtk_icon_theme_add_search_path (theme, folder);
  gtk_window_set_default_icon_name ("it.infn.ml.Banco");
}

/* Shows @name (nullable: the chosen one) in the window, which is made if there is none. */
static void
show_now (BancoApplication *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = banco_federation_load (name, &error);
  g_autoptr (BancoWorkspace) workspace =
    federation ? banco_workspace_new (federation, &error) : NULL;
  BancoWindow *window = get_window (self);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "federation");

  if (workspace && !banco_workspace_open_library (workspace, &error))
    g_clear_object (&workspace);
  if (workspace == NULL && window && banco_window_get_shell (window)) {
    banco_shell_show_error (banco_window_get_shell (window), error);
    return;
  }
  if (window == NULL) {
    window = banco_window_new (ADW_APPLICATION (self), self->settings);
    banco_after_first_frame (GTK_WIDGET (window), set_icon);
  }
  if (workspace) {
    banco_federation_choices_add (federation);
    banco_window_set_workspace (window, workspace);
    g_simple_action_set_state (
      G_SIMPLE_ACTION (action),
      g_variant_new_string (banco_federation_choices_get_target (federation)));
  } else {
    char *wanted = g_strdup (name);

    g_free (self->wanted);
    self->wanted = wanted;
    banco_window_set_problem (window, error);
  }
  gtk_window_present (GTK_WINDOW (window));
}

static void
choose_now (BancoApplication *self, const char *target)
{
  /* A file that is not installed is not what the next start shows. */
  if (!g_path_is_absolute (target))
    banco_settings_set_federation (self->settings, target);
  show_now (self, target);
}

typedef void (*Show) (BancoApplication *self, const char *name);

typedef struct {
  Show show;
  char *name;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->name);
  g_free (wanted);
}

static void
switch_answered (gpointer owner, gboolean agreed, gpointer data)
{
  Wanted *wanted = data;

  if (agreed)
    wanted->show (owner, wanted->name);
}

/* What runs in the one that is shown would end: not without a question. */
static void
show_when_agreed (BancoApplication *self, const char *name, Show show)
{
  BancoShell *shell = get_shell (self);
  gboolean goes_on = FALSE;
  g_autofree char *work = shell != NULL ? banco_shell_get_work (shell, &goes_on) : NULL;
  g_autofree char *text = NULL;
  Wanted *wanted;

  if (work == NULL || goes_on) {
    show (self, name);
    return;
  }
  wanted = g_new0 (Wanted, 1);
  wanted->show = show;
  wanted->name = g_strdup (name);
  text = g_strdup_printf ("%s %s", work, _ ("Changing ends it."));
  banco_question_ask (gtk_application_get_active_window (GTK_APPLICATION (self)),
                      &(BancoQuestionPlan){
                        .heading = _ ("Change Federation?"),
                        .body = text,
                        .agree = _ ("Change"),
                        .owner = G_OBJECT (self),
                        .data = wanted,
                        .forget = wanted_free,
                        .answered = switch_answered,
                      });
}

static void
federation_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_when_agreed (data, g_variant_get_string (parameter, NULL), choose_now);
}

/* From another instance that was started with --federation. */
static void
use_federation_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_when_agreed (data, g_variant_get_string (parameter, NULL), show_now);
}

static void
federation_added (BancoOperation *operation, GParamSpec *pspec, gpointer data)
{
  BancoApplication *self = data;
  BancoFederation *federation = banco_operation_get_result (operation);
  const GError *error = banco_operation_get_error (operation);

  if (federation)
    show_when_agreed (self, federation->id, choose_now);
  else if (error && get_shell (self))
    banco_shell_show_error (get_shell (self), error);
  g_object_unref (operation);
}

static void
adding_answered (gpointer owner, gboolean agreed, gpointer federation)
{
  BancoOperation *operation;

  if (!agreed)
    return;
  operation = banco_federation_add (federation, NULL);
  /* Not followed by a page: there is none when no federation can be shown yet. */
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (federation_added), owner, 0);
}

/* Nothing is written before the user agrees to what the file names. */
static void
ask_to_add (BancoApplication *self, BancoFederation *federation)
{
  banco_federation_dialog_show (GTK_WINDOW (get_window (self)), federation, G_OBJECT (self),
                                adding_answered);
}

static void
federation_file_chosen (GtkWidget *window, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_application_open (g_application_get_default (), &file, 1, "");
}

static void
open_federation_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_window (data))
    banco_file_open (GTK_WIDGET (get_window (data)), _ ("Open Federation File"),
                     federation_file_chosen);
}

static void
agree_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoShell *shell = get_shell (data);

  if (shell)
    ask_to_add (data, banco_workspace_get_federation (banco_shell_get_workspace (shell)));
}

static void
sign_in_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_shell (data))
    banco_shell_show (get_shell (data), "account", NULL);
}

static void
refresh_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoApplication *self = data;

  if (get_shell (self))
    banco_shell_refresh (get_shell (self));
  else if (get_window (self))
    show_now (self, self->wanted);
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoShell *shell = get_shell (data);

  if (shell == NULL)
    return;
  /* The whole list, in which it is marked. */
  banco_shell_show (shell, "knowledge", "?");
  banco_shell_show (shell, "knowledge", HELP_ENTRY);
}

static void
request_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_shell (data))
    banco_shell_show (get_shell (data), "machines", "request");
}

/* @parameter: the cloud and the id of the offer that is filled in. */
static void
request_offer_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *cloud, *offer;
  g_autofree char *location = NULL;

  g_variant_get (parameter, "(&s&s)", &cloud, &offer);
  location = g_strdup_printf ("request:%s/%s", cloud, offer);
  if (get_shell (data))
    banco_shell_show (get_shell (data), "machines", location);
}

static void
give_back_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_shell (data))
    banco_shell_show (get_shell (data), "machines", "give-back");
}

/* An issuer shows them to who signs in there. */
static void
terms_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoShell *shell = get_shell (data);
  BancoAccounts *accounts =
    shell ? banco_workspace_get_accounts (banco_shell_get_workspace (shell)) : NULL;
  BancoAccount *account = accounts ? banco_accounts_get_default (accounts) : NULL;

  if (account)
    banco_open_uri (GTK_WIDGET (get_window (data)), banco_account_get_issuer_url (account), NULL,
                    NULL);
}

static void
page_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  /* A notification may outlive the window that it was sent for. */
  if (get_window (data) == NULL)
    show_now (data, NULL);
  if (get_shell (data))
    banco_shell_show (get_shell (data), g_action_get_name (G_ACTION (action)), NULL);
  gtk_window_present (GTK_WINDOW (get_window (data)));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_window (data))
    banco_preferences_show (get_window (data));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (get_window (data))
    banco_shortcuts_show (GTK_WINDOW (get_window (data)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoShell *shell = get_shell (data);

  if (get_window (data))
    banco_about_show (GTK_WINDOW (get_window (data)),
                      shell ? banco_workspace_get_federation (banco_shell_get_workspace (shell))
                            : NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BancoWindow *window = get_window (data);

  if (window)
    gtk_window_close (GTK_WINDOW (window));
}

static const GActionEntry actions[] = {
  { .name = "federation", .activate = federation_action, .parameter_type = "s", .state = "''" },
  { .name = "use-federation", .activate = use_federation_action, .parameter_type = "s" },
  { .name = "open-federation", .activate = open_federation_action },
  { .name = "agree", .activate = agree_action },
  { .name = "sign-in", .activate = sign_in_action },
  { .name = "refresh", .activate = refresh_action },
  { .name = "help", .activate = help_action },
  { .name = "machines", .activate = page_action },
  { .name = "request-machine", .activate = request_action },
  { .name = "request-offer", .activate = request_offer_action, .parameter_type = "(ss)" },
  { .name = "give-back", .activate = give_back_action },
  { .name = "open-terms", .activate = terms_action },
  { .name = "account", .activate = page_action },
  { .name = "benchmarks", .activate = page_action },
  { .name = "knowledge", .activate = page_action },
  { .name = "preferences", .activate = preferences_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static gboolean
quit_from (GtkWidget *window, GVariant *parameter, gpointer data)
{
  g_action_group_activate_action (G_ACTION_GROUP (g_application_get_default ()), "quit", NULL);
  return TRUE;
}

static void
banco_application_startup (GApplication *application)
{
  BancoApplication *self = BANCO_APPLICATION (application);
  GtkWidgetClass *windows;

  G_APPLICATION_CLASS (banco_application_parent_class)->startup (application);
  /* In every window, dialogs too; before there is one, for a class takes over what it finds. Not as
   * the application's accelerators: a focused terminal keeps every key that a shell may want. */
  windows = g_type_class_ref (GTK_TYPE_WINDOW);
  gtk_widget_class_add_binding (windows, GDK_KEY_q, GDK_CONTROL_MASK, quit_from, NULL);
  gtk_widget_class_add_binding_action (windows, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  g_type_class_unref (windows);
  self->settings = banco_settings_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

static void
banco_application_activate (GApplication *application)
{
  BancoApplication *self = BANCO_APPLICATION (application);

  if (get_window (self))
    gtk_window_present (GTK_WINDOW (get_window (self)));
  else
    show_now (self, NULL);
}

static void
banco_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  BancoApplication *self = BANCO_APPLICATION (application);
  g_autofree char *path = g_file_get_path (files[0]);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = path ? banco_federation_load (path, &error) : NULL;

  if (path == NULL)
    g_set_error_literal (&error, BANCO_WORKSPACE_ERROR, BANCO_WORKSPACE_ERROR_NOT_FOUND,
                         _ ("a federation file is opened from this computer; save it here first"));
  if (get_window (self) == NULL)
    show_now (self, NULL);
  if (federation)
    ask_to_add (self, federation);
  else if (get_shell (self))
    banco_shell_show_error (get_shell (self), error);
}

/* --federation may be for an instance that runs already: it is told, not started anew. */
static int
banco_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;
  const char *name = NULL;
  g_autofree char *path = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("banco %s\n", BANCO_VERSION);
    return 0;
  }
  if (!g_variant_dict_lookup (options, "federation", "&s", &name))
    return -1;
  path =
    g_file_test (name, G_FILE_TEST_EXISTS) ? g_canonicalize_filename (name, NULL) : g_strdup (name);
  if (!g_application_register (application, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  g_action_group_activate_action (G_ACTION_GROUP (application), "use-federation",
                                  g_variant_new_string (path));
  return g_application_get_is_remote (application) ? 0 : -1;
}

static void
banco_application_finalize (GObject *object)
{
  BancoApplication *self = BANCO_APPLICATION (object);

  g_clear_object (&self->settings);
  g_free (self->wanted);
  G_OBJECT_CLASS (banco_application_parent_class)->finalize (object);
}

static void
banco_application_class_init (BancoApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = banco_application_finalize;
  application_class->startup = banco_application_startup;
  application_class->activate = banco_application_activate;
  application_class->open = banco_application_open;
  application_class->handle_local_options = banco_application_handle_local_options;
}

static void
banco_application_init (BancoApplication *self)
{
  const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
    { "federation", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Use this federation: a file or an id"),
      N_ ("FILE") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/* Where no device draws, GL is done in software: loading that takes longer than all else until the
 * first frame, and the toolkit then draws without it. Children inherit this, and have no device
 * either. */
static void
avoid_software_gl (void)
{
  const char *devices[] = { "/dev/dri", "/dev/nvidiactl", "/dev/dxg" };

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (g_file_test (devices[i], G_FILE_TEST_EXISTS))
      return;
  /* GTK 4.16 renamed it, and has one more way to draw. */
  if (gtk_get_minor_version () >= 16)
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
  else
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  /* WebKit complains that there is no GL unless it need not look for it: 2.54 asks the second. */
  g_setenv ("WEBKIT_DISABLE_COMPOSITING_MODE", "1", FALSE);
  g_setenv ("WEBKIT_DISABLE_DMABUF_RENDERER", "1", FALSE);
}

/* Before there is any thread. */
BancoApplication *
banco_application_new (void)
{
  avoid_software_gl ();
  return g_object_new (BANCO_TYPE_APPLICATION, "application-id", "it.infn.ml.Banco", "flags",
                       G_APPLICATION_HANDLES_OPEN, NULL);
}
