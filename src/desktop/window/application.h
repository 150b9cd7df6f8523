/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The application: one instance, its options, the actions that need no page. */
#define BANCO_TYPE_APPLICATION (banco_application_get_type ())
G_DECLARE_FINAL_TYPE (BancoApplication, banco_application, BANCO, APPLICATION, AdwApplication)

BancoApplication *banco_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
