/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "demo/http-server-private.h"

G_BEGIN_DECLS

/* Answers with a page of the house: @title and a @body of HTML whose values are escaped. */
void demo_html_page_reply (DemoRequest *request, guint status, const char *title, const char *body);

G_END_DECLS
