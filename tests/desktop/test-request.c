/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmarks-stage.h"
#include "desktop/machines/input-row.h"
#include "desktop/machines/machines-page.h"
#include "desktop/machines/request-dialog.h"
#include "desktop/page.h"
#include "identity/account-private.h"
#include "machines/fake-cloud.h"

#include <string.h>

#define FLAVORS "GET /compute/v2.1/flavors/detail"
#define IMAGES "GET /image/v2/images"
#define LIMITS "GET /compute/v2.1/limits"

/* Two sizes without a card, three with one; the names are out of order. */
#define MANY                                                                                       \
  "{\"flavors\": ["                                                                                \
  "{\"id\": \"f5\", \"name\": \"gpu.a30\", \"vcpus\": 8, \"ram\": 8192, \"disk\": 40, "            \
  "\"extra_specs\": {\"resources:CUSTOM_GPU_A30\": \"1\"}}, "                                      \
  "{\"id\": \"f3\", \"name\": \"gpu.2t4\", \"vcpus\": 8, \"ram\": 8192, \"disk\": 40, "            \
  "\"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"2\"}}, "                                       \
  "{\"id\": \"f2\", \"name\": \"<gpu> & t4\", \"vcpus\": 4, \"ram\": 8192, \"disk\": 4, "          \
  "\"extra_specs\": {\"resources:CUSTOM_GPU_T4\": \"1\"}}, "                                       \
  "{\"id\": \"f4\", \"name\": \"large\", \"vcpus\": 8, \"ram\": 8192, \"disk\": 40, "              \
  "\"extra_specs\": {}}, "                                                                         \
  "{\"id\": \"f1\", \"name\": \"small\", \"vcpus\": 1, \"ram\": 2048, \"disk\": 10, "              \
  "\"extra_specs\": {}}]}"

typedef struct {
  FixtureScene scene;
  BancoPage *page;
  GtkWidget *window;
  GtkWidget *dialog; /* NULL once it is closed */
  guint sent;
  char *name, *offer, *image, *setting;
} Fixture;

static void
send_request (const BancoRequest *request, gpointer data)
{
  Fixture *fixture = data;

  fixture->sent++;
  fixture->name = g_strdup (request->name);
  fixture->offer = g_strdup (request->offer);
  fixture->image = g_strdup (request->image);
  fixture->setting = g_strdup (request->settings[0]);
  g_assert_cmpstr (request->cloud, ==, "cloud");
  g_assert_null (request->key_file);
  g_assert_false (request->dry_run);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_scene_open (&fixture->scene);
  fixture_scene_sign_in (&fixture->scene);
  fake_cloud_answer (fixture->scene.cloud, FLAVORS, 200, NULL, MANY);
  fixture->page = g_object_new (BANCO_TYPE_MACHINES_PAGE, "workspace", fixture->scene.workspace,
                                "settings", fixture->scene.settings, NULL);
  fixture->window = fixture_show (GTK_WIDGET (fixture->page), 500, 640);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog)
    g_object_remove_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
  fixture_scene_close (&fixture->scene);
  g_free (fixture->name);
  g_free (fixture->offer);
  g_free (fixture->image);
  g_free (fixture->setting);
}

static void
open_dialog (Fixture *fixture)
{
  banco_request_dialog_show (fixture->page, send_request, fixture);
  fixture->dialog = fixture_find_window (BANCO_TYPE_REQUEST_DIALOG);
  g_assert_nonnull (fixture->dialog);
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
}

static gboolean
is_proposed (gpointer dialog)
{
  return fixture_says (dialog, "A machine called ");
}

static gboolean
is_closed (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
open_filled (Fixture *fixture)
{
  open_dialog (fixture);
  fixture_wait ("a machine is proposed", is_proposed, fixture->dialog);
}

static GtkWidget *
find_name (Fixture *fixture)
{
  return fixture_find_row (fixture->dialog, "Name");
}

static void
write_name (Fixture *fixture, const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (find_name (fixture)), name);
  fixture_turn (20, NULL);
}

static gboolean
may_send (Fixture *fixture)
{
  return gtk_widget_is_sensitive (fixture_find_button (fixture->dialog, "Request"));
}

static void
choose_purpose (Fixture *fixture, const char *name)
{
  g_autoptr (GPtrArray) toggles = fixture_find_all (fixture->dialog, GTK_TYPE_TOGGLE_BUTTON);

  for (guint i = 0; i < toggles->len; i++)
    if (fixture_says (toggles->pdata[i], name))
      gtk_toggle_button_set_active (toggles->pdata[i], TRUE);
  fixture_turn (50, NULL);
}

/* The titles of the offers, in the order they are shown. */
static char *
list_offers (Fixture *fixture)
{
  g_autoptr (GPtrArray) checks = fixture_find_all (fixture->dialog, GTK_TYPE_CHECK_BUTTON);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < checks->len; i++) {
    GtkWidget *row = gtk_widget_get_ancestor (checks->pdata[i], ADW_TYPE_ACTION_ROW);

    g_string_append_printf (names, "%s%s%s", i > 0 ? ", " : "",
                            gtk_check_button_get_active (checks->pdata[i]) ? "*" : "",
                            gtk_widget_get_tooltip_text (row));
  }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* The smallest that serves is proposed, for each purpose, under a name of its own. */
static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *purpose, *offers, *name;
  } cases[] = {
    { "Train on a GPU", "*<gpu> & t4, gpu.a30, gpu.2t4", "gpu-1" },
    { "Try Something", "*small, large", "try-1" },
    { "Run on an FPGA", "", "fpga-1" },
  };

  open_filled (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *offers = NULL;

    choose_purpose (fixture, cases[i].purpose);
    offers = list_offers (fixture);
    g_assert_cmpstr (offers, ==, cases[i].offers);
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_name (fixture))), ==, cases[i].name);
    g_assert_cmpint (may_send (fixture), ==, cases[i].offers[0] != '\0');
    g_assert_cmpint (fixture_says (fixture->dialog, "No cloud of this federation has one."), ==,
                     cases[i].offers[0] == '\0');
  }
}

/* What the person wrote is theirs: another purpose does not take it away. */
static void
test_own_name (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  write_name (fixture, "thesis");
  choose_purpose (fixture, "Try Something");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_name (fixture))), ==, "thesis");
  fixture_wait_says (fixture->dialog, "A machine called thesis: No accelerator, 1 vCPU");
}

/* A machine does not outlast the account that asks for it. */
static void
test_account_end (Fixture *fixture, gconstpointer data)
{
  BancoGrantStore *store = banco_account_get_store (fixture->scene.account);
  g_autoptr (BancoGrant) grant = banco_grant_store_peek (store);

  open_filled (fixture);
  fixture_wait_says (fixture->dialog, "is yours until you give it back");
  grant->account_until = banco_clock_now () + 2 * 86400;
  banco_grant_store_write (store, grant);
  banco_account_publish (fixture->scene.account);
  write_name (fixture, "thesis");
  fixture_wait_says (fixture->dialog, "is yours until your account ends, ");
}

/* A name that no cloud would take is refused where it is written, with the reason. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name;
    gboolean good;
  } cases[] = {
    { "a", TRUE },
    { "gpu-1", TRUE },
    { "", FALSE },
    { " ", FALSE },
    { "my machine", FALSE },
    { "-x", FALSE },
    { "x-", FALSE },
    { "1x", FALSE },
    { "gpu-1", TRUE },
    { "é", FALSE },
    { "a;rm", FALSE },
    { "<b>", FALSE },
    { "a.example.org", FALSE },
  };

  open_filled (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    write_name (fixture, cases[i].name);
    g_test_message ("“%s”", cases[i].name);
    g_assert_cmpint (may_send (fixture), ==, cases[i].good);
    g_assert_cmpint (fixture_says (fixture->dialog, "letters, digits and hyphens"), ==,
                     !cases[i].good);
    g_assert_cmpint (gtk_widget_has_css_class (find_name (fixture), "error"), ==, !cases[i].good);
  }
}

static void
test_taken_name (Fixture *fixture, gconstpointer data)
{
  FakeServer server = { .id = "a", .name = "gpu-1", .status = "BUILD" };

  fake_cloud_set_server (fixture->scene.cloud, &server);
  fixture_scene_refresh (&fixture->scene);
  open_filled (fixture);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (find_name (fixture))), ==, "gpu-2");
  write_name (fixture, "gpu-1");
  g_assert_false (may_send (fixture));
  fixture_wait_says (fixture->dialog, "You have a machine called gpu-1 already.");
}

/* An offer that another page filled in is what is sent, also of another purpose. */
static void
test_filled_in (Fixture *fixture, gconstpointer data)
{
  GListModel *offers =
    banco_machines_get_offers (banco_workspace_get_machines (fixture->scene.workspace));

  open_filled (fixture);
  for (guint i = 0; i < g_list_model_get_n_items (offers); i++) {
    g_autoptr (BancoOffer) offer = g_list_model_get_item (offers, i);

    if (g_str_equal (banco_offer_get_id (offer), "f4"))
      banco_request_dialog_choose (BANCO_REQUEST_DIALOG (fixture->dialog), offer);
  }
  fixture_press (fixture->dialog, "Request");
  fixture_wait ("it closes", is_closed, &fixture->dialog);
  g_assert_cmpstr (fixture->offer, ==, "f4");
}

/* What is sent is what is shown. */
static void
test_sends (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  choose_purpose (fixture, "Try Something");
  write_name (fixture, "mine");
  fixture_press (fixture->dialog, "Request");
  fixture_wait ("it closes", is_closed, &fixture->dialog);
  g_assert_cmpuint (fixture->sent, ==, 1);
  g_assert_cmpstr (fixture->name, ==, "mine");
  g_assert_cmpstr (fixture->offer, ==, "f1");
  g_assert_cmpstr (fixture->image, ==, "i4");
  g_assert_null (fixture->setting);
}

static gboolean
can_choose (gpointer row)
{
  return gtk_widget_is_visible (row);
}

/* A group that has several networks of its own: the user chooses one. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rows = NULL;
  GtkWidget *row;

  fake_cloud_answer (
    fixture->scene.cloud, "GET /network/v2.0/networks", 200, NULL,
    "{\"networks\": [{\"id\": \"n1\", \"name\": \"lab\", \"project_id\": \"alpha\", "
    "\"subnets\": [\"s\"]}, {\"id\": \"n2\", \"name\": \"<net>\", \"project_id\": "
    "\"alpha\", \"subnets\": [\"s\"]}]}");
  open_filled (fixture);
  rows = fixture_find_all (fixture->dialog, BANCO_TYPE_INPUT_ROW);
  row = rows->pdata[0];
  fixture_wait ("a network can be chosen", can_choose, row);
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (row))), ==,
                    3);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  fixture_press (fixture->dialog, "Request");
  fixture_wait ("it closes", is_closed, &fixture->dialog);
  g_assert_cmpstr (fixture->setting, ==, "network=<net>");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  gtk_widget_activate_action (fixture_find_button (fixture->dialog, "Cancel"), "window.close",
                              NULL);
  fixture_wait ("it closes", is_closed, &fixture->dialog);
  g_assert_cmpuint (fixture->sent, ==, 0);
}

/* A system that needs more disk than the machine has is not offered with it. */
static void
test_systems (Fixture *fixture, gconstpointer data)
{
  GtkWidget *systems;

  open_filled (fixture);
  systems = fixture_find_row (fixture->dialog, "System");
  /* Only 4 GiB, and the one with CUDA needs 5. */
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (systems))),
                    ==, 1);
  fixture_wait_says (fixture->dialog, "It runs Debian 12,");
  choose_purpose (fixture, "Try Something");
  g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (systems))),
                    ==, 2);
}

/* Where there is a GPU, a system that can use it is proposed: the first of those that fit. */
static void
test_cuda (Fixture *fixture, gconstpointer data)
{
  fake_cloud_answer (
    fixture->scene.cloud, IMAGES, 200, NULL,
    "{\"images\": [{\"id\": \"c0\", \"name\": \"a-cuda-1\", \"status\": \"active\", "
    "\"disk_format\": \"qcow2\", \"min_ram\": 900000}, {\"id\": \"c1\", \"name\": \"a-cuda-12\", "
    "\"status\": \"active\", "
    "\"disk_format\": \"qcow2\"}, {\"id\": \"c2\", \"name\": \"b-plain\", \"status\": \"active\", "
    "\"disk_format\": \"qcow2\"}, {\"id\": \"c3\", \"name\": \"c-cuda-11\", \"status\": "
    "\"active\", "
    "\"disk_format\": \"qcow2\"}]}");
  open_filled (fixture);
  fixture_wait_says (fixture->dialog, "It runs a-cuda-12,");
}

/* The card comes with its name, its detail, and the name the cloud knows it by; none is markup. */
static void
test_details (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  fixture_wait_says (fixture->dialog, "2 × Tesla T4");
  fixture_wait_says (fixture->dialog, "<gpu> & t4 · 4 vCPU");
}

/* Said before it is sent, in the unit that is short; it may be sent all the same. */
/* Once this computer was measured: a line for each card that is known and comes alone. */
static void
set_up_measured (Fixture *fixture, gconstpointer data)
{
  stage_store ("here-1", "here", "This computer", FALSE, "100");
  set_up (fixture, data);
}

static void
tear_down_measured (Fixture *fixture, gconstpointer data)
{
  tear_down (fixture, data);
  stage_forget ();
}

static guint
count_compared (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows = fixture_find_all (fixture->dialog, ADW_TYPE_ACTION_ROW);
  guint n = 0;

  for (guint i = 0; i < rows->len; i++) {
    const char *text = adw_action_row_get_subtitle (rows->pdata[i]);

    if (text != NULL && strstr (text, "\nTraining: about ") != NULL) {
      g_assert_nonnull (strstr (text, "\u00a0× this computer"));
      g_assert_null (strstr (text, "gpu.2t4"));
      n++;
    }
  }
  return n;
}

static void
test_compared (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  g_assert_cmpuint (count_compared (fixture), ==, 2);
}

/* Where nothing was measured nothing is claimed. */
static void
test_not_compared (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  g_assert_cmpuint (count_compared (fixture), ==, 0);
}

static void
test_obstacle (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *limits;
    const char *resource; /* nullable: it fits */
  } cases[] = {
    { "{\"limits\": {\"absolute\": {\"maxTotalInstances\": 4, \"totalInstancesUsed\": 4}}}",
      "machines" },
    { "{\"limits\": {\"absolute\": {\"maxTotalCores\": 16, \"totalCoresUsed\": 13}}}", "vCPU" },
    { "{\"limits\": {\"absolute\": {\"maxTotalRAMSize\": 8192, \"totalRAMUsed\": 1}}}", "memory" },
    { "{\"limits\": {\"absolute\": {\"maxTotalCores\": 16, \"totalCoresUsed\": 12}}}", NULL },
    { "{\"limits\": {\"absolute\": {\"maxTotalInstances\": -1, \"totalInstancesUsed\": 400}}}",
      NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    fake_cloud_answer (fixture->scene.cloud, LIMITS, 200, NULL, cases[i].limits);
    fixture_scene_refresh (&fixture->scene);
    open_filled (fixture);
    g_assert_cmpint (fixture_says (fixture->dialog, "This will probably not fit: alpha"), ==,
                     cases[i].resource != NULL);
    if (cases[i].resource) {
      g_autofree char *text = g_strdup_printf ("used up its %s.", cases[i].resource);

      fixture_wait_says (fixture->dialog, text);
    }
    g_assert_true (may_send (fixture));
    gtk_window_close (GTK_WINDOW (fixture->dialog));
    fixture_wait ("it closes", is_closed, &fixture->dialog);
  }
}

/* No offers and no answer: the reason, and a button that asks again. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  fake_cloud_answer (fixture->scene.cloud, FLAVORS, 500, NULL, "{}");
  open_dialog (fixture);
  fixture_wait_says (fixture->dialog, "Nothing to Request");
  g_assert_false (may_send (fixture));
  fake_cloud_answer (fixture->scene.cloud, FLAVORS, 0, NULL, NULL);
  fixture_press (fixture->dialog, "Try Again");
  fixture_wait ("a machine is proposed", is_proposed, fixture->dialog);
  g_assert_true (may_send (fixture));
}

/* An answer that comes while somebody chooses does not take their choice. */
static void
test_choice_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *offers = NULL;

  open_filled (fixture);
  gtk_widget_activate (fixture_find_row (fixture->dialog, "1 × A30"));
  fixture_turn (20, NULL);
  adw_combo_row_set_selected (ADW_COMBO_ROW (fixture_find_row (fixture->dialog, "System")), 0);
  write_name (fixture, "mine");
  fixture_wait_says (fixture->dialog, "It runs Debian 12,");
  fake_cloud_answer (fixture->scene.cloud, FLAVORS, 200, NULL,
                     "{\"flavors\": [{\"id\": \"f5\", \"name\": \"gpu.a30\", \"vcpus\": 9, "
                     "\"ram\": 8192, \"disk\": 40, \"extra_specs\": "
                     "{\"resources:CUSTOM_GPU_A30\": \"1\"}}, {\"id\": \"f0\", \"name\": "
                     "\"gpu.new\", \"vcpus\": 1, \"ram\": 8192, \"disk\": 40, \"extra_specs\": "
                     "{\"resources:CUSTOM_GPU_T4\": \"1\"}}]}");
  fixture_scene_refresh (&fixture->scene);
  fixture_turn (50, NULL);
  offers = list_offers (fixture);
  g_assert_cmpstr (offers, ==, "gpu.new, *gpu.a30");
  fixture_wait_says (fixture->dialog, "A machine called mine: 1 × A30, 9 vCPU");
  fixture_wait_says (fixture->dialog, "It runs Debian 12,");
}

/* The federation was changed under it: there is nobody left to ask. */
static void
test_page_goes (Fixture *fixture, gconstpointer data)
{
  open_filled (fixture);
  adw_window_set_content (ADW_WINDOW (fixture->window), gtk_label_new (NULL));
  fixture_wait ("it closes", is_closed, &fixture->dialog);
  g_assert_cmpuint (fixture->sent, ==, 0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/request/proposals", test_proposals);
  ADD ("/request/own-name", test_own_name);
  ADD ("/request/account-end", test_account_end);
  ADD ("/request/names", test_names);
  ADD ("/request/taken-name", test_taken_name);
  ADD ("/request/filled-in", test_filled_in);
  ADD ("/request/sends", test_sends);
  ADD ("/request/cancel", test_cancel);
  ADD ("/request/network", test_network);
  ADD ("/request/systems", test_systems);
  ADD ("/request/cuda", test_cuda);
  ADD ("/request/details", test_details);
  ADD ("/request/not-compared", test_not_compared);
  g_test_add ("/request/compared", Fixture, NULL, set_up_measured, test_compared,
              tear_down_measured);
  ADD ("/request/obstacle", test_obstacle);
  ADD ("/request/trouble", test_trouble);
  ADD ("/request/choice-stays", test_choice_stays);
  ADD ("/request/page-goes", test_page_goes);
  return g_test_run ();
}
