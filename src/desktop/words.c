/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/words.h"

#include "base/base.h"

#include <glib/gi18n.h>
#include <string.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

char *
banco_words_ago (gint64 then, gint64 now)
{
  gint64 past = now - then;

  if (then == 0)
    return g_strdup (_ ("never"));
  if (past < MINUTE)
    return g_strdup (_ ("just now"));
  if (past < HOUR)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong) (past / MINUTE)),
                            (int) (past / MINUTE));
  if (past < DAY)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong) (past / HOUR)),
                            (int) (past / HOUR));
  if (past < 2 * DAY)
    return g_strdup (_ ("yesterday"));
  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong) (past / DAY)),
                          (int) (past / DAY));
}

char *
banco_words_until (gint64 then, gint64 now)
{
  gint64 left = then - now;

  if (left <= 0)
    return g_strdup (_ ("over"));
  if (left < HOUR) {
    int minutes = (int) MAX (1, (left + MINUTE / 2) / MINUTE);

    return g_strdup_printf (ngettext ("in %d minute", "in %d minutes", (gulong) minutes), minutes);
  }
  if (left < 2 * DAY) {
    int hours = (int) ((left + HOUR / 2) / HOUR);

    return g_strdup_printf (ngettext ("in %d hour", "in %d hours", (gulong) hours), hours);
  }
  return g_strdup_printf (ngettext ("in %d day", "in %d days", (gulong) (left / DAY)),
                          (int) (left / DAY));
}

char *
banco_words_left (gint64 seconds)
{
  seconds = MAX (0, seconds);
  return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
}

char *
banco_words_moment (gint64 then)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (then);

  return moment ? g_date_time_format (moment, _ ("%A %-d %B %Y, %H:%M")) : g_strdup ("");
}

char *
banco_words_mebibytes (guint64 mib)
{
  if (mib >= 1024 && mib % 1024 == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT "\u202fGiB", mib / 1024);
  if (mib >= 10 * 1024)
    return g_strdup_printf ("%.0f\u202fGiB", mib / 1024.);
  if (mib >= 1024)
    return g_strdup_printf ("%.1f\u202fGiB", mib / 1024.);
  return g_strdup_printf ("%" G_GUINT64_FORMAT "\u202fMiB", mib);
}

char *
banco_words_duration (guint seconds)
{
  guint minutes = (seconds + MINUTE / 2) / MINUTE;

  if (seconds < MINUTE)
    return g_strdup (_ ("less than a minute"));
  return g_strdup_printf (ngettext ("about %u minute", "about %u minutes", minutes), minutes);
}

char *
banco_words_sentence (const char *text)
{
  g_autofree char *shown = banco_visible_line (text);
  g_autoptr (GString) sentence = g_string_new (NULL);

  if (shown[0] == '\0')
    return g_strdup ("");
  g_string_append_unichar (sentence, g_unichar_totitle (g_utf8_get_char (shown)));
  g_string_append (sentence, g_utf8_next_char (shown));
  if (strchr (".!?", sentence->str[sentence->len - 1]) == NULL)
    g_string_append_c (sentence, '.');
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}

char *
banco_words_command (const char *command)
{
  g_autofree char *shown = banco_visible_line (command);
  g_autofree char *short_one = g_utf8_substring (shown, 0, MIN (g_utf8_strlen (shown, -1), 48));

  return g_strconcat (g_strstrip (short_one), strlen (short_one) < strlen (shown) ? "…" : "", NULL);
}

char *
banco_words_menu (const char *text)
{
  g_autofree char *shown = banco_visible_line (text);
  g_auto (GStrv) parts = g_strsplit (shown, "_", -1);

  return g_strjoinv ("__", parts);
}
