/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"

G_BEGIN_DECLS

/* The life of a DemoRequest, for http-server.c alone. */
void demo_request_init (DemoRequest *request,
                        DemoServer *server,
                        DemoState *state,
                        SoupServerMessage *message);
void demo_request_clear (DemoRequest *request);
void demo_request_apply_fault (DemoRequest *request, const DemoFault *fault);

/* An entry of the log. Free with json_object_unref(). */
JsonObject *demo_request_describe (DemoRequest *request, const char *server_name);

G_END_DECLS
