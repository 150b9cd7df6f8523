/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/machines/request-dialog.h"

#include "desktop/account/account-end.h"
#include "desktop/job/job-words.h"
#include "desktop/machines/input-row.h"
#include "desktop/machines/machine-row.h"
#include "desktop/machines/offer-order.h"
#include "desktop/words.h"

#include <glib/gi18n.h>

struct _BancoRequestDialog {
  AdwWindow parent_instance;
  BancoWorkspace *workspace;
  BancoMachines *machines;
  BancoOperation *asking;
  BancoRequestSend send;
  gpointer send_data;
  guint purpose;
  GPtrArray *rows;    /* of GtkWidget in offers, borrowed */
  BancoOffer *offer;  /* the chosen one, nullable */
  gboolean picked;    /* by the person, not by us */
  GPtrArray *systems; /* of BancoImage, as in the image row */
  char *proposed;     /* the name that nobody has changed yet */

  GtkButton *request;
  GtkStack *stack;
  AdwStatusPage *trouble;
  GtkBox *purposes;
  AdwPreferencesGroup *offers;
  AdwEntryRow *name;
  AdwComboRow *image;
  BancoInputRow *choice;
  GtkLabel *summary;
  GtkLabel *obstacle;
};

G_DEFINE_FINAL_TYPE (BancoRequestDialog, banco_request_dialog, ADW_TYPE_WINDOW)

static const struct {
  BancoAcceleratorKind kind;
  const char *name;
  const char *icon;
  const char *stem; /* of a machine's name */
} purposes[] = {
  { BANCO_ACCELERATOR_GPU, N_ ("Train on a GPU"), "power-profile-performance-symbolic", "gpu" },
  { BANCO_ACCELERATOR_FPGA, N_ ("Run on an FPGA"), "application-x-firmware-symbolic", "fpga" },
  { BANCO_ACCELERATOR_NONE, N_ ("Try Something"), "applications-science-symbolic", "try" },
};

static BancoImage *
get_image (BancoRequestDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->image);

  return selected < self->systems->len ? self->systems->pdata[selected] : NULL;
}

static gint64
wanted_of (BancoOffer *offer, const char *resource)
{
  if (g_str_equal (resource, "machines"))
    return 1;
  if (g_str_equal (resource, "vcpus"))
    return banco_offer_get_vcpus (offer);
  if (g_str_equal (resource, "memory_mib"))
    return (gint64) banco_offer_get_memory_mib (offer);
  return 0;
}

static gboolean
exceeds (BancoLimit *limit, BancoOffer *offer)
{
  return g_str_equal (banco_limit_get_cloud (limit), banco_offer_get_cloud (offer)) &&
         banco_limit_get_limit (limit) >= 0 &&
         wanted_of (offer, banco_limit_get_resource (limit)) > 0 &&
         banco_limit_get_used (limit) + wanted_of (offer, banco_limit_get_resource (limit)) >
           banco_limit_get_limit (limit);
}

/* Nothing of what a group may use is in the way. */
static gboolean
fits_group (BancoRequestDialog *self, const char *group)
{
  GListModel *limits = banco_machines_get_limits (self->machines);

  for (guint i = 0; i < g_list_model_get_n_items (limits); i++) {
    g_autoptr (BancoLimit) limit = g_list_model_get_item (limits, i);

    if (g_str_equal (banco_limit_get_group (limit), group) && exceeds (limit, self->offer))
      return FALSE;
  }
  return TRUE;
}

/* A limit that is in the way, when no group has room; NULL else. */
static BancoLimit *
find_obstacle (BancoRequestDialog *self)
{
  GListModel *limits = banco_machines_get_limits (self->machines);
  g_autoptr (BancoLimit) obstacle = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (limits); i++) {
    g_autoptr (BancoLimit) limit = g_list_model_get_item (limits, i);

    if (!g_str_equal (banco_limit_get_cloud (limit), banco_offer_get_cloud (self->offer)))
      continue;
    if (fits_group (self, banco_limit_get_group (limit)))
      return NULL;
    if (obstacle == NULL && exceeds (limit, self->offer))
      obstacle = g_object_ref (limit);
  }
  return g_steal_pointer (&obstacle);
}

static void
show_obstacle (BancoRequestDialog *self)
{
  g_autoptr (BancoLimit) limit = self->offer ? find_obstacle (self) : NULL;
  g_autofree char *text = NULL;

  if (limit) {
    const char *resource = banco_limit_get_resource (limit);

    text =
      banco_visible_printf (_ ("This will probably not fit: %s has used up its %s. Give a machine "
                               "back first, or choose a smaller one."),
                            banco_limit_get_group (limit),
                            g_str_equal (resource, "machines") ? _ ("machines")
                            : g_str_equal (resource, "vcpus")  ? _ ("vCPU")
                                                               : _ ("memory"));
  }
  gtk_label_set_label (self->obstacle, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->obstacle), text != NULL);
}

/* What the request would be refused for, said before it is sent; NULL: nothing. */
static char *
name_problem (BancoRequestDialog *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  if (!banco_request_check_name (name, &error))
    return banco_words_sentence (error->message);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->machines)); i++) {
    g_autoptr (BancoMachine) machine = g_list_model_get_item (G_LIST_MODEL (self->machines), i);

    if (g_str_equal (banco_machine_get_name (machine), name))
      return g_strdup_printf (_ ("You have a machine called %s already. Choose another name."),
                              name);
  }
  return NULL;
}

static void
show_summary (BancoRequestDialog *self)
{
  BancoImage *image = get_image (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  g_autofree char *wrong = name_problem (self, name);
  gboolean ready = self->offer && image && wrong == NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->request), ready);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name), "error");
  show_obstacle (self);
  gtk_label_set_label (self->summary, wrong ? wrong : "");
  if (ready) {
    g_autofree char *accelerator =
      banco_machine_words_accelerator (banco_offer_get_accelerator (self->offer));
    g_autofree char *memory = banco_words_mebibytes (banco_offer_get_memory_mib (self->offer));
    gint64 until =
      banco_account_end_of_cloud (self->workspace, banco_offer_get_cloud (self->offer));
    g_autofree char *end = banco_words_moment (until);
    guint vcpus = banco_offer_get_vcpus (self->offer);
    const char *image_name = banco_image_get_name (image);
    g_autofree char *text =
      until != 0
        ? banco_visible_printf (
            _ ("A machine called %s: %s, %u vCPU, %s of memory. It runs %s, and is yours until "
               "your account ends, %s, or you give it back before."),
            name, accelerator, vcpus, memory, image_name, end)
        : banco_visible_printf (_ ("A machine called %s: %s, %u vCPU, %s of memory. It runs %s, "
                                   "and is yours until you give it back."),
                                name, accelerator, vcpus, memory, image_name);

    gtk_label_set_label (self->summary, text);
  }
}

/* The systems that fit the chosen offer, CUDA first where there is a GPU. */
static void
show_images (BancoRequestDialog *self)
{
  GListModel *images = banco_machines_get_images (self->machines);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean gpu = purposes[self->purpose].kind == BANCO_ACCELERATOR_GPU;
  guint best = GTK_INVALID_LIST_POSITION;

  g_ptr_array_set_size (self->systems, 0);
  for (guint i = 0; self->offer && i < g_list_model_get_n_items (images); i++) {
    g_autoptr (BancoImage) image = g_list_model_get_item (images, i);

    if (!g_str_equal (banco_image_get_cloud (image), banco_offer_get_cloud (self->offer)) ||
        banco_image_get_min_disk_gib (image) > banco_offer_get_disk_gib (self->offer) ||
        banco_image_get_min_memory_mib (image) > banco_offer_get_memory_mib (self->offer))
      continue;
    if (gpu && banco_image_get_cuda (image) && best == GTK_INVALID_LIST_POSITION)
      best = self->systems->len;
    gtk_string_list_take (names, banco_visible_line (banco_image_get_name (image)));
    g_ptr_array_add (self->systems, g_steal_pointer (&image));
  }
  adw_combo_row_set_model (self->image, G_LIST_MODEL (names));
  if (self->systems->len)
    adw_combo_row_set_selected (self->image, best == GTK_INVALID_LIST_POSITION ? 0 : best);
  show_summary (self);
}

static void
offer_toggled (BancoRequestDialog *self, GtkCheckButton *check)
{
  if (!gtk_check_button_get_active (check))
    return;
  g_set_object (&self->offer, g_object_get_data (G_OBJECT (check), "offer"));
  self->picked = TRUE;
  show_images (self);
  banco_input_row_ask (self->choice, self->machines, banco_offer_get_cloud (self->offer));
}

/* What is known of it beside this computer, a line of its own; "" where nothing is. */
static char *
compare_here (BancoRequestDialog *self, BancoOffer *offer)
{
  double low, high;

  if (!banco_workspace_compare_here (self->workspace, banco_offer_get_accelerator (offer), &low,
                                     &high))
    return g_strdup ("");
  return banco_job_words_beside_here (low, high);
}

static char *
offer_detail (BancoRequestDialog *self, BancoOffer *offer)
{
  g_autofree char *beside = compare_here (self, offer);
  g_autofree char *memory = banco_words_mebibytes (banco_offer_get_memory_mib (offer));
  g_autofree char *name = banco_visible_line (banco_offer_get_name (offer));
  GString *detail = g_string_new (NULL);

  if (!banco_offer_is_allowed (offer) && banco_offer_get_why_not (offer)) {
    g_string_free (detail, TRUE);
    return banco_visible_line (banco_offer_get_why_not (offer));
  }
  /* Clouds sell the same card in several ways; only the name tells them apart. */
  if (banco_offer_get_accelerator (offer)->kind != BANCO_ACCELERATOR_NONE)
    g_string_append_printf (detail, "%s · ", name);
  g_string_append_printf (detail, _ ("%u vCPU · %s memory · %u GiB disk"),
                          banco_offer_get_vcpus (offer), memory,
                          (guint) banco_offer_get_disk_gib (offer));
  if (banco_offer_get_available (offer) >= 0)
    g_string_append_printf (detail, _ (" · %d free"), banco_offer_get_available (offer));
  if (beside[0] != '\0')
    g_string_append_printf (detail, "\n%s", beside);
  return g_string_free (detail, FALSE);
}

static GtkWidget *
add_offer (BancoRequestDialog *self, BancoOffer *offer, GtkWidget *group)
{
  const BancoAccelerator *accelerator = banco_offer_get_accelerator (offer);
  gboolean none = accelerator == NULL || accelerator->kind == BANCO_ACCELERATOR_NONE;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = banco_visible_line (banco_offer_get_name (offer));
  g_autofree char *title = none ? g_strdup (name) : banco_machine_words_accelerator (accelerator);
  g_autofree char *detail = offer_detail (self, offer);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, name);
  gtk_widget_set_sensitive (row, banco_offer_is_allowed (offer));
  if (group)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (group));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "offer", g_object_ref (offer), g_object_unref);
  g_signal_connect_object (check, "toggled", G_CALLBACK (offer_toggled), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->offers, row);
  g_ptr_array_add (self->rows, row);
  return check;
}

/* "gpu-1", or the next number that is free; not over what the person wrote. */
static void
propose_name (BancoRequestDialog *self)
{
  g_autofree char *name = NULL;
  guint i = 1;

  if (g_strcmp0 (self->proposed, gtk_editable_get_text (GTK_EDITABLE (self->name))) != 0)
    return;
  do {
    g_free (name);
    name = g_strdup_printf ("%s-%u", purposes[self->purpose].stem, i++);
  } while (banco_machines_has_name (self->machines, name));
  g_free (self->proposed);
  self->proposed = g_strdup (name);
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
}

/* The keyboard is where Enter goes on, unless the user has moved it already. */
static void
give_keyboard (BancoRequestDialog *self, GtkWidget *widget)
{
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL && gtk_widget_is_sensitive (widget))
    gtk_widget_grab_focus (widget);
}

static void
show_offers (BancoRequestDialog *self)
{
  g_autoptr (GPtrArray) offers = banco_offer_order_list (banco_machines_get_offers (self->machines),
                                                         purposes[self->purpose].kind);
  GtkWidget *group = NULL, *first = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->offers, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->offer);
  for (guint i = 0; i < offers->len; i++) {
    group = add_offer (self, offers->pdata[i], group);
    if (first == NULL && banco_offer_is_allowed (offers->pdata[i]))
      first = group;
  }
  adw_preferences_group_set_description (
    self->offers, self->rows->len ? NULL : _ ("No cloud of this federation has one."));
  propose_name (self);
  if (first)
    gtk_check_button_set_active (GTK_CHECK_BUTTON (first), TRUE);
  else
    show_images (self);
  self->picked = FALSE;
  if (g_list_model_get_n_items (banco_machines_get_offers (self->machines)) > 0)
    gtk_stack_set_visible_child_name (self->stack, "choose");
  give_keyboard (self, GTK_WIDGET (self->request));
}

static void
pick_offer (BancoRequestDialog *self, BancoOffer *wanted)
{
  for (guint i = 0; i < self->rows->len; i++) {
    GtkWidget *check = adw_action_row_get_activatable_widget (self->rows->pdata[i]);
    BancoOffer *offer = g_object_get_data (G_OBJECT (check), "offer");

    if (banco_offer_is_allowed (offer) &&
        g_str_equal (banco_offer_get_id (offer), banco_offer_get_id (wanted)) &&
        g_str_equal (banco_offer_get_cloud (offer), banco_offer_get_cloud (wanted))) {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
      self->picked = TRUE;
    }
  }
}

/* What comes while somebody chooses does not take their choice: they would send what they did not
 * mean. */
static void
catalogue_changed (BancoRequestDialog *self)
{
  g_autoptr (BancoOffer) offer = self->picked ? g_object_ref (self->offer) : NULL;
  g_autofree char *system =
    get_image (self) ? g_strdup (banco_image_get_id (get_image (self))) : NULL;

  show_offers (self);
  if (offer)
    pick_offer (self, offer);
  for (guint i = 0; offer && i < self->systems->len; i++)
    if (g_strcmp0 (banco_image_get_id (self->systems->pdata[i]), system) == 0)
      adw_combo_row_set_selected (self->image, i);
}

static void
asked (BancoRequestDialog *self)
{
  const GError *error = banco_operation_get_error (self->asking);

  g_autofree char *sentence = NULL;
  g_autofree char *escaped = NULL;

  if (g_list_model_get_n_items (banco_machines_get_offers (self->machines)))
    return;
  sentence = banco_words_sentence (error ? error->message : _ ("The clouds offer nothing to you."));
  escaped = g_markup_escape_text (sentence, -1);
  adw_status_page_set_description (self->trouble, escaped);
  gtk_stack_set_visible_child_name (self->stack, "trouble");
  give_keyboard (self, adw_status_page_get_child (self->trouble));
}

static void
ask (BancoRequestDialog *self)
{
  g_clear_object (&self->asking);
  self->asking = banco_machines_refresh_offers (self->machines, NULL, NULL, 0);
  g_signal_connect_object (self->asking, "notify::state", G_CALLBACK (asked), self,
                           G_CONNECT_SWAPPED);
  if (g_list_model_get_n_items (banco_machines_get_offers (self->machines)) == 0)
    gtk_stack_set_visible_child_name (self->stack, "loading");
}

static void
purpose_toggled (BancoRequestDialog *self, GtkToggleButton *toggle)
{
  if (!gtk_toggle_button_get_active (toggle))
    return;
  self->purpose = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toggle), "purpose"));
  show_offers (self);
}

static void
add_purposes (BancoRequestDialog *self)
{
  GtkWidget *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++) {
    GtkWidget *toggle = gtk_toggle_button_new ();
    GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
    GtkWidget *label = gtk_label_new (_ (purposes[i].name));
    GtkWidget *icon = gtk_image_new_from_icon_name (purposes[i].icon);

    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    gtk_image_set_icon_size (GTK_IMAGE (icon), GTK_ICON_SIZE_LARGE);
    gtk_box_append (GTK_BOX (box), icon);
    gtk_box_append (GTK_BOX (box), label);
    gtk_button_set_child (GTK_BUTTON (toggle), box);
    gtk_widget_add_css_class (toggle, "purpose");
    g_object_set_data (G_OBJECT (toggle), "purpose", GUINT_TO_POINTER (i));
    if (group)
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (toggle), GTK_TOGGLE_BUTTON (group));
    else
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
    group = toggle;
    gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ (purposes[i].name), -1);
    g_signal_connect_object (toggle, "toggled", G_CALLBACK (purpose_toggled), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (self->purposes, toggle);
  }
}

static void
send (BancoRequestDialog *self)
{
  BancoImage *image = get_image (self);
  g_autofree char *setting = banco_input_row_dup_setting (self->choice);
  BancoRequest request = {
    .name = gtk_editable_get_text (GTK_EDITABLE (self->name)),
    .offer = banco_offer_get_id (self->offer),
    .image = image ? banco_image_get_id (image) : NULL,
    .cloud = banco_offer_get_cloud (self->offer),
    .settings = (char *const[]){ setting, NULL },
  };

  self->send (&request, self->send_data);
  gtk_window_close (GTK_WINDOW (self));
}

static void
banco_request_dialog_dispose (GObject *object)
{
  BancoRequestDialog *self = BANCO_REQUEST_DIALOG (object);

  g_clear_object (&self->asking);
  g_clear_object (&self->offer);
  g_clear_object (&self->machines);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->proposed, g_free);
  g_clear_pointer (&self->systems, g_ptr_array_unref);
  G_OBJECT_CLASS (banco_request_dialog_parent_class)->dispose (object);
}

static void
banco_request_dialog_class_init (BancoRequestDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = banco_request_dialog_dispose;
  g_type_ensure (BANCO_TYPE_INPUT_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/it/infn/ml/Banco/request-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, request);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, purposes);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, offers);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, name);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, image);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, choice);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, BancoRequestDialog, obstacle);
  gtk_widget_class_bind_template_callback (widget_class, show_summary);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_start);
  gtk_widget_class_bind_template_callback (widget_class, gtk_spinner_stop);
  gtk_widget_class_bind_template_callback (widget_class, ask);
  gtk_widget_class_bind_template_callback (widget_class, send);
}

static void
banco_request_dialog_init (BancoRequestDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->proposed = g_strdup ("");
  self->systems = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

BancoRequestDialog *
banco_request_dialog_show (BancoPage *page, BancoRequestSend send_request, gpointer data)
{
  BancoRequestDialog *self = g_object_new (BANCO_TYPE_REQUEST_DIALOG, "transient-for",
                                           gtk_widget_get_root (GTK_WIDGET (page)), "application",
                                           g_application_get_default (), NULL);

  /* The federation may change under it. */
  g_signal_connect_object (page, "destroy", G_CALLBACK (gtk_window_destroy), self,
                           G_CONNECT_SWAPPED);
  self->workspace = g_object_ref (banco_page_get_workspace (page));
  self->machines = g_object_ref (banco_workspace_get_machines (self->workspace));
  self->send = send_request;
  self->send_data = data;
  add_purposes (self);
  g_signal_connect_object (banco_machines_get_offers (self->machines), "items-changed",
                           G_CALLBACK (catalogue_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (banco_machines_get_images (self->machines), "items-changed",
                           G_CALLBACK (catalogue_changed), self, G_CONNECT_SWAPPED);
  /* What is in the way depends on the offer and all limits together. */
  g_signal_connect_object (banco_machines_get_limits (self->machines), "items-changed",
                           G_CALLBACK (show_obstacle), self, G_CONNECT_SWAPPED);
  show_offers (self);
  ask (self);
  gtk_window_present (GTK_WINDOW (self));
  /* Not to what comes first, which is Cancel. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  give_keyboard (self, GTK_WIDGET (self->request));
  return self;
}

void
banco_request_dialog_choose (BancoRequestDialog *self, BancoOffer *offer)
{
  GtkWidget *toggle = gtk_widget_get_first_child (GTK_WIDGET (self->purposes));

  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++) {
    if (purposes[i].kind == banco_offer_get_accelerator (offer)->kind)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
    toggle = gtk_widget_get_next_sibling (toggle);
  }
  pick_offer (self, offer);
}
