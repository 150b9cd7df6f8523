/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/system.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool
bench_system_read (const char *path, char *text, size_t size)
{
  int file = open (path, O_RDONLY | O_CLOEXEC);

  if (file < 0)
    return false;
  ssize_t length = read (file, text, size - 1);
  close (file);
  if (length < 0)
    return false;
  text[length] = '\0';
  text[strcspn (text, "\n")] = '\0';
  return true;
}

void
bench_system_copy (char *to, size_t size, const char *from)
{
  snprintf (to, size, "%s", from != NULL ? from : "");
  for (char *at = to; *at != '\0'; at++)
    if (*at < ' ' || *at > '~')
      *at = '?';
}

/* The value of "key<blanks><: or =><blanks>value" in @line, NULL if the line is about something
 * else. */
static char *
value_of (char *line, const char *key)
{
  size_t length = strlen (key);

  if (strncmp (line, key, length) != 0)
    return NULL;
  char *value = line + length + strspn (line + length, " \t");
  if (*value != ':' && *value != '=')
    return NULL;
  value += 1 + strspn (value + 1, " \t");
  /* As a shell reads it. */
  const char *end = *value == '"' ? "\"\n" : *value == '\'' ? "'\n" : "\n";
  value += end[1] != '\0';
  value[strcspn (value, end)] = '\0';
  return value;
}

bool
bench_system_find (const char *path, const char *key, char *text, size_t size)
{
  FILE *file = fopen (path, "re");
  char line[4096];
  char *value = NULL;

  if (file == NULL)
    return false;
  while (value == NULL && fgets (line, sizeof line, file) != NULL)
    value = value_of (line, key);
  fclose (file);
  if (value == NULL)
    return false;
  snprintf (text, size, "%s", value);
  return true;
}
