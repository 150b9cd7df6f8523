/* SPDX-License-Identifier: Apache-2.0 */
#include "benchmark/program/vendor-library.h"

#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  FIRST_CODE = 100000, /* of the library; those of CUDA are smaller */
  NO_ALGORITHM = 99,   /* none of the library's own codes */
  NEWEST = 19,
  OLDEST = 10
};

/* Numbers as the libraries have them. */
enum {
  REAL_32 = 0,
  REAL_64 = 1,
  REAL_16 = 2,
  WHOLE_8 = 3,
  WHOLE_32 = 10,
  BRAIN_16 = 14,
  SUMS_16 = 64,
  SUMS_32 = 68,
  SUMS_64 = 70,
  SUMS_WHOLE = 72,
  SUMS_TF32 = 77,
  USUAL_ALGORITHM = -1,
  DESCRIPTION_TURN_A = 3,
  PREFERENCE_WORKSPACE = 1,
};

typedef struct {
  uint64_t algorithm[8];
  size_t workspace;
  int status;
  float waves;
  int reserved[4];
} AlgorithmChoice;

typedef struct Handle Handle;
typedef struct ProductDescription ProductDescription;
typedef struct Layout Layout;
typedef struct Preference Preference;

/* Both libraries; what belongs to the other one stays NULL. */
static struct {
  void *file;
  int version[3];
  Handle *handle;
  void *stream;
  uint64_t workspace;
  size_t workspace_bytes;
  int (*property) (int which, int *value);
  int (*create) (Handle **handle);
  int (*destroy) (Handle *handle);
  int (*use_stream) (Handle *handle, void *stream);
  int (*multiply) (Handle *handle,
                   int turn_a,
                   int turn_b,
                   int m,
                   int n,
                   int k,
                   const void *alpha,
                   const void *a,
                   int a_type,
                   int a_row,
                   const void *b,
                   int b_type,
                   int b_row,
                   const void *beta,
                   void *c,
                   int c_type,
                   int c_row,
                   int sums,
                   int algorithm);
  int (*description_new) (ProductDescription **description, int sums, int scale);
  int (*description_set) (ProductDescription *description,
                          int which,
                          const void *value,
                          size_t size);
  int (*layout_new) (Layout **layout, int type, uint64_t rows, uint64_t columns, int64_t row);
  int (*preference_new) (Preference **preference);
  int (*preference_set) (Preference *preference, int which, const void *value, size_t size);
  int (*search) (Handle *handle,
                 ProductDescription *description,
                 Layout *a,
                 Layout *b,
                 Layout *c,
                 Layout *d,
                 Preference *preference,
                 int most,
                 AlgorithmChoice *found,
                 int *count);
  int (*multiply_light) (Handle *handle,
                         ProductDescription *description,
                         const void *alpha,
                         const void *a,
                         Layout *a_layout,
                         const void *b,
                         Layout *b_layout,
                         const void *beta,
                         const void *c,
                         Layout *c_layout,
                         void *d,
                         Layout *d_layout,
                         const void *algorithm,
                         void *workspace,
                         size_t workspace_size,
                         void *stream);
} lib;

static const struct {
  const char *name, *file;
} libraries[] = {
  [BENCH_LIBRARY_CUBLAS] = { "cuBLAS", "libcublas.so" },
  [BENCH_LIBRARY_CUBLASLT] = { "cuBLASLt", "libcublasLt.so" },
};

static bool
look_up (const char *symbol, void *function, size_t size)
{
  void *found = dlsym (lib.file, symbol);

  if (found != NULL)
    memcpy (function, &found, size);
  return found != NULL;
}

#define LOOK_UP(symbol, function) look_up (symbol, &lib.function, sizeof lib.function)

static bool
look_up_all (BenchLibraryName name)
{
  if (name == BENCH_LIBRARY_CUBLAS)
    return LOOK_UP ("cublasGetProperty", property) && LOOK_UP ("cublasCreate_v2", create) &&
           LOOK_UP ("cublasDestroy_v2", destroy) && LOOK_UP ("cublasSetStream_v2", use_stream) &&
           LOOK_UP ("cublasGemmEx", multiply);
  return LOOK_UP ("cublasLtGetProperty", property) && LOOK_UP ("cublasLtCreate", create) &&
         LOOK_UP ("cublasLtDestroy", destroy) &&
         LOOK_UP ("cublasLtMatmulDescCreate", description_new) &&
         LOOK_UP ("cublasLtMatmulDescSetAttribute", description_set) &&
         LOOK_UP ("cublasLtMatrixLayoutCreate", layout_new) &&
         LOOK_UP ("cublasLtMatmulPreferenceCreate", preference_new) &&
         LOOK_UP ("cublasLtMatmulPreferenceSetAttribute", preference_set) &&
         LOOK_UP ("cublasLtMatmulAlgoGetHeuristic", search) &&
         LOOK_UP ("cublasLtMatmul", multiply_light);
}

/* Where the linker does not look: the toolkit, and what pip and conda install beside frameworks. */
static const char *const folders[] = {
  "/usr/local/cuda*/lib64",
  "/usr/local/cuda*/targets/x86_64-linux/lib",
  "$CONDA_PREFIX/lib",
  "$CONDA_PREFIX/lib/python3*/site-packages/nvidia/cu*/lib",
  "$VIRTUAL_ENV/lib/python3*/site-packages/nvidia/cu*/lib",
  "$HOME/.local/lib/python3*/site-packages/nvidia/cu*/lib",
};

/* @folder with its variable in front filled in; false when that is not set. */
static bool
expand (const char *folder, const char *file, int major, char path[1024])
{
  const char *rest = strchr (folder, '/'), *value = "";
  char name[32];

  if (folder[0] == '$') {
    snprintf (name, sizeof name, "%.*s", (int) (rest - folder - 1), folder + 1);
    value = getenv (name);
    folder = rest;
  }
  return value != NULL && snprintf (path, 1024, "%s%s/%s.%d", value, folder, file, major) < 1024;
}

static bool
try_file (const char *path)
{
  lib.file = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  return lib.file != NULL;
}

static bool
try_pattern (const char *folder, const char *file, int major)
{
  char path[1024];
  glob_t found = { 0 };
  bool loaded = false;

  if (!expand (folder, file, major, path) || glob (path, 0, NULL, &found) != 0)
    return false;
  for (size_t i = found.gl_pathc; i > 0 && !loaded; i--)
    loaded = try_file (found.gl_pathv[i - 1]);
  globfree (&found);
  return loaded;
}

static bool
try_major (const char *file, int major)
{
  const char *only = getenv ("BANCO_BENCH_LIBRARIES");
  char name[64];

  if (only != NULL)
    return try_pattern (only, file, major);
  snprintf (name, sizeof name, "%s.%d", file, major);
  if (try_file (name))
    return true;
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
    if (try_pattern (folders[i], file, major))
      return true;
  return false;
}

/* One that is newer than the driver would not start, but is worth a word. */
static void
say_none (BenchLibraryName name, int driver_version, char reason[200])
{
  int served = driver_version / 1000;

  for (int major = NEWEST; major > served; major--)
    if (try_major (libraries[name].file, major)) {
      snprintf (reason, 200, "%s %d is here, but needs a newer driver: this one is for CUDA %d.%d.",
                libraries[name].name, major, served, driver_version % 1000 / 10);
      return;
    }
  snprintf (reason, 200, "%s is not installed here.", libraries[name].name);
}

bool
bench_library_load (BenchLibraryName name, int driver_version, char label[64], char reason[200])
{
  const char *called = libraries[name].name;
  /* The light one described its sums in another way before 11. */
  int oldest = name == BENCH_LIBRARY_CUBLAS ? OLDEST : OLDEST + 1;

  for (int major = driver_version / 1000; major >= oldest && lib.file == NULL; major--)
    try_major (libraries[name].file, major);
  if (lib.file == NULL) {
    say_none (name, driver_version, reason);
    return false;
  }
  if (!look_up_all (name)) {
    snprintf (reason, 200, "The %s found here lacks functions that it should have.", called);
    return false;
  }
  for (int i = 0; i < 3; i++)
    if (lib.property (i, &lib.version[i]) != 0)
      lib.version[i] = 0;
  snprintf (label, 64, "%s %d.%d.%d", called, lib.version[0], lib.version[1], lib.version[2]);
  return true;
}

static int
coded (int status)
{
  return status == 0 ? 0 : FIRST_CODE + status;
}

int
bench_library_open (void *stream, uint64_t workspace, size_t bytes)
{
  int status = lib.create (&lib.handle);

  lib.stream = stream;
  lib.workspace = workspace;
  lib.workspace_bytes = bytes;
  if (status == 0 && lib.use_stream != NULL)
    status = lib.use_stream (lib.handle, stream);
  return coded (status);
}

void
bench_library_close (void)
{
  if (lib.handle != NULL)
    lib.destroy (lib.handle);
  lib.handle = NULL;
}

/* How a kind of number is called, what its products are, and how they are summed up. */
typedef struct {
  int type, result, sums, scale;
  const void *one, *zero;
} Types;

static Types
types_of (const BenchLibraryProduct *product)
{
  static const float one = 1, zero = 0;
  static const double one64 = 1, zero64 = 0;
  static const int one_whole = 1, zero_whole = 0;
  static const unsigned short one_half = 0x3c00, zero_half = 0;

  switch (product->kind) {
  case BENCH_FP64:
    return (Types){ REAL_64, REAL_64, SUMS_64, REAL_64, &one64, &zero64 };
  case BENCH_INT8:
    return (Types){ WHOLE_8, WHOLE_32, SUMS_WHOLE, WHOLE_32, &one_whole, &zero_whole };
  case BENCH_TF32:
    return (Types){ REAL_32, REAL_32, SUMS_TF32, REAL_32, &one, &zero };
  case BENCH_BF16:
    return (Types){ BRAIN_16, REAL_32, SUMS_32, REAL_32, &one, &zero };
  case BENCH_FP16:
    if (product->narrow)
      return (Types){ REAL_16, REAL_16, SUMS_16, REAL_16, &one_half, &zero_half };
    return (Types){ REAL_16, REAL_32, SUMS_32, REAL_32, &one, &zero };
  default:
    return (Types){ REAL_32, REAL_32, SUMS_32, REAL_32, &one, &zero };
  }
}

/* Both count by columns, for which our rows are the transpose: C' = B'·A'. */
static int
multiply_usual (const BenchLibraryProduct *product, const Types *types)
{
  int n = product->n;
  /* Before 11 the sums were told by a type. */
  int sums = lib.version[0] >= 11 ? types->sums : types->scale;

  return lib.multiply (lib.handle, product->turned, 0, n, n, n, types->one,
                       (const void *) (uintptr_t) product->b, types->type, n,
                       (const void *) (uintptr_t) product->a, types->type, n, types->zero,
                       (void *) (uintptr_t) product->c, types->result, n, sums, USUAL_ALGORITHM);
}

/* What the light library wants to know before; made once for each size. */
static struct {
  int n;
  ProductDescription *description;
  Layout *in, *out;
  AlgorithmChoice found;
} plan;

static int
make_plan (const BenchLibraryProduct *product, const Types *types)
{
  int turn = product->turned, count = 0, status;
  uint64_t n = (uint64_t) product->n;
  Preference *preference = NULL;

  status = lib.description_new (&plan.description, types->sums, types->scale);
  if (status == 0)
    status = lib.description_set (plan.description, DESCRIPTION_TURN_A, &turn, sizeof turn);
  if (status == 0)
    status = lib.layout_new (&plan.in, types->type, n, n, product->n);
  if (status == 0)
    status = lib.layout_new (&plan.out, types->result, n, n, product->n);
  if (status == 0)
    status = lib.preference_new (&preference);
  if (status == 0)
    status = lib.preference_set (preference, PREFERENCE_WORKSPACE, &lib.workspace_bytes,
                                 sizeof lib.workspace_bytes);
  if (status == 0)
    status = lib.search (lib.handle, plan.description, plan.in, plan.in, plan.out, plan.out,
                         preference, 1, &plan.found, &count);
  if (status == 0 && count == 0)
    status = NO_ALGORITHM;
  plan.n = status == 0 ? product->n : 0;
  return status;
}

static int
multiply_light (const BenchLibraryProduct *product, const Types *types)
{
  int status = plan.n == product->n ? 0 : make_plan (product, types);

  if (status != 0)
    return status;
  return lib.multiply_light (
    lib.handle, plan.description, types->one, (const void *) (uintptr_t) product->b, plan.in,
    (const void *) (uintptr_t) product->a, plan.in, types->zero,
    (const void *) (uintptr_t) product->c, plan.out, (void *) (uintptr_t) product->c, plan.out,
    plan.found.algorithm, (void *) (uintptr_t) lib.workspace, lib.workspace_bytes, lib.stream);
}

int
bench_library_multiply (const BenchLibraryProduct *product)
{
  Types types = types_of (product);

  return coded (lib.multiply != NULL ? multiply_usual (product, &types)
                                     : multiply_light (product, &types));
}

const char *
bench_library_explain (int code)
{
  static char text[100];

  if (code < FIRST_CODE)
    return NULL;
  if (code == coded (NO_ALGORITHM))
    return "the library has no way to do it on this card";
  snprintf (text, sizeof text, "the library says error %d", code - FIRST_CODE);
  return text;
}
