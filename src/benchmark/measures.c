/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/benchmark.h"

/* As the program's own table, with its weights: what each measure takes of the time that all share.
 */
static const struct {
  const char *id, *name, *unit, *meaning;
  double weight;
  enum {
    IN_ALL,
    NOT_IN_QUICK,
    IN_THOROUGH
  } modes;
} measures[] = {
  { "cpu.gemm32", "Matrix product, 32 bit, all cores", "GFLOP/s",
    "How fast networks train on the processor alone.", 3 },
  { "cpu.gemm32.one", "Matrix product, 32 bit, one core", "GFLOP/s",
    "What one thread of a data loader or a small fit gets.", 2 },
  { "cpu.gemm64", "Matrix product, 64 bit, all cores", "GFLOP/s",
    "Linear algebra, fits and simulations in double precision.", 3 },
  { "cpu.triad", "Memory, all cores", "GB/s",
    "How fast data moves between memory and processor; most training steps follow it.", 2 },
  { "cpu.triad.nt", "Memory, all cores, past the caches", "GB/s",
    "The same with streaming stores: what the memory itself can do.", 2 },
  { "step.mlp.small", "Training step, small network", "ms",
    "A few thousand weights on tabular data: where starting kernels costs more than they do.", 1 },
  { "step.mlp.medium", "Training step, medium network", "ms",
    "The same kind of network, wider, with batches of 4096.", 1 },
  { "step.mlp.mnist", "Training step on digits", "ms",
    "The network of every first lesson, 784-512-512-10, with batches of 256.", 1 },
  { "step.mlp.large", "Training step, large network", "ms",
    "Twenty-five million weights: where a GPU shows what it can do.", 3 },
  { "step.cnn", "Training step on images", "ms",
    "Two convolutions over small images, with batches of 128.", 1 },
  { "step.ae", "Training step of an autoencoder", "ms",
    "Signals of 1024 samples through a narrow middle and back, as for anomalies.", 1 },
  { "infer.b1", "Asking a network, one sample", "µs",
    "How soon one answer comes: what serving or a trigger waits for.", 1 },
  { "infer.b32", "Asking a network, 32 samples", "µs", "How soon a small batch of answers comes.",
    1 },
  { "infer.b1024", "Asking a network, 1024 samples", "µs",
    "How soon many answers come: what going through a data set takes.", 1 },
  { "dev.mem.copy", "GPU memory, copied", "GB/s",
    "How fast data moves on the card; the best single guess for training speed.", 1 },
  { "dev.mem.read", "GPU memory, read", "GB/s", "How fast the card reads its memory.", 1 },
  { "dev.mem.write", "GPU memory, written", "GB/s", "How fast the card writes its memory.", 1 },
  { "dev.mem.triad", "GPU memory, as training uses it", "GB/s",
    "Two arrays read and one written: what most steps of training are bound by.", 1 },
  { "dev.mem.sweep.64k", "GPU memory, through 64 KiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.256k", "GPU memory, through 256 KiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.1m", "GPU memory, through 1 MiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.4m", "GPU memory, through 4 MiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.16m", "GPU memory, through 16 MiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.64m", "GPU memory, through 64 MiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.256m", "GPU memory, through 256 MiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "dev.mem.sweep.1g", "GPU memory, through 1 GiB", "GB/s",
    "The same through less and more memory: where it falls, the cache of the card ends.", 0.2 },
  { "xfer.h2d.pinned", "To the GPU", "GB/s",
    "How fast a data loader with pinned memory can feed the card.", 1 },
  { "xfer.d2h.pinned", "From the GPU", "GB/s", "How fast results come back to pinned memory.", 1 },
  { "xfer.h2d.pageable", "To the GPU, ordinary memory", "GB/s",
    "How fast the card is fed as most programs do it.", 1 },
  { "xfer.d2h.pageable", "From the GPU, ordinary memory", "GB/s",
    "How fast results come back as most programs do it.", 1 },
  { "xfer.bidir", "To and from the GPU at once", "GB/s",
    "What the connection carries when data come and results go.", 1 },
  { "lat.launch.sync", "Starting a kernel and waiting", "µs",
    "What each small step costs that waits for the card.", 1 },
  { "lat.launch.async", "Handing a kernel over", "µs",
    "What each small step costs at least; many small kernels are bound by it.", 1 },
  { "lat.launch.graph", "A kernel of a recorded chain", "µs",
    "What a small step costs when a whole chain is handed over at once (CUDA graphs).", 1 },
  { "peak.fp32", "Arithmetic, 32 bit, at most", "GFLOP/s",
    "What the card could do if nothing had to come from memory.", 1 },
  { "peak.fp64", "Arithmetic, 64 bit, at most", "GFLOP/s",
    "The same in double precision, which most cards for graphics barely have.", 1 },
  { "peak.fp16", "Tensor cores, 16 bit, at most", "GFLOP/s",
    "What mixed precision could reach at most.", 1 },
  { "peak.tf32", "Tensor cores, 32 bit shortened, at most", "GFLOP/s",
    "What training in full precision reaches at most where frameworks allow TF32.", 0.5 },
  { "peak.bf16", "Tensor cores, brain floats, at most", "GFLOP/s",
    "What mixed precision with brain floats could reach at most.", 0.5 },
  { "peak.int8", "Tensor cores, bytes, at most", "GOP/s",
    "What a network of eight bits could be asked with at most.", 0.5 },
  { "gemm.fp32", "Matrix product on the GPU, 32 bit", "GFLOP/s", "Training in full precision.", 2 },
  { "gemm.fp16", "Matrix product on the GPU, 16 bit", "GFLOP/s", "Training in mixed precision.",
    2 },
  { "gemm.tf32", "Matrix product on the GPU, 32 bit shortened", "GFLOP/s",
    "Training in full precision where frameworks allow TF32.", 1 },
  { "gemm.bf16", "Matrix product on the GPU, brain floats", "GFLOP/s",
    "Training in mixed precision with brain floats.", 1 },
  { "gemm.int8", "Matrix product on the GPU, bytes", "GOP/s", "Asking networks of eight bits.", 1 },
  { "gemm.fp32.cublas", "Matrix product, 32 bit, by cuBLAS", "GFLOP/s",
    "What frameworks get in full precision, if their cuBLAS is this one.", 0.5, NOT_IN_QUICK },
  { "gemm.fp64.cublas", "Matrix product, 64 bit, by cuBLAS", "GFLOP/s",
    "Linear algebra and fits in double precision on the card.", 0.5, NOT_IN_QUICK },
  { "gemm.tf32.cublas", "Matrix product, 32 bit shortened, by cuBLAS", "GFLOP/s",
    "What frameworks get where they allow TF32.", 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublas", "Matrix product, 16 bit, by cuBLAS", "GFLOP/s",
    "What frameworks get in mixed precision.", 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublas.narrow", "Matrix product, 16 bit with sums of 16, by cuBLAS", "GFLOP/s",
    "Twice the speed on GeForce cards, for whom rounding does not matter.", 0.5, NOT_IN_QUICK },
  { "gemm.bf16.cublas", "Matrix product, brain floats, by cuBLAS", "GFLOP/s",
    "What frameworks get in mixed precision with brain floats.", 0.5, NOT_IN_QUICK },
  { "gemm.int8.cublas", "Matrix product, bytes, by cuBLAS", "GOP/s",
    "What networks of eight bits are asked with.", 0.5, NOT_IN_QUICK },
  { "gemm.fp32.cublaslt", "Matrix product, 32 bit, by cuBLASLt", "GFLOP/s",
    "What layers with a bias get in full precision.", 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublaslt", "Matrix product, 16 bit, by cuBLASLt", "GFLOP/s",
    "What layers with a bias get in mixed precision.", 0.5, NOT_IN_QUICK },
  { "gemm.int8.cublaslt", "Matrix product, bytes, by cuBLASLt", "GOP/s",
    "What layers of eight bits get.", 0.5, NOT_IN_QUICK },
  { "sustain.60s", "Matrix products for a minute", "GFLOP/s",
    "What is left of the speed when the machine has become hot.", 25, IN_THOROUGH },
};

GPtrArray *
banco_benchmark_list_measures (const char *mode)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  double seconds = g_strcmp0 (mode, "thorough") == 0   ? 165
                   : g_strcmp0 (mode, "standard") == 0 ? 50
                                                       : 11;
  int most = seconds > 100 ? IN_THOROUGH : seconds > 20 ? NOT_IN_QUICK : IN_ALL;
  double total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if ((int) measures[i].modes <= most)
      total += measures[i].weight;
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    BancoMeasure *measure;

    if ((int) measures[i].modes > most)
      continue;
    measure = g_new (BancoMeasure, 1);
    *measure = (BancoMeasure){
      .id = measures[i].id,
      .name = measures[i].name,
      .unit = measures[i].unit,
      .meaning = measures[i].meaning,
      .seconds = seconds * measures[i].weight / total,
    };
    g_ptr_array_add (list, measure);
  }
  return list;
}
