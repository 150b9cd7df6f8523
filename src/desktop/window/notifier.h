/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/workspace.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Tells the desktop what happens in a workspace while the user looks elsewhere, and takes it back
 * when it no longer holds or was seen. Nothing is sent where no desktop shows it. */
#define BANCO_TYPE_NOTIFIER (banco_notifier_get_type ())
G_DECLARE_FINAL_TYPE (BancoNotifier, banco_notifier, BANCO, NOTIFIER, GObject)

/* @window: while it is active, only ends are told. */
BancoNotifier *banco_notifier_new (BancoWorkspace *workspace,
                                   BancoSettings *settings,
                                   GtkWindow *window) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
