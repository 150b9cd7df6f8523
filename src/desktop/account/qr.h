/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @text as a picture for a telephone's camera; NULL when it is too long. */
GdkPaintable *banco_qr_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
