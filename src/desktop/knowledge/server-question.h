/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* Shows where the notebook that was brought to a server is open, and opens it. */
void banco_server_question_ask (BancoPage *page, const BancoBrought *result);

G_END_DECLS
