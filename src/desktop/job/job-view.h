/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/page.h"

G_BEGIN_DECLS

/* "What would my job gain?": the form, the command while it is watched, and the answer. */
#define BANCO_TYPE_JOB_VIEW (banco_job_view_get_type ())
G_DECLARE_FINAL_TYPE (BancoJobView, banco_job_view, BANCO, JOB_VIEW, AdwBin)

/* Once. @page, which it is in, tells of trouble. */
void banco_job_view_set_page (BancoJobView *self, BancoPage *page);
gboolean banco_job_view_is_watching (BancoJobView *self);

G_END_DECLS
