/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/network.h"
#include "benchmark/program/random.h"

#include <string.h>

/* A layer that is connected with all of the one before, or that sees 3×3 patches of its images. */
typedef struct {
  int out;
  bool patches;
  int stride;
} Shape;

typedef struct {
  int batch;
  int side, channels; /* of the input; side 1 for plain vectors */
  Shape layers[BENCH_MOST_LAYERS];
} Description;

static const Description descriptions[] = {
  [BENCH_MLP_SMALL] = { 1024, 1, 28, { { 64 }, { 64 }, { 1 } } },
  [BENCH_MLP_MEDIUM] = { 4096, 1, 28, { { 128 }, { 128 }, { 1 } } },
  [BENCH_MLP_MNIST] = { 256, 1, 784, { { 512 }, { 512 }, { 10 } } },
  [BENCH_MLP_LARGE] = { 256, 1, 1024, { { 4096 }, { 4096 }, { 1000 } } },
  [BENCH_CNN] = { 128, 28, 1, { { 16, true, 1 }, { 32, true, 2 }, { 10 } } },
  [BENCH_AUTOENCODER] = { 256, 1, 1024, { { 512 }, { 64 }, { 512 }, { 1024 } } },
};

/* A layer in the arena: out = bend (in · weights + bias). */
typedef struct {
  Shape shape;
  int rows, in, out;
  int side, channels; /* of the images it sees */
  unsigned before;    /* what the layer before gave */
  unsigned input;     /* the same, or its patches */
  unsigned weights, bias;
  unsigned weight_slopes, bias_slopes;
  unsigned output;
  unsigned error; /* the slope of the loss by what went into bend () */
  unsigned spread;
} Layer;

typedef struct {
  BenchScript *script;
  Layer layers[BENCH_MOST_LAYERS];
  int count;
} ScriptWriter;

/* Arrays begin on a line of the cache. */
static unsigned
take (ScriptWriter *writer, size_t elements)
{
  size_t at = writer->script->elements;

  writer->script->elements += (elements + 15) / 16 * 16;
  return (unsigned) at;
}

static BenchTask *
add (ScriptWriter *writer, int op)
{
  BenchTask *task = &writer->script->tasks[writer->script->count++];

  *task = (BenchTask){ .op = op };
  return task;
}

static void
shape_layers (ScriptWriter *writer, const Description *description)
{
  int side = description->side, channels = description->channels;

  for (; writer->count < BENCH_MOST_LAYERS; writer->count++) {
    const Shape *shape = &description->layers[writer->count];
    Layer *layer = &writer->layers[writer->count];

    if (shape->out == 0)
      break;
    *layer = (Layer){ .shape = *shape, .side = side, .channels = channels, .out = shape->out };
    if (shape->patches) {
      side = (side + shape->stride - 1) / shape->stride;
      layer->rows = writer->script->batch * side * side;
      layer->in = 9 * channels;
    } else {
      layer->rows = writer->script->batch;
      layer->in = side * side * channels;
      side = 1;
    }
    channels = shape->out;
  }
}

static size_t
lay_parameters (ScriptWriter *writer, bool slopes)
{
  size_t begin = writer->script->elements;

  for (int i = 0; i < writer->count; i++) {
    Layer *layer = &writer->layers[i];
    unsigned weights = take (writer, (size_t) layer->in * (size_t) layer->out);
    unsigned bias = take (writer, (size_t) layer->out);

    *(slopes ? &layer->weight_slopes : &layer->weights) = weights;
    *(slopes ? &layer->bias_slopes : &layer->bias) = bias;
  }
  return begin;
}

static void
lay_out (ScriptWriter *writer, const Description *description, bool training)
{
  BenchScript *script = writer->script;
  const Layer *last = &writer->layers[writer->count - 1];
  unsigned before;

  script->parameters = lay_parameters (writer, false);
  script->parameter_count = script->elements;
  if (training)
    script->gradients = lay_parameters (writer, true);
  script->input_count = (size_t) script->batch * (size_t) description->channels *
                        (size_t) description->side * (size_t) description->side;
  script->output_count = (size_t) last->rows * (size_t) last->out;
  script->input = before = take (writer, script->input_count);
  if (training)
    script->target = take (writer, script->output_count);
  for (int i = 0; i < writer->count; i++) {
    Layer *layer = &writer->layers[i];
    size_t in = (size_t) layer->rows * (size_t) layer->in;
    size_t out = (size_t) layer->rows * (size_t) layer->out;

    layer->before = layer->input = before;
    if (layer->shape.patches)
      layer->input = take (writer, in);
    if (layer->shape.patches && training && i > 0)
      layer->spread = take (writer, in);
    layer->output = before = take (writer, out);
    if (training)
      layer->error = take (writer, out);
  }
  script->output = last->output;
}

static BenchTask *
add_product (ScriptWriter *writer, int m, int n, int k)
{
  BenchTask *task = add (writer, BENCH_TASK_PRODUCT);

  task->m = m;
  task->n = n;
  task->k = k;
  writer->script->operations += 2.0 * m * n * k;
  return task;
}

static void
add_images (BenchTask *task, const Layer *layer)
{
  task->m = layer->rows;
  task->n = layer->in;
  task->side = layer->side;
  task->channels = layer->channels;
  task->stride = layer->shape.stride;
}

static void
write_forward (ScriptWriter *writer)
{
  for (int i = 0; i < writer->count; i++) {
    const Layer *layer = &writer->layers[i];
    BenchTask *task;

    if (layer->shape.patches) {
      task = add (writer, BENCH_TASK_GATHER);
      task->a = layer->before;
      task->c = layer->input;
      add_images (task, layer);
    }
    task = add_product (writer, layer->rows, layer->out, layer->in);
    task->flags = BENCH_TASK_BIAS | (i + 1 < writer->count ? BENCH_TASK_BEND : 0);
    task->a = layer->input;
    task->b = layer->weights;
    task->c = layer->output;
    task->d = layer->bias;
    task->a_row = layer->in;
    task->b_row = layer->out;
    task->a_column = task->b_column = 1;
  }
}

/* The loss is half the squared distance to the target, by the batch. */
static void
write_error (ScriptWriter *writer)
{
  const Layer *last = &writer->layers[writer->count - 1];
  BenchTask *task = add (writer, BENCH_TASK_ERROR);

  task->a = last->output;
  task->b = (unsigned) writer->script->target;
  task->c = last->error;
  task->m = last->rows * last->out;
  task->scale = 1.0f / (float) writer->script->batch;
}

static void
write_slopes (ScriptWriter *writer, const Layer *layer)
{
  BenchTask *task = add_product (writer, layer->in, layer->out, layer->rows);

  task->flags = BENCH_TASK_ADD;
  task->a = layer->input;
  task->b = layer->error;
  task->c = layer->weight_slopes;
  task->a_row = 1;
  task->a_column = layer->in;
  task->b_row = layer->out;
  task->b_column = 1;
  task = add (writer, BENCH_TASK_SUMS);
  task->a = layer->error;
  task->c = layer->bias_slopes;
  task->m = layer->rows;
  task->n = layer->out;
}

/* The error of the layer below. */
static void
write_error_below (ScriptWriter *writer, const Layer *layer, const Layer *below)
{
  BenchTask *task = add_product (writer, layer->rows, layer->in, layer->out);

  task->a = layer->error;
  task->b = layer->weights;
  task->a_row = task->b_column = layer->out;
  task->a_column = task->b_row = 1;
  task->c = layer->spread;
  if (layer->shape.patches) {
    task = add (writer, BENCH_TASK_SCATTER);
    task->a = layer->spread;
    add_images (task, layer);
  } else {
    task->flags = BENCH_TASK_SLOPE;
  }
  task->c = below->error;
  task->d = below->output;
}

static void
write_backward (ScriptWriter *writer)
{
  BenchScript *script = writer->script;
  BenchTask *task;

  for (int i = writer->count - 1; i >= 0; i--) {
    write_slopes (writer, &writer->layers[i]);
    if (i > 0)
      write_error_below (writer, &writer->layers[i], &writer->layers[i - 1]);
  }
  task = add (writer, BENCH_TASK_UPDATE);
  task->a = (unsigned) script->gradients;
  task->c = (unsigned) script->parameters;
  task->m = (int) script->parameter_count;
  task->scale = 0.01f;
}

void
bench_network_write (BenchNetwork network, int batch, bool training, BenchScript *script)
{
  const Description *description = &descriptions[network];
  ScriptWriter writer = { .script = script };

  memset (script, 0, sizeof *script);
  script->network = network;
  script->batch = batch > 0 ? batch : description->batch;
  script->different = script->batch % BENCH_DIFFERENT == 0 ? BENCH_DIFFERENT : script->batch;
  shape_layers (&writer, description);
  script->layers = writer.count;
  lay_out (&writer, description, training);
  write_forward (&writer);
  if (training) {
    write_error (&writer);
    write_backward (&writer);
  }
}

void
bench_network_mix (BenchScript *script)
{
  script->mixed = true;
  for (int i = 0; i < script->count; i++) {
    BenchTask *task = &script->tasks[i];

    if (task->op == BENCH_TASK_ERROR)
      task->scale *= 1024;
    else if (task->op == BENCH_TASK_UPDATE)
      task->scale /= 1024;
  }
}

void
bench_network_reduce (const BenchScript *script, BenchScript *reduced)
{
  bench_network_write (script->network, script->different, script->gradients > 0, reduced);
  if (script->mixed)
    bench_network_mix (reduced);
}

/* Number @i of @count that a batch has, the same wherever the script has them. */
static double
start_of_sample (const BenchScript *script, uint64_t seed, size_t i, size_t count)
{
  size_t width = count / (size_t) script->batch;

  return (double) (float) bench_random (seed, i % (width * (size_t) script->different));
}

/* Parameters are small enough that what they sum up stays where layers bend. */
double
bench_network_start (const BenchScript *script, uint64_t seed, size_t i)
{
  if (i < script->parameter_count)
    return (double) ((float) bench_random (seed, i) * 0.0625f);
  if (script->gradients > 0 && i < script->gradients + script->parameter_count)
    return 0;
  if (i >= script->input && i < script->input + script->input_count)
    return start_of_sample (script, seed + 1, i - script->input, script->input_count);
  if (script->target > 0 && i >= script->target && i < script->target + script->output_count)
    return start_of_sample (script, seed + 2, i - script->target, script->output_count);
  return __builtin_nan ("");
}
