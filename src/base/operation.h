/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/keyed-list.h"

G_BEGIN_DECLS

/* Something that runs in a worker: title, message, fraction, state, error, cancel.
 * Properties notify on the main thread only; "state" changes exactly once. */
#define BANCO_TYPE_OPERATION (banco_operation_get_type ())
G_DECLARE_FINAL_TYPE (BancoOperation, banco_operation, BANCO, OPERATION, GObject)

typedef enum {
  BANCO_OPERATION_RUNNING,
  BANCO_OPERATION_DONE,
  BANCO_OPERATION_FAILED,
  BANCO_OPERATION_CANCELLED,
} BancoOperationState;

/* The running ones, a GListModel of BancoOperation. Cancelling all of them is how a change of
 * federation or account, or quitting, makes sure that nothing late is published. Property "error":
 * of the one that ended last, NULL when that went well. */
#define BANCO_TYPE_OPERATIONS (banco_operations_get_type ())
G_DECLARE_FINAL_TYPE (BancoOperations, banco_operations, BANCO, OPERATIONS, BancoKeyedList)

BancoOperations *banco_operations_new (void) G_GNUC_WARN_UNUSED_RESULT;
void banco_operations_cancel_all (BancoOperations *self);

/* Blocks in a worker; @input is immutable. Returns the result, or sets @error. */
typedef gpointer (*BancoOperationWork) (BancoOperation *operation,
                                        gpointer input,
                                        GCancellable *cancellable,
                                        GError **error);

/* On the main thread, after a work that succeeded and was not cancelled; @result stays the
 * operation's. @owner is alive. */
typedef void (*BancoOperationPublish) (BancoOperation *operation, gpointer result, gpointer owner);

typedef struct {
  const char *title; /* what a person reads: "Syncing MLINFN" */
  BancoOperationWork work;
  gpointer input; /* taken */
  GDestroyNotify input_free;
  GDestroyNotify result_free;
  BancoOperationPublish publish; /* nullable */
  GObject *owner;                /* held while it runs; nullable */
} BancoOperationPlan;

/* Starts @plan in a worker. @operations: where it is listed while it runs, nullable. */
BancoOperation *banco_operation_start (BancoOperations *operations,
                                       const BancoOperationPlan *plan) G_GNUC_WARN_UNUSED_RESULT;

/* An operation that already failed, so that callers have one way to learn of errors.
 * Takes @error. Its state changes in an idle. */
BancoOperation *banco_operation_new_failed (const char *title,
                                            GError *error) G_GNUC_WARN_UNUSED_RESULT;

/* How long to wait for several operations: @grace milliseconds after the first good answer, and
 * @limit in all. 0: for as long as the slowest takes. */
typedef struct {
  guint grace;
  guint limit;
  GError *late; /* taken: the error where @limit passes without a good answer */
} BancoOperationPatience;

/* Several as one, which is done when any of them is and fails with the first error when none is.
 * Those that it did not wait for go on. @operations: where it is listed, nullable. Cancelling it
 * cancels them. @parts: of BancoOperation, running. */
BancoOperation *
banco_operation_new_group (BancoOperations *operations,
                           const char *title,
                           GPtrArray *parts,
                           const BancoOperationPatience *patience) G_GNUC_WARN_UNUSED_RESULT;

/* From the worker: what is happening (nullable: unchanged) and how far, -1 unknown. Coalesced;
 * the last one arrives before the final state. */
void banco_operation_report (BancoOperation *self, double fraction, const char *message);

void banco_operation_cancel (BancoOperation *self);

const char *banco_operation_get_title (BancoOperation *self);
const char *banco_operation_get_message (BancoOperation *self);
double banco_operation_get_fraction (BancoOperation *self);
BancoOperationState banco_operation_get_state (BancoOperation *self);

/* What went wrong once failed, else NULL; borrowed. Never G_IO_ERROR_CANCELLED. */
const GError *banco_operation_get_error (BancoOperation *self);

/* What the work returned once done, else NULL; borrowed. */
gpointer banco_operation_get_result (BancoOperation *self);

G_END_DECLS
