/* SPDX-License-Identifier: Apache-2.0 */
#include "machines/machines-private.h"

#include <stdio.h>
#include <time.h>

/* For ./dev bench: what a look at 10,000 machines costs the main thread, beside a GListStore that
 * is emptied and filled again, which loses every selection. Medians, in milliseconds. */

#define MACHINES 10000
#define RUNS 15

static GPtrArray *
make_records (guint changed)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) banco_machine_record_free);

  for (guint i = 0; i < MACHINES; i++) {
    BancoMachineRecord *record = banco_machine_record_new ();

    record->id = g_strdup_printf ("7d1b3c5e-0000-4000-8000-%012u", i);
    record->name = g_strdup_printf ("machine-%u", i);
    record->state = i < changed ? BANCO_MACHINE_STOPPED : BANCO_MACHINE_READY;
    record->image = g_strdup ("ubuntu-22.04-cuda-12.2");
    record->offer = g_strdup ("ml.t4");
    record->group = g_strdup ("ml-infn");
    g_ptr_array_add (records, record);
  }
  return records;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
find_median (double *values)
{
  qsort (values, RUNS, sizeof *values, compare);
  return values[RUNS / 2];
}

/* Of this thread: what else runs here does not count. */
static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1000 + (double) time.tv_nsec / 1e6;
}

/* @before: changed machines in the look before; @now: in the one that is measured. */
static double
time_merge (int before, int now)
{
  double values[RUNS];

  for (guint run = 0; run < RUNS; run++) {
    g_autoptr (BancoMachines) machines = banco_machines_new (NULL, NULL, 0, NULL);
    g_autoptr (GPtrArray) first = before >= 0 ? make_records ((guint) before) : NULL;
    g_autoptr (GPtrArray) second = now >= 0 ? make_records ((guint) now) : g_ptr_array_new ();
    double start;

    if (first != NULL)
      banco_machines_merge (machines, "cloud", first, NULL, 1);
    start = now_ms ();
    banco_machines_merge (machines, "cloud", second, NULL, 2);
    values[run] = now_ms () - start;
  }
  return find_median (values);
}

static double
time_refill (void)
{
  double values[RUNS];

  for (guint run = 0; run < RUNS; run++) {
    g_autoptr (GListStore) store = g_list_store_new (BANCO_TYPE_MACHINE);
    g_autoptr (GPtrArray) records = make_records (0);
    g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
    double start = now_ms ();

    for (guint i = 0; i < records->len; i++)
      g_ptr_array_add (machines, banco_machine_new ("cloud", records->pdata[i]));
    g_list_store_remove_all (store);
    g_list_store_splice (store, 0, 0, machines->pdata, machines->len);
    values[run] = now_ms () - start;
  }
  return find_median (values);
}

int
main (void)
{
  static const struct {
    const char *name;
    int before;
    int now;
  } rows[] = {
    { "first look", -1, 0 },
    { "nothing changed", 0, 0 },
    { "100 machines changed", 0, 100 },
    { "all are gone", 0, -1 },
  };
  double refill = time_refill ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    double merge = time_merge (rows[i].before, rows[i].now);

    printf ("%-22s %6.1f ms  list store filled again %6.1f ms  ratio %.2f\n", rows[i].name, merge,
            refill, merge / refill);
  }
  return 0;
}
