/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/activity-private.h"

#include <dlfcn.h>
#include <string.h>

/* The few calls of libnvidia-ml that are needed, by its documented names and layouts. */
typedef struct NvmlDevice NvmlDevice;

typedef struct {
  unsigned int gpu, memory;
} GpuUtilisation;

typedef struct {
  unsigned long long total, free, used;
} Memory;

typedef struct {
  NvmlDevice *device;
  guint64 used_before;
  guint64 most_used;
  double gpu, memory; /* sums of percents */
  double watts;       /* a sum */
} Card;

struct _BancoGpuWatch {
  void *library;
  int (*start) (void);
  int (*stop) (void);
  int (*count) (unsigned int *n);
  int (*find) (unsigned int index, NvmlDevice **device);
  int (*utilisation) (NvmlDevice *device, GpuUtilisation *utilisation);
  int (*memory) (NvmlDevice *device, Memory *memory);
  int (*power) (NvmlDevice *device, unsigned int *milliwatts); /* nullable: not every card tells */
  GArray *cards;                                               /* of Card */
  guint samples;
};

static gboolean
look_up (BancoGpuWatch *self, const char *symbol, void *function, gsize size)
{
  void *found = dlsym (self->library, symbol);

  memcpy (function, &found, size);
  return found != NULL;
}

static gboolean
look_up_all (BancoGpuWatch *self)
{
#define LOOK_UP(symbol, member) look_up (self, symbol, &self->member, sizeof self->member)
  LOOK_UP ("nvmlDeviceGetPowerUsage", power);
  return LOOK_UP ("nvmlInit_v2", start) && LOOK_UP ("nvmlShutdown", stop) &&
         LOOK_UP ("nvmlDeviceGetCount_v2", count) &&
         LOOK_UP ("nvmlDeviceGetHandleByIndex_v2", find) &&
         LOOK_UP ("nvmlDeviceGetUtilizationRates", utilisation) &&
         LOOK_UP ("nvmlDeviceGetMemoryInfo", memory);
#undef LOOK_UP
}

static guint64
used_of (BancoGpuWatch *self, const Card *card)
{
  Memory memory = { 0 };

  return self->memory (card->device, &memory) == 0 ? memory.used : 0;
}

static void
find_cards (BancoGpuWatch *self)
{
  unsigned int n = 0;

  if (self->count (&n) != 0)
    return;
  for (unsigned int i = 0; i < MIN (n, 64); i++) {
    Card card = { 0 };

    if (self->find (i, &card.device) != 0)
      continue;
    card.used_before = used_of (self, &card);
    g_array_append_val (self->cards, card);
  }
}

BancoGpuWatch *
banco_gpu_watch_new (void)
{
  void *library = dlopen ("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  BancoGpuWatch *self;

  if (library == NULL)
    return NULL;
  self = g_new0 (BancoGpuWatch, 1);
  self->library = library;
  self->cards = g_array_new (FALSE, FALSE, sizeof (Card));
  if (look_up_all (self) && self->start () == 0)
    find_cards (self);
  else
    self->stop = NULL;
  if (self->cards->len > 0)
    return self;
  banco_gpu_watch_free (self);
  return NULL;
}

void
banco_gpu_watch_free (BancoGpuWatch *self)
{
  if (self == NULL)
    return;
  if (self->stop != NULL)
    self->stop ();
  dlclose (self->library);
  g_array_unref (self->cards);
  g_free (self);
}

void
banco_gpu_watch_sample (BancoGpuWatch *self)
{
  for (guint i = 0; i < self->cards->len; i++) {
    Card *card = &g_array_index (self->cards, Card, i);
    GpuUtilisation utilisation = { 0 };
    unsigned int milliwatts = 0;

    if (self->utilisation (card->device, &utilisation) == 0) {
      card->gpu += MIN (utilisation.gpu, 100);
      card->memory += MIN (utilisation.memory, 100);
    }
    if (self->power != NULL && self->power (card->device, &milliwatts) == 0)
      card->watts += milliwatts / 1000.0;
    card->most_used = MAX (card->most_used, used_of (self, card));
  }
  self->samples++;
}

void
banco_gpu_watch_restart (BancoGpuWatch *self)
{
  self->samples = 0;
  for (guint i = 0; i < self->cards->len; i++) {
    Card *card = &g_array_index (self->cards, Card, i);

    card->gpu = card->memory = card->watts = 0;
  }
}

void
banco_gpu_watch_summarize (BancoGpuWatch *self, BancoObservation *observation)
{
  const Card *busiest = &g_array_index (self->cards, Card, 0);

  for (guint i = 1; i < self->cards->len; i++)
    if (g_array_index (self->cards, Card, i).gpu > busiest->gpu)
      busiest = &g_array_index (self->cards, Card, i);
  if (self->samples == 0)
    return;
  observation->has_gpu = TRUE;
  observation->gpu_share = busiest->gpu / self->samples / 100;
  observation->gpu_memory_share = busiest->memory / self->samples / 100;
  observation->gpu_watts = busiest->watts / self->samples;
  if (busiest->most_used > busiest->used_before)
    observation->gpu_memory_mib = (double) (busiest->most_used - busiest->used_before) / 1048576;
}
