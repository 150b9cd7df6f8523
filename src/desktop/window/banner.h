/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* One sentence across the page and one button that helps (AdwBanner is newer than our floor). */
#define BANCO_TYPE_BANNER (banco_banner_get_type ())
G_DECLARE_FINAL_TYPE (BancoBanner, banco_banner, BANCO, BANNER, AdwBin)

void banco_banner_show_error (BancoBanner *self, const GError *error);
/* @button, @action: nullable. */
void
banco_banner_show (BancoBanner *self, const char *text, const char *button, const char *action);
/* What it would do does nothing here. */
void banco_banner_hide_button (BancoBanner *self);
void banco_banner_hide (BancoBanner *self);

G_END_DECLS
