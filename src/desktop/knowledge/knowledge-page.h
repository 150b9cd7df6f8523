/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* The library: search, facets, entries, and one of them open. A location is an entry's id; ""
 * goes to the search field. */
#define BANCO_TYPE_KNOWLEDGE_PAGE (banco_knowledge_page_get_type ())
G_DECLARE_FINAL_TYPE (BancoKnowledgePage, banco_knowledge_page, BANCO, KNOWLEDGE_PAGE, BancoPage)

G_END_DECLS
