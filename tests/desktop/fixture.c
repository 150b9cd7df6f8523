/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "base/clock-private.h"
#include "desktop/minute-clock.h"
#include "fixture/cheap-keyring.h"
#include "identity/account-private.h"
#include "knowledge/knowledge.h"
#include "machines/fake-cloud.h"
#include "workspace/federation.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define PATIENCE_SECONDS 60

#define FEDERATION                                                                                 \
  "[Federation]\nFormat=1\nId=test\nName=Test federation\n"                                        \
  "[Issuer official]\nName=Test issuer\nUrl=http://127.0.0.1:9/\n"                                 \
  "[Knowledge pages]\nKind=folder\nPath=pages\n"                                                   \
  "[Cloud cloud]\nKind=openstack\nUrl=http://127.0.0.1:9/v3\nIdentityProvider=i\n"                 \
  "Protocol=openid\nIssuers=official;\n"

#define PAGE                                                                                       \
  "# A page about reading\n\nSome **bold** words and `code`, and [a "                              \
  "link](https://example.org/).\n\n"                                                               \
  "## The second part\n\n- one\n- two\n\n```python\nprint('hello')\n\nprint('again')\n```\n\n"     \
  "| name | value |\n| --- | --- |\n| alpha | 1 |\n\n> quoted\n"

BancoWorkspace *
fixture_workspace_new (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "federation", NULL);
  g_autofree char *pages = g_build_filename (folder, "pages", NULL);
  g_autofree char *page = g_build_filename (pages, "reading.md", NULL);
  g_autofree char *path = g_build_filename (folder, "test.federation", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  BancoWorkspace *workspace;

  g_assert_cmpint (g_mkdir_with_parents (pages, 0700), ==, 0);
  g_file_set_contents (path, FEDERATION, -1, &error);
  g_assert_no_error (error);
  g_file_set_contents (page, PAGE, -1, &error);
  g_assert_no_error (error);
  federation = banco_federation_load (path, &error);
  g_assert_no_error (error);
  workspace = banco_workspace_new (federation, &error);
  g_assert_no_error (error);
  banco_workspace_open_library (workspace, &error);
  g_assert_no_error (error);
  return workspace;
}

static gboolean
time_is_up (gpointer up)
{
  *(gboolean *) up = TRUE;
  return G_SOURCE_CONTINUE;
}

void
fixture_turn (guint milliseconds, gboolean *done)
{
  gboolean up = FALSE;
  guint timer = g_timeout_add (milliseconds, time_is_up, &up);

  while (!up && !(done && *done))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

void
fixture_pass (guint seconds)
{
  g_autoptr (BancoMinuteClock) clock = banco_minute_clock_dup (NULL);

  banco_clock_skip_waits ();
  banco_clock_wait (seconds * G_GINT64_CONSTANT (1000), NULL, NULL);
  g_object_notify (G_OBJECT (clock), "now");
}

GtkWidget *
fixture_show (GtkWidget *child, int width, int height)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

GtkWidget *
fixture_window_new (GtkWidget *child, int width, int height)
{
  GtkWidget *window = fixture_show (child, width, height);

  fixture_turn (300, NULL);
  return window;
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    g_ptr_array_add (found, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

GPtrArray *
fixture_find_all (GtkWidget *root, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (root, type, found);
  return found;
}

/* Secrets in a file of this home: a keyring of the bus would ask for a password. */
static void
keep_secrets_in_a_file (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "keyring", NULL);

  test_keyring_use (path);
}

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* What is opened is written down: no browser of the person's sees it. */
static void
install_browser (void)
{
  g_autofree char *applications = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *entry =
    g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Test\n"
                     "Exec=sh -c 'cd \"%s\" && cat /proc/self/limits > limits "
                     "&& echo \"$1\" > opened' sh %%u\n"
                     "MimeType=x-scheme-handler/http;x-scheme-handler/mailto;\n",
                     g_get_home_dir ());

  write_file (applications, "test-browser.desktop", entry);
  write_file (g_get_user_config_dir (), "mimeapps.list",
              "[Default Applications]\nx-scheme-handler/http=test-browser.desktop\n"
              "x-scheme-handler/https=test-browser.desktop\n"
              "x-scheme-handler/mailto=test-browser.desktop\n");
}

char *
fixture_take_opened (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "opened", NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !g_str_has_suffix (text, "\n")) {
    g_free (text);
    return NULL;
  }
  g_unlink (path);
  return g_strchomp (text);
}

typedef struct {
  char *text;
  gboolean done;
} Reading;

static void
clipboard_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
  reading->done = TRUE;
}

static gboolean
is_read (gpointer data)
{
  return ((Reading *) data)->done;
}

char *
fixture_read_clipboard (GtkWidget *widget)
{
  Reading reading = { NULL, FALSE };

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (widget), NULL, clipboard_read, &reading);
  fixture_wait ("the clipboard", is_read, &reading);
  return reading.text;
}

/* As the application does. */
static void
load_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/it/infn/ml/Banco/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
fixture_init (int *argc, char ***argv)
{
  signal (SIGPIPE, SIG_IGN);
  keep_secrets_in_a_file ();
  g_setenv ("SHELL", "/bin/sh", TRUE);
  g_setenv ("PS1", "$ ", TRUE);
  install_browser ();
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  load_style ();
}

void
fixture_wait (const char *what, FixtureCondition condition, gpointer data)
{
  gboolean up = FALSE;
  guint limit = g_timeout_add_seconds (PATIENCE_SECONDS, time_is_up, &up);

  while (!condition (data)) {
    if (up)
      g_error ("waited in vain: %s", what);
    fixture_turn (20, NULL);
  }
  g_source_remove (limit);
}

gboolean
fixture_says (GtkWidget *root, const char *text)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (root, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) &&
        strstr (gtk_label_get_text (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

typedef struct {
  GtkWidget *root;
  const char *text;
} Saying;

static gboolean
does_say (gpointer data)
{
  Saying *saying = data;

  return fixture_says (saying->root, saying->text);
}

static gboolean
is_silent (gpointer data)
{
  return !does_say (data);
}

void
fixture_wait_says (GtkWidget *root, const char *text)
{
  fixture_wait (text, does_say, &(Saying){ root, text });
}

void
fixture_wait_silent (GtkWidget *root, const char *text)
{
  fixture_wait (text, is_silent, &(Saying){ root, text });
}

GtkWidget *
fixture_find_button (GtkWidget *root, const char *name)
{
  g_autoptr (GPtrArray) buttons = fixture_find_all (root, GTK_TYPE_BUTTON);

  for (guint i = 0; i < buttons->len; i++)
    if (gtk_widget_get_mapped (buttons->pdata[i]) &&
        (g_strcmp0 (gtk_button_get_label (buttons->pdata[i]), name) == 0 ||
         g_strcmp0 (gtk_widget_get_tooltip_text (buttons->pdata[i]), name) == 0))
      return buttons->pdata[i];
  return NULL;
}

typedef struct {
  GtkWidget *root;
  const char *name;
} Pressing;

static gboolean
can_be_pressed (gpointer data)
{
  Pressing *pressing = data;
  GtkWidget *button = fixture_find_button (pressing->root, pressing->name);

  return button != NULL && gtk_widget_is_sensitive (button);
}

void
fixture_press (GtkWidget *root, const char *name)
{
  fixture_wait (name, can_be_pressed, &(Pressing){ root, name });
  g_signal_emit_by_name (fixture_find_button (root, name), "clicked");
}

GtkWidget *
fixture_find_one (GtkWidget *root, GType type)
{
  g_autoptr (GPtrArray) found = fixture_find_all (root, type);
  GtkWidget *one = NULL;

  for (guint i = 0; i < found->len; i++)
    if (gtk_widget_get_mapped (found->pdata[i])) {
      g_assert_null (one);
      one = found->pdata[i];
    }
  g_assert_nonnull (one);
  return one;
}

GtkWidget *
fixture_find_row (GtkWidget *root, const char *title)
{
  g_autoptr (GPtrArray) rows = fixture_find_all (root, ADW_TYPE_PREFERENCES_ROW);

  for (guint i = 0; i < rows->len; i++)
    if (g_strcmp0 (adw_preferences_row_get_title (rows->pdata[i]), title) == 0)
      return rows->pdata[i];
  g_error ("there is no row “%s”", title);
}

GtkWidget *
fixture_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
      return window;
  }
  return NULL;
}

void
fixture_close_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  while (g_list_model_get_n_items (windows) > 0) {
    /* The youngest first: what stands before a window goes before it. */
    guint last = g_list_model_get_n_items (windows) - 1;
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, last);

    gtk_window_destroy (window);
    fixture_turn (20, NULL);
  }
}

static BancoWorkspace *
workspace_at (FixtureScene *scene)
{
  static guint scenes;
  g_autofree char *name = g_strdup_printf ("scene-%u", ++scenes);
  g_autofree char *folder = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *pages = g_build_filename (folder, "pages", NULL);
  g_autofree char *path = g_build_filename (folder, "scene.federation", NULL);
  g_autofree char *text = NULL;
  BancoCloudSetup setup = fake_cloud_setup (scene->cloud, "cloud", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BancoFederation) federation = NULL;
  BancoWorkspace *workspace;

  text = g_strdup_printf ("[Federation]\nFormat=1\nId=%s\nName=Scene\n"
                          "[Issuer official]\nName=R&D <issuer>\nUrl=%s\n"
                          "[Knowledge pages]\nKind=folder\nPath=pages\n"
                          "[Cloud cloud]\nKind=openstack\nUrl=%s\nIdentityProvider=idp\n"
                          "Protocol=openid\nIssuers=official;\n%s%s%s",
                          name, scene->issuer ? scene->issuer : "http://127.0.0.1:9/", setup.url,
                          scene->second ? "[Cloud second]\nKind=openstack\nIdentityProvider=idp\n"
                                          "Protocol=openid\nIssuers=official;\nUrl="
                                        : "",
                          scene->second ? scene->second : "", scene->second ? "\n" : "");
  scene->folder = g_strdup (pages);
  fake_cloud_setup_clear (&setup);
  g_assert_cmpint (g_mkdir_with_parents (pages, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  federation = banco_federation_load (path, &error);
  g_assert_no_error (error);
  workspace = banco_workspace_new (federation, &error);
  g_assert_no_error (error);
  banco_workspace_open_library (workspace, &error);
  g_assert_no_error (error);
  return workspace;
}

void
fixture_scene_open (FixtureScene *scene)
{
  scene->cloud = fake_cloud_new ();
  fake_cloud_set_projects (scene->cloud, "alpha");
  scene->workspace = workspace_at (scene);
  scene->settings = banco_settings_new ();
  scene->machines = banco_workspace_get_machines (scene->workspace);
  scene->account =
    banco_accounts_find (banco_workspace_get_accounts (scene->workspace), "official");
}

static gboolean
is_at_rest (gpointer operations)
{
  return g_list_model_get_n_items (operations) == 0;
}

void
fixture_scene_close (FixtureScene *scene)
{
  BancoOperations *operations = banco_workspace_get_operations (scene->workspace);

  fixture_close_windows ();
  banco_operations_cancel_all (operations);
  fixture_wait ("operations end", is_at_rest, operations);
  g_object_unref (scene->settings);
  g_object_unref (scene->workspace);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fake_cloud_free (scene->cloud);
  g_free (scene->folder);
  g_free (scene->trouble);
  g_free (scene->toast);
}

static void
page_trouble (FixtureScene *scene, const GError *error)
{
  g_free (scene->trouble);
  scene->trouble = error != NULL ? g_strdup (error->message) : NULL;
}

static void
page_toast (FixtureScene *scene, const char *text)
{
  g_free (scene->toast);
  scene->toast = g_strdup (text);
}

void
fixture_scene_hear (FixtureScene *scene, BancoPage *page)
{
  g_signal_connect_swapped (page, "trouble", G_CALLBACK (page_trouble), scene);
  g_signal_connect_swapped (page, "toast", G_CALLBACK (page_toast), scene);
}

static gboolean
is_said (gpointer words)
{
  return *(char **) words != NULL;
}

void
fixture_scene_wait_trouble (FixtureScene *scene)
{
  fixture_wait ("it says why", is_said, &scene->trouble);
}

void
fixture_scene_wait_toast (FixtureScene *scene, const char *text)
{
  fixture_wait (text, is_said, &scene->toast);
  g_assert_cmpstr (scene->toast, ==, text);
  g_clear_pointer (&scene->toast, g_free);
}

void
fixture_scene_write (FixtureScene *scene, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (scene->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
fixture_scene_sync (FixtureScene *scene)
{
  g_autoptr (BancoOperation) operation =
    banco_library_sync (banco_workspace_get_library (scene->workspace), FALSE);

  test_wait (operation);
  g_assert_no_error (banco_operation_get_error (operation));
}

void
fixture_scene_sign_in (FixtureScene *scene)
{
  g_autoptr (BancoGrant) grant = banco_grant_new ();

  grant->client.id = g_strdup ("client");
  grant->access_token = g_strdup ("good");
  grant->refresh_token = g_strdup ("refresh");
  grant->expires_at = banco_clock_now () + 3600;
  grant->subject = g_strdup ("ada");
  banco_grant_store_write (banco_account_get_store (scene->account), grant);
  /* It is agreed to for this session even where no keyring keeps it. */
  banco_account_agree (scene->account, NULL, NULL);
  banco_account_publish (scene->account);
}

/* Twice: the first may be under way since before the clouds' answers were changed. */
void
fixture_scene_refresh (FixtureScene *scene)
{
  for (guint i = 0; i < 2; i++) {
    g_autoptr (BancoOperation) offers =
      banco_machines_refresh_offers (scene->machines, NULL, NULL, 0);
    g_autoptr (BancoOperation) machines = banco_machines_refresh (scene->machines, NULL, 0);

    test_wait (offers);
    test_wait (machines);
  }
}
