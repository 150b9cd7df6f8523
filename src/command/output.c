/* SPDX-License-Identifier: Apache-2.0 */
#include "command/command-private.h"

#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void
print_to (FILE *stream, const char *text)
{
  g_autofree char *shown = NULL;
  const char *charset;

  if (!g_get_charset (&charset))
    shown = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (shown != NULL ? shown : text, stream);
  fflush (stream);
}

void
output_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = banco_visible_vprintf (format, arguments);
  va_end (arguments);
  print_to (stdout, text);
}

void
output_complain (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = banco_visible_vprintf (format, arguments);
  va_end (arguments);
  print_to (stderr, text);
}

void
output_lines (const char *text)
{
  g_autofree char *clean = banco_visible_text (text);

  print_to (stdout, clean);
}

void
output_for_programs (void)
{
  setlocale (LC_MESSAGES, "C");
}

guint
output_width (const char *text)
{
  guint width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);

    if (!g_unichar_iszerowidth (letter))
      width += g_unichar_iswide (letter) ? 2 : 1;
  }
  return width;
}

guint
output_columns (int file)
{
  struct winsize size;
  guint64 columns = 80;

  if (ioctl (file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  banco_number_parse (g_getenv ("COLUMNS"), 1, 1000, &columns);
  return (guint) columns;
}

gboolean
output_is_read (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

  return poll (&output, 1, 0) != 1 || (output.revents & POLLERR) == 0;
}

void
output_data (const char *text)
{
  fputs (text, stdout);
  fflush (stdout);
}

static void
write_json (FILE *stream, const char *text)
{
  g_autofree char *clean = banco_visible_json (text);

  fprintf (stream, "%s\n", clean);
  fflush (stream);
}

void
output_json_text (const char *text)
{
  write_json (stdout, text);
}

void
output_json_error (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  json_node_unref (node);
  write_json (stderr, text);
}

void
output_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  json_node_unref (node);
  output_json_text (text);
}

void
output_json_builder (JsonBuilder *builder)
{
  output_json (json_builder_get_root (builder));
}

void
output_fact (const char *label, const char *value)
{
  guint width = output_width (label);

  if (value != NULL && value[0] != '\0')
    output_print ("%s%*s%s\n", label, width < 14 ? (int) (15 - width) : 1, "", value);
}

void
output_remark (Command *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->json || self->quiet)
    return;
  va_start (arguments, format);
  text = banco_visible_vprintf (format, arguments);
  va_end (arguments);
  output_complain ("%s\n", text);
}

void
output_text (JsonBuilder *builder, const char *member, const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (builder, member);
  if (valid != NULL)
    json_builder_add_string_value (builder, valid);
  else
    json_builder_add_null_value (builder);
}

void
output_text_if (JsonBuilder *builder, const char *member, const char *text)
{
  if (text != NULL && text[0] != '\0')
    output_text (builder, member, text);
}

void
output_int (JsonBuilder *builder, const char *member, gint64 number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_int_value (builder, number);
}

void
output_double (JsonBuilder *builder, const char *member, double number)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_double_value (builder, number);
}

void
output_boolean (JsonBuilder *builder, const char *member, gboolean truth)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, truth);
}

void
output_null (JsonBuilder *builder, const char *member)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_null_value (builder);
}

void
output_time (JsonBuilder *builder, const char *member, gint64 seconds)
{
  g_autofree char *text = banco_clock_format (seconds);

  output_text (builder, member, text);
}

void
output_time_if (JsonBuilder *builder, const char *member, gint64 seconds)
{
  if (seconds != 0)
    output_time (builder, member, seconds);
}

void
output_list (JsonBuilder *builder, const char *member, const char *const *texts)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_autofree char *valid = g_utf8_make_valid (texts[i], -1);

    json_builder_add_string_value (builder, valid);
  }
  json_builder_end_array (builder);
}
