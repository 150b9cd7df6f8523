/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The part of the CUDA driver interface that we call, declared by ourselves because the toolkit's
 * header is not there when the program is built without the toolkit. Names, types and numbers are
 * those of libcuda.so.1 since CUDA 10.2. */

typedef int CudaResult;
typedef int CudaDevice;
typedef unsigned long long CudaAddress;
typedef struct CudaContext CudaContext;
typedef struct CudaModule CudaModule;
typedef struct CudaFunction CudaFunction;
typedef struct CudaStream CudaStream;
typedef struct CudaEvent CudaEvent;
typedef struct CudaGraph CudaGraph;
typedef struct CudaReplay CudaReplay;

enum {
  CUDA_DEVICE_CLOCK_KHZ = 13,
  CUDA_DEVICE_MULTIPROCESSORS = 16,
  CUDA_DEVICE_ECC = 32,
  CUDA_DEVICE_MEMORY_CLOCK_KHZ = 36,
  CUDA_DEVICE_BUS_BITS = 37,
  CUDA_DEVICE_L2_BYTES = 38,
  CUDA_DEVICE_MAJOR = 75,
  CUDA_DEVICE_MINOR = 76,
};

enum {
  CUDA_OUT_OF_MEMORY = 2,
  CUDA_NO_DEVICE = 100,
  CUDA_STUB_LIBRARY = 34,
  CUDA_STREAM_NON_BLOCKING = 1,
  CUDA_CAPTURE_THREAD_LOCAL = 1,
  CUDA_FUNCTION_PTX = 5,
  CUDA_JIT_ERROR_LOG = 5,
  CUDA_JIT_ERROR_LOG_BYTES = 6,
};

/* X (our name, name in the library, arguments) */
#define CUDA_FUNCTIONS(X)                                                                          \
  X (init, "cuInit", (unsigned flags))                                                             \
  X (driver_version, "cuDriverGetVersion", (int *version))                                         \
  X (device_count, "cuDeviceGetCount", (int *count))                                               \
  X (device, "cuDeviceGet", (CudaDevice * device, int ordinal))                                    \
  X (device_name, "cuDeviceGetName", (char *name, int size, CudaDevice device))                    \
  X (device_memory, "cuDeviceTotalMem_v2", (size_t * bytes, CudaDevice device))                    \
  X (device_attribute, "cuDeviceGetAttribute", (int *value, int attribute, CudaDevice device))     \
  X (device_pci, "cuDeviceGetPCIBusId", (char *id, int size, CudaDevice device))                   \
  X (error_text, "cuGetErrorString", (CudaResult result, const char **text))                       \
  X (context_retain, "cuDevicePrimaryCtxRetain", (CudaContext * *context, CudaDevice device))      \
  X (context_release, "cuDevicePrimaryCtxRelease", (CudaDevice device))                            \
  X (context_use, "cuCtxSetCurrent", (CudaContext * context))                                      \
  X (module_load, "cuModuleLoadDataEx",                                                            \
     (CudaModule * *module, const void *image, unsigned count, int *options, void **values))       \
  X (module_unload, "cuModuleUnload", (CudaModule * module))                                       \
  X (module_function, "cuModuleGetFunction",                                                       \
     (CudaFunction * *function, CudaModule * module, const char *name))                            \
  X (function_attribute, "cuFuncGetAttribute",                                                     \
     (int *value, int attribute, CudaFunction *function))                                          \
  X (memory_info, "cuMemGetInfo_v2", (size_t * free, size_t * total))                              \
  X (allocate, "cuMemAlloc_v2", (CudaAddress * address, size_t bytes))                             \
  X (release, "cuMemFree_v2", (CudaAddress address))                                               \
  X (allocate_host, "cuMemHostAlloc", (void **memory, size_t bytes, unsigned flags))               \
  X (release_host, "cuMemFreeHost", (void *memory))                                                \
  X (to_device, "cuMemcpyHtoDAsync_v2",                                                            \
     (CudaAddress to, const void *from, size_t bytes, CudaStream *stream))                         \
  X (to_host, "cuMemcpyDtoHAsync_v2",                                                              \
     (void *to, CudaAddress from, size_t bytes, CudaStream *stream))                               \
  X (fill, "cuMemsetD8Async",                                                                      \
     (CudaAddress to, unsigned char byte, size_t bytes, CudaStream *stream))                       \
  X (stream_new, "cuStreamCreate", (CudaStream * *stream, unsigned flags))                         \
  X (stream_free, "cuStreamDestroy_v2", (CudaStream * stream))                                     \
  X (stream_wait, "cuStreamSynchronize", (CudaStream * stream))                                    \
  X (capture, "cuStreamBeginCapture_v2", (CudaStream * stream, int mode))                          \
  X (capture_end, "cuStreamEndCapture", (CudaStream * stream, CudaGraph * *graph))                 \
  X (graph_free, "cuGraphDestroy", (CudaGraph * graph))                                            \
  X (graph_ready, "cuGraphInstantiate",                                                            \
     (CudaReplay * *replay, CudaGraph * graph, void *node, char *log, size_t log_bytes))           \
  X (replay, "cuGraphLaunch", (CudaReplay * replay, CudaStream * stream))                          \
  X (replay_free, "cuGraphExecDestroy", (CudaReplay * replay))                                     \
  X (event_new, "cuEventCreate", (CudaEvent * *event, unsigned flags))                             \
  X (event_free, "cuEventDestroy_v2", (CudaEvent * event))                                         \
  X (event_record, "cuEventRecord", (CudaEvent * event, CudaStream * stream))                      \
  X (event_wait, "cuEventSynchronize", (CudaEvent * event))                                        \
  X (event_between, "cuEventElapsedTime", (float *ms, CudaEvent *from, CudaEvent *to))             \
  X (launch, "cuLaunchKernel",                                                                     \
     (CudaFunction * function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by,    \
      unsigned bz, unsigned shared, CudaStream *stream, void **arguments, void **extra))

typedef struct {
#define CUDA_FIELD(name, symbol, arguments) CudaResult (*name) arguments;
  CUDA_FUNCTIONS (CUDA_FIELD)
#undef CUDA_FIELD
} Cuda;

/* The driver's functions, loaded once; NULL when there is no libcuda.so.1. A function that it lacks
 * is NULL, and @missing, if there is one, names it. */
const Cuda *bench_cuda (const char **missing);
