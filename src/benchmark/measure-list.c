/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/result-private.h"

#include <glib/gi18n.h>

/* As the program's own table, with its weights: what each measure takes of the time that all share.
 */
static const struct {
  const char *id, *name, *unit, *meaning;
  double weight;
  enum {
    IN_ALL,
    NOT_IN_QUICK,
    IN_THOROUGH,
    WHEN_NAMED,
    OF_CONNECTION
  } modes;
} measures[] = {
  { "cpu.gemm32", N_ ("Matrix product, 32 bit, all cores"), "GFLOP/s",
    N_ ("How fast networks train on the processor alone."), 3 },
  { "cpu.gemm32.one", N_ ("Matrix product, 32 bit, one core"), "GFLOP/s",
    N_ ("What one thread of a data loader or a small fit gets."), 2 },
  { "cpu.gemm64", N_ ("Matrix product, 64 bit, all cores"), "GFLOP/s",
    N_ ("Linear algebra, fits and simulations in double precision."), 3 },
  { "cpu.gemm64.one", N_ ("Matrix product, 64 bit, one core"), "GFLOP/s",
    N_ ("What a fit or a simulation of one thread gets."), 1 },
  { "cpu.triad", N_ ("Memory, all cores"), "GB/s",
    N_ ("How fast data moves between memory and processor; most training steps follow it."), 2 },
  { "cpu.triad.nt", N_ ("Memory, all cores, past the caches"), "GB/s",
    N_ ("The same with streaming stores: what the memory itself can do."), 2 },
  { "cpu.triad.one", N_ ("Memory, one core"), "GB/s",
    N_ ("What one thread gets; where a few of them take all there is, more cores help little."),
    1 },
  { "cpu.triad.nt.one", N_ ("Memory, one core, past the caches"), "GB/s",
    N_ ("The same with streaming stores."), 1 },
  { "step.mlp.small", N_ ("Training step, small network"), "ms",
    N_ ("A few thousand weights on tabular data: where starting kernels costs more than they do."),
    1 },
  { "step.mlp.medium", N_ ("Training step, medium network"), "ms",
    N_ ("The same kind of network, wider, with batches of 4096."), 1 },
  { "step.mlp.mnist", N_ ("Training step on digits"), "ms",
    N_ ("The network of every first lesson, 784-512-512-10, with batches of 256."), 1 },
  { "step.mlp.large", N_ ("Training step, large network"), "ms",
    N_ ("Twenty-five million weights: where a GPU shows what it can do."), 6 },
  { "step.cnn", N_ ("Training step on images"), "ms",
    N_ ("Two convolutions over small images, with batches of 128."), 1 },
  { "step.ae", N_ ("Training step of an autoencoder"), "ms",
    N_ ("Signals of 1024 samples through a narrow middle and back, as for anomalies."), 1 },
  { "step.mlp.small.mixed", N_ ("Training step, small network, mixed precision"), "ms",
    N_ ("The same on tensor cores: a network as small as this gains nothing by them."), 0.5 },
  { "step.mlp.medium.mixed", N_ ("Training step, medium network, mixed precision"), "ms",
    N_ ("The same on tensor cores, with 16 bit in the products and 32 bit in the weights."), 0.5 },
  { "step.mlp.mnist.mixed", N_ ("Training step on digits, mixed precision"), "ms",
    N_ ("The same on tensor cores, with 16 bit in the products and 32 bit in the weights."), 0.5 },
  { "step.mlp.large.mixed", N_ ("Training step, large network, mixed precision"), "ms",
    N_ ("The same on tensor cores: where mixed precision shows what it can do."), 1.5 },
  { "step.cnn.mixed", N_ ("Training step on images, mixed precision"), "ms",
    N_ ("The same on tensor cores, with 16 bit in the products and 32 bit in the weights."), 0.5 },
  { "step.ae.mixed", N_ ("Training step of an autoencoder, mixed precision"), "ms",
    N_ ("The same on tensor cores, with 16 bit in the products and 32 bit in the weights."), 0.5 },
  { "infer.b1", N_ ("Asking a network, one sample"), "µs",
    N_ ("How soon one answer comes: what serving or a trigger waits for."), 1 },
  { "infer.b32", N_ ("Asking a network, 32 samples"), "µs",
    N_ ("How soon a small batch of answers comes."), 1 },
  { "infer.b1024", N_ ("Asking a network, 1024 samples"), "µs",
    N_ ("How soon many answers come: what going through a data set takes."), 1 },
  { "dev.mem.copy", N_ ("GPU memory, copied"), "GB/s",
    N_ ("How fast data moves on the card; the best single guess for training speed."), 1 },
  { "dev.mem.read", N_ ("GPU memory, read"), "GB/s", N_ ("How fast the card reads its memory."),
    1 },
  { "dev.mem.write", N_ ("GPU memory, written"), "GB/s",
    N_ ("How fast the card writes its memory."), 1 },
  { "dev.mem.triad", N_ ("GPU memory, as training uses it"), "GB/s",
    N_ ("Two arrays read and one written: what most steps of training are bound by."), 1 },
  { "dev.mem.sweep.64k", N_ ("GPU memory, through 64 KiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.256k", N_ ("GPU memory, through 256 KiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.1m", N_ ("GPU memory, through 1 MiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.4m", N_ ("GPU memory, through 4 MiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.16m", N_ ("GPU memory, through 16 MiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.64m", N_ ("GPU memory, through 64 MiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.256m", N_ ("GPU memory, through 256 MiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "dev.mem.sweep.1g", N_ ("GPU memory, through 1 GiB"), "GB/s",
    N_ ("The same through more and less: towards more it falls where the cache ends, towards less "
        "where starting the kernel takes longer than its work."),
    0.2 },
  { "xfer.h2d.pinned", N_ ("To the GPU"), "GB/s",
    N_ ("How fast a data loader with pinned memory can feed the card."), 1 },
  { "xfer.d2h.pinned", N_ ("From the GPU"), "GB/s",
    N_ ("How fast results come back to pinned memory."), 1 },
  { "xfer.h2d.pageable", N_ ("To the GPU, ordinary memory"), "GB/s",
    N_ ("How fast the card is fed as most programs do it."), 1 },
  { "xfer.d2h.pageable", N_ ("From the GPU, ordinary memory"), "GB/s",
    N_ ("How fast results come back as most programs do it."), 1 },
  { "xfer.bidir", N_ ("To and from the GPU at once"), "GB/s",
    N_ ("What the connection carries when data come and results go."), 1 },
  { "lat.h2d", N_ ("To the GPU, 64 KiB"), "µs",
    N_ ("What each small batch costs on its way to the card, however fast the way is."), 0.5 },
  { "lat.d2h", N_ ("From the GPU, 64 KiB"), "µs",
    N_ ("What each small result costs on its way back."), 0.5 },
  { "lat.launch.sync", N_ ("Starting a kernel and waiting"), "µs",
    N_ ("What each small step costs that waits for the card."), 1 },
  { "lat.launch.async", N_ ("Handing a kernel over"), "µs",
    N_ ("What each small step costs at least; many small kernels are bound by it."), 1 },
  { "lat.launch.graph", N_ ("A kernel of a recorded chain"), "µs",
    N_ ("What a small step costs when a whole chain is handed over at once (CUDA graphs)."), 1 },
  { "peak.fp32", N_ ("Arithmetic, 32 bit, at most"), "GFLOP/s",
    N_ ("What the card could do if nothing had to come from memory."), 1 },
  { "peak.fp64", N_ ("Arithmetic, 64 bit, at most"), "GFLOP/s",
    N_ ("The same in double precision, which most cards for graphics barely have."), 1 },
  { "peak.fp16", N_ ("Tensor cores, 16 bit, at most"), "GFLOP/s",
    N_ ("What mixed precision could reach at most."), 1 },
  { "peak.tf32", N_ ("Tensor cores, 32 bit shortened, at most"), "GFLOP/s",
    N_ ("What training in full precision reaches at most where frameworks allow TF32."), 0.5 },
  { "peak.bf16", N_ ("Tensor cores, brain floats, at most"), "GFLOP/s",
    N_ ("What mixed precision with brain floats could reach at most."), 0.5 },
  { "peak.int8", N_ ("Tensor cores, bytes, at most"), "GOP/s",
    N_ ("What a network of eight bits could be asked with at most."), 0.5 },
  { "gemm.fp32", N_ ("Matrix product on the GPU, 32 bit"), "GFLOP/s",
    N_ ("Training in full precision."), 2 },
  { "gemm.fp64", N_ ("Matrix product on the GPU, 64 bit"), "GFLOP/s",
    N_ ("Linear algebra and fits in double precision on the card."), 1 },
  { "gemm.fp16", N_ ("Matrix product on the GPU, 16 bit"), "GFLOP/s",
    N_ ("Training in mixed precision."), 2 },
  { "gemm.tf32", N_ ("Matrix product on the GPU, 32 bit shortened"), "GFLOP/s",
    N_ ("Training in full precision where frameworks allow TF32."), 1 },
  { "gemm.bf16", N_ ("Matrix product on the GPU, brain floats"), "GFLOP/s",
    N_ ("Training in mixed precision with brain floats."), 1 },
  { "gemm.int8", N_ ("Matrix product on the GPU, bytes"), "GOP/s",
    N_ ("Asking networks of eight bits."), 1 },
  { "gemm.fp32.cublas", N_ ("Matrix product, 32 bit, by cuBLAS"), "GFLOP/s",
    N_ ("What frameworks get in full precision, if their cuBLAS is this one."), 0.5, NOT_IN_QUICK },
  { "gemm.fp64.cublas", N_ ("Matrix product, 64 bit, by cuBLAS"), "GFLOP/s",
    N_ ("Linear algebra and fits in double precision on the card."), 0.5, NOT_IN_QUICK },
  { "gemm.tf32.cublas", N_ ("Matrix product, 32 bit shortened, by cuBLAS"), "GFLOP/s",
    N_ ("What frameworks get where they allow TF32."), 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublas", N_ ("Matrix product, 16 bit, by cuBLAS"), "GFLOP/s",
    N_ ("What frameworks get in mixed precision."), 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublas.narrow", N_ ("Matrix product, 16 bit with sums of 16, by cuBLAS"), "GFLOP/s",
    N_ ("Twice the speed on GeForce cards, for whom rounding does not matter."), 0.5,
    NOT_IN_QUICK },
  { "gemm.bf16.cublas", N_ ("Matrix product, brain floats, by cuBLAS"), "GFLOP/s",
    N_ ("What frameworks get in mixed precision with brain floats."), 0.5, NOT_IN_QUICK },
  { "gemm.int8.cublas", N_ ("Matrix product, bytes, by cuBLAS"), "GOP/s",
    N_ ("What networks of eight bits are asked with."), 0.5, NOT_IN_QUICK },
  { "gemm.fp32.cublaslt", N_ ("Matrix product, 32 bit, by cuBLASLt"), "GFLOP/s",
    N_ ("What layers with a bias get in full precision."), 0.5, NOT_IN_QUICK },
  { "gemm.fp16.cublaslt", N_ ("Matrix product, 16 bit, by cuBLASLt"), "GFLOP/s",
    N_ ("What layers with a bias get in mixed precision."), 0.5, NOT_IN_QUICK },
  { "gemm.int8.cublaslt", N_ ("Matrix product, bytes, by cuBLASLt"), "GOP/s",
    N_ ("What layers of eight bits get."), 0.5, NOT_IN_QUICK },
  { "sustain.60s", N_ ("Matrix products for a minute"), "GFLOP/s",
    N_ ("What is left of the speed when the machine has become hot."), 25, IN_THOROUGH },
  /* They write files, and an FPGA's tests end the design that is loaded: never unasked. */
  { "io.seq.cached", N_ ("Disk, from beginning to end, cached"), "GB/s",
    N_ ("What reading a data set takes once more, when it fits into memory."), 1, WHEN_NAMED },
  { "io.seq.direct", N_ ("Disk, from beginning to end"), "GB/s",
    N_ ("What reading a data set takes that does not fit into memory."), 1, WHEN_NAMED },
  { "io.rand128k.cached", N_ ("Disk, pieces of 128 KiB, cached"), "op/s",
    N_ ("Pictures or chunks in any order, when they fit into memory."), 1, WHEN_NAMED },
  { "io.rand128k.direct", N_ ("Disk, pieces of 128 KiB"), "op/s",
    N_ ("Pictures or chunks in any order, as a shuffling loader reads them."), 1, WHEN_NAMED },
  { "io.rand4k.cached", N_ ("Disk, pieces of 4 KiB, cached"), "op/s",
    N_ ("Single events in any order, when they fit into memory."), 1, WHEN_NAMED },
  { "io.rand4k.direct", N_ ("Disk, pieces of 4 KiB"), "op/s",
    N_ ("Single events in any order: where a disk of the network is slow."), 1, WHEN_NAMED },
  { "io.small-files", N_ ("Small files"), "files/s",
    N_ ("How many small files a loader can open: one file an event is seldom a good idea."), 1,
    WHEN_NAMED },
  { "fpga.dma.write", N_ ("To the FPGA card"), "GB/s", N_ ("How fast data get to the card."), 1,
    WHEN_NAMED },
  { "fpga.dma.read", N_ ("From the FPGA card"), "GB/s", N_ ("How fast results come back."), 1,
    WHEN_NAMED },
  { "fpga.memory", N_ ("Memory of the FPGA card"), "GB/s",
    N_ ("What a design gets of the card's DDR memory."), 1, WHEN_NAMED },
  { "fpga.memory.channel", N_ ("Memory of the FPGA card, one channel"), "GB/s",
    N_ ("What a design gets of one channel of the card's HBM."), 1, WHEN_NAMED },
  { "fpga.commands", N_ ("Commands to the FPGA card"), "op/s",
    N_ ("How often a second a design can be started."), 1, WHEN_NAMED },
  /* Of the runner, not of the program. */
  { "net.rtt", N_ ("There and back"), "ms",
    N_ ("How long a keystroke takes to the machine and back."), 2, OF_CONNECTION },
  { "net.up", N_ ("To the machine"), "MB/s",
    N_ ("How fast data get there: what a data set that lies here takes at first."), 6,
    OF_CONNECTION },
  { "net.down", N_ ("From the machine"), "MB/s", N_ ("How fast results come back."), 6,
    OF_CONNECTION },
};

/* Those of @kind, which by a mode are all up to it. */
static gboolean
is_listed (int modes, int kind)
{
  return kind > IN_THOROUGH ? modes == kind : modes <= kind;
}

/* What @mode runs, and how many seconds it takes. */
static int
find_kind (const char *mode, double *seconds)
{
  static const struct {
    const char *mode;
    int kind;
    double seconds;
  } kinds[] = {
    { "elsewhere", OF_CONNECTION, 14 },
    { "named", WHEN_NAMED, 24 },
    { "thorough", IN_THOROUGH, 165 },
    { "standard", NOT_IN_QUICK, 50 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (mode, kinds[i].mode) == 0) {
      *seconds = kinds[i].seconds;
      return kinds[i].kind;
    }
  *seconds = 11;
  return IN_ALL;
}

const char *
banco_measure_find_unit (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (g_str_equal (measures[i].id, id))
      return measures[i].unit;
  return NULL;
}

GPtrArray *
banco_benchmark_list_measures (const char *mode)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  double seconds;
  int kind = find_kind (mode, &seconds);
  double total = 0;

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    if (is_listed (measures[i].modes, kind))
      total += measures[i].weight;
  for (guint i = 0; i < G_N_ELEMENTS (measures); i++) {
    BancoMeasure *measure;

    if (!is_listed (measures[i].modes, kind))
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
