/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
append (BenchLine *line, const char *text, size_t length)
{
  if (line->length + length + 1 > line->size) {
    size_t size = (line->length + length + 1) * 2;
    char *grown = realloc (line->text, size);

    if (grown == NULL)
      abort ();
    line->text = grown;
    line->size = size;
  }
  memcpy (line->text + line->length, text, length);
  line->length += length;
}

/* Bytes of the well-formed UTF-8 character at @text, 0 if there is none. */
static size_t
character_length (const unsigned char *text)
{
  size_t length = text[0] < 0x80                      ? 1
                  : text[0] >= 0xc2 && text[0] < 0xe0 ? 2
                  : text[0] < 0xf0                    ? 3
                                                      : 4;

  if ((text[0] >= 0x80 && text[0] < 0xc2) || text[0] > 0xf4)
    return 0;
  if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] > 0x9f) ||
      (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] > 0x8f))
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((text[i] & 0xc0) != 0x80)
      return 0;
  return length;
}

static void
append_quoted (BenchLine *line, const char *value)
{
  const unsigned char *next = (const unsigned char *) value;

  append (line, "\"", 1);
  while (*next != '\0') {
    size_t length = character_length (next);
    char escaped[8];

    if (length == 0) {
      append (line, "?", 1);
      length = 1;
    } else if (*next == '"' || *next == '\\' || *next < 0x20 || *next == 0x7f) {
      append (line, escaped, (size_t) snprintf (escaped, sizeof escaped, "\\u%04x", *next));
    } else {
      append (line, (const char *) next, length);
    }
    next += length;
  }
  append (line, "\"", 1);
}

static void
append_name (BenchLine *line, const char *name)
{
  if (line->comma)
    append (line, ",", 1);
  line->comma = true;
  if (name != NULL) {
    append_quoted (line, name);
    append (line, ":", 1);
  }
}

void
bench_line_begin (BenchLine *line, const char *event)
{
  *line = (BenchLine){ 0 };
  append (line, "{", 1);
  bench_line_text (line, "event", event);
}

void
bench_line_text (BenchLine *line, const char *name, const char *value)
{
  append_name (line, name);
  append_quoted (line, value);
}

void
bench_line_number (BenchLine *line, const char *name, double value)
{
  char text[32];

  append_name (line, name);
  if (__builtin_isfinite (value))
    append (line, text, (size_t) snprintf (text, sizeof text, "%.6g", value));
  else
    append (line, "null", 4);
}

void
bench_line_integer (BenchLine *line, const char *name, int64_t value)
{
  char text[32];

  append_name (line, name);
  append (line, text, (size_t) snprintf (text, sizeof text, "%lld", (long long) value));
}

void
bench_line_bool (BenchLine *line, const char *name, bool value)
{
  append_name (line, name);
  append (line, value ? "true" : "false", value ? 4 : 5);
}

void
bench_line_open (BenchLine *line, const char *name, char bracket)
{
  append_name (line, name);
  append (line, &bracket, 1);
  line->comma = false;
}

void
bench_line_close (BenchLine *line, char bracket)
{
  append (line, &bracket, 1);
  line->comma = true;
}

bool
bench_line_send (BenchLine *line)
{
  size_t sent = 0;

  append (line, "}\n", 2);
  while (sent < line->length) {
    ssize_t wrote = write (STDOUT_FILENO, line->text + sent, line->length - sent);

    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote < 0)
      break;
    sent += (size_t) wrote;
  }
  bool complete = sent == line->length;
  int why = errno; /* old systems forget it when they free */

  free (line->text);
  errno = why;
  *line = (BenchLine){ 0 };
  return complete;
}
