/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/state-private.h"

G_BEGIN_DECLS

/* {"path","server"?,"method"?,"status"?,"count"?,"delay"?,"body"?,"content_type"?,"headers"?}.
 * Without status the request goes on after the delay; status 0 cuts the connection; count -1 is
 * for ever (default 1). Errors: BANCO_JSON_ERROR_SHAPE. */
DemoFault *
demo_fault_read (BancoJson *reader, JsonObject *order, GError **error) G_GNUC_WARN_UNUSED_RESULT;
DemoFault *demo_fault_copy (const DemoFault *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean
demo_fault_fits (const DemoFault *self, const char *server, const char *method, const char *path);

G_END_DECLS
