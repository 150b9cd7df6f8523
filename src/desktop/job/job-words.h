/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "workspace/offer-estimate.h"

G_BEGIN_DECLS

/* What the estimator's words are called for people. Static unless noted. */

/* "350 µs", "12 ms", "17 min", "3 days". Free with g_free(). */
char *banco_job_words_time (double seconds) G_GNUC_WARN_UNUSED_RESULT;
/* "11 ms to 13 ms"; one of them where both read the same; "" for 0. Free with g_free(). */
char *banco_job_words_times (double low, double high) G_GNUC_WARN_UNUSED_RESULT;
/* "5 – 40 ×"; "" for 0. Free with g_free(). */
char *banco_job_words_speed (double low, double high) G_GNUC_WARN_UNUSED_RESULT;

/* "Training: about 5 to 40 × this computer": for an offer. Free with g_free(). */
char *banco_job_words_beside_here (double low, double high) G_GNUC_WARN_UNUSED_RESULT;

/* What a bound means and what to do about it, a sentence. */
const char *banco_job_words_meaning (BancoBound bound);
/* "Images (convolutions, CNN)", "As usual, 32 bit", "On this computer". */
const char *banco_job_words_network (BancoNetwork network);
const char *banco_job_words_precision (BancoPrecision precision);
const char *banco_job_words_data_place (BancoDataPlace place);

G_END_DECLS
