/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/window/missing-page.h"

#include <glib/gi18n.h>

struct _BancoMissingPage {
  BancoPage parent_instance;
};

G_DEFINE_FINAL_TYPE (BancoMissingPage, banco_missing_page, BANCO_TYPE_PAGE)

static void
banco_missing_page_class_init (BancoMissingPageClass *klass)
{
}

static void
banco_missing_page_init (BancoMissingPage *self)
{
  GtkWidget *status = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (status), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("Not Installed"));
  adw_status_page_set_description (ADW_STATUS_PAGE (status),
                                   _ ("A part of Banco is missing or cannot be loaded. Install "
                                      "Banco again to get this page back."));
  adw_bin_set_child (ADW_BIN (self), status);
}
