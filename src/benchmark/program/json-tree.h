/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What another program wrote as JSON, read whole. Nodes are numbers in the order of the text; -1
 * stands for one that is not there, and may be asked like any other. */

typedef struct {
  char kind; /* one of { [ " and v for a number, true, false or null */
  int end;   /* of what is below it: the node that comes after */
  const char *text;
  size_t length;
} BenchJsonNode;

typedef struct {
  BenchJsonNode *nodes;
  int count, room;
  char *next; /* where reading is */
} BenchJson;

/* Takes @text apart, which is changed and must stay as long as @json. False when it is not JSON, or
 * nested deeper than 32, or not only JSON. */
bool bench_json_read (BenchJson *json, char *text);
void bench_json_clear (BenchJson *json);

int bench_json_member (const BenchJson *json, int object, const char *name);
int bench_json_item (const BenchJson *json, int array, int which);

/* The first value called @name anywhere below @node. */
int bench_json_find (const BenchJson *json, int node, const char *name);

/* Of a text, a number or a word; NULL of anything else. */
const char *bench_json_text (const BenchJson *json, int node);

/* Of a number, also one that is written as text; @otherwise where it is none. */
double bench_json_number (const BenchJson *json, int node, double otherwise);
