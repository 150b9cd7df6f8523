/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One JSON object in the making. It is sent with a single write, so that a reader never sees half
 * of one, whatever ends the program. */
typedef struct {
  char *text;
  size_t length;
  size_t size;
  bool comma;
} BenchLine;

/* @name is NULL for an element of an array. Text that is not UTF-8 gets '?' for what is wrong;
 * a number that is not finite becomes null. */
void bench_line_begin (BenchLine *line, const char *event);
void bench_line_text (BenchLine *line, const char *name, const char *value);
void bench_line_number (BenchLine *line, const char *name, double value);
void bench_line_integer (BenchLine *line, const char *name, int64_t value);
void bench_line_bool (BenchLine *line, const char *name, bool value);
void bench_line_open (BenchLine *line, const char *name, char bracket);
void bench_line_close (BenchLine *line, char bracket);

/* Ends the object, writes it to standard output and frees it. False when nobody reads any more. */
bool bench_line_send (BenchLine *line);
