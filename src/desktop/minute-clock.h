/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The time, for what a window says of ages and ends. Properties "now" and "second", both in seconds
 * since 1970: "now" is notified once a minute and "second" once a second, each for as long as
 * something reads it at each notification, as a binding does. Nothing is timed otherwise. */
#define BANCO_TYPE_MINUTE_CLOCK (banco_minute_clock_get_type ())
G_DECLARE_FINAL_TYPE (BancoMinuteClock, banco_minute_clock, BANCO, MINUTE_CLOCK, GObject)

/* The only one, a new reference: also what a template's
 * `<lookup name="now"><closure type="BancoMinuteClock"
 * function="banco_minute_clock_dup"/></lookup>` calls. @unused: the widget. */
BancoMinuteClock *banco_minute_clock_dup (gpointer unused) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
