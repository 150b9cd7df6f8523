/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "machines/machines.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is wrong with a cloud, and how old what is shown of it is; empty while nothing is. */
#define BANCO_TYPE_CLOUD_NOTICE (banco_cloud_notice_get_type ())
G_DECLARE_FINAL_TYPE (BancoCloudNotice, banco_cloud_notice, BANCO, CLOUD_NOTICE, GtkListBoxRow)

GtkWidget *banco_cloud_notice_new (BancoCloud *cloud);

G_END_DECLS
