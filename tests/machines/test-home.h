/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Settings, data and runtime folders of this program alone. First thing in main(). (GLib's own
 * isolation leaks by design, which a leak checker counts.) */
void test_home_enter (void);
/* Empties what Banco keeps there. */
void test_home_clear (void);
/* Takes all away; returns @status, for the end of main(). */
int test_home_leave (int status);

G_END_DECLS
