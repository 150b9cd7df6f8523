/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Threads that wait for work, each pinned to a physical core of its own. */
typedef struct BenchPool BenchPool;

typedef void (*BenchWork) (void *data, int index, int count);

/* Physical cores this process may use: affinity, one per core, and the quota of its control group.
 * @logical gets the count with siblings. */
int bench_pool_cores (int *logical);

/* NULL when the threads cannot be had. */
BenchPool *bench_pool_new (int threads);
void bench_pool_free (BenchPool *pool);

int bench_pool_threads (const BenchPool *pool);
bool bench_pool_pinned (const BenchPool *pool);

/* Runs @work once on every thread and returns when all are done. */
void bench_pool_run (BenchPool *pool, BenchWork work, void *data);

/* Inside @work: waits until every thread of the pool is here. */
void bench_pool_meet (BenchPool *pool);

/* Memory in large pages where the system gives them; NULL when there is not enough. */
void *bench_memory_new (size_t bytes);
void bench_memory_free (void *memory, size_t bytes);
