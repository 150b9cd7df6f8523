/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What the control groups that this process is in leave to it, of both kinds (cgroup v1 and v2): a
 * container, a batch job and a person's session on a shared machine get a part of it. Infinite
 * where nothing is limited. */
double bench_group_cores (void);
double bench_group_memory (void); /* bytes in all */
double bench_group_free_memory (
  void); /* bytes that nobody in the group holds; the cache of files can go */
