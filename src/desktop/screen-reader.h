/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether one needs to be given text in place of a page of WebKit's. Property "needs-text", with
 * notification: FALSE until the session says that one runs. */
#define BANCO_TYPE_SCREEN_READER (banco_screen_reader_get_type ())
G_DECLARE_FINAL_TYPE (BancoScreenReader, banco_screen_reader, BANCO, SCREEN_READER, GObject)

BancoScreenReader *banco_screen_reader_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
