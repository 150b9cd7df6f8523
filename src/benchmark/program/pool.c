/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE /* for affinity; nothing here may read numbers from text */
#include "benchmark/program/pool.h"
#include "benchmark/program/system.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  PATIENCE = 2000 /* looks, of some tens of nanoseconds each */
};

typedef struct {
  BenchPool *pool;
  pthread_t thread;
  int index;
  int cpu;
} Worker;

struct BenchPool {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  atomic_int here; /* how many have come to the meeting */
  atomic_uint meetings;
  BenchWork work;
  void *data;
  unsigned turn;
  int busy;
  int threads;
  bool pinned;
  bool quit;
  Worker workers[];
};

/* The first of the siblings stands for the core. */
static bool
is_first_sibling (int cpu, const cpu_set_t *allowed)
{
  int first = bench_system_first_sibling (cpu);

  return first == cpu || !CPU_ISSET ((size_t) first, allowed);
}

/* One logical processor of each core we may use. */
static int
list_cores (int cpus[CPU_SETSIZE], int *logical)
{
  cpu_set_t allowed;
  int count = 0, limit = bench_system_quota ();

  *logical = 0;
  CPU_ZERO (&allowed);
  if (sched_getaffinity (0, sizeof allowed, &allowed) != 0)
    CPU_SET (0, &allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET ((size_t) cpu, &allowed))
      continue;
    (*logical)++;
    if (is_first_sibling (cpu, &allowed))
      cpus[count++] = cpu;
  }
  return limit > 0 && limit < count ? limit : count;
}

int
bench_pool_cores (int *logical)
{
  int cpus[CPU_SETSIZE];

  return list_cores (cpus, logical);
}

static bool
pin (int cpu)
{
  cpu_set_t one;

  CPU_ZERO (&one);
  CPU_SET ((size_t) cpu, &one);
  return sched_setaffinity (0, sizeof one, &one) == 0;
}

static void *
serve (void *data)
{
  Worker *worker = data;
  BenchPool *pool = worker->pool;
  bool pinned = pin (worker->cpu);
  unsigned seen = 0;

  pthread_mutex_lock (&pool->lock);
  pool->pinned &= pinned;
  for (;;) {
    while (pool->turn == seen && !pool->quit)
      pthread_cond_wait (&pool->changed, &pool->lock);
    if (pool->quit)
      break;
    seen = pool->turn;
    pthread_mutex_unlock (&pool->lock);
    pool->work (pool->data, worker->index, pool->threads);
    pthread_mutex_lock (&pool->lock);
    if (--pool->busy == 0)
      pthread_cond_broadcast (&pool->changed);
  }
  pthread_mutex_unlock (&pool->lock);
  return NULL;
}

static void
nothing (void *data, int index, int count)
{
}

BenchPool *
bench_pool_new (int threads)
{
  int cpus[CPU_SETSIZE], logical, cores = list_cores (cpus, &logical);
  BenchPool *pool = calloc (1, sizeof *pool + (size_t) threads * sizeof (Worker));

  if (pool == NULL)
    return NULL;
  pthread_mutex_init (&pool->lock, NULL);
  pthread_cond_init (&pool->changed, NULL);
  pool->pinned = true;
  while (pool->threads < threads) {
    Worker *worker = &pool->workers[pool->threads];

    worker->pool = pool;
    worker->index = pool->threads;
    worker->cpu = cpus[pool->threads % cores];
    if (pthread_create (&worker->thread, NULL, serve, worker) != 0)
      break;
    pool->threads++;
  }
  if (pool->threads < threads) {
    bench_pool_free (pool);
    return NULL;
  }
  bench_pool_run (pool, nothing, NULL);
  return pool;
}

void
bench_pool_free (BenchPool *pool)
{
  pthread_mutex_lock (&pool->lock);
  pool->quit = true;
  pthread_cond_broadcast (&pool->changed);
  pthread_mutex_unlock (&pool->lock);
  for (int i = 0; i < pool->threads; i++)
    pthread_join (pool->workers[i].thread, NULL);
  pthread_cond_destroy (&pool->changed);
  pthread_mutex_destroy (&pool->lock);
  free (pool);
}

int
bench_pool_threads (const BenchPool *pool)
{
  return pool->threads;
}

bool
bench_pool_pinned (const BenchPool *pool)
{
  return pool->pinned;
}

void
bench_pool_run (BenchPool *pool, BenchWork work, void *data)
{
  pthread_mutex_lock (&pool->lock);
  pool->work = work;
  pool->data = data;
  pool->busy = pool->threads;
  pool->turn++;
  pthread_cond_broadcast (&pool->changed);
  while (pool->busy > 0)
    pthread_cond_wait (&pool->changed, &pool->lock);
  pthread_mutex_unlock (&pool->lock);
}

static void
relax (void)
{
#ifdef __x86_64__
  __builtin_ia32_pause ();
#endif
}

/* Others come within microseconds, unless their core is wanted elsewhere: sleeping at once would
 * cost more than the wait. */
void
bench_pool_meet (BenchPool *pool)
{
  unsigned seen = atomic_load (&pool->meetings);

  if (atomic_fetch_add (&pool->here, 1) + 1 == pool->threads) {
    pool->here = 0;
    pthread_mutex_lock (&pool->lock);
    pool->meetings++;
    pthread_cond_broadcast (&pool->changed);
    pthread_mutex_unlock (&pool->lock);
    return;
  }
  for (int i = 0; i < PATIENCE; i++) {
    if (atomic_load (&pool->meetings) != seen)
      return;
    relax ();
  }
  pthread_mutex_lock (&pool->lock);
  while (pool->meetings == seen)
    pthread_cond_wait (&pool->changed, &pool->lock);
  pthread_mutex_unlock (&pool->lock);
}

void *
bench_memory_new (size_t bytes)
{
  void *memory = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    return NULL;
  madvise (memory, bytes, MADV_HUGEPAGE);
  return memory;
}

void
bench_memory_free (void *memory, size_t bytes)
{
  if (memory != NULL)
    munmap (memory, bytes);
}
