/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"

static const BancoMeasure measures[] = {
  { "cpu.gemm32", "Matrix product, 32 bit, all cores",
    "How fast networks train on the processor alone.", 3 },
  { "cpu.gemm32.one", "Matrix product, 32 bit, one core",
    "What one thread of a data loader or a small fit gets.", 3 },
  { "cpu.gemm64", "Matrix product, 64 bit, all cores",
    "Linear algebra, fits and simulations in double precision.", 3 },
  { "cpu.triad", "Memory, all cores",
    "How fast data moves between memory and processor; most training steps follow it.", 3 },
  { "cpu.triad.nt", "Memory, all cores, past the caches",
    "The same with streaming stores: what the memory itself can do.", 3 },
  { "dev.mem.copy", "GPU memory",
    "How fast data moves on the card; the best single guess for training speed.", 2 },
  { "xfer.h2d.pinned", "To the GPU", "How fast a data loader can feed the card.", 2 },
  { "xfer.d2h.pinned", "From the GPU", "How fast results come back.", 2 },
  { "gemm.fp32", "Matrix product on the GPU, 32 bit", "Training in full precision.", 2 },
  { "gemm.fp16", "Matrix product on the GPU, 16 bit", "Training in mixed precision.", 2 },
};

GPtrArray *
banco_benchmark_list_measures (const char *mode)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  guint factor = g_strcmp0 (mode, "thorough") == 0 ? 10 : g_strcmp0 (mode, "standard") == 0 ? 4 : 1;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    BancoMeasure *measure = g_memdup2 (&measures[i], sizeof measures[i]);

    measure->seconds *= factor;
    g_ptr_array_add (list, measure);
  }
  return list;
}
