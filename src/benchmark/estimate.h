/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "benchmark/benchmark.h"

G_BEGIN_DECLS

/* What a job of the person's would take elsewhere: pure functions, no disk and no network. Every
 * answer is a range; where nothing is known that could carry one, it is refused with the reason. */

typedef enum {
  BANCO_NETWORK_MLP,
  BANCO_NETWORK_AUTOENCODER,
  BANCO_NETWORK_CNN,
  BANCO_NETWORK_SEQUENCE, /* LSTM, GRU */
  BANCO_NETWORK_GRAPH,
  BANCO_NETWORK_TRANSFORMER,
  BANCO_NETWORK_UNKNOWN,
} BancoNetwork;

typedef enum {
  BANCO_PRECISION_FP32,  /* as frameworks do it: TF32 where the card has it */
  BANCO_PRECISION_MIXED, /* 16 bit products that accumulate in 32 */
  BANCO_PRECISION_INT8,  /* inference */
} BancoPrecision;

/* Where the data lie when the job runs there. */
typedef enum {
  BANCO_DATA_HERE,  /* on this computer: uploaded first, then on a disk of the machine */
  BANCO_DATA_NFS,   /* on storage that the machine mounts */
  BANCO_DATA_CLOUD, /* on a disk of the machine already */
} BancoDataPlace;

/* "mlp", "fp32", "nfs", …; FALSE for another word. */
gboolean banco_network_from_string (const char *word, BancoNetwork *network);
gboolean banco_precision_from_string (const char *word, BancoPrecision *precision);
gboolean banco_data_place_from_string (const char *word, BancoDataPlace *place);
const char *banco_network_to_string (BancoNetwork network);
const char *banco_precision_to_string (BancoPrecision precision);

/* What limits a step. */
typedef enum {
  BANCO_BOUND_UNKNOWN,
  BANCO_BOUND_DATA,   /* waits for files, or for what prepares them */
  BANCO_BOUND_CPU,    /* computes on the processor */
  BANCO_BOUND_LAUNCH, /* starts kernels that are too small */
  BANCO_BOUND_GPU,    /* computes on the GPU */
  BANCO_BOUND_MEMORY, /* moves data on the GPU */
} BancoBound;
const char *banco_bound_to_string (BancoBound bound); /* "data", … */
const char *banco_bound_to_words (BancoBound bound);  /* "your data", …, translated */

/* "12 ms", "1,5 GiB": a positive number with a unit, in any case, and a dot or comma; a bare one is
 * seconds or bytes. FALSE for anything else, and for "1,500", which may mean two things. */
gboolean banco_duration_from_string (const char *text, double *seconds);
gboolean banco_size_from_string (const char *text, double *bytes);

/* A job as it runs here. */
typedef struct {
  double step_seconds; /* of one step, here; > 0 */
  BancoNetwork network;
  BancoPrecision precision;
  guint64 steps;           /* of the whole job; 0: not known */
  guint kernels;           /* started in a step; 0: what is usual for the network */
  double memory_gib;       /* what the device must hold; 0: not known */
  double data_share;       /* of a step that waits for data, 0 to 1 */
  double data_bytes;       /* of all data; 0: not known */
  guint64 steps_per_epoch; /* in which all data are read once; 0: not known */
  BancoDataPlace data_place;
  double upload_rate; /* bytes a second from here; 0: not known */
} BancoJob;

/* What a processor or card reaches in one precision. */
typedef struct {
  const char *name; /* borrowed; may begin a sentence */
  const char *inner_name;
  BancoProcessor processor;
  double arithmetic; /* GFLOP/s (GOP/s for int8) */
  double memory;     /* GB/s */
  double memory_gib; /* 0: not known */
  gboolean tf32;     /* @arithmetic is that of TF32, which stands for fp32 */
  gboolean measured; /* by this program, not from a catalogue */
  gboolean nominal;  /* sold with very different power limits under one name */
  gboolean slice;    /* MIG or vGPU: less of the card than its name says */
  guint count;       /* of equal ones */
} BancoPerformance;

/* FALSE where the figures are not enough. @card (nullable) fills in what a result has not. */
gboolean banco_performance_from_result (BancoResult *result,
                                        const BancoCard *card,
                                        BancoPrecision precision,
                                        BancoPerformance *performance);
gboolean banco_performance_from_card (const BancoCard *card,
                                      BancoPrecision precision,
                                      BancoPerformance *performance);

/* What the processor of @result reaches; FALSE when that was not measured. */
gboolean banco_performance_from_processor (BancoResult *result, BancoPerformance *performance);

/* The card that a driver's or a cloud's name for it means ("NVIDIA A100-PCIE-40GB"), or NULL. */
const BancoCard *banco_catalogue_match (const GPtrArray *catalogue, const char *device);

/* Whether it is a part of a card. NVIDIA names a slice by its parts, "A100 1g.5gb", and a virtual
 * card by its profile, "T4-8Q". */
gboolean banco_device_is_slice (const char *device);

/* How many times as fast @to is, about, and the factor by which that may be wrong either way. */
double banco_performance_compare (const BancoPerformance *from,
                                  const BancoPerformance *to,
                                  double *factor);

/* What the person's own jobs took, against what was said of them. */
typedef struct {
  guint count;
  double shift;  /* mean of ln (real speed / guess) */
  double spread; /* standard deviation of it */
} BancoCalibration;
BancoCalibration banco_calibration_new (const double *ratios, guint n_ratios);

typedef enum {
  BANCO_VERDICT_FASTER,
  BANCO_VERDICT_SAME,
  BANCO_VERDICT_SLOWER,
  BANCO_VERDICT_DOES_NOT_FIT,
  BANCO_VERDICT_LAUNCH_BOUND,
  BANCO_VERDICT_DATA_BOUND,
  BANCO_VERDICT_REFUSED,
} BancoVerdict;
const char *banco_verdict_to_string (BancoVerdict verdict); /* "faster", … */

/* A range for one offer; numbers are 0 when it was refused or does not fit. */
typedef struct {
  BancoVerdict verdict;
  double speed_low, speed_high; /* times as fast as here */
  double step_low, step_high;   /* seconds */
  double job_low, job_high;     /* seconds with upload, without queue; 0: steps not known */
  double upload_seconds;
  gboolean upload_assumed; /* nobody said how fast this network is */
  double factor;           /* of the device's part: ×/÷ */
  BancoBound dominates;    /* there */
  char *text;              /* the verdict, a sentence */
  char *change;            /* what would change it, a sentence */
  const char *certainty;   /* "likely", "rough", "refused"; static */
} BancoEstimate;
void banco_estimate_free (BancoEstimate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoEstimate, banco_estimate_free)

/* @calibration nullable. */
BancoEstimate *banco_estimate_new (const BancoJob *job,
                                   const BancoPerformance *here,
                                   const BancoPerformance *there,
                                   const BancoCalibration *calibration) G_GNUC_WARN_UNUSED_RESULT;

/* The person's own runs, kept in one file: how long a command's step took here, and how far the
 * guesses were off. No command is kept, only a hash of it. */
typedef struct _BancoHistory BancoHistory;
/* A file that is missing, damaged or newer counts as empty; the newer is not written over. */
BancoHistory *banco_history_load (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void banco_history_free (BancoHistory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BancoHistory, banco_history_free)
/* Of every step here of @command (NULL-terminated): seconds, 0 when it was not watched yet. */
double banco_history_get_step (BancoHistory *self, const char *const *command);
void banco_history_set_step (BancoHistory *self, const char *const *command, double seconds);
/* A step that took @here on @from took @there on @to: what the guess should have been. */
void banco_history_add (BancoHistory *self,
                        const BancoPerformance *from,
                        const BancoPerformance *to,
                        double here,
                        double there);
BancoCalibration banco_history_calibrate (BancoHistory *self);
/* What a step took. */
typedef struct {
  const char *const *command; /* nullable: not run by this program */
  double step_seconds;
  double here_seconds;    /* of the same job here; 0: as it is remembered of @command */
  BancoPerformance here;  /* arithmetic 0: not known */
  BancoPerformance there; /* where it ran; arithmetic 0: here */
} BancoStepRecord;
/* What the guess would have been and what was real, times as fast as here; 0: nothing to tell. */
typedef struct {
  BancoCalibration calibration;
  double expected, real;
} BancoLearnResult;
/* A run here is remembered; one there is set against it. TRUE when there is something to save. */
gboolean banco_history_learn (BancoHistory *self,
                              const BancoStepRecord *record,
                              BancoLearnResult *learned_result);
gboolean banco_history_save (BancoHistory *self, GError **error);

/* What a job is bound by that was not watched: only its length and its network are known. */
BancoBound banco_job_guess_bound (const BancoJob *job, BancoProcessor processor);

G_END_DECLS
