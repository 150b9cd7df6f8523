/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers and times as people say them. Times are seconds since 1970; all free with g_free(). */

/* "just now", "3 hours ago", "yesterday"; "never" for 0. */
char *banco_words_ago (gint64 then, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* "in 23 days", "in 4 hours"; "over" when it has passed. */
char *banco_words_until (gint64 then, gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* "14:05": what is left of a code. Never negative. */
char *banco_words_left (gint64 seconds) G_GNUC_WARN_UNUSED_RESULT;
/* "Monday 23 November 2026, 05:34", in local time: for tooltips. */
char *banco_words_moment (gint64 then) G_GNUC_WARN_UNUSED_RESULT;
/* "16 GiB", "512 MiB". */
char *banco_words_mebibytes (guint64 mib) G_GNUC_WARN_UNUSED_RESULT;
/* "about 2 minutes", "less than a minute". */
char *banco_words_duration (guint seconds) G_GNUC_WARN_UNUSED_RESULT;
/* What the rooms say in the middle of a sentence ("the cloud …"), as one: capital and full stop.
 * Cleaned (base/visible.h): it may name something that a server calls so. */
char *banco_words_sentence (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* A command as it was given, short enough for a sentence. */
char *banco_words_command (const char *command) G_GNUC_WARN_UNUSED_RESULT;

/* @text of a server's as the label of a menu, where "_" would mark a key. */
char *banco_words_menu (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
