/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the system says about itself. Every function is cheap and never fails loudly. */

/* The first line of a small file of /proc or /sys, without its newline. */
bool bench_system_read (const char *path, char *text, size_t size);

/* A name that anyone may have given, with "?" for all that is not ASCII to print: a terminal obeys
 * some of it. NULL counts as empty. */
void bench_system_copy (char *to, size_t size, const char *from);

/* The value after "@key" and a separator (':' or '=') in a file of such lines, unquoted. */
bool bench_system_find (const char *path, const char *key, char *text, size_t size);

/* Seconds of the monotonic clock. */
double bench_system_now (void);

/* Bytes of "MemTotal" or "MemAvailable", or of what our control group has of it. */
uint64_t bench_system_memory (const char *key);
/* Bytes of the last cache, of as many of its copies as so many cores have; 0 where the system does
 * not say, as a virtual machine may not. */
uint64_t bench_system_last_cache (int cores);
bool bench_system_on_battery (void);

/* How many cores' worth of time the control group grants, rounded up; 0 for no limit. */
int bench_system_quota (void);

/* The lowest number among the logical processors of one core. */
int bench_system_first_sibling (int cpu);

/* Ticks the hypervisor took from us, and all ticks, since boot. */
bool bench_system_steal (uint64_t *stolen, uint64_t *all);
